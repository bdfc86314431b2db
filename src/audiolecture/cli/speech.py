"""Sentences and their spoken form, for ``spoken`` and ``proof``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.mandarin.normalize import normalize
from audiolecture.messages import _
from audiolecture.model import Lecture
from audiolecture.script import SpokenSentence, forced_readings, spoken_sentences

if TYPE_CHECKING:
    from audiolecture.model import Span
    from audiolecture.publish.proof import ReadSentence


def sentences(lecture: Lecture, lexicon: Lexicon) -> Iterator[SpokenSentence]:
    """Every sentence of a lecture, as a build says it."""
    return spoken_sentences(lecture, lexicon)


def spoken_line(line: str, number: int) -> str:
    """One line of text in its spoken form; inline marks are honoured."""
    from audiolecture.mandarin.lexicon import parse_marks  # noqa: PLC0415 - only for lines

    text, overrides = parse_marks(line, _("line {number}", number=number))
    return "".join(span.spoken for span in normalize(text, overrides))


def plain(sentence: SpokenSentence) -> dict[str, Any]:
    """A sentence for JSON."""
    return {
        "line": sentence.line,
        "text": sentence.text,
        "spoken": sentence.spoken,
        "spans": [_span(sentence.text, span) for span in sentence.spans if span.kind != "text"],
    }


def _span(text: str, span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "written": text[span.start : span.end],
        "spoken": span.spoken,
        "kind": span.kind,
    }


def read_lines(lines: Iterable[str]) -> Iterator[ReadSentence]:
    """How lines of text are read; inline marks are honoured."""
    from audiolecture.publish import proof  # noqa: PLC0415 - only for lines

    return proof.read_lines(_marked(line, number) for number, line in enumerate(lines, 1))


def _marked(line: str, number: int) -> tuple[str, tuple[Span, ...], dict[int, str]]:
    from audiolecture.mandarin.lexicon import parse_marks  # noqa: PLC0415 - only for lines

    text, overrides = parse_marks(line, _("line {number}", number=number))
    spans = normalize(text, overrides)
    return text, spans, forced_readings(spans, overrides)
