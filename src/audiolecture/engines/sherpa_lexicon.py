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
from audiolecture.messages import _

Tokens = tuple[str, ...]

_FIRST_CODE = 0x4E00
_ALIASES = NEAREST | {"ng": "en", "shei": "shui", "zhei": "zhe", "dei": "dai"}
"""The last three are colloquial readings of 谁, 这 and 得 that a lexicon may lack."""
_FOR_NEUTRAL = "54123"
"""Tones that may stand in for the neutral one: short and falling first."""
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
    codes: Mapping[str, str]
    """A Han character for each syllable: what stands for it in `coded`."""

    def syllable(self, pinyin: str) -> str | None:
        """The syllable itself, or one that stands in for it, or None."""
        base, tone = pinyin[:-1], pinyin[-1]
        tones = _FOR_NEUTRAL if tone == "5" else tone
        candidates = (name + one for one in tones for name in (base, _ALIASES.get(base, base)))
        return next((name for name in candidates if name in self.syllables), None)

    def word(self, text: str) -> tuple[str, ...] | None:
        """A Latin word as the lexicon has it, or its letters, or None."""
        lower = text.lower()
        if lower in self.latin:
            return (lower,)
        letters = tuple(letter for letter in lower if letter.isalpha())
        return letters if letters and all(letter in self.latin for letter in letters) else None

    def coded(self) -> str:
        """A lexicon file in which every syllable has a character of its own."""
        lines = [f"{code} {' '.join(self.syllables[name])}" for name, code in self.codes.items()]
        lines += [f"{word} {' '.join(tokens)}" for word, tokens in self.latin.items()]
        return "\n".join(lines) + "\n"


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
        raise ValueError(_("the lexicon is empty"))
    latin = {word: said for word, said in entries.items() if not any(map(_is_han, word))}
    chinese = {
        word: said
        for word, said in entries.items()
        # the runtime would leave out a word with a token that it does not know
        if word not in latin and all(token in tokens or token.isdecimal() for token in said)
    }
    syllables = _other_tones(_learn(chinese), tokens)
    codes = {name: chr(_FIRST_CODE + index) for index, name in enumerate(sorted(syllables))}
    return Lexicon(syllables, latin, tokens, codes)


def read_tokens(path: Path) -> dict[str, int]:
    """``token id`` lines; a line with a number alone is the blank.

    Raises:
        ValueError: a line is not of this form, or there is none.
    """
    tokens: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        name, __, number = line.rpartition(" ")
        if not line.strip():
            continue
        if not number.isdecimal():
            raise ValueError(
                _("{name}: {line!r} is not a token and its number", name=path.name, line=line)
            )
        tokens[name.strip() or " "] = int(number)
    if not tokens:
        raise ValueError(_("{name} is empty", name=path.name))
    return tokens


def _learn(words: Mapping[str, Tokens]) -> dict[str, Tokens]:
    """Tokens of each syllable, from the surest source that has it.

    Characters with one reading vote. The neutral tone is learned from words (孩子). Failing both, a
    character with several readings is taken for its first, and for the neutral form of that.
    """
    from pypinyin import Style, pinyin  # noqa: PLC0415 - heavy

    votes: dict[str, Counter[Tokens]] = defaultdict(Counter)
    first: dict[str, Tokens] = {}
    neutral: dict[str, Tokens] = {}
    for character in filter(_is_one, words):
        said = words[character]
        (readings,) = pinyin(
            character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True
        )
        first.setdefault(readings[0], said)
        if len(readings) == 1:
            votes[readings[0]][said] += 1
        elif f"{readings[0][:-1]}5" in readings:
            neutral.setdefault(f"{readings[0][:-1]}5", said)
    sure = {name: count.most_common(1)[0][0] for name, count in votes.items()}
    return neutral | first | _neutral_tones(words, first | sure) | sure


def _neutral_tones(words: Mapping[str, Tokens], known: Mapping[str, Tokens]) -> dict[str, Tokens]:
    """What follows the first syllable in words of two whose second has no tone."""
    from pypinyin.contrib.tone_convert import to_tone3  # noqa: PLC0415 - heavy
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - heavy

    votes: dict[str, Counter[Tokens]] = defaultdict(Counter)
    for word, said in words.items():
        readings = phrases_dict.get(word, ()) if len(word) == 2 else ()  # noqa: PLR2004
        if not readings or not readings[1][0].isascii():
            continue
        before = known.get(to_tone3(readings[0][0], neutral_tone_with_five=True), ())
        if after := _after(before, said):
            votes[f"{readings[1][0]}5"][after] += 1
    return {name: count.most_common(1)[0][0] for name, count in votes.items()}


def _after(before: Tokens, said: Tokens) -> Tokens:
    """The tokens of a word without those of its first syllable; none if it begins otherwise."""
    (signs, tones), (first_signs, first_tones) = _halves(said), _halves(before)
    begins = signs[: len(first_signs)] == first_signs and tones[: len(first_tones)] == first_tones
    rest = signs[len(first_signs) :]
    return rest + tones[len(first_tones) :] if before and begins and rest else ()


def _halves(said: Tokens) -> tuple[Tokens, Tokens]:
    """Melo writes as many tone numbers after the tokens as there are tokens."""
    middle = len(said) // 2
    if middle and len(said) % 2 == 0 and all(token.isdecimal() for token in said[middle:]):
        return said[:middle], said[middle:]
    return said, ()


def _other_tones(learned: Mapping[str, Tokens], tokens: Mapping[str, int]) -> dict[str, Tokens]:
    """Add syllables that are known in another tone, where tones are written as digits."""
    completed = dict(learned)
    for name, said in learned.items():
        for tone in _TONES:
            other = tuple(re.sub(f"{name[-1]}$", tone, token) for token in said)
            if other != said and all(token in tokens or token in _TONES for token in other):
                completed.setdefault(name[:-1] + tone, other)
    return completed


def _is_one(word: str) -> bool:
    return len(word) == 1 and _is_han(word)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
