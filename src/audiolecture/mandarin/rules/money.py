"""Money."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.measures import CURRENCIES, PER, UNIT, UNITS
from audiolecture.mandarin.rules.base import (
    DIGIT,
    LATIN,
    LINK,
    MULTIPLIER,
    NUM,
    Rule,
    alternatives,
    to,
)
from audiolecture.mandarin.rules.quantities import FREE, quantity


def _money(match: Match[str]) -> str:
    currency = CURRENCIES[match[1].upper()]
    return _sign_of(match[0]) + quantity(match[2], match[3]) + currency


def _money_behind(match: Match[str]) -> str:
    return quantity(match[1], match[2]) + CURRENCIES[match[3].upper()]


_SHIFTS = {"k": (3, ""), "m": (2, "万"), "b": (1, "亿"), "t": (0, "万亿")}
"""Thousand, million, billion, trillion: places to the right, and what is counted then."""


def _western(match: Match[str]) -> str:
    """$3.5M -> 三百五十万美元."""
    places, counted = _SHIFTS[match[3][0].lower()]
    whole, _, decimals = match[2].replace(",", "").partition(".")
    digits = whole + decimals[:places].ljust(places, "0")
    rest = decimals[places:]
    return quantity(f"{digits}.{rest}" if rest else digits, counted) + CURRENCIES[match[1].upper()]


def _range_of_money_behind(match: Match[str]) -> str:
    low, high = quantity(match[1], match[2]), quantity(match[3], match[4])
    return f"{low}{to(match)}{high}{CURRENCIES[match[5].upper()]}"


def _sign_of(written: str) -> str:
    return "负" if written[0] in "-−" else ""


def _money_range(match: Match[str]) -> str:
    currency = CURRENCIES[match[1].upper()]
    return f"{quantity(match[2], match[3])}{to(match)}{quantity(match[4], match[5])}{currency}"


_CURRENCY = alternatives(CURRENCIES)

_SYMBOLS = "".join(symbol for symbol in CURRENCIES if len(symbol) == 1)

_CODES = alternatives([code for code in CURRENCIES if code.isalpha() and code.isascii()])

MONEY_RANGES = (
    Rule(
        "money-behind-range",
        "money",
        DIGIT,
        rf"({NUM})({MULTIPLIER})?{LINK}({NUM})({MULTIPLIER})?\s?({_CODES}|[$€£¥￥])(?![A-Za-z0-9])",
        _range_of_money_behind,
    ),
)

MONEY = (
    Rule(
        "money-per",
        "money",
        _SYMBOLS + LATIN,
        rf"({_CURRENCY})\s?({NUM})({MULTIPLIER})?+\s?/\s?({UNIT}|{PER})",
        lambda m: f"每{UNITS.get(m[4], m[4])}{_money(m)}",
    ),
    Rule(
        "money-western",
        "money",
        _SYMBOLS + LATIN,
        rf"({_CURRENCY})\s?({NUM})\s?([KMBTkmb]|bn|mn|tn|million|billion|trillion)(?![A-Za-z])",
        _western,
    ),
    Rule(
        "money-range",
        "money",
        _SYMBOLS + LATIN,
        rf"({_CURRENCY})\s?({NUM})({MULTIPLIER})?\s?[-–—~至到]\s?(?:{_CURRENCY})?\s?({NUM})({MULTIPLIER})?(?:元|美元)?",
        _money_range,
    ),
    Rule(
        "money",
        "money",
        _SYMBOLS + LATIN,
        rf"({_CURRENCY})\s?({NUM})({MULTIPLIER})?+(?:元(?!/)|美元|英镑|欧元)?(?!\d)",
        _money,
    ),
    Rule(
        "money-minus",
        "money",
        "-−",
        rf"[-−]({_CURRENCY})\s?({NUM})({MULTIPLIER})?",
        _money,
        before=FREE,
    ),
    Rule(
        "money-behind",
        "money",
        DIGIT,
        rf"({NUM})({MULTIPLIER})?\s?({_CODES}|[$€£¥￥])(?![A-Za-z0-9])",
        _money_behind,
    ),
)
