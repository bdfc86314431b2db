"""A look-ahead limiter for true peaks: smooth, without state, the same for the same input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio.loudness import true_peak
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from audiolecture.audio.codec import Samples

_STEP = SAMPLE_RATE // 1000
"""The gain is decided per millisecond."""

_REACH = 5
"""Milliseconds on both sides of a place whose peaks it gives way to; as many again to smooth."""

_ROUNDS = 6
_MARGIN = 0.9999
"""Against rounding."""
_UNITY = 0.99999


def limited(samples: Samples, ceiling: float) -> Samples:
    """The samples with every true peak at or below ``ceiling`` (linear).

    Audio that is below it already is returned as it is.
    """
    aim = ceiling
    for _ in range(_ROUNDS):
        peak = true_peak(samples)
        if peak <= ceiling:
            break
        # A peak between samples is higher than they are: aim lower by as much.
        aim = min(aim, float(np.abs(samples).max()) * ceiling / peak) * _MARGIN
        samples = _turned_down(samples, aim)
    return samples


def _turned_down(samples: Samples, aim: float) -> Samples:
    """The samples with none above ``aim``; the gain is linear within each millisecond."""
    rows = np.pad(samples, (0, -len(samples) % _STEP)).reshape(-1, _STEP)
    gains = _gains(np.abs(rows).max(axis=1), aim)
    touched = np.flatnonzero((gains[:-1] < 1) | (gains[1:] < 1))
    slope = np.arange(_STEP, dtype=np.float32) / _STEP
    before, after = gains[touched, None], gains[touched + 1, None]
    rows[touched] *= before + (after - before) * slope
    return rows.reshape(-1)[: len(samples)]


def _gains(peaks: Samples, aim: float) -> Samples:
    """Gains at both edges of every millisecond, from the highest sample in each.

    The lowest gain that is needed within reach of an edge, smoothed over the same reach: all that
    is averaged into an edge of a millisecond has that millisecond within its reach.
    """
    needed = np.float32(aim) / np.maximum(peaks, np.float32(aim))
    padded = np.pad(needed, 2 * _REACH + 1, constant_values=1)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 2).min(axis=1)
    window = np.hanning(2 * _REACH + 3)[1:-1]
    gains: Samples = np.convolve(lowest, window / window.sum(), "valid").astype(np.float32)
    return np.where(gains > _UNITY, np.float32(1), gains)
