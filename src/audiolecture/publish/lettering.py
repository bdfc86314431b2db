"""Text set in the typeface of covers: what can be drawn, and how it fills a box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from audiolecture.patterns import lazily

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_NOT_FIRST = "，。、；：！？》」』”’）…％%!,.:;?)]"
OPENING = "《「『“‘（(["
_PHRASE_END = lazily(r"(?<![ -~]) | (?![ -~])|(?<=[：；，、])|(?=《)(?<!^)|(?<=》)(?![：；，、])")
_LONGEST_WORD = 16


@dataclass(frozen=True, slots=True)
class Box:
    """Room for text, in pixels."""

    width: int
    height: int


def fit(text: str, box: Box, largest: int) -> tuple[list[str], int]:
    """The lines and the type size (pixels) that fill ``box`` best.

    A size at which no phrase is broken wins unless type a quarter larger is to be had by breaking.
    """
    whole = _largest(text, box, largest, broken=False)
    broken = _largest(text, box, largest, broken=True)
    if broken is None:
        return _cut(text, box, _smallest(largest)), _smallest(largest)
    return whole if whole and whole[1] * 5 >= broken[1] * 4 else broken


def _largest(text: str, box: Box, largest: int, *, broken: bool) -> tuple[list[str], int] | None:
    for pixels in range(largest, _smallest(largest), -2):
        lines = _wrap(text, box.width / pixels, broken=broken)
        if lines and len(lines) * leading(pixels) <= box.height:
            return lines, pixels
    return None


def _cut(text: str, box: Box, pixels: int) -> list[str]:
    """As much of a very long title as there is room for."""
    lines = _wrap(text, box.width / pixels, broken=True)[: box.height // leading(pixels)]
    return [*lines[:-1], lines[-1][:-1] + "…"]


def _smallest(largest: int) -> int:
    """About 5 pixels on a cover of 96: what still shows as text."""
    return largest // 4


def leading(pixels: int) -> int:
    """Pixels from one line to the next."""
    return pixels * 13 // 10


def _wrap(text: str, ems: float, *, broken: bool) -> list[str]:
    """Lines no wider than ``ems``; empty if a phrase would have to be broken and must not be."""
    if width(text) <= ems:
        return [text]
    lines: list[str] = []
    for phrase in _phrases(text):
        if not broken and width(phrase) > ems:
            return []
        lines += _balanced(phrase, ems)
    return lines


def _phrases(text: str) -> list[str]:
    """Where a title may be broken with sense: at a space between Han, after ，：, around 《》."""
    return [part for part in _PHRASE_END.split(text) if part]


def _balanced(phrase: str, ems: float) -> list[str]:
    """``phrase`` in as few lines as it takes, of about the same length."""
    count = -(-int(width(phrase) * 100) // int(ems * 100))
    lines: list[str] = []
    rest = phrase
    while rest:
        aim = min(ems, width(rest) / max(1, count - len(lines)) + 0.5)
        end = 1
        while end < len(rest) and width(rest[: end + 1].rstrip()) <= aim:
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
    return both_latin or after in _NOT_FIRST or before in OPENING


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Width in ems: measured once, at one size."""
    return font(100).getlength(text) / 100


# ---------------------------------------------------------------- the font


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    return (files("audiolecture.publish") / "fonts" / "lecture-serif.otf").read_bytes()


@lru_cache(maxsize=64)
def font(pixels: int) -> FreeTypeFont:
    """Our typeface at a size."""
    from PIL import ImageFont  # noqa: PLC0415 - only a cover needs it

    # BASIC: Raqm is not in every Pillow, and would place the same glyphs elsewhere.
    return ImageFont.truetype(BytesIO(_font_file()), pixels, layout_engine=ImageFont.Layout.BASIC)


def forget() -> None:
    """Free the sizes of our typeface: each holds the whole file."""
    font.cache_clear()


def drawable(text: str) -> str:
    """``text`` on one line without symbols that the font lacks; empty if it lacks a letter."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    missing = {char for char in line if char != " " and not has_glyph(char)}
    if any(char.isalnum() for char in missing):
        return ""
    return " ".join("".join(char for char in line if char not in missing).split())


def has_glyph(char: str) -> bool:
    """Our font's glyph for a missing character is empty."""
    return font(32).getmask(char).getbbox() is not None
