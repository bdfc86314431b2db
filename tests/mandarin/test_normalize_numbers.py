from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.mandarin.numbers import MOST_DIGITS, cardinal, number, spell, spell_phone

VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}


def value(words: str) -> int:
    """What a Chinese number means: the inverse of `cardinal`, written without looking at it."""
    for scale, factor in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = words.rpartition(scale)
        if found:
            return value(head) * factor + value(tail)
    total = digit = 0
    for char in words:
        if char in SCALES:
            total += (digit or 1) * SCALES[char]
            digit = 0
        else:
            digit = VALUES[char]
    return total + digit


@given(st.integers(0, 10**16 - 1))
def test_a_number_means_what_was_written(whole: int) -> None:
    assert value(cardinal(str(whole))) == whole
    assert value(cardinal(str(whole), ordinal=True)) == whole


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "零"),
        ("007", "七"),
        ("10", "十"),
        ("15", "十五"),
        ("215", "二百一十五"),
        ("2002", "两千零二"),
        ("20000", "两万"),
        ("22222", "两万两千二百二十二"),
        ("100020000", "一亿零二万"),
        ("200000000", "两亿"),
        ("10000100000", "一百亿零十万"),
        ("1000000000000", "一万亿"),
        ("1234500000000", "一万两千三百四十五亿"),
        ("10000000012345", "十万亿零一万两千三百四十五"),
    ],
)
def test_cardinals(digits: str, words: str) -> None:
    assert cardinal(digits) == words


@pytest.mark.parametrize(
    ("digits", "words", "ordinal"),
    [
        # one 零 for any number of zeros that something follows in the next groups
        ("100001234", "一亿零一千二百三十四", "一亿零一千二百三十四"),
        ("100000001", "一亿零一", "一亿零一"),
        ("1000012340000", "一万亿零一千二百三十四万", "一万亿零一千二百三十四万"),
        ("1000000010000", "一万亿零一万", "一万亿零一万"),
        ("1000000000001", "一万亿零一", "一万亿零一"),
        ("1000100010001", "一万零一亿零一万零一", "一万零一亿零一万零一"),
        ("10203", "一万零二百零三", "一万零二百零三"),
        ("1010", "一千零一十", "一千零一十"),
        ("1001", "一千零一", "一千零一"),
        ("10020", "一万零二十", "一万零二十"),
        ("10100000", "一千零一十万", "一千零一十万"),
        # 两 before 千, and where it leads before 万 and 亿
        ("2200", "两千二百", "二千二百"),
        ("12000", "一万两千", "一万二千"),
        ("120000", "十二万", "十二万"),
        ("1002000", "一百万两千", "一百万二千"),
        ("20000000", "两千万", "二千万"),
        ("1020000000", "十亿两千万", "十亿二千万"),
        ("2000000000000", "两万亿", "二万亿"),
        ("2000200020002", "两万零二亿零二万零二", "二万零二亿零二万零二"),
        ("20000000000000000000", "两千亿亿", "二千亿亿"),
        # 亿 is shared
        ("100000000000", "一千亿", "一千亿"),
        ("10000000000000000", "一亿亿", "一亿亿"),
        ("12000000000000000", "一亿亿两千万亿", "一亿亿二千万亿"),
    ],
)
def test_zeros_and_twos(digits: str, words: str, ordinal: str) -> None:
    assert cardinal(digits) == words
    assert cardinal(digits, ordinal=True) == ordinal
    assert cardinal("00" + digits) == words
    assert number(digits + ".20") == words + "点二零"


def test_ordinals_have_no_other_two() -> None:
    assert cardinal("22222", ordinal=True) == "二万二千二百二十二"


def test_longer_numbers_are_spelled() -> None:
    digits = "1" * (MOST_DIGITS + 1)
    assert cardinal(digits) == "一" * len(digits)


def test_decimals_keep_their_zeros() -> None:
    assert number("1,234.50") == "一千二百三十四点五零"
    assert number("0.05") == "零点零五"


def test_digits_by_name() -> None:
    assert spell("2012") == "二零一二"
    assert spell_phone("110") == "幺幺零"
