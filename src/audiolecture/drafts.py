"""What is to be built: scripts read, lectures cast, builds planned. Touches no output."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncIterator,
    Callable,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from collections.abc import (
    Set as AbstractSet,
)
from concurrent.futures import BrokenExecutor, Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from audiolecture import chapterfile, config, recollection
from audiolecture.audio.settings import ClipSettings, gain_for
from audiolecture.cast import ONLINE, Member, Troupe, known_level
from audiolecture.config import Settings
from audiolecture.errors import PublishError, SourceError
from audiolecture.events import Listener, ignore
from audiolecture.jobs import Job, foresee
from audiolecture.lexicons import lexicon_warnings, read_lexicon
from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.manifest import Manifest
from audiolecture.memory import Piece
from audiolecture.messages import _
from audiolecture.model import Block, Lecture, Override
from audiolecture.output import OutputFolder
from audiolecture.plan import Known, Labels, Plan, make_plan
from audiolecture.publish.names import file_stem, folder_name
from audiolecture.script import Ahead, Delivery, Script, write_script
from audiolecture.sharing import shared
from audiolecture.source.course import (
    Course,
    album_of,
    courses_in,
    lectures_in,
    number_in,
    numbers_of,
)
from audiolecture.source.read import read_lecture
from audiolecture.source.speakers import speakers_of
from audiolecture.store import Store

if TYPE_CHECKING:
    from audiolecture.beside import Beside


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    sources: tuple[Path, ...]
    output: Path
    store: Store
    flags: Mapping[str, object]
    force: bool = False
    emit: Listener = ignore
    cluster: str = ""
    """Address of the machines or processes that do the work; empty: this process."""
    beside: Beside | None = None
    """A process that is ready to prepare paragraphs and, for a build, to make a few clips."""
    plans: bool = False
    """Nothing is to be made."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lecture comes from, where it goes to, and where it stands in its course."""

    source: Path
    folder: Path
    number: int = 0
    """1-based; 0 if it stands alone."""
    album: str = ""
    course: tuple[str, ...] = ()
    """The folders of its course in the output folder; none if it is not one of several courses."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lecture that was read, with its settings and lexicon."""

    source: Path
    lecture: Lecture
    settings: Settings
    lexicon: Lexicon
    folder: OutputFolder
    others_voices: bool = False
    """The voices of the settings were chosen for another engine than the one that is named now."""


Levels = Mapping[str, float | None]
"""Loudness of each voice in LUFS, where it is known."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A lecture that was cast and planned; nothing was touched yet."""

    prepared: Prepared
    member: Member
    levels: Levels
    script: Script
    labels: Labels
    plan: Plan
    manifest: Manifest | None

    def making(self, voice: str) -> ClipSettings:
        """How clips of that voice are made."""
        return clip_settings(self.prepared.settings, self.levels[voice])


# ---------------------------------------------------------------- read


def lecture_places(request: Request) -> tuple[Place, ...]:
    """Every lecture that the request names; none is opened yet.

    Raises:
        SourceError: a folder holds no script.
        PublishError: two lectures would share a folder.
    """
    listed: dict[Path, tuple[Place, ...]] = {}
    places = tuple(
        place for source in request.sources for place in _places(source, request.output, listed)
    )
    seen: dict[Path, Path] = {}
    for place in places:
        other = seen.setdefault(place.folder, place.source)
        if other != place.source:
            raise PublishError(
                _("has the same name as {name}, so both would go to one folder", name=other.name),
                where=str(place.source),
                hint=_("rename one of them"),
            )
    return places


def _places(source: Path, output: Path, listed: dict[Path, tuple[Place, ...]]) -> Iterable[Place]:
    if not source.is_dir():
        return [_place_beside_others(source, output, listed)]
    places = [place for course in courses_in(source) for place in _course(course, output)]
    if not places:
        raise SourceError(
            _("no lecture script in this folder"),
            where=str(source),
            hint=_("put a .txt or .md file there, or name a file"),
        )
    return places


def _course(course: Course, output: Path) -> Iterator[Place]:
    names = tuple(map(folder_name, course.names))
    many = len(course.scripts) > 1
    album = album_of(course.folder) if many else ""
    numbers = numbers_of(course.scripts) if many else (0,)
    for number, path in zip(numbers, course.scripts, strict=True):
        folder = output.joinpath(*names, folder_name(path.stem))
        yield Place(path, folder, number, album, names)


def _place_beside_others(
    source: Path, output: Path, listed: dict[Path, tuple[Place, ...]]
) -> Place:
    """A lecture built alone has the number of its place in the course, if its name states one.

    ``listed`` keeps what was found in the folder for the next one of it.
    """
    parent, alone = source.parent, Place(source, output / folder_name(source.stem))
    if not number_in(source.stem) or not parent.is_dir():
        return alone
    if parent not in listed:
        listed[parent] = tuple(_course(Course((), parent, lectures_in(parent)), output))
    return next((place for place in listed[parent] if place.source == source), alone)


def prepare_lectures(request: Request) -> tuple[Prepared, ...]:
    """Read every lecture that the request names; raises what `prepare_lecture` does."""
    return with_warnings([prepare_lecture(p, request) for p in lecture_places(request)])


def with_warnings(lectures: Sequence[Prepared]) -> tuple[Prepared, ...]:
    """The lectures with what is to be said of their lexicons, once for all of them."""
    told = lexicon_warnings([(item.source, item.lecture, item.lexicon) for item in lectures])
    return tuple(
        replace(item, lecture=replace(item.lecture, warnings=item.lecture.warnings + warnings))
        for item, warnings in zip(lectures, told, strict=True)
    )


def prepare_lecture(place: Place, request: Request) -> Prepared:
    """Read a lecture, its settings and its lexicon.

    Raises:
        SourceError: the script cannot be used.
        ConfigError: a setting cannot be used.
        LexiconError: a reading cannot be used.
    """
    source = place.source
    lecture = read_lecture(source)
    settings = config.load(source)
    settings = config.apply(settings, dict(lecture.settings), str(source))
    others = names_another_engine(settings, request.flags)
    settings = config.apply(settings, request.flags, _("command line"))
    spoken_by = speakers_of(lecture)
    voices = tuple(pair for pair in settings.voices if pair[0] in spoken_by)
    settings = replace(settings, voices=voices)
    if place.course and settings.base_url:
        settings = replace(settings, base_url=course_url(settings.base_url, place.course))
    lecture = replace(
        lecture,
        author=lecture.author or settings.author,
        album=lecture.album or settings.album or place.album,
        date=lecture.date or settings.date,
        number=lecture.number or place.number,
    )
    folder = OutputFolder(place.folder)
    return Prepared(source, lecture, settings, read_lexicon(source), folder, others)


def names_another_engine(settings: Settings, flags: Mapping[str, object]) -> bool:
    """Whether the flags of a run name another engine than that of the voices of the settings."""
    meant = ONLINE if settings.engine == "auto" else settings.engine
    return flags.get("engine", meant) not in {"auto", meant} and "voice" not in flags


def course_url(base_url: str, names: tuple[str, ...]) -> str:
    """Where the folder of a course is found."""
    return "/".join((base_url.rstrip("/"), *(quote(name, safe="") for name in names), ""))


# ---------------------------------------------------------------- cast, script and plan


async def draft(prepared: Prepared, troupe: Troupe, request: Request) -> Draft:
    """Decide who speaks, what is said, and what there is to do. Touches nothing."""
    known: Known | None = None

    async def attempt(member: Member) -> Draft:
        nonlocal known
        levels = {one.voice: await known_level(one, request.store) for one in member.every}
        # First the script: where a clip of it is made elsewhere, that begins the sooner.
        written = await asyncio.to_thread(_written, prepared, member, levels, request)
        if known is None:
            known = await asyncio.to_thread(_published_and_stored, prepared, request)
        return _planned(prepared, member, levels, written, known)

    async def is_complete(member: Member) -> bool:
        return not (await attempt(member)).plan.to_synthesize()

    settings, others = prepared.settings, prepared.others_voices
    member = await troupe.choose(settings, is_complete, others_voices=others)
    return await attempt(member)


def _published_and_stored(prepared: Prepared, request: Request) -> Known:
    folder = prepared.folder
    return what_is_known(folder, folder.manifest(), request)


@asynccontextmanager
async def opened_troupe(request: Request) -> AsyncIterator[Troupe]:
    """The engines of one run, closed at its end."""
    request.store.refresh()
    troupe = Troupe(request.store.root, request.emit)
    try:
        yield troupe
    finally:
        await troupe.aclose()


def what_is_known(folder: OutputFolder, manifest: Manifest | None, request: Request) -> Known:
    """What is stored and published; nothing of it counts for a build by force."""
    files = folder.survey(manifest)
    if request.force:
        return Known(manifest=manifest, files={})
    store = request.store
    return Known(store.present("speech"), store.present("clip"), manifest, files)


def plan_with(
    prepared: Prepared, member: Member, levels: Levels, known: Known, request: Request
) -> Draft:
    """Write the script for voices of these levels and compare it with what is known."""
    written = _written(prepared, member, levels, request)
    return _planned(prepared, member, levels, written, known)


class _Written(NamedTuple):
    """A script, and keys of what was not in the store before it was written."""

    script: Script
    fresh: AbstractSet[str]


def _written(prepared: Prepared, member: Member, levels: Levels, request: Request) -> _Written:
    settings = prepared.settings
    fresh: set[str] = set()
    ahead = _ahead(settings, member, levels, request, fresh)
    with recollection.of(request.store, prepared.source) as memory:
        script = write_script(
            prepared.lecture,
            prepared.lexicon,
            member.delivery,
            settings.pauses,
            memory,
            ahead,
            partial(shared, helper=request.beside),
        )
    return _Written(script, fresh)


def _planned(
    prepared: Prepared, member: Member, levels: Levels, written: _Written, known: Known
) -> Draft:
    lecture, settings = prepared.lecture, prepared.settings
    script, fresh = written
    labels = Labels(
        title=lecture.title,
        author=lecture.author,
        album=lecture.album or lecture.title,
        language=lecture.language,
        date=lecture.date,
        summary=lecture.summary,
        number=lecture.number,
        cover=chapterfile.cover_key(lecture, prepared.source),
        captions=settings.captions,
        marked=any(chapter.sections for chapter in lecture.chapters),
    )
    stems = tuple(
        file_stem(number, len(script.chapters), chapter.title)
        for number, chapter in enumerate(script.chapters, 1)
    )
    revisions = {voice: clip_settings(settings, level).revision for voice, level in levels.items()}
    speaker = member.speaker(revisions)
    if fresh:
        speeches, clips = (_Without(keys, fresh) for keys in (known.speeches, known.clips))
        known = replace(known, speeches=speeches, clips=clips)
    plan = make_plan(script, stems, labels, speaker, known)
    return Draft(prepared, member, levels, script, labels, plan, known.manifest)


def _ahead(
    settings: Settings, member: Member, levels: Levels, request: Request, fresh: set[str]
) -> Ahead | None:
    """What has a new paragraph prepared by the process beside this one, and its clips begun.

    An online service is asked by this process alone. The keys of what was not in the store when it
    was begun go into ``fresh``.
    """
    beside, engine = request.beside, member.engine
    if beside is None or request.plans:
        return None
    draft = partial(
        Job,
        run="",
        engine=engine.name,
        revision=engine.revision,
        settings=tuple(settings.engine_settings(engine.name).items()),
        store=request.store.address,
        force=request.force,
    )

    def begin(
        block: Block, overrides: tuple[Override, ...], delivery: Delivery
    ) -> Callable[[], tuple[Piece, ...] | None]:
        making = clip_settings(settings, levels[delivery.voice])
        job = partial(draft, making=making, making_revision=making.revision)
        known = levels[delivery.voice] is not None and not engine.capabilities.online
        future = beside.submit(foresee, block, overrides, delivery, job if known else None)
        return partial(_foreseen, future, fresh)

    return begin


def _foreseen(
    future: Future[tuple[tuple[Piece, ...], frozenset[str]]], fresh: set[str]
) -> tuple[Piece, ...] | None:
    with suppress(BrokenExecutor):
        pieces, keys = future.result()
        fresh.update(keys)
        return pieces
    return None


@dataclass(frozen=True, slots=True)
class _Without:
    """Keys that were there before those of ``fresh`` came."""

    keys: Container[str]
    fresh: Container[str]

    def __contains__(self, key: object) -> bool:
        return key not in self.fresh and key in self.keys


def clip_settings(settings: Settings, level: float | None) -> ClipSettings:
    """How clips of a voice of that level are made (before it is measured: as if it were right)."""
    target = settings.target_lufs
    gain = gain_for(target if level is None else level, target)
    return ClipSettings(gain_db=gain, target_lufs=target)
