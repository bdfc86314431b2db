"""What is to be built: scripts read, lectures cast, builds planned. Touches no output."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from audiolecture import chapterfile, config, recollection
from audiolecture.audio.settings import ClipSettings, gain_for
from audiolecture.cast import Member, Troupe, known_level
from audiolecture.config import Settings
from audiolecture.errors import LexiconError, PublishError, SourceError
from audiolecture.events import Listener, ignore
from audiolecture.mandarin.lexicon import Lexicon, parse_lexicon
from audiolecture.manifest import Manifest
from audiolecture.model import Lecture
from audiolecture.output import OutputFolder
from audiolecture.plan import Known, Labels, Plan, make_plan
from audiolecture.publish.names import file_stem, folder_name
from audiolecture.script import Script, write_script
from audiolecture.source.course import lectures_in
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
        _prepare(path, number, request)
        for source in request.sources
        for number, path in _numbered(source)
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
    return prepared


def _numbered(source: Path) -> Iterable[tuple[int, Path]]:
    if not source.is_dir():
        return [(0, source)]
    paths = lectures_in(source)
    if not paths:
        raise SourceError(
            "no lecture script in this folder",
            where=str(source),
            hint="put a .txt or .md file there, or name a file",
        )
    return enumerate(paths, 1) if len(paths) > 1 else [(0, paths[0])]


def _prepare(source: Path, number: int, request: Request) -> Prepared:
    lecture = read_lecture(source)
    settings = config.load(source)
    settings = config.apply(settings, dict(lecture.settings), str(source))
    settings = config.apply(settings, request.flags, "command line")
    lecture = replace(
        lecture,
        author=lecture.author or settings.author,
        album=lecture.album or settings.album,
        date=lecture.date or settings.date,
        number=lecture.number or number,
    )
    folder = OutputFolder(request.output / folder_name(source.stem))
    return Prepared(source, lecture, settings, read_lexicon(source), folder)


def read_lexicon(source: Path) -> Lexicon:
    """The course's lexicon beside the lecture, and over it the lecture's own."""
    lexicon = Lexicon(())
    for path in (source.parent / "lexicon.tsv", source.with_name(f"{source.stem}.lexicon.tsv")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(
                "the lexicon cannot be read as text in UTF-8",
                where=str(path),
                hint="save it as UTF-8 and run again",
            ) from error
        lexicon = lexicon.merged(parse_lexicon(text, str(path)))
    return lexicon


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
    """What a build of every lecture would do. Touches nothing."""
    lectures = prepare_lectures(request)
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
