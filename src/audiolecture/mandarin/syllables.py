"""Syllables as they are typed (``can1``) and as they are printed (``cān``)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_MARKS = {digit: mark for mark, digit in _TONES.items()}
_LETTERS = re.compile(r"[a-zv]+")
_TYPED = re.compile(r"([a-zv]+)([1-5])")


@lru_cache(maxsize=4096)
def numbered(syllable: str) -> str:
    """``cān`` as ``can1``; what has a digit stays as it is."""
    apart = unicodedata.normalize("NFD", syllable.replace("u:", "v")).replace("u\u0308", "v")
    tone = next((digit for mark, digit in _TONES.items() if mark in apart), "")
    letters = "".join(char for char in apart if char not in _TONES)
    return letters + (tone or ("5" if _LETTERS.fullmatch(letters) else ""))


@lru_cache(maxsize=4096)
def marked(syllable: str) -> str:
    """``can1`` as ``cān``, ``lv4`` as ``lǜ``; what is no syllable stays as it is."""
    match = _TYPED.fullmatch(syllable)
    if match is None:
        return syllable
    letters, mark = match[1], _MARKS.get(match[2], "")
    place = _bearer(letters)
    sounded = f"{letters[: place + 1]}{mark}{letters[place + 1 :]}" if place >= 0 else letters
    return unicodedata.normalize("NFC", sounded.replace("v", "u\u0308"))


def _bearer(letters: str) -> int:
    """Where the mark goes: on a or e, on the o of ou, else the last vowel, else n or m."""
    for vowel in ("a", "e", "ou"):
        if vowel in letters:
            return letters.index(vowel)
    last = max(letters.rfind(vowel) for vowel in "iouv")
    return last if last >= 0 else max(letters.find(nasal) for nasal in "nm")
