"""The figures from which docs/scale.md derives a plan for ten million characters a day.

    python benchmarks/scale.py [--characters 20000]

Seconds are those of one core (time of the processor, not of the clock), so that other work on the
machine hardly matters. The text is made of the sentences of the sample lecture in another order for
each paragraph, so that no paragraph is known from another.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import pickle
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import lameenc

from audiolecture.audio.clips import make_clip
from audiolecture.audio.settings import ClipSettings
from audiolecture.build import build
from audiolecture.config import Pauses
from audiolecture.drafts import Request
from audiolecture.engines import registry
from audiolecture.engines.base import EngineContext
from audiolecture.jobs import Job
from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.memory import Memory
from audiolecture.model import Prosody, Speech, Utterance
from audiolecture.remote import _filesystem, open_store
from audiolecture.script import Delivery, write_script
from audiolecture.source.read import read_lecture
from audiolecture.store import Store

SAMPLE = Path(__file__).resolve().parents[1] / "content" / "扎根基层.txt"
SENTENCES = 6
"""In a paragraph."""
CHAPTER = 12
"""Paragraphs in a chapter."""

T = TypeVar("T")
Rows = Iterator[tuple[str, str]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--characters", type=int, default=20_000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        script = place / "lecture.txt"
        script.write_text(text_of(given.characters), encoding="utf-8")
        for part in (words, sound, whole, requests, cluster):
            for name, value in part(script, place):
                print(f"{name:58} {value}", flush=True)


def text_of(characters: int) -> str:
    """Chapters of new paragraphs."""
    choice = random.Random(1)
    said = [s for s in re.findall(r"[^。！？\n]+[。！？]", SAMPLE.read_text("utf-8")) if len(s) > 8]
    lines, size = [], 0
    while size < characters:
        if len(lines) % (CHAPTER + 1) == 0:
            lines.append(f"第{len(lines) // (CHAPTER + 1) + 1}章 想在一处")
        paragraph = "".join(choice.sample(said, SENTENCES))
        lines.append(paragraph)
        size += spoken(paragraph)
    return "\n".join(lines) + "\n"


def spoken(text: str) -> int:
    return sum(char.isalnum() for char in text)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def utterances_of(script: Path) -> list[Utterance]:
    delivery = Delivery("zhm", Prosody(), True)
    made = write_script(read_lecture(script), Lexicon(), delivery, Pauses(), Memory())
    return [line.utterance for chapter in made.chapters for line in chapter.lines]


def words(script: Path, place: Path) -> Rows:
    warm = place / "warm.txt"
    warm.write_text("一、好\n先读一遍。\n", encoding="utf-8")
    utterances_of(warm)  # the tables are loaded
    seconds, utterances = timed(lambda: utterances_of(script))
    characters = sum(spoken(one.written) for one in utterances)
    yield "characters", f"{characters}"
    yield "utterances; characters in each", f"{len(utterances)}; {characters / len(utterances):.0f}"
    yield "read, normalized, readings: characters a second", f"{characters / seconds:.0f}"


def sound(script: Path, place: Path) -> Rows:
    utterances = utterances_of(script)[:60]
    characters = sum(spoken(one.written) for one in utterances)
    engine = registry.create("espeak", EngineContext(place / "espeak"))

    async def speak() -> list[Speech]:
        return [await engine.synthesize(one) for one in utterances]

    asyncio.run(speak())
    seconds, speeches = timed(lambda: asyncio.run(speak()))
    length = sum(len(one.audio) / 2 / one.sample_rate for one in speeches)
    yield "espeak: characters a second of speech", f"{characters / length:.2f}"
    yield "espeak: times real time", f"{length / seconds:.0f}"
    making = ClipSettings(gain_db=0.0, target_lufs=-19.0)
    make_clip(speeches[0], making)
    for name, replies in (("samples", speeches), ("MP3", [as_mp3(one) for one in speeches])):
        seconds, clips = timed(lambda replies=replies: [make_clip(one, making) for one in replies])
        yield f"clip of {name}: times real time", f"{length / seconds:.0f}"
        store = Store(place / f"store of {name}")
        for number, (speech, clip) in enumerate(zip(replies, clips, strict=True)):
            store.put_speech(f"{number:064x}", speech)
            store.put_clip(f"{number:064x}", clip)
        for kind, payload in (
            ("speech", sum(len(one.audio) for one in replies)),
            ("clip", sum(len(one.frames) for one in clips)),
        ):
            bytes_, blocks, count = sizes(store.root / kind)
            yield f"  {kind}: kB a minute", f"{bytes_ / length * 60 / 1_000:.0f}"
            head, lost = (bytes_ - payload) / count, (blocks - bytes_) / count
            yield f"  {kind}: bytes besides the audio; lost to blocks", f"{head:.0f}; {lost:.0f}"


def as_mp3(speech: Speech) -> Speech:
    """As the Edge service replies: 24 kHz (here 22.05), 48 kbit/s."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(speech.sample_rate)
    encoder.set_channels(1)
    encoder.silence()
    data = bytes(encoder.encode(speech.audio) + encoder.flush())
    return Speech(data, "mp3", speech.sample_rate, speech.marks)


def sizes(folder: Path) -> tuple[int, int, int]:
    """Bytes, bytes of the disk's blocks, files; one with two names counts once."""
    states = [path.stat() for path in folder.rglob("*") if path.is_file()]
    found = {s.st_ino: s for s in states}.values()
    return sum(s.st_size for s in found), sum(s.st_blocks * 512 for s in found), len(found)


def command(place: Path, script: Path, *more: str) -> tuple[float, int]:
    """Seconds of all processes of a build, and bytes of what it published."""
    words = [sys.executable, "-m", "audiolecture", "-q", "build", str(script), *more]
    with subprocess.Popen([*words, "-o", str(place / "output")], stdout=subprocess.DEVNULL) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit("the build failed")
    return usage.ru_utime + usage.ru_stime, sizes(place / "output")[0]


def whole(script: Path, place: Path) -> Rows:
    characters = spoken(script.read_text("utf-8"))
    store = str(place / "whole")
    seconds, size = command(place, script, "--engine", "espeak", "--cache-dir", store)
    yield "whole build with espeak: characters a second", f"{characters / seconds:.0f}"
    yield "published: bytes a character", f"{size / characters:.0f}"
    seconds, _ = command(place, script, "--engine", "espeak", "--cache-dir", store)
    yield "whole build, nothing changed: seconds", f"{seconds:.2f}"


@contextmanager
def counted(address: str) -> Iterator[Counter[str]]:
    """Counts the requests to a store."""
    files, _ = _filesystem(address)
    found: Counter[str] = Counter()
    kept = {name: getattr(files, name) for name in ("cat_file", "pipe_file", "find")}

    def counting(name: str) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            found[name] += 1
            return kept[name](*arguments, **options)

        return call

    for name in kept:
        setattr(files, name, counting(name))
    yield found
    for name, method in kept.items():
        setattr(files, name, method)


def requests(script: Path, place: Path) -> Rows:
    """Of a build into an empty store at an address, and of one of which all is there."""
    count, address = len(utterances_of(script)), "memory://scale"
    for what in ("new", "kept"):
        request = Request((script,), place / "far", open_store(address), {"engine": "tone"})
        with counted(address) as found:
            asyncio.run(build(request))
        told = ", ".join(f"{found[n] / count:.2f} {n}" for n in ("cat_file", "pipe_file"))
        yield f"store at an address, {what}: an utterance", f"{told}; {found['find']} find"


def cluster(script: Path, place: Path) -> Rows:
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    utterance, making = utterances_of(script)[1], ClipSettings()
    job = Job("0" * 16, utterance, "0" * 64, "0" * 64, "espeak", "1", (), making, "r", "/store")
    yield "a job: bytes", f"{len(pickle.dumps(job))}"
    characters = spoken(script.read_text("utf-8"))
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.ERROR,
    ) as running:
        at = ("--cluster", running.scheduler_address, "--cache-dir", str(place / "shared"))
        seconds, _ = command(place / "there", script, "--engine", "espeak", *at)
    yield "build on a cluster, its own process: characters a second", f"{characters / seconds:.0f}"


if __name__ == "__main__":
    main()
