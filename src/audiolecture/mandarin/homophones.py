"""Homophones for engines that take no readings.

A character that can only be read in the wanted way goes in the place of the doubtful one: 行 háng
becomes 航. Not every reading has one; what has none is reported, with what the author can write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from audiolecture.mandarin.readings import pinyin
from audiolecture.mandarin.tables import own_readings, tables
from audiolecture.mandarin.unsaid import Unsaid

_TRIES = 12
"""Substitutes that are tried at a place before it is given up."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """What to send, as long as the text, and every reading that it cannot convey."""

    text: str
    missing: tuple[Unsaid, ...] = ()


def substitute(spoken: str, wanted: Mapping[int, str]) -> Substitution:
    """Put characters that can only be read in the wanted way in the places of ``wanted``.

    Characters that have no other reading stay as they are.
    """
    if not wanted:
        return Substitution(spoken)
    text, missing = spoken, []
    for index, syllable in sorted(wanted.items()):
        if _only_reading(spoken[index]) == syllable:
            continue
        replaced = _replaced(text, index, wanted, _homophones().get(wanted[index], ""))
        if replaced is None:
            missing.append(_unsaid(spoken, index, wanted[index]))
        else:
            text = replaced
    return Substitution(text, tuple(missing))


def has_homophone(char: str, syllable: str) -> bool:
    """Whether an engine that takes no readings can be told to read ``char`` so, most likely."""
    return _only_reading(char) == syllable or syllable in _homophones()


def rewording(spoken: str, index: int, syllable: str) -> str:
    """Another character or word for ``spoken[index]`` where no safe homophone exists.

    A character that is read ``syllable`` in most places, and in this one as far as we can tell; or
    a word of the same meaning. The author decides whether it will do. Empty if there is none.
    """
    likely = _likely().get(syllable, "").replace(spoken[index], "")
    replaced = _replaced(spoken, index, {index: syllable}, likely)
    if replaced is not None:
        return replaced[index]
    return _SAME_MEANING.get((spoken[index], syllable), "")


_SAME_MEANING = {("得", "dei3"): "要", ("赚", "zuan4"): "骗"}
"""What says the same where nothing sounds the same."""


def _replaced(text: str, index: int, wanted: Mapping[int, str], homophones: str) -> str | None:
    """``text`` with a homophone at ``index`` that leaves the neighbours' readings alone."""
    left, right = max(0, index - 8), index + 9
    around = text[left:right]
    before = pinyin(around)
    place = index - left
    others = [i for i in range(len(around)) if i + left not in wanted]
    for char in homophones[:_TRIES]:
        changed = around[:place] + char + around[place + 1 :]
        after = pinyin(changed)
        same = all(after[i] == before[i] for i in others)
        if same and after[place] == wanted[index]:
            return text[:left] + changed + text[right:]
    return None


def _only_reading(char: str) -> str:
    own = own_readings(char)
    return own[0] if len(own) == 1 and char not in "一不" else ""


@cache
def _homophones() -> dict[str, str]:
    """By syllable, the common characters with that reading and no other, commonest first."""
    found: dict[str, str] = {}
    for char in tables().common:
        syllable = _only_reading(char)
        if syllable:
            found[syllable] = found.get(syllable, "") + char
    return found


@cache
def _likely() -> dict[str, str]:
    """By syllable, the common characters whose first reading it is among others."""
    found: dict[str, str] = {}
    for char in tables().common:
        own = own_readings(char)
        if len(own) > 1 and char not in "一不":
            found[own[0]] = found.get(own[0], "") + char
    return found


def _unsaid(spoken: str, index: int, syllable: str) -> Unsaid:
    around = spoken[max(0, index - 4) : index + 5]
    return Unsaid(spoken[index], around, syllable, rewording(spoken, index, syllable))
