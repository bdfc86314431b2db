"""From a document to a lecture: the rules decide, this puts the chapters together. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from audiolecture.mandarin.lexicon import parse_marks
from audiolecture.model import Block, Chapter, ChapterKind, Lecture, Section
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.matter import LECTURE_KEYS
from audiolecture.source.points import points, title
from audiolecture.source.rules import Decision, decide

OPENING, CLOSING = "开场", "结语"
CHAPTER_CHARACTERS = 2_500
"""Ten minutes at about 4.2 characters a second, pauses included."""
_OPENING_PARAGRAPHS = 5
_ENTITLED = re.compile(
    r"[“《「『]([^”》」』]{2,60})[”》」』]为(?:题|主题)|(?:题为|题目是)[“《「『]([^”》」』]{2,60})[”》」』]"
)
_NUMBER = re.compile(r"\d+")
_AUTHOR = re.compile(r"(?:作者|主讲人?|讲者|演讲人|宣讲人|主讲教师)\s*[：:]\s*(\S.{0,20})")
_DATE = re.compile(r"[（(]?(\d{4})\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?[）)]?")


def outline(document: Document) -> Lecture:
    """The lecture that the paragraphs make."""
    decisions, gaps = decide(document)
    blocks = [_block(p, d, document.where) for p, d in _rows(document, decisions)]
    matter = dict(document.matter)
    number = _NUMBER.search(matter.get("number", ""))
    return Lecture(
        _lecture_title(document, decisions, matter.get("title", "")),
        tuple(_chapters(blocks, decisions)),
        author=matter.get("author", "") or _author(decisions),
        album=matter.get("album", ""),
        language=matter.get("language", "") or "zh-CN",
        date=matter.get("date", "") or _date(decisions),
        summary=matter.get("summary", ""),
        number=int(number[0][:6]) if number else 0,
        settings=tuple((k, v) for k, v in document.matter if k not in LECTURE_KEYS),
        omitted=document.omitted,
        warnings=document.warnings + gaps,
    )


def explain(document: Document) -> tuple[Decision, ...]:
    """For every paragraph what it is, and the rule that decided."""
    return decide(document)[0]


def _rows(document: Document, decisions: Sequence[Decision]) -> list[tuple[Paragraph, Decision]]:
    return list(zip(document.paragraphs, decisions, strict=True))


def _block(paragraph: Paragraph, decision: Decision, where: str) -> Block:
    text, overrides = parse_marks(paragraph.text, f"{where}:{paragraph.line}", paragraph.column)
    alone = decision.role in {"title", "chapter", "section"} or decision.rule.endswith("says so")
    run_in = "。" in text or "；" in text
    return Block("heading" if alone and not run_in else "text", text, paragraph.line, overrides)


def _lecture_title(document: Document, decisions: Sequence[Decision], stated: str) -> str:
    if stated:
        return stated
    if decisions and decisions[0].role == "title":
        return _plain(parse_marks(decisions[0].text, document.where)[0])
    for decision in decisions[:_OPENING_PARAGRAPHS]:
        if decision.role != "text":
            break
        match = _ENTITLED.search(decision.text)
        if match:
            return _plain(match[1] or match[2])
    return document.name


def _author(decisions: Sequence[Decision]) -> str:
    """From a line of its own near the top, which is spoken all the same."""
    found = (_AUTHOR.fullmatch(d.text) for d in decisions[:_OPENING_PARAGRAPHS])
    return next((_plain(match[1]) for match in found if match), "")


def _date(decisions: Sequence[Decision]) -> str:
    """As `_author`: ``2023-05`` or ``2023-05-09``."""
    found = (_DATE.fullmatch(d.text) for d in decisions[:_OPENING_PARAGRAPHS])
    match = next((match for match in found if match), None)
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""


def _plain(text: str) -> str:
    """A title's white space, U+3000 among it, is one space each."""
    return " ".join(text.split())


def _chapters(blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[Chapter]:
    starts = [i for i, d in enumerate(decisions) if d.role in {"chapter", "closing"}]
    if not starts:
        return _by_length(blocks)
    chapters = []
    if starts[0] > 0:
        chapters.append(_chapter("opening", OPENING, blocks[: starts[0]], decisions))
    for start, end in pairwise([*starts, len(blocks)]):
        inside, roles = blocks[start:end], decisions[start:end]
        if roles[0].role == "chapter":
            chapters.append(_chapter("body", _heading(inside[0]), inside, roles))
        else:
            name = _heading(inside[0]) if inside[0].kind == "heading" else CLOSING
            chapters.append(_chapter("closing", name, inside, roles))
    return chapters


def _heading(block: Block) -> str:
    return _plain(block.text if block.kind == "heading" else title(block.text))


def _chapter(
    kind: ChapterKind, name: str, blocks: Sequence[Block], decisions: Sequence[Decision]
) -> Chapter:
    marked = tuple(
        Section(_heading(block), index)
        for index, (block, decision) in enumerate(zip(blocks, decisions, strict=False))
        if decision.role == "section"
    )
    sections = marked or (points(blocks) if kind == "body" else ())
    return Chapter(kind, name, tuple(blocks), sections)


def _by_length(blocks: Sequence[Block]) -> list[Chapter]:
    """Without headings: chapters of about ten minutes, named by their first words."""
    total = sum(len(block.text) for block in blocks)
    aim = total / max(1, round(total / CHAPTER_CHARACTERS))
    chapters: list[Chapter] = []
    held: list[Block] = []
    done = 0
    for block in blocks:
        held.append(block)
        done += len(block.text)
        if done >= aim * (len(chapters) + 1) and block.kind == "text":
            chapters.append(_by_first_words(held))
            held = []
    return [*chapters, _by_first_words(held)] if held else chapters


def _by_first_words(blocks: Sequence[Block]) -> Chapter:
    return Chapter("body", _plain(title(blocks[0].text)), tuple(blocks), points(blocks))
