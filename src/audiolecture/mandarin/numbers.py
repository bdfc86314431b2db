"""Numbers in Chinese words: cardinals, decimals, and strings of digits.

The style, decided once:

* 两 before 千, and before 万 and 亿 where it leads (两千, 两万, 两亿三千万; 十二万, 一亿零二万);
  二 before 百 and 十 (二百); ordinals have 二 throughout (`cardinal` with ``ordinal=True``).
* 十五, not 一十五, at the head of a number; 二百一十五 inside one.
* Digits are read one by one as 零一二…; 幺 for 1 only in telephone numbers.
"""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "亿", "万亿", "亿亿")

MOST_DIGITS = 4 * len(_LARGE)
"""Longer numbers are read digit by digit."""

_SPELL = str.maketrans("0123456789", _DIGITS)
_SPELL_PHONE = str.maketrans("0123456789", "零幺二三四五六七八九")


def spell(digits: str) -> str:
    """Each digit by its name: ``2012`` -> 二零一二. Anything else stays."""
    return digits.translate(_SPELL)


def spell_phone(digits: str) -> str:
    """As `spell`, with 幺 for 1: ``110`` -> 幺幺零."""
    return digits.translate(_SPELL_PHONE)


def cardinal(digits: str, *, ordinal: bool = False) -> str:
    """A whole number in words: ``2930`` -> 两千九百三十; leading zeros do not count.

    Args:
        digits: ASCII digits.
        ordinal: 二 throughout, as in 第二千零一.
    """
    digits = digits.lstrip("0")
    if not digits:
        return "零"
    if len(digits) > MOST_DIGITS:
        return spell(digits)
    words = _join(_groups(digits), ordinal=ordinal)
    return words[1:] if words.startswith("一十") else words


def _groups(digits: str) -> list[str]:
    """Groups of four from the left: 12345 -> 0001 2345."""
    padded = digits.zfill(-(-len(digits) // 4) * 4)
    return [padded[at : at + 4] for at in range(0, len(padded), 4)]


def _join(groups: list[str], *, ordinal: bool) -> str:
    words = ""
    gap = False
    for place, group in zip(range(len(groups) - 1, -1, -1), groups, strict=True):
        if group == "0000":
            # 万亿 and 亿亿 share their 亿 with what follows; a whole empty group is one 零.
            gap = True
            continue
        if words and (gap or group[0] == "0"):
            words += "零"
        leads = not words and group == "0002" and place and not ordinal
        tens = words and place and group.startswith("001")  # 一百亿零十万, not 零一十万
        spoken = "两" if leads else _group(group, ordinal=ordinal)
        words += (spoken.removeprefix("一") if tens else spoken) + _unit(groups, place)
        gap = False
    return words


def _unit(groups: list[str], place: int) -> str:
    """万亿 is only 万 where the 亿 follows: 一万两千三百亿."""
    if place > 2 and groups[len(groups) - 1 - 2] != "0000":  # noqa: PLR2004 - the place of 亿
        return _LARGE[place].removesuffix("亿")
    return _LARGE[place]


def _group(group: str, *, ordinal: bool) -> str:
    """Four digits without leading 零: 0103 -> 一百零三."""
    words = ""
    gap = False
    for place, digit in zip((3, 2, 1, 0), group, strict=True):
        if digit == "0":
            gap = True
            continue
        if gap and words:
            words += "零"
        thousand = place == 3 and digit == "2" and not ordinal  # noqa: PLR2004 - the place of 千
        words += ("两" if thousand else _DIGITS[int(digit)]) + _SMALL[place]
        gap = False
    return words


def number(written: str) -> str:
    """A number with thousands separators and decimals: ``1,234.5`` -> 一千二百三十四点五."""
    whole, point, decimals = written.replace(",", "").partition(".")
    words = cardinal(whole)
    return f"{words}点{spell(decimals)}" if point else words
