"""The floors of the house: imports point down only."""

from __future__ import annotations

import os
from pathlib import Path

from importlinter.cli import lint_imports


def test_imports_point_down_only(monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).resolve().parents[1])
    monkeypatch.setenv("COLUMNS", os.environ.get("COLUMNS", "120"))

    code = lint_imports(no_cache=True)

    assert code == 0, capsys.readouterr().out
