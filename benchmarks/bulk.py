"""What a long new script costs to read: ``audiolecture plan`` that remembers nothing of it.

    python benchmarks/bulk.py FILE… [--repeat 3] [--long 2000000]

The sentences of the files (text, or CPP's ``.tsv`` with ▁ around a character) make chapters of new
paragraphs. If there are too few, they come again, each with another behind it, so that no paragraph
is known from another. The course of ``benchmarks/rebuild.py``, which repeats its words, stands
beside them. Every run is a command in a process of its own; seconds are medians, of the clock and
of the processor; memory is that of all its processes together, in another run.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rebuild import CHAPTERS, CHARACTERS, Run, command, course

_PROGRAM = [sys.executable, "-c", "from audiolecture.cli import main; main()"]
_PARAGRAPH, _CHAPTER = 200, 12
"""Characters in a paragraph, at least; paragraphs in a chapter."""
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Cost:
    """A command's run, and the seconds of the processor in all its processes."""

    run: Run
    processor: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=3, help="runs of every row but the last")
    parser.add_argument("--long", type=int, default=2_000_000, help="characters of the last row")
    given = parser.parse_args()
    said = list(dict.fromkeys(_sentences(given.files)))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(f"{'':28}{'characters':>11}{'seconds':>9}{'processor':>11}{'chars/s':>11}{'MB':>6}")
    _row("plan, words that repeat", course(CHAPTERS, CHARACTERS), given.repeat)
    _row("plan, fresh sentences", text_of(said, CHARACTERS), given.repeat)
    _row("outline, fresh sentences", text_of(said, given.long), 1, "outline")
    _row("plan, fresh sentences", text_of(said, given.long), 1)


def _sentences(files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            for sentence in _SENTENCE.findall(line.partition("\t")[0].replace("▁", "")):
                yield sentence if sentence[-1] in "。！？" else f"{sentence}。"


def text_of(said: Sequence[str], characters: int) -> str:
    """A script of at least so many characters."""
    lines, size, paragraphs = ["长稿"], 0, 0
    endless = _endless(said)
    while size < characters:
        if paragraphs % _CHAPTER == 0:
            lines.append(f"第{paragraphs // _CHAPTER + 1}章 想在一处")
        paragraph = ""
        while len(paragraph) < _PARAGRAPH:
            paragraph += next(endless)
        lines.append(paragraph)
        size, paragraphs = size + len(paragraph), paragraphs + 1
    return "\n".join(lines) + "\n"


def _endless(said: Sequence[str]) -> Iterator[str]:
    yield from said
    chance = random.Random(1)
    while True:
        for sentence in said:
            yield f"{sentence[:-1]}，{chance.choice(said)}"


def _row(name: str, text: str, repeat: int, verb: str = "plan") -> None:
    runs = [_cold(text, verb) for _ in range(repeat)]
    seconds = statistics.median(each.run.seconds for each in runs)
    processor = statistics.median(each.processor for each in runs)
    memory = _cold(text, verb, looks=True).run.megabytes
    pace = len(text) / seconds
    print(
        f"{name:28}{len(text):11,}{seconds:9.2f}{processor:11.2f}{pace:11,.0f}{memory:6.0f}",
        flush=True,
    )


def _cold(text: str, verb: str, *, looks: bool = False) -> Cost:
    """One run in a folder of its own, with an empty store; to look at its memory takes time."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["AUDIOLECTURE_CACHE_DIR"] = str(folder / "store")
        (folder / "long.txt").write_text(text, encoding="utf-8")
        words = [*_PROGRAM, verb, "long.txt", "--json"]
        words += ["--engine", "tone"] if verb == "plan" else []
        before = _processor()
        run = command(words, folder, looks=looks)
        after = _processor()
        shutil.rmtree(folder / "store", ignore_errors=True)
    return Cost(run, after - before)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
