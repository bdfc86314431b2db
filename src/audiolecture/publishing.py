"""Chapters into the output folder: whole or not at all, and only what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

from audiolecture import bundles, chapterfile, upkeep, website, writing
from audiolecture import manifest as manifests
from audiolecture.audio.settings import ClipSettings
from audiolecture.drafts import Draft
from audiolecture.errors import PublishError
from audiolecture.manifest import (
    ChapterRecord,
    CueRecord,
    FileRecord,
    Manifest,
    UtteranceRecord,
)
from audiolecture.model import Clip, Publication, Track
from audiolecture.plan import ChapterPlan, digest
from audiolecture.publish import page
from audiolecture.publish.names import folder_name, web_stem
from audiolecture.publish.playlist import render_m3u8
from audiolecture.script import ChapterScript, Line
from audiolecture.store import Store
from audiolecture.timeline import FRAME, Placement, place, timeline

COVER = "cover.jpg"
_COVERS = (chapterfile.COVER_SIZE, website.COVER_SIZE)


_PREPARED = 100
"""Chapters of which manifest and page are prepared while clips are made: for more there is no time,
and they would take memory."""


def load_ahead() -> None:
    """Load what chapters are written with.

    That takes longer than to write one, and while a clip is encoded Python has time for it.
    """
    import mutagen.id3  # noqa: F401, PLC0415

    from audiolecture.publish import feed, vtt  # noqa: F401, PLC0415

    page.load_ahead()


_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


class _Once(Generic[_Thing, _Made]):
    """A function that makes something only once of the same object, which is held so that it stays.

    To compare objects for being alike would take as long as to make it.
    """

    def __init__(self, function: Callable[[_Thing], _Made]) -> None:
        self._function = function
        self._known: dict[int, tuple[_Thing, _Made]] = {}

    def __call__(self, thing: _Thing) -> _Made:
        if id(thing) not in self._known:
            self._known[id(thing)] = thing, self._function(thing)
        return self._known[id(thing)][1]


class Publisher:
    """The files of one lecture that were written."""

    def __init__(self, work: Draft, store: Store, helper: Executor | None = None) -> None:
        """Write nothing yet.

        Args:
            work: what is to be published.
            store: keeps the covers.
            helper: a process that may write a chapter meanwhile.
        """
        self._work = work
        self._store = store
        self._helper, self._helping = helper, Lock()
        self._folder = work.prepared.folder
        self._standing = work.manifest
        """What the manifest in the folder says."""
        self._old = {r.name: r for r in work.manifest.files} if work.manifest else {}
        self._records: dict[str, FileRecord] = {}
        self._claimed: Manifest | None = None
        self._changes = work.plan.changes
        self._lines = _Once(manifests.utterance_lines)
        self._paragraphs = _Once(page.paragraphs_of)
        self._track = _Once(website.track)
        self._drawing = {size: Lock() for size in _COVERS}

    def size(self, name: str) -> int:
        """Bytes of a file of ours, or 0."""
        record = self._records.get(name) or self._old.get(name)
        return record.size if record else 0

    def claim(self) -> None:
        """Say in the manifest what is about to be ours, so that a killed build can go on.

        Raises:
            PublishError: a file of somebody else is in the way.
        """
        names = [COVER, self._playlist_name()]
        for chapter in self._work.plan.chapters:
            names += [f"{chapter.stem}.mp3", f"{chapter.stem}.lrc"]
        fresh = [name for name in names if name not in self._old]
        base = self._work.manifest or self._manifest((), ())
        pending = tuple(FileRecord(name, "", 0, "") for name in fresh)
        self._claimed = replace(base, files=(*base.files, *pending))
        if fresh:
            self._folder.claim(names, self._old)
            self._write_manifest(self._claimed)

    def claim_again(self) -> None:
        """Say once more what is ours, if the folder was removed while it was written to.

        What was written after that would stand there as somebody else's files.
        """
        with suppress(PublishError):
            if self._claimed and self._records and self._folder.lost_manifest():
                self._standing = None
                self._write_manifest(self._claimed)

    def draw(self) -> None:
        """Have the covers."""
        for size in _COVERS:
            self._cover(size)

    def write(self, plan: ChapterPlan, clips: Sequence[Clip]) -> ChapterRecord:
        """Write the files of one chapter."""
        script = self._work.script.chapters[plan.number - 1]
        placement = place(script, clips)
        line = timeline(script, clips, placement)
        track = chapterfile.track(plan.number, plan.stem, line, clips, placement)
        audio = chapterfile.frames(clips, placement, self._making("").bit_rate)
        voice = self._work.member.voice
        record = _chapter_record(plan, script, track, clips, placement, voice)
        return self._recorded(record, writing.write(self._files(plan, track, record), audio))

    def kept(self, plan: ChapterPlan, before: ChapterRecord) -> ChapterRecord:
        """The record of a chapter that stays as it is; an edit may have moved its lines."""
        lines = self._work.script.chapters[plan.number - 1].lines
        record = replace(before, utterances=_moved(before.utterances, lines))
        if self._changes and plan.number <= _PREPARED:
            self._lines(record.utterances)
            self._paragraphs(self._track(record).timeline.cues)
        return record

    def write_again(self, plan: ChapterPlan) -> ChapterRecord:
        """Write the files of a chapter whose sound stands in the folder already."""
        assert self._work.manifest is not None  # noqa: S101 - the plan found the file in it
        script = self._work.script.chapters[plan.number - 1]
        before = next(c for c in self._work.manifest.chapters if c.mp3 == plan.again)
        record = replace(
            before,
            number=plan.number,
            title=plan.title,
            kind=script.kind,
            key=plan.key,
            utterances=_moved(before.utterances, script.lines),
            mp3=f"{plan.stem}.mp3",
            lrc=f"{plan.stem}.lrc",
        )
        files = self._files(plan, website.track(record), record, self._captions(before))
        return self._recorded(record, self._written_again(files, plan.again))

    def _captions(self, before: ChapterRecord) -> FileRecord | None:
        """The captions of a chapter as it was: the same sound has the same ones."""
        captions = self._old.get(website.names(before.web)[1])
        with suppress(OSError):
            if captions and self._folder.digest(captions.name) == captions.sha256:
                return captions
        return None

    def _written_again(self, files: writing.ChapterFiles, name: str) -> dict[str, FileRecord]:
        """Written by the helper if it is idle; what goes wrong there is told by trying here."""
        path = self._folder.path / name
        if self._helper is not None and self._helping.acquire(blocking=False):
            try:
                with suppress(BrokenExecutor, RuntimeError):
                    return self._helper.submit(writing.write_again, files, path).result()
            finally:
                self._helping.release()
        return writing.write_again(files, path)

    def _files(
        self,
        plan: ChapterPlan,
        track: Track,
        record: ChapterRecord,
        captions: FileRecord | None = None,
    ) -> writing.ChapterFiles:
        return writing.ChapterFiles(
            folder=self._folder,
            mp3=record.mp3,
            lrc=record.lrc,
            key=plan.key,
            mtime=self._times[record.mp3],
            publication=self._publication((track,)),
            total=len(self._work.plan.chapters),
            text=self._work.script.chapters[plan.number - 1].text,
            marked=self._work.labels.marked,
            words=self._work.labels.captions == "words",
            picture=self._cover(),
            captions=captions,
        )

    def _recorded(self, record: ChapterRecord, made: Mapping[str, FileRecord]) -> ChapterRecord:
        self._records |= made
        return replace(record, web=web_stem(record.number, made[record.mp3].sha256))

    def finish(self, records: tuple[ChapterRecord, ...], *, failed: bool) -> None:
        """Write what belongs to all chapters, and remove what no longer belongs.

        Args:
            records: of all chapters that stand in the folder.
            failed: a chapter could not be made; then everything old stays.
        """
        labels = self._work.labels
        self._records[COVER] = self._folder.write(COVER, labels.cover, [self._cover()])
        name = self._playlist_name()
        playlist = render_m3u8(self._publication(tuple(map(chapterfile.listed, records))))
        self._records[name] = self._folder.write(name, digest(playlist), [playlist.encode()])
        self._records |= self._site(records)
        whole = {} if failed else self._bundles(records)
        self._records |= whole
        wanted = {COVER, name, *website.lecture_names(), *whole}
        for record in records:
            wanted |= {record.mp3, record.lrc, *website.names(record.web)}
        ours = self._old.keys() | website.chapter_files(self._folder)
        stale = set() if failed else ours - wanted
        files = {name: r for name, r in (self._old | self._records).items() if r.size}
        kept = tuple(files[name] for name in sorted(files.keys() - stale))
        self._write_manifest(self._manifest(records, kept))
        self._folder.remove(sorted(stale))
        upkeep.register(self._store, self._folder.path, self._work.prepared.source)

    def _site(self, records: tuple[ChapterRecord, ...]) -> Mapping[str, FileRecord]:
        prepared = self._work.prepared
        files = self._old | self._records
        site = website.Site(
            publication=lambda: self._publication(
                tuple(website.tracks(records, files, self._track))
            ),
            chapters=records,
            identity=self._folder.path.name,
            base_url=prepared.settings.base_url,
            cover=self._cover,
            cover_key=self._work.labels.cover,
            paragraphs=self._paragraphs,
        )
        return website.write_lecture(self._folder, site, self._old)

    def _bundles(self, records: tuple[ChapterRecord, ...]) -> dict[str, FileRecord]:
        """The audiobook and the zip, if they are asked for; made only of whole lectures."""
        key = digest([bundles.BUNDLING, self._work.labels.cover, [c.key for c in records]])
        wanted = self._work.prepared.settings.formats
        made = {}
        for ending in ("m4b", "zip"):
            name = f"{folder_name(self._work.labels.title)}.{ending}"
            if ending not in wanted:
                continue
            if bundles.is_kept(self._folder, name, key, self._old):
                made[name] = self._old[name]
            else:
                made[name] = self._bundle(ending, FileRecord(name, key, 0, ""), records)
        return made | (self._opus(records) if "opus" in wanted else {})

    def _opus(self, records: tuple[ChapterRecord, ...]) -> dict[str, FileRecord]:
        made = {}
        for chapter in records:
            name = f"{chapter.mp3.removesuffix('.mp3')}.opus"
            key = digest([bundles.BUNDLING, "opus", chapter.key])
            if bundles.is_kept(self._folder, name, key, self._old):
                made[name] = self._old[name]
                continue
            files = self._old | self._records
            made[name] = bundles.write_opus_chapter(
                self._folder,
                FileRecord(name, key, 0, ""),
                self._publication(tuple(website.tracks((chapter,), files))),
                chapter,
                len(records),
                self._making,
                self._cover(),
                self._store,
            )
        return made

    def _bundle(
        self, ending: str, record: FileRecord, chapters: tuple[ChapterRecord, ...]
    ) -> FileRecord:
        files = self._old | self._records
        publication = self._publication(tuple(website.tracks(chapters, files)))
        if ending == "zip":
            names = [name for c in chapters for name in (c.mp3, c.lrc)]
            names += [COVER, self._playlist_name()]
            return bundles.write_archive(self._folder, record, publication, names)
        return bundles.write_audiobook(
            self._folder, record, publication, chapters, self._making, self._cover(), self._store
        )

    def _making(self, voice: str) -> ClipSettings:
        return self._work.making(voice or self._work.member.voice)

    def _cover(self, size: int = chapterfile.COVER_SIZE) -> bytes:
        """Chapters are written in several threads; the first draws it, the others wait."""
        prepared = self._work.prepared
        with self._drawing[size]:
            return chapterfile.cover(prepared.lecture, prepared.source, size, self._store)

    @cached_property
    def _times(self) -> Mapping[str, int]:
        names = [f"{chapter.stem}.mp3" for chapter in self._work.plan.chapters]
        return self._folder.chapter_times(names, int(time.time()))

    def _playlist_name(self) -> str:
        return f"{folder_name(self._work.labels.title)}.m3u8"

    def _publication(self, tracks: tuple[Track, ...]) -> Publication:
        labels = self._work.labels
        return Publication(
            title=labels.title,
            author=labels.author,
            album=labels.album,
            language=labels.language,
            voice=self._work.member.voice,
            tracks=tracks,
            date=labels.date,
            summary=labels.summary,
            number=labels.number,
        )

    def _manifest(
        self, chapters: tuple[ChapterRecord, ...], files: tuple[FileRecord, ...]
    ) -> Manifest:
        labels, member = self._work.labels, self._work.member
        return Manifest(
            title=labels.title,
            author=labels.author,
            album=labels.album,
            language=labels.language,
            date=labels.date,
            summary=labels.summary,
            number=labels.number,
            source=self._work.prepared.source.name,
            engine=member.engine.name,
            revision=member.engine.revision,
            voice=member.voice,
            voices=member.voices,
            prosody=member.prosody,
            chapters=chapters,
            files=files,
        )

    def _write_manifest(self, manifest: Manifest) -> None:
        if manifest == self._standing:
            return
        self._standing = manifest
        self._folder.write(manifests.FILE_NAME, "", manifests.render(manifest, self._lines))


def _chapter_record(
    plan: ChapterPlan,
    script: ChapterScript,
    track: Track,
    clips: Sequence[Clip],
    placement: Placement,
    voice: str,
) -> ChapterRecord:
    return ChapterRecord(
        number=plan.number,
        title=plan.title,
        kind=script.kind,
        key=plan.key,
        samples=placement.samples,
        loudness=track.loudness,
        peak=track.peak,
        sections=tuple((s.title, s.start, s.end) for s in track.timeline.sections),
        utterances=tuple(_utterance_records(plan, script, track, clips, placement, voice)),
        pause_after=placement.pauses[-1] * FRAME,
        mp3=f"{plan.stem}.mp3",
        lrc=f"{plan.stem}.lrc",
        body=plan.body,
    )


def _moved(
    records: tuple[UtteranceRecord, ...], lines: Sequence[Line]
) -> tuple[UtteranceRecord, ...]:
    """The same sounds from lines that may be others by now; the same tuple if they are not."""
    pairs = list(zip(records, lines, strict=True))
    if all(record.line == line.line for record, line in pairs):
        return records
    return tuple(
        replace(record, line=line.line, cues=tuple(_on(line.line, cue) for cue in record.cues))
        for record, line in pairs
    )


def _on(line: int, cue: CueRecord) -> CueRecord:
    """`dataclasses.replace` takes thrice as long, and ten hours have thousands of them."""
    return CueRecord(cue.text, cue.start, cue.end, line, cue.block, cue.heading)


def _utterance_records(
    plan: ChapterPlan,
    script: ChapterScript,
    track: Track,
    clips: Sequence[Clip],
    placement: Placement,
    voice: str,
) -> list[UtteranceRecord]:
    cues = list(track.timeline.cues)
    records = []
    for line, item, clip, start, pause in zip(
        script.lines, plan.clips, clips, placement.starts, placement.pauses, strict=False
    ):
        end = start + clip.samples
        own = tuple(
            CueRecord(cue.text, cue.start, cue.end, line.line, cue.block, cue.heading)
            for cue in cues
            if cue.start < end
        )
        del cues[: len(own)]
        records.append(
            UtteranceRecord(
                item.speech,
                item.clip,
                pause * FRAME,
                start,
                clip.samples,
                line.line,
                own,
                line.speaker,
                "" if line.utterance.voice == voice else line.utterance.voice,
            )
        )
    return records
