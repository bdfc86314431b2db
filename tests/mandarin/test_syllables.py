"""Syllables typed and printed."""

from __future__ import annotations

import unicodedata

import pytest

from audiolecture.mandarin.polyphones import tables
from audiolecture.mandarin.syllables import marked, numbered


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("can1", "cān"), ("lv4", "lǜ"), ("lve4", "lüè"), ("liu2", "liú"), ("hui4", "huì"),
        ("gou3", "gǒu"), ("xue2", "xué"), ("de5", "de"), ("r5", "r"), ("jiong3", "jiǒng"),
        ("ai4", "ài"), ("ei2", "éi"), ("ao1", "āo"), ("ou4", "òu"), ("uo3", "uǒ"), ("ui1", "uī"),
        ("iu4", "iù"), ("ie2", "ié"), ("iong1", "iōng"), ("v3", "ǚ"), ("n2", "ń"), ("m4", "m̀"),
        ("ng4", "ǹg"), ("hng5", "hng"), ("hm1", "hm̄"), ("a5", "a"), ("a6", "a6"), ("A1", "A1"),
        ("lv5", "lü"), ("r1", "r"),
    ],
)  # fmt: skip
def test_marks(typed, printed):
    assert marked(typed) == unicodedata.normalize("NFC", printed)


def test_every_syllable_of_the_tables_comes_back():
    syllables = tables().syllables
    assert len(syllables) > 1_000
    assert [each for each in syllables if numbered(marked(each)) != each] == []


def test_what_is_no_syllable_stays():
    assert marked("百分之五") == "百分之五"


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("cān", "can1"), ("cán", "can2"), ("cǎn", "can3"), ("càn", "can4"), ("can", "can5"),
        ("nǚ", "nv3"), ("nu:3", "nv3"), ("nü", "nv5"), ("lüè", "lve4"), ("ńg", "ng2"), ("ḿ", "m2"),
        ("can1", "can1"), ("v", "v5"), ("a1b", "a1b"), ("", ""), ("好", "好"), ("CAN", "CAN"),
    ],
)  # fmt: skip
def test_numbers(printed, typed):
    assert numbered(printed) == typed
