from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.engines.words import Pause, pieces
from audiolecture.errors import SynthesisRefused
from audiolecture.testing import utterance


def plain(spoken: str, pinyin: str = "") -> str:
    """The pieces in one line: syllables and words with blanks between, pauses as their length."""
    found = pieces(spoken, utterance(spoken, pinyin).readings, engine="test")
    return " ".join(
        piece.length if isinstance(piece, Pause) else spoken[piece.start : piece.end]
        for piece in found
    )


@pytest.mark.parametrize(
    ("spoken", "pinyin", "expected"),
    [
        ("好，好。", "hao3 hao3", "好 、 好 。"),
        ("“好”（好）", "hao3 hao3", "好 好"),
        ("好？！好", "hao3 hao3", "好 ！ 好"),
        ("好——好……", "hao3 hao3", "好 、 好 ；"),
        ("……好", "hao3", "好"),
        ("好。”\n好", "hao3 hao3", "好 。 好"),
        ("3.5", "", "3 5"),
        ("好.", "hao3", "好 。"),
        ("GDP", "", "G D P"),
        ("COVID", "", "COVID"),
        ("don’t", "", "don’t"),
        ("ＡＢ", "", "Ａ Ｂ"),
        ("α", "", "α"),
        ("①", "", "①"),
        ("好🎉~", "hao3", "好"),
    ],
)
def test_pieces(spoken: str, pinyin: str, expected: str) -> None:
    assert plain(spoken, pinyin) == expected


@pytest.mark.parametrize("spoken", ["50%", "a=b", "か", "±", "£", "가", "Я"])
def test_a_sign_that_is_a_word_is_refused(spoken: str) -> None:
    with pytest.raises(SynthesisRefused, match="cannot speak"):
        plain(spoken)


@pytest.mark.parametrize("reading", ["", "hao", "hao6", "3", "HAO3", "hao3 hao3"])
def test_a_han_character_needs_a_syllable(reading: str) -> None:
    with pytest.raises(SynthesisRefused, match="好"):
        pieces("好", (reading,), engine="test")


@given(st.text(st.sampled_from("好大，。！“”（）…—GDPx3 \n"), min_size=1, max_size=40))
def test_every_word_is_said_once_in_order(spoken: str) -> None:
    readings = tuple("hao3" if c in "好大" else "" for c in spoken)
    sounding = "".join(c for c in spoken if c in "好大GDPx3")
    if not sounding:
        return
    found = pieces(spoken, readings, engine="test")
    words = [piece for piece in found if not isinstance(piece, Pause)]
    assert "".join(spoken[word.start : word.end] for word in words) == sounding
    assert not isinstance(found[0], Pause)
    for one, two in pairwise(found):
        assert not (isinstance(one, Pause) and isinstance(two, Pause))
