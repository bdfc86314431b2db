"""The proof sheet's data: how every sentence is read, and what was put in other words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audiolecture.mandarin.readings import read
from audiolecture.model import Reading, Span


def sentence(text: str, spans: Iterable[Span], forced: Mapping[int, str]) -> dict[str, Any]:
    """One sentence for JSON.

    Args:
        text: as written.
        spans: its spoken form; they cover ``text``.
        forced: the author's readings by place in the spoken text.

    Returns:
        ``text``, ``spoken``, ``readings`` and ``spans`` (what is said otherwise than it is
        written). A reading's ``index`` counts in ``text``, ``spoken_index`` in ``spoken``; what
        has no character of its own in ``text`` has the index of its span's start.
    """
    kept = tuple(spans)
    spoken = "".join(span.spoken for span in kept)
    places = _written_places(text, kept)
    return {
        "text": text,
        "spoken": spoken,
        "readings": [_reading(reading, places[reading.index]) for reading in read(spoken, forced)],
        "spans": [_span(text, span) for span in kept if span.kind != "text"],
    }


def _written_places(text: str, spans: tuple[Span, ...]) -> list[int]:
    """For every spoken character its place in ``text``."""
    places: list[int] = []
    for span in spans:
        if span.kind == "text":
            places.extend(range(span.start, span.start + len(span.spoken)))
            continue
        free = span.start
        for char in span.spoken:
            found = text.find(char, free, span.end)
            places.append(span.start if found < 0 else found)
            free = max(free, found + 1)
    return places


def _reading(reading: Reading, place: int) -> dict[str, Any]:
    return {
        "index": place,
        "spoken_index": reading.index,
        "char": reading.char,
        "pinyin": reading.pinyin,
        "confidence": reading.confidence,
        "doubtful": reading.doubtful,
    }


def _span(text: str, span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "written": text[span.start : span.end],
        "spoken": span.spoken,
        "kind": span.kind,
    }
