"""Two rewritings, one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.mandarin.alignment import composed
from audiolecture.model import Span

FIRST = (
    Span(0, 2, "甲乙"),
    Span(2, 4, "丙丁戊", "date", "d"),
    Span(4, 5, "", "symbol", "silent"),
    Span(5, 8, "己庚辛"),
)
"""Over eight characters; spoken 甲乙丙丁戊己庚辛."""


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ((), FIRST),
        (
            (Span(0, 1, "X", "a", "b", doubtful=True),),
            (Span(0, 1, "X", "a", "b", doubtful=True), Span(1, 2, "乙"), *FIRST[1:]),
        ),
        (
            (Span(0, 2, "X", "a", "b"),),
            (Span(0, 2, "X", "a", "b"), *FIRST[1:]),
        ),
        (  # part of what was rewritten: the whole of it, with what is around the change
            (Span(3, 4, "X", "a", "b"),),
            (FIRST[0], Span(2, 4, "丙X戊", "a", "b"), *FIRST[2:]),
        ),
        (  # two in one: the last one names it
            (Span(2, 3, "X", "a", "b"), Span(4, 5, "Y", "c", "d")),
            (FIRST[0], Span(2, 4, "X丁Y", "c", "d"), *FIRST[2:]),
        ),
        (  # over its beginning, and then inside it
            (Span(1, 3, "XY", "a", "b"), Span(4, 5, "Z", "c", "d")),
            (Span(0, 1, "甲"), Span(1, 4, "XY丁Z", "c", "d"), *FIRST[2:]),
        ),
        (  # over both ends of it, and what is silent behind it
            (Span(1, 7, "X", "a", "b"),),
            (Span(0, 1, "甲"), Span(1, 7, "X", "a", "b"), Span(7, 8, "辛")),
        ),
        (  # neighbours that share nothing stay apart
            (Span(6, 7, "X", "a", "b"), Span(7, 8, "Y", "c", "d")),
            (*FIRST[:3], Span(5, 6, "己"), Span(6, 7, "X", "a", "b"), Span(7, 8, "Y", "c", "d")),
        ),
        (
            (Span(0, 1, "X", "a", "b"), Span(5, 6, "Y", "c", "d"), Span(7, 8, "Z", "e", "f")),
            (
                Span(0, 1, "X", "a", "b"),
                Span(1, 2, "乙"),
                FIRST[1],
                FIRST[2],
                Span(5, 6, "Y", "c", "d"),
                Span(6, 7, "庚"),
                Span(7, 8, "Z", "e", "f"),
            ),
        ),
    ],
)
def test_composed(changes, result):
    assert tuple(composed(FIRST, changes)) == result


def spans_over(text, draw):
    """Spans that cover a text, some of them rewritten."""
    spans, start = [], 0
    while start < len(text):
        end = min(len(text), start + draw(st.integers(1, 3)))
        if (spans and spans[-1].kind == "text") or draw(st.booleans()):
            said = draw(st.text("xyz", max_size=3))
            spans.append(Span(start, end, said, "number", "r"))
        else:
            spans.append(Span(start, end, text[start:end]))
        start = end
    return spans


@given(st.data())
def test_what_is_said_in_the_end_is_what_the_second_rewriting_says(data):
    text = data.draw(st.text("甲乙丙丁", max_size=12))
    first = spans_over(text, data.draw)
    spoken = "".join(span.spoken for span in first)
    second = spans_over(spoken, data.draw)
    result = list(composed(first, [span for span in second if span.kind != "text"]))
    assert "".join(span.spoken for span in result) == "".join(span.spoken for span in second)
    assert [span.start for span in result] == [0, *(span.end for span in result)][: len(result)]
    assert (result[-1].end if result else 0) == len(text)
