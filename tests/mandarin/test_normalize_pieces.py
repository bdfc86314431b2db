"""The pieces that rules are made of."""

from __future__ import annotations

import re

import pytest

from audiolecture.mandarin.measures import (
    CLASSIFIER,
    CURRENCIES,
    NOT_COUNTED,
    PER,
    SQUARE,
    UNIT,
    UNITS,
)
from audiolecture.mandarin.rules import base
from audiolecture.mandarin.rules.quantities import amount, permille, quantity, two


def whole(pattern: str, *texts: str) -> list[str]:
    return [text for text in texts if re.fullmatch(pattern, text)]


def test_the_longest_of_several_is_tried_first() -> None:
    choices = base.alternatives(["a", "a.b", "ab", "a+"])
    assert choices == r"a\.b|ab|a\+|a"
    assert re.fullmatch(choices, "a.b")
    assert not re.fullmatch(choices, "axb")
    assert base.words(" 甲 乙\n丙 ") == ("甲", "乙", "丙")


@pytest.mark.parametrize(("text", "said"), [("3至5", "至"), ("3-5", "到"), ("3到5", "到")])
def test_how_a_link_is_said(text: str, said: str) -> None:
    assert base.to(re.match(".*", text)) == said


def test_numbers() -> None:
    numbers = ("0", "12", "1,234", "12,345,678", "1234567890123456")
    assert whole(base.INT, *numbers, "1,23", "1234,567", "12345678901234567", "1.5", "") == list(
        numbers
    )
    decimals = (*numbers, "1.5", "1,234.50", "0.05")
    assert whole(base.NUM, *decimals, "1.", ".5", "1,23.5", "1.5.2") == list(decimals)
    assert re.match(base.NUM, "1.5.2")[0] == "1.5"
    assert re.match(base.INT, "12345678901234567") is None


def test_dates_and_times() -> None:
    assert whole(base.YEAR, "1000", "1999", "2000", "2099", "999", "2100", "0999", "20000") == [
        "1000", "1999", "2000", "2099",
    ]  # fmt: skip
    assert whole(base.MONTH, *map(str, range(15)), "01", "09", "00", "012") == [
        *map(str, range(1, 13)), "01", "09",
    ]  # fmt: skip
    assert whole(base.DAY, *map(str, range(35)), "01", "00") == [*map(str, range(1, 32)), "01"]
    assert whole(base.HOUR, *map(str, range(27)), "00", "09") == [*map(str, range(25)), "00", "09"]
    assert whole(base.SIXTY, "00", "59", "60", "5", "005") == ["00", "59"]


def test_dashes() -> None:
    dashes = [f"{before}{dash}{behind}" for dash in ("-", "–", "—", "——", "~", "〜")
              for before in ("", " ") for behind in ("", " ")]  # fmt: skip
    assert whole(base.DASH, *dashes, "--", "−", "到", "", "  -") == dashes
    assert whole(base.LINK, *dashes, "到", "至", " 到 ", "−") == [*dashes, "到", "至", " 到 "]


@pytest.mark.parametrize(
    ("written", "multiplier", "said"),
    [
        ("2", "亿", "两亿"), ("2", "万", "两万"), ("2", "千", "两千"), ("2", "千万", "两千万"),
        ("2", "百", "二百"), ("2", "百万", "二百万"), ("2", "十万", "二十万"),
        ("12", "万", "十二万"), ("2.5", "亿", "二点五亿"), ("1,002", "万", "一千零二万"),
    ],
)  # fmt: skip
def test_amounts(written: str, multiplier: str, said: str) -> None:
    assert amount(written, multiplier) == quantity(written, multiplier) == said


def test_small_amounts() -> None:
    assert [two(each) for each in ("2", "20", "2.0", "12")] == ["两", "二十", "二点零", "十二"]
    assert quantity("2", None) == quantity("2", "") == "两"
    assert amount("2", "") == "二"
    assert permille("2.05") == "千分之二点零五"


def test_units_and_what_they_are_typed_like() -> None:
    typed = ("m2", "m²", "m^2", "㎡", "μm", "µm", "kWh", "kW·h", "mAh", "℃", "°C", "km", "㎞")
    assert whole(UNIT, *typed, "A", "x", "kmh", "m4") == list(typed)
    said = [UNITS[each] for each in typed]
    assert said == [
        "平方米", "平方米", "平方米", "平方米", "微米", "微米", "千瓦时", "千瓦时", "毫安时",
        "摄氏度", "摄氏度", "公里", "公里",
    ]  # fmt: skip
    assert "A" not in UNITS
    assert SQUARE.items() <= UNITS.items()
    assert {len(sign) for sign in SQUARE} == {1}
    assert re.match(UNIT, "5") is None
    assert re.match(UNIT, "km5") is None
    assert re.match(UNIT, "km/h")[0] == "km"
    assert whole(PER, "元", "人次", "吨标准煤", "不") == ["元", "人次", "吨标准煤"]
    assert {CURRENCIES[sign] for sign in ("$", "US$", "€", "￥")} == {"美元", "欧元", "元"}


def test_classifiers_and_what_only_begins_like_one() -> None:
    assert whole(CLASSIFIER, "个", "小时", "立方", "月", "号") == ["个", "小时", "立方"]
    assert not any(re.match(CLASSIFIER, each) for each in NOT_COUNTED)
    assert re.match(CLASSIFIER, "年的")
    assert not re.match(CLASSIFIER, "年级")
