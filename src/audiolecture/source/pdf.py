"""PDF files with a text layer: lines become paragraphs again, by where they stand on the page.

A page knows no paragraphs, only characters with places. So lines are put together as a reader does:
an indent, a gap, another size of letters or a line that ends early begins a new paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from statistics import median
from typing import TYPE_CHECKING

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.model import Omission
from audiolecture.source.container import damaged, locked
from audiolecture.source.document import Document, Kind, Paragraph
from audiolecture.source.numbering import FAMILIES, fold, number_at
from audiolecture.source.text import clean

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_EDGE = 0.12
"""Part of a page's height, at the top and at the bottom, where headers and page numbers stand."""
_OFTEN = 0.4
"""A line that stands there on so many pages is a header; left and right ones may take turns."""
_PAGE_NUMBER = re.compile(
    r"[-–—·~\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6}|(?<=第)[一二三四五六七八九十百〇零]{1,6}(?=页))(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}(?:\s*页)?)?[-–—·~\s]*",
    re.IGNORECASE,
)
_FURNITURE_MOST = 3
"""Lines at one edge of a page; more that are alike are text that repeats itself."""
_LARGER, _SMALLER = 1.12, 0.88
"""Letters that much larger than the text are a heading's, that much smaller a footnote's."""
_SAME = 0.95
_HEADING_MOST = 80
_GAP = 1.45
"""Times the usual distance of lines: a wider one parts paragraphs."""
_INDENT, _SHORT = 1.2, 1.6
"""In letters: how far in a paragraph begins at least, how early its last line ends."""
_ENDS = "。！？；：…”」』）"
_UNREADABLE = 0.3
_GUTTER = 0.03
"""Part of a page's width by which the space between two columns may stand beside the middle."""
_COLUMN = 5
"""Lines that a column has at least."""
_MOST = 1_000_000
"""Characters: seventy hours of speech, and about fifteen seconds to find their places."""
_FEW = 12
"""Characters a page: a scanned one has hardly any."""
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")
_UNFINISHED = frozenset("，、（“《")
_CLOSING = frozenset("，。、；：！？”’）》〉」』】…")
_NOTE_MARK = re.compile(r"(?:\s?[\[〔［]\d{1,3}[\]〕］]|[¹²³⁰-⁹①-⑳])+$")
_GUESSED, _SPACES = re.compile("\0+"), re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; lengths in points, ``top`` grows downwards."""

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int
    height: float
    """Of the page."""

    @property
    def at_edge(self) -> bool:
        return not _EDGE * self.height < self.top < (1 - _EDGE) * self.height


def read_pdf(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a PDF; their lines are page numbers.

    Raises:
        SourceError: the file is damaged or protected, is a scan, or its letters mean nothing.
    """
    lines = _lines_of(data, where)
    kept, omitted = _without_furniture(lines)
    return Document(name, where, tuple(_paragraphs(kept)), omitted=omitted)


def _lines_of(data: bytes, where: str) -> list[_Line]:
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


def _read(document: PdfDocument, where: str) -> list[_Line]:
    lines: list[_Line] = []
    length = 0
    for number in range(len(document)):
        page = document[number]
        found = _lines_on(page, number + 1)
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
    return lines


def _lines_on(page: PdfPage, number: int) -> list[_Line]:
    """The lines of a page from its characters, in the order in which they were drawn."""
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    height = page.get_height()
    textpage = page.get_textpage()
    pieces: list[_Line] = []
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
        elif chars and not _CJK.match(chars[-1][0]):
            chars.append(("\0", chars[-1][2], chars[-1][2], chars[-1][3], chars[-1][4]))
    pieces += _piece(chars, number, height)
    textpage.close()
    return _one_column(pieces, page.get_width())


def _piece(
    chars: Sequence[tuple[str, float, float, float, float]], page: int, height: float
) -> Iterator[_Line]:
    text = _GUESSED.sub(_gap, "".join(char for char, *_ in chars)).strip()
    if text:
        yield _Line(
            text,
            min(left for _, left, *_ in chars),
            max(right for _, _, right, *_ in chars),
            median(top for *_, top, _ in chars),
            round(median(size for *_, size in chars), 1),
            page,
            height,
        )


def _one_column(pieces: Sequence[_Line], width: float) -> list[_Line]:
    """The lines of a page; those of a right column follow the left one's, at the same place."""
    left: list[_Line] = []
    right: list[_Line] = []
    across: list[_Line] = []
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
    top = min(piece.top for piece in (*left, *right))
    above = [piece for piece in across if piece.top < top]
    below = [piece for piece in across if piece.top >= top]
    return [line for part in (above, left, moved, below) for line in _joined_pieces(part)]


def _joined_pieces(pieces: Sequence[_Line]) -> list[_Line]:
    """Pieces beside each other are one line."""
    lines: list[_Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last and abs(last.top - piece.top) < last.size / 2 and piece.left >= last.right - 1:
            gap = " " if piece.left - last.right > last.size / 4 else ""
            text = last.text + gap + piece.text
            lines[-1] = replace(last, text=text, right=max(last.right, piece.right))
        else:
            lines.append(piece)
    return lines


# ---------------------------------------------------------------- headers and footers


def _without_furniture(lines: Sequence[_Line]) -> tuple[list[_Line], tuple[Omission, ...]]:
    """Headers, footers and page numbers stand at the edge of many pages."""
    pages = len({line.page for line in lines})
    places = Counter(_place(line) for line in lines if line.at_edge)
    often = max(2, _OFTEN * pages)
    size = median(line.size for line in lines) if lines else 0.0
    width = median(line.right - line.left for line in lines) if lines else 0.0

    def is_furniture(line: _Line) -> bool:
        number = _PAGE_NUMBER.fullmatch(line.text) is not None
        often_there = places[_place(line)] >= often and not _is_full(line, size, width)
        return line.at_edge and (number or often_there)

    gone: set[int] = set()
    for __, group in groupby(lines, lambda line: line.page):
        inwards = sorted(group, key=lambda line: line.top)
        for side in (inwards, inwards[::-1]):
            outer = list(takewhile(is_furniture, side))
            gone |= {id(line) for line in outer if len(outer) <= _FURNITURE_MOST}
    omitted = (Omission("page furniture", li.text, li.page) for li in lines if id(li) in gone)
    return [line for line in lines if id(line) not in gone], tuple(omitted)


def _is_full(line: _Line, size: float, width: float) -> bool:
    """Whether a line looks like most of the text: as wide, in letters as large."""
    return line.right - line.left >= width * _SAME and abs(line.size - size) <= size * (1 - _SAME)


def _place(line: _Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 6)


# ---------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is usual in this document: lengths in points."""

    size: float
    left: float
    right: float
    distance: float
    headings: tuple[float, ...]
    """Sizes of headings, the largest first."""
    wraps: bool = True
    """There are lines that go on with the one above."""


def _paragraphs(lines: Sequence[_Line]) -> Iterator[Paragraph]:
    if not lines:
        return
    layout = _layout(lines)
    notes = {id(line) for line in _notes(lines, layout)}
    held: list[_Line] = []
    aside: list[_Line] = []
    for line in lines:
        if id(line) in notes:
            aside.append(line)
            continue
        if held and not _goes_on(held[-1], line, layout):
            yield from _made(held, layout)
            yield from _notes_made(aside, layout)
            held, aside = [], []
        held.append(line)
    yield from _made(held, layout)
    yield from _notes_made(aside, layout)


def _layout(lines: Sequence[_Line]) -> _Layout:
    sizes: Counter[float] = Counter()
    lefts: Counter[int] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
        lefts[round(line.left)] += 1
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) <= size * 0.06]
    rights = sorted(line.right for line in body)
    right = rights[int(len(rights) * 0.9)] if rights else 0.0
    going_on = Counter(
        round(below.left)
        for above, below in pairwise(body)
        if above.right > right - _SHORT * size and above.text[-1] not in _ENDS
    )
    often = max(lefts.values()) * 0.3
    left = min(place for place, count in lefts.items() if count >= often)
    left = min(left, going_on.most_common(1)[0][0]) if going_on else left
    steps = [
        below.top - above.top
        for above, below in pairwise(body)
        if above.page == below.page and 0 < below.top - above.top < 4 * size
    ]
    large = (li.size for li in lines if li.size >= size * _LARGER and len(li.text) <= _HEADING_MOST)
    distance = median(steps) if steps else size * 1.5
    return _Layout(size, left, right, distance, _groups(large), wraps=bool(going_on))


def _groups(sizes: Iterable[float]) -> tuple[float, ...]:
    """The largest of each group of sizes that differ by no more than measuring does."""
    groups: list[float] = []
    for size in sorted(set(sizes), reverse=True):
        if not groups or size < groups[-1] * _SAME:
            groups.append(size)
    return tuple(groups)


def _notes(lines: Sequence[_Line], layout: _Layout) -> Iterator[_Line]:
    """Small print that ends a page: from the last line of the text's size on."""
    for __, group in groupby(lines, lambda line: line.page):
        own = list(group)
        last = max((i for i, line in enumerate(own) if not _is_small(line, layout)), default=None)
        if last is not None:
            yield from own[last + 1 :]


def _is_small(line: _Line, layout: _Layout) -> bool:
    return line.size <= layout.size * _SMALLER


def _goes_on(above: _Line, line: _Line, layout: _Layout) -> bool:
    """Whether a line belongs to the paragraph that the one above it belongs to."""
    if abs(above.size - line.size) > layout.size * 0.08 or _is_apart(above, line, layout):
        return False
    if line.size >= layout.size * _LARGER or line.text[0] in _CLOSING:
        return True  # a heading of two lines; and no paragraph begins with a comma
    full = above.right > layout.right - _SHORT * line.size
    return full and not _begins(above, line, layout)


def _is_apart(above: _Line, line: _Line, layout: _Layout) -> bool:
    """Whether more than the usual distance lies between two lines of a column."""
    next_column = line.top < above.top - line.height / 3
    if above.page != line.page or next_column:
        return False
    distance = line.top - above.top
    usual = layout.distance * max(1.0, line.size / layout.size)
    return distance < 0 or distance > usual * _GAP


def _begins(above: _Line, line: _Line, layout: _Layout) -> bool:
    """Whether a line below one that is as wide as the page begins a paragraph."""
    indented = line.left - layout.left > _INDENT * line.size
    if indented and line.left - above.left > line.size / 2:
        return True
    ended = _NOTE_MARK.sub("", above.text)[-1:] in _ENDS
    if ended and (indented or not layout.wraps):
        return True
    return _begins_heading(line.text, above.text, sure=ended or not layout.wraps)


def _begins_heading(text: str, above: str, *, sure: bool) -> bool:
    """Whether a line has a number that is none of a sentence's."""
    number = number_at(fold(text), FAMILIES)
    if number is None or above[-1] in _UNFINISHED:
        return False
    return sure or number.family in {"一、", "（一）"}


def _made(lines: Sequence[_Line], layout: _Layout, kind: Kind = "text") -> Iterator[Paragraph]:
    text = clean(_SPACES.sub(" ", _glued([line.text for line in lines]))) if lines else ""
    if not text:
        return
    size = lines[0].size
    level = 0
    if kind == "text" and size >= layout.size * _LARGER and len(text) <= _HEADING_MOST:
        level = sum(size < other * _SAME for other in layout.headings) + 1
    yield Paragraph(text, lines[0].page, level, kind)


def _notes_made(lines: Sequence[_Line], layout: _Layout) -> Iterator[Paragraph]:
    yield from _made(lines, layout, "note")


def _glued(texts: Sequence[str]) -> str:
    """Lines as one text: a space between Latin words, which may be cut by a hyphen."""
    whole = texts[0]
    for text in texts[1:]:
        if whole[-1] == "-" and whole[-2:-1].isalpha() and text[0].islower():
            whole = whole[:-1] + text
        elif _CJK.match(whole[-1]) or _CJK.match(text[0]):
            whole += text
        else:
            whole += " " + text
    return whole


def _gap(match: re.Match[str]) -> str:
    """A gap that is no character: a space, unless a Chinese character stands beside it."""
    after = match.string[match.end() : match.end() + 1]
    return "" if _CJK.match(after) else " "
