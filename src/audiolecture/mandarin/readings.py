"""How every character is read in its context: pinyin with tone digits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from audiolecture.model import Reading

READINGS_VERSION = "1"

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_DIGITS = frozenset("零〇一二三四五六七八九十百千万亿两幺")


def read(spoken: str, forced: Mapping[int, str] | None = None) -> tuple[Reading, ...]:
    """One entry for every Han character, in order."""
    wanted = forced or {}
    return tuple(
        Reading(index, spoken[index], syllable, forced=index in wanted)
        for index, syllable in enumerate(pinyin(spoken, forced))
        if syllable
    )


def pinyin(spoken: str, forced: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """One syllable for every character of ``spoken``; empty for what is not Han.

    Tone digits 1-5 (5 is neutral), ``v`` for ü. 一 and 不 have the tone of their place; the sandhi
    of third tones is left to the engine.
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 200 ms

    result = [""] * len(spoken)
    for run in _HAN.finditer(spoken):
        result[run.start() : run.end()] = lazy_pinyin(
            run[0], style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False
        )
    for index, char in enumerate(spoken):
        if char in "一不" and result[index]:
            result[index] = _sandhi(spoken, index, result)
    for index, syllable in (forced or {}).items():
        result[index] = syllable
    return tuple(syllable if syllable[-1:].isdigit() else "" for syllable in result)


def _sandhi(spoken: str, index: int, result: list[str]) -> str:
    """The tone of 一 and 不 before another syllable; digits and ordinals keep theirs."""
    before, after = spoken[index - 1 : index], spoken[index + 1 : index + 2]
    tone = result[index + 1][-1:] if index + 1 < len(result) else ""
    base = result[index]
    if spoken[index] == "不":
        return "bu2" if tone == "4" and base == "bu4" else base
    if base not in {"yi1", "yi2", "yi4"}:
        return base
    if before in _DIGITS or before == "第" or after in _DIGITS - {"百", "千", "万", "亿"}:
        return "yi1"
    if after in {"月", "号", "日"} or not tone:
        return "yi1"
    return "yi2" if tone in "45" else "yi4"
