"""Roman numerals, Greek letters, subscripts, compatibility forms and acronyms."""

from __future__ import annotations

import unicodedata
from re import Match

from audiolecture.mandarin.measures import UNIT, UNITS
from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import (
    DASH,
    DIGIT,
    LATIN,
    Rule,
    words,
)
from audiolecture.mandarin.rules.symbols import LOWERED, SUBSCRIPTS

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

_ROMAN = {
    **{chr(0x2160 + n): n + 1 for n in range(12)},
    **{chr(0x2170 + n): n + 1 for n in range(12)},
    **{
        sign: value
        for value, signs in ((50, "Ⅼⅼ"), (100, "Ⅽⅽ"), (500, "Ⅾⅾ"), (1000, "Ⅿⅿ"))
        for sign in signs
    },
}

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒↉"

# A lone I, V or X is a letter unless it counts one of these.
_ROMAN_COUNTS = r"(?=\s?(?:型|期|级|类|度|区|号|期临床|部分|卷|章|代|世|段))"

ACRONYMS = frozenset(
    words(
        "api atm bbc brt cba ceo cfo cnn coo cpi cpu cto dna dvd emba ems erp esg fbi gdp gnp "
        "gps gpu hiv ibm icu imf ipo iq kpi ktv lng lpg mba mvp nba nfc ngo ocr pdf ppi ppt "
        "pvc rna suv ufo usb vip vpn wto xml"
    )
)
"""Written in small letters these would be read as words; in capitals every engine spells them."""


def _lowered(match: Match[str]) -> str:
    digits = match[0].translate(LOWERED)
    return cardinal(digits) if len(digits) <= 2 else spell(digits)  # noqa: PLR2004 - C₁₂, X₂₀₂₄


def _roman(match: Match[str]) -> str | None:
    """A Roman numeral in letters, if it is one: III, IV, XII."""
    return _roman_value(match[1])


def _roman_value(written: str) -> str | None:
    values = [_ROMAN_VALUES[letter] for letter in written]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return cardinal(str(total)) if _in_letters(total) == written else None


def _roman_signs(match: Match[str]) -> str:
    """Ⅲ, or several signs that make one number: ⅩⅩ."""
    together = _roman_value(unicodedata.normalize("NFKC", match[0]).upper())
    return together or "".join(cardinal(str(_ROMAN[sign])) for sign in match[0])


def _in_letters(number: int) -> str:
    letters = ""
    for value, letter in (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
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


_MAGNITUDE = r"10(?:[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\^-?\d{1,3})\s?"

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

LETTERS = (
    Rule(
        "unit-of-power",
        "measure",
        LATIN,
        r"(?:km|dm|cm|mm|m)[²³]",
        lambda m: UNITS[m[0]],
        before=r"(?:^|[^A-Za-z])",
    ),
    Rule(
        "unit-of-magnitude",
        "measure",
        LATIN,
        rf"({UNIT})(?:/({UNIT}))?",
        lambda m: UNITS[m[1]] + (f"每{UNITS[m[2]]}" if m[2] else ""),
        before=_MAGNITUDE,
    ),
    Rule(
        "per-magnitude",
        "measure",
        "/",
        rf"/({UNIT})",
        lambda m: "每" + UNITS[m[1]],
        before=_MAGNITUDE,
    ),
    Rule("compatible", "symbol", _COMPATIBILITY, ".", _compatible),
    Rule(
        "roman-range",
        "ordinal",
        "".join(_ROMAN),
        rf"(.){DASH}([{''.join(_ROMAN)}])",
        lambda m: f"{cardinal(str(_ROMAN[m[1]]))}到{cardinal(str(_ROMAN[m[2]]))}",
    ),
    Rule("roman-sign", "ordinal", "".join(_ROMAN), rf"[{''.join(_ROMAN)}]{{1,8}}", _roman_signs),
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
    Rule("subscript", "symbol", SUBSCRIPTS, rf"[{SUBSCRIPTS}]{{1,8}}", _lowered),
    Rule("vulgar-fraction", "fraction", _VULGAR + DIGIT, rf"(\d{{1,6}})?([{_VULGAR}])", _vulgar),
    Rule(
        "acronym",
        "acronym",
        LATIN,
        r"([a-zA-Z]{2,5})(?! ?[A-Za-z0-9.@_/-])",
        _capitals,
        before=r"(?:^|[^A-Za-z0-9.@_/ -]|[^A-Za-z0-9.,;] )",
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
