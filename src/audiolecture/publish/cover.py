"""The cover: title, author and lecture number, drawn so that they can be read at 96 pixels."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]

_PAPER: Colour = (250, 244, 230)
_GOLD: Colour = (226, 183, 101)
_SEAL: Colour = (184, 52, 38)
_GROUNDS: tuple[tuple[Colour, Colour], ...] = (
    ((22, 54, 84), (11, 29, 50)),
    ((116, 28, 34), (66, 12, 20)),
    ((18, 74, 66), (8, 40, 38)),
    ((64, 44, 92), (33, 22, 54)),
    ((92, 56, 28), (52, 30, 14)),
    ((44, 62, 44), (22, 34, 24)),
)
"""Top and bottom of the ground. Paper on the lightest of them has a contrast above 7:1."""

_SCALE = 2
"""Drawn at twice the size and reduced, because Pillow draws shapes without anti-aliasing."""

_NOT_FIRST = "，。、；：！？》」』”’）…％%!,.:;?)]"
_NOT_LAST = "《「『“‘（(["
_PHRASE_END = re.compile(
    r"(?<![ -~]) | (?![ -~])|(?<=[：；，、])|(?=《)(?<!^)|(?<=》)(?![：；，、])"
)
_LONGEST_WORD = 16
_DIGITS = "零一二三四五六七八九"


def render_cover(title: str, author: str, number: int = 0, size: int = 600) -> bytes:
    """A square JPEG: the same bytes for the same arguments and version of Pillow.

    A text with a letter that our font lacks is left out as a whole, and a lone symbol is skipped;
    the cover still stands, and no box for a missing glyph is ever drawn.

    Args:
        title: the lecture's title; a space in it is a welcome place for a line break.
        author: who wrote or gives it; may be empty.
        number: 1-based place in the course; 0 draws no number.
        size: width and height in pixels.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only a cover needs it

    side = size * _SCALE
    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).digest()
    image = _ground(side, *_GROUNDS[digest[0] % len(_GROUNDS)])
    draw = ImageDraw.Draw(image)
    _waveform(draw, side, digest)
    _title(draw, side, _drawable(title))
    seal = _number(draw, side, number)
    _author(draw, side, _drawable(author), seal - side * 3 // 100)
    out = BytesIO()
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    small.save(out, "JPEG", quality=90, subsampling=0, optimize=True)
    return out.getvalue()


def _ground(side: int, top: Colour, bottom: Colour) -> Image:
    """A vertical gradient: one column, stretched."""
    from PIL import Image  # noqa: PLC0415 - only a cover needs it

    column = Image.new("RGB", (1, side))
    for y in range(side):
        mixed = tuple((a * (side - y) + b * y) // side for a, b in zip(top, bottom, strict=True))
        column.putpixel((0, y), mixed)
    return column.resize((side, side), Image.Resampling.NEAREST)


def _waveform(draw: ImageDraw, side: int, digest: bytes) -> None:
    """A band of speech along the bottom, whose shape is the title's own."""
    bars, middle = 32, side * 885 // 1000
    pitch = side * 84 // 100 // bars
    left = (side - pitch * bars) // 2
    for i in range(bars):
        # A phrase swells and dies away four times across the band, like breath groups.
        breath = 4 - abs(i % 8 - 4)
        half = side * (7 + (digest[i] % 48) * (breath + 2) // 6) // 1000
        x = left + i * pitch + pitch // 4
        box = (x, middle - half, x + pitch // 2, middle + half)
        draw.rounded_rectangle(box, radius=pitch // 4, fill=_GOLD)


def _title(draw: ImageDraw, side: int, title: str) -> None:
    """The title as large as its box allows, from the upper left."""
    if not title:
        return
    box = _Box(side * 84 // 100, side * 54 // 100)
    lines, pixels = _fit(title, box, side * 19 // 100)
    font, leading = _font(pixels), _leading(pixels)
    x, y = side * 8 // 100, side * 70 // 1000
    for i, line in enumerate(lines):
        # An opening bracket has its ink in the right half of its square: it hangs in the margin.
        hang = pixels * 2 // 5 if line[0] in "《「『" else 0
        draw.text((x - hang, y + i * leading), line, font=font, fill=_PAPER, anchor="la")


def _author(draw: ImageDraw, side: int, author: str, right: int) -> None:
    if not author:
        return
    room = right - side * 8 // 100
    pixels = max(side * 4 // 100, min(side * 75 // 1000, int(room / _width(author))))
    name = author
    while len(name) > 1 and _width(name) * pixels > room:
        name = name.rstrip("…")[:-1] + "…"
    at = (side * 8 // 100, side * 735 // 1000)
    draw.text(at, name, font=_font(pixels), fill=_GOLD, anchor="lm")


def _number(draw: ImageDraw, side: int, number: int) -> int:
    """The lecture's number as a seal, in Chinese up to ninety-nine; returns its left edge."""
    if number <= 0:
        return side * 92 // 100
    text = _chinese(number)
    width = side * (15 if len(text) == 1 else 7 + 8 * len(text)) // 100
    right, middle, half = side * 92 // 100, side * 735 // 1000, side * 75 // 1000
    box = (right - width, middle - half, right, middle + half)
    draw.rounded_rectangle(box, radius=side // 60, fill=_SEAL)
    centre = (right - width // 2, middle)
    draw.text(centre, text, font=_font(side * 9 // 100), fill=_PAPER, anchor="mm")
    return right - width


def _chinese(number: int) -> str:
    """三, 十, 十二, 二十; digits from a hundred on."""
    if number > 99:  # noqa: PLR2004 - the largest number of two digits
        return str(number)
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones else "")


# ---------------------------------------------------------------- text that fits


@dataclass(frozen=True, slots=True)
class _Box:
    width: int
    height: int


def _fit(text: str, box: _Box, largest: int) -> tuple[list[str], int]:
    """The lines and the type size (pixels) that fill ``box`` best.

    A size at which no phrase is broken wins unless type a quarter larger is to be had by breaking.
    """
    whole = _largest(text, box, largest, broken=False)
    broken = _largest(text, box, largest, broken=True)
    if broken is None:
        return _cut(text, box, _smallest(largest)), _smallest(largest)
    return whole if whole and whole[1] * 5 >= broken[1] * 4 else broken


def _largest(text: str, box: _Box, largest: int, *, broken: bool) -> tuple[list[str], int] | None:
    for pixels in range(largest, _smallest(largest), -2):
        lines = _wrap(text, box.width / pixels, broken=broken)
        if lines and len(lines) * _leading(pixels) <= box.height:
            return lines, pixels
    return None


def _cut(text: str, box: _Box, pixels: int) -> list[str]:
    """As much of a very long title as there is room for."""
    lines = _wrap(text, box.width / pixels, broken=True)[: box.height // _leading(pixels)]
    return [*lines[:-1], lines[-1][:-1] + "…"]


def _smallest(largest: int) -> int:
    """About 5 pixels on a cover of 96: what still shows as text."""
    return largest // 4


def _leading(pixels: int) -> int:
    return pixels * 13 // 10


def _wrap(text: str, ems: float, *, broken: bool) -> list[str]:
    """Lines no wider than ``ems``; empty if a phrase would have to be broken and must not be."""
    if _width(text) <= ems:
        return [text]
    lines: list[str] = []
    for phrase in _phrases(text):
        if not broken and _width(phrase) > ems:
            return []
        lines += _balanced(phrase, ems)
    return lines


def _phrases(text: str) -> list[str]:
    """Where a title may be broken with sense: at a space between Han, after ，：, around 《》."""
    return [part for part in re.split(_PHRASE_END, text) if part]


def _balanced(phrase: str, ems: float) -> list[str]:
    """``phrase`` in as few lines as it takes, of about the same length."""
    count = -(-int(_width(phrase) * 100) // int(ems * 100))
    lines: list[str] = []
    rest = phrase
    while rest:
        aim = min(ems, _width(rest) / max(1, count - len(lines)) + 0.5)
        end = 1
        while end < len(rest) and _width(rest[: end + 1].rstrip()) <= aim:
            end += 1
        end = _allowed_break(rest, end)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _allowed_break(text: str, end: int) -> int:
    """The break at or before ``end`` that leaves punctuation, words and numbers whole."""
    for at in range(end, max(0, end - _LONGEST_WORD), -1):
        if at >= len(text) or not _bound(text[at - 1], text[at]):
            return at
    return end


def _bound(before: str, after: str) -> bool:
    both_latin = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return both_latin or after in _NOT_FIRST or before in _NOT_LAST


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """Width in ems: measured once, at one size."""
    return _font(100).getlength(text) / 100


# ---------------------------------------------------------------- the font


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    return (files("audiolecture.publish") / "fonts" / "lecture-serif.otf").read_bytes()


@lru_cache(maxsize=64)
def _font(pixels: int) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - only a cover needs it

    # BASIC: Raqm is not in every Pillow, and would place the same glyphs elsewhere.
    return ImageFont.truetype(BytesIO(_font_file()), pixels, layout_engine=ImageFont.Layout.BASIC)


def _drawable(text: str) -> str:
    """``text`` on one line without symbols that the font lacks; empty if it lacks a letter."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    missing = {char for char in line if char != " " and not _has_glyph(char)}
    if any(char.isalnum() for char in missing):
        return ""
    return " ".join("".join(char for char in line if char not in missing).split())


def _has_glyph(char: str) -> bool:
    """Our font's glyph for a missing character is empty."""
    return _font(32).getmask(char).getbbox() is not None
