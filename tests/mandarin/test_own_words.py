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
        ("慢慢地走", 2, "慢地"),
        ("去行里", 1, "行里"),
        ("他行2个", 1, "他行"),
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
        ("甲乙丙丁", (1, 2), (1, 3)),
        ("甲乙丙", (1, 3), (0, 3)),
        ("甲，", (0, 1), (0, 1)),
        ("，乙", (1, 2), (1, 2)),
        ("乙", (0, 1), (0, 1)),
    ],
)
def test_widened_takes_one_character_from_behind_or_else_from_before(
    text: str, place: tuple[int, int], wider: tuple[int, int]
) -> None:
    assert widened(text, *place) == wider


def test_chinese_characters() -> None:
    assert all(map(is_han, "行〇㐀豈𠮷"))
    assert not any(map(is_han, "a1，。あ"))


@pytest.mark.parametrize(
    ("text", "index", "word"),
    [
        ("甲重乙", 1, (1, 3)),  # with the character behind it
        ("甲地乙", 1, (0, 2)),  # but these lean back
        ("的重乙", 1, (1, 3)),
        ("甲重的", 1, (0, 2)),  # what tells little is not taken
        ("甲地", 1, (0, 2)),
        ("地乙", 0, (0, 2)),
        ("，地乙", 1, (1, 3)),
        ("甲重，", 1, (0, 2)),
        ("重", 0, (0, 1)),
        ("他重他", 1, (1, 3)),  # nothing tells: the one behind
        ("他地他", 1, (0, 2)),
    ],
)
def test_with_which_neighbour(text: str, index: int, word: tuple[int, int]) -> None:
    assert word_around(text, index) == word


@pytest.mark.parametrize("lead", [0, 7, 8, 9, 20])
def test_how_far_a_word_reaches(lead: int) -> None:
    text = "，" * lead + "中华人民共和国" + "，" * lead
    for index in range(lead, lead + 7):
        start, end = word_around(text, index)
        assert lead <= start <= index < end <= lead + 7
        assert end - start > 1
    assert widened(text, lead, lead + 6) == (lead, lead + 7)
