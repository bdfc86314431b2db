"""The floors of the house: imports point down only."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from importlinter.cli import lint_imports


def test_imports_point_down_only(monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).resolve().parents[1])
    monkeypatch.setenv("COLUMNS", os.environ.get("COLUMNS", "120"))

    code = lint_imports(no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_the_floors_are_told_as_they_are():
    root = Path(__file__).resolve().parents[1]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    told = [re.findall(r"`(\w+)`", row) for row in rows]

    floors = [re.findall(r"\w+", layer) for layer in contract["layers"]]

    assert told[: len(floors)] == floors
    modules = {path.stem for path in (root / "src" / "audiolecture").iterdir()}
    beside = {"testing", "templates", "locale", "__init__", "__main__", "__pycache__", "py"}
    assert {name for floor in floors for name in floor} == modules - beside
