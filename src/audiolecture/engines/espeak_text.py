"""Spoken text and readings in espeak-ng's notation, and where each word of it came from.

The voice is ``cmn-latn-pinyin``: a syllable is a word with a tone digit. Han characters never
reach it (its own dictionary reads some in English), and what has no tone digit it reads as
English, which is right for Latin words and letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiolecture.engines.words import NEAREST, Latin, Pause, Syllable, pieces

_TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
_PHONEMES = {"xiong": "S;j'ong", "qiong": "tS;hj'ong", "jiong": "tS;j'ong"}
"""Syllables that espeak-ng 1.52 spells out in English."""

_CLAUSE_LIMIT = 500
"""Characters of notation after which a pause is put in: from 600 on espeak-ng loses words."""


@dataclass(frozen=True, slots=True)
class Script:
    """What espeak-ng is given."""

    text: str
    words: Mapping[int, tuple[int, int]]
    """1-based position in ``text`` of each word, in order: the range of the spoken text it says."""


def render(spoken: str, readings: Sequence[str]) -> Script:
    """Write ``spoken`` in espeak-ng's notation.

    Args:
        spoken: the text of an utterance.
        readings: pinyin with a tone digit for each character that has one, else ``""``.

    Raises:
        SynthesisRefused: a character cannot be spoken, or there is nothing to say.
    """
    text, words, clause = "", {}, 0
    for piece in pieces(spoken, readings, engine="espeak"):
        if isinstance(piece, Pause):
            # espeak-ng's own pauses are .15, .23, .30 and .34 s at the normal rate
            text, clause = f"{text} {piece.length}", len(text)
            continue
        if len(text) - clause > _CLAUSE_LIMIT:
            text, clause = f"{text} 、", len(text)
        notation = _notation(piece)
        opening = 2 if notation.startswith("[[") else 0
        words[len(text) + 2 + opening] = (piece.start, piece.end)
        text = f"{text} {notation}"
    return Script(text, words)


def _notation(word: Syllable | Latin) -> str:
    if isinstance(word, Latin):
        return word.text
    base, tone = NEAREST.get(word.pinyin[:-1], word.pinyin[:-1]), word.pinyin[-1]
    return f"[[{_PHONEMES[base]}{_TONES[tone]}]]" if base in _PHONEMES else base + tone
