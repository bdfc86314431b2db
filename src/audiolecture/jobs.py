"""An utterance as a job: plain data that any process carries out by itself.

A job names the store and the keys, so it may be run twice, or begun by a worker that dies: what is
in the store is not made again. Only facts come back; speech and clip go into the store.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from audiolecture import __version__, errors
from audiolecture.audio.settings import ClipSettings
from audiolecture.engines import registry
from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, ClusterError
from audiolecture.events import Event
from audiolecture.memory import Piece
from audiolecture.messages import _
from audiolecture.model import Block, Override, Speech, Utterance
from audiolecture.plan import clip_key, speech_key
from audiolecture.remote import open_store
from audiolecture.script import Delivery, new_pieces
from audiolecture.store import Kind, Store


@dataclass(frozen=True, slots=True)
class Job:
    """Have an utterance in the store: its speech and, if ``clip`` is not empty, its clip."""

    run: str
    """Which build asks: an online engine begins anew for each, with its breaker whole."""
    utterance: Utterance
    speech: str
    """Key of the speech."""
    clip: str
    """Key of the clip, or empty if only the speech is wanted."""
    engine: str
    revision: str
    """The engine's, as the speech key has it."""
    settings: tuple[tuple[str, object], ...]
    """The table ``[engines.<engine>]``."""
    making: ClipSettings
    making_revision: str
    """How the clip is made, as the clip key has it: with the version of the encoder."""
    store: str
    """Address of the store."""
    force: bool = False
    """Make both anew, even if they are there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error of ours as data: exceptions of other packages do not travel between processes."""

    kind: str
    message: str
    hint: str
    where: str

    @classmethod
    def of(cls, error: AudioLectureError) -> Problem:
        """What an error says; a class that `audiolecture.errors` does not know becomes its base."""
        names = (base.__name__ for base in type(error).__mro__ if hasattr(errors, base.__name__))
        return cls(next(names), error.message, error.hint, error.where)

    def error(self) -> AudioLectureError:
        """The error again."""
        kind: type[AudioLectureError] = getattr(errors, self.kind)
        return kind(self.message, hint=self.hint, where=self.where)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job."""

    synthesized: bool = False
    """The engine was asked."""
    samples: int = 0
    """Length of the clip."""
    problem: Problem | None = None
    events: tuple[Event, ...] = ()
    """What the engine told meanwhile."""


def run(job: Job) -> Done:
    """Carry out a job in this process; errors of ours come back as data."""
    begun = _begun.pop((job.speech, job.clip), None)
    return _run(job) if begun is None else begun.result()


def foresee(
    block: Block,
    overrides: tuple[Override, ...],
    delivery: Delivery,
    job: Callable[..., Job] | None,
) -> tuple[tuple[Piece, ...], frozenset[str]]:
    """The utterances of a new paragraph; their jobs are begun before they are asked for.

    Args:
        block: the paragraph.
        overrides: the author's word on parts of it.
        delivery: who says it.
        job: makes a job of an utterance and its keys; None: there is nothing to begin.

    Returns:
        The utterances, and the keys of what was not in the store when it was begun.
    """
    (pieces,) = new_pieces([(block, overrides, delivery)])
    fresh: set[str] = set()
    for piece in pieces if job is not None else ():
        assert job is not None  # noqa: S101 - for the type checker
        fresh |= _begin(job(utterance=piece.utterance, speech="", clip=""))
    return pieces, frozenset(fresh)


def _begin(draft: Job) -> set[str]:
    """Begin a job that has no keys yet, unless its clip is there; what of it is not there."""
    speech = speech_key(draft.utterance, draft.engine, draft.revision)
    clip = clip_key(speech, draft.making_revision)
    store = open_store(draft.store)
    kinds: dict[str, Kind] = {speech: "speech", clip: "clip"}
    fresh = {key for key, kind in kinds.items() if not store.has(kind, key)}
    if clip in fresh:
        job = replace(draft, speech=speech, clip=clip)
        _begun[speech, clip] = _crew().submit(_run, job)
    return fresh


_begun: dict[tuple[str, str], Future[Done]] = {}
"""Jobs that were begun before they were asked for, by the keys of speech and clip."""


@cache
def _crew() -> Executor:
    return ThreadPoolExecutor(os.cpu_count() or 1)


def _run(job: Job) -> Done:
    heard: list[Event] = []
    try:
        store = open_store(job.store)
        clip = None if job.force or not job.clip else store.clip(job.clip)
        if clip is not None:
            return Done(samples=clip.samples)
        speech, fresh = _bench().speech(job, store, heard)
        samples = _encoded(job, speech, store) if job.clip else 0
    except AudioLectureError as error:
        return Done(problem=Problem.of(error), events=tuple(heard))
    return Done(fresh, samples, events=tuple(heard))


_TOKEN = sha256(b"token").hexdigest()


def token(store: Store) -> bytes:
    """What tells this store from every other."""
    if store.blob("level", _TOKEN) is None:
        store.put_blob("level", _TOKEN, secrets.token_bytes(16))
    return store.blob("level", _TOKEN) or b""


def greet(address: str) -> tuple[str, bytes | None]:
    """What a worker is asked first: its version, and the token of the store that it sees."""
    return __version__, open_store(address).blob("level", _TOKEN)


def leave_interrupts() -> None:
    """For a process of a pool: Ctrl-C reaches it too, but the build decides what happens."""
    import signal  # noqa: PLC0415 - only in such a process

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _encoded(job: Job, speech: Speech, store: Store) -> int:
    from audiolecture.audio.clips import make_clip  # noqa: PLC0415 - loads the codecs

    _agree(_("the encoder"), job.making.revision, job.making_revision)
    clip = make_clip(speech, job.making)
    store.put_clip(job.clip, clip)
    return clip.samples


def _agree(subject: str, here: str, wanted: str) -> None:
    """Refuse to keep under a key what the key does not describe."""
    if here != wanted:
        raise ClusterError(
            _(
                "{subject} of a worker is another than that of the build: {here}, not {wanted}",
                subject=subject,
                here=here,
                wanted=wanted,
            ),
            hint=_("have the same versions and models everywhere, and start the workers again"),
        )


# ---------------------------------------------------------------- the engines of a process

_heard: ContextVar[list[Event]] = ContextVar("heard")


def _hear(event: Event) -> None:
    """An engine tells something: it goes to the job that it works for."""
    with suppress(LookupError):
        _heard.get().append(event)


@dataclass(slots=True)
class _Seat:
    """An engine at work."""

    engine: Engine
    slots: asyncio.Semaphore
    run: str
    jobs: int = 0

    def serves(self, job: Job) -> bool:
        """Whether it is what the job asks for: its model may have been replaced on the disk."""
        mine = job.run == self.run or not self.engine.capabilities.online
        return mine and self.engine.revision == job.revision


class _Bench:
    """The engines of this process, kept from job to job, on a loop of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engines", daemon=True)
        self._seats: dict[str, _Seat] = {}
        self._thread.start()

    def speech(self, job: Job, store: Store, heard: list[Event]) -> tuple[Speech, bool]:
        """The speech of a job, and whether the engine was asked for it."""
        work = self._speech(job, store, heard)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """Free the engines."""
        with suppress(Exception):  # the process ends anyway
            asyncio.run_coroutine_threadsafe(self._aclose(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    async def _speech(self, job: Job, store: Store, heard: list[Event]) -> tuple[Speech, bool]:
        """Look again under the lock: another worker may have been faster."""
        _heard.set(heard)
        async with self._seat(job, store) as seat, seat.slots, store.key_lock(job.speech):
            if not job.force:
                found = await asyncio.to_thread(store.speech, job.speech)
                if found is not None:
                    return found, False
            speech = await seat.engine.synthesize(job.utterance)
            await asyncio.to_thread(store.put_speech, job.speech, speech)
            return speech, True

    @asynccontextmanager
    async def _seat(self, job: Job, store: Store) -> AsyncIterator[_Seat]:
        """The engine for a job; one that was replaced meanwhile is freed by its last job."""
        name = repr((job.engine, job.settings, store.root))
        before = seat = self._seats.get(name)
        if seat is None or not seat.serves(job):
            seat = self._seats[name] = _new_seat(job, store)
        seat.jobs += 1
        try:
            if before is not seat:
                await self._leave(before)
            await _confirm(seat.engine, job)
            yield seat
        finally:
            seat.jobs -= 1
            if self._seats.get(name) is not seat:
                await self._leave(seat)

    async def _leave(self, seat: _Seat | None) -> None:
        if seat is not None and not seat.jobs:
            await seat.engine.aclose()

    async def _aclose(self) -> None:
        for seat in self._seats.values():
            await seat.engine.aclose()


async def _confirm(engine: Engine, job: Job) -> None:
    """See to it that the engine is the one that the key names; tell what it lacks if it is not."""
    problem = None if engine.revision == job.revision else await engine.check()
    if problem is not None:
        raise ClusterError(
            _(
                "the engine {engine} of a worker cannot be used: {problem}",
                engine=job.engine,
                problem=problem,
            )
        )
    _agree(_("the engine {name}", name=job.engine), engine.revision, job.revision)


def _new_seat(job: Job, store: Store) -> _Seat:
    folder = store.root / "engines" / job.engine
    engine = registry.create(job.engine, EngineContext(folder, dict(job.settings), _hear))
    slots = asyncio.Semaphore(max(1, engine.capabilities.concurrency))
    return _Seat(engine, slots, job.run)


def leave() -> None:
    """Free the engines of this process."""
    for bench in _benches:
        bench.close()


_benches: list[_Bench] = []
_making = threading.Lock()


def _bench() -> _Bench:
    with _making:
        if not _benches:
            _benches.append(_Bench())
            atexit.register(_benches[0].close)
        return _benches[0]
