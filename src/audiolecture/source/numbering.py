"""Numbers at the start of a line or a clause: which family, which number.

Families stand in the order in which Chinese scripts nest them; ``1.5万元`` is no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "零〇一二三四五六七八九十百两"
_N = rf"([{_HAN}]+|\d{{1,3}})"

FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("第…部分", re.compile(rf"第\s?{_N}\s?(?:部分|篇|编|卷|单元)(?=[\s：:、，]|$|\w)")),
    ("第…章", re.compile(rf"第\s?{_N}\s?[章讲课回](?![的里中])")),
    ("第…节", re.compile(rf"第\s?{_N}\s?节(?![的课日里中])")),
    ("一、", re.compile(rf"([{_HAN}]+)\s?、")),
    ("（一）", re.compile(rf"[（(]\s?([{_HAN}]+)\s?[）)]、?")),
    ("1．", re.compile(r"(\d{1,3})\s?(?:、|[.．](?!\d))")),
    ("（1）", re.compile(r"[（(]\s?(\d{1,3})\s?[）)]、?")),
    ("①", re.compile(r"([①-⑳])")),
)
POINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一是", re.compile(r"([一二三四五六七八九十])(?:是|要)(?!一)")),
    ("第一，", re.compile(r"第([一二三四五六七八九十])(?:[，,、：:]|点|个方面)")),
    ("其一", re.compile(r"其([一二三四五六七八九十])[，,、：:]")),
    ("首先", re.compile(r"(首先|其次|再次|最后)[，,、]?")),
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ADVERBS = {"首先": 1, "其次": 2, "再次": 3}


@dataclass(frozen=True, slots=True)
class Number:
    """``family`` says how it is written, ``value`` counts from 1, ``length`` is its extent."""

    family: str
    value: int
    length: int


def number_at(
    text: str, families: tuple[tuple[str, re.Pattern[str]], ...], offset: int = 0
) -> Number | None:
    """The number that ``text`` has at ``offset``, or None."""
    for family, pattern in families:
        match = pattern.match(text, offset)
        if match:
            return Number(family, value_of(match[1]), match.end() - offset)
    return None


def value_of(written: str) -> int:
    """1 for 一, 1, ① or 首先; 0 for what is no number; -1 for 最后, which closes any sequence."""
    if written == "最后":
        return -1
    if written in _ADVERBS:
        return _ADVERBS[written]
    if written.isdecimal():
        return int(written)
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    total = current = 0
    for char in written:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = current * 10 + _DIGITS[char]
    return total + current
