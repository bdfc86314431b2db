"""Scores how Mandarin text is read, for us and for whatever else is installed, in one table.

    python benchmarks/mandarin.py FILE…

A file holds one case a line: ``written⇥spoken`` (or ``written~spoken``), where several accepted
spoken forms are separated by ``|``. Systems that cannot be imported are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import normalization


def main(paths: list[Path]) -> int:
    if not paths:
        print(__doc__)
        return 2
    cases = [path for path in paths if normalization.accepts(path)]
    for line in normalization.report(cases):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
