"""How long a catalogue takes to plan when nothing changed, and how much memory.

    python benchmarks/catalogue.py [--lectures 1000] [--folder DIR]

Lectures of about 1,500 characters in courses of a hundred, spoken in tones. Three paragraphs of
each are its own and the others are shared, so that they are built in minutes; for the rest, the
store is filled up to what it would hold. A folder that was named is kept, and not built again.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

PARAGRAPHS, OWN, SHARED = 12, 3, 60
COURSE = 100
PHRASES = (
    "心里装着群众，脚下才有力量",
    "道理讲透了，事情就好办了一半",
    "路是一步一步走出来的，信任是一点一滴攒起来的",
    "会上讲一遍，会后跑三遍",
    "先要弄明白为谁干，再学会怎样干",
    "基层是离群众最近的地方，也是检验工作的考场",
    "有98.6%的人希望干部多来坐坐",
    "2012—2022年，村里变了样",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lectures", type=int, default=1_000)
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    if given.folder:
        measure(given.folder.absolute(), given.lectures)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.lectures)


def measure(folder: Path, count: int) -> None:
    """All lectures, and then a fifth of the courses alone: a thousand take no more memory."""
    print("                        lectures   wall s    CPU s      MB")
    if not (folder / "filled").exists():
        write(folder / "scripts", count)
        show("built", count, command("build", folder))
        fill(folder / "store", count * PARAGRAPHS)
        (folder / "filled").touch()
    unchanged(folder, count)
    courses = sorted((folder / "scripts").iterdir())
    away = courses[max(1, len(courses) // 5) :]
    (folder / "away").mkdir()
    for course in away:
        course.rename(folder / "away" / course.name)
    unchanged(folder, sum(1 for _ in folder.glob("scripts/*/*.txt")))
    for course in away:
        (folder / "away" / course.name).rename(course)
    (folder / "away").rmdir()


def unchanged(folder: Path, lectures: int) -> None:
    for verb in ("plan", "build"):
        show(f"{verb}, unchanged", lectures, command(verb, folder))


def show(what: str, lectures: int, figures: tuple[float, float, float]) -> None:
    wall, used, megabytes = figures
    print(f"{what:22}  {lectures:8}  {wall:7.1f}  {used:7.1f}  {megabytes:6.0f}", flush=True)


def command(verb: str, place: Path) -> tuple[float, float, float]:
    """Wall time and time of the processors in seconds, and the most memory held, in megabytes."""
    words = [sys.executable, "-m", "audiolecture", "-q", verb, str(place / "scripts")]
    words += ["--engine", "tone", "--rate", "+200%"]
    words += ["--output", str(place / "output"), "--cache-dir", str(place / "store")]
    start = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{verb} failed")
    used = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - start, used, usage.ru_maxrss / 1_000


def write(folder: Path, count: int) -> None:
    """Scripts that differ, the same in every run."""
    choice = random.Random(1)
    shared = [paragraph(choice, f"说法{number}") for number in range(SHARED)]
    for number in range(count):
        own = [paragraph(choice, f"第{number}课的例子{place}") for place in range(OWN)]
        rest = choice.sample(shared, PARAGRAPHS - OWN)
        thirds = [own[place : place + 1] + rest[place * 3 : place * 3 + 3] for place in range(OWN)]
        text = "".join(
            f"{heading}、要点\n" + "\n".join(lines) + "\n\n"
            for heading, lines in zip("一二三", thirds, strict=True)
        )
        course = folder / f"课程{number // COURSE + 1:02}"
        course.mkdir(parents=True, exist_ok=True)
        (course / f"第{number % COURSE + 1}讲.txt").write_text(text, encoding="utf-8")


def paragraph(choice: random.Random, name: str) -> str:
    said = "。".join(choice.choice(PHRASES) for _ in range(8))
    return f"{name}：{said}。"


def fill(store: Path, entries: int) -> None:
    """Empty entries, as a store has that holds everything else too."""
    for kind in ("speech", "clip"):
        for number in range(entries):
            key = sha256(f"{kind} {number}".encode()).hexdigest()
            path = store / kind / key[:2] / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


if __name__ == "__main__":
    main()
