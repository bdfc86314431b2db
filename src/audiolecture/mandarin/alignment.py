"""Two rewritings, one after the other, as one: spans from the written text to the last form."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from audiolecture.model import Span


def composed(first: Iterable[Span], changes: Iterable[Span]) -> Iterator[Span]:
    """The spans of ``first`` with ``changes`` made to their spoken form.

    Args:
        first: spans that cover a text.
        changes: ascending spans over the joined spoken form of ``first``, gaps untouched.

    Yields:
        Spans over the text. A change that touches part of a rewritten span takes in the whole.
    """
    pieces = list(_pieces(first))
    starts = [0, *accumulate(len(piece.spoken) for piece in pieces)]
    spoken = "".join(piece.spoken for piece in pieces)
    done = 0
    merged: list[Span] = []
    for low, high, group in _groups(starts, changes):
        merged += pieces[done:low]
        said = _rewritten(spoken, starts[low], starts[high], group)
        merged.append(
            replace(group[-1], start=pieces[low].start, end=pieces[high - 1].end, spoken=said)
        )
        done = high
    return _joined([*merged, *pieces[done:]])


def _pieces(spans: Iterable[Span]) -> Iterator[Span]:
    """Untouched text character by character, everything else whole."""
    for span in spans:
        if span.kind != "text":
            yield span
            continue
        for offset, char in enumerate(span.spoken):
            yield Span(span.start + offset, span.start + offset + 1, char)


def _groups(
    starts: Sequence[int], changes: Iterable[Span]
) -> Iterator[tuple[int, int, list[Span]]]:
    """Ranges of pieces with the changes inside; changes that share a piece are together."""
    low = high = 0
    group: list[Span] = []
    for change in changes:
        first = bisect_right(starts, change.start) - 1
        if group and first >= high:
            yield low, high, group
            group = []
        low = low if group else first
        high = max(first + 1, bisect_left(starts, change.end))
        group.append(change)
    if group:
        yield low, high, group


def _rewritten(spoken: str, start: int, end: int, changes: Sequence[Span]) -> str:
    said = ""
    for change in changes:
        said += spoken[start : change.start] + change.spoken
        start = change.end
    return said + spoken[start:end]


def _joined(pieces: Iterable[Span]) -> Iterator[Span]:
    """Neighbouring untouched pieces as one span."""
    text: Span | None = None
    for piece in pieces:
        if piece.kind == "text":
            text = (
                replace(text, end=piece.end, spoken=text.spoken + piece.spoken) if text else piece
            )
            continue
        if text:
            yield text
            text = None
        yield piece
    if text:
        yield text
