"""Whether enough of the branches were taken: ``python tools/branches.py build/coverage.json``.

``coverage`` itself can only require a share of lines and branches together. Modules whose extra is
not installed are left out, since their tests were skipped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

LEAST = 0.95
_SHOWN = 15
_NEEDS = {
    "*/engines/*sherpa*": "sherpa_onnx",
    "*/engines/*piper*": "piper",
    "*/source/pdf.py": "pypdfium2",
    "*/pool.py": "distributed",
    "*/remote.py": "s3fs",
}
"""What modules cannot be tested without."""


def main(report: Path) -> int:
    """Print the share and where most is missing; 1 if the share is too small."""
    files = json.loads(report.read_text("utf-8"))["files"]
    found = {name: file["summary"] for name, file in files.items() if _is_tested(name)}
    share = taken(found.values())
    for name in sorted(found, key=lambda name: -found[name]["missing_branches"])[:_SHOWN]:
        print(f"{found[name]['missing_branches']:4} not taken  {name}")  # noqa: T201
    print(f"{share:.2%} of the branches were taken; {LEAST:.0%} is wanted")  # noqa: T201
    return int(share < LEAST)


def taken(summaries: Collection[Mapping[str, int]]) -> float:
    """The share of all branches that were taken."""
    total = sum(summary["num_branches"] for summary in summaries)
    return sum(summary["covered_branches"] for summary in summaries) / total


def _is_tested(name: str) -> bool:
    needed = (package for pattern, package in _NEEDS.items() if fnmatch(name, pattern))
    return all(find_spec(package) for package in needed)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
