"""Addresses and numbers of books and machines: nothing inside them is arithmetic."""

from __future__ import annotations

import re
from re import Match

from audiolecture.mandarin.numbers import spell
from audiolecture.mandarin.rules.base import DIGIT, LATIN, Rule, alternatives, words

# Endings that need no www. or http:// before them to be an address in a Chinese text.
_ENDING = (
    r"(?:com|cn|org|net|gov|edu|io|ai|info|biz|tv|cc|me|app|dev|xyz|top|hk|tw|uk|us|jp|de|fr|ru|eu)"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}(?<!-))?"
_HOST = rf"(?:{_LABEL}\.){{1,6}}{_ENDING}(?![A-Za-z0-9-])"
_TAIL = r"(?::\d{2,5})?(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&*+,;=%]{0,300})?(?<![.,;:!?])"

_SCHEME = re.compile(r"^[a-z]+://")
_SIGNS = {
    ".": "点",
    "/": "斜杠",
    "-": "杠",
    "_": "下划线",
    ":": "冒号",
    "?": "问号",
    "=": "等于",
    "&": "and",
    "#": "井号",
    "%": "百分号",
    "@": "at",
    "~": "波浪线",
    "+": "加",
}
_SPELL_SIGNS = str.maketrans(_SIGNS)


def _address(match: Match[str]) -> str:
    """The way it is dictated; the scheme goes without saying."""
    return spell(_SCHEME.sub("", match[0].rstrip("/")).translate(_SPELL_SIGNS))


def _book_number(match: Match[str]) -> str:
    return spell(match[0].replace("-", "").replace(" ", ""))


def _machine_address(match: Match[str]) -> str | None:
    parts = match[1].split(".")
    if any(int(part) > 255 for part in parts):  # noqa: PLR2004 - an octet
        return None
    return "点".join(map(spell, parts)) + (f"冒号{spell(match[2])}" if match[2] else "")


def _standard(match: Match[str]) -> str:
    *setter, number, year = match.groups()
    return f"{''.join(setter)}{spell(number).replace('.', '点')}杠{spell(year)}"


# Who sets standards: the state, trades, provinces (DB11), societies (T/CECS) and other countries.
_SETTERS = alternatives(
    words(
        "GB GBJ GBZ GBW GJB ISO IEC IEEE ASTM ANSI ASME DIN EN JIS BS QB SY YY JB HJ WS NY JT "
        "JTG JTJ JTS CJ CJJ JG JGJ JC HG SH DL NB YB YS TB MH MT SL SN SC LY LD AQ GA XF CECS "
        "TSG YD YC SB SJ HY DZ CY JR JY WB WH QX QC HB CB FZ"
    )
)
_SETTER = rf"(?:(?:{_SETTERS}|DB\d\d)(?:/[TZ])?|T/[A-Z]{{2,8}})"
_NUMBER = r"(\d{1,6}(?:\.\d{1,3})?)"
_YEAR = r"(?::|[-–—]{1,2})(\d{4}|[5-9]\d)(?!\d)"
"""Until 1995 of two digits."""

RULES = (
    Rule(
        "url",
        "url",
        LATIN,
        rf"(?:https?|ftp)://[A-Za-z0-9\-._~:@]{{1,200}}{_TAIL}",
        _address,
        doubtful=True,
    ),
    Rule(
        "e-mail",
        "url",
        LATIN + DIGIT,
        r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,18}(?![A-Za-z0-9])",
        _address,
    ),
    Rule("domain", "url", LATIN + DIGIT, _HOST + _TAIL, _address),
    Rule(
        "book-number",
        "id",
        DIGIT,
        r"\d(?:[- ]?[\dX]){7,16}(?!\d)",
        _book_number,
        before=r"(?:ISBN(?:-1[03])?|ISSN)[:： ]{0,2}",
    ),
    Rule(
        "standard",
        "id",
        DIGIT,
        _NUMBER + _YEAR,
        _standard,
        before=rf"(?:^|[^A-Za-z]){_SETTER}\s?",
    ),
    Rule(
        "standard-glued",
        "id",
        LATIN,
        rf"({_SETTER}){_NUMBER}{_YEAR}",
        _standard,
        before=r"(?:^|[^A-Za-z0-9])",
    ),
    Rule(
        "machine-address",
        "id",
        DIGIT,
        r"(\d{1,3}(?:\.\d{1,3}){3})(?![\d.]\d)(?!\d)(?::(\d{2,5})(?!\d))?",
        _machine_address,
    ),
)
