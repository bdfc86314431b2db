"""Numbers at the start of a line or a clause: which family, which number.

Families stand in the order in which Chinese scripts nest them; ``1.5万元`` is no number. Text is
matched in simplified characters, position for position, so that 第一講 is found as 第一讲 is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from audiolecture.patterns import lazily

_HAN = "零〇一二三四五六七八九十百两"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾参"
_N = rf"([{_HAN}]+|[{_FORMAL}]+|\d{{1,3}})"
_NOT_A_NUMBER = rf"(?![{_HAN}]+(?:[、，,和至到月日号级线楼班组]|季度|年级|把手|产业))"

_TRADITIONAL = (
    "講課節單編個問題點後總謝結語開場緒論導參獻錄為們學師綜發彙匯報聲層階環塊專務來賓領誌貳陸兩"
    "屆見聽員紀錄記實責說這還對請讓時間東體會專業總關於須親愛觀眾"
)
_SIMPLIFIED = (
    "讲课节单编个问题点后总谢结语开场绪论导参献录为们学师综发汇汇报声层阶环块专务来宾领志贰陆两"
    "届见听员纪录记实责说这还对请让时间东体会专业总关于须亲爱观众"
)
_FOLD = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_FOLDED = lazily(f"[{re.escape(_TRADITIONAL)}]")

Families = tuple[tuple[str, re.Pattern[str]], ...]


# 第一章程, 第二课堂, 第一回合, 第三节课 are words of their own; 的, 里, 中 go on with a sentence.
_A_WORD = {"章": "程", "课": "堂程时本", "回": "合", "节": "课日"}
# 第一章第二节 is a place in a book that is cited.
_GOES_ON = r"(?!的|里|第|中(?![国华医央共]))"


def _ordinal(unit: str) -> re.Pattern[str]:
    word = f"(?![{_A_WORD[unit]}])" if unit in _A_WORD else ""
    return lazily(rf"第\s?{_N}\s?{unit}{word}{_GOES_ON}")


_UNITS = (
    *(
        "部分",
        "篇章",
        "单元",
        "编",
        "卷",
        "篇",
        "辑",
        "幕",
        "章",
        "讲",
        "课时",
        "课",
        "回",
        "集",
        "场",
        "天",
    ),
    "节",
)
_TOPICS = (
    "问题|方面|层面|板块|专题|环节|模块|任务|阶段|主题|故事|案例|误区|关键词"
    "|启示|体会|建议|要点|特点|原则"
)
"""第一个问题, 第二大特点 and the like."""
_MEASURES = "大个种类招条道关封首样件层站"
"""第一大法宝：, 第二封信, 第三关 — with any noun, where a colon or a space or nothing follows."""
_NOUNS = (
    *("专题", "模块", "单元", "板块", "部分", "篇章", "主题", "话题", "环节", "任务", "步骤"),
    *("课题", "阶段", "问题", "误区", "案例", "故事", "场景", "要点", "观点", "体会", "启示"),
    *("建议", "经验", "做法", "方法", "原则", "关键", "特点", "实验", "活动", "镜头", "片段"),
)
"""Words with a number behind them that head what follows: 专题一, 误区二, 故事之三."""
_LED = {f"{noun}一": noun for noun in _NOUNS}
FAMILIES: Families = (
    *((f"第…{unit}", _ordinal(unit)) for unit in _UNITS),
    ("上篇", lazily(r"(上|中|下)(?:篇|部|编|卷|集)(?=[\s：:、]|$)")),
    ("Chapter 1", lazily(r"(?:Chapter|Part|Lecture|Lesson|Unit)\s+(\d{1,3})\b", re.IGNORECASE)),
    *((f"{noun}一", lazily(rf"{noun}之?\s?{_N}(?=[\s：:、.．,，]|$)")) for noun in _NOUNS),
    (
        "第…个问题",
        lazily(rf"第{_N}(?:(?:个|大|则)?(?:{_TOPICS})|步(?=[：:\s]))(?![的上里中])"),
    ),
    ("第…项", lazily(rf"第{_N}项(?:[^\s：:，,。]{{0,4}}?)(?=[：:，,\s])")),
    ("第…大…", lazily(rf"第{_N}[{_MEASURES}][^\s：:，,。的]{{0,4}}?(?=[：:\s]|$)")),
    ("第…句话", lazily(rf"第{_N}(?:句话|件事|句|点)(?=[：:，,\s])")),
    ("壹、", lazily(rf"([{_FORMAL}]+)(?:\s?[、.．：:]|\s)")),
    ("Ⅰ、", lazily(r"([Ⅰ-Ⅻ])(?:[、.．：:\s]|$)|([IVX]{1,4})(?:[、.．](?!\w)|$)")),
    ("一、", lazily(rf"([{_HAN}]+)(?:\s?、{_NOT_A_NUMBER}|[.．：:]|[\s]+(?![年月日]))")),
    ("一，", lazily(rf"([{_HAN}]+)[，,](?![{_HAN}])")),
    ("一", lazily(rf"([{_HAN}]{{1,3}})$")),
    ("（一）", lazily(rf"[（(]\s?([{_HAN}]+)\s?[）)]、?|([㈠-㈩])")),
    (
        "1.1",
        lazily(r"\d{1,2}\.(\d{1,2})(?:\s+|(?=[^\W\d]))(?![万亿元千百米倍个成年月日岁折度])"),
    ),
    ("1．", lazily(r"(\d{1,3})\s?(?:、(?!\d)|[.．](?!\d))|([⒈-⒛])")),
    ("1 ", lazily(r"(\d{1,2})\s+(?=[^\W\d])(?![年月日个])")),
    ("1", lazily(r"(\d{1,2})$")),
    ("其一", lazily(r"其([一二三四五六七八九十])$")),
    ("1）", lazily(r"(\d{1,2})\s?[）)]、?")),
    ("（1）", lazily(r"[（(]\s?(\d{1,3})\s?[）)]、?|([⑴-⒇])")),
    ("Q1", lazily(rf"(?:Q|问)\s?(?:(\d{{1,2}})|([{_HAN}]{{1,3}}))(?=[：:、.．\s])", re.IGNORECASE)),
    ("A.", lazily(r"([A-H])[.．、]\s?(?=[\u4e00-\u9fff])")),
    ("①", lazily(r"([①-⑳❶-❿])")),
    ("第…条", lazily(rf"第\s?{_N}\s?条(?=[\s　：:、])")),
)
RANK = {family: rank for rank, (family, _) in enumerate(FAMILIES)}

_VERBS = "[看算查问抓促学讲比防守靠重强建找谈听思戒忌破立改补]"
POINTS: Families = (
    ("一是", lazily(r"([一二三四五六七八九十])(?:是|要)(?!一)")),
    (
        "第一，",
        lazily(
            r"第([一二三四五六七八九十]|\d{1,2})(?:[，,、：:]|点|是|要|个?方面|(?:句话|件事|个故事|个建议)(?=[，,、：:是])|[层步类种条件](?=[，,、：:是]))"
        ),
    ),
    ("一看", lazily(rf"([一二三四五六七八九十])(?:{_VERBS})(?![一二三四五六七八九十])")),
    ("其一", lazily(r"其([一二三四五六七八九十])[，,、：:是]")),
    ("首先", lazily(r"(首先|其次|再次|再者|最后)[，,、]?")),
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FORMAL_TO_COMMON = str.maketrans(_FORMAL, "一二三四五六七八九十三")
_WORDS = {"上": 1, "中": 2, "下": 3, "首先": 1, "其次": 2, "再次": 3, "再者": 3}
_WORDS |= {letter: value for value, letter in enumerate("ABCDEFGH", 1)}  # I is a Roman one
_ROMAN = {"I": 1, "V": 5, "X": 10}
_BEGIN = frozenset("第上中下其首再最（(IVXCPLUcpluABDEFGHQq问两").union(noun[0] for noun in _NOUNS)
"""With the numerals of any script, what a number can begin with: most lines begin otherwise."""


@dataclass(frozen=True, slots=True)
class Number:
    """``family`` says how it is written, ``value`` counts from 1, ``length`` is its extent."""

    family: str
    value: int
    length: int


def fold(text: str) -> str:
    """The text for matching: simplified where a rule looks, position for position."""
    # To look is five times as quick as to translate, and most scripts are in simplified characters.
    return text.translate(_FOLD) if _FOLDED.search(text) else text


def number_at(text: str, families: Families, offset: int = 0) -> Number | None:
    """The number that ``text`` (folded) has at ``offset``, or None."""
    first = text[offset : offset + 1]
    if not (first in _BEGIN or first.isnumeric()):
        return None
    for family, pattern in families:
        if (family[0] == "第") != (first == "第"):
            continue
        if family in _LED and not text.startswith(_LED[family], offset):
            continue
        match = pattern.match(text, offset)
        if match:
            written = next(group for group in match.groups() if group)
            return Number(family, value_of(written), match.end() - offset)
    return None


def value_of(written: str) -> int:
    """1 for 一, 1, ① or 首先; 0 for what is no number; -1 for 最后, which closes any sequence."""
    if written == "最后":
        return -1
    if written in _WORDS:
        return _WORDS[written]
    if written.isdecimal():
        return int(written)
    if written[0] in _ROMAN:
        return _roman(written)
    if len(written) == 1 and written not in _FORMAL:
        return int(unicodedata.numeric(written, 0))
    return _han(written)


def _roman(written: str) -> int:
    values = [_ROMAN[char] for char in written]
    after = [*values[1:], 0]
    return sum(-v if v < a else v for v, a in zip(values, after, strict=True))


def _han(written: str) -> int:
    total = current = 0
    for char in fold(written).translate(_FORMAL_TO_COMMON):
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = current * 10 + _DIGITS[char]
    return total + current
