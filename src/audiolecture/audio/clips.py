"""From an engine's reply to a clip that is ready to join: every step in one list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio import codec, loudness, silence
from audiolecture.audio.frames import (
    DECODER_DELAY,
    ENCODER_DELAY,
    FRAME_SAMPLES,
    frames_crc,
)
from audiolecture.audio.gating import gated
from audiolecture.audio.limiter import limited
from audiolecture.audio.settings import ClipSettings
from audiolecture.model import SAMPLE_RATE, Clip, Mark, Speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydub import AudioSegment

_MILLISECOND = SAMPLE_RATE // 1000

CLOSING_SILENCE = ENCODER_DELAY + DECODER_DELAY + 2 * FRAME_SAMPLES
"""Samples of digital silence at a clip's end, so that nothing of it reaches past its last frame."""

_FADE_MS = 3

_EVENING_STEP_DB, _EVENING_MOST, _EVENINGS = 0.5, 8, 3
"""The steps in which a clip is evened, how many at most, and how often it is tried."""

_PAUSE = (0.0,) * 2
"""Energies of the silence behind a clip: blocks that reach into it count in a chapter, so short
sentences one after the other would be measured too quiet."""

_HEADROOM = 10 ** (-0.75 / 20)
"""Encoding at 64 kbit/s raises the peak of limited speech by less nine times out of ten."""

_TRIES, _MARGIN = 5, 0.99
"""How often a clip is encoded at most, and what is aimed lower each time."""


@dataclass(frozen=True, slots=True)
class _Take:
    """A clip on its way: audio at 48 kHz, its marks, and where its sound starts and ends."""

    audio: AudioSegment
    marks: tuple[Mark, ...]
    speech: tuple[int, int]


def make_clip(speech: Speech, settings: ClipSettings) -> Clip:
    """Decode, trim, level, pad and encode one speech, and measure what is heard of it.

    If encoding raises a peak above the ceiling again, peaks are turned down by as much more.

    Raises:
        AudioError: the audio cannot be decoded, or there is no sound in it.
    """
    take = _prepared(speech, settings)
    marks, sound, voiced = take.marks, take.speech, codec.samples_of(take.audio)
    del take  # a minute of samples is 12 MB, and several clips are made at once
    samples, energies = _levelled(voiced, settings)
    powers = loudness.powers(samples)
    frames = _frames(samples, settings)
    del voiced, samples  # what is heard is as much
    heard = codec.decode_clip(frames, settings.bit_rate)
    peak = loudness.true_peak(heard)
    ceiling = _linear(settings.ceiling_db)
    aim = ceiling * _HEADROOM
    for _ in range(_TRIES - 1):
        if peak <= ceiling:
            break
        aim *= ceiling / peak * _MARGIN
        frames = _frames(limited(_samples(speech, settings), aim), settings)
        heard = codec.decode_clip(frames, settings.bit_rate)
        peak = loudness.true_peak(heard)
    return Clip(
        frames=frames,
        samples=len(heard),
        marks=marks,
        speech=sound,
        loudness=loudness.changed_energies(energies, powers, loudness.powers(heard)),
        peak=round(peak, 5),
        crc=frames_crc(frames, settings.bit_rate),
    )


def _frames(samples: codec.Samples, settings: ClipSettings) -> bytes:
    return codec.encode(samples, bit_rate=settings.bit_rate, quality=settings.quality)


def _samples(speech: Speech, settings: ClipSettings) -> codec.Samples:
    samples, _ = _levelled(codec.samples_of(_prepared(speech, settings).audio), settings)
    return samples


def make_audio(speech: Speech, settings: ClipSettings) -> AudioSegment:
    """What the clip of a speech is encoded from, for other formats: as long as that clip.

    Raises:
        AudioError: the audio cannot be decoded, or there is no sound in it.
    """
    return codec.segment(_samples(speech, settings))


def _prepared(speech: Speech, settings: ClipSettings) -> _Take:
    take = _decoded(speech, settings)
    for step in _STEPS:
        take = step(take, settings)
    return take


def _decoded(speech: Speech, settings: ClipSettings) -> _Take:
    audio = codec.decode(speech)
    sound = silence.bounds(codec.samples_of(audio), settings.threshold_db)
    return _Take(audio, codec.scaled_marks(speech.marks, speech.sample_rate), sound)


def _trimmed(take: _Take, settings: ClipSettings) -> _Take:
    """Cut the silence at both ends, never past the first or the last mark."""
    length = len(take.audio.raw_data) // 2
    start = take.speech[0] - settings.head_ms * _MILLISECOND
    end = take.speech[1] + settings.tail_ms * _MILLISECOND
    if take.marks:
        start = min(start, take.marks[0].onset)
        end = max(end, take.marks[-1].offset)
    start, end = max(start, 0), min(end, length)
    marks = tuple(_moved(mark, start, end) for mark in take.marks)
    sound = (take.speech[0] - start, take.speech[1] - start)
    return _Take(take.audio.get_sample_slice(start, end), marks, sound)


def _faded_in(take: _Take, _: ClipSettings) -> _Take:
    """Soften the cuts: the noise of a voice that is not quite silent must not start abruptly."""
    return replace(take, audio=take.audio.fade_in(_FADE_MS))


def _faded_out(take: _Take, _: ClipSettings) -> _Take:
    return replace(take, audio=take.audio.fade_out(_FADE_MS))


def _padded(take: _Take, _: ClipSettings) -> _Take:
    """Digital silence up to whole frames, and enough of it that frames can be joined."""
    length = len(take.audio.raw_data) // 2
    whole = -(-(length + CLOSING_SILENCE) // FRAME_SAMPLES) * FRAME_SAMPLES
    zeros = codec.segment(np.zeros(whole - length, np.float32))
    return replace(take, audio=take.audio.append(zeros, crossfade=0))


_STEPS: tuple[Callable[[_Take, ClipSettings], _Take], ...] = (
    _trimmed,
    _faded_in,
    _faded_out,
    _padded,
)


def _levelled(
    voiced: codec.Samples, settings: ClipSettings
) -> tuple[codec.Samples, tuple[float, ...]]:
    """The audio, which is spoilt, at its level, peaks turned down smoothly, and its energies.

    A clip that strays from the target is evened in coarse steps. It decides for itself, so an edit
    changes no other; and because the steps are coarse, a reply that differs slightly from the last
    one mostly gets the same. Turning peaks down takes loudness away, so it is measured with that
    done.
    """
    voiced *= np.float32(_linear(settings.gain_db))
    turn = _Turning(voiced, _linear(settings.ceiling_db) * _HEADROOM)
    steps, (samples, energies) = 0, turn.by(0)
    for _ in range(_EVENINGS):
        more = _steps_missing(gated((*energies, *_PAUSE)), settings.target_lufs)
        evened = max(-_EVENING_MOST, min(_EVENING_MOST, steps + more))
        if evened == steps:
            break
        steps, (samples, energies) = evened, turn.by(evened)
    return samples, energies


class _Turning:
    """Audio at other levels. It is measured once; only where peaks are turned down, again."""

    def __init__(self, voiced: codec.Samples, aim: float) -> None:
        self._voiced, self._aim = voiced, aim
        self._peak = loudness.true_peak(voiced)
        self._energies = loudness.energies(voiced)

    def by(self, steps: int) -> tuple[codec.Samples, tuple[float, ...]]:
        """The audio louder by so many steps, its peaks turned down to the aim, and its energies."""
        factor = _linear(steps * _EVENING_STEP_DB)
        samples = self._voiced * np.float32(factor) if steps else self._voiced
        if self._peak * factor <= self._aim:
            return samples, loudness.scaled(self._energies, factor)
        samples = limited(samples, self._aim)
        return samples, loudness.energies(samples)


def _steps_missing(measured: float | None, target: float | None) -> int:
    if measured is None or target is None:
        return 0
    return round((target - measured) / _EVENING_STEP_DB)


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _moved(mark: Mark, start: int, end: int) -> Mark:
    onset = min(max(mark.onset, start), end)
    return Mark(mark.start, mark.end, onset - start, min(max(mark.offset, onset), end) - start)
