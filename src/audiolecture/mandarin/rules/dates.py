"""Dates and times of day."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.measures import CLASSIFIER
from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import (
    DASH,
    DAY,
    DIGIT,
    HOUR,
    LINK,
    MONTH,
    SIXTY,
    YEAR,
    Rule,
    alternatives,
    to,
    words,
)

_DOTTED = r"((?:19|20)\d\d)\.([1-9])"
"""2019.8, which may be a number as well."""


def clock(hours: str, minutes: str = "", seconds: str = "") -> str:
    """``14, 05, 09`` -> 十四点零五分九秒; a full hour has no minutes."""
    words = ("两" if int(hours) == 2 else cardinal(hours)) + "点"  # noqa: PLR2004 - two o'clock
    if minutes and (int(minutes) or seconds):
        words += ("零" if minutes[0] == "0" and int(minutes) else "") + cardinal(minutes) + "分"
    return words + (cardinal(seconds) + "秒" if seconds else "")


def _half_of_day(mark: str) -> str:
    return {"a": "上午", "p": "下午", "": ""}[mark[:1].lower()]


def _time(match: Match[str]) -> str:
    half = _half_of_day(match[4] or "") if int(match[1]) <= 12 else ""  # noqa: PLR2004 - noon
    return half + clock(match[1], match[2], match[3] or "")


def _full_hour(match: Match[str]) -> str:
    return _half_of_day(match[2]) + clock(match[1])


def _date(match: Match[str]) -> str:
    year = spell(match[1]) + "年" if match[1] else ""
    return f"{year}{cardinal(match[2])}月{cardinal(match[3])}日"


def _year_month(match: Match[str]) -> str:
    return f"{spell(match[1])}年{cardinal(match[2])}月"


def _month_day(match: Match[str]) -> str:
    return f"{cardinal(match[1])}月{cardinal(match[2])}日"


def _year_months(match: Match[str]) -> str:
    first, second = f"{spell(match[1])}年{cardinal(match[2])}月", f"{cardinal(match[4])}月"
    return f"{first}{to(match)}{spell(match[3])}年{second}"


# What a month and day are written with a slash before or after.
_DEADLINES = words(
    "前 之前 后 之后 起 止 截止 日 号 晚 早 上午 下午 中午 凌晨 星期 当天 提交 发布 "
    "劳动节 国庆 开始 正式 出发 到期 生效 报名"
)

_BY_DAY = rf"(?=\s?(?:{alternatives(_DEADLINES)}|周[一二三四五六日]))"

_ON = (
    r"(?:截至|截止|截止到|(?<![少多高低大小等当超优劣快慢位])于|定于|在|"
    r"日期|时间|自|从|生日)(?:是|为|：|:|\s)?"
)

RULES = (
    Rule(
        "half-of-day",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY})(?::({SIXTY}))?(?!:?\d|\.\d)\s?([aApP]\.?[mM]\.?)(?![A-Za-z])",
        _time,
    ),
    Rule(
        "time-range",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY}){LINK}({HOUR}):({SIXTY})(?!:?\d)",
        lambda m: f"{clock(m[1], m[2])}{to(m)}{clock(m[3], m[4])}",
    ),
    Rule(
        "time",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY})(?::({SIXTY}))?(?!:?\d|\.\d|[万亿千百倍])()(?:分(?=$|[，。；、！？）)\s前后左到至开出集]))?",
        _time,
    ),
    Rule(
        "hour-half-of-day", "time", DIGIT, rf"({HOUR})\s?([aApP]\.?[mM]\.?)(?![A-Za-z])", _full_hour
    ),
    Rule(
        "date",
        "date",
        DIGIT,
        rf"({YEAR}|[3-9]\d{{3}}(?!\d))([-/.·•])({MONTH})\2({DAY})(?:[日号](?!\2?\d)|T(?=\d\d:)|(?!\2?\d))",
        lambda m: f"{spell(m[1])}年{cardinal(m[3])}月{cardinal(m[4])}日",
    ),
    Rule(
        "date-compact",
        "date",
        DIGIT,
        rf"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d万亿余多人元%]|\.\d|{CLASSIFIER})",
        _date,
        before=r"(?<![号码])(?<![号码][是为:])",
        doubtful=True,
    ),
    Rule(
        "date-western",
        "date",
        DIGIT,
        rf"({MONTH})/({DAY})/({YEAR})(?!/?\d)",
        lambda m: f"{spell(m[3])}年{cardinal(m[1])}月{cardinal(m[2])}日",
    ),
    Rule(
        "date-european",
        "date",
        DIGIT,
        rf"(3[01]|[12]\d|0?[1-9])/({MONTH})/({YEAR})(?!/?\d)",
        lambda m: f"{spell(m[3])}年{cardinal(m[2])}月{cardinal(m[1])}日",
        doubtful=True,
    ),
    Rule("date-short", "date", DIGIT, rf"(\d\d)/({MONTH})/({DAY})(?!/?\d)", _date),
    Rule(
        "date-dots-short",
        "date",
        DIGIT,
        rf"(\d\d)\.({MONTH})\.({DAY})(?!\.?\d)",
        _date,
        before=r"(?:^|[^A-Za-z版本号统卓第\s])\s?",
        doubtful=True,
    ),
    Rule(
        "year-month-range",
        "date",
        DIGIT,
        rf"({YEAR})[./]({MONTH}){LINK}({YEAR})[./]({MONTH})",
        _year_months,
    ),
    Rule(
        "year-month", "date", DIGIT, rf"({YEAR})/({MONTH})(?!/)(?=\D|$)", _year_month, doubtful=True
    ),
    Rule(
        "year-month-dot",
        "date",
        DIGIT,
        rf"((?:19|20)\d\d)\.(0[1-9]|1[0-2])(?![\d.]\d)(?!\d)(?=\s*(?:{DASH}|[）)至到，。；、]|$))",
        _year_month,
        doubtful=True,
    ),
    Rule(
        "year-month-of-a-work",
        "date",
        DIGIT,
        rf"{_DOTTED}(?!\d|\.\d)",
        _year_month,
        before=r"(?:(?:出版社|书店|书局|杂志|学报|日报)[，,]?|[写作记改刊载摄表稿订版]于)\s?",
        doubtful=True,
    ),
    Rule(
        "year-month-alone",
        "date",
        DIGIT,
        rf"{_DOTTED}(?=\s*[）)])",
        _year_month,
        before=r"[（(]\s*",
        doubtful=True,
    ),
    Rule(
        "year-month-since",
        "date",
        DIGIT,
        rf"{_DOTTED}(?=出版|发表|发行|至今|以来)",
        _year_month,
        doubtful=True,
    ),
    Rule(
        "year-month-dash",
        "date",
        DIGIT,
        r"((?:19|20)\d\d)-(0[1-9])(?![-\d])",
        _year_month,
        doubtful=True,
    ),
    Rule(
        "months-slashed",
        "date",
        DIGIT,
        rf"({MONTH})/({MONTH})(?=月)",
        lambda m: f"{cardinal(m[1])}、{cardinal(m[2])}",
    ),
    Rule("day-of-year", "date", DIGIT, rf"({MONTH})/({DAY}){_BY_DAY}", _month_day),
    Rule("on-day-of-year", "date", DIGIT, rf"({MONTH})/({DAY})(?![/\d])", _month_day, before=_ON),
    Rule(
        "first-of-month", "date", DIGIT, r"(1[0-2]|[2-9])/(1)(?![/\d])", _month_day, doubtful=True
    ),
    Rule("hour", "time", DIGIT, r"(0\d)(?=[时点])", lambda m: cardinal(m[1])),
    Rule("minute-none", "time", DIGIT, r"00(?=分)", lambda _: "零", before="[点时]"),
    Rule("minute", "time", DIGIT, r"(0[1-9])(?=分)", lambda m: spell(m[1]), before="[点时]"),
    Rule("minute-two", "time", DIGIT, r"(2)(?=分)", lambda m: spell(m[1]), before="[点时]"),
    Rule("month", "date", DIGIT, rf"({MONTH})(?=月(?!球))", lambda m: cardinal(m[1])),
    Rule(
        "day",
        "date",
        DIGIT,
        rf"({DAY})(?=[日号](?!楼|院|店))",
        lambda m: cardinal(m[1]),
        before="月",
    ),
)
