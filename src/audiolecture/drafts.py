"""What is to be built: scripts read, lectures cast, builds planned. Touches no output."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from audiolecture import chapterfile, config, recollection, upkeep
from audiolecture.audio.settings import ClipSettings, gain_for
from audiolecture.cast import Member, Troupe, known_level
from audiolecture.config import Settings
from audiolecture.errors import PublishError, SourceError
from audiolecture.events import Listener, ignore
from audiolecture.lexicons import lexicon_warnings, read_lexicon
from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.manifest import Manifest
from audiolecture.model import Lecture
from audiolecture.output import OutputFolder
from audiolecture.plan import Known, Labels, Plan, make_plan
from audiolecture.publish.names import file_stem, folder_name
from audiolecture.script import Script, write_script
from audiolecture.source.course import album_of, lectures_in, number_in, numbers_of
from audiolecture.source.read import read_lecture
from audiolecture.store import Store


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lecture that was read, with its settings and lexicon."""

    source: Path
    lecture: Lecture
    settings: Settings
    lexicon: Lexicon
    folder: OutputFolder


@dataclass(frozen=True, slots=True)
class Draft:
    """A lecture that was cast and planned; nothing was touched yet."""

    prepared: Prepared
    member: Member
    level: float | None
    script: Script
    labels: Labels
    plan: Plan
    manifest: Manifest | None


# ---------------------------------------------------------------- read


def prepare_lectures(request: Request) -> tuple[Prepared, ...]:
    """Read every lecture that the request names.

    Raises:
        SourceError: a script cannot be used.
        ConfigError: a setting cannot be used.
        PublishError: two lectures would share a folder.
    """
    prepared = tuple(
        _prepare(path, place, request)
        for source in request.sources
        for path, place in _placed(source)
    )
    seen: dict[Path, Path] = {}
    for item in prepared:
        other = seen.setdefault(item.folder.path, item.source)
        if other != item.source:
            raise PublishError(
                f"has the same name as {other.name}, so both would go to one folder",
                where=str(item.source),
                hint="rename one of them",
            )
    return _warned(prepared)


def _warned(lectures: tuple[Prepared, ...]) -> tuple[Prepared, ...]:
    """The lectures with what is to be said of their lexicons, once for all of them."""
    told = lexicon_warnings([(item.source, item.lecture, item.lexicon) for item in lectures])
    return tuple(
        replace(item, lecture=replace(item.lecture, warnings=item.lecture.warnings + warnings))
        for item, warnings in zip(lectures, told, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a lecture stands in its course; 0 if it stands alone."""

    number: int = 0
    album: str = ""


def _placed(source: Path) -> Iterable[tuple[Path, _Place]]:
    if not source.is_dir():
        return [(source, _place_beside_others(source))]
    paths = lectures_in(source)
    if not paths:
        raise SourceError(
            "no lecture script in this folder",
            where=str(source),
            hint="put a .txt or .md file there, or name a file",
        )
    return list(_course(source, paths))


def _course(folder: Path, paths: tuple[Path, ...]) -> Iterable[tuple[Path, _Place]]:
    if len(paths) == 1:
        return [(paths[0], _Place())]
    album = album_of(folder)
    return [(p, _Place(n, album)) for p, n in zip(paths, numbers_of(paths), strict=True)]


def _place_beside_others(source: Path) -> _Place:
    """A lecture that is built by itself keeps the number that its name states in its course."""
    if not number_in(source.stem) or not source.parent.is_dir():
        return _Place()
    return dict(_course(source.parent, lectures_in(source.parent))).get(source, _Place())


def _prepare(source: Path, place: _Place, request: Request) -> Prepared:
    lecture = read_lecture(source)
    settings = config.load(source)
    settings = config.apply(settings, dict(lecture.settings), str(source))
    settings = config.apply(settings, request.flags, "command line")
    lecture = replace(
        lecture,
        author=lecture.author or settings.author,
        album=lecture.album or settings.album or place.album,
        date=lecture.date or settings.date,
        number=lecture.number or place.number,
    )
    folder = OutputFolder(request.output / folder_name(source.stem))
    return Prepared(source, lecture, settings, read_lexicon(source), folder)


# ---------------------------------------------------------------- cast, script and plan


async def draft(prepared: Prepared, troupe: Troupe, request: Request) -> Draft:
    """Decide who speaks, what is said, and what there is to do. Touches nothing."""
    manifest = await asyncio.to_thread(prepared.folder.manifest)
    known = await asyncio.to_thread(what_is_known, prepared.folder, manifest, request)

    async def attempt(member: Member) -> Draft:
        level = await known_level(member, request.store)
        return plan_with(prepared, member, level, known, request.store)

    async def is_complete(member: Member) -> bool:
        return not (await attempt(member)).plan.to_synthesize()

    member = await troupe.choose(prepared.settings, is_complete)
    return await attempt(member)


async def drafts(request: Request) -> tuple[Draft, ...]:
    """What a build of every lecture would do. Touches nothing.

    Raises:
        StoreError: the store is of a newer program.
    """
    lectures = prepare_lectures(request)
    upkeep.format_of(request.store)
    async with opened_troupe(request) as troupe:
        return tuple([await draft(prepared, troupe, request) for prepared in lectures])


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
    prepared: Prepared, member: Member, level: float | None, known: Known, store: Store
) -> Draft:
    """Write the script for a speaker of that level and compare it with what is known."""
    lecture, settings = prepared.lecture, prepared.settings
    with recollection.of(store, prepared.source) as memory:
        script = write_script(lecture, prepared.lexicon, member.delivery, settings.pauses, memory)
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
    speaker = member.speaker(clip_settings(settings, level).revision)
    plan = make_plan(script, stems, labels, speaker, known)
    return Draft(prepared, member, level, script, labels, plan, known.manifest)


def clip_settings(settings: Settings, level: float | None) -> ClipSettings:
    """How clips of a voice of that level are made (before it is measured: as if it were right)."""
    target = settings.target_lufs
    gain = gain_for(target if level is None else level, target)
    return ClipSettings(gain_db=gain, target_lufs=target)
