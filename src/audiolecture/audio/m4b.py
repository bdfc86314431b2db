"""A whole lecture as one audiobook file: AAC in MP4 with chapters, cover and text.

What Apple's players need: the brand ``M4B ``, media kind 2 (audiobook), and the index in front of
the audio. Chapters are written both ways, as Nero's atom and as a QuickTime text track. The audio
is made from what the MP3 clips are encoded from, not from them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from audiolecture.audio import codec
from audiolecture.errors import AudioError
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av import AudioStream
    from av.container import OutputContainer
    from pydub import AudioSegment

    from audiolecture.audio.codec import Samples
    from audiolecture.audio.tags import Tags

BIT_RATE = 80
"""kbit/s at which ffmpeg's AAC has as little noise above the masking threshold as LAME at 64.

Its rate control is loose: speech comes out at about 100.
"""

_ENCODER = {"aac_coder": "fast"}
"""For speech at this rate: 4 dB less noise above the threshold than the default, in a quarter of
the time."""

_PRIMING = 1024
"""Samples that the AAC encoder puts before the first one of its input: one frame."""

_FRAME = 1024
_AUDIOBOOK = 2
_SILENCE = SAMPLE_RATE
"""A pause is handed over in pieces of a second."""

_CONTAINER = {
    "brand": "M4B ",
    "movflags": "+faststart",
    "movie_timescale": str(SAMPLE_RATE),  # so that the edit list ends at the very sample
}


def write_m4b(
    path: Path, parts: Iterable[AudioSegment | int], tags: Tags, *, bit_rate: int = BIT_RATE
) -> int:
    """Write an audiobook file, in memory bounded by its longest part.

    Args:
        path: the file, whatever its name ends in; it is overwritten.
        parts: clips at 48 kHz, mono, 16 bits, and pauses in samples.
        tags: what the file says of itself, with the chapters in milliseconds.
        bit_rate: of the AAC, in kbit/s.

    Returns:
        Length in samples.

    Raises:
        AudioError: there is no audio, or the file cannot be written.
    """
    import av  # noqa: PLC0415 - only who writes such a file needs it

    try:
        with av.open(str(path), "w", format="ipod", options=_CONTAINER) as container:
            stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options=_ENCODER)
            stream.bit_rate = bit_rate * 1000
            _add_chapters(container, tags)
            samples = _encode(container, stream, _arrays(parts))
    except (av.FFmpegError, OSError) as error:
        raise AudioError(_("an audiobook file that cannot be written"), where=str(path)) from error
    if not samples:
        raise AudioError(_("an audiobook without audio"), where=str(path))
    _write_tags(path, tags, samples)
    return samples


def _add_chapters(container: OutputContainer, tags: Tags) -> None:
    container.set_chapters(
        [
            {
                "id": number,
                "start": start,
                "end": end,
                "time_base": Fraction(1, 1000),
                "metadata": {"title": title},
            }
            for number, (title, start, end) in enumerate(tags.chapters, start=1)
        ]
    )


def _arrays(parts: Iterable[AudioSegment | int]) -> Iterator[Samples]:
    for part in parts:
        if not isinstance(part, int):
            yield codec.samples_of(part)
            continue
        for start in range(0, part, _SILENCE):
            yield np.zeros(min(_SILENCE, part - start), np.float32)


def _encode(container: OutputContainer, stream: AudioStream, arrays: Iterable[Samples]) -> int:
    """Encode everything; how many samples it was."""
    import av  # noqa: PLC0415

    position = 0
    for samples in arrays:
        frame = av.AudioFrame.from_ndarray(samples[None, :], "fltp", "mono")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.pts = position
        container.mux(stream.encode(frame))
        position += len(samples)
    if position:
        container.mux(stream.encode(None))
    return position


def _write_tags(path: Path, tags: Tags, samples: int) -> None:
    from mutagen import MutagenError  # noqa: PLC0415
    from mutagen.mp4 import MP4  # noqa: PLC0415

    try:
        file = MP4(path)
        for atom, value in _atoms(tags, samples).items():
            if value:
                file[atom] = value
        file.save()
    except (MutagenError, OSError) as error:
        raise AudioError(_("an audiobook file that cannot be tagged"), where=str(path)) from error


def _atoms(tags: Tags, samples: int) -> dict[str, Any]:
    from mutagen.mp4 import MP4Cover, MP4FreeForm  # noqa: PLC0415

    cover = MP4Cover(tags.cover, MP4Cover.FORMAT_JPEG)
    return {
        "\xa9nam": tags.title,
        "\xa9alb": tags.album,
        "\xa9ART": tags.artist,
        "aART": tags.album_artist,
        "\xa9wrt": tags.composer,
        "\xa9gen": tags.genre,
        "\xa9day": tags.date,
        "\xa9cmt": tags.comment,
        "desc": tags.comment,
        "\xa9lyr": tags.lyrics,
        "trkn": [(tags.track, tags.tracks)] if tags.track else [],
        "disk": [(tags.disc, 0)] if tags.disc else [],
        "covr": [cover] if tags.cover else [],
        "stik": [_AUDIOBOOK],
        "pgap": [True],
        "----:com.apple.iTunes:iTunSMPB": MP4FreeForm(_gapless(samples)),
    }


def _gapless(samples: int) -> bytes:
    """Apple's own note of delay, padding and length, all in hexadecimal."""
    padding = -(samples + _PRIMING) % _FRAME
    fields = (f"{0:08X}", f"{_PRIMING:08X}", f"{padding:08X}", f"{samples:016X}")
    return " ".join(("", *fields, *(f"{0:08X}",) * 8)).encode()
