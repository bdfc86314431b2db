"""A folder of scripts is a course, ordered by the numbers in the names."""

from __future__ import annotations

import re
from pathlib import Path

from audiolecture.source.formats import SUFFIXES
from audiolecture.source.numbering import value_of

_NUMBER = re.compile(
    r"第\s*(\d+|[一二三四五六七八九十百零〇两]+)|^\s*(\d+)|^\s*[（(]?([一二三四五六七八九十百]+)[）)、.．_\s-]|(\d+)"
)
_LAST = 10**9


def lectures_in(folder: Path) -> tuple[Path, ...]:
    """The scripts in a folder, in order: numbered ones first, then by name."""
    found = (
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.is_file()
    )
    return tuple(sorted(found, key=lambda path: (number_in(path.stem) or _LAST, path.name)))


def number_in(name: str) -> int:
    """The place that a file name states (第3讲, 03-…, 三、…); 0 for none."""
    match = _NUMBER.search(name)
    written = next((group for group in match.groups() if group), "") if match else ""
    return value_of(written) if written else 0
