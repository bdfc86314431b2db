"""Numbers at the start of a line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from audiolecture.source.numbering import FAMILIES, POINTS, number_at

_CHARACTERS = sorted({char for _, pattern in FAMILIES + POINTS for char in pattern.pattern})


@given(
    st.text(st.one_of(st.sampled_from(_CHARACTERS), st.characters(categories=["N"])), max_size=8)
)
@example("两")  # no numeral to Unicode
def test_the_first_character_never_hides_a_number(text):
    by_patterns = next((f for f, p in FAMILIES + POINTS if p.match(text)), None)
    number = number_at(text, FAMILIES + POINTS)
    assert (number.family if number else None) == by_patterns
