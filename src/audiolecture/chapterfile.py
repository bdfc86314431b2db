"""The bytes of a chapter's MP3: what its tags say, then its frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from audiolecture.audio.frames import chapter_audio
from audiolecture.audio.gating import decibels, integrated
from audiolecture.audio.tags import HEADER, Tags, of_publication, tag_length
from audiolecture.audio.tags import render as render_tags
from audiolecture.errors import PublishError
from audiolecture.manifest import ChapterRecord
from audiolecture.messages import _
from audiolecture.model import (
    SAMPLE_RATE,
    Clip,
    Lecture,
    Publication,
    Timeline,
    Track,
)
from audiolecture.output import blocks
from audiolecture.plan import digest
from audiolecture.publish.cover import render_cover
from audiolecture.store import Store
from audiolecture.timeline import Placement

COVER_DESIGN = 2
"""Raised when the drawn cover changes."""

REPLAYGAIN_REFERENCE = -18.0
"""LUFS that a ReplayGain of 0 dB stands for (ReplayGain 2.0)."""


COVER_SIZE = 600
"""Pixels of the picture in the files: what cars and phones show without delay."""

_PICTURES = (".jpg", ".jpeg", ".png")


def own_picture(source: Path) -> Path | None:
    """The author's own cover: ``<lecture>.cover.jpg``, or ``cover.jpg`` for the whole course."""
    stems = (f"{source.stem}.cover", "cover")
    paths = (source.with_name(stem + ending) for stem in stems for ending in _PICTURES)
    return next((path for path in paths if path.is_file()), None)


def cover_key(lecture: Lecture, source: Path) -> str:
    """The key of a lecture's cover picture."""
    picture = own_picture(source)
    if picture is not None:
        return digest(["cover", COVER_DESIGN, sha256(picture.read_bytes()).hexdigest()])
    return digest(["cover", COVER_DESIGN, lecture.title, lecture.author, lecture.number])


def cover(lecture: Lecture, source: Path, size: int, store: Store) -> bytes:
    """The cover picture (JPEG), drawn or fitted once.

    Raises:
        PublishError: the author's own picture cannot be used.
    """
    key = digest([cover_key(lecture, source), size])
    picture = store.blob("cover", key)
    if picture is None:
        own = own_picture(source)
        picture = (
            _fitted(own, size)
            if own
            else render_cover(lecture.title, lecture.author, lecture.number, size)
        )
        store.put_blob("cover", key, picture)
    return picture


def _fitted(path: Path, size: int) -> bytes:
    """The middle square of a picture, as a JPEG."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - 60 ms

    try:
        with Image.open(path) as picture:
            square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (size, size))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise PublishError(
            _("the cover is not a picture that can be used"),
            where=str(path),
            hint=_("save it as JPEG or PNG, or remove it"),
        ) from error
    out = BytesIO()
    square.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def track(
    number: int, stem: str, timeline: Timeline, clips: Sequence[Clip], placement: Placement
) -> Track:
    """The chapter with the loudness and the peak that its clips add up to."""
    loudness = integrated(sequence(clips, placement))
    peak = decibels(max((clip.peak for clip in clips), default=0.0))
    return Track(
        number=number,
        stem=stem,
        timeline=timeline,
        loudness=None if loudness is None else round(loudness, 2),
        peak=None if peak is None else round(peak, 2),
    )


def sequence(clips: Sequence[Clip], placement: Placement) -> list[Clip | int]:
    """Clips and pauses (in frames) in the order in which they sound."""
    parts: list[Clip | int] = []
    for pause, clip in zip(placement.pauses, clips, strict=False):
        parts += [pause, clip]
    parts.append(placement.pauses[-1])
    return [part for part in parts if part != 0]


def listed(record: ChapterRecord) -> Track:
    """As much of a published chapter as a playlist needs."""
    stem = record.mp3.removesuffix(".mp3")
    return Track(record.number, stem, Timeline(record.title, record.kind, record.samples, ()))


def head(
    publication: Publication, track: Track, *, text: str, total: int, marked: bool, picture: bytes
) -> bytes:
    """What stands before the sound.

    Args:
        publication: the lecture.
        track: the chapter.
        text: the chapter as written, for the lyrics.
        total: how many chapters the lecture has.
        marked: whether the files of this lecture have chapter marks (all of them, or none).
        picture: the cover, a JPEG.
    """
    return render_tags(tags(publication, track, text, total, marked=marked, picture=picture))


def sound(path: Path) -> Iterator[memoryview]:
    """The sound of a finished file, everything behind its tag, as `audiolecture.output.blocks`."""
    with path.open("rb") as file:
        start = tag_length(file.read(HEADER))
    return blocks(path, start)


def frames(clips: Sequence[Clip], placement: Placement, bit_rate: int) -> Iterator[bytes]:
    """What stands behind the tag: clips and pauses as one MP3 stream, in pieces."""
    return chapter_audio(sequence(clips, placement), bit_rate)


def tags(
    publication: Publication, track: Track, text: str, total: int, *, marked: bool, picture: bytes
) -> Tags:
    """What players are told."""
    line = track.timeline
    gain = None if track.loudness is None else REPLAYGAIN_REFERENCE - track.loudness
    return replace(
        of_publication(publication, line.title, picture),
        track=track.number,
        tracks=total,
        disc=publication.number,
        lyrics=text,
        replaygain_gain=gain,
        replaygain_peak=None if track.peak is None else 10 ** (track.peak / 20),
        chapters=tuple(_marks(line)) if marked else (),
        synced_lyrics=tuple((_ms(cue.start), cue.text.strip()) for cue in line.cues),
    )


def _marks(line: Timeline) -> Iterator[tuple[str, int, int]]:
    """Chapter marks that cover the file: what stands before the first section bears its title."""
    starts = [(section.title, section.start) for section in line.sections]
    if not starts or starts[0][1] > 0:
        starts.insert(0, (line.title, 0))
    for (title, start), (_title, end) in pairwise([*starts, ("", line.samples)]):
        yield title, _ms(start), _ms(end)


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE
