"""The proof sheet's data: how every sentence is read, and what was put in other words. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.mandarin.readings import read_all
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


_Text = tuple[str, Mapping[int, str]]
"""What is said, and the author's readings in it."""
_TOGETHER = 512
"""Texts that are read at once: enough for speed, and few enough to begin soon."""


def read_sentences(lecture: Lecture, lexicon: Lexicon) -> Iterator[ReadSentence]:
    """Every sentence of a lecture, read as a build reads it: utterance by utterance."""
    groups = groupby(spoken_sentences(lecture, lexicon), key=lambda each: each.place)
    utterances = [(place, tuple(group)) for place, group in groups]
    texts = ["".join(item.spoken for item in group) for _, group in utterances]
    found = _read_all(zip(texts, (_forced(group) for _, group in utterances), strict=True))
    for (place, group), readings in zip(utterances, found, strict=True):
        yield from _apart(group, readings, place[0], place[1])


def _forced(sentences: tuple[SpokenSentence, ...]) -> dict[int, str]:
    """The author's readings by place in what all of them say."""
    forced, start = dict[int, str](), 0
    for item in sentences:
        forced |= {start + index: syllable for index, syllable in item.forced}
        start += len(item.spoken)
    return forced


def _apart(
    sentences: tuple[SpokenSentence, ...], readings: tuple[Reading, ...], chapter: int, block: int
) -> Iterator[ReadSentence]:
    start, places = 0, [reading.index for reading in readings]
    for item in sentences:
        end = start + len(item.spoken)
        first, last = bisect_left(places, start), bisect_left(places, end)
        own = tuple(_moved(reading, start) for reading in readings[first:last])
        yield ReadSentence(item.text, item.spans, own, item.line, item.heading, chapter, block)
        start = end


def _moved(reading: Reading, start: int) -> Reading:
    """The reading, its place counted from ``start``; `replace` takes four times as long."""
    r = reading
    return Reading(r.index - start, r.char, r.pinyin, r.confidence, r.doubtful, r.forced)


def _read_all(texts: Iterable[_Text]) -> Iterator[tuple[Reading, ...]]:
    for batch in _batches(texts):
        yield from read_all([text for text, _ in batch], [forced for _, forced in batch])


def _batches(texts: Iterable[_Text]) -> Iterator[list[_Text]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _TOGETHER)):
        yield batch


def read_lines(
    lines: Iterable[tuple[str, tuple[Span, ...], Mapping[int, str]]],
) -> Iterator[ReadSentence]:
    """Lines of text, each on its own.

    Args:
        lines: for each its text as written; its spoken form, which covers the text; the author's
            readings by place in the spoken text.
    """
    kept = list(lines)
    said = (("".join(span.spoken for span in spans), forced) for _, spans, forced in kept)
    for (text, spans, _), readings in zip(kept, _read_all(said), strict=True):
        yield ReadSentence(text, spans, readings)


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
