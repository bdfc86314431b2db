"""How clips are made: the part of `audiolecture.audio` that a plan needs, without any codec."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_REVISION = 5
"""Raised when `audiolecture.audio.clips` makes something else of the same speech and settings."""

GAIN_STEP = 0.25
"""Decibels: a measurement's last digits decide nothing."""


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """Everything that decides what a clip becomes, besides the speech."""

    gain_db: float = 0.0
    """The voice's own: what brings its usual loudness to the target."""
    target_lufs: float | None = None
    """What a clip is evened to in coarse steps where the voice strays from its usual loudness."""
    ceiling_db: float = -1.0
    """Highest true peak of the decoded clip, in dBTP."""
    bit_rate: int = 64
    quality: int = 5
    """LAME's. 5 is within 0.3 dB of 2 in noise above the masking threshold, at two thirds of its
    time; 7 takes half the time of 5 and is 3 dB worse in the worst twentieth of the frames."""
    head_ms: int = 40
    """Kept before the first sound."""
    tail_ms: int = 60
    """Kept after the last sound."""
    threshold_db: float = -45.0
    """Sound is what is louder than this below the clip's own loud places."""

    @property
    def revision(self) -> str:
        """All of it and the encoder's version, as part of the key of a clip."""
        values = " ".join(str(value) for value in astuple(self))
        return f"{_REVISION} {encoder_revision()} {values}"


@cache
def encoder_revision() -> str:
    """Which encoder makes the frames; part of the key of a clip."""
    spec = find_spec("lameenc")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    named = [path.stem.partition("-")[2] for path in folder.glob("lameenc-*.dist-info")]
    if len(named) != 1:
        from importlib.metadata import version  # noqa: PLC0415 - 20 ms: it can read any package

        named = [version("lameenc")]
    return f"lameenc {named[0]}"


def gain_for(measured: float, target: float) -> float:
    """The gain in dB that brings a loudness to another, in steps of `GAIN_STEP`."""
    return round((target - measured) / GAIN_STEP) * GAIN_STEP
