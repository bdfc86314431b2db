"""The author's word: lexicon files and inline marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from audiolecture.errors import LexiconError
from audiolecture.mandarin.rules.base import words
from audiolecture.mandarin.syllables import numbered
from audiolecture.mandarin.tables import tables
from audiolecture.messages import N_, _, at, counted, several
from audiolecture.model import Override
from audiolecture.patterns import lazily

_MARK = lazily(r"\\\[|\[([^\[\]\n]+)\]\{([^{}\n]*)\}")
_SYLLABLE, _WORD = lazily(r"[a-zv]{1,6}[1-5]"), lazily(r"\S+")


@dataclass(frozen=True, slots=True)
class Entry:
    """How a written form is said: one syllable a character, or other words."""

    written: str
    reading: tuple[str, ...] = ()
    say_as: str | None = None
    where: str = ""
    """``file:line``; empty if it is from nowhere in particular."""

    @property
    def said(self) -> str:
        """As it stands in a lexicon."""
        return " ".join(self.reading) if self.say_as is None else f"={self.say_as}"


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Entries by their written form, matched longest first. Equal only to itself."""

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    """Entries that say the same twice or contradict each other, for the author."""

    def match(self, text: str, taken: Sequence[Override] = ()) -> tuple[Override, ...]:
        """What the lexicon says of ``text``, left to right; ``taken`` places are left alone."""
        return tuple(
            Override(start, start + len(entry.written), entry.reading, entry.say_as)
            for start, entry in self.found(text, taken)
        )

    def found(self, text: str, taken: Sequence[Override] = ()) -> Iterator[tuple[int, Entry]]:
        """As `match`: the places, and the entries that hold there."""
        if not self.entries:
            return
        forms = _forms(self)
        covered = {place for item in taken for place in range(item.start, item.end)}
        free = 0
        for place in range(len(text)):
            # Most places of a text begin no entry: two characters tell.
            beginning = forms.get(text[place : place + 2]) or forms.get(text[place], ())
            if place < free or not beginning:
                continue
            for written, entry in beginning:
                end = place + len(written)
                if (
                    text.startswith(written, place)
                    and covered.isdisjoint(range(place, end))
                    and _whole(text, place, end)
                ):
                    yield place, entry
                    free = end
                    break

    def merged(self, other: Lexicon) -> Lexicon:
        """Both; where they disagree, ``other``, and a note says so."""
        before = {entry.written: entry for entry in self.entries}
        notes = [_note(before[e.written], e) for e in other.entries if e.written in before]
        entries = {**before, **{entry.written: entry for entry in other.entries}}
        return Lexicon(tuple(entries.values()), (*self.notes, *other.notes, *notes))


_BEFORE_DIGIT, _AFTER_DIGIT = lazily(r"\d[.,]?\Z"), lazily(r"[.,]?\d")
_BEFORE_LETTER, _AFTER_LETTER = lazily(r"[A-Za-z]\Z"), lazily(r"[A-Za-z]")


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no number and no Latin word is cut: ``5G`` is not in 15G, nor ``AI`` in SAID."""
    first, last = text[start], text[end - 1]
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return not (
        (first.isdecimal() and _BEFORE_DIGIT.search(before))
        or (last.isdecimal() and _AFTER_DIGIT.match(after))
        or (first.isascii() and first.isalpha() and _BEFORE_LETTER.search(before))
        or (last.isascii() and last.isalpha() and _AFTER_LETTER.match(after))
    )


@lru_cache(maxsize=8)
def _forms(lexicon: Lexicon) -> dict[str, tuple[tuple[str, Entry], ...]]:
    """The entries by their first two characters, the longest first; one character stands alone."""
    found: dict[str, list[tuple[str, Entry]]] = {}
    for entry in lexicon.entries:
        if entry.written:
            found.setdefault(entry.written[:2], []).append((entry.written, entry))
    return {
        start: (
            *sorted(entries, key=lambda item: -len(item[0])),
            *(found.get(start[0], ()) if len(start) > 1 else ()),
        )
        for start, entries in found.items()
    }


def _note(first: Entry, second: Entry) -> str:
    if first.said == second.said:
        return _(
            "{where}: '{written}' already stands in {other}; one will do",
            where=second.where,
            written=second.written,
            other=first.where,
        )
    return _(
        "{where}: '{written}' is '{said}' here and '{before}' in {other}; this line holds",
        where=second.where,
        written=second.written,
        said=second.said,
        before=first.said,
        other=first.where,
    )


@lru_cache(maxsize=8)
def parse_lexicon(text: str, where: str) -> Lexicon:
    """Read lines of ``written ⇥ can1 yu4 | =say-as ⇥ note``.

    Raises:
        LexiconError: a line cannot be used.
    """
    entries: dict[str, Entry] = {}
    problems, notes = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            entry = _line(line, f"{where}:{number}")
        except LexiconError as error:
            problems.append(error)
            continue
        if entry.written in entries:
            notes.append(_note(entries[entry.written], entry))
        entries[entry.written] = entry
    if problems:
        raise _together(problems)
    return Lexicon(tuple(entries.values()), tuple(notes))


_HINT = N_("write: written form, tab, one syllable a character (can1 yu4), or =what to say")


def _line(line: str, where: str) -> Entry:
    written, tab, rest = line.partition("\t")
    if not tab or not written.strip():
        problem = _("there is no written form") if tab else _("there is no tab in this line")
        raise LexiconError(problem, where=f"{where}:1", hint=_(_HINT))
    field = rest.split("\t", maxsplit=1)[0]
    column = len(written) + 2 + len(field) - len(field.lstrip())
    return _entry(written.strip(), field.strip(), f"{where}:{column}", where)


def _together(problems: list[LexiconError]) -> LexiconError:
    """All problems of a file as one: the first leads, the others follow with their places."""
    first, *others = problems
    message = several([first.message, *(at(error.where, error.message) for error in others)])
    return LexiconError(message, where=first.where, hint=first.hint)


def _entry(written: str, said: str, where: str, line: str = "") -> Entry:
    if said.startswith("="):
        return Entry(written, say_as=said[1:].strip(), where=line)
    syllables = tuple(numbered(each) for each in said.lower().split())
    for typed, syllable in zip(_WORD.finditer(said), syllables, strict=True):
        if not _SYLLABLE.fullmatch(syllable):
            message = _("'{typed}' is no syllable", typed=typed[0])
            raise LexiconError(message, where=_shifted(where, typed.start()), hint=_(_HINT))
        if syllable[:-1] not in _sounds():
            message = _("there is no syllable '{syllable}'", syllable=syllable)
            raise LexiconError(message, where=_shifted(where, typed.start()), hint=_(_HINT))
    if len(syllables) != len(written):
        raise _miscounted(written, syllables, where)
    return Entry(written, syllables, where=line)


def _shifted(where: str, columns: int) -> str:
    """A place further along its line."""
    line, _, column = where.rpartition(":")
    return f"{line}:{int(column) + columns}"


def _miscounted(written: str, syllables: Sequence[str], where: str) -> LexiconError:
    count, needed = len(syllables), len(written)
    if not count:
        return LexiconError(
            _("it is not said how '{written}' is read", written=written), where=where, hint=_(_HINT)
        )
    message = _(
        "'{syllables}' is {count}, but '{written}' has {needed}",
        syllables=" ".join(syllables),
        count=counted("{count} syllable", "{count} syllables", count),
        written=written,
        needed=counted("{count} character", "{count} characters", needed),
    )
    hint = (
        _("give one syllable for each character, or other words behind =")
        if written.isalpha() and not any(char.isascii() for char in written)
        else _("digits, letters and signs have no syllable of their own: write =what to say")
    )
    return LexiconError(message, where=where, hint=hint)


_COLLOQUIAL = frozenset(words("r shei zhei sei kei tei cei dia nia fiao rua den ng hng"))
"""谁, 这, 塞, 嗲 …: what is said so beside the reading that the tables give."""


@cache
def _sounds() -> frozenset[str]:
    """Every syllable without its tone, and the r of 儿化."""
    said = tables().decoded("".join(tables().readings.every))
    return frozenset({*_COLLOQUIAL, *(syllable.rstrip("12345") for syllable in said)})


def parse_marks(text: str, where: str, column: int = 1) -> tuple[str, tuple[Override, ...]]:
    r"""Take inline marks out: ``[参与]{can1 yu4}``, ``[2012]{=二零一二}``; ``\[`` is a bracket.

    Args:
        text: a paragraph.
        where: its file and line.
        column: of its first character in that line, counted from 1.

    Raises:
        LexiconError: a mark cannot be used; says the column of what stands in the braces.
    """
    plain, overrides, last = "", [], 0
    problems: list[LexiconError] = []
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        last = match.end()
        if match[1] is None:
            plain += "["
            continue
        try:
            entry = _entry(match[1], match[2].strip(), f"{where}:{column + match.start(2)}")
        except LexiconError as error:
            problems.append(error)
            continue
        overrides.append(
            Override(len(plain), len(plain) + len(match[1]), entry.reading, entry.say_as)
        )
        plain += match[1]
    if problems:
        raise _together(problems)
    return plain + text[last:], tuple(overrides)


def unused(lexicons: Iterable[Lexicon], used: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of the files behind ``lexicons`` that are not among ``used``, each once."""
    seen = {entry.where for entry in used}
    entries = {entry.where: entry for lexicon in lexicons for entry in lexicon.entries}
    return tuple(entry for where, entry in entries.items() if where and where not in seen)
