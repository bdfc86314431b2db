"""Integrated loudness by ITU-R BS.1770-4 from energies of 100 ms, without any library.

A chapter has some ten thousand of them: plain Python is through with them before numpy is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import TYPE_CHECKING

from audiolecture.audio.frames import FRAME_SAMPLES
from audiolecture.model import SAMPLE_RATE, Clip

if TYPE_CHECKING:
    from collections.abc import Iterable

STEP = SAMPLE_RATE // 10
"""Samples per energy: 100 ms, since gating blocks of 400 ms overlap by 75 %."""

_BLOCK = 4
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OFFSET = -0.691


def integrated(parts: Sequence[Clip | int]) -> float | None:
    """Integrated loudness in LUFS of clips and pauses (in frames) one after the other.

    ``None`` if nothing in it is above the gate.
    """
    lengths = [p * FRAME_SAMPLES if isinstance(p, int) else p.samples for p in parts]
    total = sum(lengths)
    steps = [0.0] * (total // STEP + 2)
    start = 0
    for part, length in zip(parts, lengths, strict=True):
        if not isinstance(part, int) and part.loudness:
            _add(part.loudness, start, length, steps)
        start += length
    return gated(steps[: total // STEP])


def _add(energies: Sequence[float], start: int, length: int, steps: list[float]) -> None:
    """Share out the energies of a clip evenly between the steps of the whole that they lie in."""
    first, offset = divmod(start, STEP)
    late = offset / STEP
    early = 1 - late
    own = [*energies[:-1], 0.0, 0.0]
    before = [0.0, *own[:-1]]
    shared = [now * early + past * late for now, past in zip(own, before, strict=True)]
    steps[first] += shared[0]
    steps[first + 1 : first + len(shared)] = shared[1:]
    _add_last(energies[-1], start + (len(energies) - 1) * STEP, start + length, steps)


def _add_last(energy: float, start: int, end: int, steps: list[float]) -> None:
    """The last energy of a clip covers what is left of it, which may be less than a step."""
    end = max(start + 1, min(end, start + STEP))
    step = start // STEP
    border = min(end, (step + 1) * STEP)
    share = (border - start) / (end - start)
    steps[step] += energy * share
    steps[step + 1] += energy * (1 - share)


def gated(steps: Sequence[float]) -> float | None:
    """Integrated loudness in LUFS of energies of 100 ms one after the other; ``None`` for silence.

    BS.1770-4, annex 1: blocks of 400 ms, an absolute gate, then one 10 LU below what is left.
    """
    if len(steps) < _BLOCK:
        return None
    windows = zip(*(steps[place:] for place in range(_BLOCK)), strict=False)
    blocks = [sum(window) / _BLOCK for window in windows]
    loud = _above(blocks, _ABSOLUTE_GATE)
    if not loud:
        return None
    return _loudness(_mean(_above(loud, _loudness(_mean(loud)) + _RELATIVE_GATE)))


def decibels(linear: float) -> float | None:
    """Decibels of a linear amplitude; ``None`` for zero."""
    return 20 * log10(linear) if linear > 0 else None


def _above(blocks: Iterable[float], gate: float) -> list[float]:
    power = 10 ** ((gate - _OFFSET) / 10)
    return [block for block in blocks if block > power]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _loudness(power: float) -> float:
    return _OFFSET + 10 * log10(power)
