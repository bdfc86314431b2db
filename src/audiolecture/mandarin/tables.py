"""The shipped tables of readings and phrases, and the phrases that stand in a text.

A reading is kept as one character that stands for its syllable, so that a word's readings are as
long as the word: two hundred thousand syllables are there in the time of a few `str.split`.
``benchmarks/train_readings.py`` writes the files; ``data/README.md`` says what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audiolecture.mandarin.traditional import DECIDED, MEANT, simplified

FIRST_CODE = 0x4E00
"""The character that stands for the first syllable; the others follow."""
_OPEN = "\u3000"
"""Stands for a syllable that a word says nothing about."""
_LONGEST = 8
"""Characters in the longest phrase that is looked up."""

Phrases = Mapping[str, str]
"""The coded readings of a phrase, as many as it has characters."""
Found = tuple[int, int, str]
"""A phrase over a place: its length, its start, the reading of the place."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything but the network, in memory."""

    syllables: tuple[str, ...]
    """What the codes stand for, from `FIRST_CODE` on."""
    readings: Mapping[str, str]
    """Every reading of a character, coded, the commonest first."""
    phrases: Phrases
    """Words of a careful dictionary."""
    more: Phrases
    """Words from a larger, less careful collection with an unusual reading in them."""
    settled: Phrases
    """Words of our own that settle how a character in them is read."""
    heads: frozenset[str]
    """What phrases begin with: their first two characters."""
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
    """The shipped tables: less than a tenth of a second, once."""
    said, chars, readings, common = _text("readings.txt").split("\n")[:4]
    syllables = tuple(said.split())
    codes = {syllable: chr(FIRST_CODE + number) for number, syllable in enumerate(syllables)}
    corrections = {word: _coded(each, codes) for word, each in _pairs("corrections.tsv").items()}
    phrases = _phrases("phrases.txt") | corrections
    more, settled = _phrases("more.txt"), _settled(codes) | corrections
    return Tables(
        syllables,
        dict(zip(chars, readings.split(" "), strict=True)),
        phrases,
        more,
        settled,
        frozenset(word[:2] for words in (phrases, more, settled) for word in words),
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
    return files(__package__).joinpath("data", name).read_text("utf-8")


def _phrases(name: str) -> dict[str, str]:
    words, codes = _text(name).split("\n")[:2]
    return dict(zip(words.split(" "), codes.split(" "), strict=True))


def _pairs(name: str) -> dict[str, str]:
    return dict(line.split("\t") for line in _text(name).splitlines() if "\t" in line)


def _weights() -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Those of names, and by reading those of what is written ``name=reading``."""
    plain: dict[str, float] = {}
    contexts: dict[str, dict[str, float]] = {}
    for key, value in _pairs("weights.tsv").items():
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
        for word in words.split():
            known = found.get(word, _OPEN * len(word))
            said = zip(word, known, strict=True)
            found[word] = "".join(codes[syllable] if c == char else k for c, k in said)
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
        table = tables()
        syllables, over, heads = table.syllables, self.over, table.heads
        for start in range(size - 1):
            if text[start : start + 2] not in heads:
                continue
            longest = 0
            for end in range(start + 2, min(start + _LONGEST, size) + 1):
                said = phrases.get(text[start:end])
                if said:
                    longest = end - start
                    for place, code in enumerate(said, start):
                        if code != _OPEN:
                            found = (longest, start, syllables[ord(code) - FIRST_CODE])
                            over.setdefault(place, []).append(found)
            if longest and start >= free:
                free = start + longest
                for place in range(start, free):
                    if place in over:
                        self.taken[place] = over[place][-1]
