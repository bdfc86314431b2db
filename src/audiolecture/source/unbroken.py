"""A text that lost its line breaks: headings in the midst of one long paragraph. Pure.

Text that is copied out of a chat, a form or a bad converter is one paragraph from end to end. Where
numbers at the beginnings of its sentences count up from one, a paragraph begins with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiolecture.messages import _
from audiolecture.patterns import lazily
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.numbering import FAMILIES, Number, fold, number_at

_FEW = 4
"""Paragraphs of a text that may have lost its line breaks: a title, a byline, the rest."""
_SENTENCE_START = lazily(r"(?<=[。！？!?”])\s*(?=[第一二三四五六七八九十（(1-9])")
_FAMILIES = tuple(
    (family, pattern)
    for family, pattern in FAMILIES
    if family in {"一、", "（一）", "1．"} or (family.startswith("第…") and len(family) <= 4)  # noqa: PLR2004
)


def with_breaks(document: Document) -> Document:
    """The document, its paragraphs cut where headings begin inside them."""
    if len(document.paragraphs) > _FEW:
        return document
    if any(number_at(fold(p.text), FAMILIES) for p in document.paragraphs):
        return document
    paragraphs = tuple(part for each in document.paragraphs for part in _parts(each))
    if len(paragraphs) == len(document.paragraphs):
        return document
    line = next(p.line for p in document.paragraphs if len(list(_parts(p))) > 1)
    lost = _(
        "{where}:{line}: line breaks are missing; cut where numbers begin a sentence",
        where=document.where,
        line=line,
    )
    return replace(document, paragraphs=paragraphs, warnings=(*document.warnings, lost))


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    text = paragraph.text
    places = _places(fold(text)) if paragraph.kind == "text" and not paragraph.quoted else []
    for start, end in zip([0, *places], [*places, len(text)], strict=True):
        yield replace(paragraph, text=text[start:end].strip(), column=paragraph.column + start)


def _places(text: str) -> list[int]:
    """Where sentences begin with numbers of a family that counts from one."""
    found = [
        (match.end(), number)
        for match in _SENTENCE_START.finditer(text)
        if (number := number_at(text, _FAMILIES, match.end()))
    ]
    return [place for place, number in found if _counts(number.family, [n for _, n in found])]


def _counts(family: str, numbers: Sequence[Number]) -> bool:
    values = [number.value for number in numbers if number.family == family]
    return values[:2] == [1, 2]
