"""Where the words around a character settle how it is read, before anything is weighed.

Words of our own (``data/words.tsv``, ``data/corrections.tsv``) and the grammar of the particles:
what a dictionary of words cannot say and too few sentences teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiolecture.mandarin.tables import Found, Words, tables
from audiolecture.patterns import lazily

_EARLIER = 1.5
"""Characters that a word counts as longer for each by which it begins earlier."""
_VERBS = (
    "看听说想做干跑走吃受守耐经沉管顶扛拿提放坐站靠信舍俯撸对担过"
    "用买抓稳划写读讲记住拉压扶留挺忍熬叫搞喊"
)
_ACTS = "做说来去到有见看听当干吃用住受写读学办讲想问教带给买卖打走搞谈提试"
_GOT = (
    "到出以益知失票分奖名力了住过民心罪病意逞空天当体法手胜主宠救道志势第满冠金银铜其所利之一个"
    "，。、；！？”很更太的"
)
"""What 得 is de2 or de5 before: 得到, 得一等奖; before anything else 我们得 is dei3."""
_LAND = (
    "各当本外此该某异基阵场营山湿草林耕田内境腹盆产驻就属原随见遍陆战圣农空坡谷质土平高低洼荒租征用占"
    "住园实两三一主落满工大"
)
"""What stands before 地 when it is a place: 实地调研, 各地推进."""
_DEEDS = (
    "(?:参与|推进|推动|开展|完成|落实|解决|处理|回答|表达|参加|学习|理解|掌握|把握|认识|分析|提高|促进|加强|实现"
    "|坚持|说|问道|笑|喊|告诉|写下|走向|看到|感到|感受|意识)"
)
_AMOUNT = "[一二两三四五六七八九十百千万几半约达近]"

_RULES = (
    # character, what is around it (〖〗 stands for the character itself), its reading
    ("长", rf"(?<=[剑刀绳河路桥身体墙边全])〖〗(?={_AMOUNT})", "chang2"),
    ("重", rf"(?:^|(?<=[，、。；：]))〖〗(?={_AMOUNT})", "zhong4"),
    ("为", r"以[^，。！？；、为]{1,12}〖〗(?!了|什么|何|此|之[奋努而])", "wei2"),
    ("地", r"一([\u4e00-\u9fff])一\1〖〗", "de5"),
    ("地", r"([\u4e00-\u9fff])\1〖〗(?=[\u4e00-\u9fff])", "de5"),
    ("得", rf"(?<=[{_VERBS}])〖〗(?=[住起了下上出来去着动见懂很更好多太不])", "de5"),
    ("得", "〖〗(?=更|很[^多少]|越来越|非常|十分|特别|格外|如此|这么|那么|太)", "de5"),
    ("得", r"(?<=高兴|激动|兴奋|感动|紧张|着急)〖〗(?![到以出益知失体])", "de5"),
    ("得", r"(?<=[忙累急吓冻晒疼])〖〗(?![到以出益知失体])", "de5"),
    ("得", rf"(?<=[{_VERBS}])〖〗(?=[紧严牢准稳快慢](?!急|密|备|定))", "de5"),
    ("得", rf"(?:(?<=[总还都就也须咱们我你他她])|(?<=大家))〖〗(?![{_GOT}]|$)", "dei3"),
    (
        "地",
        rf"(?:(?<=扎实|切实|踏实|忠实|真实|充实|如实|诚实|老实|确实)|(?<![{_LAND}]))〖〗(?={_DEEDS})",
        "de5",
    ),
    ("过", r"(?<![经通超错])〖〗(?=[多几两三]次)", "guo5"),
    ("过", r"(?<=受)〖〗(?=表彰|教育|训练|处分|重伤|伤|苦|高等)", "guo5"),
    (
        "教",
        r"(?<![请求宗佛讨管任文科家执调指赐施受见领助幼早党道礼])〖〗(?=[他她我你它](?!们?的)|给|会了|孩子|学生(?!活))",
        "jiao1",
    ),
    ("脏", r"(?<![心肝肾脾肺内五胰腑])〖〗(?=[水活手衣话字乱累了兮]|东西)", "zang1"),
    ("转", r"[围绕]着[^，。！？；]{1,8}〖〗(?![移变换向型达让身])", "zhuan4"),
    ("差", r"(?:^|(?<=[还只仅就才也都，。]))〖〗(?=[一两三四五六七八九十几半点](?!别))", "cha4"),
    ("过", rf"(?<=[{_ACTS}])〖〗(?=[一两三几多很这那的，。、]|什么|许多)", "guo5"),
    ("了", r"(?<=[^罢]不)〖〗(?!之)", "liao3"),
    ("了", r"(?<=[受吃做办忍管免跑走]得)〖〗", "liao3"),
    ("了", r"(?<=[取获赢博夺懂记晓觉值显使]得)〖〗", "le5"),
)
_COMPILED = tuple(
    (char, lazily(rule.replace("〖〗", f"(?P<at>{char})")), said) for char, rule, said in _RULES
)


def settle(text: str, places: Sequence[int]) -> dict[int, str]:
    """The readings of those of ``places`` that the words around them settle."""
    wanted = set(places)
    found = {index: said for index, said in _grammar(text) if index in wanted}
    words = Words(tables().settled, text)
    for index in wanted & words.over.keys():
        found[index] = max(words.over[index], key=lambda item: _weight(item, index))[2]
    return found


def _weight(found: Found, index: int) -> float:
    """The longer word, or the one that begins earlier: 作为基层 is 作为, not 为基层."""
    return found[0] + _EARLIER * (index - found[1])


def _grammar(text: str) -> Iterator[tuple[int, str]]:
    for char, rule, said in _COMPILED:
        if char in text:
            for match in rule.finditer(text):
                yield match.start("at"), said
