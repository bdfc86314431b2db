"""The author's word: lexicon files and inline marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from audiolecture.errors import LexiconError
from audiolecture.mandarin.polyphones import tables
from audiolecture.mandarin.syllables import numbered
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
        by_form = {entry.written: entry for entry in self.entries if entry.written}
        lengths = _lengths(by_form)
        covered = {place for item in taken for place in range(item.start, item.end)}
        found, place = [], 0
        while place < len(text):
            for length in lengths.get(text[place], ()):
                entry = by_form.get(text[place : place + length])
                whole = place + length <= len(text)
                if entry and whole and covered.isdisjoint(range(place, place + length)):
                    found.append(Override(place, place + length, entry.reading, entry.say_as))
                    place += length - 1
                    break
            place += 1
        return tuple(found)

    def merged(self, other: Lexicon) -> Lexicon:
        """Both; where they disagree, ``other``."""
        return Lexicon(tuple({e.written: e for e in (*self.entries, *other.entries)}.values()))


def parse_lexicon(text: str, where: str) -> Lexicon:
    """Read lines of ``written ⇥ can1 yu4 | =say-as ⇥ note``.

    Raises:
        LexiconError: a line cannot be used.
    """
    entries, problems = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            written, tab, rest = line.partition("\t")
            column = len(written) + 2 if tab else 1
            try:
                entries.append(_line(written.strip(), tab, rest, f"{where}:{number}:{column}"))
            except LexiconError as error:
                problems.append(error)
    if problems:
        raise _together(problems)
    return Lexicon(tuple(entries))


def _line(written: str, tab: str, rest: str, where: str) -> Entry:
    if not tab or not written:
        problem = "there is no written form" if tab else "there is no tab in this line"
        raise LexiconError(problem, where=where, hint=_HINT)
    return _entry(written, rest.split("\t", maxsplit=1)[0].strip(), where)


def _together(problems: list[LexiconError]) -> LexiconError:
    """All problems of a file as one: the first leads, the others follow with their places."""
    first, *others = problems
    message = "; ".join([first.message, *(f"{error.where}: {error.message}" for error in others)])
    return LexiconError(message, where=first.where, hint=first.hint)


def _lengths(forms: Iterable[str]) -> dict[str, list[int]]:
    """The lengths of the forms that begin with a character, the longest first."""
    found: dict[str, set[int]] = {}
    for form in forms:
        found.setdefault(form[0], set()).add(len(form))
    return {char: sorted(each, reverse=True) for char, each in found.items()}


_HINT = "write: written form, tab, one syllable a character (can1 yu4), or =what to say"


def _entry(written: str, said: str, where: str) -> Entry:
    if said.startswith("="):
        return Entry(written, say_as=said[1:].strip())
    syllables = tuple(numbered(each) for each in said.lower().split())
    if len(syllables) != len(written) or not all(map(_SYLLABLE.fullmatch, syllables)):
        raise LexiconError(f"'{said}' is not how '{written}' is read", where=where, hint=_HINT)
    for syllable in syllables:
        if syllable[:-1] not in _sounds():
            raise LexiconError(f"there is no syllable '{syllable}'", where=where, hint=_HINT)
    return Entry(written, syllables)


@cache
def _sounds() -> frozenset[str]:
    """Every syllable without its tone, and the r of 儿化."""
    said = " ".join(tables().readings.values()).split()
    return frozenset({"r", *(syllable.rstrip("12345") for syllable in said)})


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
