"""The shipped tables of readings and phrases, and the phrases that stand in a text.

A reading is kept as one character that stands for its syllable, so that a word's readings are as
long as the word: two hundred thousand syllables are there in the time of a few `str.split`.
``benchmarks/train_readings.py`` writes the files; ``data/README.md`` says what is in them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path

from audiolecture.mandarin.traditional import DECIDED, MEANT, simplified

FIRST_CODE = 0x4E00
"""The character that stands for the first syllable; the others follow."""
_OPEN = "\u3000"
"""Stands for a syllable that a word says nothing about."""
_LONGEST = 8
"""Characters in the longest phrase that is looked up."""

_MANY = 400
"""Characters whose phrases take as long to look for one by one as to read all phrases."""

_DATA = Path(__file__).with_name("data")

Lengths = Mapping[str, Sequence[int]]
"""How many characters the phrases have that begin alike, ascending."""
Found = tuple[int, int, str]
"""A phrase over a place: its length, its start, the reading of the place."""


class Phrases(Mapping[str, str]):
    """The coded readings of phrases, as many as a phrase has characters.

    A text begins few of tens of thousands of phrases: those that begin with a character are looked
    for when the character is first met.
    """

    def __init__(self, words: str, codes: str, more: Mapping[str, str] | None = None) -> None:
        """Hold phrases.

        Args:
            words: the phrases in ascending order, a space between them.
            codes: their readings, in the same places.
            more: phrases besides, whose readings win.
        """
        self._words, self._codes = words, codes
        self._more: dict[str, dict[str, str]] = {}
        for word, said in (more or {}).items():
            self._more.setdefault(word[0], {})[word] = said
        self._is_read, self._met = False, set[str]()
        self._said: dict[str, str] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}

    def headed(self, text: str) -> tuple[Lengths, Mapping[str, str]]:
        """The lengths of phrases by their first two characters, and the readings of the phrases.

        Both hold at least what begins with a character of the text.
        """
        unmet = set() if self._is_read else set(text) - self._met
        if len(unmet) > _MANY:
            self._is_read = True
            self._read(self._words.split(), self._codes.split(), self._more.values())
        else:
            for first in unmet:
                start, end = self._place(first), self._place(chr(ord(first) + 1))
                more = [self._more[first]] if first in self._more else []
                self._read(self._words[start:end].split(), self._codes[start:end].split(), more)
        self._met |= unmet
        return self._lengths, self._said

    def _read(
        self, words: Sequence[str], codes: Sequence[str], more: Iterable[Mapping[str, str]]
    ) -> None:
        """Read phrases, with all others that begin like them."""
        found = dict(zip(words, codes, strict=True))
        for each in more:
            found |= each
        self._said |= found
        begun: dict[str, int] = {}
        for word in found:
            begun[word[:2]] = begun.get(word[:2], 0) | 1 << len(word)
        self._lengths |= {head: _lengths(bits) for head, bits in begun.items()}

    def _place(self, first: str) -> int:
        """Where the first phrase stands that does not sort before a character."""
        low, high = 0, len(self._words)
        while low < high:
            start = self._words.rfind(" ", 0, (low + high) // 2) + 1
            if self._words[start : start + 1] < first:
                low = self._words.find(" ", start) + 1 or high
            else:
                high = start
        return low

    def __getitem__(self, word: str) -> str:
        return self.headed(word[:1])[1][word]

    def __iter__(self) -> Iterator[str]:
        more = (word for words in self._more.values() for word in words)
        return iter(dict.fromkeys((*self._words.split(), *more)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _lengths(bits: int) -> tuple[int, ...]:
    """Those lengths of phrases that are looked up, of a number with a bit for each."""
    return tuple(length for length in range(1, _LONGEST + 1) if bits >> length & 1)


class Readings(Mapping[str, str]):
    """Every reading of a character, coded, the commonest first."""

    def __init__(self, chars: str, codes: list[str]) -> None:
        """Hold the readings of characters, which are in ascending order."""
        self._chars, self._codes = chars, codes

    def __getitem__(self, char: str) -> str:
        place = bisect_left(self._chars, char)
        if self._chars[place : place + 1] != char:
            raise KeyError(char)
        return self._codes[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._chars)

    def __len__(self) -> int:
        return len(self._chars)

    @property
    def every(self) -> frozenset[str]:
        """The code of everything that some character is read."""
        return frozenset("".join(self._codes))


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything but the network, in memory."""

    syllables: tuple[str, ...]
    """What the codes stand for, from `FIRST_CODE` on."""
    readings: Readings
    phrases: Phrases
    """Words of a careful dictionary."""
    more: Phrases
    """Words from a larger, less careful collection with an unusual reading in them."""
    settled: Phrases
    """Words of our own that settle how a character in them is read."""
    common: str
    """Characters in use, the commonest first; those that have one reading everywhere lead."""
    counts: Mapping[str, int]
    """How often ``character + reading`` was seen in training."""
    weights: Mapping[str, float]
    """Of the linear models."""
    contexts: Mapping[str, Mapping[str, float]]
    """More weights: of what stands around a character, by its reading."""

    def decoded(self, codes: str) -> tuple[str, ...]:
        """Syllables with tone digits."""
        return tuple(self.syllables[ord(code) - FIRST_CODE] for code in codes)


@cache
def tables() -> Tables:
    """The shipped tables: some hundredths of a second, once."""
    said, chars, readings, common = _text("readings.txt").split("\n")[:4]
    syllables = tuple(said.split())
    codes = {syllable: chr(FIRST_CODE + number) for number, syllable in enumerate(syllables)}
    corrections = {word: _coded(each, codes) for word, each in _pairs("corrections.tsv").items()}
    return Tables(
        syllables,
        Readings(chars, readings.split(" ")),
        _phrases("phrases.txt", corrections),
        _phrases("more.txt"),
        Phrases("", "", _settled(codes) | corrections),
        common,
        {key: int(value) for key, value in _pairs("counts.tsv").items()},
        *_weights(),
    )


@cache
def own_readings(char: str) -> tuple[str, ...]:
    """Every reading of a character, the commonest first; none if it is not known."""
    table = tables()
    if char in DECIDED:
        return (DECIDED[char],)
    return table.decoded(table.readings.get(char if char in MEANT else simplified(char), ""))


def _text(name: str) -> str:
    return _DATA.joinpath(name).read_text("utf-8")


def _phrases(name: str, more: Mapping[str, str] | None = None) -> Phrases:
    words, codes = _text(name).split("\n")[:2]
    return Phrases(words, codes, more)


def _pairs(name: str) -> dict[str, str]:
    return dict(line.split("\t") for line in _text(name).splitlines() if "\t" in line)


def _weights() -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Those of names, and by reading those of what is written ``name=reading``."""
    plain: dict[str, float] = {}
    contexts: dict[str, dict[str, float]] = {}
    for line in _text("weights.tsv").splitlines():
        key, value = line.split("\t")
        name, equals, reading = key.rpartition("=")
        if equals and reading:
            contexts.setdefault(name, {})[reading] = int(value) / 100
        else:
            plain[key] = int(value) / 100
    return plain, contexts


def _coded(said: str, codes: Mapping[str, str]) -> str:
    return "".join(codes[syllable] for syllable in said.split())


def _settled(codes: Mapping[str, str]) -> dict[str, str]:
    """Lines of a character, its reading, and words in which it is read so."""
    found: dict[str, str] = {}
    for line in _text("words.tsv").splitlines():
        char, syllable, words = line.split("\t")
        code = codes[syllable]
        for word in words.split():
            said = found.get(word, _OPEN * len(word))
            place = word.find(char)
            while place >= 0:
                said = said[:place] + code + said[place + 1 :]
                place = word.find(char, place + 1)
            found[word] = said
    return found


class Words:
    """The phrases of one collection in one text."""

    __slots__ = ("over", "taken")

    over: dict[int, list[Found]]
    """Every phrase, by the places that it covers."""
    taken: dict[int, Found]
    """The phrases that are left when the longest is taken first, from left to right."""

    def __init__(self, phrases: Phrases, text: str) -> None:
        self.over, self.taken = {}, {}
        free, size = 0, len(text)
        syllables, over = tables().syllables, self.over
        lengths, readings = phrases.headed(text)
        begun = map(lengths.get, map(add, text, text[1:]))
        for start, several in [(i, each) for i, each in enumerate(begun) if each]:
            longest = 0
            for length in several:
                if start + length > size:
                    break
                said = readings.get(text[start : start + length])
                if said:
                    longest = length
                    for place, code in enumerate(said, start):
                        if code != _OPEN:
                            found = (longest, start, syllables[ord(code) - FIRST_CODE])
                            over.setdefault(place, []).append(found)
            if longest and start >= free:
                free = start + longest
                for place in range(start, free):
                    if place in over:
                        self.taken[place] = over[place][-1]
