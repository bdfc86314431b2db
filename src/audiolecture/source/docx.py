"""Word files: the text as Word shows it, with the automatic numbers that are not in the text.

Deleted and hidden text, comments, tables of contents, headers and footers are not spoken; of these
what Word shows, or showed, is listed, but not what was deleted and the comments. Both the
transitional and the strict namespace are read (ECMA-376, parts 1 and 4).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from audiolecture.model import Omission
from audiolecture.source.container import Container, open_container
from audiolecture.source.document import Document, Kind, Paragraph, inline_formula, picture
from audiolecture.source.relations import relations, relations_of
from audiolecture.source.text import clean
from audiolecture.source.wordml import (
    Numbering,
    Style,
    attribute,
    child,
    children,
    heading_level,
    integer,
    is_on,
    local,
    math,
    read_numbering,
    read_styles,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_SKIPPED = frozenset(
    {"del", "moveFrom", "sectPr", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt"}
    | {"Fallback", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "commentReference"}
)
"""What is in the file but not on the page, or was said already: the fallback of a text box."""
_WORDS = {"t": None, "tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
"""Pieces of a run; ``None``: their own text."""
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_CONTENTS, _BIBLIOGRAPHY = "Table of Contents", "Bibliographies"
_LISTS = frozenset({_CONTENTS, _BIBLIOGRAPHY})
"""Lists that Word keeps in content controls, by their galleries."""
_IN_CELLS = frozenset({"text", "table", "code"})
"""Kinds that are part of a row; pictures and notes stand beside their table."""
_PICTURES = frozenset({"blip", "imagedata", "chart", "relIds"})
"""What makes a drawing a picture; the last is SmartArt."""
_PRIVATE = range(0xE000, 0xF900)


def read_docx(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a Word file; their lines count paragraphs from 1.

    Raises:
        SourceError: the file is damaged, protected or no Word file.
    """
    box = open_container(data, where)
    parts = _parts(box)
    root = box.xml(parts.get("officeDocument", _MAIN))
    reader = _Reader(
        read_styles(_part(box, parts, "styles")),
        read_numbering(_part(box, parts, "numbering")),
        {
            (kind, attribute(note, "id")): note
            for kind, part in (("footnote", "footnotes"), ("endnote", "endnotes"))
            for note in children(_part(box, parts, part))
        },
    )
    body = child(root, "body")
    paragraphs = tuple(reader.blocks(root if body is None else body))
    edges = _edges(box, parts.get("officeDocument", _MAIN), reader)
    return Document(name, where, paragraphs, omitted=(*edges, *reader.omitted))


def _edges(box: Container, main: str, reader: _Reader) -> tuple[Omission, ...]:
    """What stands at the edge of the pages, once each."""
    members = (m for kind in ("header", "footer") for m in relations_of(box, main, kind))
    lines = (item for m in members for item in box.xml(m).iter() if local(item) == "p")
    texts = (clean("".join(reader.words(line, _Aside()))) for line in lines)
    return tuple(Omission("page furniture", text, 0) for text in dict.fromkeys(texts) if text)


def _parts(box: Container) -> dict[str, str]:
    """The main document and what it refers to, by the last word of the relation's type."""
    parts = relations(box, "")
    main = parts.get("officeDocument", _MAIN)
    return relations(box, main) | {"officeDocument": main}


def _part(box: Container, parts: Mapping[str, str], kind: str) -> _Element | None:
    return box.xml(parts[kind]) if kind in parts else None


@dataclass(slots=True)
class _Aside:
    """What a paragraph holds beside its text."""

    images: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[_Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """One pass over the document."""

    styles: Mapping[str, Style]
    numbering: Numbering
    notes: Mapping[tuple[str, str], _Element]
    line: int = 0
    titled: bool = False
    """A paragraph in the style of a title was there: headings stand a level below it."""
    carried: str = ""
    """The text of a paragraph whose end a revision deletes: it begins the next one."""
    omitted: list[Omission] = field(default_factory=list)
    referred: set[_Element] = field(default_factory=set)
    """Notes that were referred to: each is said once."""
    waiting: deque[_Element] = field(default_factory=deque)
    """Notes that are said behind the one that is being said."""
    noting: bool = False

    def blocks(self, parent: _Element, kind: Kind = "text") -> Iterator[Paragraph]:
        """The paragraphs below an element, whatever they are wrapped in."""
        for element, following in pairwise([*children(parent), None]):
            assert element is not None  # noqa: S101 - only the last is
            name = local(element)
            if name == "p":
                joined = following is not None and local(following) == "p" and _has_no_end(element)
                yield from self._paragraph(element, kind, joined=joined)
            elif name == "tbl":
                yield from self._table(element, kind)
            elif name == "sdt" and (gallery := _gallery(element)) in _LISTS:
                yield from self._list(element, gallery)
            elif name == "oMathPara":
                yield from self._formula(element)
            elif name not in _SKIPPED:
                yield from self.blocks(element, kind)

    def _paragraph(self, element: _Element, kind: Kind, *, joined: bool) -> Iterator[Paragraph]:
        """A paragraph; one that is ``joined`` to the next is said with that, in its style."""
        properties = child(element, "pPr")
        identity = attribute(child(properties, "pStyle"))
        style = self.styles.get(identity, self.styles.get("", Style()))
        aside = _Aside()
        if style.is_contents:
            self._leave_out("table of contents", "".join(self.words(element, aside)))
            return
        text = self.carried + "".join(self.words(element, aside))
        self._leave_out("hidden text", "".join(aside.hidden))
        self._leave_out("table of contents", "".join(aside.contents))
        self.carried = text if joined else ""
        if joined:
            self.line += 1
            yield from self._beside(aside)
            return
        level = self._level(properties, style) if clean(text) else 0
        if level:  # a heading of two lines is one heading
            text = " ".join(text.split("\n"))
        label = self._label(properties, identity, style) if clean(text) else ""
        if kind == "text" and (style.is_caption or style.is_code):
            kind = "caption" if style.is_caption else "code"
        for line in text.split("\n"):
            self.line += 1
            if cleaned := clean(line):
                yield Paragraph(label + cleaned, self.line, level, kind)
                label = ""
        yield from self._beside(aside)

    def _leave_out(self, kind: str, text: str) -> None:
        """What stands before the next paragraph, or in it."""
        if cleaned := clean(" ".join(text.split())):
            self.omitted.append(Omission(kind, cleaned, self.line + 1))

    def _list(self, element: _Element, gallery: str) -> Iterator[Paragraph]:
        """A list that Word keeps: the table of contents, or the works that are referred to."""
        if gallery == _BIBLIOGRAPHY:
            yield from self.blocks(element, "note")
            return
        for line in (item for item in element.iter() if local(item) == "p"):
            self._leave_out("table of contents", "".join(self.words(line, _Aside())))

    def _beside(self, aside: _Aside) -> Iterator[Paragraph]:
        for alt in aside.images:
            yield picture(clean(alt), self.line)
        for box in aside.boxes:
            yield from self.blocks(box)
        yield from self._said(aside.notes)

    def _said(self, notes: Iterable[_Element]) -> Iterator[Paragraph]:
        """Notes; what they refer to follows them, so that none is said inside itself."""
        self.waiting += (note for note in dict.fromkeys(notes) if note not in self.referred)
        self.referred.update(notes)
        if self.noting:
            return
        self.noting = True
        while self.waiting:
            yield from self.blocks(self.waiting.popleft(), "note")
        self.noting = False

    def _level(self, properties: _Element | None, style: Style) -> int:
        if style.is_title:
            self.titled = True
            return 1
        level = heading_level(properties) or style.level
        if attribute(child(properties, "outlineLvl")) == "9":
            level = 0
        return level + 1 if level and self.titled else level

    def _label(self, properties: _Element | None, identity: str, style: Style) -> str:
        own = child(properties, "numPr")
        number = attribute(child(own, "numId")) or style.number
        depth = attribute(child(own, "ilvl"))
        if not number or number == "0":
            return ""
        place = integer(depth, default=style.depth)
        by_style = "" if depth else identity
        return self.numbering.label(number, place, by_style)

    def _table(self, element: _Element, kind: Kind) -> Iterator[Paragraph]:
        """A row is a paragraph, its cells apart by commas; a frame around text is no table."""
        rows = [row for row in _rows(element) if not is_on(child(row, "trPr", "del"))]
        if len(rows) == 1 and len(list(_cells(rows[0]))) == 1:
            yield from self.blocks(next(_cells(rows[0])), kind)
            return
        beside: list[Paragraph] = []
        for row in rows:
            line = self.line + 1
            cells = [list(self.blocks(cell)) for cell in _cells(row)]
            beside += (found for cell in cells for found in cell if found.kind not in _IN_CELLS)
            texts = (" ".join(p.text for p in cell if p.kind in _IN_CELLS) for cell in cells)
            if text := "，".join(text for text in texts if text):
                yield Paragraph(text, line, kind="table")
        yield from beside

    def _formula(self, element: _Element) -> Iterator[Paragraph]:
        self.line += 1
        if text := math(element):
            yield Paragraph(text, self.line, kind="formula")

    def words(self, element: _Element, aside: _Aside) -> Iterator[str]:
        """The text of a paragraph or of a part of it."""
        for item in children(element):
            name = local(item)
            if self._is_aside(name, item, aside):
                continue
            if name in _WORDS:
                yield _WORDS[name] or item.text or ""
            elif name == "sym":
                yield _symbol(attribute(item, "char"))
            elif name in {"oMath", "oMathPara"}:
                yield inline_formula(math(item))
            elif name not in _SKIPPED:
                yield from self.words(item, aside)

    def _is_aside(self, name: str, item: _Element, aside: _Aside) -> bool:
        """Whether a part of a paragraph is beside its text, where it is put then."""
        if name in {"drawing", "pict", "object"}:
            _look(item, aside)
        elif name in _NOTES:
            note = self.notes.get((_NOTES[name], attribute(item, "id")))
            aside.notes += () if note is None else (note,)
        elif name == "r" and is_on(child(item, "rPr", "vanish")):
            aside.hidden += self.words(item, _Aside())
        elif name == "sdt" and _gallery(item) == _CONTENTS:
            aside.contents += self.words(item, _Aside())
        else:
            return False
        return True


def _has_no_end(paragraph: _Element) -> bool:
    """Whether a revision deletes the mark at its end, or moves it away."""
    mark = child(paragraph, "pPr", "rPr")
    return is_on(child(mark, "del")) or is_on(child(mark, "moveFrom"))


def _gallery(element: _Element) -> str:
    """What kind of list of Word's a content control holds."""
    return attribute(child(element, "sdtPr", "docPartObj", "docPartGallery"))


def _rows(table: _Element) -> Iterator[_Element]:
    for item in children(table):
        if local(item) == "tr":
            yield item
        elif local(item) not in _SKIPPED:
            yield from _rows(item)


def _cells(row: _Element) -> Iterator[_Element]:
    for item in children(row):
        if local(item) == "tc":
            yield item
        elif local(item) not in _SKIPPED:
            yield from _cells(item)


def _look(drawing: _Element, aside: _Aside) -> None:
    """The text boxes in a drawing, each once; a drawing without any is a picture."""
    boxes: dict[_Element, None] = {}
    alt, is_picture = "", False
    for item in drawing.iter():
        name = local(item)
        if name == "txbxContent" and not any(local(up) in _SKIPPED for up in item.iterancestors()):
            boxes[item] = None
        elif name in {"docPr", "shape"}:
            alt = alt or attribute(item, "descr") or attribute(item, "alt")
        is_picture = is_picture or name in _PICTURES
    inner = [box for box in boxes if not any(up in boxes for up in box.iterancestors())]
    aside.boxes += inner
    if is_picture and not inner:
        aside.images.append(alt)


def _symbol(code: str) -> str:
    """A character of a symbol font; those have no meaning outside it."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return "" if value in _PRIVATE or not 0 < value < 0x11_0000 else chr(value)  # noqa: PLR2004
