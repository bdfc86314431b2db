"""A model's own lexicon turned round: which tokens say a syllable.

A lexicon of sherpa-onnx gives the tokens of characters and words, with the readings that its
author chose. Ours come with the utterance. So the tokens of each syllable are learned from the
characters that have only one reading, and the readings of words are not used at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiolecture.engines.words import NEAREST

Tokens = tuple[str, ...]

_FIRST_CODE = 0x4E00
_ALIASES = NEAREST | {"ng": "en"}
_TONES = "12345"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a model can say."""

    syllables: Mapping[str, Tokens]
    """Pinyin with tone digit."""
    latin: Mapping[str, Tokens]
    """Words and letters in lower case."""
    tokens: Mapping[str, int]
    """``tokens.txt``."""

    def syllable(self, pinyin: str) -> str | None:
        """The syllable itself, or one that stands in for it, or None."""
        base, tone = pinyin[:-1], pinyin[-1]
        known = (pinyin, _ALIASES.get(base, base) + tone)
        return next((name for name in known if name in self.syllables), None)

    def word(self, text: str) -> tuple[str, ...] | None:
        """A Latin word as the lexicon has it, or its letters, or None."""
        lower = text.lower()
        if lower in self.latin:
            return (lower,)
        letters = tuple(letter for letter in lower if letter.isalpha())
        return letters if letters and all(letter in self.latin for letter in letters) else None

    def code(self, syllable: str) -> str:
        """A Han character that stands for a syllable in `coded`."""
        return self._codes()[syllable]

    def coded(self) -> str:
        """A lexicon file in which every syllable has a character of its own."""
        codes = self._codes()
        lines = [f"{codes[name]} {' '.join(self.syllables[name])}" for name in codes]
        lines += [f"{word} {' '.join(tokens)}" for word, tokens in self.latin.items()]
        return "\n".join(lines) + "\n"

    def _codes(self) -> dict[str, str]:
        return {name: chr(_FIRST_CODE + i) for i, name in enumerate(sorted(self.syllables))}


def read_lexicon(paths: Iterable[Path], tokens_path: Path) -> Lexicon:
    """Read the lexicons of a model (the first entry of a word counts) and its tokens.

    Raises:
        ValueError: a file is empty, no text, or holds nothing of the kind.
        OSError: a file cannot be read.
    """
    tokens = read_tokens(tokens_path)
    entries: dict[str, Tokens] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            word, *rest = line.split() or [""]
            if rest:
                entries.setdefault(word.lower(), tuple(rest))
    if not entries:
        raise ValueError("the lexicon is empty")
    han = {word: rest for word, rest in entries.items() if len(word) == 1 and _is_han(word)}
    latin = {word: rest for word, rest in entries.items() if not any(map(_is_han, word))}
    return Lexicon(_learn(han, tokens), latin, tokens)


def read_tokens(path: Path) -> dict[str, int]:
    """``token id`` lines; a line with a number alone is the blank.

    Raises:
        ValueError: a line is not of this form, or there is none.
    """
    tokens: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        name, _, number = line.rpartition(" ")
        if not line.strip():
            continue
        if not number.isdecimal():
            raise ValueError(f"{path.name}: {line!r} is not a token and its number")
        tokens[name.strip() or " "] = int(number)
    if not tokens:
        raise ValueError(f"{path.name} is empty")
    return tokens


def _learn(characters: Mapping[str, Tokens], tokens: Mapping[str, int]) -> dict[str, Tokens]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - heavy

    votes: dict[str, Counter[Tokens]] = defaultdict(Counter)
    hints: dict[str, Tokens] = {}
    for character, said in characters.items():
        if not all(token in tokens or token.isdecimal() for token in said):
            continue  # the runtime would leave the character out
        (readings,) = pinyin(
            character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True
        )
        if len(readings) == 1:
            votes[readings[0]][said] += 1
        hints.setdefault(readings[0], said)
    learned = hints | {name: count.most_common(1)[0][0] for name, count in votes.items()}
    return _other_tones(learned, tokens)


def _other_tones(learned: Mapping[str, Tokens], tokens: Mapping[str, int]) -> dict[str, Tokens]:
    """Add syllables that are known in another tone, where tones are written as digits."""
    completed = dict(learned)
    for name, said in learned.items():
        for tone in _TONES:
            other = tuple(re.sub(f"{name[-1]}$", tone, token) for token in said)
            if other != said and all(token in tokens or token in _TONES for token in other):
                completed.setdefault(name[:-1] + tone, other)
    return completed


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
