"""Points inside paragraphs: 一是…二是…三是…, 第一，…第二，…, 首先…其次…最后…. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiolecture.model import Block, Section
from audiolecture.patterns import lazily
from audiolecture.source.numbering import POINTS, Number, fold, number_at

_CLAUSE_START = lazily(r"(?:^|(?<=[。！？；：!?;:]))[\s”]*(?=[一二三四五六七八九十第其首再最])")
_TITLE = lazily(r"[^。！？；!?;]+")
_TITLE_MOST = 30

Mark = tuple[int, int, Number]
"""Index of the block, place in its text, and the number there."""


def points(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Runs of at least two points of one family, counted from one, that do not lie in one another.

    Runs that begin their paragraphs win over runs inside one.
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
        runs = _apart([run for family, _ in POINTS for run in _runs(candidates, family)])
        if runs:
            named = [[Section(title(blocks[i].text[at:]), i, at) for i, at, _ in r] for r in runs]
            return tuple(section for run in _without_announced(named) for section in run)
    return ()


def _apart(runs: list[list[Mark]]) -> list[list[Mark]]:
    """The runs in their order, without those that lie inside another: points of a point."""
    kept: list[list[Mark]] = []
    for run in sorted(runs, key=lambda each: each[0][:2]):
        if not kept or run[0][:2] > kept[-1][-1][:2]:
            kept.append(run)
    return kept


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


def _runs(marks: list[Mark], family: str) -> list[list[Mark]]:
    """Every run of two or more that counts from one; 最后 ends a run that has begun."""
    runs: list[list[Mark]] = []
    ended = True
    for mark in marks:
        if mark[2].family != family:
            continue
        value = mark[2].value
        if value == 1:
            runs.append([mark])
            ended = False
        elif not ended and (value == -1 or value == runs[-1][-1][2].value + 1):
            runs[-1].append(mark)
            ended = value == -1
    return [run for run in runs if len(run) > 1]
