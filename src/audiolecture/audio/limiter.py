"""A look-ahead limiter for true peaks: smooth, without state, the same for the same input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiolecture.audio.loudness import beyond, peaks_after, true_peak
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from audiolecture.audio.codec import Samples

_STEP = SAMPLE_RATE // 1000
"""The gain is decided per millisecond."""

_REACH = 5
"""Milliseconds on both sides of a place whose peaks it gives way to; as many again to smooth."""

_ROWS = 2_000
_STRETCH = _ROWS * _STEP
"""Milliseconds, and samples, that are looked at at once, which bounds the memory that it takes."""

_ROUNDS = 4
_MARGIN = 0.998
"""Aimed lower than the ceiling by this: the gain changes within the reach of the oversampling."""


def limited(samples: Samples, ceiling: float) -> Samples:
    """The samples with every true peak at or below ``ceiling`` (linear).

    Audio that is below it already is returned as it is.
    """
    for _ in range(_ROUNDS):
        if true_peak(samples) <= ceiling:
            break
        highest = _highest(samples, ceiling / 2)
        samples = _turned_down(samples, highest, np.float32(ceiling * _MARGIN))
    return samples


def _highest(samples: Samples, least: float) -> Samples:
    """The highest true peak in every millisecond; 0 where no sample is beyond ``least``."""
    highest = np.zeros(-(-len(samples) // _STEP), np.float32)
    for start in range(0, len(samples), _STRETCH):
        near = start + beyond(samples[start : start + _STRETCH], least)
        peaks = np.maximum(np.abs(samples[near]), peaks_after(samples, near))
        np.maximum.at(highest, near // _STEP, peaks)
    return highest


def _turned_down(samples: Samples, highest: Samples, aim: np.float32) -> Samples:
    """The samples with no peak above ``aim``; the gain is linear within each millisecond."""
    rows = np.pad(samples, (0, -len(samples) % _STEP)).reshape(-1, _STEP)
    gains = _gains(highest, aim)
    slope = np.arange(_STEP, dtype=np.float32) / _STEP
    touched = np.flatnonzero((gains[:-1] < 1) | (gains[1:] < 1))
    for first in range(0, len(touched), _ROWS):
        some = touched[first : first + _ROWS]
        before, after = gains[some, None], gains[some + 1, None]
        rows[some] *= before + (after - before) * slope
    return rows.reshape(-1)[: len(samples)]


def _gains(peaks: Samples, aim: np.float32) -> Samples:
    """Gains at both edges of every millisecond, from the highest peak in each.

    The lowest gain that is needed within reach of an edge, smoothed over the same reach: all that
    is averaged into an edge of a millisecond has that millisecond within its reach.
    """
    needed = np.divide(aim, np.maximum(peaks, aim), dtype=np.float32)
    padded = np.pad(needed, 2 * _REACH + 1, constant_values=1)
    lowest: Samples = _views(padded, 2 * _REACH + 2).min(axis=0)
    window = np.hanning(2 * _REACH + 3)[1:-1, None].astype(np.float32)
    reduction = ((1 - _views(lowest, 2 * _REACH + 1)) * (window / window.sum())).sum(axis=0)
    gains: Samples = 1 - reduction
    return gains


def _views(values: Samples, length: int) -> Samples:
    """Row i is ``values`` from i on; what is reduced along the rows is a sliding window."""
    return np.lib.stride_tricks.sliding_window_view(values, len(values) - length + 1)
