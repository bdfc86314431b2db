"""What of a script is speech: code, tables, links and the like follow a setting each. Pure.

Readers yield every paragraph with its kind. Here each becomes what is spoken, a few words in its
place, or an `Omission` that ``plan`` lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from audiolecture.config import Content
from audiolecture.model import Omission
from audiolecture.patterns import lazily
from audiolecture.source.contents import entries, is_printed
from audiolecture.source.document import UNNAMED, Document, Kind, Paragraph
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
_SEVERAL: dict[Kind, str] = {"note": "（此处有几条注释）"}
_INLINE_ANNOUNCED: dict[Kind, str] = {"link": "（链接）", "formula": "（公式）"}
_GROUPED = frozenset({"table", "code", "formula"})
"""Kinds of which neighbouring paragraphs are rows or lines of one thing."""
_AT_ONCE = _GROUPED | _SEVERAL.keys()
"""Kinds of which a run is announced once."""
_PROSE = frozenset({"table", "image", "caption", "note"})
"""Kinds that are read as running text is: without the addresses in it, unless those are read."""

_FENCE = lazily(r"(`{3,}|~{3,})\s?[\w+#.-]{0,20}")
_ROW = lazily(r"\|.+\|")
_RULE = lazily(r"\|?(?:\s?:?-+:?\s?\|)+(?:\s?:?-+:?)?")
_PICTURE = lazily(r"!\[([^\]]{0,200})\]\([^()\s]{1,400}\)")
_OPENED = {"$$": "$$", "\\[": "\\]"}
_DRAWN_BEGINS = frozenset("`~|$\\!")
_DRAWN_MOST = 400
"""Lines of a listing that is looked for its end."""
_FORMULA_MOST = 40
"""Lines of a formula, the last of them its end."""

_URL_CHARACTER = r"[^\s\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef<>\"'`{}|\\^\[\]“”]"
_ADDRESS = (
    rf"(?:https?|ftp)://{_URL_CHARACTER}+|(?<![\w.@])www\.{_URL_CHARACTER}+\.{_URL_CHARACTER}+"
)
_URL = lazily(rf"{_ADDRESS}", re.IGNORECASE)
_MATH = lazily(
    r"(?<![\\$A-Za-z0-9])\$(?![\s$])(?=[^$]*[\\^_=<>+]|[A-Za-z]\$)[^$\n\u4e00-\u9fff]{1,400}?(?<![\s\\])\$(?![\d$])"
    r"|(?<![\\$])\$\$(?!\$)(?=[^$\n]*[\\^_=A-Za-z0-9])[^$\n。]{1,400}\$\$(?!\$)"
    r"|\\\((?:(?!\\\))[^\n]){1,400}\\\)"
    r"|\\\[(?=(?:(?!\\\])[^\n]){0,400}?(?:[\^_=+]|\\(?!\])))(?:(?!\\\])[^\n\u4e00-\u9fff]){1,400}\\\](?!\{)"
)
"""As TeX writes it; what readers take from formulae of other kinds stands in ``\\(`` and ``\\)``.
``\\[1\\]`` is an escaped bracket."""
_DELIMITERS = {"$$": "$$", "$": "$", "\\(": "\\)", "\\[": "\\]"}
_SIGNS = {"link": ("://", "www."), "formula": ("$", "\\(", "\\[")}
"""Without any of them a text need not be searched."""
_READ = Content(formulae="read")
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
        (index, replace(document.paragraphs[index], kind="text") if index in kept else paragraph)
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
        elif kind in _AT_ONCE:
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
) -> Iterator[tuple[int, Paragraph]]:
    """Paragraphs that are one table, one listing, one note: read, announced or left out."""
    choice = getattr(content, SETTING[kind])
    if choice == "read":
        said = [row for row in rows if _SPEAKABLE.search(row[1].text)]
        yield from _text(said, content, omitted) if kind in _PROSE else said
        return
    seen = [row for row in rows if row[1].text] or rows[:1]
    if kind in _GROUPED:
        omitted.append(Omission(kind, "\n".join(p.text for _, p in seen), rows[0][1].line))
    else:
        omitted += (Omission(kind, paragraph.text, paragraph.line) for _, paragraph in seen)
    if choice == "announce":
        count = sum(not _REFERENCES.fullmatch(fold(paragraph.text)) for _, paragraph in seen)
        told = _SEVERAL.get(kind, "") if count > 1 else ""
        index, first = rows[0]
        yield index, replace(first, text=told or _ANNOUNCED[kind], level=0)


def _text(
    rows: Sequence[tuple[int, Paragraph]],
    content: Content,
    omitted: list[Omission],
    kept: frozenset[int] = frozenset(),
) -> Iterator[tuple[int, Paragraph]]:
    """Running text, without the addresses and formulae in it unless they are to be read."""
    for index, paragraph in rows:
        text = paragraph.text
        if not text:
            continue  # the author leaves it out
        if index in kept:
            text = _without(_MATH, "formula", text, paragraph.line, _READ, omitted)
        else:
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
    if (kind == "link" and choice == "read") or not any(sign in text for sign in _SIGNS[kind]):
        return text
    made, last = "", 0
    for match in pattern.finditer(text):
        found = match[0].rstrip(".,;:!?)]'*~") if kind == "link" else _bare(match[0])
        length = len(found) if kind == "link" else len(match[0])
        start, end = match.start(), match.start() + length
        said = _INLINE_ANNOUNCED[kind] if choice == "announce" else ""
        if choice == "read":
            made, last = made + text[last:start] + found, end
            continue
        start, end = _widened(text, start, end)
        omitted.append(Omission(kind, found, line))
        made = _joined(_joined(made, text[last:start]) if last else text[:start], said)
        last = end
    if choice == "read":
        return made + text[last:]
    return _joined(made, text[last:]).strip() if last else text


def _bare(formula: str) -> str:
    """A formula without what stands around it."""
    for opens, closes in _DELIMITERS.items():
        if formula.startswith(opens) and formula.endswith(closes):
            return formula[len(opens) : -len(closes)].strip()
    return formula


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
    """What no format marks: listings and tables as Markdown has them, 图1 …, 参考文献 and below."""
    drawn = dict(_drawn(paragraphs))
    found: list[Paragraph] = []
    references = False
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if index in drawn or paragraph.kind != "text":
            found.append(drawn.get(index, paragraph))
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


def _drawn(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    """Listings in fences, tables of strokes and formulae on lines of their own, by index.

    The lines that only draw them have no text any more.
    """
    index = 0
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        end = index
        if paragraph.kind == "text" and not paragraph.level and paragraph.text[:1] in _DRAWN_BEGINS:
            kind, end = _drawing(paragraphs, index)
            for place in range(index, end):
                line = paragraphs[place]
                yield place, replace(line, text=_undrawn(line.text, kind), kind=kind)
        index = max(end, index + 1)


def _drawing(paragraphs: Sequence[Paragraph], start: int) -> tuple[Kind, int]:
    """The kind of what begins here, and where it ends; at ``start`` if nothing does."""
    text = paragraphs[start].text
    below = [paragraph.text for paragraph in paragraphs[start + 1 : start + 1 + _DRAWN_MOST]]
    if match := _FENCE.fullmatch(text):
        return "code", _closed(below, match[1], start)
    if text in _OPENED:
        few = list(takewhile(lambda line: "。" not in line, below[:_FORMULA_MOST]))
        return "formula", _closed(few, _OPENED[text], start)
    if _MATH.fullmatch(text):
        return "formula", start + 1
    if _PICTURE.fullmatch(text):
        return "image", start + 1
    if _ROW.fullmatch(text) and below and "|" in below[0] and _RULE.fullmatch(below[0]):
        rows = sum(1 for _ in takewhile(_ROW.fullmatch, below[1:]))
        return "table", start + 2 + rows
    return "text", start


def _closed(below: Sequence[str], sign: str, start: int) -> int:
    return start + 2 + below.index(sign) if sign in below else start


def _undrawn(text: str, kind: Kind) -> str:
    if kind == "code":
        return "" if _FENCE.fullmatch(text) else text
    if kind == "table":
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        return "" if _RULE.fullmatch(text) else "，".join(cell for cell in cells if cell)
    if kind == "image":
        match = _PICTURE.fullmatch(text)
        return (match[1] if match else "") or UNNAMED
    return "" if text in _DELIMITERS or text in _DELIMITERS.values() else _bare(text)
