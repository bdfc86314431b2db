"""Arabic numbers that number a heading or a point: 1. 1、 1.1 （1） ①."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal
from audiolecture.mandarin.rules.base import DASH, DIGIT, LINE_START, Rule

_CIRCLED: dict[str, int] = {
    **{chr(0x2460 + n): n + 1 for n in range(20)},  # ①…⑳
    **{chr(0x2474 + n): n + 1 for n in range(20)},  # ⑴…⒇
    **{chr(0x2488 + n): n + 1 for n in range(20)},  # ⒈…⒛
    **{chr(0x3251 + n): n + 21 for n in range(15)},  # ㉑…㉟
    **{chr(0x32B1 + n): n + 36 for n in range(15)},  # ㊱…㊿
    **{chr(0x2776 + n): n + 1 for n in range(10)},  # ❶…❿
    **{chr(0x2780 + n): n + 1 for n in range(10)},  # ➀…➉
    **{chr(0x278A + n): n + 1 for n in range(10)},  # ➊…➓
    **{chr(0x3220 + n): n + 1 for n in range(10)},  # ㈠…㈩
    **{chr(0x3280 + n): n + 1 for n in range(10)},  # ㊀…㊉
    **{chr(0x24F5 + n): n + 1 for n in range(10)},  # ⓵…⓾
    **{chr(0x24EB + n): n + 11 for n in range(10)},  # ⓫…⓴
    **{chr(0x1F101 + n): n for n in range(10)},  # 🄁…🄊
    "🄀": 0,
    "⓪": 0,
    "⓿": 0,
    "🄋": 0,
    "🄌": 0,
}


def _numbered(match: Match[str]) -> str:
    return cardinal(match[1]) + "、"


def _levels(match: Match[str]) -> str:
    return "点".join(map(cardinal, match[1].split(".")))


def _circled(match: Match[str]) -> str:
    return cardinal(str(_CIRCLED[match[0]]))


def _circled_range(match: Match[str]) -> str:
    return f"{cardinal(str(_CIRCLED[match[1]]))}到{cardinal(str(_CIRCLED[match[2]]))}"


def _circled_point(match: Match[str]) -> str:
    return _circled(match) + "、"


RULES = (
    Rule(
        "heading",
        "ordinal",
        DIGIT,
        r"(\d{1,2})\.\s?(?=[\u3400-\u9fff“《（A-Za-z])",
        _numbered,
        before=rf"{LINE_START}|[。；：;:！？!?]\s*",
    ),
    Rule(
        "heading-levels",
        "ordinal",
        DIGIT,
        r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?(?=\s{1,4}[\u3400-\u9fff“《])",
        _levels,
        before=LINE_START,
    ),
    Rule(
        "circled-range",
        "ordinal",
        "".join(_CIRCLED),
        rf"(.){DASH}([{''.join(_CIRCLED)}])",
        _circled_range,
    ),
    Rule(
        "point-circled",
        "ordinal",
        "".join(_CIRCLED),
        r".(?=[\u3400-\u9fff“《])",
        _circled_point,
        before=rf"(?:^|[^图表式第见注由与和及、{''.join(_CIRCLED)}])",
    ),
    Rule("circled", "ordinal", "".join(_CIRCLED), ".", _circled),
)
