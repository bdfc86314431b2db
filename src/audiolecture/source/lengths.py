"""Chapters by length: of a script without headings, and of chapters that are too long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiolecture.mandarin.sentences import split_sentences, split_utterances
from audiolecture.model import Block, Chapter, Section

CHARACTERS_A_MINUTE = 250
"""About 4.2 syllables a second, pauses included."""
AIM, LEAST, MOST = 2_500, 2_000, 3_000
"""Characters of a chapter of 10, 8 and 12 minutes."""


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks of a chapter-to-be, and the indices (in the whole) that they come from."""

    blocks: tuple[Block, ...]
    origins: tuple[int, ...]
    offsets: tuple[int, ...]
    """Where each block begins in the one that it was cut from."""


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """Cut a text into parts of 8 to 12 minutes, at ends of paragraphs where they allow it."""
    pieces = [piece for index, block in enumerate(blocks) for piece in _pieces(index, block)]
    parts: list[Part] = []
    held: list[_Piece] = []
    left = sum(len(block.text) for block in blocks)
    while pieces:
        count = _best_count(pieces, left)
        held, pieces = pieces[:count], pieces[count:]
        left -= sum(piece.end - piece.start for piece in held)
        parts.append(_part(held, blocks))
    return parts


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or a sentence of one that is too long for a chapter."""

    index: int
    start: int
    end: int
    whole: bool
    """A paragraph ends with it."""


def _pieces(index: int, block: Block) -> Iterator[_Piece]:
    size = len(block.text)
    if size <= MOST - LEAST:
        yield _Piece(index, 0, size, whole=True)
        return
    for start, end in _cuttable(block):
        yield _Piece(index, start, end, whole=end == size)


def _cuttable(block: Block) -> Iterator[tuple[int, int]]:
    """Sentences, and parts of a sentence without end; never inside an inline mark."""
    start = 0
    for first, last in split_sentences(block.text):
        inner = (
            split_utterances(block.text[first:last])
            if last - first > MOST - LEAST
            else ((0, last - first),)
        )
        for _, stop in inner:
            end = first + stop
            if not any(mark.start < end < mark.end for mark in block.overrides):
                yield start, end
                start = end
    if start < len(block.text):
        yield start, len(block.text)


def _best_count(pieces: Sequence[_Piece], left: int) -> int:
    """How many of the pieces make the next part: as near to an even share as can be."""
    chapters = max(1, round(left / AIM))
    if chapters == 1:
        return len(pieces)
    ideal = left / chapters
    best, count, size = float("inf"), 1, 0
    for number, piece in enumerate(pieces, 1):
        size += piece.end - piece.start
        if size > MOST and number > 1 and best < float("inf"):
            break
        # The end of a paragraph is worth going off the even share by a fifth.
        cost = abs(size - ideal) + (0 if piece.whole else ideal / 5)
        cost += 0 if LEAST <= size <= MOST else ideal
        if cost < best:
            best, count = cost, number
        if size > MOST:
            break
    return count


def _part(held: Sequence[_Piece], blocks: Sequence[Block]) -> Part:
    made: list[Block] = []
    origins: list[int] = []
    offsets: list[int] = []
    position = 0
    while position < len(held):
        first = held[position]
        while position + 1 < len(held) and held[position + 1].index == first.index:
            position += 1
        made.append(_cut(blocks[first.index], first.start, held[position].end))
        origins.append(first.index)
        offsets.append(first.start)
        position += 1
    return Part(tuple(made), tuple(origins), tuple(offsets))


def _cut(block: Block, start: int, end: int) -> Block:
    if start == 0 and end == len(block.text):
        return block
    overrides = tuple(
        replace(mark, start=mark.start - start, end=mark.end - start)
        for mark in block.overrides
        if start <= mark.start and mark.end <= end
    )
    return replace(block, text=block.text[start:end], overrides=overrides)


# ---------------------------------------------------------------- too long


def divided(chapter: Chapter, minutes: int) -> list[Chapter]:
    """A chapter of more than so many minutes as several, each beginning with a section.

    The first keeps the chapter's title; the others are called ``chapter · section``. A section
    that begins inside a paragraph is no place to cut. ``minutes`` of 0 asks for nothing.
    """
    most = minutes * CHARACTERS_A_MINUTE
    places = [s.block for s in chapter.sections if s.offset == 0 and s.level == 2 and s.block]  # noqa: PLR2004 - sections, not what is below them
    if not minutes or _size(chapter.blocks) <= most or not places:
        return [chapter]
    edges = _edges(chapter, places, most)
    bounds = zip(edges, [*edges[1:], len(chapter.blocks)], strict=True)
    return [_slice(chapter, start, end) for start, end in bounds]


def _edges(chapter: Chapter, places: Sequence[int], most: int) -> list[int]:
    """Start a new part at a section when what is held and that section are too much together."""
    edges = [0]
    for place, after in zip(places, [*places[1:], len(chapter.blocks)], strict=True):
        held = _size(chapter.blocks[edges[-1] : place])
        too_much = held + _size(chapter.blocks[place:after]) > most
        if too_much and any(block.kind == "text" for block in chapter.blocks[edges[-1] : place]):
            edges.append(place)
    return edges


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _slice(chapter: Chapter, start: int, end: int) -> Chapter:
    sections = tuple(
        replace(section, block=section.block - start)
        for section in chapter.sections
        if start <= section.block < end
    )
    title = f"{chapter.title} · {_named(sections)}" if start else chapter.title
    return Chapter(chapter.kind, title, chapter.blocks[start:end], sections)


def _named(sections: Sequence[Section]) -> str:
    return sections[0].title
