"""From an engine's reply to a clip: one voice, one level, whole frames, ready to be joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio import codec
from audiolecture.audio.frames import DECODER_DELAY, ENCODER_DELAY, FRAME_SAMPLES, frames_crc
from audiolecture.audio.loudness import energies, true_peak
from audiolecture.errors import AudioError
from audiolecture.model import SAMPLE_RATE, Clip, Mark, Speech

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RECIPE = 1
"""Raised when the same speech would make another clip."""

_WINDOW = SAMPLE_RATE // 200  # 5 ms
_SILENT_END = ENCODER_DELAY + DECODER_DELAY + 2 * FRAME_SAMPLES
"""Digital silence at a clip's end, so that no overlap of the transform reaches the next clip."""


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """How clips are made; lengths in samples at 48 kHz."""

    gain_db: float
    bit_rate: int = 64
    lead: int = 40 * SAMPLE_RATE // 1000
    """Kept before the first sound: soft initials lie near the noise floor."""
    tail: int = 60 * SAMPLE_RATE // 1000
    """Kept after the last sound."""
    floor_db: float = -42.0
    """What is this far below the clip's own level is silence."""
    ceiling_db: float = -2.0
    """Limit of the peaks before encoding: LAME at 64 kbit/s adds up to 1 dB."""

    @property
    def revision(self) -> str:
        """All of it as one text, for keys."""
        fields = ", ".join(f"{name}={getattr(self, name)}" for name in self.__dataclass_fields__)
        return f"recipe {RECIPE}, {codec.encoder_version()}, {fields}"


@dataclass(frozen=True, slots=True)
class _Sound:
    """A clip on its way."""

    samples: Samples
    marks: tuple[Mark, ...]


def make_clip(speech: Speech, settings: ClipSettings) -> Clip:
    """Make a speech ready to join.

    Raises:
        AudioError: it cannot be decoded, or is silent.
    """
    sound = _resampled(speech)
    sound, audible = _trimmed(sound, settings)
    sound = _levelled(sound, settings)
    sound = _padded(sound)
    return _encoded(sound, audible, settings)


def _resampled(speech: Speech) -> _Sound:
    samples = codec.resampled(codec.samples_of(codec.decode(speech)), speech.sample_rate)
    marks = tuple(
        replace(
            mark,
            onset=min(mark.onset * SAMPLE_RATE // speech.sample_rate, len(samples)),
            offset=min(mark.offset * SAMPLE_RATE // speech.sample_rate, len(samples)),
        )
        for mark in speech.marks
    )
    return _Sound(samples, marks)


def _trimmed(sound: _Sound, settings: ClipSettings) -> tuple[_Sound, tuple[int, int]]:
    first, last = _audible(sound, settings)
    start = max(0, first - settings.lead)
    end = min(len(sound.samples), last + settings.tail)
    marks = tuple(
        replace(mark, onset=max(0, mark.onset - start), offset=min(mark.offset, end) - start)
        for mark in sound.marks
    )
    return _Sound(sound.samples[start:end], marks), (first - start, last - start)


def _audible(sound: _Sound, settings: ClipSettings) -> tuple[int, int]:
    """First and last sample that is heard: by level, and never inside a mark."""
    count = len(sound.samples) // _WINDOW
    windows = sound.samples[: count * _WINDOW].reshape(count, _WINDOW)
    levels = np.sqrt((windows**2).mean(axis=1)) if count else np.zeros(0)
    if not levels.any():
        raise AudioError("the speech is silent")
    loud = np.nonzero(levels > _level(levels) * 10 ** (settings.floor_db / 20))[0]
    first, last = int(loud[0]) * _WINDOW, int(loud[-1] + 1) * _WINDOW
    if sound.marks:
        first = min(first, sound.marks[0].onset)
        last = max(last, min(sound.marks[-1].offset, last + 2 * settings.tail))
    return first, last


def _level(levels: NDArray[np.float32]) -> float:
    """Level of what sounds: the mean square of the louder half of the windows."""
    louder = np.sort(levels)[len(levels) // 2 :]
    return float(np.sqrt((louder**2).mean()))


def _levelled(sound: _Sound, settings: ClipSettings) -> _Sound:
    samples = sound.samples * np.float32(10 ** (settings.gain_db / 20))
    return replace(sound, samples=_limited(samples, 10 ** (settings.ceiling_db / 20)))


def _limited(samples: Samples, ceiling: float) -> Samples:
    """Peaks over the ceiling are turned down for some 10 ms around them; all else is left alone.

    The gain is found per millisecond, spread by as much as it is then smoothed, and so is nowhere
    higher than the peak under it allows.
    """
    if not len(samples) or np.abs(samples).max() <= ceiling:
        return samples
    step, reach = SAMPLE_RATE // 1000, 6
    count = -(-len(samples) // step)
    padded = np.zeros(count * step, np.float32)
    padded[: len(samples)] = np.abs(samples)
    peaks = padded.reshape(count, step).max(axis=1)
    allowed = np.pad(np.minimum(1, ceiling / np.maximum(peaks, 1e-9)), 2 * reach + 1, mode="edge")
    spread = np.lib.stride_tricks.sliding_window_view(allowed, 2 * reach + 3).min(axis=1)
    smooth = np.convolve(spread, np.full(2 * reach + 1, 1 / (2 * reach + 1)), "same")
    centres = (np.arange(len(smooth)) - reach + 0.5) * step
    gain = np.interp(np.arange(len(samples)), centres, smooth)
    limited: Samples = (samples * gain).astype(np.float32)
    return limited


def _padded(sound: _Sound) -> _Sound:
    length = -(-(len(sound.samples) + _SILENT_END) // FRAME_SAMPLES) * FRAME_SAMPLES
    padded = np.zeros(length, np.float32)
    padded[: len(sound.samples)] = sound.samples
    return replace(sound, samples=padded)


def _encoded(sound: _Sound, audible: tuple[int, int], settings: ClipSettings) -> Clip:
    frames = codec.encode(codec.segment(sound.samples), settings.bit_rate)
    return Clip(
        frames=frames,
        samples=len(sound.samples),
        marks=sound.marks,
        speech=audible,
        loudness=energies(sound.samples),
        peak=true_peak(sound.samples),
        crc=frames_crc(frames, settings.bit_rate),
    )
