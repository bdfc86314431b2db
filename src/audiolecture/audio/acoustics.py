"""What can be told of a finished file by listening to it, without understanding a word.

`hear` decodes an MP3 once, in pieces, with libavformat's own handling of tags and delays: nothing
of what wrote the file takes part. `problems` judges each passage by the pace of the whole voice.
Thresholds were set on espeak-ng: no false alarm on intact sentences, while silence, clipping, a gap
of two seconds, a missing half and a whole repeat were all found.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio import gating, loudness
from audiolecture.errors import AudioError
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audiolecture.audio.codec import Samples

PACE_TOLERANCE = 0.25
"""A passage may be this much faster or slower than its voice; espeak-ng varies by 7 %."""

SYLLABLES_MIN = 4
"""Shorter passages have no pace of their own."""

GAP_MAX = 1.2
"""Seconds of silence inside a passage: no engine pauses longer at a full stop."""

TAIL_MIN = 0.05
"""Seconds of silence after the last sound of a clip: with less it was cut off."""

_SILENT = 0.02
_CLIPPED, _CLIPPED_SHARE = 0.999, 5e-4
_OFFSET = 0.02
_ACTIVE = 10 ** (-35 / 10)
_ACTIVE_FLOOR = 10 ** (-55 / 10)

_STEP = SAMPLE_RATE // 100
_PIECE = 10 * SAMPLE_RATE
"""Samples looked at together: a multiple of `loudness.STEP`."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured of one passage; times in samples."""

    peak: float
    """Highest sample, linear."""
    clipped: float
    """Share of samples at full scale."""
    offset: float
    """Mean of the samples: speech has none."""
    active: int
    """How long it is louder than 35 dB below its loudest place."""
    gap: int
    """Longest silence between two sounds."""
    tail: int
    """Silence after the last sound."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard of a file."""

    samples: int
    """How many a gapless player plays."""
    loudness: float | None
    """Integrated, in LUFS; None for silence."""
    peak: float
    """True peak, linear."""
    sounds: tuple[Sound, ...]
    """One for each passage that was asked for."""


def hear(path: Path, passages: Sequence[tuple[int, int]] = ()) -> Hearing:
    """Decode a file and measure it, in memory bounded by the longest passage.

    Args:
        path: an MP3 file.
        passages: ranges of samples to measure one by one, ascending and apart.

    Raises:
        AudioError: it cannot be decoded, or is not mono at 48 kHz.
    """
    meter = _Meter()
    pieces = meter.through(_of_one_length(_decoded(path)))
    sounds = tuple(sound(samples) for samples in _cut(pieces, passages))
    return Hearing(meter.samples, gating.gated(meter.energies), meter.peak, sounds)


def sound(samples: Samples) -> Sound:
    """Measure a passage."""
    heights = np.abs(samples)
    loud = _loud(samples)
    places = np.flatnonzero(loud)
    return Sound(
        peak=float(heights.max(initial=0.0)),
        clipped=float((heights >= _CLIPPED).mean()) if len(samples) else 0.0,
        offset=float(samples.mean()) if len(samples) else 0.0,
        active=len(places) * _STEP,
        gap=int(np.diff(places).max(initial=1) - 1) * _STEP,
        tail=(len(loud) - 1 - int(places[-1])) * _STEP if places.size else len(samples),
    )


def pace_of(heard: Iterable[tuple[Sound, int]]) -> float | None:
    """Median of samples per syllable over passages with their numbers of syllables.

    ``None`` if no passage is long enough.
    """
    paces = [s.active / syllables for s, syllables in heard if syllables >= SYLLABLES_MIN]
    return median(paces) if paces else None


def is_silent(heard: Sound) -> bool:
    """Whether nobody speaks there."""
    return heard.peak < _SILENT


def problems(
    heard: Sound, syllables: int, pace: float | None, *, whole: bool = False
) -> tuple[str, ...]:
    """What is wrong with a passage, in words; empty if nothing is.

    Args:
        heard: the passage.
        syllables: how many it should have; 0 if that is not known.
        pace: the voice's samples per syllable; None: not judged.
        whole: the passage is a clip with the silence at its end.
    """
    if is_silent(heard):
        return (_("silent"),)
    found = []
    if heard.clipped > _CLIPPED_SHARE:
        found.append(_("{share:.1%} of it at full scale", share=heard.clipped))
    if abs(heard.offset) > _OFFSET:
        found.append(_("a constant offset of {offset:+.0%}", offset=heard.offset))
    if heard.gap > GAP_MAX * SAMPLE_RATE:
        found.append(_("a gap of {gap:.1f} s", gap=heard.gap / SAMPLE_RATE))
    if whole and heard.tail < TAIL_MIN * SAMPLE_RATE:
        found.append(_("cut off at its end"))
    return (*found, *_wrong_pace(heard, syllables, pace))


def _wrong_pace(heard: Sound, syllables: int, pace: float | None) -> Iterator[str]:
    if pace is None or syllables < SYLLABLES_MIN:
        return
    own = heard.active / syllables
    if abs(own - pace) > pace * PACE_TOLERANCE:
        told = (
            _("too short: {own:.2f} s a syllable, where the voice takes {pace:.2f} s")
            if own < pace
            else _("too long: {own:.2f} s a syllable, where the voice takes {pace:.2f} s")
        )
        yield told.format(own=own / SAMPLE_RATE, pace=pace / SAMPLE_RATE)


def _loud(samples: Samples) -> NDArray[np.bool_]:
    """For each 10 ms, whether it and the next are louder than the threshold."""
    count = len(samples) // _STEP
    if not count:
        return np.zeros(0, np.bool_)
    powers = np.square(samples[: count * _STEP]).reshape(count, _STEP).mean(axis=1)
    smooth = (powers + np.append(powers[1:], powers[-1])) / 2
    loud: NDArray[np.bool_] = smooth > max(float(smooth.max()) * _ACTIVE, _ACTIVE_FLOOR)
    return loud


# ---------------------------------------------------------------- decoding in pieces


class _Meter:
    """Loudness and peak of everything that passes through."""

    def __init__(self) -> None:
        self.samples = 0
        self.peak = 0.0
        self.energies: list[float] = []
        self._before = np.zeros(0, np.float32)

    def through(self, pieces: Iterable[Samples]) -> Iterator[Samples]:
        for piece in pieces:
            self.samples += len(piece)
            self.peak = max(self.peak, loudness.true_peak(piece))
            self.energies += loudness.energies(piece, before=self._before)
            self._before = piece
            yield piece


def _decoded(path: Path) -> Iterator[Samples]:
    """What a gapless player plays of a file, frame by frame."""
    import av  # noqa: PLC0415 - only who decodes needs it

    try:
        with av.open(str(path), format="mp3") as container:
            for frame in container.decode(audio=0):
                if frame.sample_rate != SAMPLE_RATE or frame.layout.nb_channels != 1:
                    raise AudioError(_("not mono at 48 kHz"), where=str(path))
                yield frame.to_ndarray()[0]
    except (av.FFmpegError, IndexError) as error:
        raise AudioError(_("an MP3 file that cannot be decoded"), where=str(path)) from error


def _of_one_length(pieces: Iterable[Samples]) -> Iterator[Samples]:
    """The same samples in pieces of `_PIECE`, the last one shorter."""
    held: list[Samples] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += len(piece)
        if count >= _PIECE:
            joined = np.concatenate(held)
            yield joined[:_PIECE]
            held, count = [joined[_PIECE:]], count - _PIECE
    if count:
        yield np.concatenate(held)


def _cut(pieces: Iterable[Samples], ranges: Sequence[tuple[int, int]]) -> Iterator[Samples]:
    """The samples of each range, as far as they exist; takes all pieces in any case."""
    wanted = deque(ranges)
    held, start = np.zeros(0, np.float32), 0
    for piece in pieces:
        held = np.concatenate([held, piece])
        while wanted and wanted[0][1] <= start + len(held):
            first, last = wanted.popleft()
            yield held[first - start : last - start]
        needless = min((wanted[0][0] if wanted else start + len(held)) - start, len(held))
        held, start = held[needless:], start + needless
    for first, last in wanted:
        yield held[max(first - start, 0) : max(last - start, 0)]
