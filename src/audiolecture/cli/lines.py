"""Lines that fit a terminal: a Chinese character takes two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiolecture.patterns import lazily

_STOPS, _OPENINGS = "，。、；：？！）》」”", "（《「“"
_PIECE = lazily(
    r"\s+"
    r"|\[[^\]]{,24}\]"  # [default: auto]
    rf"|[{_OPENINGS}]*(?:[^\s⺀-鿿＀-￯、。「」《》“”]+|\S)"  # a word, or a Chinese character,
    rf"[{_STOPS}]*"  # and what may not stand at a line's beginning
)
_LEAD = re.compile(r"\s*(?:\d\d:\d\d:\d\d|[✓✗!·→])? *")
"""What stands before a message: the lines below the first begin behind it."""
_LEAST = 16


def columns(text: str) -> int:
    """How many columns a text takes on a terminal."""
    from unicodedata import east_asian_width  # noqa: PLC0415 - not for English help

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, room: int) -> Iterator[str]:
    """Lines of at most ``room`` columns; words stay whole, and no line begins with a stop."""
    line = ""
    for piece in _PIECE.findall(text):
        if line and columns(line + piece.rstrip()) > room:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def fitted(text: str, width: int) -> str:
    """A message for a terminal of ``width`` columns; its sign stands out at the left."""
    if columns(text) <= width:
        return text
    lead = _LEAD.match(text)
    first = lead[0] if lead else ""
    room = max(_LEAST, width - columns(first))
    return first + f"\n{'':{columns(first)}}".join(wrapped(text[len(first) :], room))
