"""A user's text made fit for a line of a file."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """``text`` without line ends, controls and lone surrogates, which XML and UTF-8 refuse."""
    if not text.isprintable():
        text = "".join(map(_printable, text))
    return " ".join(text.split())


def _printable(char: str) -> str:
    if char >= "\ufffe" and ord(char) & 0xFFFE == 0xFFFE:  # noqa: PLR2004 - U+xxFFFE, U+xxFFFF
        return ""
    category = unicodedata.category(char)
    return " " if category == "Cc" else "" if category == "Cs" else char
