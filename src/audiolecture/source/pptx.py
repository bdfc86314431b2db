"""Slides: each is a section, with its title; the speaker's notes are said where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audiolecture.model import Omission
from audiolecture.source.container import Container, open_container
from audiolecture.source.document import Document, Paragraph, inline_formula, picture
from audiolecture.source.relations import relations, relations_by_id
from audiolecture.source.text import clean
from audiolecture.source.wordml import attribute, child, children, local, math

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle"})
_EDGE = "page furniture"
_DIGITS = re.compile(r"\d+")
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
"""Placeholders that stand on every slide: number, date, footer, header, picture of the slide."""


def read_pptx(data: bytes, *, name: str, where: str) -> Document:
    """The slides in order, each once; their lines count slides from 1.

    What stands on a slide with notes is left out, as are a hidden slide and what stands at the edge
    of slides; all is listed.

    Raises:
        SourceError: the file is damaged, protected or no presentation.
    """
    box = open_container(data, where)
    main = relations(box, "").get("officeDocument", _MAIN)
    omitted: list[Omission] = []
    paragraphs = tuple(
        paragraph
        for number, member in enumerate(dict.fromkeys(_slides(box, main)), 1)
        for paragraph in _slide(box, member, number, omitted)
    )
    return Document(name, where, paragraphs, omitted=tuple(_once(omitted)))


def _once(omitted: Sequence[Omission]) -> Iterator[Omission]:
    """What is left out; what stands at the edge of many slides, once."""
    seen: set[str] = set()
    for item in omitted:
        alike = _DIGITS.sub("#", item.text)
        if item.kind != _EDGE or alike not in seen:
            yield item
        if item.kind == _EDGE:
            seen.add(alike)


def _slides(box: Container, main: str) -> Iterator[str]:
    targets = relations_by_id(box, main)
    for item in children(child(box.xml(main), "sldIdLst")):
        names = (targets.get(value, "") for value in map(str, item.attrib.values()))
        yield from (name for name in names if name)


def _slide(
    box: Container, member: str, number: int, omitted: list[Omission]
) -> Iterator[Paragraph]:
    root = box.xml(member)
    title, body = _texts(root, number)
    omitted += (Omission(_EDGE, text, number) for text in _edges(root))
    if attribute(root, "show") == "0":
        omitted.append(Omission("hidden slide", title, number))
        return
    notes_member = relations(box, member).get("notesSlide", "")
    __, notes = _texts(box.xml(notes_member), number) if notes_member else ("", [])
    said = [paragraph for paragraph in notes if paragraph.kind == "text"] or body
    if title and (said or body):
        yield Paragraph(title, number, level=1)
    elif title:
        yield Paragraph(title, number)
    if said is not body and body:
        omitted.append(Omission("slide", "\n".join(item.text for item in body), number))
    yield from said


def _texts(root: _Element, number: int) -> tuple[str, list[Paragraph]]:
    """The title, and the paragraphs of everything else in the order of the file."""
    title, body = "", []
    for shape in _shapes(root):
        place = _placeholder(shape)
        if place in _FURNITURE:
            continue
        texts = list(_lines(shape))
        if place in _TITLES and not title:
            title = " ".join(texts)
        elif any(local(item) == "tr" for item in shape.iter()):
            body += [Paragraph(row, number, kind="table") for row in _rows(shape)]
        elif local(shape) in {"graphicFrame", "pic"}:
            alt = next((attribute(i, "descr") for i in shape.iter() if local(i) == "cNvPr"), "")
            body.append(picture(clean(alt), number))
        else:
            body += [Paragraph(text, number) for text in texts]
    return title, body


def _edges(root: _Element) -> Iterator[str]:
    """What stands at the edge of a slide."""
    for shape in _shapes(root):
        if _placeholder(shape) in _FURNITURE:
            yield from _lines(shape)


def _placeholder(shape: _Element) -> str:
    """What a shape is in the layout of the slide: title, footer, number."""
    return attribute(next((item for item in shape.iter() if local(item) == "ph"), None), "type")


def _lines(shape: _Element) -> Iterator[str]:
    return (text for item in shape.iter() if local(item) == "p" and (text := _text(item)))


def _shapes(root: _Element) -> Iterator[_Element]:
    """Shapes and tables, also inside groups; an alternative content is taken once."""
    for item in children(root):
        name = local(item)
        if name in {"sp", "graphicFrame", "pic"}:
            yield item
        elif name not in {"Fallback", "extLst"}:
            yield from _shapes(item)


def _rows(table: _Element) -> Iterator[str]:
    for row in (item for item in table.iter() if local(item) == "tr"):
        cells = (cell for cell in row if local(cell) == "tc")
        texts = (
            " ".join(text for p in cell.iter() if local(p) == "p" and (text := _text(p)))
            for cell in cells
        )
        if text := "，".join(text for text in texts if text):
            yield text


def _text(paragraph: _Element) -> str:
    return clean("".join(_words(paragraph)))


def _words(element: _Element) -> Iterator[str]:
    for item in children(element):
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name == "br":
            yield " "
        elif name in {"oMath", "oMathPara"}:
            yield inline_formula(math(item))
        elif name != "Fallback":
            yield from _words(item)
