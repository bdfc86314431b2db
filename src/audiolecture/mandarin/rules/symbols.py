"""Mathematical signs, Greek letters, Roman numerals, superscripts and compatibility forms."""

from __future__ import annotations

import unicodedata
from re import Match

from audiolecture.mandarin.measures import UNITS
from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import DASH, DIGIT, LATIN, Rule, words

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
    "%": "百分号",
    "°": "度",
    "№": "第",
    "⅟": "一分之",
}

_GREEK = {
    "α": "阿尔法",
    "β": "贝塔",
    "γ": "伽马",
    "δ": "德尔塔",
    "ε": "艾普西隆",
    "ζ": "泽塔",
    "η": "伊塔",
    "θ": "西塔",
    "ι": "约塔",
    "κ": "卡帕",
    "λ": "兰姆达",
    "μ": "缪",
    "ν": "纽",
    "ξ": "克西",
    "ο": "奥密克戎",
    "π": "派",
    "ρ": "柔",
    "σ": "西格玛",
    "τ": "陶",
    "υ": "宇普西隆",
    "φ": "斐",
    "χ": "希",
    "ψ": "普西",
    "ω": "欧米伽",
}
_GREEK |= {letter.upper(): name for letter, name in _GREEK.items()}
_GREEK |= {"µ": "缪", "ϕ": "斐", "ϵ": "艾普西隆", "Ω": "欧米伽"}

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_LOWERED = str.maketrans(_SUPERSCRIPTS + _SUBSCRIPTS + "⁻⁺", "0123456789" * 2 + "-+")
_RAISED = f"[{_SUPERSCRIPTS}]"

_ROMAN = {
    **{chr(0x2160 + n): n + 1 for n in range(12)},
    **{chr(0x2170 + n): n + 1 for n in range(12)},
}
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒↉"

# A lone I, V or X is a letter unless it counts one of these.
_ROMAN_COUNTS = r"(?=\s?(?:型|期|级|类|度|区|号|期临床|部分|卷|章|代|世|段))"

ACRONYMS = frozenset(
    words(
        "api atm bbc brt cba ceo cfo cnn coo cpi cpu cto dna dvd emba ems erp esg fbi gdp gnp "
        "gps gpu hiv ibm icu imf ipo iq kpi ktv led lng lpg mba mvp nba nfc ngo ocr pdf ppi ppt "
        "pvc rna suv ufo usb vip vpn wto xml"
    )
)
"""Written in small letters these would be read as words; in capitals every engine spells them."""


_SQUARED = {"2": "平方", "3": "立方"}


def _power(match: Match[str]) -> str:
    digits = match[1].translate(_LOWERED)
    if digits in _SQUARED:
        return "的" + _SQUARED[digits]
    sign = "负" if digits.startswith("-") else ""
    return f"的{sign}{cardinal(digits.lstrip('+-'))}次方"


def _square(match: Match[str]) -> str:
    digits = match[1].translate(_LOWERED)
    return _SQUARED.get(digits) or cardinal(digits) + "次方"


def _lowered(match: Match[str]) -> str:
    digits = match[0].translate(_LOWERED)
    return cardinal(digits) if len(digits) <= 2 else spell(digits)  # noqa: PLR2004 - C₁₂, X₂₀₂₄


def _roman(match: Match[str]) -> str | None:
    """A Roman numeral in letters, if it is one: III, IV, XII."""
    values = [_ROMAN_VALUES[letter] for letter in match[1]]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return cardinal(str(total)) if _in_letters(total) == match[1] else None


def _in_letters(number: int) -> str:
    letters = ""
    for value, letter in (
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            letters += letter
            number -= value
    return letters


def _vulgar(match: Match[str]) -> str:
    top, bottom = unicodedata.normalize("NFKC", match[2]).split("⁄")
    whole = cardinal(match[1]) + "又" if match[1] else ""
    return f"{whole}{cardinal(bottom)}分之{cardinal(top)}"


def _compatible(match: Match[str]) -> str:
    """Radicals, ligatures and squared signs as the characters they stand for, digits read."""
    plain = unicodedata.normalize("NFKC", match[0])
    if not any(char.isdecimal() for char in plain):
        return plain
    digits = "".join(char for char in plain if char.isdecimal())
    return plain.replace(digits, cardinal(digits)).translate(
        str.maketrans("0123456789", "零一二三四五六七八九")
    )


def _capitals(match: Match[str]) -> str | None:
    return match[1].upper() if match[1].lower() in ACRONYMS else None


def _spaced(match: Match[str]) -> str | None:
    letters = match[0].replace(" ", "")
    return letters.upper() if letters.lower() in ACRONYMS else None


_OPERAND_BEFORE = r"[0-9A-Za-z)）\]\u3400-\u9fff∞²³%”\u0370-\u03ff]\s?"
_OPERAND = r"(?=\s?[-−+(（\[\"“0-9A-Za-z\u3400-\u9fff√∞\u0370-\u03ff])"
_EXACT_BEFORE = rf"[0-9A-Za-z)）\]∞²³{'零一二三四五六七八九十百千万亿点方'}]\s?"

# Compatibility ideographs, Kangxi radicals, squared and enclosed signs, letter-like signs.
_COMPATIBILITY = "".join(
    chr(code)
    for first, last in (
        (0x2F00, 0x2FD5),
        (0x32C0, 0x32CB),
        (0x3358, 0x3370),
        (0x33E0, 0x33FE),
        (0xF900, 0xFAD9),
    )
    for code in range(first, last + 1)
)

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
        "plus-behind", "symbol", "+", r"\+{1,2}", lambda m: "加" * len(m[0]), before="[0-9A-Za-z]"
    ),
    Rule("minus-sign", "symbol", "−", rf"−\s?{_OPERAND}", lambda _: "减", before=_OPERAND_BEFORE),
    Rule(
        "minus-variable",
        "symbol",
        "-",
        r"-(?=\d{1,4}(?![\d-]))",
        lambda _: "减",
        before=r"(?:^|[^A-Za-z])[a-z]",
    ),
    Rule(
        "minus-equation",
        "symbol",
        "-–",
        r"[-–]\s?(?=\d{1,8}(?:\.\d{1,8})?\s?[=+≈])",
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
LETTERS = (
    Rule(
        "unit-of-power",
        "measure",
        LATIN,
        r"(?:km|dm|cm|mm|m)[²³]",
        lambda m: UNITS[m[0]],
        before=r"(?:^|[^A-Za-z])",
    ),
    Rule("compatible", "symbol", _COMPATIBILITY, ".", _compatible),
    Rule(
        "roman-range",
        "ordinal",
        "".join(_ROMAN),
        rf"(.){DASH}([{''.join(_ROMAN)}])",
        lambda m: f"{cardinal(str(_ROMAN[m[1]]))}到{cardinal(str(_ROMAN[m[2]]))}",
    ),
    Rule("roman-sign", "ordinal", "".join(_ROMAN), ".", lambda m: cardinal(str(_ROMAN[m[0]]))),
    Rule(
        "roman",
        "ordinal",
        "IVXL",
        r"([IVXL]{2,7})(?![A-Za-z0-9])" + _ROMAN_COUNTS,
        _roman,
        before=r"(?:^|[^A-Za-z])",
    ),
    Rule(
        "roman-one",
        "ordinal",
        "IVX",
        r"([IVX])(?![A-Za-z0-9])(?=\s?(?:型|期临床|级|类))",
        _roman,
        before=r"(?:^|[^A-Za-z])",
    ),
    Rule(
        "roman-ordinal", "ordinal", "IVXL", r"([IVXL]{1,7})(?![A-Za-z0-9])", _roman, before=r"第\s?"
    ),
    Rule(
        "greek",
        "symbol",
        "".join(_GREEK),
        r".(?![\u0370-\u03ff])",
        lambda m: _GREEK[m[0]],
        before=r"(?:^|[^\u0370-\u03ff])",
    ),
    Rule("subscript", "symbol", _SUBSCRIPTS, rf"[{_SUBSCRIPTS}]{{1,8}}", _lowered),
    Rule("vulgar-fraction", "fraction", _VULGAR + DIGIT, rf"(\d{{1,6}})?([{_VULGAR}])", _vulgar),
    Rule(
        "acronym",
        "acronym",
        LATIN,
        r"([a-zA-Z]{2,5})(?![A-Za-z0-9.@_/-])",
        _capitals,
        before=r"(?:^|[^A-Za-z0-9.@_/-])",
    ),
    Rule(
        "acronym-spaced",
        "acronym",
        LATIN,
        r"[A-Za-z](?: [A-Za-z]){2,4}(?![A-Za-z0-9])",
        _spaced,
        before=r"(?:^|[^A-Za-z0-9])\s?",
    ),
)
