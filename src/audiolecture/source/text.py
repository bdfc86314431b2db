"""Plain text in any encoding that Chinese scripts come in."""

from __future__ import annotations

import codecs
import re

from audiolecture.errors import SourceError
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.matter import split_matter

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Zero-width and private-use characters, soft hyphens and control characters are never spoken.
_UNSPOKEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f]")
_SPEAKABLE = re.compile(r"[^\W_]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
)


def decode(data: bytes, where: str) -> str:
    """The text of a file, with ``\\n`` line ends.

    Raises:
        SourceError: these bytes are not text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _LINE_ENDS.sub("\n", data.decode(encoding, errors="replace"))
    if b"\x00" in data:
        raise SourceError(
            "this is not a text file", hint="save the script as UTF-8 text", where=where
        )
    try:
        return _LINE_ENDS.sub("\n", data.decode("utf-8"))
    except UnicodeDecodeError:
        return _LINE_ENDS.sub("\n", _decode_legacy(data, where))


def _decode_legacy(data: bytes, where: str) -> str:
    """GB18030 or Big5, whichever gives more of the commonest characters of Chinese prose."""
    texts = []
    for encoding in ("gb18030", "big5"):
        try:
            texts.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = max(texts, key=_plausibility, default="")
    if _plausibility(best) == 0:
        raise SourceError(
            "the encoding of this text cannot be told", hint="save it as UTF-8 text", where=where
        )
    return best


def _plausibility(text: str) -> float:
    return sum(char in _COMMON for char in text) / len(text) if text else 0.0


def clean(text: str) -> str:
    """A paragraph without unspoken characters, indentation and tabs."""
    return _UNSPOKEN.sub("", text).replace("\t", " ").strip()


def speakable(text: str) -> bool:
    """Whether there is a letter, digit or Han character in it."""
    return _SPEAKABLE.search(text) is not None


def read_text(data: bytes, *, name: str, where: str) -> Document:
    """One paragraph a line, as scripts are pasted."""
    matter, text, warnings = split_matter(decode(data, where), where)
    paragraphs = tuple(
        Paragraph(cleaned, number, column=line.find(cleaned[0]) + 1)
        for number, line in enumerate(text.split("\n"), 1)
        if (cleaned := clean(line))
    )
    return Document(name, where, paragraphs, matter, (), warnings)
