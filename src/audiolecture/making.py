"""Clips into the store: every utterance that is missing is spoken once and encoded once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from audiolecture import encoders
from audiolecture.audio.settings import ClipSettings
from audiolecture.drafts import Draft, Request, clip_settings
from audiolecture.errors import AudioError, AudioLectureError, EngineError
from audiolecture.events import UtteranceFailed, UtteranceReady, UtteranceStarted
from audiolecture.jobs import Job
from audiolecture.messages import at
from audiolecture.model import Clip, Utterance
from audiolecture.plan import ChapterPlan, ClipPlan
from audiolecture.pool import Pool

_IN_HAND = 1.0
"""Seconds that an interrupted build gives to utterances that are being spoken."""

_AHEAD = 300
"""Utterances that may be under way before more are begun: each waits in some kilobytes of tasks,
and a course of a hundred hours has ten thousand."""

_FEW = 8
"""New clips of a chapter beside which there is room for all others in memory."""


@dataclass(frozen=True, slots=True)
class Item:
    """An utterance to be made."""

    utterance: Utterance
    clip: ClipPlan
    chapter: str


def items_of(work: Draft, chapter: ChapterPlan) -> Iterator[Item]:
    """The utterances of a chapter, in order."""
    lines = work.script.chapters[chapter.number - 1].lines
    for line, clip in zip(lines, chapter.clips, strict=True):
        yield Item(line.utterance, clip, chapter.title)


_Result = TypeVar("_Result")


class _Tasks(dict[str, asyncio.Future[_Result]]):
    """One task for a key; of those that ended well, ten thousand in a hundred hours, the result."""

    def __init__(self) -> None:
        super().__init__()
        self._ended: dict[_Result, asyncio.Future[_Result]] = {}

    def begin(
        self, key: str, work: Callable[[], Coroutine[Any, Any, _Result]]
    ) -> asyncio.Future[_Result]:
        """The task of that key, which is begun if it was not yet."""
        if key not in self:
            self[key] = task = asyncio.create_task(work())
            task.add_done_callback(partial(self._end, key))
        return self[key]

    def _end(self, key: str, task: asyncio.Task[_Result]) -> None:
        if not task.cancelled() and task.exception() is None:
            self[key] = self._ended.setdefault(task.result(), task)


class Speaking:
    """The engine's work for one lecture: every speech that is missing is asked for once."""

    def __init__(self, work: Draft, request: Request, pool: Pool | None = None) -> None:
        self._engine = work.member.engine
        self._settings = work.prepared.settings
        self._store, self._force, self._emit = request.store, request.force, request.emit
        self.pool = pool
        """Who does the work instead of this process, if anybody."""
        self._slots = asyncio.Semaphore(max(1, self._engine.capabilities.concurrency))
        self._tasks: _Tasks[None] = _Tasks()
        self._in_hand: set[str] = set()
        self.synthesized: set[str] = set()
        """Keys of the speeches that the engine was asked for."""

    def start(self, item: Item) -> asyncio.Future[None]:
        """Begin to have the speech in the store, if that was not begun yet."""
        return self._tasks.begin(item.clip.speech, partial(self._speak, item))

    def is_begun(self, item: Item) -> bool:
        """Whether the speech was asked for before its level was known."""
        return item.clip.speech in self._tasks

    async def say(
        self, utterance: Utterance, key: str, begun: UtteranceStarted | None = None
    ) -> bool:
        """Have a speech in the store; whether the engine was asked for it.

        ``begun`` is told when the engine is asked: what is no part of the lecture has none.
        """
        if self.pool is not None:
            making = clip_settings(self._settings, None)
            return await self.elsewhere(self.pool, utterance, key, making, "", begun)
        return await self._here(utterance, key, begun)

    async def elsewhere(
        self,
        pool: Pool,
        utterance: Utterance,
        key: str,
        making: ClipSettings,
        clip: str,
        begun: UtteranceStarted | None = None,
    ) -> bool:
        """Have an utterance made by the pool: its speech and, if it is named, its clip.

        ``begun`` is told when the pool is given it.

        Returns:
            Whether the engine was asked.
        """
        engine = self._engine
        job = Job(
            run=pool.run_id,
            utterance=utterance,
            speech=key,
            clip=clip,
            engine=engine.name,
            revision=engine.revision,
            settings=tuple(self._settings.engine_settings(engine.name).items()),
            making=making,
            making_revision=making.revision,
            store=self._store.address,
            force=self._force and key not in self.synthesized,
        )

        def tell() -> None:
            if begun is not None:
                self._emit(begun)

        done = await pool.run(job, engine.capabilities, tell)
        for event in done.events:
            self._emit(event)
        if done.problem is not None:
            raise done.problem.error()
        return done.synthesized

    async def stop(self) -> None:
        """Leave what is not begun; what is in hand has a moment to be finished and kept."""
        in_hand = [self._tasks[key] for key in self._in_hand if key in self._tasks]
        for task in self._tasks.values():
            if task not in in_hand:
                task.cancel()
        if in_hand:
            await asyncio.wait(in_hand, timeout=_IN_HAND)
        for task in in_hand:
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _speak(self, item: Item) -> None:
        begun = UtteranceStarted(item.chapter, item.clip.text)
        if await self.say(item.utterance, item.clip.speech, begun):
            self.synthesized.add(item.clip.speech)

    async def _here(self, utterance: Utterance, key: str, begun: UtteranceStarted | None) -> bool:
        """Look again under the lock: another build may have been faster."""
        async with self._slots:
            if await self._is_stored(key):
                return False
            async with self._store.key_lock(key):
                if await self._is_stored(key):
                    return False
                self._in_hand.add(key)
                if begun is not None:
                    self._emit(begun)
                try:
                    speech = await self._engine.synthesize(utterance)
                    await asyncio.to_thread(self._store.put_speech, key, speech)
                finally:
                    self._in_hand.discard(key)
                return True

    async def _is_stored(self, key: str) -> bool:
        if self._force and key not in self.synthesized:
            return False
        return await asyncio.to_thread(self._store.speech, key) is not None


class Maker:
    """The clips of one lecture that are under way, and what became of them."""

    def __init__(self, work: Draft, request: Request, speaking: Speaking) -> None:
        self._source = work.prepared.source
        self._making = work.making
        self._store, self._force, self._emit = request.store, request.force, request.emit
        self._encoders = encoders.executor(work.prepared.settings.jobs)
        self._speaking = speaking
        self._tasks: _Tasks[bool] = _Tasks()
        self._room = asyncio.Semaphore(_AHEAD)
        self.failures: dict[str, str] = {}
        """What went wrong, by clip key."""

    @property
    def synthesized(self) -> set[str]:
        """Keys of the speeches that the engine was asked for."""
        return self._speaking.synthesized

    async def make_ahead(self, items: Iterable[Item]) -> None:
        """Begin to make what is not in the store, in order, so far as there is room for it."""
        for item in items:
            if item.clip.action == "kept" or item.clip.clip in self._tasks:
                continue
            await self._room.acquire()
            self._start(item).add_done_callback(self._leave)

    def _leave(self, _: asyncio.Future[bool]) -> None:
        self._room.release()

    def start(self, items: Iterable[Item]) -> None:
        """Begin to make what is not in the store, at once."""
        for item in items:
            if item.clip.action != "kept":
                self._start(item)

    async def clips(self, items: Iterable[Item]) -> list[Clip] | None:
        """The clips of a chapter, or ``None`` if one could not be made.

        A clip that proves to be damaged in the store is made anew.
        """
        wanted = list(items)
        begun = [item for item in wanted if item.clip.clip in self._tasks]
        if len(begun) > _FEW:
            await asyncio.gather(*map(self._done, begun))
        found = await asyncio.gather(*map(self._clip, wanted))
        clips = [clip for clip in found if clip is not None]
        return clips if len(clips) == len(wanted) else None

    async def is_made(self, items: Iterable[Item]) -> bool:
        """Whether nothing of a chapter failed."""
        return all([await self._done(i) for i in items if i.clip.clip in self._tasks])

    async def _done(self, item: Item) -> bool:
        """Wait for a clip; who stops waiting does not stop the work."""
        return await asyncio.shield(self._start(item))

    async def stop(self) -> None:
        """Leave what is not begun; what is in hand is finished."""
        await self._speaking.stop()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._encoders.shutdown(cancel_futures=True)

    async def _clip(self, item: Item) -> Clip | None:
        if item.clip.clip in self._tasks and not await self._done(item):
            return None
        clip = await asyncio.to_thread(self._store.clip, item.clip.clip)
        if clip is None and await self._done(item):
            clip = await asyncio.to_thread(self._store.clip, item.clip.clip)
        return clip

    def _start(self, item: Item) -> asyncio.Future[bool]:
        """One task for a clip, however often the lecture says the same."""
        if self._speaking.pool is None:
            encoders.share_heap()
        return self._tasks.begin(item.clip.clip, partial(self._make, item))

    async def _make(self, item: Item) -> bool:
        """See to it that the clip is in the store; if that fails, say so and go on."""
        try:
            await self._made(item)
        except (EngineError, AudioError) as error:
            self._failed(item, error)
            return False
        text, fresh = item.clip.text, item.clip.speech in self.synthesized
        self._emit(UtteranceReady(item.chapter, text, len(text), fresh))
        return True

    async def _made(self, item: Item) -> None:
        speaking = self._speaking
        if speaking.pool is None:
            await asyncio.shield(speaking.start(item))
            await self._encode(item)
            return
        if speaking.is_begun(item):
            await asyncio.shield(speaking.start(item))
        making, clip = self._making(item.utterance.voice), item.clip
        pool, utterance = speaking.pool, item.utterance
        begun = UtteranceStarted(item.chapter, clip.text)
        if await speaking.elsewhere(pool, utterance, clip.speech, making, clip.clip, begun):
            self.synthesized.add(clip.speech)

    async def _encode(self, item: Item) -> None:
        work = partial(
            encoders.encode,
            self._store,
            item.clip.speech,
            item.clip.clip,
            self._making(item.utterance.voice),
            force=self._force,
        )
        await asyncio.get_running_loop().run_in_executor(self._encoders, work)

    def _failed(self, item: Item, error: AudioLectureError) -> None:
        clip = item.clip
        place = f"{self._source}:{clip.line}"
        self.failures[clip.clip] = at(place, at(_excerpt(clip.text), error.message))
        self._emit(UtteranceFailed(item.chapter, clip.line, clip.text, error.message, error.hint))


def _excerpt(text: str, most: int = 24) -> str:
    line = " ".join(text.split())
    return f"“{line[:most]}…”" if len(line) > most else f"“{line}”"
