"""What the script of an earlier build knows: the utterances of a paragraph under its content.

Normalizing and reading a ten-hour course takes seconds, and an edit changes one paragraph of it. So
the pieces of each paragraph are kept under a key of all that they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from audiolecture.mandarin.unsaid import Unsaid
from audiolecture.model import Block, Prosody, Span, Utterance


@dataclass(frozen=True, slots=True)
class Piece:
    """An utterance of a paragraph: it begins at ``text[offset]``."""

    offset: int
    utterance: Utterance
    missing: tuple[Unsaid, ...] = ()
    """Readings that the engine cannot be told."""


_FIRST = 0x4E00
"""The character that stands for the first syllable; the others follow."""


class Syllables:
    """Syllables as one character each: so they are read quickly, and the same one is kept once."""

    def __init__(self, said: Iterable[str] = ()) -> None:
        """Begin with syllables that have their characters already."""
        self._codes: dict[str, str] = {}
        self._said: dict[str, str] = {}
        for syllable in said:
            self._code(syllable)

    def coded(self, readings: Iterable[str]) -> str:
        """A character for each reading; a new one gets the next."""
        return "".join(self._codes.get(each) or self._code(each) for each in readings)

    def read(self, codes: str) -> tuple[str, ...]:
        """The readings again."""
        return tuple(map(self._said.__getitem__, codes))

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def _code(self, syllable: str) -> str:
        code = self._codes[syllable] = chr(_FIRST + len(self._codes))
        self._said[code] = syllable
        return code


@dataclass(slots=True)
class Memory:
    """Pieces by key, as JSON: what is known from before, and what this script used.

    As objects they would take four times as much memory, a hundred hours at once.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    fresh: bool = False
    syllables: Syllables = field(default_factory=Syllables)

    def recall(
        self, key: str, block: Block, voice: str, prosody: Prosody
    ) -> tuple[Piece, ...] | None:
        """The pieces of a paragraph, if they are known, from before or from this script."""
        rows = self.known.get(key) or self.used.get(key)
        if rows is None:
            return None
        self.used[key] = rows
        read = self.syllables.read
        return tuple(_piece(row, block.text, voice, prosody, read) for row in json.loads(rows))

    def keep(self, key: str, pieces: tuple[Piece, ...]) -> None:
        """Remember the pieces of a paragraph."""
        self.used[key] = _json([_row(piece, self.syllables) for piece in pieces])
        self.fresh = True

    @property
    def changed(self) -> bool:
        """Whether this script used something else than what is known."""
        return self.fresh or len(self.used) != len(self.known)


def render(memory: Memory) -> Iterator[bytes]:
    """What was used, in lines: the syllables as JSON, and each paragraph."""
    rows = (f"{key} {rows}" for key, rows in sorted(memory.used.items()))
    for line in chain([_json(list(memory.syllables))], rows):
        yield f"{line}\n".encode("utf-8", "surrogatepass")


def parse(lines: Iterable[bytes]) -> Memory:
    """Read a memory back.

    Raises:
        ValueError, TypeError: these are not lines of `render`.
    """
    rows = (line.decode() for line in lines)
    syllables = Syllables(json.loads(next(rows, "")))
    known = (row.rstrip("\n").split(" ", 1) for row in rows)
    return Memory(dict(known), syllables=syllables)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _row(piece: Piece, syllables: Syllables) -> list[Any]:
    utterance = piece.utterance
    spans = [
        [
            span.start,
            span.end,
            None if span.spoken == utterance.written[span.start : span.end] else span.spoken,
            span.kind,
            span.rule,
            span.doubtful,
        ]
        for span in utterance.spans
    ]
    readings = syllables.coded(utterance.readings)
    sentences = [list(sentence) for sentence in utterance.sentences]
    return [piece.offset, len(utterance.written), spans, readings, sentences, list(piece.missing)]


def _piece(
    row: list[Any],
    text: str,
    voice: str,
    prosody: Prosody,
    read: Callable[[str], tuple[str, ...]],
) -> Piece:
    offset, length, rows, readings, sentences, missing = row
    written = text[offset : offset + length]
    spans = tuple(
        Span(start, end, written[start:end] if spoken is None else spoken, kind, rule, doubtful)
        for start, end, spoken, kind, rule, doubtful in rows
    )
    utterance = Utterance(
        written,
        spans,
        read(readings),
        tuple((start, end) for start, end in sentences),
        voice,
        prosody,
    )
    return Piece(offset, utterance, tuple(Unsaid(*each) for each in missing))
