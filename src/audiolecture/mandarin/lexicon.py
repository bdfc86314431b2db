"""The author's word: lexicon files and inline marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiolecture.errors import LexiconError
from audiolecture.model import Override

_MARK = re.compile(r"\\\[|\[([^\[\]\n]+)\]\{([^{}\n]*)\}")
_SYLLABLE = re.compile(r"[a-zv]{1,6}[1-5]")


@dataclass(frozen=True, slots=True)
class Entry:
    """How a written form is said: one syllable a character, or other words."""

    written: str
    reading: tuple[str, ...] = ()
    say_as: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their written form, matched longest first."""

    entries: tuple[Entry, ...] = ()

    def match(self, text: str, taken: Sequence[Override] = ()) -> tuple[Override, ...]:
        """What the lexicon says of ``text``, left to right; ``taken`` places are left alone."""
        if not self.entries:
            return ()
        by_form = {entry.written: entry for entry in self.entries}
        forms = sorted(by_form, key=len, reverse=True)
        found = []
        for match in re.finditer("|".join(map(re.escape, forms)), text):
            start, end = match.span()
            if all(end <= item.start or item.end <= start for item in taken):
                entry = by_form[match[0]]
                found.append(Override(start, end, entry.reading, entry.say_as))
        return tuple(found)

    def merged(self, other: Lexicon) -> Lexicon:
        """Both; where they disagree, ``other``."""
        return Lexicon(tuple({e.written: e for e in (*self.entries, *other.entries)}.values()))


def parse_lexicon(text: str, where: str) -> Lexicon:
    """Read lines of ``written ⇥ can1 yu4 | =say-as ⇥ note``.

    Raises:
        LexiconError: a line cannot be used.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            written, tab, rest = line.partition("\t")
            if not tab:
                raise LexiconError(
                    "there is no tab in this line", where=f"{where}:{number}", hint=_HINT
                )
            said = rest.split("\t")[0].strip()
            entries.append(_entry(written.strip(), said, f"{where}:{number}"))
    return Lexicon(tuple(entries))


_HINT = "write: written form, tab, one syllable a character (can1 yu4), or =what to say"


def _entry(written: str, said: str, where: str) -> Entry:
    if said.startswith("="):
        return Entry(written, say_as=said[1:].strip())
    syllables = tuple(said.lower().replace("u:", "v").replace("ü", "v").split())
    if len(syllables) != len(written) or not all(map(_SYLLABLE.fullmatch, syllables)):
        raise LexiconError(f"'{said}' is not how '{written}' is read", where=where, hint=_HINT)
    return Entry(written, syllables)


def parse_marks(text: str, where: str) -> tuple[str, tuple[Override, ...]]:
    r"""Take inline marks out: ``[参与]{can1 yu4}``, ``[2012]{=二零一二}``; ``\[`` is a bracket.

    Raises:
        LexiconError: a mark cannot be used.
    """
    plain, overrides, last = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        last = match.end()
        if match[1] is None:
            plain += "["
            continue
        entry = _entry(match[1], match[2].strip(), where)
        overrides.append(
            Override(len(plain), len(plain) + len(match[1]), entry.reading, entry.say_as)
        )
        plain += match[1]
    return plain + text[last:], tuple(overrides)
