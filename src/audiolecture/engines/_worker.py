"""A speech runtime in a process of its own, which may die without hurting the build.

The runtimes are native code that ends the process on a bad model. The parent sends one line of
JSON for each request; the child answers with one line of JSON and the bytes that it announces.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from audiolecture.errors import BadSpeech, EngineUnavailable
from audiolecture.messages import N_, _

Request = Mapping[str, Any]
Answer = tuple[dict[str, Any], bytes]

LOADING_LIMIT = 300.0
"""Seconds in which a model must be loaded: a large one from a slow disk takes a minute."""


@dataclass(frozen=True, slots=True)
class Job:
    """Which module to run as a child, and what it loads first."""

    engine: str
    module: str
    model: Request


class Pool:
    """Some workers with the same model. Any thread may ask; each request gets an idle worker."""

    def __init__(self, job: Job, size: int) -> None:
        """Nothing is started before the first request."""
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._workers = [_Worker(job) for _ in range(size)]
        for worker in self._workers:
            self._idle.put(worker)

    def ask(self, request: Request, *, limit: float) -> Answer:
        """Send a request and wait for the answer.

        A worker that dies while speaking may have run out of memory, so the request is sent once
        more, to a new one.

        Args:
            request: whatever JSON can hold.
            limit: seconds after which the worker is taken for hung and killed.

        Raises:
            EngineUnavailable: the worker died or hung; the next request starts a new one.
            BadSpeech: the runtime raised an exception.
        """
        worker = self._idle.get()
        try:
            return worker.ask(request, limit)
        except _DiedSpeaking:
            return worker.ask(request, limit)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all workers for good; a request under way fails."""
        for worker in self._workers:
            worker.close()


class _DiedSpeaking(EngineUnavailable):
    """The process ended by itself, after its model was loaded."""


class _Child:
    """A running process, and the last it wrote to standard error."""

    def __init__(self, job: Job) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own module, in this interpreter
            [sys.executable, "-m", job.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._complaints: deque[str] = deque(maxlen=20)
        self._listener = threading.Thread(
            target=_listen, args=(self.process.stderr, self._complaints), daemon=True
        )
        self._listener.start()
        weakref.finalize(self, _end, self.process, self._listener)  # at exit, if not before

    def end(self) -> None:
        _end(self.process, self._listener)

    def last_words(self) -> str:
        return next((line for line in reversed(self._complaints) if line), "")


class _Worker:
    """One child process: started when first asked, started again after it died."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._child: _Child | None = None
        self._closed = False

    def ask(self, request: Request, limit: float) -> Answer:
        if self._closed:
            raise EngineUnavailable(_("was closed"), where=self._where)
        child = self._child or self._started()
        header, data = self._exchange(child, request, limit)
        if "error" in header:
            raise BadSpeech(
                _("failed while speaking: {error}", error=header["error"]), where=self._where
            )
        return header, data

    def close(self) -> None:
        self._closed = True
        self.stop()

    def stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.end()

    def _started(self) -> _Child:
        self._child = child = _Child(self._job)
        header, __ = self._exchange(child, self._job.model, LOADING_LIMIT, loading=True)
        if "error" in header:
            self.stop()
            raise EngineUnavailable(
                _("the model cannot be loaded: {error}", error=header["error"]),
                hint=self._hint,
                where=self._where,
            )
        return child

    def _exchange(
        self, child: _Child, request: Request, limit: float, *, loading: bool = False
    ) -> Answer:
        hung = threading.Event()

        def kill() -> None:
            hung.set()
            child.process.kill()

        timer = threading.Timer(limit, kill)
        timer.daemon = True
        timer.start()
        try:
            return _call(child.process, request)
        except (OSError, ValueError) as error:
            child.end()
            self.stop()
            raise self._died(child, hung=hung.is_set(), loading=loading) from error
        finally:
            timer.cancel()

    def _died(self, child: _Child, *, hung: bool, loading: bool) -> EngineUnavailable:
        said, ending = child.last_words(), _ending(child.process.returncode)
        kind = EngineUnavailable if hung or loading else _DiedSpeaking
        return kind(
            _(_FATES[hung, loading], ending=ending) + (f": {said}" if said else ""),
            hint=self._hint,
            where=self._where,
        )

    @property
    def _where(self) -> str:
        return _("engine {name}", name=self._job.engine)

    @property
    def _hint(self) -> str:
        return _("audiolecture doctor looks at its model")


_FATES = {
    (True, True): N_("its process hung while loading the model"),
    (True, False): N_("its process hung while speaking"),
    (False, True): N_("its process died ({ending}) while loading the model"),
    (False, False): N_("its process died ({ending}) while speaking"),
}
"""By whether it hung, and whether it was loading."""


def _listen(stream: IO[bytes], lines: deque[str]) -> None:
    for line in stream:
        lines.append(line.decode(errors="replace").strip())


def _call(process: subprocess.Popen[bytes], request: Request) -> Answer:
    """Raises OSError or ValueError if the process is gone."""
    assert process.stdin and process.stdout  # noqa: S101, PT018 - they are pipes
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    header = json.loads(process.stdout.readline())
    data = process.stdout.read(header.get("bytes", 0))
    if len(data) < header.get("bytes", 0):
        raise ValueError("the answer is cut short")
    return header, data


def _end(process: subprocess.Popen[bytes], listener: threading.Thread) -> None:
    process.kill()
    process.wait()
    listener.join()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with contextlib.suppress(OSError):  # buffered bytes that nobody will read
                stream.close()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return _("signal {name}", name=signal.Signals(-code).name)
    return _("exit code {code}", code=code)


# ---------------------------------------------------------------- in the child


Speak = Callable[[Request], tuple[dict[str, Any], Sequence[bytes]]]


def serve(load: Callable[[Request], Speak]) -> None:
    """Answer requests until the parent closes the pipe: the first one loads, the others speak."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a runtime prints must not get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle
    speak: Speak | None = None
    for line in sys.stdin.buffer:
        header: dict[str, Any] = {}
        parts: Sequence[bytes] = ()
        try:
            if speak is None:
                speak = load(json.loads(line))
            else:
                header, parts = speak(json.loads(line))
        except Exception as error:  # noqa: BLE001 - the parent decides what it means
            header, parts = {"error": f"{type(error).__name__}: {error}"}, ()
        data = b"".join(parts)
        answers.write(json.dumps(header | {"bytes": len(data)}).encode() + b"\n" + data)
        answers.flush()
