"""The cover: title, author and lecture number, drawn so that they can be read at 96 pixels."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from audiolecture.publish import lettering

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]
Box = tuple[int, ...]
"""Left, top, right, bottom, and the radius of its corners."""

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

_FINE = 4
"""Parts of a pixel in which shapes are drawn: Pillow anti-aliases letters, but no shapes."""

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
    from PIL import ImageDraw  # noqa: PLC0415 - only a cover needs it

    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).digest()
    image = _ground(size, *_GROUNDS[digest[0] % len(_GROUNDS)])
    draw = ImageDraw.Draw(image)
    _rounded(image, _waveform(size * _FINE, digest), _GOLD)
    _title(draw, size, lettering.drawable(title))
    seal = _number(image, draw, number)
    _author(draw, size, lettering.drawable(author), seal - size * 3 // 100)
    lettering.forget()
    out = BytesIO()
    image.save(out, "JPEG", quality=90, subsampling=0, optimize=True)
    return out.getvalue()


def _ground(side: int, top: Colour, bottom: Colour) -> Image:
    """A vertical gradient, row by row."""
    from PIL import Image  # noqa: PLC0415 - only a cover needs it

    rows = (
        bytes((a * (side - y) + b * y) // side for a, b in zip(top, bottom, strict=True)) * side
        for y in range(side)
    )
    return Image.frombytes("RGB", (side, side), b"".join(rows))


def _rounded(image: Image, boxes: list[Box], colour: Colour) -> None:
    """Draw boxes with rounded ends, given in parts of a pixel."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only a cover needs it

    left, top = (min(box[i] for box in boxes) // _FINE for i in (0, 1))
    right, bottom = (max(box[i] for box in boxes) // _FINE + 1 for i in (2, 3))
    mask = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
    draw = ImageDraw.Draw(mask)
    for x1, y1, x2, y2, radius in boxes:
        box = (x1 - left * _FINE, y1 - top * _FINE, x2 - left * _FINE, y2 - top * _FINE)
        draw.rounded_rectangle(box, radius=radius, fill=255)
    image.paste(colour, (left, top), mask.reduce(_FINE))


def _waveform(side: int, digest: bytes) -> list[Box]:
    """A band of speech along the bottom, whose shape is the title's own."""
    bars, middle = 32, side * 885 // 1000
    pitch = side * 84 // 100 // bars
    left = (side - pitch * bars) // 2
    boxes: list[Box] = []
    for i in range(bars):
        # A phrase swells and dies away four times across the band, like breath groups.
        breath = 4 - abs(i % 8 - 4)
        half = side * (7 + (digest[i] % 48) * (breath + 2) // 6) // 1000
        x = left + i * pitch + pitch // 4
        boxes.append((x, middle - half, x + pitch // 2, middle + half, pitch // 4))
    return boxes


def _title(draw: ImageDraw, side: int, title: str) -> None:
    """The title as large as its box allows, from the upper left."""
    if not title:
        return
    box = lettering.Box(side * 84 // 100, side * 54 // 100)
    lines, pixels = lettering.fit(title, box, side * 19 // 100)
    font, leading = lettering.font(pixels), lettering.leading(pixels)
    x, y = side * 8 // 100, side * 70 // 1000
    for i, line in enumerate(lines):
        # An opening bracket has its ink in the right half of its square: it hangs in the margin.
        hang = pixels * 2 // 5 if line[0] in "《「『" else 0
        draw.text((x - hang, y + i * leading), line, font=font, fill=_PAPER, anchor="la")


def _author(draw: ImageDraw, side: int, author: str, right: int) -> None:
    if not author:
        return
    room = right - side * 8 // 100
    pixels = max(side * 4 // 100, min(side * 75 // 1000, int(room / lettering.width(author))))
    name = author
    while len(name) > 1 and lettering.width(name) * pixels > room:
        name = name.rstrip("…")[:-1] + "…"
    at = (side * 8 // 100, side * 735 // 1000)
    draw.text(at, name, font=lettering.font(pixels), fill=_GOLD, anchor="lm")


def _number(image: Image, draw: ImageDraw, number: int) -> int:
    """The lecture's number as a seal, in Chinese up to ninety-nine; returns its left edge."""
    side = image.width
    if number <= 0:
        return side * 92 // 100
    text = _chinese(number)
    width = side * (15 if len(text) == 1 else 7 + 8 * len(text)) // 100
    right, middle, half = side * 92 // 100, side * 735 // 1000, side * 75 // 1000
    edges = (right - width, middle - half, right, middle + half, side // 60)
    _rounded(image, [tuple(edge * _FINE for edge in edges)], _SEAL)
    centre = (right - width // 2, middle)
    draw.text(centre, text, font=lettering.font(side * 9 // 100), fill=_PAPER, anchor="mm")
    return right - width


def _chinese(number: int) -> str:
    """三, 十, 十二, 二十; digits from a hundred on."""
    if number > 99:  # noqa: PLR2004 - the largest number of two digits
        return str(number)
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones else "")
