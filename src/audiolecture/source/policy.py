"""What of a script is speech: code, tables, links and the like follow a setting each. Pure.

Readers yield every paragraph with its kind. Here each becomes what is spoken, a few words in its
place, or an `Omission` that ``plan`` lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from audiolecture.config import Content
from audiolecture.model import Omission
from audiolecture.patterns import lazily
from audiolecture.source.contents import entries, is_printed
from audiolecture.source.document import Document, Kind, Paragraph
from audiolecture.source.numbering import fold
from audiolecture.source.pasted import facts, furniture

SETTING: dict[Kind, str] = {
    "code": "code",
    "table": "tables",
    "formula": "formulae",
    "link": "links",
    "image": "images",
    "caption": "captions",
    "note": "notes",
}
"""The setting that decides of each kind."""

_ANNOUNCED: dict[Kind, str] = {
    "code": "（此处有一段代码）",
    "table": "（此处有一张表格）",
    "formula": "（此处有一个公式）",
    "link": "（此处有一个链接）",
    "image": "（此处有一张图片）",
    "caption": "（此处有一条图注）",
    "note": "（此处有一条注释）",
}
_INLINE_ANNOUNCED: dict[Kind, str] = {"link": "（链接）", "formula": "（公式）"}
_GROUPED = frozenset({"table", "code", "formula"})
"""Kinds of which neighbouring paragraphs are rows or lines of one thing."""

_URL_CHARACTER = r"[^\s\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef<>\"'`{}|\\^\[\]“”]"
_ADDRESS = (
    rf"(?:https?|ftp)://{_URL_CHARACTER}+|(?<![\w.@])www\.{_URL_CHARACTER}+\.{_URL_CHARACTER}+"
)
_URL = lazily(rf"{_ADDRESS}", re.IGNORECASE)
_MATH = lazily(
    r"(?<![\\$A-Za-z0-9])\$(?![\s$])(?=[^$]*[\\^_=<>+]|[A-Za-z]\$)[^$\n\u4e00-\u9fff]{1,400}?(?<![\s\\])\$(?![\d$])"
)
_BRACKETS = {"（": "）", "(": ")", "<": ">", "〈": "〉", "[": "]", "【": "】", "「": "」", "“": "”"}
_LABEL_MOST = 12
_SPEAKABLE = lazily(r"[^\W_]")

_CAPTION = lazily(
    r"(?:图|圖|表|图表|照片|插图|Fig\.?|Figure|Table)\s?(?:\d{1,3}(?:[-–.．]\d{1,3})?|[一二三四五六七八九十]{1,3})"
    r"(?:[\s：:、.．　][^。！？；]{0,50})?",
    re.IGNORECASE,
)
_CAPTION_BEGINS = frozenset("图圖表照插FfTt")
_REFERENCES = lazily(
    r"(?:[一二三四五六七八九十\d]+[、.．]\s?)?(?:主要)?(?:参考|引用)(?:文献|书目|资料|书籍)[：:]?|References|Bibliography"
)
_REFERENCE = lazily(
    r"(?:\[\d{1,3}\]|［\d{1,3}］|【\d{1,3}】|[〔（(]\d{1,3}[〕）)]|\d{1,3}[.．、]\s?).+|.*(?:出版社|学报|期刊|\[[JMCDNRS]\]).*|.*《[^》]+》.*\d{4}.*"
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What is spoken of a document, and where each of its paragraphs came from."""

    document: Document
    origins: tuple[int, ...]
    """For each paragraph its index in the document that the reader made."""


def speech(document: Document, content: Content, *, kept: frozenset[int] = frozenset()) -> Speech:
    """Apply the settings to every paragraph.

    Args:
        document: what a reader found.
        content: what is done with each kind.
        kept: indices of paragraphs that the author wants spoken, whatever they are.
    """
    recognized = _recognized(document.paragraphs)
    rows = [
        (index, replace(paragraph, kind="text") if index in kept else paragraph)
        for index, paragraph in enumerate(recognized)
    ]
    listed = _contents(document.paragraphs) - kept
    rows = [row for row in rows if row[0] not in listed]
    around = furniture(document.paragraphs) - kept - listed
    rows = [row for row in rows if row[0] not in around]
    left = [document.paragraphs[index] for index in sorted(around)]
    omitted: list[Omission] = list(document.omitted)
    omitted += (Omission("page furniture", each.text, each.line) for each in left)
    omitted += (
        Omission("table of contents", each.text, each.line)
        for each in (document.paragraphs[index] for index in sorted(listed))
    )
    named = {key for key, _ in document.matter}
    told = tuple(fact for fact in facts([each.text for each in left]) if fact[0] not in named)
    spoken: list[tuple[int, Paragraph]] = []
    for kind, group in groupby(rows, key=lambda row: row[1].kind):
        held = list(group)
        if kind == "text":
            spoken += _text(held, content, omitted, kept)
        elif kind in _GROUPED:
            spoken += _special(held, kind, content, omitted)
        else:
            for row in held:
                spoken += _special([row], kind, content, omitted)
    made = replace(
        document,
        paragraphs=tuple(paragraph for _, paragraph in spoken),
        matter=document.matter + told,
        omitted=tuple(sorted(omitted, key=lambda item: item.line)),
    )
    return Speech(made, tuple(index for index, _ in spoken))


def _contents(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The heading 目录 and its entries."""
    found = entries([paragraph.text for paragraph in paragraphs])
    printed = len(found) > 1 and is_printed(paragraphs[found[0]].text)
    return frozenset(found) if printed else frozenset()


def _special(
    rows: Sequence[tuple[int, Paragraph]], kind: Kind, content: Content, omitted: list[Omission]
) -> list[tuple[int, Paragraph]]:
    """Paragraphs that are one table, one listing, one note: read, announced or left out."""
    choice = getattr(content, SETTING[kind])
    if choice == "read":
        return [row for row in rows if _SPEAKABLE.search(row[1].text)]
    index, first = rows[0]
    omitted.append(Omission(kind, "\n".join(row[1].text for row in rows), first.line))
    if choice == "announce":
        return [(index, replace(first, text=_ANNOUNCED[kind], level=0))]
    return []


def _text(
    rows: Sequence[tuple[int, Paragraph]],
    content: Content,
    omitted: list[Omission],
    kept: frozenset[int],
) -> Iterator[tuple[int, Paragraph]]:
    """Running text, without the addresses and formulae in it unless they are to be read."""
    for index, paragraph in rows:
        text = paragraph.text
        if not text:
            continue  # the author leaves it out
        if index not in kept:
            text = _without(_URL, "link", text, paragraph.line, content, omitted)
            text = _without(_MATH, "formula", text, paragraph.line, content, omitted)
        if text == paragraph.text:
            yield index, paragraph
        elif _says_something(text):
            yield index, replace(paragraph, text=text)


def _says_something(text: str) -> bool:
    """Whether more is left than the label of what was left out: 网址：."""
    if not _SPEAKABLE.search(text):
        return False
    return not (len(text) <= _LABEL_MOST and text[-1] in "：:")


def _without(
    pattern: re.Pattern[str],
    kind: Kind,
    text: str,
    line: int,
    content: Content,
    omitted: list[Omission],
) -> str:
    choice = getattr(content, SETTING[kind])
    if choice == "read" or not (
        ("://" in text or "www." in text) if kind == "link" else "$" in text
    ):
        return text
    said = _INLINE_ANNOUNCED[kind] if choice == "announce" else ""
    made, last = "", 0
    for match in pattern.finditer(text):
        found = match[0].rstrip(".,;:!?)]'*~") if kind == "link" else match[0]
        start, end = _widened(text, match.start(), match.start() + len(found))
        omitted.append(Omission(kind, found, line))
        made = _joined(_joined(made, text[last:start]) if last else text[:start], said)
        last = end
    return _joined(made, text[last:]).strip() if last else text


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With the brackets that hold nothing else."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if before and after and _BRACKETS.get(before[-1]) == after[0]:
        return len(before) - 1, len(text) - len(after) + 1
    return start, end


def _joined(before: str, after: str) -> str:
    """Both, with no more than one space between, and none beside Chinese."""
    left, right = before.rstrip(), after.lstrip()
    if left == before and right == after:
        return before + after
    if not left or not right:
        return before + after
    latin = left[-1].isascii() and right[0].isascii()
    return left + (" " if latin else "") + right


def _recognized(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Captions and references that no format marks: 图1 …, and what follows 参考文献."""
    found: list[Paragraph] = []
    references = False
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if paragraph.kind != "text":
            found.append(paragraph)
            continue
        if _REFERENCES.fullmatch(fold(text)) and index:
            below = paragraphs[index + 1 : index + 2]
            references = not below or _REFERENCE.fullmatch(below[0].text) is not None
        elif references:
            references = paragraph.level == 0 and _REFERENCE.fullmatch(text) is not None
        if references:
            found.append(replace(paragraph, kind="note"))
        elif not paragraph.level and text[:1] in _CAPTION_BEGINS and _CAPTION.fullmatch(text):
            found.append(replace(paragraph, kind="caption"))
        else:
            found.append(paragraph)
    return found
