"""Hard-wrapped text: which line breaks end a paragraph, and which only a line. Pure.

Text is hard-wrapped when many lines are as long as they could be (the next word would not have
fitted) and break off in the middle of a sentence. Only then are lines joined: a script with one
paragraph a line is left as it is, and so is a poem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiolecture.source.numbering import FAMILIES, fold, number_at

_LEAST, _MOST = 40, 130
"""Columns (a Han character has two) of a line that somebody's editor may have wrapped."""
_EVIDENCE = 2
"""Lines that break off in the middle of a sentence, at the least."""
_TERMINAL = "。！？；…!?;：:”’」』）)》】."
_WORD = re.compile(r"[A-Za-z0-9.,%'’-]+|.[。，、；：？！”’」』）》】…,.;:?!)]*")
_INDENT = re.compile(r"[ \t\u3000]{2,}|\u3000|\t")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a file: its number from one, its text stripped, and how it stood there."""

    number: int
    text: str
    width: int = 0
    """Columns, with its indentation (of a line longer than any editor wraps: characters)."""
    indented: bool = False
    after_blank: bool = False


def text_lines(text: str) -> Iterator[TextLine]:
    """The lines that are not blank."""
    blank = True
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped:
            indented = _INDENT.match(line) is not None
            width = columns(line.rstrip()) if len(line) <= _MOST else len(line)
            yield TextLine(number, stripped, width, indented, blank)
        blank = not stripped


def unwrapped(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The paragraphs: lines that were wrapped are joined, each under its first line's number."""
    width = _wrap_width(lines)
    indents = sum(line.indented for line in lines)
    telling = 0 < indents <= len(lines) // 2
    held: list[TextLine] = []
    for line in lines:
        if held and not (width and _goes_on(held[-1], line, width, telling)):
            yield _joined(held)
            held = []
        held.append(line)
    if held:
        yield _joined(held)


def _wrap_width(lines: Sequence[TextLine]) -> int:
    """The columns at which the text was wrapped; 0 if it was not."""
    widths = sorted(line.width for line in lines)
    if not widths or widths[-1] < _LEAST or len(widths) <= _EVIDENCE:
        return 0
    # A line or two may be longer: an address, a table.
    width = widths[-1 - min(2, len(widths) // 30)]
    if width > _MOST:
        return 0
    full = [
        line
        for line, after in pairwise(lines)
        if not after.after_blank and _is_full(line, after, width)
    ]
    broken = [line for line in full if line.text[-1] not in _TERMINAL]
    return width if len(broken) >= _EVIDENCE and len(broken) * 2 >= len(full) else 0


def _is_full(line: TextLine, after: TextLine, width: int) -> bool:
    word = _WORD.match(after.text)
    # Two columns of slack: an editor may push a closing mark over the edge, or a bracket down.
    return line.width + columns(word[0] if word else "") > width - 4


def _goes_on(line: TextLine, after: TextLine, width: int, telling: bool) -> bool:
    if after.after_blank or (telling and after.indented):
        return False
    if not _is_full(line, after, width):
        return False
    if line.text[-1] not in _TERMINAL:
        return True
    return telling or number_at(fold(after.text), FAMILIES) is None


def columns(text: str) -> int:
    """Width on a terminal: two for each East Asian character."""
    if text.isascii():
        return len(text)
    return sum(map(_COLUMNS.__getitem__, map(unicodedata.east_asian_width, text)))


_COLUMNS = {"W": 2, "F": 2, "A": 2, "H": 1, "Na": 1, "N": 1}
"""By what Unicode says of a character's width."""


def _joined(lines: Sequence[TextLine]) -> TextLine:
    text = lines[0].text
    for line in lines[1:]:
        text += glue(text, line.text) + line.text
    return replace(lines[0], text=text) if len(lines) > 1 else lines[0]


def glue(before: str, after: str) -> str:
    """What stands between two joined lines: a space between Latin words, else nothing."""
    latin = before[-1:].isascii() and after[:1].isascii()
    return " " if latin and before[-1:] != "-" else ""
