"""Mutation testing by sample: some mutants of each module, the same ones for the same seed.

``python tools/mutants.py 280 --seed 1`` runs about 280 of them, at least one of every module, and
prints how many were noticed and the names of those that were not; ``mutmut show NAME`` shows one.
With patterns, only those whose names match one: ``'audiolecture.mandarin.*'``. Ends with 1 if fewer
than 85 % were noticed.
"""

from __future__ import annotations

import argparse
import fnmatch
import random
import subprocess
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENOUGH = 0.85
_MISSED = {"survived", "no tests", "not checked"}
_FEW = "audiolecture.mandarin.syllables.*"
"""A run of these makes all mutants and finds out which tests reach them."""


def main(arguments: list[str]) -> int:
    """Draw, run, tell; what the process is to end with."""
    wanted = _options().parse_intermixed_args(arguments)
    _run(_FEW)
    names = [name for name in _ends() if any(fnmatch.fnmatch(name, one) for one in wanted.only)]
    if not names:
        raise SystemExit("No mutant has such a name.")
    drawn = sample(names, wanted.number, random.Random(wanted.seed))  # noqa: S311
    _run(*drawn, "--max-children", str(wanted.at_once))
    ends = _ends()
    return tell({name: ends[name] for name in drawn})


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, help="how many mutants, about")
    parser.add_argument("only", nargs="*", default=["*"], help="patterns of their names")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=2, help="how many processes")
    return parser


def sample(names: Iterable[str], number: int, chance: random.Random) -> list[str]:
    """From each module its share, and at least one."""
    ordered = sorted(names)
    drawn: list[str] = []
    for _, group in groupby(ordered, key=_module):
        of_module = list(group)
        share = max(1, round(number * len(of_module) / len(ordered)))
        drawn += chance.sample(of_module, min(share, len(of_module)))
    return drawn


def tell(ends: dict[str, str]) -> int:
    """Print module after module, then what was missed; 1 if that is too much."""
    for module, group in groupby(sorted(ends), key=_module):
        of_module = [ends[name] not in _MISSED for name in group]
        print(f"{sum(of_module):4} of {len(of_module):4}  {module}")  # noqa: T201
    missed = [name for name in sorted(ends) if ends[name] in _MISSED]
    for name in missed:
        print(f"{ends[name]}: {name}")  # noqa: T201
    share = 1 - len(missed) / len(ends)
    print(f"{share:.1%} of {len(ends)} noticed; {ENOUGH:.0%} wanted")  # noqa: T201
    return int(share < ENOUGH)


def _module(name: str) -> str:
    """Of a function's mutant (``.x_…``) or a method's (``.xǁClassǁ…``)."""
    return name.rpartition(".x")[0]


def _ends() -> dict[str, str]:
    """All mutants there are, and what became of them."""
    listed = _mutmut("results", "--all", "true", capture_output=True).stdout
    pairs = (line.strip().partition(": ") for line in listed.splitlines())
    return {name: end for name, _, end in pairs if end}


def _run(*arguments: str) -> None:
    _mutmut("run", *arguments, stdout=subprocess.DEVNULL)


def _mutmut(*arguments: str, **how: int | bool) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("mutmut")
    return subprocess.run([program, *arguments], cwd=ROOT, check=True, text=True, **how)  # type: ignore[call-overload]  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
