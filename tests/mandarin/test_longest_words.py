"""The word that a character stands in."""

from __future__ import annotations

import pytest

from audiolecture.mandarin.words import widened, word_around


@pytest.mark.parametrize(
    ("text", "index", "word"),
    [
        ("我在银行里", 3, "银行"),
        ("慢慢地走", 2, "慢地"),
        ("，行。", 1, "行"),
        ("去行里", 1, "行里"),
        ("他行2个", 1, "他行"),
    ],
)
def test_word(text, index, word):
    start, end = word_around(text, index)
    assert text[start:end] == word


def test_a_word_grows_behind_and_then_before():
    assert widened("去行里", 1, 2) == (1, 3)
    assert widened("去行，", 1, 2) == (0, 2)
    assert widened("，行，", 1, 2) == (1, 2)
