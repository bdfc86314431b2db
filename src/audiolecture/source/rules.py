"""What each paragraph of a script is, and which rule said so. Pure.

The steps stand in the order in which they are taken in `decide`; each sees what the ones before
it have decided, and none takes a decision back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from audiolecture.source.document import Document, Paragraph
from audiolecture.source.numbering import FAMILIES, Number, number_at

Role = Literal["title", "chapter", "section", "text", "closing"]

TITLE_MOST = 40
HEADING_MOST = 60
_RUN_IN_MOST = 30
_LEAST_BEFORE_CLOSING = 3
_TAIL = 3
"""Paragraphs at the end of the last chapter among which the closing may begin."""

SALUTATION = re.compile(
    r"(?:尊敬的|亲爱的)?(?:同志们|各位\S{1,8}|大家[好上下早晚]|同学们|老师们|朋友们|女士们)"
)
_FAREWELL = re.compile(r"最后[，,]|总之[，,]|总而言之|综上|谢谢|以上就是|我的(?:讲课|发言|汇报)")
_CLOSING_HEADING = re.compile(r"[#\s]*(?:结语|结束语|尾声|结尾|小结|后记)")
_SENTENCE_END = "。！？；…!?;"
_FIRST_SENTENCE = re.compile(r"[^。！？；!?;]*")


@dataclass(frozen=True, slots=True)
class Decision:
    """One paragraph: what it is, and the rule that decided."""

    line: int
    text: str
    role: Role
    rule: str


class _Roles:
    """The decisions under way: a paragraph is text until a rule says otherwise."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.roles: list[Role] = ["text"] * len(paragraphs)
        self.rules = ["nothing says otherwise"] * len(paragraphs)
        self.warnings: list[str] = []

    def set(self, index: int, role: Role, rule: str) -> None:
        self.roles[index], self.rules[index] = role, rule

    def where(self, role: Role) -> list[int]:
        return [index for index, found in enumerate(self.roles) if found == role]


def decide(document: Document) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """One decision per paragraph, and warnings about gaps in the numbering."""
    roles = _Roles(document.paragraphs)
    _title(roles)
    _chapters(roles)
    _sections(roles)
    _closing(roles)
    rows = zip(document.paragraphs, roles.roles, roles.rules, strict=True)
    decisions = tuple(Decision(p.line, p.text, role, rule) for p, role, rule in rows)
    return decisions, tuple(f"{document.where}:{warning}" for warning in roles.warnings)


def stands_alone(text: str) -> bool:
    """A line short enough for a heading that does not end as a sentence does."""
    return len(text) <= HEADING_MOST and text[-1] not in _SENTENCE_END and "。" not in text


def _title(roles: _Roles) -> None:
    paragraphs = roles.paragraphs
    if len(paragraphs) < 2:  # noqa: PLR2004 - a title is the title of something
        return
    first = paragraphs[0]
    if first.level:
        if sum(p.level == first.level for p in paragraphs) == 1:
            roles.set(0, "title", "the only heading of its level, at the top")
        return
    if (
        len(first.text) <= TITLE_MOST
        and first.text[-1] not in _SENTENCE_END + "：:，,、"
        and not SALUTATION.match(first.text)
        and number_at(first.text, FAMILIES) is None
    ):
        roles.set(0, "title", "the first line stands alone and is short")


def _chapters(roles: _Roles) -> None:
    everything = range(len(roles.paragraphs))
    if not _styled(roles, everything, "chapter"):
        _numbered(roles, everything, "chapter")


def _sections(roles: _Roles) -> None:
    edges = [*roles.where("chapter"), len(roles.paragraphs)]
    for start, end in pairwise(edges):
        inside = range(start + 1, end)
        if not _styled(roles, inside, "section"):
            _numbered(roles, inside, "section")


def _styled(roles: _Roles, inside: range, role: Role) -> bool:
    """Headings of the highest level that the format itself states."""
    levels = {i: roles.paragraphs[i].level for i in inside if roles.roles[i] == "text"}
    stated = [level for level in levels.values() if level]
    for index, level in levels.items():
        if stated and level == min(stated):
            roles.set(index, role, f"the format says heading {level}")
    return bool(stated)


def _numbered(roles: _Roles, inside: range, role: Role) -> bool:
    """Headings of the first family that counts from one to at least two."""
    numbers: dict[int, Number] = {}
    for index in inside:
        text = roles.paragraphs[index].text
        number = number_at(text, FAMILIES)
        if number and roles.roles[index] == "text" and _may_head(text, number):
            numbers[index] = number
    for family, _ in FAMILIES:
        found = _sequence(roles, {i: n for i, n in numbers.items() if n.family == family})
        if len(found) >= 2:  # noqa: PLR2004 - a lone number is no sequence
            for index in found:
                roles.set(index, role, f"numbered {family}, in a sequence from one")
            return True
    return False


def _may_head(text: str, number: Number) -> bool:
    """A line by itself, or a short first sentence with its text behind it."""
    if stands_alone(text):
        return len(text) > number.length or not number.family.startswith("一")
    first = _FIRST_SENTENCE.match(text)
    assert first is not None  # noqa: S101 - the pattern matches the empty string
    return number.length < first.end() <= _RUN_IN_MOST and first.end() + 1 < len(text)


def _sequence(roles: _Roles, numbers: dict[int, Number]) -> list[int]:
    """Those that start at one and go on; a gap is warned of, a step back is refused."""
    found: list[int] = []
    last = 0
    for index, number in numbers.items():
        if number.value <= last or (not found and number.value != 1):
            continue
        if number.value > last + 1:
            line = roles.paragraphs[index].line
            roles.warnings.append(
                f"{line}: the numbering goes from {last} to {number.value} ({number.family})"
            )
        found.append(index)
        last = number.value
    return found


def _closing(roles: _Roles) -> None:
    chapters = roles.where("chapter")
    if not chapters:
        return
    last = chapters[-1]
    if _CLOSING_HEADING.fullmatch(roles.paragraphs[last].text):
        roles.set(last, "closing", "a heading that says so")
        return
    end = len(roles.paragraphs)
    for index in range(last + 1, end):
        if _CLOSING_HEADING.fullmatch(roles.paragraphs[index].text):
            roles.set(index, "closing", "a line that says so")
            return
    for index in range(max(last + _LEAST_BEFORE_CLOSING - 1, end - _TAIL), end):
        text = roles.paragraphs[index].text
        if roles.roles[index] == "text" and (SALUTATION.match(text) or _FAREWELL.match(text)):
            roles.set(index, "closing", "near the end it returns to the listeners")
            return
