"""PDF files with a text layer: what stands where on their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.source.container import damaged, locked
from audiolecture.source.document import Document
from audiolecture.source.printed import (
    CJK,
    EDGE,
    OFTEN,
    Line,
    Picture,
    of_slides,
    paragraphs,
    without_furniture,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_LOGO = 3
"""Pages on which a picture stands at the same place, at the least, if it belongs to the paper."""
_TOUCHING = 2
"""Points between two things that are one."""
_PICTURE_LEAST, _PICTURE_MOST = 0.08, 0.9
"""Parts of a page's width and height: a smaller one is an ornament, a larger one the background."""
_UNREADABLE = 0.3
_GUTTER = 0.03
"""Part of a page's width by which the space between two columns may stand beside the middle."""
_COLUMN = 5
"""Lines that a column has at least."""
_MOST = 1_000_000
"""Characters: seventy hours of speech, and about fifteen seconds to find their places."""
_FEW = 12
"""Characters a page: a scanned one has hardly any."""
_GUESSED = re.compile("\0+")


def read_pdf(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a PDF; their lines are page numbers.

    Raises:
        SourceError: the file is damaged or protected, is a scan, or its letters mean nothing.
    """
    lines, pictures = _content(data, where)
    kept, omitted = without_furniture(lines)
    found = tuple(paragraphs(list(of_slides(kept)), pictures))
    return Document(name, where, found, omitted=omitted)


def _content(data: bytes, where: str) -> tuple[list[Line], list[Picture]]:
    pdfium = _library(where)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise locked(where) from error
        raise damaged(where, _("it cannot be opened as a PDF")) from error
    try:
        return _read(document, where)
    except pdfium.PdfiumError as error:
        raise damaged(where, _("a page cannot be read")) from error
    finally:
        document.close()


def _library(where: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a module
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise SourceError(
            _("PDF files need a part that is not installed"),
            where=where,
            hint=_("install it with: {command}", command="pip install 'audiolecture[pdf]'"),
        ) from error
    return pypdfium2


def _read(document: PdfDocument, where: str) -> tuple[list[Line], list[Picture]]:
    lines: list[Line] = []
    pictures: list[Picture] = []
    length = 0
    for number in range(len(document)):
        page = document[number]
        found = _lines_on(page, number + 1)
        pictures += _pictures_on(page, number + 1, found)
        page.close()
        length += sum(len(line.text) for line in found)
        if length > _MOST:
            raise SourceError(
                _(
                    "this PDF has more than {most:,} characters: page {number} of "
                    "{count} is as far as it is read",
                    most=_MOST,
                    number=number + 1,
                    count=len(document),
                ),
                where=where,
                hint=_("divide it into several files, one a lecture, or save its text as .txt"),
            )
        lines += found
    text = "".join(line.text for line in lines)
    if len(text) < _FEW * len(document):
        raise SourceError(
            _("the pages of this PDF are pictures; there is no text in it"),
            where=where,
            hint=_("recognize its text first (OCR), or use the file that it was made from"),
        )
    strange = sum(char == "\ufffd" or 0xE000 <= ord(char) < 0xF900 for char in text)  # noqa: PLR2004
    if strange > _UNREADABLE * len(text):
        raise SourceError(
            _("the letters of this PDF cannot be told: its fonts do not say what they mean"),
            where=where,
            hint=_("use the file that it was made from, or recognize its text (OCR)"),
        )
    places = Counter(map(_spot, pictures))
    often = max(_LOGO, OFTEN * len(document))
    return lines, [picture for picture in pictures if places[_spot(picture)] < often]


def _spot(picture: Picture) -> tuple[float, ...]:
    """Where a picture stands on its page, whichever that is."""
    return tuple(map(round, (picture.left, picture.right, picture.top, picture.bottom)))


def _lines_on(page: PdfPage, number: int) -> list[Line]:
    """The lines of a page from its characters, in the order in which they were drawn."""
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    height = page.get_height()
    textpage = page.get_textpage()
    pieces: list[Line] = []
    chars: list[tuple[str, float, float, float, float]] = []
    box = raw.FS_RECTF()
    for index in range(textpage.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(textpage, index))
        if char in "\r\n":
            pieces += _piece(chars, number, height)
            chars = []
        elif char.strip():
            raw.FPDFText_GetLooseCharBox(textpage, index, box)
            size = raw.FPDFText_GetFontSize(textpage, index)
            middle = height - (box.top + box.bottom) / 2
            chars.append((char, box.left, box.right, middle, max(size, box.top - box.bottom)))
        elif chars and not raw.FPDFText_IsGenerated(textpage, index):
            chars.append((" ", chars[-1][2], chars[-1][2], chars[-1][3], chars[-1][4]))
        elif chars and not CJK.match(chars[-1][0]):
            chars.append(("\0", chars[-1][2], chars[-1][2], chars[-1][3], chars[-1][4]))
    pieces += _piece(chars, number, height)
    textpage.close()
    width = page.get_width()
    slide = width > height
    return _one_column([replace(piece, width=width, slide=slide) for piece in pieces], width)


def _pictures_on(page: PdfPage, number: int, lines: Sequence[Line]) -> list[Picture]:
    """The pictures of a page, without ornaments, letterheads and what lies behind text."""
    found: list[Picture] = []
    width, height = page.get_width(), page.get_height()
    for left, bottom, right, top in _images(page):
        last = found[-1] if found else None
        here = Picture(number, left, right, height - top, height - bottom)
        if last and _touch(last, here):  # programs cut pictures into strips
            highest, lowest = min(last.top, here.top), max(last.bottom, here.bottom)
            found[-1] = replace(last, top=highest, bottom=lowest)
        else:
            found.append(here)
    return [
        picture
        for picture in found
        if _PICTURE_LEAST * width <= picture.right - picture.left <= _PICTURE_MOST * width
        and _PICTURE_LEAST * height <= picture.bottom - picture.top <= _PICTURE_MOST * height
        and picture.bottom > EDGE * height
        and picture.top < (1 - EDGE) * height
        and not any(_is_inside(line, picture) for line in lines)
    ]


def _touch(one: Picture, other: Picture) -> bool:
    """Whether one begins where the other ends, at the same margin."""
    apart = min(abs(one.bottom - other.top), abs(other.bottom - one.top))
    return max(abs(one.left - other.left), apart) < _TOUCHING


def _images(page: PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right and top of everything on a page that is made of points."""
    from ctypes import byref, c_float  # noqa: PLC0415 - only for PDF

    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    for index in range(raw.FPDFPage_CountObjects(page)):
        piece = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(piece) == raw.FPDF_PAGEOBJ_IMAGE:
            edges = [c_float() for _ in range(4)]
            if raw.FPDFPageObj_GetBounds(piece, *map(byref, edges)):
                left, bottom, right, top = (edge.value for edge in edges)
                yield left, bottom, right, top


def _is_inside(line: Line, picture: Picture) -> bool:
    """Whether a line is written on a picture."""
    return picture.top < line.top < picture.bottom and (
        picture.left < (line.left + line.right) / 2 < picture.right
    )


def _piece(
    chars: Sequence[tuple[str, float, float, float, float]], page: int, height: float
) -> Iterator[Line]:
    text = _GUESSED.sub(_gap, "".join(char for char, *_ in chars)).strip()
    if text:
        yield Line(
            text,
            min(left for _, left, *_ in chars),
            max(right for _, _, right, *_ in chars),
            median(top for *_, top, _ in chars),
            round(median(size for *_, size in chars), 1),
            page,
            height,
        )


def _one_column(pieces: Sequence[Line], width: float) -> list[Line]:
    """The lines of a page; those of a right column follow the left one's, at the same place."""
    left: list[Line] = []
    right: list[Line] = []
    across: list[Line] = []
    for piece in pieces:
        ends_left = piece.right < width * (0.5 + _GUTTER)
        begins_right = piece.left > width * (0.5 - _GUTTER)
        if ends_left == begins_right:  # wider than a column, or a page number between them
            across.append(piece)
        else:
            (left if ends_left else right).append(piece)
    least = max(_COLUMN, len(across))
    gutter = min((p.left for p in right), default=0) - max((p.right for p in left), default=0)
    wide = sum(p.right - p.left > width / 4 for p in right)
    if min(len(left), wide) < least or gutter <= 0:
        return _joined_pieces(pieces)
    shift = min(p.left for p in right) - min(p.left for p in left)
    moved = [replace(p, left=p.left - shift, right=p.right - shift) for p in right]
    column = min(p.left for p in right) + min(p.left for p in left)
    left = [replace(p, width=column) for p in left]
    moved = [replace(p, width=column) for p in moved]
    top = min(piece.top for piece in (*left, *right))
    above = [piece for piece in across if piece.top < top]
    below = [piece for piece in across if piece.top >= top]
    return [line for part in (above, left, moved, below) for line in _joined_pieces(part)]


def _joined_pieces(pieces: Sequence[Line]) -> list[Line]:
    """Pieces beside each other are one line."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last and abs(last.top - piece.top) < last.size / 2 and piece.left >= last.right - 1:
            gap = " " if piece.left - last.right > last.size / 4 else ""
            text = last.text + gap + piece.text
            lines[-1] = replace(last, text=text, right=max(last.right, piece.right))
        else:
            lines.append(piece)
    return lines


def _gap(match: re.Match[str]) -> str:
    """A gap that is no character: a space, unless a Chinese character stands beside it."""
    after = match.string[match.end() : match.end() + 1]
    return "" if CJK.match(after) else " "
