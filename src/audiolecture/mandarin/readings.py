"""How every character is read in its context: pinyin with tone digits.

Phrases and the author settle what they can; `polyphones` judges the rest; names and the tones of
一 and 不 have rules of their own. What is less sure than `DOUBT` is marked for the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audiolecture.mandarin.polyphones import Tables, Words, judge, tables
from audiolecture.model import Reading
from audiolecture.patterns import lazily

READINGS_VERSION = "2"

DOUBT = 0.92
"""Below this confidence a reading is doubtful: 5 % of the CPP development sentences are."""

_HAN = lazily(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DIGITS = frozenset("零〇一二三四五六七八九十百千万亿两幺")
_PARTICLES = frozenset("地得着了")
_BEFORE_ONE = frozenset("第统唯惟专划期")
"""第一, 统一, 唯一, 专一, 划一, 星期一: 一 ends a word and keeps its tone."""
_SURNAMES = {
    "单": "shan4",
    "任": "ren2",
    "解": "xie4",
    "仇": "qiu2",
    "区": "ou1",
    "曾": "zeng1",
    "查": "zha1",
    "华": "hua4",
    "朴": "piao2",
    "盖": "ge3",
    "纪": "ji3",
    "燕": "yan1",
    "员": "yun4",
    "乐": "yue4",
    "尉": "wei4",
    "缪": "miao4",
    "令狐": "ling2 hu2",
    "尉迟": "yu4 chi2",
    "万俟": "mo4 qi2",
}
_TITLES = (
    "先生|女士|老师|同志|书记|总书记|主任|教授|院士|博士|医生|大夫|师傅|局长|处长|科长|校长|经理"
)
_SURNAME = lazily(
    rf"(?<=[小老阿姓])[单仇曾解](?=[，。！？、；说的是在和与]|$)"
    rf"|(?:令狐|尉迟|万俟)|[{''.join(k for k in _SURNAMES if len(k) == 1)}]"
    rf"(?=(?:某某?|[\u4e00-\u9fff]某|氏(?!物)|{_TITLES}))"
)
_WORDS_BEFORE_TITLES = frozenset("简了理分查社地特市小片校城山城校军厂全战")
"""简单, 了解, 分解, 社区, 地区: the last character of a word is no surname."""


def read(spoken: str, forced: Mapping[int, str] | None = None) -> tuple[Reading, ...]:
    """One entry for every Han character, in order."""
    wanted = forced or {}
    return tuple(
        Reading(index, spoken[index], syllable, 1.0, forced=True)
        if index in wanted
        else Reading(index, spoken[index], syllable, round(sure, 4), doubtful=sure < DOUBT)
        for index, (syllable, sure) in enumerate(_judged(spoken, wanted))
        if syllable
    )


def pinyin(spoken: str, forced: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """One syllable for every character of ``spoken``; empty for what is not Han.

    Tone digits 1-5 (5 is neutral), ``v`` for ü. 一 and 不 have the tone of their place; the sandhi
    of third tones is left to the engine.
    """
    return tuple(syllable for syllable, _ in _judged(spoken, forced or {}))


def _judged(spoken: str, forced: Mapping[int, str]) -> list[tuple[str, float]]:
    """Syllable and confidence by place."""
    table = tables()
    words, more = Words(table.phrases, spoken), Words(table.more, spoken)
    result = [("", 1.0)] * len(spoken)
    open_places = []
    for index, char in enumerate(spoken):
        if _HAN.match(char):
            own = table.readings.get(char, "").split()
            phrase = words.taken.get(index)
            if len(own) > 1 and char not in "一不":
                open_places.append(index)
            elif phrase and char not in "一不":
                result[index] = (phrase[2], 1.0)
            else:
                result[index] = (own[0], 1.0) if own else ("", 1.0)
    for index, syllable, sure in judge(spoken, words, more, open_places):
        result[index] = (syllable, sure)
    _ask_the_dictionary(spoken, result, words, table)
    for index, syllable in _surnames(spoken):
        result[index] = (syllable, 0.99)
    for index, syllable in forced.items():
        result[index] = (syllable, 1.0)
    for index, char in enumerate(spoken):
        if char in "一不" and index not in forced:
            result[index] = (_changed_tone(spoken, index, result, words), 1.0)
    return result


def _ask_the_dictionary(
    spoken: str, result: list[tuple[str, float]], words: Words, table: Tables
) -> None:
    """Where the judgement is unsure, the dictionary's phrases are the better guess in prose.

    Particles are judged by what stands around them, of which it knows nothing; and that the 子 of
    村子 is neutral it knows better.
    """
    unsure = {i for i, (syllable, sure) in enumerate(result) if sure < DOUBT or syllable == "zi3"}
    for index in unsure:
        phrase = words.taken.get(index)
        syllable = phrase[2] if phrase else table.readings.get(spoken[index], "").partition(" ")[0]
        judged, sure = result[index]
        differs = syllable and spoken[index] not in _PARTICLES
        if differs and (sure < DOUBT or (judged, syllable) == ("zi3", "zi5")):
            result[index] = (syllable, sure)


def _surnames(spoken: str) -> Iterator[tuple[int, str]]:
    for match in _SURNAME.finditer(spoken):
        before = spoken[match.start() - 1 : match.start()]
        if before not in _WORDS_BEFORE_TITLES or (before == "小" and match[0] != "区"):
            yield from enumerate(_SURNAMES[match[0]].split(), match.start())


def _changed_tone(spoken: str, index: int, result: list[tuple[str, float]], words: Words) -> str:
    """The tone of 一 and 不 before another syllable; digits, ordinals and 统一 keep theirs."""
    before, after = spoken[index - 1 : index] if index else "", spoken[index + 1 : index + 2]
    tone = result[index + 1][0][-1:] if index + 1 < len(result) else ""
    word = words.taken.get(index)
    if spoken[index] == "不":
        if word and word[2] == "bu5":
            return "bu5"
        return "bu2" if tone == "4" else "bu4"
    if before in _DIGITS or before in _BEFORE_ONE or after in _DIGITS - {"百", "千", "万", "亿"}:
        return "yi1"
    if not tone or (after and after in "月号日") or (word and word[1] + word[0] == index + 1):
        return "yi1"
    if before and before == after:
        return "yi5"
    return "yi2" if tone in "45" else "yi4"
