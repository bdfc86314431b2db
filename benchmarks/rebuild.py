"""What an edit of a ten-hour course costs, beside a plain pydub pipeline and ffmpeg's concat.

One command, one table: ``python benchmarks/rebuild.py``. The course is generated (160,000
characters, 40 chapters) and spoken by the ``tone`` engine at the pace of a lecturer, so that what
is measured is everything but synthesis. Every row is a whole command in a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import truediv
from pathlib import Path

CHAPTERS, CHARACTERS = 40, 160_000
_PROGRAM = [sys.executable, "-c", "from audiolecture.cli import main; main()"]
# 200 ms a character: five syllables a second, and pauses: what a lecturer speaks.
_BUILD = ["build", "course.txt", "--engine", "tone", "--rate=-60%", "--json"]
_WORDS = [
    "基层",
    "工作",
    "群众",
    "干部",
    "学习",
    "实践",
    "问题",
    "方法",
    "时间",
    "经验",
    "责任",
    "发展",
    "道路",
    "村庄",
    "学校",
    "医院",
    "产业",
    "环境",
    "精神",
    "力量",
    "认真",
    "努力",
    "坚持",
    "提高",
    "解决",
    "走进",
    "了解",
    "记住",
    "相信",
    "帮助",
    "我们",
    "他们",
    "大家",
    "每天",
    "今年",
    "从前",
    "以后",
    "可是",
    "因此",
    "并且",
    "一定",
    "非常",
    "已经",
    "就是",
    "如果",
    "所以",
    "还要",
    "必须",
    "应当",
    "需要",
]
_UNCHANGED, _EDITED = "unchanged", "one character edited"
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Run:
    """One command: wall seconds, peak memory of its processes together in MB, what it printed."""

    seconds: float
    megabytes: float
    result: dict[str, object]


@dataclass(frozen=True, slots=True)
class Round:
    """Every case once, by name, and what it is compared with, in seconds."""

    start: float
    """Python's, which does nothing."""
    runs: dict[str, Run]
    clips: int = 0
    """Of the chapter that the others join; 0 if they are not here."""
    pydub: float = 0.0
    concat: float = 0.0

    def ratio(self, name: str) -> float:
        """A case compared with the unchanged build, and that with Python's start."""
        unit = self.start if name == _UNCHANGED else self.runs[_UNCHANGED].seconds
        return self.runs[name].seconds / unit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="runs of every row but the first")
    parser.add_argument("--scale", type=int, default=1, help="so many times ten hours")
    parser.add_argument("--folder", type=Path, help="work here and keep it (default: temporary)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        Benchmark(folder, given.repeat, given.scale).run()


class Benchmark:
    """A course in a folder, and the commands that are timed on it."""

    def __init__(self, folder: Path, repeat: int, scale: int) -> None:
        self._folder, self._repeat = folder, repeat
        self._text = course(CHAPTERS * scale, CHARACTERS * scale)
        self._lines = self._text.split("\n")
        self._looks = False

    def run(self) -> None:
        """All rows."""
        os.environ["AUDIOLECTURE_CACHE_DIR"] = str(self._folder / "store")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        cores = os.cpu_count() or 1
        print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}")
        self._script(self._text)
        self._looks = True
        cold = self._build()
        self._looks = False
        hours = sum(c["samples"] for c in cold.result["chapters"]) / 48_000 / 3600  # type: ignore[index,union-attr,misc]
        count = len(cold.result["chapters"])  # type: ignore[arg-type]
        rounds = [self._round(number) for number in range(self._repeat)]
        start = statistics.median(each.start for each in rounds)
        print(f"{hours:.1f} hours, {count} files; python -c pass: {1000 * start:.0f} ms\n")
        print(f"{'':38}{'seconds':>9}{'synthesized':>13}{'written':>9}{'MB':>6}   ratio")
        pace = 3600 * hours / cold.seconds
        self._row("cold", [cold], cold, f"{pace:.0f} × real time, {pace / cores:.0f} × a core")
        for name, case in self._cases().items():
            runs = [each.runs[name] for each in rounds]
            ratios = (each.ratio(name) for each in rounds)
            unit = "python -c pass" if name == _UNCHANGED else _UNCHANGED
            ratio = f"{statistics.median(ratios):.2f} × {unit}"
            self._row(name, runs, self._looked_at(case), ratio)
        self._others(rounds, count)

    def _cases(self) -> dict[str, Callable[[int], Run]]:
        return {
            _UNCHANGED: lambda _: self._build(),
            _EDITED: self._edited,
            "a paragraph inserted in front": self._inserted,
            "a lexicon entry, three paragraphs": self._lexicon,
            "the title changed": self._titled,
            "the pauses changed": self._paused,
        }

    def _round(self, number: int) -> Round:
        """Every case once, and what it is compared with: a machine is not as quick all the time."""
        start = statistics.median(_python() for _ in range(5))
        runs = {name: self._after_a_reset(case, number) for name, case in self._cases().items()}
        if shutil.which("ffmpeg") is None:
            return Round(start, runs)
        clips = list(self._clips_of_a_chapter())
        return Round(
            start, runs, len(clips), _timed(lambda: self._pydub(clips)), self._joined(clips)
        )

    def _after_a_reset(self, case: Callable[[int], Run], number: int) -> Run:
        self._script(self._text)
        self._build()
        return case(number)

    def _looked_at(self, case: Callable[[int], Run]) -> Run:
        """A run whose memory is looked at, which takes time."""
        self._looks = True
        try:
            return self._after_a_reset(case, self._repeat)
        finally:
            self._looks = False

    def _script(self, text: str) -> None:
        (self._folder / "course.txt").write_text(text, encoding="utf-8")

    def _build(self, *options: str) -> Run:
        return command([*_PROGRAM, *_BUILD, *options], self._folder, looks=self._looks)

    def _edited(self, number: int) -> Run:
        middle = len(self._lines) // 2 + 1
        lines = list(self._lines)
        lines[middle] = lines[middle].replace("，", f"{'啊' * (number + 1)}，", 1)
        self._script("\n".join(lines))
        return self._build()

    def _inserted(self, number: int) -> Run:
        """Behind the first heading: in front of it, it would be a chapter, and all numbers move."""
        new = f"这是新加的一段，{'很' * (number + 1)}短。"
        self._script("\n".join([*self._lines[:2], new, *self._lines[2:]]))
        return self._build()

    def _lexicon(self, number: int) -> Run:
        lines = list(self._lines)
        for place in (10, len(lines) // 3, len(lines) // 2):
            lines[place] += f"这里有生词甲{_NUMERALS[number]}。"
        self._script("\n".join(lines))
        self._build()
        entry = f"生词甲{_NUMERALS[number]}\t=生词乙{_NUMERALS[number]}\n"
        path = self._folder / "lexicon.tsv"
        path.write_text(entry, encoding="utf-8")
        try:
            return self._build()
        finally:
            path.unlink()

    def _titled(self, number: int) -> Run:
        self._script(f"---\ntitle: 新的名字{number}\n---\n{self._text}")
        return self._build()

    def _paused(self, number: int) -> Run:
        settings = self._folder / "audiolecture.toml"
        settings.write_text(f"[pauses]\nparagraph = {800 + 50 * number}\n", encoding="utf-8")
        try:
            return self._build()
        finally:
            settings.unlink()

    # ------------------------------------------------------------ rows

    def _row(self, name: str, runs: list[Run], looked_at: Run, ratio: str) -> None:
        last = runs[-1].result
        written = sum(c["status"] == "written" for c in last["chapters"])  # type: ignore[union-attr,misc,index]
        print(
            f"{name:38}{_median(runs):9.2f}{last['synthesized']!s:>13}{written:9}"
            f"{looked_at.megabytes:6.0f}",
            f"  {ratio}",
            flush=True,
        )

    def _others(self, rounds: list[Round], chapters: int) -> None:
        """What peers do for the same edit: join the clips of a chapter, or of all."""
        print()
        if not rounds[0].clips:
            print("pydub and ffmpeg: not measured, there is no ffmpeg")
            return
        pydub = [each.pydub for each in rounds]
        concat = [each.concat for each in rounds]
        edits = [each.runs[_EDITED].seconds for each in rounds]
        for name, seconds in (
            (f"pydub, that chapter ({rounds[0].clips} clips)", pydub),
            (f"pydub, all {chapters} chapters (that × {chapters})", [s * chapters for s in pydub]),
            ("ffmpeg concat -c copy, that chapter", concat),
        ):
            ratio = statistics.median(map(truediv, seconds, edits))
            print(f"{name:38}{statistics.median(seconds):9.2f}{'':28}   {ratio:.1f} × the edit")

    def _clips_of_a_chapter(self) -> Iterator[Path]:
        """The clips as files, as a pipeline without a store of frames would hold them."""
        from audiolecture.store import Store  # noqa: PLC0415

        manifest = json.loads((self._folder / "output/course/manifest.json").read_text("utf-8"))
        store = Store(self._folder / "store")
        chapter = manifest["chapters"][len(manifest["chapters"]) // 2]
        for index, item in enumerate(chapter["utterances"]):
            clip = store.clip(item["clip"])
            assert clip is not None
            path = self._folder / f"clip{index:03}.mp3"
            path.write_bytes(clip.frames)
            yield path

    def _pydub(self, clips: list[Path]) -> None:
        code = (
            "import sys; from pydub import AudioSegment as A\n"
            "out = A.empty()\n"
            "for name in sys.argv[2:]: out += A.from_mp3(name) + A.silent(700, 48000)\n"
            "out.export(sys.argv[1], format='mp3', bitrate='64k', tags={'title': 'x'})"
        )
        words = [sys.executable, "-W", "ignore", "-c", code, str(self._folder / "pydub.mp3")]
        subprocess.run([*words, *map(str, clips)], check=True)

    def _joined(self, clips: list[Path]) -> float:
        return statistics.median(_timed(lambda: self._concat(clips)) for _ in range(3))

    def _concat(self, clips: list[Path]) -> None:
        listing = self._folder / "list.txt"
        listing.write_text("".join(f"file '{path}'\n" for path in clips), encoding="utf-8")
        words = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing)]
        subprocess.run([*words, "-c", "copy", str(self._folder / "copy.mp3")], check=True)


def command(words: list[str], folder: Path, *, looks: bool = True) -> Run:
    """Run a command to its end, without its progress; ``looks``: and see what memory it takes."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    together = _Together(process.pid) if looks else None
    output = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise SystemExit(f"{' '.join(words)}: {errors}")
    peak = max(usage.ru_maxrss, together.peak() if together else 0)
    return Run(seconds, peak / _KILOBYTES, json.loads(output))


_KILOBYTES = 1024
_LOOK = 0.02
"""Seconds between looks at the processes of a command."""


class _Together:
    """The memory of a command and of what it starts, looked at while it runs (Linux only).

    What they share counts once (the proportional set size): one half of a process that divided has
    most of the other's pages.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._most = pid, 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        """Kilobytes of all of them together, once the command has ended."""
        self._thread.join()
        return self._most

    def _look(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
                self._most = max(self._most, sum(map(_kilobytes, (str(self._pid), *children))))
                time.sleep(_LOOK)


def _kilobytes(pid: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def course(chapters: int, characters: int) -> str:
    """A script: ``chapters`` headings, paragraphs of some 140 characters, the same every time."""
    chance = random.Random(7)
    lines = ["十小时的课程"]
    for chapter in range(1, chapters + 1):
        lines.append(f"{_numeral(chapter)}、第{_numeral(chapter)}部分的标题写在这里")
        length = 0
        while length < characters // chapters:
            lines.append(_paragraph(chance))
            length += len(lines[-1])
    return "\n".join(lines) + "\n"


def _paragraph(chance: random.Random) -> str:
    return "".join(
        "，".join("".join(chance.choices(_WORDS, k=chance.randint(3, 5))) for _ in range(3)) + "。"
        for _ in range(chance.randint(4, 8))
    )


def _numeral(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_NUMERALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _NUMERALS[tens - 1]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_NUMERALS[ones - 1] if ones else "")


def _python() -> float:
    return _timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _median(runs: list[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


if __name__ == "__main__":
    main()
