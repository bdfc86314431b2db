"""What the script of an earlier build knows: the utterances of a paragraph under its content.

Normalizing and reading a ten-hour course takes seconds, and an edit changes one paragraph of it. So
the pieces of each paragraph are kept under a key of all that they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Memory:
    """Pieces by key: what is known from before, and what this script used."""

    known: Mapping[str, Any] = field(default_factory=dict)
    used: dict[str, Any] = field(default_factory=dict)
    fresh: bool = False

    def recall(
        self, key: str, block: Block, voice: str, prosody: Prosody
    ) -> tuple[Piece, ...] | None:
        """The pieces of a paragraph, if they are known."""
        rows = self.known.get(key)
        if rows is None:
            return None
        self.used[key] = rows
        return tuple(_piece(row, block.text, voice, prosody) for row in rows)

    def keep(self, key: str, pieces: tuple[Piece, ...]) -> None:
        """Remember the pieces of a paragraph."""
        self.used[key] = [_row(piece) for piece in pieces]
        self.fresh = True

    @property
    def changed(self) -> bool:
        """Whether this script used something else than what is known."""
        return self.fresh or len(self.used) != len(self.known)


def render(memory: Memory) -> str:
    """What was used, as JSON; the same for the same script."""
    return json.dumps(memory.used, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(text: str) -> Memory:
    """Read a memory back; what cannot be read is forgotten."""
    try:
        known = json.loads(text)
    except ValueError:
        known = {}
    return Memory(known if isinstance(known, dict) else {})


def _row(piece: Piece) -> list[Any]:
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
    readings = " ".join(utterance.readings)
    sentences = [list(sentence) for sentence in utterance.sentences]
    return [piece.offset, len(utterance.written), spans, readings, sentences, list(piece.missing)]


def _piece(row: list[Any], text: str, voice: str, prosody: Prosody) -> Piece:
    offset, length, rows, readings, sentences, missing = row
    written = text[offset : offset + length]
    spans = tuple(
        Span(start, end, written[start:end] if spoken is None else spoken, kind, rule, doubtful)
        for start, end, spoken, kind, rule, doubtful in rows
    )
    utterance = Utterance(
        written,
        spans,
        tuple(readings.split(" ")),
        tuple((start, end) for start, end in sentences),
        voice,
        prosody,
    )
    return Piece(offset, utterance, tuple(Unsaid(*each) for each in missing))
