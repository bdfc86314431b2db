"""Points inside paragraphs: 一是…二是…, 第一，…第二，…, 首先…其次…最后…. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiolecture.model import Block, Section
from audiolecture.source.numbering import POINTS, Number, number_at

_CLAUSE_START = re.compile(r"(?:^|(?<=[。！？；：!?;:]))\s*(?=[一二三四五六七八九十第其首再最])")
_TITLE = re.compile(r"[^。！？；!?;]+")
_TITLE_MOST = 30


def points(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The first run of at least two points of one family, counted from one.

    Runs that begin their paragraphs win over runs inside one.
    """
    marks = [
        (index, match.end(), number)
        for index, block in enumerate(blocks)
        if block.kind == "text"
        for match in _CLAUSE_START.finditer(block.text)
        if (number := number_at(block.text, POINTS, match.end()))
    ]
    for candidates in ([mark for mark in marks if mark[1] == 0], marks):
        for family, _ in POINTS:
            run = _run([mark for mark in candidates if mark[2].family == family])
            if len(run) > 1:
                return tuple(Section(title(blocks[i].text[at:]), i, at) for i, at, _ in run)
    return ()


def title(text: str) -> str:
    """The first sentence of a point, or its first clause where the sentence is long."""
    match = _TITLE.match(text)
    sentence = match[0].strip() if match else text
    if len(sentence) > _TITLE_MOST:
        sentence = re.split(r"(?<=.{4})[，：,:]", sentence, maxsplit=1)[0]
    return sentence if len(sentence) <= _TITLE_MOST else sentence[: _TITLE_MOST - 1] + "…"


def _run(marks: list[tuple[int, int, Number]]) -> list[tuple[int, int, Number]]:
    found: list[tuple[int, int, Number]] = []
    expected = 1
    for mark in marks:
        value = mark[2].value
        if value == expected or (value == -1 and found):
            found.append(mark)
            expected = -2 if value == -1 else expected + 1
    return found
