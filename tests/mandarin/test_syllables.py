"""Syllables typed and printed."""

from __future__ import annotations

import pytest

from audiolecture.mandarin.polyphones import tables
from audiolecture.mandarin.syllables import marked, numbered


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("can1", "cān"), ("lv4", "lǜ"), ("lve4", "lüè"), ("liu2", "liú"), ("hui4", "huì"),
        ("gou3", "gǒu"), ("xue2", "xué"), ("de5", "de"), ("r5", "r"), ("jiong3", "jiǒng"),
    ],
)  # fmt: skip
def test_marks(typed, printed):
    assert marked(typed) == printed


def test_every_syllable_of_the_tables_comes_back():
    for readings in tables().readings.values():
        for syllable in readings.split():
            assert numbered(marked(syllable)) == syllable


def test_what_is_no_syllable_stays():
    assert marked("百分之五") == "百分之五"
