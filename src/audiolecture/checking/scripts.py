"""Whether the script is still the one that the files were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audiolecture.checking.problem import Problem
from audiolecture.checking.text import excerpt, folded
from audiolecture.drafts import Prepared, Request, lecture_places, prepare_lecture
from audiolecture.engines import registry
from audiolecture.engines.base import EngineContext
from audiolecture.errors import AudioLectureError
from audiolecture.manifest import ChapterRecord, Manifest
from audiolecture.messages import N_, _
from audiolecture.model import Chapter
from audiolecture.plan import speech_key
from audiolecture.publish.names import folder_name
from audiolecture.script import ChapterScript, Delivery, write_script
from audiolecture.store import Store
from audiolecture.upkeep import source_of


def find_script(
    folder: Path, manifest: Manifest, named: Sequence[Path], store: Store
) -> Path | None:
    """The script of a lecture: one of those named, the one it was built from, or one nearby."""
    return next(_candidates(folder, manifest, named, store), None)


def _candidates(
    folder: Path, manifest: Manifest, named: Sequence[Path], store: Store
) -> Iterator[Path]:
    places: list[Path] = []
    for path in named:
        if path.is_dir():
            places.append(path)
        elif path.is_file() and folder_name(path.stem) == folder.name:
            yield path
    if not named:
        built_from = source_of(store, folder)
        if built_from is not None and built_from.is_file():
            yield built_from
        course = folder.resolve().parent.parent
        places = [course / "content", course]
    for place in places:
        if (place / manifest.source).is_file():
            yield place / manifest.source


def script_problems(
    folder: Path, manifest: Manifest, script: Path, store: Store
) -> Iterator[Problem]:
    """What of the script changed since the lecture was built."""
    try:
        prepared = _prepared(folder, manifest, script, store)
    except AudioLectureError as error:
        yield Problem("stale", str(script), error.message, error.hint)
        return
    yield from _label_problems(prepared, manifest)
    if [c.title for c in prepared.lecture.chapters] != [c.title for c in manifest.chapters]:
        yield from _outline_problems(prepared, manifest)
        return
    pairs = list(zip(prepared.lecture.chapters, manifest.chapters, strict=True))
    edited = [problem for now, built in pairs for problem in _text_problems(script, now, built)]
    yield from edited
    if not edited:
        cache = store.root / "engines" / manifest.engine
        yield from _reading_problems(prepared, manifest, cache)


def _prepared(folder: Path, manifest: Manifest, script: Path, store: Store) -> Prepared:
    """The lecture as it would be built now: in its course if it was built as one of a course."""
    alone = Request((script,), folder.parent, store, {})
    of_course = replace(alone, sources=(script.parent,))
    places = lecture_places(of_course) if manifest.number else ()
    beside = (place for place in places if place.source == script)
    return prepare_lecture(next(beside, None) or lecture_places(alone)[0], alone)


def _label_problems(prepared: Prepared, manifest: Manifest) -> Iterator[Problem]:
    lecture = prepared.lecture
    pairs = (
        (N_("the title changed from {built}"), lecture.title, manifest.title),
        (N_("the author changed from {built}"), lecture.author, manifest.author),
        (N_("the course changed from {built}"), lecture.album or lecture.title, manifest.album),
        (N_("the date changed from {built}"), lecture.date, manifest.date),
        (N_("the summary changed from {built}"), lecture.summary, manifest.summary),
    )
    for message, now, built in pairs:
        if folded(now) != folded(built):
            yield _stale(prepared.source, _(message, built=excerpt(built)))


def _outline_problems(prepared: Prepared, manifest: Manifest) -> Iterator[Problem]:
    now = [chapter.title for chapter in prepared.lecture.chapters]
    built = [chapter.title for chapter in manifest.chapters]
    gone = [title for title in built if title not in now]
    new = [title for title in now if title not in built]
    for title in gone:
        yield _stale(
            prepared.source, _("the chapter {title} is gone from the script", title=excerpt(title))
        )
    for title in new:
        yield _stale(prepared.source, _("the chapter {title} was not built", title=excerpt(title)))
    if not gone and not new:
        yield _stale(
            prepared.source, _("the chapters are not in the order in which they were built")
        )


def _text_problems(script: Path, now: Chapter, built: ChapterRecord) -> Iterator[Problem]:
    """The first paragraph of a chapter that was not built as it stands now."""
    before = _built_blocks(built)
    texts = [(block.line, folded(block.text)) for block in now.blocks if _speaks(block.text)]
    if [text for _, text in texts] == before:
        return
    for place, (line, text) in enumerate(texts):
        if place >= len(before) or text != before[place]:
            where = f"{script}:{line}"
            yield Problem(
                "stale", where, _("the text changed since it was built: {text}", text=excerpt(text))
            )
            return
    yield _stale(script, _("the text changed: {text} is gone", text=excerpt(before[len(texts)])))


def _built_blocks(built: ChapterRecord) -> list[str]:
    blocks: dict[int, str] = {}
    for item in built.utterances:
        for cue in item.cues:
            blocks[cue.block] = blocks.get(cue.block, "") + folded(cue.text)
    return list(blocks.values())


def _speaks(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _reading_problems(prepared: Prepared, manifest: Manifest, cache: Path) -> Iterator[Problem]:
    """Paragraphs that would be spoken otherwise now: the lexicon or an inline mark changed."""
    readings = _takes_readings(prepared, manifest, cache)
    if readings is None:
        return
    delivery = Delivery(manifest.voice, manifest.prosody, readings, manifest.voices)
    script = write_script(prepared.lecture, prepared.lexicon, delivery, prepared.settings.pauses)
    for now, built in zip(script.chapters, manifest.chapters, strict=True):
        yield from _other_readings(prepared.source, manifest, now, built)


def _other_readings(
    script: Path, manifest: Manifest, now: ChapterScript, built: ChapterRecord
) -> Iterable[Problem]:
    spoken = {item.speech for item in built.utterances}
    for line in now.lines:
        if speech_key(line.utterance, manifest.engine, manifest.revision) not in spoken:
            said = excerpt(line.utterance.written)
            message = _(
                "would be spoken otherwise now (lexicon, marks or rules): {said}", said=said
            )
            yield Problem("stale", f"{script}:{line.line}", message)


def _takes_readings(prepared: Prepared, manifest: Manifest, cache: Path) -> bool | None:
    """Whether the engine is told readings; ``None`` if it is not installed here."""
    settings = prepared.settings.engine_settings(manifest.engine)
    try:
        engine = registry.create(manifest.engine, EngineContext(cache, settings))
    except AudioLectureError:
        return None
    return engine.capabilities.readings


def _stale(script: Path, message: str) -> Problem:
    return Problem("stale", str(script), message)
