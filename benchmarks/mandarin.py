"""Scores how Mandarin text is read, for us and for whatever else is installed, in one table.

    python benchmarks/mandarin.py FILE…

A file holds one case a line: either ``written⇥spoken`` (or ``written~spoken``), where several
accepted spoken forms are separated by ``|``; or, as in CPP, a sentence in which one character is
marked ``▁行▁``, a tab, and its reading (``hang2``), the readings also in a ``.lb`` file beside a
``.sent``. The table holds wetext, cn2an, pypinyin and g2pM too, each if it can be imported.

strict, lenient   spoken forms that are right, in %: without punctuation; also without case, 两 = 二
not style         lenient, without the rows that ask for one of two ways of saying the same
两/二             the rows with 两 or 二, which then are different words
overall           readings that are right, in %
minority          of those that are not the character's most frequent one in the file
unmarked, marked  right where the system has no doubt; how much it marks as doubtful
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import normalization
import polyphony

Case = TypeVar("Case")

COLUMNS = (
    "cases", "n", "style", "system", "strict", "lenient", "not style", "两/二",
    "overall", "minority", "unmarked", "marked", "chars/s",
)  # fmt: skip


def main(paths: Sequence[Path]) -> int:
    if not paths:
        print(__doc__)
        return 2
    written = _groups([p for p in paths if normalization.accepts(p)], normalization.read_cases)
    marked = _groups([p for p in paths if polyphony.accepts(p)], polyphony.read_cases)
    rows = [row for name, cases in written.items() for row in normalization.rows(name, cases)]
    rows += [row for name, cases in marked.items() for row in polyphony.rows(name, cases)]
    for line in _table(rows):
        print(line)
    if written:
        for line in normalization.notes([case for cases in written.values() for case in cases]):
            print(line)
    return 0 if rows else 1


def _groups(paths: Sequence[Path], read: Callable[[Path], Iterator[Case]]) -> dict[str, list[Case]]:
    """The cases by file; the files of a suite, which share a folder, together."""
    together = Counter(path.absolute().parent for path in paths)
    found: dict[str, list[Case]] = {}
    for path in paths:
        folder = path.absolute().parent
        name = folder.name if together[folder] > 1 else path.name
        found.setdefault(name, []).extend(read(path))
    return found


def _table(rows: Sequence[dict[str, str]]) -> Iterator[str]:
    shown = [column for column in COLUMNS if any(column in row for row in rows)]
    cells = [shown, *([row.get(column, "–") for column in shown] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
