"""What the doctor found: one thing that was looked at, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from audiolecture.errors import AudioLectureError
from audiolecture.messages import at

State = Literal["ok", "unused", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    A ``problem`` keeps builds from working, a ``note`` does not; ``unused`` is not there and not
    needed.
    """

    subject: str
    state: State
    message: str
    advice: str = ""
    mend: Callable[[], str] | None = None
    """Does what is safe to do about it, and says what was done; raises OSError if it cannot."""


def explained(subject: str, error: AudioLectureError) -> Finding:
    """An error as a finding: where it is, what it is, what to do."""
    message = at(error.where, error.message) if error.where else error.message
    return Finding(subject, "problem", message, error.hint)
