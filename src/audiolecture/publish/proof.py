"""The proof sheet's data: how every sentence is read, and what was put in other words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.mandarin.readings import read
from audiolecture.model import Lecture, Reading, Span
from audiolecture.script import SpokenSentence, spoken_sentences


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as written, and how each of its characters is read."""

    text: str
    spans: tuple[Span, ...]
    readings: tuple[Reading, ...]
    """Their ``index`` counts in what is spoken."""
    line: int = 0
    heading: bool = False
    chapter: int = 0
    block: int = 0

    @property
    def spoken(self) -> str:
        """What is said."""
        return "".join(span.spoken for span in self.spans)

    @property
    def places(self) -> list[int]:
        """For every spoken character its place in ``text``."""
        return _written_places(self.text, self.spans)


def read_sentences(lecture: Lecture, lexicon: Lexicon) -> Iterator[ReadSentence]:
    """Every sentence of a lecture, read as a build reads it: utterance by utterance."""
    for place, group in groupby(spoken_sentences(lecture, lexicon), key=lambda each: each.place):
        yield from _read_together(tuple(group), place[0], place[1])


def _read_together(
    sentences: tuple[SpokenSentence, ...], chapter: int, block: int
) -> Iterator[ReadSentence]:
    starts: list[int] = []
    spoken, forced = "", dict[int, str]()
    for item in sentences:
        starts.append(len(spoken))
        forced |= {len(spoken) + index: syllable for index, syllable in item.forced}
        spoken += item.spoken
    readings = read(spoken, forced)
    for item, start in zip(sentences, starts, strict=True):
        end = start + len(item.spoken)
        own = tuple(replace(r, index=r.index - start) for r in readings if start <= r.index < end)
        yield ReadSentence(item.text, item.spans, own, item.line, item.heading, chapter, block)


def read_line(text: str, spans: Iterable[Span], forced: Mapping[int, str]) -> ReadSentence:
    """One line of text.

    Args:
        text: as written.
        spans: its spoken form; they cover ``text``.
        forced: the author's readings by place in the spoken text.
    """
    kept = tuple(spans)
    return ReadSentence(text, kept, read("".join(span.spoken for span in kept), forced))


def document(sentence: ReadSentence) -> dict[str, Any]:
    """One sentence for JSON.

    Returns:
        ``text``, ``spoken``, ``readings`` and ``spans`` (what is said otherwise than it is
        written). A reading's ``index`` counts in ``text``, ``spoken_index`` in ``spoken``; what
        has no character of its own in ``text`` has the index of its span's start.
    """
    places = sentence.places
    found: dict[str, Any] = {
        "text": sentence.text,
        "spoken": sentence.spoken,
        "readings": [_reading(reading, places[reading.index]) for reading in sentence.readings],
        "spans": [_span(sentence.text, span) for span in sentence.spans if span.kind != "text"],
    }
    return {"line": sentence.line, **found} if sentence.line else found


def _written_places(text: str, spans: tuple[Span, ...]) -> list[int]:
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
