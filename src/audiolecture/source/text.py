"""Plain text in any encoding that Chinese scripts come in."""

from __future__ import annotations

import codecs

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.patterns import lazily
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.lines import text_lines, unwrapped
from audiolecture.source.matter import split_matter

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Zero-width and private-use characters, soft hyphens and control characters are never spoken.
_UNSPOKEN = lazily(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\ufff9-\uffff\ue000-\uf8ff"
    "\U000f0000-\U0010fffd\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_ENTITY = lazily(
    r"&(?:nbsp|emsp|ensp|thinsp|ldquo|rdquo|lsquo|rsquo|hellip|mdash|middot|#12288|#160);?"
)
"""What is left of a page that was saved as text."""
_SPEAKABLE = lazily(r"[^\W_]")
_LINE_ENDS = lazily("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_CONTROL = lazily(r"[\x00-\x08\x0e-\x1f\x7f]")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    "這個國為時來們對會發動說學習問題後"
)
_SAMPLE = 200_000
"""Bytes that are looked at to tell an encoding."""
_BROKEN_MOST = 0.02
"""Share of unreadable characters in a text that is still taken for one of that encoding."""
_UNSURE = 0.03
"""In Chinese prose more than a tenth of the characters are among the commonest."""


def decode(data: bytes, where: str) -> str:
    """The text of a file, with ``\\n`` line ends; U+FFFD stands for what could not be read.

    Raises:
        SourceError: these bytes are not text.
    """
    return _LINE_ENDS.sub("\n", _decoded(data, where))


def _decoded(data: bytes, where: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x00" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    text = _most_plausible(data)
    if text is None:
        is_text = b"\x00" not in data
        raise SourceError(
            _("the encoding of this text cannot be told")
            if is_text
            else _("this is not a text file"),
            hint=_("save the script as UTF-8 text"),
            where=where,
        )
    return text


def _most_plausible(data: bytes) -> str | None:
    """The encoding that gives most of the commonest characters, or the one that looks right."""
    sample = data[:_SAMPLE]
    scores = {name: _score(sample, name) for name in _candidates(data)}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _UNSURE:
        second = _second_opinion(sample)
        if second and scores.get(second, _score(sample, second)) >= 0:
            best = second
        elif scores[best] <= 0:
            return None
    stray = b"" if best.startswith("utf-16") else b"\x00"
    return (data.replace(stray, b"") if stray else data).decode(best, errors="replace")


def _candidates(data: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark has an even length; anything else may be a legacy encoding."""
    wide = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    return ("utf-8", "gb18030", "big5hkscs", *wide)


def _score(sample: bytes, encoding: str) -> float:
    """Share of the commonest characters; -1 for what is not text in this encoding."""
    if not encoding.startswith("utf-16"):
        sample = sample.replace(b"\x00", b"")
    text = sample.decode(encoding, errors="replace")
    if not text:
        return -1
    # A sample may end in the middle of a character.
    broken = text[:-2].count("\ufffd")
    if broken > max(2, len(text) * _BROKEN_MOST):
        return -1
    if len(_CONTROL.findall(text)) > len(text) * _BROKEN_MOST:
        return -1
    return (sum(char in _COMMON for char in text) - 3 * broken) / len(text)


def _second_opinion(sample: bytes) -> str | None:
    """charset-normalizer's guess, for text that does not look like Chinese prose."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed

    if b"\x00" in sample:
        return None
    found = from_bytes(sample[:20_000]).best()
    return found.encoding if found else None


def clean(text: str) -> str:
    """A paragraph without unspoken characters, indentation and tabs."""
    return _UNSPOKEN.sub("", text).replace("\t", " ").replace("\xa0", " ").strip()


def unreadable(text: str, where: str) -> tuple[str, ...]:
    """A warning of the places that could not be read in the file's encoding."""
    count = text.count("\ufffd")
    if not count:
        return ()
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return (
        _(
            "{where}:{line}: {count} characters could not be read and are left out; see here",
            where=where,
            line=line,
            count=count,
        ),
    )


def speakable(text: str) -> bool:
    """Whether there is a letter, digit or Han character in it."""
    return _SPEAKABLE.search(text) is not None


def read_text(data: bytes, *, name: str, where: str) -> Document:
    """One paragraph a line, as scripts are pasted; lines that an editor wrapped are joined."""
    whole = decode(data, where)
    matter, text, warnings = split_matter(whole, where)
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - 3 ms, and few need it

        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    lines = list(text_lines(_UNSPOKEN.sub("", text).replace("\xa0", " ")))
    text_of = text.split("\n")
    paragraphs = tuple(
        Paragraph(cleaned, line.number, column=_column(cleaned, text_of[line.number - 1]))
        for line in unwrapped(lines)
        if (cleaned := clean(line.text))
    )
    return Document(name, where, paragraphs, matter, (), warnings + unreadable(whole, where))


def _column(text: str, line: str) -> int:
    """1-based place where a paragraph begins in its line."""
    return max(0, line.find(text[0])) + 1
