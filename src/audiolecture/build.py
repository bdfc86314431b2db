"""Carries out a plan: the only module that knows the whole way from a script to the files.

The way of one lecture: `prepare_lecture` (read), `draft` (cast, script, plan), a `Maker` (speeches
and clips into the store), a `Publisher` (chapters into the output folder).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from audiolecture import config, upkeep
from audiolecture.audio.frames import chapter_audio
from audiolecture.cast import Member, Troupe, confirm_voices, known_level, measured_level
from audiolecture.catalogue import Unplanned, prepared_lectures, reading_ahead
from audiolecture.course import write_course
from audiolecture.drafts import (
    Draft,
    Place,
    Prepared,
    Request,
    clip_settings,
    draft,
    lecture_places,
    names_another_engine,
    opened_troupe,
    plan_with,
    prepare_lecture,
    what_is_known,
)
from audiolecture.encoders import share_heap
from audiolecture.errors import (
    AudioLectureError,
    ConfigError,
    EngineUnavailable,
    SourceError,
    SpeechGone,
)
from audiolecture.events import (
    BuildFinished,
    BuildStarted,
    ChapterPublished,
    EngineChosen,
    Event,
    LectureDone,
    RunStarted,
    Warned,
)
from audiolecture.lexicons import read_lexicon
from audiolecture.making import Maker, Speaking, items_of
from audiolecture.mandarin.lexicon import parse_marks
from audiolecture.manifest import ChapterRecord
from audiolecture.messages import _, at
from audiolecture.messages import told as in_a_line
from audiolecture.model import Override, Utterance
from audiolecture.output import OutputFolder
from audiolecture.plan import ChapterPlan, Plan, published
from audiolecture.pool import Pool
from audiolecture.pool import opened as pool_at
from audiolecture.publishing import Publisher, load_ahead
from audiolecture.script import prepare

_FEW = 8
"""Clips up to which the process beside this one is quicker than to load the codecs here."""

DEFAULT_FOLDER = Path("content")
"""Whose settings and lexicon hold for a sentence that belongs to no lecture."""


@dataclass(frozen=True, slots=True)
class ChapterResult:
    """What became of a chapter. ``status``: written, kept or failed."""

    path: Path
    title: str
    samples: int
    size: int
    status: str
    synthesized: int
    utterances: int


@dataclass(frozen=True, slots=True)
class LectureResult:
    """What became of a lecture."""

    title: str
    source: Path
    folder: Path
    engine: str
    voice: str
    synthesized: int
    reused: int
    failed: int
    chapters: tuple[ChapterResult, ...]
    warnings: tuple[str, ...]
    failures: tuple[str, ...]

    @property
    def status(self) -> str:
        """Of the whole lecture: ``built``, ``unchanged`` or ``failed``."""
        if self.failed or self.failures:
            return "failed"
        written = any(chapter.status == "written" for chapter in self.chapters)
        return "built" if written else "unchanged"


async def build(request: Request) -> tuple[LectureResult, ...]:
    """Build every lecture; a lecture that fails does not stop the others.

    Raises:
        AudioLectureError: nothing could be built at all.
    """
    places = lecture_places(request)
    if any(OutputFolder(place.folder).is_new() for place in places):
        share_heap()  # many clips will be made: before a thread begins
    limit = _store_limit(places)
    await asyncio.to_thread(upkeep.admit, request.store)
    request.store.root.mkdir(parents=True, exist_ok=True)
    async with (
        opened_troupe(request) as troupe,
        pool_at(request.cluster, request.store, request.emit) as pool,
        reading_ahead(places, request) as is_read,
    ):
        run = _Run(places, request, troupe, pool)
        await run.lectures(is_read)
    if len(run.errors) == len(places):
        raise run.errors[0]
    await asyncio.to_thread(_write_courses, places, request)
    if any(result.synthesized for result in run.results.values()):
        await asyncio.to_thread(upkeep.look_after, request.store, limit)
    return tuple(run.results[place] for place in places)


def _store_limit(places: tuple[Place, ...]) -> int:
    """What the first lecture's course says, or whatever says something else."""
    settings = config.Settings()
    with suppress(ConfigError):
        settings = config.load(places[0].source)
    return config.store_limit(settings)


class _Run:
    """The lectures of one build, and what became of them."""

    def __init__(
        self, places: tuple[Place, ...], request: Request, troupe: Troupe, pool: Pool | None
    ) -> None:
        self._places, self._request, self._troupe, self._pool = places, request, troupe, pool
        self.results: dict[Place, LectureResult] = {}
        self.errors: list[AudioLectureError] = []

    async def lectures(self, is_read: Callable[[Place], Awaitable[None]]) -> None:
        """Build all: one after the other, or as many at once as keep the pool busy."""
        self._request.emit(RunStarted(len(self._places)))
        rest = prepared_lectures(self._places, self._request)
        at_once = min(len(self._places), self._pool.lectures if self._pool else 1)

        async def some() -> None:
            for place, prepared in rest:
                await is_read(place)
                await self._lecture(place, prepared, together=at_once > 1)

        if at_once == 1:
            await some()
            return
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(some())

    async def _lecture(
        self, place: Place, prepared: Prepared | Unplanned, *, together: bool
    ) -> None:
        """Build one; its events are told in one piece if it has company."""
        told: list[Event] = []
        request = replace(self._request, emit=told.append) if together else self._request
        try:
            if isinstance(prepared, Unplanned):
                raise prepared.error
            result = await _build_lecture(prepared, self._troupe, request, self._pool)
        except AudioLectureError as error:
            self.errors.append(error)
            if len(self._places) > 1:
                told.append(Warned(in_a_line(error)))
            result = _nothing(place, error)
        for event in (*told, LectureDone(str(place.source))):
            self._request.emit(event)
        self.results[place] = result


def _nothing(place: Place, error: AudioLectureError) -> LectureResult:
    """The result of a lecture that could not even be begun."""
    failures = (at(place.source, in_a_line(error)),)
    return LectureResult(
        place.source.stem, place.source, place.folder, "", "", 0, 0, 1, (), (), failures
    )


def _write_courses(places: tuple[Place, ...], request: Request) -> None:
    """The feed of every course that has several lectures."""
    courses: dict[tuple[str, ...], list[Place]] = {}
    for place in places:
        courses.setdefault(place.course, []).append(place)
    for names, course in courses.items():
        if len(course) == 1:
            continue
        first = next(filter(None, (_prepared(place, request) for place in course)), None)
        if first is not None:
            folders = [place.folder for place in course]
            write_course(request.output.joinpath(*names), first, folders, request.store)


def _prepared(place: Place, request: Request) -> Prepared | None:
    with suppress(AudioLectureError):
        return prepare_lecture(place, request)
    return None


async def _build_lecture(
    prepared: Prepared, troupe: Troupe, request: Request, pool: Pool | None
) -> LectureResult:
    async with request.store.output_lock(prepared.folder.path):
        first = await draft(prepared, troupe, request)
        speaking = Speaking(first, request, pool or _beside(first, request))
        work = await _complete(first, troupe, request, speaking)
        maker = Maker(work, request, speaking)
        publisher = Publisher(work, request.store, request.beside)
        try:
            drawn = _begun(publisher.draw) if work.plan.changes else None
            await asyncio.to_thread(publisher.claim)
            if drawn:
                if work.plan.fresh:
                    await drawn  # it takes as much memory as to make clips: not both at once
                _begun(load_ahead)
            outcomes = await _chapters(work, maker, publisher, request)
            records = tuple(record for _, record in outcomes if record is not None)
            results = tuple(result for result, _ in outcomes)
            failed = any(result.status == "failed" for result in results)
            if request.beside is not None and work.plan.changes:
                _begun(request.beside.shutdown)  # its memory is wanted now
                speaking.pool = pool
            finish = partial(publisher.finish, records, failed=failed)
            await _finished(work, troupe, speaking, finish)
        except BaseException:
            await asyncio.to_thread(publisher.claim_again)
            raise
        finally:
            await maker.stop()
        return _lecture_result(work, results, maker, request)


def _begun(function: Callable[[], None]) -> asyncio.Future[None]:
    """Have something done ahead of time; if it fails, who needs it will see."""
    future = asyncio.get_running_loop().run_in_executor(None, function)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


def _beside(work: Draft, request: Request) -> Pool | None:
    """The process beside this one, for a few clips; an online service is asked from here."""
    beside = request.beside
    if beside is None or work.member.engine.capabilities.online:
        return None
    if work.plan.fresh > _FEW:  # all processors make clips here: it would only take memory
        beside.shutdown(cancel_futures=True)
    return Pool(beside, 1) if work.plan.fresh and not beside.is_gone else None


async def _finished(
    work: Draft, troupe: Troupe, speaking: Speaking, finish: Callable[[], None]
) -> None:
    """Publish what belongs to all chapters.

    An audiobook is made of speeches, not of clips: one that proves to be gone is spoken again.
    """
    items = {i.clip.speech: i for chapter in work.plan.chapters for i in items_of(work, chapter)}
    while True:
        try:
            await asyncio.to_thread(finish)
        except SpeechGone as gone:
            item = items.pop(gone.key, None)
            if item is None or speaking.is_begun(item):
                raise
            await _ready(work.member, troupe)
            await speaking.start(item)
        else:
            return


async def _complete(work: Draft, troupe: Troupe, request: Request, speaking: Speaking) -> Draft:
    """See to it that what is to be synthesized can be: the engine, the voice, its level.

    A voice whose level has to be measured first begins to speak meanwhile.
    """
    member = work.member
    request.emit(EngineChosen(member.engine.name, member.told, member.reason))
    if work.plan.to_synthesize():
        await _ready(member, troupe)
    _announce(work, request)
    unknown = [one for one in member.every if work.levels[one.voice] is None]
    if not work.plan.to_synthesize() or not unknown:
        return work
    asked = asyncio.Event()

    async def say(utterance: Utterance, key: str) -> None:
        asked.set()
        await speaking.say(utterance, key)

    measuring = asyncio.gather(*(measured_level(one, request.store, say) for one in unknown))
    await _first(asked, measuring)  # a service that goes away shall not leave us without a level
    for chapter in work.plan.chapters:
        for item in items_of(work, chapter):
            if item.clip.action == "synthesize":
                speaking.start(item)
    try:
        measured = await measuring
    except BaseException:
        await speaking.stop()
        raise
    known = await asyncio.to_thread(what_is_known, work.prepared.folder, work.manifest, request)
    levels = dict(work.levels) | {
        one.voice: level for one, level in zip(unknown, measured, strict=True)
    }
    return plan_with(work.prepared, member, levels, known, request)


async def _first(asked: asyncio.Event, measuring: asyncio.Future[list[float]]) -> None:
    """Wait until a voice is asked for its sample, or needs none any more."""
    waiting = asyncio.ensure_future(asked.wait())
    both: list[asyncio.Future[Any]] = [waiting, measuring]
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


async def _ready(member: Member, troupe: Troupe) -> None:
    problem = await troupe.problem(member.engine)
    if problem is not None:
        offline = _("'audiolecture doctor' looks closer; '--engine espeak' needs no network")
        hint = offline if member.engine.capabilities.online else ""
        raise EngineUnavailable(problem, hint=hint, where=member.engine.name)
    await confirm_voices(member)


def _announce(work: Draft, request: Request) -> None:
    wanted = work.plan.to_synthesize().values()
    request.emit(
        BuildStarted(
            lecture=work.labels.title,
            chapters=len(work.plan.chapters),
            utterances=sum(1 for _ in work.plan.clips()),
            to_synthesize=len(wanted),
            characters=sum(len(clip.text) for clip in wanted),
            work=tuple(_work(work.plan)),
        )
    )


def _work(plan: Plan) -> Iterator[tuple[str, int]]:
    """The chapters with clips to be made, and their characters; each clip is made only once."""
    seen: set[str] = set()
    for chapter in plan.chapters:
        fresh = {c.clip: c for c in chapter.clips if c.action != "kept" and c.clip not in seen}
        seen |= fresh.keys()
        if fresh:
            yield chapter.title, sum(len(clip.text) for clip in fresh.values())


Outcome = tuple[ChapterResult, ChapterRecord | None]


async def _chapters(
    work: Draft, maker: Maker, publisher: Publisher, request: Request
) -> list[Outcome]:
    """Publish the chapters, as many at once as there are processors; tell of them in order.

    Where clips are made, one after the other: then processors are busy, and each holds its sound.
    """
    slots = asyncio.Semaphore(1 if work.plan.fresh > _FEW else os.cpu_count() or 1)

    async def one(plan: ChapterPlan) -> Outcome:
        async with slots:
            status, record = await _published(plan, work, maker, publisher)
        return _outcome(plan, status, record, work, maker, publisher)

    every = chain.from_iterable(items_of(work, plan) for plan in work.plan.chapters)
    ahead = asyncio.create_task(maker.make_ahead(every))
    tasks = [asyncio.create_task(one(plan)) for plan in work.plan.chapters]
    outcomes = []
    try:
        for task in tasks:
            result, record = await task
            outcomes.append((result, record))
            request.emit(
                ChapterPublished(
                    result.title, str(result.path), result.samples, result.size, result.status
                )
            )
    finally:
        for started in (ahead, *tasks):
            started.cancel()
        await asyncio.gather(ahead, *tasks, return_exceptions=True)
    return outcomes


def _outcome(
    plan: ChapterPlan,
    status: str,
    record: ChapterRecord | None,
    work: Draft,
    maker: Maker,
    publisher: Publisher,
) -> Outcome:
    path = work.prepared.folder.path / f"{plan.stem}.mp3"
    result = ChapterResult(
        path=path,
        title=plan.title,
        samples=record.samples if record else 0,
        size=publisher.size(path.name),
        status=status,
        synthesized=len({clip.speech for clip in plan.clips} & maker.synthesized),
        utterances=len(plan.clips),
    )
    return result, record


async def _published(
    plan: ChapterPlan, work: Draft, maker: Maker, publisher: Publisher
) -> tuple[str, ChapterRecord | None]:
    """Publish one chapter, or keep what stands there: never anything in between."""
    before = published(plan, work.manifest)
    items = list(items_of(work, plan))
    maker.start(items)
    if plan.status == "kept" and before is not None:
        status = "kept" if await maker.is_made(items) else "failed"
        return status, publisher.kept(plan, before)
    if plan.again:
        return "written", await asyncio.to_thread(publisher.write_again, plan)
    clips = await maker.clips(items)
    if clips is None:
        return "failed", before
    return "written", await asyncio.to_thread(publisher.write, plan, clips)


def _lecture_result(
    work: Draft, chapters: tuple[ChapterResult, ...], maker: Maker, request: Request
) -> LectureResult:
    clips = list(work.plan.clips())
    failed = sum(clip.clip in maker.failures for clip in clips)
    synthesized = len(maker.synthesized)
    reused = len(clips) - synthesized - failed
    request.emit(BuildFinished(work.labels.title, synthesized, reused, failed))
    return LectureResult(
        title=work.labels.title,
        source=work.prepared.source,
        folder=work.prepared.folder.path,
        engine=work.member.engine.name,
        voice=work.member.voice,
        synthesized=synthesized,
        reused=reused,
        failed=failed,
        chapters=chapters,
        warnings=(*work.prepared.lecture.warnings, *work.script.warnings),
        failures=tuple(maker.failures.values()),
    )


# ---------------------------------------------------------------- one sentence


async def say(text: str, request: Request) -> tuple[int, str]:
    """Say one sentence into the file ``request.output``.

    Returns:
        Its length in samples, and what was said.

    Raises:
        SourceError: there is nothing to say.
        EngineError: the engine does not speak.
    """
    from audiolecture.audio.clips import make_clip  # noqa: PLC0415 - loads the codecs

    course = config.load(DEFAULT_FOLDER)
    others = names_another_engine(course, request.flags)
    settings = config.apply(course, request.flags, _("command line"))
    plain, overrides = _marked(text)
    async with opened_troupe(request) as troupe:
        member = await troupe.choose(settings, _never, others_voices=others)
        request.emit(EngineChosen(member.engine.name, member.voice, member.reason))
        await _ready(member, troupe)
        utterance, missing = prepare(plain, overrides, member.delivery)
        for warning in map(str, missing):
            request.emit(Warned(warning))
        level = await known_level(member, request.store)
        if level is None:
            level = await measured_level(member, request.store)
        speech = await member.engine.synthesize(utterance)
    chosen = clip_settings(settings, level)
    clip = await asyncio.to_thread(make_clip, speech, chosen)
    audio = b"".join(chapter_audio([clip], chosen.bit_rate))
    OutputFolder(request.output.absolute().parent).write(request.output.name, "", [audio])
    return clip.samples, utterance.spoken


def _marked(text: str) -> tuple[str, tuple[Override, ...]]:
    """A sentence without its inline marks, and what they and the course's lexicon say."""
    plain, marks = parse_marks(text, "text:1")
    if not any(char.isalnum() for char in plain):
        raise SourceError(_("there is nothing to say"), where=_("text"), hint=_("give a sentence"))
    found = read_lexicon(DEFAULT_FOLDER / "say").match(plain, marks)
    return plain, tuple(sorted((*marks, *found), key=lambda override: override.start))


async def _never(_: Member) -> bool:
    return False
