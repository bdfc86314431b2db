"""PDF files with a text layer: lines become paragraphs again, by where they stand on the page.

A page knows no paragraphs, only characters with places. So lines are put together as a reader does:
an indent, a gap, another size of letters or a line that ends early begins a new paragraph.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
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
_LOGO = 3
"""Pages on which a picture stands at the same place, at the least, if it belongs to the paper."""
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
_MARGIN = 0.2
"""Part of a page's width that its right margin has at most, however far in the lines begin."""
_CENTRED = 3
"""Letters before a line that is centred below a paragraph, not the last one of an item."""
_WIDE = 0.75
"""Part of the room beside the left margin that text fills which runs to the right one."""
_WRAPPED, _BROKEN, _STOPPED = 0.4, 0.5, 0.25
"""Of lines that end far from the margin and are wrapped all the same: how many are as long as they
can be, how many of these break off within a clause, and how many have a stop inside."""
_ALIKE = 2 / 3
"""In verse all lines have their stops in the same place; in prose no more than so many."""
_LONGEST = 0.25
"""Of lines that end where they like: how many the longest ones are."""
_STOPS = "，。；、！？,;"
_BULLET = re.compile(r"[●•·▪■◆◇▶►○◎☆★✓✔➢*–—-]\s?(?=\w)")
_TITLE_LINES = 2
_TOUCHING = 2
"""Points between two things that are one."""
_PICTURE_LEAST, _PICTURE_MOST = 0.08, 0.9
"""Parts of a page's width and height: a smaller one is an ornament, a larger one the background."""
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
    width: float = 0.0
    """Of the page, or of the column."""
    slide: bool = False
    """The page is wider than high."""

    @property
    def at_edge(self) -> bool:
        return not _EDGE * self.height < self.top < (1 - _EDGE) * self.height


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture on a page; ``top`` and ``bottom`` grow downwards."""

    page: int
    left: float
    right: float
    top: float
    bottom: float


def read_pdf(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a PDF; their lines are page numbers.

    Raises:
        SourceError: the file is damaged or protected, is a scan, or its letters mean nothing.
    """
    lines, pictures = _content(data, where)
    kept, omitted = _without_furniture(lines)
    paragraphs = tuple(_paragraphs(list(_of_slides(kept)), pictures))
    return Document(name, where, paragraphs, omitted=omitted)


def _content(data: bytes, where: str) -> tuple[list[_Line], list[_Picture]]:
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


def _read(document: PdfDocument, where: str) -> tuple[list[_Line], list[_Picture]]:
    lines: list[_Line] = []
    pictures: list[_Picture] = []
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
    often = max(_LOGO, _OFTEN * len(document))
    return lines, [picture for picture in pictures if places[_spot(picture)] < often]


def _spot(picture: _Picture) -> tuple[float, ...]:
    """Where a picture stands on its page, whichever that is."""
    return tuple(map(round, (picture.left, picture.right, picture.top, picture.bottom)))


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
    width = page.get_width()
    slide = width > height
    return _one_column([replace(piece, width=width, slide=slide) for piece in pieces], width)


def _pictures_on(page: PdfPage, number: int, lines: Sequence[_Line]) -> list[_Picture]:
    """The pictures of a page, without ornaments, letterheads and what lies behind text."""
    found: list[_Picture] = []
    width, height = page.get_width(), page.get_height()
    for left, bottom, right, top in _images(page):
        last = found[-1] if found else None
        here = _Picture(number, left, right, height - top, height - bottom)
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
        and picture.bottom > _EDGE * height
        and picture.top < (1 - _EDGE) * height
        and not any(_is_inside(line, picture) for line in lines)
    ]


def _touch(one: _Picture, other: _Picture) -> bool:
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


def _is_inside(line: _Line, picture: _Picture) -> bool:
    """Whether a line is written on a picture."""
    return picture.top < line.top < picture.bottom and (
        picture.left < (line.left + line.right) / 2 < picture.right
    )


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
    column = min(p.left for p in right) + min(p.left for p in left)
    left = [replace(p, width=column) for p in left]
    moved = [replace(p, width=column) for p in moved]
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
    return re.sub(r"\s*\d+\s*", "", line.text), round(line.top / 6)


# ---------------------------------------------------------------- slides


def _of_slides(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines; on slides, what is not the title has letters of one size.

    There the points are as large as there is room for them, which makes no headings of them.
    """
    titles = {id(line) for line in _titles(lines)}
    points = Counter[float]()
    for line in lines:
        if line.slide and id(line) not in titles:
            points[line.size] += len(line.text)
    usual = points.most_common(1)[0][0] if points else 0.0
    for line in lines:
        point = line.slide and id(line) not in titles and line.size > usual * _SMALLER
        yield replace(line, size=usual) if point else line


def _titles(lines: Sequence[_Line]) -> Iterator[_Line]:
    """A line or two in the largest letters of each slide."""
    for __, group in groupby(lines, lambda line: line.page):
        own = list(group)
        largest = max(line.size for line in own)
        great = [line for line in own if line.size >= largest * _SAME]
        if len(great) <= _TITLE_LINES:
            yield from great


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
    ragged: bool = False
    """Lines end far from the margin, where they like."""


def _paragraphs(lines: Sequence[_Line], pictures: Sequence[_Picture] = ()) -> Iterator[Paragraph]:
    if not lines:
        return
    layout = _layout(lines)
    notes = {id(line) for line in _notes(lines, layout)}
    coming = deque(sorted(pictures, key=lambda picture: (picture.page, picture.top)))
    held: list[_Line] = []
    aside: list[_Line] = []
    seen: list[_Picture] = []
    for line in lines:
        while coming and (coming[0].page, coming[0].top) < (line.page, line.top):
            seen.append(coming.popleft())
        if id(line) in notes:
            aside.append(line)
            continue
        if held and not _goes_on(held[-1], line, layout):
            yield from _made(held, layout)
            yield from _beside(aside, seen, layout)
            held, aside, seen = [], [], []
        elif not held:
            yield from _beside(aside, seen, layout)
            aside, seen = [], []
        held.append(line)
    yield from _made(held, layout)
    yield from _beside(aside, [*seen, *coming], layout)


def _layout(lines: Sequence[_Line]) -> _Layout:
    sizes: Counter[float] = Counter()
    lefts: Counter[int] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
        lefts[round(line.left)] += 1
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) <= size * 0.06]
    right, ragged = _right(body)
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
    return _Layout(size, left, right, distance, _groups(large), wraps=bool(going_on), ragged=ragged)


def _right(body: Sequence[_Line]) -> tuple[float, bool]:
    """Where a line ends that another one may go on with, and whether it does so rarely.

    Verses, addresses and points end far from the margin, each line for itself.
    """
    rights = sorted(line.right for line in body)
    often, most = rights[int(len(rights) * 0.9)], rights[-1]
    if _is_wide(often, body):
        return often, False
    if _is_wide(most, body) or _is_wrapped(body, most):
        return most, False
    longest = sum(line.right > most - _SHORT * line.size for line in body)
    return (most if longest <= max(1, _LONGEST * len(body)) else math.inf), True


def _is_wide(right: float, body: Sequence[_Line]) -> bool:
    left = min(line.left for line in body)
    width = median(line.width for line in body)
    return right - left >= _WIDE * (width - min(left, _MARGIN * width) - left)


def _is_wrapped(body: Sequence[_Line], right: float) -> bool:
    """Whether lines that end far from the margin break off there, as in a narrow column."""
    full = [above for above, below in pairwise(body) if above.right + _room(below) > right]
    broken = [line for line in full if line.text[-1].isalnum()]
    stops = [place for line in body if (place := _first_stop(line)) >= 0]
    return (
        len(full) >= _WRAPPED * (len(body) - 1)
        and len(broken) >= max(1, _BROKEN * len(full))
        and len(stops) >= _STOPPED * len(body)
        and max(Counter(stops).values(), default=0) <= max(1, _ALIKE * len(stops))
    )


def _first_stop(line: _Line) -> int:
    """Where the first sentence or clause ends inside a line; -1 if none does."""
    return next((place for place, char in enumerate(line.text[:-1]) if char in _STOPS), -1)


def _room(line: _Line) -> float:
    """What its first word, or its first two characters, would have needed on the line above."""
    word = line.text.split(maxsplit=1)[0]
    return line.size * (len(word) / 2 if word.isascii() else 1) + line.size / 2


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
    if line.text[0] in _CLOSING:
        return True  # no paragraph begins with a comma
    if line.size >= layout.size * _LARGER:
        return above.page == line.page  # a heading of two lines
    words = above.text[-1].isascii() and line.text[0].isascii()
    least = max(_SHORT * line.size, _room(line)) if words else _SHORT * line.size
    full = above.right > layout.right - least and not _is_centred(above, layout)
    if full and layout.ragged:
        full = line.slide and _first_stop(above) >= 0 and _CJK.match(above.text[-1]) is not None
        full = full and above.text[-1].isalnum()
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
    if _is_centred(line, layout) and line.left - layout.left > _CENTRED * line.size:
        return True
    indented = line.left - layout.left > _INDENT * line.size
    if indented and line.left - above.left > line.size / 2:
        return not _hangs(above)
    ended = _NOTE_MARK.sub("", above.text)[-1:] in _ENDS
    if ended and (indented or not layout.wraps):
        return True
    if _BULLET.match(line.text) and above.text[-1] not in _UNFINISHED:
        return True
    return _begins_heading(line.text, above.text, sure=ended or not layout.wraps)


def _is_centred(line: _Line, layout: _Layout) -> bool:
    """Whether as much room is left before a line as behind it."""
    before, behind = line.left - layout.left, layout.right - line.right
    return before > line.size and abs(before - behind) < line.size / 4


def _hangs(above: _Line) -> bool:
    """Whether a line begins an item of a list, below the text of which the next one may stand."""
    item = _BULLET.match(above.text) or number_at(fold(above.text), FAMILIES)
    return bool(item) and above.text[-1] not in _ENDS


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


def _beside(
    notes: Sequence[_Line], pictures: Sequence[_Picture], layout: _Layout
) -> Iterator[Paragraph]:
    yield from (Paragraph("图片", picture.page, kind="image") for picture in pictures)
    yield from _made(notes, layout, "note")


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
