"""What a rule is, and the pieces that patterns are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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


CONTEXT = 24
"""How much of the preceding text `Rule.before` sees: the longest cue and a few words."""

# ---------------------------------------------------------------- pieces of patterns


def words(text: str) -> tuple[str, ...]:
    """A list of words as it is best read: in running lines."""
    return tuple(text.split())


def alternatives(choices: Iterable[str]) -> str:
    """A pattern for any of the choices, the longest first."""
    return "|".join(re.escape(choice) for choice in sorted(choices, key=len, reverse=True))


INT = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?!\d)"
"""A whole number, with or without thousands separators."""

NUM = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,20}+)?|\d{1,16}(?:\.\d{1,20}+)?)(?!\d)"
"""A number with optional decimals."""

YEAR = r"(?:1\d|20)\d\d(?!\d)"
"""A year of four digits that needs no 公元: 1000 to 2099."""

MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
HOUR = r"(?:2[0-4]|1\d|0?\d)(?!\d)"
SIXTY = r"[0-5]\d(?!\d)"

DASH = r"\s?(?:——|[-–—~‐‑‒―⁓〜∼])\s?"
"""Every dash and wave that stands between the ends of a range; − (U+2212) only means minus."""

LINK = rf"(?:{DASH}|\s?[至到]\s?)"
"""A dash, or the word for it."""

MULTIPLIER = r"(?:万亿|千万|百万|十万|[百千万亿兆])"

HAN = r"[\u3400-\u9fff]"
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"

LINE_START = r"(?:^|\n)\s*"


def to(match: Match[str]) -> str:
    """How the link of a range is said: 至 where that is written, else 到."""
    return "至" if "至" in match[0] else "到"
