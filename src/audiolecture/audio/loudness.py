"""Loudness and true peak by ITU-R BS.1770-4: energies, which are kept with each clip, and peaks.

A chapter's loudness is computed from the energies of its clips (`audiolecture.audio.gating`), so no
audio is read for it. Mono is measured as one channel, as a plain meter does: 3 LU lower than the
same speech on two channels.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio.codec import Samples, decode, samples_of
from audiolecture.audio.gating import STEP, gated
from audiolecture.errors import AudioError
from audiolecture.messages import _
from audiolecture.model import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_NOTHING = np.float32(1e-9)

# The two filters of BS.1770-4, tables 1 and 2: (b0, b1, b2), (a0, a1, a2) at 48 kHz.
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_GAIN_MOST = 2.6
"""The filters raise no power by more: the shelf is 4 dB high."""

_TRANSFORM = 16_384
_MEMORY = 4_096
"""Samples after which the filters have forgotten: the high-pass has decayed by 170 dB."""

_BATCH = 8
"""Transforms at once: numpy makes good use of eight, and more would only need more memory."""

_PHASES = 4
_TAPS = 24
_SILENCE = 1e-6
_STRETCH = 1 << 17
"""Samples that are searched for peaks at once, which bounds the memory that it takes."""


def energies(samples: Samples, *, before: Samples | None = None) -> tuple[float, ...]:
    """K-weighted energy of each 100 ms at 48 kHz, as mean square; 1.0 is full scale.

    The last one may cover less; it is still divided by 100 ms. Five digits are kept.

    Args:
        samples: audio, or a stretch of it that starts at a multiple of 100 ms.
        before: the stretch before that; None: silence.
    """
    sums, rest = [], np.zeros(0, np.float32)
    for weighted in _weighted(samples, before):
        squares = np.concatenate([rest, np.square(weighted, out=weighted)])
        whole = len(squares) // STEP * STEP
        rest = squares[whole:]
        sums.append(_summed(squares[:whole]))
    return _rounded(np.concatenate([*sums, _summed(rest)]) / STEP)


def _summed(squares: Samples) -> Samples:
    """Sums of each 100 ms."""
    if not len(squares):
        return squares
    sums: Samples = np.add.reduceat(squares, np.arange(0, len(squares), STEP))
    return sums


def scaled(known: Sequence[float], factor: float) -> tuple[float, ...]:
    """The energies of audio that is louder by a factor."""
    return _rounded(np.array(known) * factor**2)


def changed_energies(known: Sequence[float], before: Samples, after: Samples) -> tuple[float, ...]:
    """Energies of audio that was encoded and decoded since they were measured.

    What was added to the plain power of each 100 ms is added, times what the filters make of that:
    as much as they made of the power before, but never more than they can, for where they only
    still ring in silence, the power says nothing of it. Within 0.01 LU of measuring speech anew,
    within 0.05 LU for noise, and twenty times as quick.

    Args:
        known: what was measured.
        before: the `powers` of what was measured.
        after: the `powers` of what became of it.
    """
    energies = np.array(known)
    whole = energies[: len(before)]
    gains = np.minimum(whole * STEP / (before + _NOTHING), _GAIN_MOST)
    whole += gains * (after - before) / STEP
    return _rounded(energies)


def powers(samples: Samples) -> Samples:
    """The sum of squares of each whole 100 ms at 48 kHz."""
    rows = samples[: len(samples) // STEP * STEP].reshape(-1, STEP)
    powers: Samples = np.einsum("rs,rs->r", rows, rows)
    return powers


def _rounded(values: NDArray[np.float32] | NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(f"{value:.5g}") for value in values.tolist())


def measure(samples: Samples) -> float | None:
    """Integrated loudness in LUFS of audio at 48 kHz; ``None`` for silence."""
    return gated(energies(samples))


def measure_speech(speech: Speech) -> float:
    """Integrated loudness in LUFS of an engine's reply as it came.

    Raises:
        AudioError: it cannot be decoded, or is silent or not longer than 300 ms.
    """
    loudness = measure(samples_of(decode(speech)))
    if loudness is None:
        raise AudioError(_("speech that is too quiet or too short to measure its loudness"))
    return loudness


def true_peak(samples: Samples) -> float:
    """True peak, linear, of four times oversampled audio.

    Only beside a crest that reaches half of the highest sample is it oversampled: below 16 kHz,
    which is all that speech has, the wave cannot rise higher anywhere else.
    """
    highest = float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))
    height, found = max(highest / 2, _SILENCE), highest
    for start in range(0, len(samples), _STRETCH):
        near = _beside_crests(samples, start, height)
        found = max(found, float(peaks_after(samples, near).max(initial=0.0)))
    return found


def beyond(samples: Samples, height: float) -> NDArray[np.intp]:
    """Where samples are higher than this, or lower than its negative."""
    return np.flatnonzero((samples > height) | (samples < -height))


def peaks_after(samples: Samples, places: NDArray[np.intp]) -> Samples:
    """How high the oversampled wave rises between each of these samples and the next."""
    between = np.zeros((_PHASES - 1, len(places)), np.float32)
    for tap, factors in enumerate(_interpolator(), start=1 - _TAPS // 2):
        between += factors[:, None] * samples.take(places + tap, mode="clip")
    highest: Samples = np.abs(between).max(axis=0)
    return highest


def _beside_crests(samples: Samples, start: int, height: float) -> NDArray[np.intp]:
    """Where a stretch is above a height and above both sides; each place with the one before it."""
    first, end = max(start - 1, 0), start + _STRETCH + 1
    beyond_ends = int(first == start), int(end > len(samples))
    heights = np.pad(np.abs(samples[first:end]), beyond_ends)
    here = heights[1:-1]
    crests = (here > height) & (here >= heights[:-2]) & (here >= heights[2:])
    near = np.zeros(len(heights), bool)
    near[1:-1] = crests
    near[:-2] |= crests
    near[: beyond_ends[0]] = False
    return start - 1 + np.flatnonzero(near)


def _weighted(samples: Samples, before: Samples | None) -> Iterator[Samples]:
    """K-weighting by overlap-save: exact, and far quicker here than a recursive filter.

    It comes in stretches of some seconds.
    """
    hop = _TRANSFORM - _MEMORY
    known = np.zeros(_MEMORY, np.float32)
    if before is not None:
        tail = before[-_MEMORY:]
        known[_MEMORY - len(tail) :] = tail
    for start in range(0, len(samples), _BATCH * hop):
        stretch = samples[start : start + _BATCH * hop]
        rows = -(-len(stretch) // hop)
        padded = np.concatenate([known, stretch, np.zeros(rows * hop - len(stretch), np.float32)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, _TRANSFORM)[::hop]
        spectra = np.fft.rfft(windows) * _response()
        weighted = np.fft.irfft(spectra, _TRANSFORM)[:, _MEMORY:].astype(np.float32)
        known = stretch[-_MEMORY:]
        yield weighted.reshape(-1)[: len(stretch)]


@cache
def _response() -> NDArray[np.complex64]:
    """The frequency response of both filters at the transform's frequencies."""
    z = np.exp(-2j * np.pi * np.arange(_TRANSFORM // 2 + 1) / _TRANSFORM)
    shelf, high_pass = (
        np.polyval(b[::-1], z) / np.polyval(a[::-1], z) for b, a in (_SHELF, _HIGH_PASS)
    )
    return (shelf * high_pass).astype(np.complex64)


@cache
def _interpolator() -> Samples:
    """Windowed-sinc filters that give the values a quarter, a half and three quarters further."""
    distance = np.arange(_TAPS)[:, None] - (_TAPS / 2 - 1) - np.arange(1, _PHASES) / _PHASES
    window = np.cos(np.pi * distance / (_TAPS + 1)) ** 2
    filters: Samples = (np.sinc(distance) * window).astype(np.float32)
    return filters
