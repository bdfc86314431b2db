"""A process beside this one, for the few clips of an edit.

What a clip is made with takes longer to load than a build takes otherwise. So when a script was
saved since it was built, another interpreter loads that while this one reads the script; then it
makes the new clips while this one prepares what surrounds them. More than a few are made here.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Lock, Thread
from typing import Any

from audiolecture.errors import AudioLectureError

_IN_HAND = 1.0
"""Seconds that a build which is interrupted gives to the clips in hand."""

_DIED = "died"
_SERVE = "from audiolecture.beside import serve; serve()"


@contextmanager
def started(sources: Sequence[Path], cache_dir: str | None) -> Iterator[Executor | None]:
    """The process, if the only source is a script that was saved since it was read.

    Nothing is told that the build will tell better.
    """
    beside = None
    with suppress(AudioLectureError, OSError):
        if len(sources) == 1 and _is_quicker() and _is_stale(cache_dir, sources[0]):
            beside = _Beside()
    try:
        yield beside
    finally:
        if beside is not None:
            beside.shutdown()


def _is_quicker() -> bool:
    """There is a processor for it, and it loads what is not loaded here."""
    return (os.cpu_count() or 1) > 1 and "av" not in sys.modules and bool(sys.executable)


def _is_stale(cache_dir: str | None, source: Path) -> bool:
    from audiolecture import recollection  # noqa: PLC0415 - not where it is needed in vain
    from audiolecture.remote import open_store  # noqa: PLC0415 - as above

    return recollection.is_stale(open_store(cache_dir), source)


class _Beside(Executor):
    """Calls go there and come back as pickles."""

    def __init__(self) -> None:
        words = [sys.executable, "-P", "-c", _SERVE]
        # Ctrl-C is for the build, which decides what happens: a group of its own does not hear it.
        self._process = Popen(words, stdin=PIPE, stdout=PIPE, process_group=0)  # noqa: S603 - ours
        self._waiting: dict[int, Future[Any]] = {}
        self._numbers, self._writing, self._is_gone = count(), Lock(), False
        self._listener = Thread(target=self._listen, name="beside", daemon=True)
        self._listener.start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._writing:
            if self._is_gone:
                future.set_exception(BrokenExecutor(_DIED))
                return future
            number = next(self._numbers)
            self._waiting[number] = future
            try:
                assert self._process.stdin is not None  # noqa: S101 - it was asked for
                pickle.dump((number, function, args, kwargs), self._process.stdin)
                self._process.stdin.flush()
            except OSError as error:
                self._waiting.pop(number, None)
                future.set_exception(BrokenExecutor(str(error)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let it finish what is in hand; if that is nothing, it may still be loading."""
        if not self._waiting or cancel_futures:
            self._process.kill()
        with suppress(OSError):
            assert self._process.stdin is not None  # noqa: S101 - as above
            self._process.stdin.close()
        try:
            self._process.wait(_IN_HAND if wait else 0)
        except TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        assert self._process.stdout is not None  # noqa: S101 - as above
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - as above
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                number, value, error = pickle.load(self._process.stdout)  # noqa: S301 - our own
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


def serve() -> None:
    """Carry out calls from standard input until there are no more."""
    from audiolecture.jobs import leave, leave_interrupts  # noqa: PLC0415 - loads asyncio

    leave_interrupts()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    writing = Lock()

    def carry_out(number: int, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
        try:
            answer = pickle.dumps((number, function(*args, **kwargs), None))
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is wanted
            answer = pickle.dumps((number, None, RuntimeError(f"{type(error).__name__}: {error}")))
        with writing, suppress(BrokenPipeError):
            answers.write(answer)
            answers.flush()

    crew = ThreadPoolExecutor((os.cpu_count() or 1) + 1)
    crew.submit(_load_ahead)
    with suppress(EOFError):
        while True:
            crew.submit(carry_out, *pickle.load(sys.stdin.buffer))  # noqa: S301 - our own
    crew.shutdown(cancel_futures=True)
    leave()
    os._exit(0)


def _load_ahead() -> None:
    """Load what a new paragraph is read with, then what its clip is made with."""
    from audiolecture.mandarin import homophones, normalize, readings  # noqa: F401, PLC0415

    readings.pinyin("银行行长了解一下。")
    import av  # noqa: F401, PLC0415
    import lameenc  # noqa: F401, PLC0415
    import soxr  # noqa: F401, PLC0415

    from audiolecture.audio import clips  # noqa: F401, PLC0415
