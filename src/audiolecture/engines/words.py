"""What an engine that takes readings has to say: syllables, Latin words and pauses, in order.

Whatever the text holds is one of these, or silent (quotes, brackets, ornaments), or it cannot be
said, and then the whole utterance is refused rather than spoken with a hole in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from audiolecture.errors import SynthesisRefused
from audiolecture.messages import _, aside, series

_SYLLABLE = re.compile(r"[a-zêü]+[1-5]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_ACRONYM = re.compile(r"[A-Z]{2,4}")
"""Longer runs of capitals (COVID) are mostly read as words, shorter ones letter by letter."""
_DIGITS = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")

NEAREST = {
    "n": "en",
    "m": "mu",
    "hm": "heng",
    "hng": "heng",
    "r": "er",
    "ê": "ei",
    "wong": "weng",
}
"""Rare syllables that hardly an engine knows (tone left out), and the nearest that all know."""

Length = Literal["、", "；", "。", "！"]
_PAUSES: dict[str, Length] = {
    **dict.fromkeys("、,，—", "、"),
    **dict.fromkeys(";；:：…", "；"),
    **dict.fromkeys("。．.?？\n", "。"),
    **dict.fromkeys("!！", "！"),
}
_SHORTEST_FIRST = "、；。！"

_WORDS_IN_DISGUISE = "%‰&@°℃№"
"""Punctuation and signs that are words: silence would change what is said."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable: ``spoken[start:end]`` is read as ``pinyin`` (tone digit, ``v`` for ü)."""

    pinyin: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Latin:
    """A Latin word, or one letter of an acronym."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Punctuation between two words, or after the last: the longest of what stands there."""

    length: Length
    character: str
    """The punctuation mark itself, as written."""


Piece = Syllable | Latin | Pause


def pieces(spoken: str, readings: Sequence[str], *, engine: str) -> tuple[Piece, ...]:
    """Take a spoken text apart.

    Args:
        spoken: the text of an utterance.
        readings: pinyin with a tone digit for each character that has one, else ``""``.
        engine: who is to say it, for the messages.

    Raises:
        SynthesisRefused: a character cannot be said, or there is nothing to say.
    """
    found = tuple(_scan("".join(map(_plain, spoken)), readings))
    refuse([spoken[index] for index in found if isinstance(index, int)], engine=engine)
    joined = tuple(_join(piece for piece in found if not isinstance(piece, int)))
    if not joined:
        raise SynthesisRefused(
            _("there is nothing to say in {spoken!r}", spoken=spoken[:20]),
            where=_("engine {name}", name=engine),
        )
    return joined


def refuse(unspeakable: Sequence[str], *, engine: str) -> None:
    """Refuse what ``engine`` cannot say; nothing happens if there is nothing of the kind.

    Raises:
        SynthesisRefused: naming up to five of them.
    """
    if not unspeakable:
        return
    named = series(map(_name, sorted(set(unspeakable))[:5]))
    raise SynthesisRefused(
        _("cannot speak {named}", named=named),
        hint=_("say it in other words in the script: [字]{=词}, or in the lexicon"),
        where=_("engine {name}", name=engine),
    )


def _name(unspeakable: str) -> str:
    is_sign = len(unspeakable) == 1
    return unspeakable + aside(f"U+{ord(unspeakable):04X}" if is_sign else "")


def _plain(character: str) -> str:
    """Full-width and other compatibility forms as their plain character, one for one."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _scan(text: str, readings: Sequence[str]) -> Iterator[Piece | int]:
    """All pieces, and the index of each character that cannot be said."""
    index = 0
    while index < len(text):
        reading = readings[index] if index < len(readings) else ""
        latin = None if reading else _LATIN.match(text, index)
        if latin:
            yield from _latin(latin.group(), index)
            index = latin.end()
        else:
            yield from _character(text, index, reading)
            index += 1


def _latin(word: str, start: int) -> Iterator[Latin]:
    if not _ACRONYM.fullmatch(word):
        yield Latin(word, start, start + len(word))
        return
    for index, letter in enumerate(word, start):
        yield Latin(letter, index, index + 1)


def _character(text: str, index: int, reading: str) -> Iterator[Piece | int]:
    character = text[index]
    word = _read(reading, index) if reading else _named(character, index)
    if word:
        yield word
    elif character in _PAUSES and not _inside_number(text, index):
        yield Pause(_PAUSES[character], character)
    elif reading or not _silent(character):
        yield index


def _read(reading: str, index: int) -> Syllable | None:
    if not _SYLLABLE.fullmatch(reading):
        return None
    return Syllable(reading.replace("ü", "v"), index, index + 1)


def _named(character: str, index: int) -> Syllable | Latin | None:
    """Digits one by one, Greek letters by their English name."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return Syllable(_DIGITS[digit], index, index + 1)
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        return Latin(name.rpartition(" ")[2].lower(), index, index + 1)
    return None


def _inside_number(text: str, index: int) -> bool:
    """``3.5`` and ``U.S.``: no sentence ends here."""
    following = text[index + 1 : index + 2]
    return text[index] in ".,:" and following.isascii() and following.isalnum()


def _silent(character: str) -> bool:
    """Quotes, brackets, spaces, ornaments: nothing is lost if they are not heard."""
    category = unicodedata.category(character)
    if character in _WORDS_IN_DISGUISE or (category in {"Sc", "Sm"} and character not in "~|～"):
        return False
    return category[0] in "PZCMS"


def _join(found: Iterator[Piece]) -> Iterator[Piece]:
    """Runs of punctuation as one pause; none before the first word."""
    started, pause = False, None
    for piece in found:
        if not isinstance(piece, Pause):
            if pause and started:
                yield pause
            yield piece
            started, pause = True, None
        elif pause is None or _weight(piece) > _weight(pause):
            pause = piece
    if pause and started:
        yield pause


def _weight(pause: Pause) -> int:
    return _SHORTEST_FIRST.index(pause.length)
