"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audiolecture.messages import N_

Kind = Literal[
    "manifest",  # it cannot be read
    "unfinished",  # a build did not come to its end
    "missing",  # a file of ours is gone
    "altered",  # its bytes are not those that were written
    "orphan",  # a file of ours that the manifest does not know
    "stale",  # the script is not what it was
    "text",  # a sentence is missing, doubled or out of order
    "cues",  # times outside the audio, or not ascending
    "length",  # the audio is longer or shorter than it should be
    "sound",  # silence, noise, gaps, a pace that is not the voice's
    "loudness",
    "peak",
    "tags",
    "captions",
    "chapters",
    "playlist",
    "page",
    "feed",
    "bundle",  # an audiobook, an Opus file or a zip is not what the chapters are
]

REBUILD = N_("run audiolecture build again")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and what to do."""

    kind: Kind
    where: str
    """A file relative to the lecture's folder, with a time where it matters; or the script."""
    message: str
    hint: str = REBUILD


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of one lecture."""

    title: str
    folder: Path
    chapters: int = 0
    sentences: int = 0
    samples: int = 0
    loudness: tuple[float, ...] = ()
    """What was measured of each chapter that sounds, in LUFS."""
    peak: float | None = None
    """Highest true peak, in dBTP."""
    script: str = ""
    """The script that it was compared with, or nothing."""
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
