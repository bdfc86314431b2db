"""A process beside this one, for the few clips of an edit, and for half of a long new script.

What a clip is made with takes longer to load than a build takes otherwise. So when a script was
saved since it was built, the process divides before it has read its own words: one half loads that
while the other reads the script; then it makes the new clips while the other prepares what
surrounds them. More than a few are made here. Of a long script that is new, each prepares its part
(`audiolecture.sharing`).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiolecture.errors import AudioLectureError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_IN_HAND = 1.0
"""Seconds that a build which is interrupted gives to the clips in hand."""

_DIED = "died"
_COMMANDS = frozenset({"build", "plan"})
_LONG = 100_000
"""Bytes of a script, whatever its format, of which half is worth a process."""
_MANY = 100
"""Files in a folder from which on it is not looked for the one that was saved."""


@contextmanager
def started(words: Sequence[str]) -> Iterator[Beside | None]:
    """The process, if a command line builds or plans one script that has something new to read.

    The words are only guessed at: a process that was begun in vain is left without a word. Nothing
    is told here that the build will tell better.

    Args:
        words: of the command line, behind the program's name.
    """
    beside = None
    with suppress(AudioLectureError, OSError):
        if _is_quicker() and (task := _task(words)):
            beside = Beside(makes_clips=task == "edit" and "build" in words)
    try:
        yield beside
    finally:
        if beside is not None:
            beside.shutdown()


def _is_quicker() -> bool:
    """There is a processor for it, it loads what is not loaded here, and a fork is safe."""
    idle = (os.cpu_count() or 1) > 1 and "numpy" not in sys.modules
    return idle and hasattr(os, "fork") and threading.active_count() == 1


def _task(words: Sequence[str]) -> str:
    """``edit``: one script was saved since it was read; ``new``: a long one never was; or empty."""
    scripts = _scripts(words)
    if not 0 < len(scripts) <= _MANY:
        return ""
    from audiolecture import recollection  # noqa: PLC0415 - not where it is needed in vain
    from audiolecture.remote import open_store  # noqa: PLC0415 - as above

    store = open_store(_value_of("--cache-dir", words))
    stale = [script for script in scripts if recollection.is_stale(store, script)]
    new = [s for s in scripts if s.stat().st_size > _LONG and not recollection.is_known(store, s)]
    if len(stale + new) != 1:
        return ""
    return "edit" if stale else "new"


def _scripts(words: Sequence[str]) -> list[Path]:
    """What a command by these words may read."""
    at = next((place for place, word in enumerate(words) if word in _COMMANDS), None)
    if at is None:
        return []
    pairs = zip(words[at:], words[at + 1 :], strict=False)
    named = [
        Path(word)
        for before, word in pairs
        if not word.startswith("-") and (not before.startswith("-") or "=" in before)
    ]
    files = [path for path in named if path.is_file()]
    folders = [path for path in named if path.is_dir()]
    if not named:
        folders = [Path("content")]
    return files + [path for folder in folders for path in folder.glob("*.*") if path.is_file()]


def _value_of(option: str, words: Sequence[str]) -> str | None:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == option:
            return value if equals else following
    return None


class Beside(Executor):
    """Calls go there and come back as pickles."""

    def __init__(self, *, makes_clips: bool) -> None:
        # Both halves need it: what is loaded before they part is loaded once.
        import signal  # noqa: PLC0415 - seldom needed
        from multiprocessing import get_context  # noqa: PLC0415

        from audiolecture import jobs  # noqa: F401, PLC0415

        context = get_context("fork")
        theirs, self._calls = context.Pipe(duplex=False)
        self._answers, answers = context.Pipe(duplex=False)
        ours = (self._calls, self._answers)
        self._process = context.Process(
            target=_serve, args=(theirs, answers, ours, makes_clips), daemon=True
        )
        # Ctrl-C is for the build, which decides what happens.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._process.start()
        finally:
            signal.signal(signal.SIGINT, before)
        theirs.close()
        answers.close()
        self._waiting: dict[int, Future[Any]] = {}
        self._numbers, self._writing, self._is_gone = count(), threading.Lock(), False
        self._listener = threading.Thread(target=self._listen, name="beside", daemon=True)
        self._listener.start()

    @property
    def is_gone(self) -> bool:
        """Whether it was shut down, or died."""
        return self._is_gone

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called there; if the process is gone, the future says so."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._writing:
            if self._is_gone:
                future.set_exception(BrokenExecutor(_DIED))
                return future
            number = next(self._numbers)
            self._waiting[number] = future
            try:
                self._calls.send((number, function, args, kwargs))
            except OSError as error:
                self._waiting.pop(number, None)
                future.set_exception(BrokenExecutor(str(error)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let it finish what is in hand; if that is nothing, it may still be loading."""
        if not self._waiting or cancel_futures:
            self._process.kill()
        self._calls.close()
        self._process.join(_IN_HAND if wait else 0)
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._answers.close()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                number, value, error = self._answers.recv()
                future = self._waiting.pop(number)
                if error is None:
                    future.set_result(value)
                else:
                    future.set_exception(error)
        with self._writing:
            self._is_gone = True
            for future in self._waiting.values():
                future.set_exception(BrokenExecutor(_DIED))
            self._waiting.clear()


# ---------------------------------------------------------------- in that process


def _serve(
    calls: Connection,
    answers: Connection,
    others: tuple[Connection, ...],
    makes_clips: bool,
) -> None:
    """Carry out calls until there are no more.

    Args:
        calls: where they come from.
        answers: where what came of them goes.
        others: the other ends, which this half must not hold open.
        makes_clips: some will make clips.
    """
    from audiolecture.encoders import share_heap  # noqa: PLC0415 - not where it is in vain
    from audiolecture.jobs import leave  # noqa: PLC0415 - loaded already

    share_heap()
    for end in others:
        end.close()
    os.dup2(2, 1)  # what a library prints is no part of the build's result
    writing = threading.Lock()

    def carry_out(number: int, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
        answer: tuple[int, Any, Exception | None]
        try:
            answer = (number, function(*args, **kwargs), None)
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is wanted
            answer = (number, None, RuntimeError(f"{type(error).__name__}: {error}"))
        with writing, suppress(BrokenPipeError):
            answers.send(answer)

    crew = ThreadPoolExecutor((os.cpu_count() or 1) + 1)
    crew.submit(_load_ahead, makes_clips=makes_clips)
    with suppress(EOFError):
        while True:
            crew.submit(carry_out, *calls.recv())
    crew.shutdown(cancel_futures=True)
    leave()


def _load_ahead(*, makes_clips: bool) -> None:
    """Read a sentence and level a tone: what either is done with is loaded by then."""
    from audiolecture.mandarin import homophones, normalize, readings  # noqa: F401, PLC0415

    readings.read("银行行长了解一下。")
    if not makes_clips:
        return
    from array import array  # noqa: PLC0415 - only here

    import lameenc  # noqa: F401, PLC0415

    from audiolecture.audio.clips import make_audio  # noqa: PLC0415
    from audiolecture.audio.settings import ClipSettings  # noqa: PLC0415
    from audiolecture.model import Speech  # noqa: PLC0415

    wave = array("h", ([8_000] * 50 + [-8_000] * 50) * 100)
    make_audio(Speech(wave.tobytes(), "pcm_s16le", 24_000, ()), ClipSettings())
