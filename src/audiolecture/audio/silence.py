"""Where the sound in a speech starts and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiolecture.errors import AudioError
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from audiolecture.audio.codec import Samples

_WINDOW = SAMPLE_RATE // 200
"""5 ms."""

_HOLD = 6
"""Windows that are looked at together, so that a click is not taken for speech."""

_ENOUGH = 4
"""How many of them must be loud."""

_FLOOR = 10 ** (-75 / 20)
"""Quieter than this is no sound, however quiet the rest: -75 dBFS."""


_AT_ONCE = 1_000
"""Windows that are measured at once, which bounds the memory that it takes."""


def bounds(samples: Samples, threshold_db: float) -> tuple[int, int]:
    """First sample of the first sound, and the one after the last sound.

    Args:
        samples: audio at 48 kHz.
        threshold_db: how much quieter sound may be than the clip's own loud places (the 95th
            percentile of windows of 5 ms). Soft initials (h, f, s, x) lie 15 to 40 dB below them.

    Raises:
        AudioError: there is no sound, or hardly any audio at all.
    """
    count = len(samples) // _WINDOW
    if count < _HOLD:
        raise AudioError(_("speech that is too short to be one"))
    levels = _levels(samples[: count * _WINDOW].reshape(count, _WINDOW))
    threshold = max(float(np.percentile(levels, 95)) * 10 ** (threshold_db / 20), _FLOOR)
    loud = levels > threshold
    held = np.convolve(loud, np.ones(_HOLD, np.int8), "valid") >= _ENOUGH
    places = np.flatnonzero(held)
    if not places.size:
        raise AudioError(_("speech without any sound"))
    first = places[0] + int(np.argmax(loud[places[0] :]))
    last = places[-1] + _HOLD - int(np.argmax(loud[places[-1] : places[-1] + _HOLD][::-1]))
    return int(first) * _WINDOW, int(last) * _WINDOW


def _levels(windows: Samples) -> Samples:
    """The effective value of each window."""
    parts = [windows[i : i + _AT_ONCE] for i in range(0, len(windows), _AT_ONCE)]
    powers = np.concatenate([np.square(part).mean(axis=1) for part in parts])
    levels: Samples = np.sqrt(powers)
    return levels
