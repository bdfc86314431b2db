"""Mathematical signs and powers."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import (
    Rule,
)

_SIGNS = {
    "≠": "不等于",
    "≈": "约等于",
    "≌": "全等于",
    "≡": "恒等于",
    "≤": "小于等于",
    "≦": "小于等于",
    "⩽": "小于等于",
    "≥": "大于等于",
    "≧": "大于等于",
    "⩾": "大于等于",
    "≪": "远小于",
    "≫": "远大于",
    "±": "正负",
    "÷": "除以",
    "√": "根号",
    "∛": "三次根号",
    "∞": "无穷大",
    "∝": "正比于",
    "∵": "因为",
    "∴": "所以",
    "∈": "属于",
    "∉": "不属于",
    "⊂": "真包含于",
    "⊆": "包含于",
    "∪": "并",
    "∩": "交",
    "∅": "空集",
    "∀": "任意",
    "∃": "存在",
    "∑": "求和",
    "∏": "连乘",
    "∫": "积分",
    "∂": "偏",
    "∇": "梯度",
    "⊥": "垂直于",
    "∥": "平行于",
    "∠": "角",
    "△": "三角形",
    "‰": "千分号",
    "‱": "万分号",
    "%": "百分号",
    "°": "度",
    "№": "第",
    "⅟": "一分之",
}

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"

LOWERED = str.maketrans(_SUPERSCRIPTS + SUBSCRIPTS + "⁻⁺", "0123456789" * 2 + "-+")

_RAISED = f"[{_SUPERSCRIPTS}]"

_SQUARED = {"2": "平方", "3": "立方"}


def _power(match: Match[str]) -> str:
    digits = match[1].translate(LOWERED)
    if digits in _SQUARED:
        return "的" + _SQUARED[digits]
    sign = "负" if digits.startswith("-") else ""
    return f"的{sign}{cardinal(digits.lstrip('+-'))}次方"


def _charge(match: Match[str]) -> str:
    """Na⁺, Fe³⁺: 正, 三正."""
    count = cardinal(match[1].translate(LOWERED)) if match[1] else ""
    return count + {"⁺": "正", "⁻": "负"}[match[2]]


def _isotope(match: Match[str]) -> str:
    return spell(match[0].translate(LOWERED))


def _square(match: Match[str]) -> str:
    digits = match[1].translate(LOWERED)
    return _SQUARED.get(digits) or cardinal(digits) + "次方"


_OPERAND_BEFORE = r"[0-9A-Za-zₐ-ₜ)）\]\u3400-\u9fff∞²³%”\u0370-\u03ff]\s?"

_OPERAND = r"(?=\s?[-−+(（\[\"“0-9A-Za-z\u3400-\u9fff√∞\u0370-\u03ff])"

_EXACT_BEFORE = rf"[0-9A-Za-z)）\]∞²³{'零一二三四五六七八九十百千万亿点方'}]\s?"

OPERATORS = (
    Rule(
        "equals",
        "symbol",
        "=",
        rf"\s?={{1,3}}\s?{_OPERAND}",
        lambda _: "等于",
        before=_OPERAND_BEFORE,
    ),
    Rule(
        "plus-sign",
        "symbol",
        "+",
        rf"\+\s?(?!\+){_OPERAND}",
        lambda _: "加",
        before=_OPERAND_BEFORE,
    ),
    Rule(
        "plus-behind",
        "symbol",
        "+",
        r"\+{1,2}",
        lambda m: "加" * len(m[0]),
        before="[0-9A-Za-z万亿]",
    ),
    Rule(
        "minus-behind",
        "symbol",
        "-−",
        r"[-−](?=$|[，。、；！？）)”》\s]|[级等]|评级|以上|以下)",
        lambda _: "减",
        before=r"(?:^|[^0-9A-Za-z])(?:[A-DF]|AA|AAA|BB|BBB)",
    ),
    Rule("minus-sign", "symbol", "−", rf"−\s?{_OPERAND}", lambda _: "减", before=_OPERAND_BEFORE),
    Rule(
        "minus-variable",
        "symbol",
        "-",
        r"-\s?(?=\d{1,4}(?![\d-]))",
        lambda _: "减",
        before=r"(?:^|[^A-Za-z])[a-z]|[²³]\s?",
    ),
    Rule(
        "minus-equation",
        "symbol",
        "-–",
        r"[-–]\s?(?=\d{1,8}(?:[./]\d{1,8})?\s?[=+≈])",
        lambda _: "减",
        before=r"\d\s?",
    ),
    Rule("times", "symbol", "×✕", rf"[×✕]\s?{_OPERAND}", lambda _: "乘", before=_OPERAND_BEFORE),
    Rule("times-star", "symbol", "*", r"\*\s?(?=\d)", lambda _: "乘", before=r"[0-9a-z)]\s?"),
    Rule("less", "symbol", "<", r"<\s?(?=[-\d])", lambda _: "小于"),
    Rule(
        "less-than",
        "symbol",
        "<",
        r"<=?\s?(?=[0-9A-Za-z])",
        lambda m: "小于等于" if "=" in m[0] else "小于",
        before=r"[0-9)]\s?",
    ),
    Rule("more", "symbol", ">", r">\s?(?=[-\d])", lambda _: "大于"),
    Rule(
        "more-than",
        "symbol",
        ">",
        r">=?\s?(?=[0-9A-Za-z])",
        lambda m: "大于等于" if "=" in m[0] else "大于",
        before=r"[0-9)]\s?",
    ),
    Rule("caret", "symbol", "^", r"\^\s?([-+]?\d{1,4})(?!\d)", _power, before=r"[0-9A-Za-z)）]\s?"),
    Rule(
        "charge",
        "symbol",
        _SUPERSCRIPTS + "⁻⁺",
        rf"({_RAISED}?)([⁺⁻])(?!{_RAISED})",
        _charge,
        before=r"[A-Za-z)）\]₀-₉]|[A-Z]\d",
    ),
    Rule(
        "isotope",
        "symbol",
        _SUPERSCRIPTS,
        rf"{_RAISED}{{1,3}}(?=[A-Z])",
        _isotope,
        before=r"(?:^|[^\d)）])",
    ),
    Rule(
        "power",
        "symbol",
        _SUPERSCRIPTS + "⁻⁺",
        rf"([⁻⁺]?{_RAISED}{{1,4}})",
        _power,
        before=r"\d|[)）]",
    ),
    Rule("power-minus", "symbol", "⁻", rf"(⁻{_RAISED}{{1,4}})", _power),
    Rule("square", "symbol", _SUPERSCRIPTS, rf"({_RAISED}{{1,4}})", _square),
    Rule("sign", "symbol", "".join(_SIGNS), ".", lambda m: _SIGNS[m[0]]),
)
