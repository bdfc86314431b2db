"""A check from end to end: look at every lecture in threads, then judge what was seen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from audiolecture import manifest as manifests
from audiolecture.checking import captions, files, lists, sound, tags
from audiolecture.checking.bundles import bundle_problems
from audiolecture.checking.evidence import ChapterEvidence, Evidence, gather, text_of
from audiolecture.checking.problem import Problem, Report
from audiolecture.checking.scripts import find_script, script_problems
from audiolecture.errors import PublishError
from audiolecture.manifest import Manifest
from audiolecture.messages import _
from audiolecture.output import built_folders
from audiolecture.store import Store

_COVER, _PAGE, _FEED = "cover.jpg", "web/index.html", "web/feed.xml"


def check(
    output: Path, scripts: Sequence[Path], store: Store, *, jobs: int = 0
) -> tuple[Report, ...]:
    """Verify what was built, on the finished files alone.

    Args:
        output: the folder of lectures, or of one lecture.
        scripts: files or folders to compare with; empty: what the lectures were built from.
        store: knows which scripts those are; no audio is taken from it.
        jobs: chapters looked at at once; 0: one per processor.

    Raises:
        PublishError: nothing was built there.
    """
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1, thread_name_prefix="check") as pool:
        read = [(folder, _manifest(folder)) for folder in built_folders(output)]
        looks = [
            (folder, found if isinstance(found, Problem) else gather(folder, found, pool))
            for folder, found in read
        ]
        reports = [
            Report(folder.name, folder, problems=(look,))
            if isinstance(look, Problem)
            else _report(look(), scripts, store, pool)
            for folder, look in looks
        ]
    whole = [(folder, found) for folder, found in read if isinstance(found, Manifest)]
    return (*reports, *_course(output, whole))


def _manifest(folder: Path) -> Manifest | Problem:
    path = folder / manifests.FILE_NAME
    text = text_of(path)
    with suppress(PublishError):
        return manifests.parse(text or "", str(path))
    return Problem("manifest", manifests.FILE_NAME, _("cannot be read as a manifest of ours"))


def _report(found: Evidence, scripts: Sequence[Path], store: Store, pool: Executor) -> Report:
    manifest = found.manifest
    bundles = pool.submit(lambda: list(bundle_problems(found.folder, manifest)))
    script = find_script(found.folder, manifest, scripts, store)
    problems = [*files.file_problems(found), *_chapters(found), *_lists(found), *bundles.result()]
    if script is not None:
        problems += script_problems(found.folder, manifest, script, store)
    heard = [item.hearing for item in found.chapters if item.hearing is not None]
    peaks = [peak for peak in map(sound.peak_of, heard) if peak is not None]
    return Report(
        title=manifest.title,
        folder=found.folder,
        chapters=len(manifest.chapters),
        sentences=sum(len(i.cues) for c in manifest.chapters for i in c.utterances),
        samples=sum(chapter.samples for chapter in manifest.chapters),
        loudness=tuple(item.loudness for item in heard if item.loudness is not None),
        peak=max(peaks, default=None),
        script=str(script or ""),
        problems=tuple(dict.fromkeys(problems)),
    )


def _chapters(found: Evidence) -> Iterator[Problem]:
    """What is wrong with each chapter: its times, its sound, its tags and its captions."""
    records = found.manifest.chapters
    heard = [(c.record, c.hearing) for c in found.chapters if c.hearing is not None]
    pace, target = sound.voice_pace(heard), sound.target_of(records)
    yield from sound.pace_problems(records)
    for chapter in found.chapters:
        yield from sound.cue_problems(chapter.record)
        yield from _sound(found, chapter, pace, target)
        yield from _words(found, chapter)


def _sound(
    found: Evidence, chapter: ChapterEvidence, pace: float | None, target: float
) -> Iterator[Problem]:
    record, hearing = chapter.record, chapter.hearing
    if hearing is None:
        if record.mp3 in found.digests:
            yield Problem("length", record.mp3, _("cannot be decoded as an MP3 file of ours"))
        return
    yield from sound.length_problems(record, hearing)
    yield from sound.level_problems(record, hearing, target)
    yield from sound.sound_problems(record, hearing, pace)


def _words(found: Evidence, chapter: ChapterEvidence) -> Iterator[Problem]:
    record = chapter.record
    if chapter.tags is not None:
        cover = found.digests.get(_COVER, "")
        yield from tags.tag_problems(found.manifest, record, chapter.tags, cover)
        yield from tags.text_problems(record, chapter.tags)
    elif record.mp3 in found.digests:
        yield Problem("tags", record.mp3, _("there are none"))
    if chapter.lrc is not None:
        yield from captions.lrc_problems(record, chapter.lrc)
    if chapter.vtt is not None:
        yield from captions.vtt_problems(record, chapter.vtt)
    if chapter.sections is not None:
        yield from captions.chapters_problems(record, chapter.sections)


def _lists(found: Evidence) -> Iterator[Problem]:
    """Playlist, page and feed; one that is gone was said before."""
    manifest = found.manifest
    for record in manifest.files:
        text = text_of(found.folder / record.name) if _is_list(record.name) else None
        if text is None:
            continue
        if record.name.endswith(".m3u8"):
            yield from lists.playlist_problems(manifest, record.name, text)
        elif record.name == _PAGE:
            yield from lists.page_problems(manifest, _PAGE, text)
        else:
            yield from lists.feed_problems([("", manifest)], _FEED, text)


def _is_list(name: str) -> bool:
    return name in {_PAGE, _FEED} or name.endswith(".m3u8")


def _course(output: Path, lectures: Sequence[tuple[Path, Manifest]]) -> Iterator[Report]:
    """The feed of a course, if there is one: it lists the chapters of all its lectures."""
    text = text_of(output / "feed.xml")
    if text is None or "<generator>audiolecture</generator>" not in text:
        return
    inside = [(f"{folder.name}/web/", manifest) for folder, manifest in lectures]
    problems = tuple(lists.feed_problems(inside, "feed.xml", text))
    if problems:
        yield Report(output.name, output, problems=problems)
