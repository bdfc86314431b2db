"""A folder of scripts is a course."""

from __future__ import annotations

from pathlib import Path


def lectures_in(folder: Path) -> tuple[Path, ...]:
    """The scripts in a folder, in order."""
    found = (p for p in folder.iterdir() if p.suffix.lower() in {".txt", ".md"} and p.is_file())
    return tuple(sorted(found))
