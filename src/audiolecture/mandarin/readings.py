"""How every character is read in its context: pinyin with tone digits.

Phrases and the author settle what they can; `polyphones` judges the rest; names and the tones of
一 and 不 have rules of their own. What is less sure than `DOUBT` is marked for the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audiolecture.mandarin.contexts import settle
from audiolecture.mandarin.polyphones import Text, judge_all
from audiolecture.mandarin.tables import Found, Words, own_readings, tables
from audiolecture.mandarin.traditional import DECIDED, simplified
from audiolecture.model import Reading
from audiolecture.patterns import lazily

SURNAME = 0.99
"""How sure a surname before a title is."""
DOUBT = 0.95
"""Below this confidence a reading is doubtful: 4 % of the CPP development sentences are."""

_DIGITS = frozenset("零〇一二三四五六七八九十百千万亿两幺")
_BEFORE_ONE = frozenset("第统唯惟专划期")
"""第一, 统一, 唯一, 专一, 划一, 星期一: 一 ends a word and keeps its tone."""
_ORDINAL = lazily(
    "(?<![上下这每同各某另])一(?=楼|等[奖功舱品]|线(?!希望|生机|曙光|之|天)|级(?!级|一级|台阶)|年级|季度|审(?!再)|期工程|中全会|号|单元"
    "|班(?!人|车|飞机|列车|岗)|把手|是一)|(?<=说)一(?=不二)|(?<=其)一(?=[是，、：])|(?<=[终里行]如)一|(?<=年如)一(?=日)|(?<=独)一(?=无二)|(?<=数)一(?=数二)|(?<=是)一"
    "(?=，|、|，二|二是二)"
)
"""一 that names a place in an order, and in 说一不二: it keeps its tone, too."""
_COMPLEMENT = lazily(
    "(?<=[来看听做想管用受忍赶])不(?=[起及见懂到开住上下动清])|(?<=[对了])不(?=起)|(?<=舍)不(?=得)|(?<=说)不(?=定)"
)
"""不 between a verb and its complement is neutral."""
_INSIDE = lazily("(?<=[这那哪家心手村屋夜眼城山水嘴怀店院县镇嘴脑])里(?![程面约弄长外应])")
"""里 behind what it is the inside of is neutral: 家里, 心里, but 公里, 里面."""
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


Forced = Mapping[int, str]
"""The author's readings by place."""


def read(spoken: str, forced: Forced | None = None) -> tuple[Reading, ...]:
    """One entry for every Han character, in order."""
    return read_all((spoken,), (forced or {},))[0]


def read_all(
    texts: Sequence[str], forced: Sequence[Forced] | None = None
) -> tuple[tuple[Reading, ...], ...]:
    """`read` for many texts, several times as fast as one by one.

    Args:
        texts: what is said.
        forced: the author's readings in each of them.
    """
    wanted = forced or ({},) * len(texts)
    found = _judged_all(texts, wanted, sure=True)
    return tuple(map(_readings, texts, wanted, found))


def _readings(spoken: str, wanted: Forced, found: _Said) -> tuple[Reading, ...]:
    return tuple(
        Reading(index, char, syllable, forced=True)
        if index in wanted
        else Reading(index, char, syllable, round(sure, 4), doubtful=sure < DOUBT)
        for index, (char, (syllable, sure)) in enumerate(zip(spoken, found, strict=True))
        if syllable
    )


def pinyin(spoken: str, forced: Forced | None = None) -> tuple[str, ...]:
    """One syllable for every character of ``spoken``; empty for what is not Han.

    Tone digits 1-5 (5 is neutral), ``v`` for ü. 一 and 不 have the tone of their place; the sandhi
    of third tones is left to the engine.
    """
    return next(pinyin_all((spoken,), (forced or {},)))


_TOGETHER = 20_000
"""Characters that are read at once; more would take memory and no less time."""


def pinyin_all(texts: Sequence[str], forced: Sequence[Forced]) -> Iterator[tuple[str, ...]]:
    """`pinyin` for many texts, twice as fast as one by one.

    Args:
        texts: what is said.
        forced: the author's readings in each of them.
    """
    start = 0
    while start < len(texts):
        end, size = start, 0
        while end < len(texts) and (end == start or size + len(texts[end]) <= _TOGETHER):
            size += len(texts[end])
            end += 1
        for found in _judged_all(texts[start:end], forced[start:end], sure=False):
            yield tuple(syllable for syllable, _ in found)
        start = end


_Said = list[tuple[str, float]]
"""Syllable and confidence by place."""


def _judged_all(texts: Sequence[str], forced: Sequence[Forced], *, sure: bool) -> list[_Said]:
    """What each character of the texts is read, and if ``sure`` is asked for, how sure that is."""
    table, written = tables(), texts
    texts = [simplified(text) for text in texts]
    together = "".join(texts)
    for phrases in (table.phrases, table.more, table.settled):
        phrases.headed(together)  # of many characters at once
    sources = [Text(text, Words(table.phrases, text), Words(table.more, text)) for text in texts]
    drafts = [_draft(source) for source in sources]
    places = [
        [index for index in several if index not in own]
        for (_, several), own in zip(drafts, forced, strict=True)
    ]
    settled = [settle(text, several) for text, several in zip(texts, places, strict=True)]
    if not sure:  # what words settle need not be judged
        places = [
            [index for index in several if index not in known]
            for several, known in zip(places, settled, strict=True)
        ]
    judged = judge_all(sources, places, settled, sure=sure)
    for text, source, own, known, (result, _), found in zip(
        written, sources, forced, settled, drafts, judged, strict=True
    ):
        for index, syllable in known.items():
            result[index] = (DECIDED.get(text[index], syllable), 1.0)
        for index, syllable, chance in found:
            result[index] = (DECIDED.get(text[index], syllable), chance)
        for index, syllable in _surnames(source.text):
            result[index] = (syllable, SURNAME)
        for match in _INSIDE.finditer(source.text):
            result[match.start()] = ("li5", 1.0)
        for index, syllable in own.items():
            result[index] = (syllable, 1.0)
        _change_tones(source, own, result)
    return [result for result, _ in drafts]


def _draft(source: Text) -> tuple[_Said, list[int]]:
    """What the characters and phrases say, and the places that are to be judged."""
    taken = source.words.taken
    result: _Said = [("", 1.0)] * len(source.text)
    places = []
    for index, char in enumerate(source.text):
        own = own_readings(char) if char >= "\u3007" else ()
        if len(own) > 1 and char not in "一不":
            places.append(index)
        elif own:
            phrase = taken.get(index) if char not in "一不" else None
            result[index] = (phrase[2] if phrase else own[0], 1.0)
    return result, places


def _change_tones(source: Text, forced: Forced, result: _Said) -> None:
    for index, char in enumerate(source.text):
        if char in "一不" and index not in forced:
            result[index] = (_changed_tone(source.text, index, result, source.words), 1.0)


def _surnames(spoken: str) -> Iterator[tuple[int, str]]:
    for match in _SURNAME.finditer(spoken):
        before = spoken[match.start() - 1 : match.start()]
        if before not in _WORDS_BEFORE_TITLES or (before == "小" and match[0] != "区"):
            yield from enumerate(_SURNAMES[match[0]].split(), match.start())


def _changed_tone(spoken: str, index: int, result: _Said, words: Words) -> str:
    """The tone of 一 and 不 before another syllable."""
    tone = result[index + 1][0][-1:] if index + 1 < len(result) else ""
    change = _not if spoken[index] == "不" else _one
    return change(spoken, index, tone, words.taken.get(index))


def _not(spoken: str, index: int, tone: str, word: Found | None) -> str:
    """Neutral in 差不多, 是不是 and 看不见, but not in 不是不是."""
    around = index > 0 and spoken[index - 1] == spoken[index + 1 : index + 2]
    asks = around and spoken[index - 2 : index - 1] != "不"
    if asks or (word and word[2] == "bu5") or _COMPLEMENT.match(spoken, index):
        return "bu5"
    return "bu2" if tone == "4" else "bu4"


def _one(spoken: str, index: int, tone: str, word: Found | None) -> str:
    """Digits, ordinals and 统一 keep the first tone."""
    before, after = spoken[index - 1 : index] if index else "", spoken[index + 1 : index + 2]
    ends = word and word[1] + word[0] == index + 1
    if not tone or ends or after in "月号日" or before in _DIGITS or before in _BEFORE_ONE:
        return "yi1"
    if after in _DIGITS - {"百", "千", "万", "亿"} or _ORDINAL.match(spoken, index):
        return "yi1"
    if before and before == after and spoken[max(0, index - 2)] != "一":
        return "yi5"  # 看一看, but not 一项一项
    return "yi2" if tone in "45" else "yi4"
