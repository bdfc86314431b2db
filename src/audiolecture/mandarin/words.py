"""The word that a character stands in: enough context for a line of the lexicon."""

from __future__ import annotations

import re

from audiolecture.mandarin.tables import Words, tables

_WINDOW = 8
"""Characters on either side that a phrase can reach over."""
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LEAN_BACK = frozenset("地得着了过们子儿头里上下率处数")
"""Written after the word that they belong to."""
_LOOSE = frozenset(
    "的了地得着过是在和与及或也都就而且并但把被让从向对于为以之其此这那每各某有没不很更最只已还再又却"
    "能会要将我你他她它们谁吗呢吧啊"
)
"""They say little about how a neighbour is read."""


def is_han(char: str) -> bool:
    """Whether it is a Chinese character."""
    return _HAN.match(char) is not None


def word_around(text: str, index: int) -> tuple[int, int]:
    """The word at ``text[index]``, as a half-open range: a known phrase, or with a neighbour."""
    left = max(0, index - _WINDOW)
    found = Words(tables().phrases, text[left : index + _WINDOW + 1])
    phrase = found.taken.get(index - left) or min(found.over.get(index - left, ()), default=None)
    if phrase:
        return left + phrase[1], left + phrase[1] + phrase[0]
    return _with_a_neighbour(text, index)


def _with_a_neighbour(text: str, index: int) -> tuple[int, int]:
    behind, ahead = index - 1, index + 1
    order = (behind, ahead) if text[index] in _LEAN_BACK else (ahead, behind)
    usable = [place for place in order if 0 <= place < len(text) and is_han(text[place])]
    telling = [place for place in usable if text[place] not in _LOOSE] or usable or [index]
    return min(index, telling[0]), max(index, telling[0]) + 1


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """One more character, behind if it is Chinese, else before; the same if there is none."""
    if end < len(text) and is_han(text[end]):
        return start, end + 1
    if start > 0 and is_han(text[start - 1]):
        return start - 1, end
    return start, end
