"""Ranges: two numbers with a dash or a wave between them."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.measures import CLASSIFIER, UNIT, UNITS
from audiolecture.mandarin.numbers import cardinal, number, spell
from audiolecture.mandarin.rules.base import (
    DASH,
    DAY,
    DIGIT,
    HAN_NUMERAL,
    INT,
    LINK,
    MONTH,
    MULTIPLIER,
    NUM,
    YEAR,
    Rule,
    to,
)
from audiolecture.mandarin.rules.quantities import MINUS_BEFORE, amount, permille, two
from audiolecture.mandarin.rules.ratios import NO_MORE, descending


def _no_leading_zero(*numbers: str) -> bool:
    return not any(len(each) > 1 and each[0] == "0" and each[1] != "." for each in numbers)


def _years(match: Match[str]) -> str | None:
    if not int(match[1]) < int(match[2]):
        return None
    return f"{spell(match[1])}{to(match)}{spell(match[2])}"


def _years_backwards(match: Match[str]) -> str | None:
    """2020—2016年, as tables and reviews have them; 2000—1500年 may be numbers of years."""
    numbers = int(match[1]), int(match[2])
    if numbers[0] < numbers[1] or not any(number % 100 for number in numbers):
        return None
    return f"{spell(match[1])}{to(match)}{spell(match[2])}"


_SOON = 10
"""Years."""


def _season(match: Match[str]) -> str | None:
    """2022-23, 1985-87, 99-01: a later year of the same century, or one soon after its turn."""
    first, second = int(match[1]) % 100, int(match[2]) % 100
    if first < second or first - second > 100 - _SOON:
        return f"{spell(match[1])}{to(match)}{spell(match[2])}"
    return None


def _next_year(match: Match[str]) -> str | None:
    """2022-23, 1999/2000."""
    follows = (int(match[1]) + 1 - int(match[2])) % 100 == 0
    return f"{spell(match[1])}到{spell(match[2])}" if follows else None


def _counting_down(match: Match[str]) -> str:
    """公元前221—前206年, 前551—479年."""
    return f"{spell(match[1])}到{'前' if '前' in match[0] else ''}{spell(match[2])}"


def _plain(match: Match[str]) -> str | None:
    if not _no_leading_zero(match[1], match[2]):
        return None
    return f"{number(match[1])}{to(match)}{number(match[2])}"


def _counted(match: Match[str]) -> str | None:
    """两到三个; 三到五个."""
    if not _no_leading_zero(match[1], match[2]):
        return None
    return f"{two(match[1])}{to(match)}{two(match[2])}"


def _measured(match: Match[str]) -> str | None:
    if not _no_leading_zero(match[1], match[3]):
        return None
    first = UNITS[match[2]] if match[2] else ""
    return f"{two(match[1])}{first}{to(match)}{two(match[3])}{UNITS[match[4]]}"


def _measured_signed(match: Match[str]) -> str:
    """-10~-5℃, -3～8℃: what begins below zero."""
    first = UNITS[match[2]] if match[2] else ""
    upper = ("负" if match[3] else "") + two(match[4]) + UNITS[match[5]]
    return f"负{two(match[1])}{first}{to(match)}{upper}"


def _percents(match: Match[str]) -> str:
    return f"百分之{number(match[1])}{to(match)}百分之{number(match[2])}"


def _permilles(match: Match[str]) -> str:
    return f"{permille(match[1])}{to(match)}{permille(match[2])}"


def _multiplied(match: Match[str]) -> str:
    return f"{amount(match[1], match[2] or '')}{to(match)}{amount(match[3], match[4])}"


def _to(_: Match[str]) -> str:
    return "到"


SEASONS = (
    Rule(
        "season",
        "range",
        DIGIT,
        rf"({YEAR}|\d\d)[-–—/](\d\d)(?!\d)(?=\s?(?:赛季|学年|财年|雪季|榨季))",
        _season,
    ),
    Rule(
        "season-whole",
        "range",
        DIGIT,
        rf"({YEAR})/({YEAR})(?=\s?(?:赛季|学年|财年|年|雪季|榨季))",
        _season,
    ),
    Rule("years-short", "range", DIGIT, rf"({YEAR})[-–—](\d\d)(?!\d)(?=年)", _season),
    Rule(
        "season-bare",
        "range",
        DIGIT,
        rf"({YEAR})[-–/](\d\d|{YEAR})(?!\d|[-./]\d|[\u3400-\u9fff])",
        _next_year,
        doubtful=True,
    ),
)

RULES = (
    Rule(
        "years",
        "range",
        DIGIT,
        rf"({YEAR}){LINK}({YEAR})(?=\s?(?:年|学年|赛季|财年|届|级|[)）〕\]】》，。；、：:”]|$|规划|纲要|周期|跨年))",
        _years,
    ),
    Rule(
        "years-of-life",
        "range",
        DIGIT,
        rf"({YEAR}){DASH}({YEAR})(?!\d|\.\d|{DASH}\d|[%％元人米吨公万亿个余多])",
        _years,
        doubtful=True,
    ),
    Rule(
        "ancient-years",
        "range",
        DIGIT,
        rf"(\d{{3,4}}){DASH}(\d{{3,4}})(?=[)）]|年[)）])",
        _years,
        before=r"[（(]",
    ),
    Rule(
        "years-counting-down",
        "range",
        DIGIT,
        rf"(\d{{1,4}})年?{DASH}前?(\d{{1,4}})(?=年|[)）])",
        _counting_down,
        before=r"(?:公元前?|[（(—–~]前)\s?",
    ),
    # Without 公元 and at no bracket: a second 前 says that years are meant.
    Rule(
        "years-before-years",
        "range",
        DIGIT,
        rf"(\d{{1,4}})年?{DASH}前(\d{{1,4}})(?=年)",
        _counting_down,
        before="前",
    ),
    Rule(
        "years-backwards",
        "range",
        DIGIT,
        rf"({YEAR}){LINK}({YEAR})(?=\s?(?:年(?!前|以前|之前|历史|来的?历史)|学年|赛季|财年|届))",
        _years_backwards,
        before=r"(?<!今)(?<!约)(?<!近)(?<!达)(?<!第)(?<!\d)",
    ),
    Rule(
        "open-year",
        "range",
        DIGIT,
        rf"({YEAR})(?=年?\s?(?:—|–|-|~)\s?[)）])",
        lambda m: spell(m[1]),
        before=r"[（(]",
    ),
    Rule("months", "range", DIGIT, rf"({MONTH})(?:月?{DASH})({MONTH})(?=月)", _plain),
    Rule("days", "range", DIGIT, rf"({DAY})(?:[日号]?{DASH})({DAY})(?=[日号])", _plain),
    Rule("permille-range", "range", DIGIT, rf"({NUM})‰?{LINK}({NUM})‰", _permilles),
    Rule(
        "percent-range",
        "range",
        DIGIT,
        rf"({NUM})%?{LINK}({NUM})(?:%|个百分点(?!\w))(?<=%)",
        _percents,
    ),
    Rule("measure-range", "range", DIGIT, rf"({NUM})({UNIT})?{LINK}({NUM})\s?({UNIT})", _measured),
    Rule(
        "measure-range-signed",
        "range",
        "-−",
        rf"[-−]({NUM})\s?({UNIT})?{LINK}([-−]?)({NUM})\s?({UNIT})",
        _measured_signed,
        before=MINUS_BEFORE,
    ),
    Rule(
        "multiplied-range",
        "range",
        DIGIT,
        rf"({NUM})({MULTIPLIER})?{DASH}({NUM})({MULTIPLIER})",
        _multiplied,
    ),
    Rule(
        "counted-range",
        "range",
        DIGIT,
        rf"({INT}){LINK}({INT})(?={CLASSIFIER})",
        _counted,
        before=r"(?:^|[^第])",
    ),
    Rule(
        "fractions-range",
        "range",
        DIGIT,
        rf"(\d{{1,3}})/(\d{{1,3}}){DASH}(\d{{1,3}})/(\d{{1,3}}){NO_MORE}",
        lambda m: f"{cardinal(m[2])}分之{cardinal(m[1])}到{cardinal(m[4])}分之{cardinal(m[3])}",
    ),
    Rule(
        "score-descending",
        "score",
        DIGIT,
        r"(\d{1,3})[-–](\d{1,3})(?!\d|\.\d|[-–]\d)(?=[\u3400-\u9fff）)，。；、]|$)",
        descending,
        doubtful=True,
    ),
    Rule("range", "range", DIGIT, rf"({NUM}){DASH}({NUM}){NO_MORE}(?=[\u3400-\u9fff])", _plain),
    Rule(
        "range-bare",
        "range",
        DIGIT,
        rf"({NUM}){DASH}({NUM}){NO_MORE}(?!\s?[A-Za-z=/+])",
        _plain,
        doubtful=True,
    ),
    Rule(
        "dash-after-unit",
        "range",
        "-–—~‐‑‒―⁓〜∼",
        rf"{DASH}(?=(?:[前约近早晚]|上午|下午|中午|凌晨|晚上|次日|翌日|当日|当晚)?\s?\d|公元|[¥￥$€£])",
        _to,
        before=r"\d(?:\.\d)?\s?(?:[年月日号时点分秒元块%‰℃°度个米吨克斤人次倍岁万亿千百级章节条页楼层]|公里|厘米|毫米|小时|分钟|世纪|年代|世纪\d0年代|"
        rf"{UNIT})\s?",
    ),
    Rule(
        "dash-between-dates",
        "range",
        "-–—~‐‑‒―⁓〜∼",
        rf"{DASH}(?=\d{{4}}([-./])\d{{1,2}}\1\d)",
        _to,
        before=r"\d[-./]\d{1,2}",
    ),
    Rule(
        "dash-between-weekdays",
        "range",
        "-–—~‐‑‒―⁓〜∼",
        rf"{DASH}(?=周[一二三四五六日]|星期[一二三四五六日天])",
        _to,
        before=r"(?:周|星期)[一二三四五六日天]",
    ),
    Rule(
        "dash-between-numerals",
        "range",
        "–—~‒―⁓〜∼",
        rf"[–—~‒―⁓〜∼](?=[{HAN_NUMERAL}])",
        _to,
        before=rf"[{HAN_NUMERAL}年月日号]",
    ),
)
