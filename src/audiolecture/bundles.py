"""Other forms of a lecture: one audiobook (``.m4b``), chapters in Opus, a zip for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from audiolecture.audio.settings import ClipSettings
from audiolecture.audio.tags import of_publication
from audiolecture.errors import PublishError, SpeechGone
from audiolecture.manifest import ChapterRecord, FileRecord
from audiolecture.messages import _, system_reason
from audiolecture.model import SAMPLE_RATE, Publication
from audiolecture.output import OutputFolder
from audiolecture.store import Store

if TYPE_CHECKING:
    from pydub import AudioSegment

BUNDLING = 1
"""Raised when the same chapters would be bundled to different bytes."""


Making = Callable[[str], ClipSettings]
"""How clips of a voice are made; an empty name is the lecturer's."""


def write_audiobook(
    folder: OutputFolder,
    record: FileRecord,
    publication: Publication,
    chapters: Sequence[ChapterRecord],
    making: Making,
    picture: bytes,
    store: Store,
) -> FileRecord:
    """Write the audiobook that ``record`` names, from the speeches in the store.

    Raises:
        SpeechGone: a speech is not in the store.
        AudioError: it cannot be encoded.
        PublishError: it cannot be written.
    """
    from audiolecture.audio.m4b import write_m4b  # noqa: PLC0415 - loads the codecs

    tags = replace(
        of_publication(publication, publication.title, picture),
        lyrics="\n".join(cue.text for track in publication.tracks for cue in track.timeline.cues),
        chapters=tuple(_marks(chapters)),
    )
    with _temporary(folder) as path:
        write_m4b(path, _sounds(chapters, making, store), tags)
        return _placed(folder, path, record)


def write_opus_chapter(
    folder: OutputFolder,
    record: FileRecord,
    publication: Publication,
    chapter: ChapterRecord,
    total: int,
    making: Making,
    picture: bytes,
    store: Store,
) -> FileRecord:
    """Write one chapter, the only track of ``publication``, as the Opus file of ``record``.

    Raises:
        SpeechGone: a speech is not in the store.
        AudioError: it cannot be encoded.
        PublishError: it cannot be written.
    """
    from audiolecture.audio.opus import write_opus  # noqa: PLC0415 - loads the codecs

    (track,) = publication.tracks
    tags = replace(
        of_publication(publication, chapter.title, picture),
        track=chapter.number,
        tracks=total,
        lyrics="\n".join(cue.text for cue in track.timeline.cues),
    )
    with _temporary(folder) as path:
        write_opus(path, _sounds((chapter,), making, store), tags)
        return _placed(folder, path, record)


def _sounds(
    chapters: Sequence[ChapterRecord], making: Making, store: Store
) -> Iterator[AudioSegment | int]:
    from audiolecture.audio.clips import make_audio  # noqa: PLC0415 - loads the codecs

    for chapter in chapters:
        for utterance in chapter.utterances:
            if utterance.pause:
                yield utterance.pause
            speech = store.speech(utterance.speech)
            if speech is None:
                where = store.where("speech", utterance.speech)
                raise SpeechGone(
                    _("a speech that is needed is gone"),
                    hint=_("build with --force, which synthesizes it again"),
                    where=where,
                    key=utterance.speech,
                )
            yield make_audio(speech, making(utterance.in_voice))
        if chapter.pause_after:
            yield chapter.pause_after


def _marks(chapters: Sequence[ChapterRecord]) -> Iterator[tuple[str, int, int]]:
    """Chapters and their sections in the order of time, in milliseconds."""
    starts, position = [], 0
    for chapter in chapters:
        starts.append((chapter.title, position))
        starts += [(title, position + start) for title, start, _ in chapter.sections if start > 0]
        position += chapter.samples
    ends = [start for _, start in starts[1:]] + [position]
    for (title, start), end in zip(starts, ends, strict=True):
        yield title, start * 1000 // SAMPLE_RATE, end * 1000 // SAMPLE_RATE


def write_archive(
    folder: OutputFolder, record: FileRecord, publication: Publication, names: Sequence[str]
) -> FileRecord:
    """Write the zip that ``record`` names, of the files ``names`` in this order.

    Raises:
        PublishError: it cannot be written.
    """
    from audiolecture.publish.archive import write_zip  # noqa: PLC0415 - seldom asked for
    from audiolecture.publish.feed import published_on  # noqa: PLC0415 - as above

    entries = ((name, (folder.path / name).read_bytes()) for name in names)
    first = published_on(publication.date, publication.number)
    with _temporary(folder) as path:
        with path.open("wb") as out:
            write_zip(out, entries, folder=folder.path.name, first=first)
        return _placed(folder, path, record)


@contextmanager
def _temporary(folder: OutputFolder) -> Iterator[Path]:
    path = folder.temporary()
    try:
        yield path
    except OSError as error:
        raise PublishError(
            _("cannot be written: {reason}", reason=system_reason(error)),
            where=str(folder.path),
            hint=_("free some space, or choose another folder with --output"),
        ) from error
    finally:
        path.unlink(missing_ok=True)


def _placed(folder: OutputFolder, path: Path, record: FileRecord) -> FileRecord:
    hasher, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            hasher.update(block)
            size += len(block)
    path.chmod(0o644)
    path.replace(folder.path / record.name)
    return FileRecord(record.name, record.key, size, hasher.hexdigest())


def is_kept(folder: OutputFolder, name: str, key: str, old: Mapping[str, FileRecord]) -> bool:
    """Whether the file was made of the same things before and is still there."""
    record = old.get(name)
    return record is not None and record.key == key and folder.size(name) == record.size
