"""Lines with places on pages become paragraphs again.

A page knows no paragraphs, only characters with places. So lines are put together as a reader does:
an indent, a gap, another size of letters or a line that ends early begins a new paragraph. Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from statistics import median

from audiolecture.model import Omission
from audiolecture.source.document import Kind, Paragraph, picture
from audiolecture.source.numbering import FAMILIES, fold, number_at
from audiolecture.source.text import clean

EDGE = 0.12
"""Part of a page's height, at the top and at the bottom, where headers and page numbers stand."""
OFTEN = 0.4
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
_ENDS = "。！？；：…”」』）"
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")
_UNFINISHED = frozenset("，、（“《")
_CLOSING = frozenset("，。、；：！？”’）》〉」』】…")
_NOTE_MARK = re.compile(r"(?:\s?[\[〔［]\d{1,3}[\]〕］]|[¹²³⁰-⁹①-⑳])+$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
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
        """Whether it stands where headers and page numbers do."""
        return not EDGE * self.height < self.top < (1 - EDGE) * self.height


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page; ``top`` and ``bottom`` grow downwards."""

    page: int
    left: float
    right: float
    top: float
    bottom: float


# ---------------------------------------------------------------- headers and footers


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], tuple[Omission, ...]]:
    """Headers, footers and page numbers stand at the edge of many pages."""
    pages = len({line.page for line in lines})
    places = Counter(_place(line) for line in lines if line.at_edge)
    often = max(2, OFTEN * pages)
    size = median(line.size for line in lines) if lines else 0.0
    width = median(line.right - line.left for line in lines) if lines else 0.0

    def is_furniture(line: Line) -> bool:
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


def _is_full(line: Line, size: float, width: float) -> bool:
    """Whether a line looks like most of the text: as wide, in letters as large."""
    return line.right - line.left >= width * _SAME and abs(line.size - size) <= size * (1 - _SAME)


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\s*\d+\s*", "", line.text), round(line.top / 6)


# ---------------------------------------------------------------- slides


def of_slides(lines: Sequence[Line]) -> Iterator[Line]:
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


def _titles(lines: Sequence[Line]) -> Iterator[Line]:
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


def paragraphs(lines: Sequence[Line], pictures: Sequence[Picture] = ()) -> Iterator[Paragraph]:
    """The paragraphs that lines make, notes and pictures behind the one that they interrupt."""
    if not lines:
        return
    layout = _layout(lines)
    notes = {id(line) for line in _notes(lines, layout)}
    coming = deque(sorted(pictures, key=lambda picture: (picture.page, picture.top)))
    held: list[Line] = []
    aside: list[Line] = []
    seen: list[Picture] = []
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


def _layout(lines: Sequence[Line]) -> _Layout:
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


def _right(body: Sequence[Line]) -> tuple[float, bool]:
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


def _is_wide(right: float, body: Sequence[Line]) -> bool:
    left = min(line.left for line in body)
    width = median(line.width for line in body)
    return right - left >= _WIDE * (width - min(left, _MARGIN * width) - left)


def _is_wrapped(body: Sequence[Line], right: float) -> bool:
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


def _first_stop(line: Line) -> int:
    """Where the first sentence or clause ends inside a line; -1 if none does."""
    return next((place for place, char in enumerate(line.text[:-1]) if char in _STOPS), -1)


def _room(line: Line) -> float:
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


def _notes(lines: Sequence[Line], layout: _Layout) -> Iterator[Line]:
    """Small print that ends a page: from the last line of the text's size on."""
    for __, group in groupby(lines, lambda line: line.page):
        own = list(group)
        last = max((i for i, line in enumerate(own) if not _is_small(line, layout)), default=None)
        if last is not None:
            yield from own[last + 1 :]


def _is_small(line: Line, layout: _Layout) -> bool:
    return line.size <= layout.size * _SMALLER


def _goes_on(above: Line, line: Line, layout: _Layout) -> bool:
    """Whether a line belongs to the paragraph that the one above it belongs to."""
    if abs(above.size - line.size) > layout.size * 0.08 or _is_apart(above, line, layout):
        return False
    if line.text[0] in _CLOSING:
        return True  # no paragraph begins with a comma
    if line.size >= layout.size * _LARGER:
        return above.page == line.page or not line.slide  # a heading of two lines
    words = above.text[-1].isascii() and line.text[0].isascii()
    least = max(_SHORT * line.size, _room(line)) if words else _SHORT * line.size
    full = above.right > layout.right - least and not _is_centred(above, layout)
    if full and layout.ragged:
        full = line.slide and _first_stop(above) >= 0 and CJK.match(above.text[-1]) is not None
        full = full and above.text[-1].isalnum()
    return full and not _begins(above, line, layout)


def _is_apart(above: Line, line: Line, layout: _Layout) -> bool:
    """Whether more than the usual distance lies between two lines of a column."""
    next_column = line.top < above.top - line.height / 3
    if above.page != line.page or next_column:
        return False
    distance = line.top - above.top
    usual = layout.distance * max(1.0, line.size / layout.size)
    return distance < 0 or distance > usual * _GAP


def _begins(above: Line, line: Line, layout: _Layout) -> bool:
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


def _is_centred(line: Line, layout: _Layout) -> bool:
    """Whether as much room is left before a line as behind it."""
    before, behind = line.left - layout.left, layout.right - line.right
    return before > line.size and abs(before - behind) < line.size / 4


def _hangs(above: Line) -> bool:
    """Whether a line begins an item of a list, below the text of which the next one may stand."""
    item = _BULLET.match(above.text) or number_at(fold(above.text), FAMILIES)
    return bool(item) and above.text[-1] not in _ENDS


def _begins_heading(text: str, above: str, *, sure: bool) -> bool:
    """Whether a line has a number that is none of a sentence's."""
    number = number_at(fold(text), FAMILIES)
    if number is None or above[-1] in _UNFINISHED:
        return False
    return sure or number.family in {"一、", "（一）"}


def _made(lines: Sequence[Line], layout: _Layout, kind: Kind = "text") -> Iterator[Paragraph]:
    text = clean(_SPACES.sub(" ", _glued([line.text for line in lines]))) if lines else ""
    if not text:
        return
    size = lines[0].size
    level = 0
    if kind == "text" and size >= layout.size * _LARGER and len(text) <= _HEADING_MOST:
        level = sum(size < other * _SAME for other in layout.headings) + 1
    yield Paragraph(text, lines[0].page, level, kind)


def _beside(
    notes: Sequence[Line], pictures: Sequence[Picture], layout: _Layout
) -> Iterator[Paragraph]:
    yield from (picture("", each.page) for each in pictures)
    yield from _made(notes, layout, "note")


def _glued(texts: Sequence[str]) -> str:
    """Lines as one text: a space between Latin words, which may be cut by a hyphen."""
    whole = texts[0]
    for text in texts[1:]:
        if whole[-1] == "-" and whole[-2:-1].isalpha() and text[0].islower():
            whole = whole[:-1] + text
        elif CJK.match(whole[-1]) or CJK.match(text[0]):
            whole += text
        else:
            whole += " " + text
    return whole
