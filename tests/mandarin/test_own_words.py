"""The word that a lexicon line is proposed for."""

from __future__ import annotations

import pytest

from audiolecture.mandarin.words import is_han, widened, word_around


@pytest.mark.parametrize(
    ("text", "index", "word"),
    [
        ("他在银行工作", 3, "银行"),
        ("为人民服务为", 5, "务为"),
        ("高兴地说", 2, "兴地"),  # written behind what it belongs to
        ("看得了", 1, "看得"),
        ("了行情", 1, "行情"),
        ("的行的", 1, "行的"),  # nothing telling on either side
        ("，重，", 1, "重"),
        ("ab重cd", 2, "重"),
        ("行", 0, "行"),
        ("在北京时间里", 2, "北京时间"),  # the longer of two that begin alike
        ("北京时间", 0, "北京时间"),
        ("前提交", 2, "提交"),  # a phrase, though 前提 is taken
        ("他说了许许多多许许多多的话在银行里存取款", 15, "银行"),
    ],
)
def test_the_word_around_a_character(text: str, index: int, word: str) -> None:
    start, end = word_around(text, index)
    assert text[start:end] == word
    assert start <= index < end


@pytest.mark.parametrize(
    ("text", "place", "wider"),
    [
        ("他在银行工作", (2, 4), (2, 5)),
        ("在银行，", (1, 3), (0, 3)),
        ("，银行，", (1, 3), (1, 3)),
        ("银行", (0, 2), (0, 2)),
        ("A行B", (1, 2), (1, 2)),
    ],
)
def test_widened(text: str, place: tuple[int, int], wider: tuple[int, int]) -> None:
    assert widened(text, *place) == wider


def test_chinese_characters() -> None:
    assert all(map(is_han, "行〇㐀豈𠮷"))
    assert not any(map(is_han, "a1，。あ"))
