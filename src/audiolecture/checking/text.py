"""Texts compared as a listener would: without spaces, line ends and what cannot be printed."""

from __future__ import annotations

import unicodedata

_WIDE = dict(zip("［］＜＞", "[]<>", strict=True))
"""Captions widen brackets that would look like a time."""

_INVISIBLE = frozenset({"Cc", "Cs", "Zs", "Zl", "Zp"})


class _Folding(dict[int, str]):
    """What is left of a character; each is looked up only once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        gone = unicodedata.category(char) in _INVISIBLE or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 - U+xxFFFE, U+xxFFFF
        self[code] = "" if gone else _WIDE.get(char, char)
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """What is left of a text when everything goes that a file format may change."""
    if text.isascii() and text.isalnum():
        return text
    return text.translate(_FOLDING)


def speakable(text: str) -> str:
    """The folded paragraphs of a text, without those that hold nothing to say."""
    return "".join(
        folded(line) for line in text.splitlines() if any(char.isalnum() for char in line)
    )


def excerpt(text: str, most: int = 24) -> str:
    """The beginning of a text in quotes."""
    line = " ".join(text.split())
    return f"“{line[:most]}…”" if len(line) > most else f"“{line}”"


def clock(samples: int, rate: int = 48_000) -> str:
    """``m:ss.s``, for people."""
    minutes, tenths = divmod(samples * 10 // rate, 600)
    return f"{minutes}:{tenths // 10:02}.{tenths % 10}"
