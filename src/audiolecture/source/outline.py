"""From a document to a lecture: the rules decide, this puts the chapters together. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from audiolecture.mandarin.lexicon import parse_marks
from audiolecture.model import Block, BlockKind, Chapter, ChapterKind, Lecture, Section
from audiolecture.source import front
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.lengths import Part, divided, parts_of
from audiolecture.source.matter import LECTURE_KEYS, OUTLINE_KEYS
from audiolecture.source.numbering import FAMILIES, fold, number_at
from audiolecture.source.points import points, title
from audiolecture.source.rules import Decision, Verdict, decide

OPENING, CLOSING = "开场", "结语"
_SIGNED = 3
"""Paragraphs at the end among which the author and the date may stand."""
_GAPS = re.compile(r"[ \u3000]{2,}|\u3000")
"""Half of the formats show white space as one gap, so it is one in all."""
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"[、：:\s]*[^，,。：:；！？]{2,14}[：:](?=.{6})")
_HEADINGS = frozenset({"title", "chapter", "section", "heading", "opening"})
_STARTS = frozenset({"chapter", "closing", "opening"})
_BEFORE_ANYTHING_IS_SAID = frozenset({"title", "byline"})


def outline(
    document: Document, fixed: Mapping[int, Verdict] | None = None, *, split: int = 0
) -> tuple[Lecture, tuple[Decision, ...]]:
    """The lecture that the paragraphs make, and for each what it is and the rule that decided.

    Args:
        document: what a reader found, without what is not to be spoken.
        fixed: the author's word on paragraphs, by index.
        split: minutes; a longer chapter is divided at its sections. 0: never.
    """
    decisions, doubts = decide(document, fixed)
    blocks = [_block(p, d, document.where) for p, d in _rows(document, decisions)]
    matter = dict(document.matter)
    number = _NUMBER.search(matter.get("number", ""))
    chapters = _chapters(blocks, decisions)
    apart = LECTURE_KEYS + OUTLINE_KEYS
    lecture = Lecture(
        _lecture_title(document, decisions, matter.get("title", "")),
        tuple(part for chapter in chapters for part in divided(chapter, split)),
        author=matter.get("author", "") or _byline(front.author_of, decisions),
        album=matter.get("album", ""),
        language=matter.get("language", "") or "zh-CN",
        date=matter.get("date", "") or _byline(front.date_of, decisions),
        summary=matter.get("summary", ""),
        number=int(number[0][:6]) if number else 0,
        settings=tuple((k, v) for k, v in document.matter if k not in apart),
        omitted=document.omitted,
        warnings=document.warnings + doubts,
    )
    return lecture, decisions


def _rows(document: Document, decisions: Sequence[Decision]) -> list[tuple[Paragraph, Decision]]:
    return list(zip(document.paragraphs, decisions, strict=True))


def _block(paragraph: Paragraph, decision: Decision, where: str) -> Block:
    text, overrides = parse_marks(
        _GAPS.sub(" ", paragraph.text), f"{where}:{paragraph.line}", paragraph.column
    )
    alone = decision.role in {"title", "chapter", "section"} or decision.rule.endswith("says so")
    run_in = "。" in text or "；" in text
    labelled = bool(paragraph.speaker) and decision.role not in {"chapter", "section", "heading"}
    kind: BlockKind = "heading" if alone and not run_in and not labelled else "text"
    return Block(kind, text, paragraph.line, overrides, paragraph.quoted, paragraph.speaker)


def _lecture_title(document: Document, decisions: Sequence[Decision], stated: str) -> str:
    if stated:
        return stated
    for decision in decisions:
        if decision.role == "title":
            text = parse_marks(decision.title or decision.text, document.where)[0]
            return _plain(front.stated_title(text))
    return _said_title(decisions) or document.name


def _said_title(decisions: Sequence[Decision]) -> str:
    """The title that the first paragraphs state: 题目是《…》; empty if they state none."""
    for decision in decisions[: front.OPENING_PARAGRAPHS]:
        if decision.role not in {"text", "byline"}:
            break
        if found := front.entitled(decision.text):
            return _plain(found)
    return ""


def _byline(find: Callable[[str], str], decisions: Sequence[Decision]) -> str:
    """From a byline at the top, or from a line that signs the script at its end."""
    signed = (d.text for d in decisions[-_SIGNED:] if d.role == "text" and front.is_byline(d.text))
    return _first(find, decisions) or next((find(text) for text in signed if find(text)), "")


def _first(find: Callable[[str], str], decisions: Sequence[Decision]) -> str:
    """What the first byline that says it says."""
    found = (find(d.text) for d in decisions if d.role == "byline")
    return next((_plain(text) for text in found if text), "")


def _plain(text: str) -> str:
    """A title's white space, U+3000 among it, is one space each."""
    return " ".join(text.split())


def _chapters(blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[Chapter]:
    starts = [i for i, d in enumerate(decisions) if d.role in _STARTS]
    if not starts:
        return _by_length(blocks, decisions)
    # Where nothing but the title stands before the first heading, it is said at its beginning.
    if all(d.role in _BEFORE_ANYTHING_IS_SAID for d in decisions[: starts[0]]):
        edges = [0, *starts[1:], len(blocks)]
    else:
        edges = [0, *starts, len(blocks)]
    return [
        _chapter(blocks[start:end], decisions[start:end])
        for start, end in pairwise(edges)
        if start < end
    ]


def _chapter(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Chapter:
    head = next((i for i, d in enumerate(decisions) if d.role in _STARTS), None)
    if head is None:
        return Chapter("opening", OPENING, tuple(blocks), _sections(blocks, decisions, "opening"))
    role = decisions[head].role
    kind: ChapterKind = (
        "body" if role == "chapter" else "closing" if role == "closing" else "opening"
    )
    named = kind != "closing" or blocks[head].kind == "heading"
    name = decisions[head].title or (_heading(blocks[head]) if named else CLOSING)
    return Chapter(kind, name, tuple(blocks), _sections(blocks, decisions, kind))


def _sections(
    blocks: Sequence[Block], decisions: Sequence[Decision], kind: ChapterKind
) -> tuple[Section, ...]:
    marked = tuple(
        Section(decision.title or _heading(block), index, level=decision.level)
        for index, (block, decision) in enumerate(zip(blocks, decisions, strict=True))
        if decision.role in {"section", "point"}
    )
    return marked or (points(blocks) if kind == "body" else ())


def _heading(block: Block) -> str:
    text = block.text if block.kind == "heading" else _run_in(block.text)
    return _plain(text.rstrip("。：:；;，,、")) or _plain(text)


def _run_in(text: str) -> str:
    """What heads a paragraph: its label, 一、守时：…, or its first sentence."""
    folded = fold(text)
    number = number_at(folded, FAMILIES)
    label = _LABEL.match(folded, number.length) if number else None
    return text[: label.end() - 1] if label else title(text)


# ---------------------------------------------------------------- without headings


def _by_length(blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[Chapter]:
    """Chapters of about ten minutes, named by their first words."""
    parts = parts_of(blocks)
    return [_by_first_words(part, decisions, alone=len(parts) == 1) for part in parts]


def _by_first_words(part: Part, decisions: Sequence[Decision], *, alone: bool) -> Chapter:
    own = [decisions[origin] for origin in part.origins]
    if alone and own[0].role == "title":
        name = front.stated_title(part.blocks[0].text)
    elif alone and (said := _said_title(own)):
        name = said
    else:
        name = title(_first_words(part, own)).rstrip("：:，,")
    sections = _sections(part.blocks, own, "body")
    return Chapter("body", _plain(name) or _plain(part.blocks[0].text), part.blocks, sections)


def _first_words(part: Part, decisions: Sequence[Decision]) -> str:
    """The first paragraph that says something: no title, byline or salutation."""
    for block, decision in zip(part.blocks, decisions, strict=True):
        if decision.role in _BEFORE_ANYTHING_IS_SAID or front.is_salutation(block.text):
            continue
        if not any(char.isalnum() for char in block.text):
            continue
        said = front.without_greeting(block.text)
        return said.lstrip("“”‘’「」『』《》（）()…— 　") or said
    return part.blocks[0].text
