"""What a rule is, and the pieces that patterns are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from re import Match

Say = Callable[[Match[str]], str | None]
"""The spoken form of a match; ``None``: the rule does not apply here after all."""

DIGIT = "\0d"
"""In `Rule.starts`: any ASCII digit."""
LATIN = "\0l"
"""In `Rule.starts`: any ASCII letter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing and how it is said.

    At each place of the text that could begin a number, a Latin word or a symbol, the first rule
    whose pattern matches there, whose context agrees and whose ``say`` has an answer, wins. The
    text is matched after folding: digits, Latin letters and number signs are ASCII.
    """

    name: str
    kind: str
    starts: str
    """Characters that the match may begin with; `DIGIT` and `LATIN` stand for their classes."""
    pattern: str
    say: Say
    before: str = ""
    """Must match the end of what precedes the place (at most `CONTEXT` characters of it)."""
    doubtful: bool = False


CONTEXT = 16
"""How much of the preceding text `Rule.before` sees: the longest cue and a few words."""

# ---------------------------------------------------------------- pieces of patterns

INT = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?![\d])"
"""A whole number, with or without thousands separators."""

NUM = r"(?:\d{1,3}(?:,\d{3}){1,5}(?![\d])(?:\.\d{1,20})?|\d{1,16}(?:\.\d{1,20})?)(?!\d)"
"""A number with optional decimals."""

DASH = r"(?:[-–—~−‐‑‒―⁓〜∼]|——)"
"""Every dash and wave that stands between the ends of a range."""

MULTIPLIER = r"(?:万亿|千万|百万|十万|[百千万亿兆])"


def to_text(match: Match[str]) -> str:
    """For rules that protect what they match."""
    return match[0]
