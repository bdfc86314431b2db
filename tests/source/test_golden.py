"""Outlines of scripts of many kinds, as a human reader judged them.

Beside each script stands ``<name>.outline``: a line for the title, author and date, one for each
chapter (its kind and title), indented lines for its sections, and what else is remarkable.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from audiolecture.source.read import read_lecture

FOLDER = Path(__file__).parent / "golden"
SCRIPTS = sorted(path for path in FOLDER.iterdir() if path.suffix not in {".outline", ".toml"})


def written(lecture, asked):
    """The lecture in the form of an ``.outline``; what the reader did not judge is left aside."""
    yield f"title {lecture.title}"
    for name in ("author", "date"):
        if value := getattr(lecture, name):
            yield f"{name} {value}"
    for chapter in lecture.chapters:
        yield f"{chapter.kind} {chapter.title}"
        yield from (f"{'  ' * (s.level - 1)}{s.title}" for s in chapter.sections)
    yield from (f"left out {item.line} {item.kind}" for item in lecture.omitted)
    if "paragraphs " in asked:
        yield f"paragraphs {sum(len(chapter.blocks) for chapter in lecture.chapters)}"
    yield from (f"warning {warning.partition(':')[2]}" for warning in lecture.warnings)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_outline(script, monkeypatch):
    monkeypatch.chdir(FOLDER)
    expected = script.with_suffix(".outline").read_text(encoding="utf-8")
    assert "\n".join(written(read_lecture(Path(script.name)), expected)) == expected.rstrip("\n")


def test_there_are_scripts_of_at_least_forty_kinds():
    assert len(SCRIPTS) >= 40
