"""Finds title, opening, headings, points and closing in a script. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from audiolecture.model import Block, Chapter, ChapterKind, Lecture, Section

OPENING, CLOSING = "开场", "结语"

_NUMERAL = "一二三四五六七八九十"
_HEADING = re.compile(rf"([{_NUMERAL}]{{1,3}})、(?=\S)")
_POINT = re.compile(rf"(?:第)?([{_NUMERAL}]{{1,3}})(?:是|，)(?=\S)")
_ENTITLED = re.compile(r"(?:以|题为|围绕)[“《]([^”》]{2,60})[”》](?:为题|为主题)?")
_SALUTATION = re.compile(r"^(?:同志们|各位\S{1,8}|大家好|同学们|老师们|朋友们)")
_FAREWELL = re.compile(r"^(?:最后，|总之，|谢谢大家|综上所述)")
_SENTENCE_END = tuple("。！？；…")
_HEADING_MOST = 60
_LEAST_BEFORE_CLOSING = 3
_TITLE_MOST = 40


def outline(blocks: Sequence[Block], stem: str, *, markdown: bool) -> Lecture:
    """The lecture that the paragraphs make."""
    title, rest, warnings = _titled(list(blocks), stem, markdown=markdown)
    headings = _headings(rest, markdown=markdown)
    starts = sorted(headings)
    edges = [*starts, len(rest)]
    chapters = []
    opening = rest[: edges[0]]
    if opening:
        chapters.append(_chapter("opening", OPENING, opening))
    for start, end in pairwise(edges):
        body = list(rest[start:end])
        closing: list[Block] = []
        if end == len(rest) and len(body) >= _LEAST_BEFORE_CLOSING and _is_closing(body[-1].text):
            closing = [body.pop()]
        chapters.append(
            _chapter("body", headings[start], [_heading(body[0], headings[start]), *body[1:]])
        )
        if closing:
            chapters.append(_chapter("closing", CLOSING, closing))
    return Lecture(title, tuple(chapters), warnings=tuple(warnings))


def _titled(
    blocks: list[Block], stem: str, *, markdown: bool
) -> tuple[str, list[Block], list[str]]:
    first = blocks[0].text if blocks else ""
    if markdown and first.startswith("# "):
        return first[2:], [replace(blocks[0], kind="heading", text=first[2:]), *blocks[1:]], []
    for block in blocks[:2]:
        match = _ENTITLED.search(block.text)
        if match:
            return match[1], blocks, []
    if (
        len(blocks) > 1
        and len(first) <= _TITLE_MOST
        and not first.endswith(_SENTENCE_END)
        and not _SALUTATION.match(first)
        and not _HEADING.match(first)
    ):
        return first, [replace(blocks[0], kind="heading"), *blocks[1:]], []
    return stem, blocks, []


def _headings(blocks: list[Block], *, markdown: bool) -> dict[int, str]:
    if markdown:
        marked = {i: b.text[3:] for i, b in enumerate(blocks) if b.text.startswith("## ")}
        if marked:
            return marked
    found = {}
    expected = 1
    for index, block in enumerate(blocks):
        match = _HEADING.match(block.text)
        if match and _value(match[1]) == expected and _stands_alone(block.text):
            found[index] = block.text
            expected += 1
    return found


def _stands_alone(text: str) -> bool:
    return len(text) <= _HEADING_MOST and not text.endswith(_SENTENCE_END)


def _value(numeral: str) -> int:
    if "十" not in numeral:
        return _NUMERAL.index(numeral[0]) + 1
    tens, _, ones = numeral.partition("十")
    return (_NUMERAL.index(tens) + 1 if tens else 1) * 10 + (
        _NUMERAL.index(ones) + 1 if ones else 0
    )


def _is_closing(text: str) -> bool:
    return bool(_SALUTATION.match(text) or _FAREWELL.match(text))


def _heading(block: Block, title: str) -> Block:
    return replace(block, kind="heading", text=title)


def _chapter(kind: ChapterKind, title: str, blocks: Sequence[Block]) -> Chapter:
    sections = []
    expected = 1
    for index, block in enumerate(blocks):
        match = _POINT.match(block.text)
        if block.kind == "text" and match and _value(match[1]) == expected:
            sections.append(Section(re.split(r"[。；！？，]", block.text, maxsplit=1)[0], index))
            expected += 1
    return Chapter(kind, title, tuple(blocks), tuple(sections) if len(sections) > 1 else ())
