"""Points inside paragraphs: 一是…二是…三是…, 第一，…第二，…, 首先…其次…最后…. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiolecture.model import Block, Section
from audiolecture.source.numbering import POINTS, Number, fold, number_at

_CLAUSE_START = re.compile(r"(?:^|(?<=[。！？；：!?;:]))[\s”]*(?=[一二三四五六七八九十第其首再最])")
_TITLE = re.compile(r"[^。！？；!?;]+")
_TITLE_MOST = 30


def points(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The points of one family, counted from one: the first run of at least two.

    Runs that begin their paragraphs win over runs inside one, and if they start again they are all
    taken.
    """
    marks = [
        (index, match.end(), number)
        for index, block in enumerate(blocks)
        if block.kind == "text"
        for text in (fold(block.text),)
        for match in _CLAUSE_START.finditer(text)
        if (number := number_at(text, POINTS, match.end()))
    ]
    leading = [mark for mark in marks if mark[1] == 0]
    for candidates in (leading, marks):
        for family, _ in POINTS:
            runs = _runs([mark for mark in candidates if mark[2].family == family])
            if runs:
                taken = runs if candidates is leading else runs[:1]
                named = [
                    [Section(title(blocks[i].text[at:]), i, at) for i, at, _ in r] for r in taken
                ]
                return tuple(section for run in _without_announced(named) for section in run)
    return ()


def _without_announced(runs: list[list[Section]]) -> list[list[Section]]:
    """Without the runs that only announce what a later one carries out, under the same names."""
    names = [[section.title for section in run] for run in runs]
    return [run for place, run in enumerate(runs) if names[place] not in names[place + 1 :]]


def title(text: str) -> str:
    """The first sentence of a point, or its first clause where the sentence is long."""
    match = _TITLE.match(text)
    sentence = match[0].strip() if match else text
    if len(sentence) > _TITLE_MOST:
        sentence = re.split(r"(?<=.{4})(?:[，：,:]|\s(?=.{20}))", sentence, maxsplit=1)[0]
    return sentence if len(sentence) <= _TITLE_MOST else sentence[: _TITLE_MOST - 1] + "…"


def _runs(marks: list[tuple[int, int, Number]]) -> list[list[tuple[int, int, Number]]]:
    """Every run of two or more that counts from one; 最后 ends a run that has begun."""
    runs: list[list[tuple[int, int, Number]]] = []
    ended = True
    for mark in marks:
        value = mark[2].value
        if value == 1:
            runs.append([mark])
            ended = False
        elif not ended and (value == -1 or value == runs[-1][-1][2].value + 1):
            runs[-1].append(mark)
            ended = value == -1
    return [run for run in runs if len(run) > 1]
