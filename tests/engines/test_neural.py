from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.engines.neural import (
    LONGEST_PHRASE,
    PAUSES,
    TAIL,
    Phrase,
    Sound,
    join,
    phrases,
    spread,
)
from audiolecture.engines.words import Pause, Piece, Syllable, pieces
from audiolecture.errors import BadSpeech
from audiolecture.model import Mark, Speech

RATE = 1_000  # a sample is a millisecond


def cut(spoken: str, shortest: int) -> list[str]:
    found = pieces(spoken, tuple("hao3" if c == "好" else "" for c in spoken), engine="test")
    return [
        "".join("好" if isinstance(piece, Syllable) else piece.length for piece in whole(part))
        for part in phrases(found, shortest)
    ]


def whole(part: Phrase) -> tuple[Piece, ...]:
    return (*part.pieces, part.pause) if part.pause else part.pieces


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("好好好，好", ["好好好、", "好"]),
        ("好，好好，好。", ["好、好好、", "好。"]),
        ("好。好", ["好。", "好"]),
        ("好；好", ["好；", "好"]),
        ("好" * 100, ["好" * LONGEST_PHRASE, "好" * (100 - LONGEST_PHRASE)]),
        ("好" * LONGEST_PHRASE + "。", ["好" * LONGEST_PHRASE + "。"]),
    ],
)
def test_phrases_end_at_pauses(spoken: str, expected: list[str]) -> None:
    assert cut(spoken, 3) == expected


@given(st.text("好，。；！", min_size=1, max_size=200).filter(lambda text: "好" in text))
def test_no_word_is_lost(spoken: str) -> None:
    parts = cut(spoken, 6)
    assert "".join(parts).count("好") == spoken.count("好")
    assert all("好" in part and part.count("好") <= LONGEST_PHRASE for part in parts)


def syllables(count: int, start: int = 0, pause: str = "。") -> Phrase:
    words = tuple(Syllable("hao3", start + i, start + i + 1) for i in range(count))
    return Phrase(words, Pause(pause, pause))


@given(st.integers(1, 60), st.integers(0, 10_000), st.integers(60, 100_000))
def test_interpolated_marks_share_the_phrase(count: int, onset: int, length: int) -> None:
    marks = list(spread(syllables(count), onset, onset + length))
    assert (marks[0].onset, marks[-1].offset) == (onset, onset + length)
    assert all(one.offset == two.onset for one, two in pairwise(marks))
    lengths = [mark.offset - mark.onset for mark in marks]
    assert max(lengths) - min(lengths) <= 1


def sound(silence: int, loud: int, after: int, marks: tuple[Mark, ...] = ()) -> Sound:
    samples = np.r_[np.zeros(silence), np.full(loud, 8_000), np.zeros(after)]
    return Sound(samples.astype("<i2").tobytes(), marks)


def joined(*sounds: Sound, volume: int = 0) -> Speech:
    parts = [syllables(1, index) for index in range(len(sounds))]
    return join(parts, sounds, RATE, volume, engine="test")


def test_the_models_own_silence_is_replaced_by_ours() -> None:
    speech = joined(sound(300, 100, 700), sound(5, 100, 5))
    samples = np.frombuffer(speech.audio, "<i2")
    loud = np.flatnonzero(samples)
    gaps = np.flatnonzero(np.diff(loud) > 1)
    assert loud[0] == 20  # the margin
    assert loud[gaps[0] + 1] - loud[gaps[0]] - 1 == 20 + PAUSES["。"] + 5
    assert len(samples) == loud[-1] + 1 + 5 + TAIL
    assert [(mark.onset, mark.offset) for mark in speech.marks] == [
        (20, 120),
        (loud[gaps[0] + 1], loud[-1] + 1),
    ]
    assert not speech.exact


def test_measured_marks_move_with_their_sound() -> None:
    first = sound(300, 100, 700, (Mark(0, 1, 310, 390),))
    second = sound(50, 100, 50, (Mark(1, 2, 0, 200),))  # with the silence around it
    speech = joined(first, second)
    assert speech.exact
    assert speech.marks[0] == Mark(0, 1, 30, 110)
    assert speech.marks[1].offset - speech.marks[1].onset == 20 + 100 + 20


def test_a_silent_phrase_is_bad_speech() -> None:
    with pytest.raises(BadSpeech, match="hao3"):
        joined(sound(0, 100, 0), sound(100, 0, 0))


@pytest.mark.parametrize(("volume", "peak"), [(0, 8_000), (50, 12_000), (-100, 0), (900, 32_767)])
def test_volume(volume: int, peak: int) -> None:
    assert np.frombuffer(joined(sound(0, 100, 0), volume=volume).audio, "<i2").max() == peak
