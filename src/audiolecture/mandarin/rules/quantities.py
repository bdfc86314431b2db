"""Percentages, fractions and measures."""

from __future__ import annotations

from collections.abc import Iterable
from re import Match

from audiolecture.mandarin.measures import PER, SQUARE, UNIT, UNITS
from audiolecture.mandarin.numbers import cardinal, number, spell
from audiolecture.mandarin.rules.base import (
    DIGIT,
    LINK,
    MULTIPLIER,
    NUM,
    Rule,
    to,
)


def two(written: str) -> str:
    """A number before what it counts: 2 is 两."""
    return "两" if written == "2" else number(written)


def amount(written: str, multiplier: str) -> str:
    """``2, 亿`` -> 两亿; ``2, 百`` -> 二百; ``12, 万`` -> 十二万."""
    counted = bool(multiplier) and multiplier[0] not in "十百"
    return (two(written) if counted else number(written)) + multiplier


def quantity(written: str, multiplier: str | None) -> str:
    """A number before a unit: 两, 十二, 两万."""
    return amount(written, multiplier) if multiplier else two(written)


def permille(written: str) -> str:
    """``6.39`` -> 千分之六点三九."""
    return "千分之" + number(written)


def _permyriad(match: Match[str]) -> str:
    return "万分之" + number(match[1])


def _sign(match: Match[str]) -> str:
    """The sign in group 1."""
    return {"-": "负", "−": "负", "－": "负", "+": "正", "±": "正负"}.get(
        (match[1] or "").strip(), ""
    )


def _percent(match: Match[str]) -> str:
    return f"{_sign(match)}百分之{number(match[2])}"


def _permille(match: Match[str]) -> str:
    return _sign(match) + permille(match[2])


def _fraction(match: Match[str]) -> str:
    return f"{_sign(match)}{cardinal(match[3])}分之{cardinal(match[2])}"


def _mixed(match: Match[str]) -> str:
    return f"{cardinal(match[1])}又{cardinal(match[3])}分之{cardinal(match[2])}"


def _is_fraction(match: Match[str]) -> str | None:
    """A quotient of small numbers; 2022/23 and 400/1 are something else."""
    top, bottom = int(match[2]), int(match[3])
    return _fraction(match) if 0 < top < bottom or (top and bottom in range(2, 11)) else None


def _measure(match: Match[str]) -> str:
    return _sign(match) + quantity(match[2], match[3]) + UNITS[match[4]]


def _temperature(match: Match[str]) -> str:
    words = two(match[2])
    return _sign(match) + words + UNITS[match[3].replace(" ", "")]


def _named(unit: str) -> str:
    return "小时" if unit == "时" else UNITS.get(unit, unit)


def _each(units: Iterable[str | None]) -> str:
    """What stands below the stroke, all of it."""
    return "".join("每" + _named(unit) for unit in units if unit)


def _per(match: Match[str]) -> str:
    """120km/h -> 每小时一百二十公里, 300元/人/天 -> 每人每天三百元."""
    counted = quantity(match[2], match[3]) + _named(match[4])
    return f"{_each(match.groups()[4:])}{_sign(match)}{counted}"


def _per_range(match: Match[str]) -> str:
    """1-2片/次 -> 每次一到两片."""
    counted = quantity(match[2], match[3]) + _named(match[4])
    return f"{_each(match.groups()[4:])}{two(match[1])}{to(match)}{counted}"


def _per_number(match: Match[str]) -> str:
    """3万/年 -> 每年三万."""
    return f"{_each(match.groups()[2:])}{amount(match[1], match[2])}"


def _angle(match: Match[str]) -> str:
    words = two(match[1]) + "度"
    for value, name in ((match[2], "分"), (match[3], "秒")):
        words += number(value) + name if value else ""
    return words


def _stopwatch(match: Match[str]) -> str:
    """1′30″25 -> 一分三十秒二五."""
    minutes = two(match[1]) + "分" if match[1] else ""
    return minutes + cardinal(match[2]) + "秒" + spell(match[3] or "")


def _duration(match: Match[str]) -> str:
    seconds = cardinal(match[3]) + "秒" if match[3] else ""
    return f"{two(match[1])}小时{two(match[2])}分钟{seconds}"


def _product(match: Match[str]) -> str:
    """12cm*5cm, 3×4米: every × between sizes."""
    return f"{two(match[1])}{UNITS.get(match[2] or '', '')}乘"


_SIGN = r"([-−+±]\s?)?"

_EITHER = rf"(?:{UNIT}|{PER})"

_HOUR = "时(?![间代候期段])"

_BELOW = (
    rf"\s?/\s?(?:[（(]({_EITHER})\s?[·/]\s?({_EITHER})[）)]"
    rf"|({_EITHER}|{_HOUR})(?:\s?/\s?({_EITHER}))?)"
)
"""A stroke and one or two units: /吨, /人/天, /(人·天)."""

# The minus of a quantity: at the start, after an opening or an operator, or after words that a
# negative value follows. Elsewhere a hyphen joins: COVID-19, 东风-41.
MINUS_BEFORE = (
    r"(?:^|[\s（(\[【“，。；:,、=＝+×÷*/<>≤≥≈~至到从]|温度|气温|体温|水温|低温|海拔|水深|高程|标高|埋深|深度|水位|为|是|达|达到|约|有|在|增长|增速|同比|环比|下降|跌|涨|"
    r"幅|率|值|速|速度|分|利润|收益|收入|余额|结余|得|等于|变化|低于|高于|超过|不足|接近|仅|零下|摄氏|最低|最高|夜间|白天|当日|室外|室内)"
)

# A quantity with a sign stands alone; after a digit or a letter a hyphen is something else.
FREE = r"(?:^|[^0-9A-Za-z%℃)）])"

PERCENT = (
    Rule(
        "percent-up",
        "percent",
        DIGIT,
        rf"()({NUM})\s?%\s?\+(?![\d(（A-Za-z])",
        lambda m: _percent(m) + "以上",
    ),
    Rule("percent", "percent", DIGIT, rf"()({NUM})\s?%", _percent),
    Rule("percent-signed", "percent", "-−+±", rf"([-−+±])\s?({NUM})%", _percent, before=FREE),
    Rule(
        "percent-point",
        "percent",
        ".",
        r"\.(\d{1,6})\s?%",
        lambda m: "百分之" + number("0." + m[1]),
        before=r"(?:^|[^0-9A-Za-z.])",
    ),
    Rule("permille", "percent", DIGIT, rf"()({NUM})\s?‰", _permille),
    Rule("permyriad", "percent", DIGIT, rf"({NUM})\s?‱", _permyriad),
    Rule("permille-signed", "percent", "-−+±", rf"([-−+±])\s?({NUM})‰", _permille, before=FREE),
)

FRACTIONS = (
    Rule("mixed", "fraction", DIGIT, r"(\d{1,4})\s(\d{1,3})/(\d{1,3})(?![/\d])", _mixed),
    Rule(
        "fraction", "fraction", DIGIT, r"()(\d{1,4})\s?[/⁄]\s?(\d{1,5})(?![/\d]|\.\d)", _is_fraction
    ),
    Rule(
        "fraction-signed",
        "fraction",
        "-−±",
        r"([-−±])(\d{1,4})[/⁄](\d{1,5})(?![/\d]|\.\d)",
        _fraction,
        before=MINUS_BEFORE,
    ),
)

NEGATIVE_FRACTIONS = (
    Rule(
        "fraction-minus",
        "fraction",
        "-−",
        r"[-−](?=百分之|千分之|\d{1,4}分之)",
        lambda _: "负",
        before=MINUS_BEFORE,
    ),
)

RATES = (
    Rule(
        "per-range",
        "measure",
        DIGIT,
        rf"({NUM}){LINK}({NUM})({MULTIPLIER})?\s?({_EITHER}){_BELOW}",
        _per_range,
    ),
)

MEASURES = (
    Rule(
        "product", "measure", DIGIT, rf"(?!0[xX])({NUM})\s?({UNIT})?\s?[×✕*xX]\s?(?=\d)", _product
    ),
    Rule(
        "stopwatch",
        "time",
        DIGIT,
        r"(\d{1,3})\s?['′]\s?([0-5]\d)\s?[\"″](\d{1,3})?(?!\d)",
        _stopwatch,
    ),
    Rule("seconds", "time", DIGIT, r"()([0-5]?\d)″(\d{2,3})?(?!\d)", _stopwatch),
    Rule(
        "angle",
        "measure",
        DIGIT,
        rf"({NUM})°\s?(?:([0-5]?\d)\s?[′'’]\s?(?:({NUM})\s?[″\"”])?)",
        _angle,
    ),
    Rule(
        "temperature", "measure", DIGIT, rf"()({NUM})\s?(°\s?[CF]|º\s?C)(?![A-Za-z])", _temperature
    ),
    Rule(
        "frost",
        "measure",
        "-−",
        rf"([-−])\s?({NUM})\s?(°\s?C|℃)(?![A-Za-z])",
        lambda m: "零下" + two(m[2]) + UNITS[m[3].replace(" ", "")],
        before=r"(?:气温|温度|低温|最低|最高|夜间|白天|降至|降到|跌至)(?:达到|达|为|是|至|到|约|：|:)?",
    ),
    Rule(
        "temperature-signed",
        "measure",
        "-−+±",
        rf"([-−+±])\s?({NUM})\s?(°\s?[CF]|[℃℉°])(?![A-Za-z])",
        _temperature,
        before=FREE,
    ),
    Rule(
        "height",
        "measure",
        DIGIT,
        r"\d\d(?=$|[，。；、！？）)\s的高长宽深左以多])",
        lambda m: spell(m[0]),
        before=r"\d米",
    ),
    Rule(
        "hundredths",
        "time",
        DIGIT,
        r"\d\d(?![\d.%]|[个人名次年月天小分秒元米公])",
        lambda m: spell(m[0]),
        before=r"\d秒",
    ),
    Rule(
        "blood-pressure",
        "measure",
        DIGIT,
        r"([12]?\d\d)/(\d{2,3})\s?(?:mmHg|毫米汞柱)",
        lambda m: f"{number(m[1])}、{number(m[2])}毫米汞柱",
    ),
    Rule(
        "blood-pressure-cued",
        "measure",
        DIGIT,
        r"([12]?\d\d)/(\d{2,3})(?![\d/])",
        lambda m: f"{number(m[1])}、{number(m[2])}",
        before=r"血压(?:是|为|达|到|高达|控制在|\s){0,2}",
    ),
    Rule("discount", "measure", DIGIT, r"\d[1-9](?=折)", lambda m: spell(m[0])),
    Rule(
        "duration",
        "time",
        DIGIT,
        r"(\d{1,3})h\s?(\d{1,2})\s?m(?:in)?(?:\s?(\d{1,2})\s?s)?(?![A-Za-z])",
        _duration,
    ),
    Rule(
        "speed",
        "measure",
        DIGIT,
        rf"()({NUM})()\s?(km|公里|千米)/(?:h(?![A-Za-z])|小时|{_HOUR})",
        lambda m: two(m[2]) + _named(m[4]),
        before=r"时速(?:为|约为|达到|达|约|超过|可达)?\s?",
    ),
    Rule("per", "measure", DIGIT, rf"()({NUM})({MULTIPLIER})?\s?({_EITHER}){_BELOW}", _per),
    Rule("per-number", "measure", DIGIT, rf"({NUM})({MULTIPLIER}){_BELOW}", _per_number),
    Rule(
        "per-alone",
        "measure",
        "/",
        rf"/(?={PER}(?:[）)，。；、]|$))",
        lambda _: "每",
        before=rf"(?:[（(]|单位[:：为]?\s?)(?:{MULTIPLIER}?元|[毫千微]?克|公斤|吨|[厘毫千]?米|公里|毫?升|千瓦时)",
    ),
    Rule("measure", "measure", DIGIT, rf"()({NUM})({MULTIPLIER})?\s?({UNIT})", _measure),
    Rule(
        "per-signed",
        "measure",
        "-−±",
        rf"([-−±])\s?({NUM})({MULTIPLIER})?\s?({_EITHER}){_BELOW}",
        _per,
        before=MINUS_BEFORE,
    ),
    Rule(
        "measure-signed",
        "measure",
        "-−±",
        rf"([-−±])\s?({NUM})({MULTIPLIER})?\s?({UNIT})",
        _measure,
        before=MINUS_BEFORE,
    ),
    Rule("unit-alone", "measure", "".join(SQUARE), f"[{''.join(SQUARE)}]", lambda m: SQUARE[m[0]]),
)
