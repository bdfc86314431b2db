"""Spoken text and readings in espeak-ng's notation, and where each word of it came from.

The voice is ``cmn-latn-pinyin``: a syllable is a word with a tone digit. Han characters never
reach it (its own dictionary reads some in English), and what has no tone digit it reads as
English, which is right for Latin words and letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audiolecture.errors import SynthesisRefused

_TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
_PHONEMES = {"xiong": "S;j'ong", "qiong": "tS;hj'ong", "jiong": "tS;j'ong"}
"""Syllables that espeak-ng 1.52 spells out in English."""
_ALIASES = {
    "n": "en",
    "m": "mu",
    "hm": "heng",
    "hng": "heng",
    "r": "er",
    "ê": "ei",
    "wong": "weng",
}
"""Syllables that espeak-ng does not know, and the nearest that it does."""
_SYLLABLE = re.compile(r"([a-zêü]+)([1-5])")

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_ACRONYM = re.compile(r"[A-Z]{2,4}")
"""Longer runs of capitals (COVID) are mostly read as words, shorter ones letter by letter."""
_DIGITS = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")

_PAUSES = {
    **dict.fromkeys("、,，—", "、"),
    **dict.fromkeys(";；:：…", "；"),
    **dict.fromkeys("。．.?？\n", "。"),
    **dict.fromkeys("!！", "！"),
}
"""Punctuation and the one espeak-ng pauses for: .15, .23, .30 and .34 s at the normal rate."""
_LONGEST_LAST = " 、；。！"

_CLAUSE_LIMIT = 500
"""Characters of notation after which a pause is put in: from 600 on espeak-ng loses words."""

_WORDS_IN_DISGUISE = "%‰&@°℃№"
"""Punctuation and signs that are words: silence would change what is said."""


@dataclass(frozen=True, slots=True)
class Script:
    """What espeak-ng is given."""

    text: str
    words: Mapping[int, tuple[int, int]]
    """1-based position in ``text`` of each word, in order: the range of the spoken text it says."""


@dataclass(frozen=True, slots=True)
class _Word:
    notation: str
    start: int
    end: int


def render(spoken: str, readings: Sequence[str]) -> Script:
    """Write ``spoken`` in espeak-ng's notation.

    Args:
        spoken: the text of an utterance.
        readings: pinyin with a tone digit for each character that has one, else ``""``.

    Raises:
        SynthesisRefused: a character cannot be spoken, or there is nothing to say.
    """
    plain = "".join(map(_plain, spoken))
    pieces = tuple(_pieces(plain, readings))
    _refuse_unspeakable(spoken, pieces)
    if not any(isinstance(piece, _Word) for piece in pieces):
        raise SynthesisRefused(f"there is nothing to say in {spoken[:20]!r}", where="engine espeak")
    return _assemble(pieces)


def _plain(character: str) -> str:
    """Full-width and other compatibility forms as their plain character, one for one."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _pieces(text: str, readings: Sequence[str]) -> Iterator[_Word | str | int]:
    """Words, pauses (as espeak-ng's character), and the index of what cannot be spoken."""
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


def _latin(word: str, start: int) -> Iterator[_Word]:
    if not _ACRONYM.fullmatch(word):
        yield _Word(word, start, start + len(word))
        return
    for index, letter in enumerate(word, start):
        yield _Word(letter, index, index + 1)


def _character(text: str, index: int, reading: str) -> Iterator[_Word | str | int]:
    character = text[index]
    notation = _syllable(reading) if reading else _named(character)
    if notation:
        yield _Word(notation, index, index + 1)
    elif character in _PAUSES and not _inside_number(text, index):
        yield _PAUSES[character]
    elif reading or not _silent(character):
        yield index


def _syllable(reading: str) -> str:
    """``""`` if it is no syllable."""
    match = _SYLLABLE.fullmatch(reading)
    if not match:
        return ""
    base, tone = match[1].replace("ü", "v"), match[2]
    base = _ALIASES.get(base, base)
    return f"[[{_PHONEMES[base]}{_TONES[tone]}]]" if base in _PHONEMES else base + tone


def _named(character: str) -> str:
    """Digits one by one, Greek letters by their English name."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return _DIGITS[digit]
    name = unicodedata.name(character, "")
    return name.rpartition(" ")[2].lower() if name.startswith("GREEK") else ""


def _inside_number(text: str, index: int) -> bool:
    """``3.5`` and ``U.S.``: no sentence ends here."""
    return (
        text[index] in ".,:"
        and text[index + 1 : index + 2].isascii()
        and (text[index + 1 : index + 2].isalnum())
    )


def _silent(character: str) -> bool:
    """Quotes, brackets, spaces, ornaments: nothing is lost if they are not heard."""
    category = unicodedata.category(character)
    if character in _WORDS_IN_DISGUISE or (category in {"Sc", "Sm"} and character not in "~|～"):
        return False
    return category[0] in "PZCMS"


def _assemble(pieces: Sequence[_Word | str | int]) -> Script:
    text, words, pause, clause = "", {}, "", 0
    for piece in pieces:
        if isinstance(piece, _Word):
            if not pause and len(text) - clause > _CLAUSE_LIMIT:
                pause = "、"
            if pause:
                text += f" {pause}"
                clause = len(text)
            opening = 2 if piece.notation.startswith("[[") else 0
            words[len(text) + 2 + opening] = (piece.start, piece.end)
            text, pause = f"{text} {piece.notation}", ""
        elif words:
            pause = max(pause, str(piece), key=_LONGEST_LAST.find)
    return Script(f"{text} {pause}", words)


def _refuse_unspeakable(spoken: str, pieces: Sequence[_Word | str | int]) -> None:
    unspeakable = sorted({spoken[piece] for piece in pieces if isinstance(piece, int)})
    if not unspeakable:
        return
    named = ", ".join(f"{character} (U+{ord(character):04X})" for character in unspeakable[:5])
    raise SynthesisRefused(
        f"cannot speak {named}",
        hint="say it in other words in the script: [字]{=词}, or in the lexicon",
        where="engine espeak",
    )
