"""Traditional characters as simplified ones, for looking things up; the script keeps its own.

``benchmarks/traditional.py`` writes the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from audiolecture.mandarin.rules.base import words
from audiolecture.patterns import lazily

DECIDED: Mapping[str, str] = dict(
    pair.split("=")
    for pair in words(
        "髮=fa4 發=fa1 鬥=dou4 隻=zhi1 幹=gan4 盡=jin4 儘=jin3 捨=she3 佔=zhan4 劃=hua4 捲=juan3 "
        "摺=zhe2 桿=gan3 據=ju4 籲=yu4 價=jia4 廣=guang3 萬=wan4 樸=pu3 彆=bie4 穀=gu3 "
        "於=yu2 麼=me5 徵=zheng1 製=zhi4 鬆=song1"
    )
)
"""Characters that say by themselves which of their simplified form's readings is meant."""

# 著 is 着 but in these words, 乾 is 干 but in those, and 瞭 is 了 only in 瞭解.
_WRITTEN = lazily(
    "(?<=[顯显名土卓編编原專专論论巨遺遗合譯译昭拙])著|著(?=[作名述稱称者書书有])|乾(?=[隆坤卦])|瞭(?![解若然])"
)
MEANT = {"著": "着", "乾": "干", "瞭": "了"}
"""What a character is but in the words in which it stays itself."""


@cache
def table() -> Mapping[int, int | str]:
    """What `str.translate` takes: of every traditional character its simplified form."""
    text = files(__package__).joinpath("data", "traditional.txt").read_text("utf-8")
    before, after = text.split("\n")[:2]
    return str.maketrans(before, after) | str.maketrans(MEANT)


def simplified(text: str) -> str:
    """The text in simplified characters, position for position."""
    plain = text.translate(table())
    if plain == text:
        return text
    kept = {match.start() for match in _WRITTEN.finditer(text)}
    if not kept:
        return plain
    return "".join(text[i] if i in kept else char for i, char in enumerate(plain))
