"""File names that every phone, car, memory stick and web host takes.

Sources: Android's ``FileUtils.isValidFatFilenameChar`` for the characters and the 255 bytes;
Microsoft's "Naming Files, Paths, and Namespaces" for device names and trailing dots.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_FULL_WIDTH = str.maketrans('"*/:<>?\\|', "＂＊／：＜＞？＼｜")
"""What FAT and Android refuse, as the full-width forms that Chinese text uses anyway."""

_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)

MAX_BYTES = 255
"""Bytes of one path component on ext4 and Android: 84 Han characters and ``.mp3`` are 256."""
_LONGEST_ENDING = len(".chapters.json")
_STEM_CHARS = 28
"""Some cars show 32 characters of a name, and the ending is one of them."""
_FOLDER_CHARS = 60
_ELLIPSIS = "…"


def file_stem(number: int, total: int, title: str) -> str:
    """The name of a chapter's files without an ending: ``02 - 一、坚定信念``.

    Args:
        number: 1-based position of the chapter.
        total: how many chapters there are; decides how many zeros the number gets.
        title: the chapter's title, as written.
    """
    prefix = str(number).zfill(max(2, len(str(total))))
    words = _clean(title)
    if not words:
        return prefix
    return prefix + " - " + _shorten(words, _STEM_CHARS - len(prefix) - len(" - "))


def safe_name(text: str, fallback: str = "lecture") -> str:
    """``text`` as the name of a folder or, with an ending, of a file; never empty.

    A long text is cut and gets eight digits of its hash, so that two lectures never share a name.
    """
    name = _clean(text).lstrip(". ")
    if len(name) > _FOLDER_CHARS or len(name.encode()) > MAX_BYTES - _LONGEST_ENDING:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{_shorten(name, _FOLDER_CHARS - 9)} {digest}"
    first, dot, rest = name.partition(".")
    if _DEVICE.fullmatch(first.rstrip()):
        name = f"{first.rstrip()}_{dot}{rest}"
    return name or fallback


def folder_name(stem: str) -> str:
    """The folder in ``output/`` for the script file named ``stem`` (its name without ending)."""
    return safe_name(stem)


WEB_STEM = r"ch\d{2,}-[0-9a-f]{8}"
"""What `web_stem` makes."""


def web_stem(number: int, digest: str) -> str:
    """The ASCII name of a chapter on a web host.

    The digest defeats stale caches, and Apple wants ASCII in a feed.

    Args:
        number: 1-based position of the chapter.
        digest: sha256 (hex) of the MP3 file.
    """
    return f"ch{number:02d}-{digest[:8]}"


def _clean(text: str) -> str:
    """Composed, printable, on one line, without what file systems refuse or readers cannot see."""
    composed = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    visible = "".join(_visible(char) for char in composed)
    return unicodedata.normalize("NFC", " ".join(visible.split())).rstrip(". ")


def _visible(char: str) -> str:
    """``char``; a space for a control or a line end; nothing for what has no shape of its own."""
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    # Cf holds the bidi controls, zero-width characters and the byte order mark; a lone surrogate
    # (Cs) has no UTF-8 form; Cn is unassigned and refused by APFS.
    return "" if category in {"Cf", "Cs", "Cn"} else char


def _shorten(text: str, chars: int) -> str:
    """At most ``chars`` characters and never too many bytes; a cut shows as an ellipsis."""
    room = MAX_BYTES - _LONGEST_ENDING - _STEM_CHARS
    if len(text) <= chars and len(text.encode()) <= room:
        return text
    end = chars - 1
    while end > 1 and (len(text[:end].encode()) > room or _continues(text[end])):
        end -= 1
    return text[:end].rstrip(". ") + _ELLIPSIS


def _continues(char: str) -> bool:
    """Whether ``char`` belongs to the character before it: an accent, a variation, a skin tone."""
    return unicodedata.category(char).startswith("M") or "\U0001f3fb" <= char <= "\U0001f3ff"
