"""Ordinals, 两 before classifiers, and every number that nothing else claims."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.measures import CLASSIFIER, UNIT
from audiolecture.mandarin.numbers import cardinal, number, spell
from audiolecture.mandarin.rules.base import DIGIT, INT, NUM, Rule, to
from audiolecture.mandarin.rules.quantities import MINUS_BEFORE, two


def _ordinal(match: Match[str]) -> str:
    words = cardinal(match[1].replace(",", ""), ordinal=True)
    if not match[3]:
        return words
    return f"{words}{to(match)}{match[2] or ''}{cardinal(match[3], ordinal=True)}"


def _or_more(match: Match[str]) -> str | None:
    """3+年 -> 三年以上; of tens and hundreds there are 多."""
    return None if match[1].endswith("0") else two(match[1]) + match[2] + "以上"


def _signed(match: Match[str]) -> str:
    return ("正" if match[1] == "+" else "负") + number(match[2])


def _cardinal(match: Match[str]) -> str:
    whole = match[0].partition(".")[0].replace(",", "")
    if len(whole) > 1 and whole[0] == "0":
        return spell(match[0].replace(",", "").replace(".", "点"))
    return number(match[0])


ORDINALS = (
    Rule(
        "ordinal",
        "ordinal",
        DIGIT,
        r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,16})(?!\d)(?:\s?[-–—~至到]\s?(第)?(\d{1,6})(?!\d))?(?!\.\d)",
        _ordinal,
        before=r"第\s?",
    ),
    Rule(
        "ordinal-levels",
        "ordinal",
        DIGIT,
        r"\d{1,3}(?:\.\d{1,3}){1,4}(?!\d)",
        lambda m: "点".join(map(cardinal, m[0].split("."))),
        before=r"第\s?",
    ),
    Rule(
        "number-sign",
        "ordinal",
        "Nn№",
        r"(?:[Nn][Oo]\.?\s?|№\s?)(\d{1,6})(?![\d.])",
        lambda m: "第" + cardinal(m[1], ordinal=True),
        before=r"(?:^|[^A-Za-z])",
    ),
)
YEARS = (
    Rule(
        "year-bracketed",
        "year",
        DIGIT,
        r"((?:1\d|20)\d\d)(?=[〕)）\]】])",
        lambda m: spell(m[1]),
        before=r"[〔（(\[【]\s?",
    ),
    Rule(
        "year-parted",
        "year",
        DIGIT,
        r"((?:1[89]|20)\d\d)(?=(?:修订|修正|修改|年版|第|号令|版))",
        lambda m: spell(m[1]),
        before=r"[〔（(\[【]\s?",
    ),
    Rule(
        "year-name",
        "year",
        DIGIT,
        r"((?:1[89]|20)\d\d)(?!\d|,\d|\.\d|[余多万亿千百])(?=(?:甲午|戊戌|庚子|辛亥|洋务|鸦片|计划|议程|愿景|远景目标|规划|纲要|战略|目标|行动|中国|北京|上海|世界|全国|国际|全球|远景|奥运|数博|政府工作|财富|两会|高考|中考|考研|央视|春晚|新年|元旦|国庆|春节|夏季|秋季|冬季|春季|亚运|世博|杭州|广州|深圳|博鳌|达沃斯|中关村|东京|巴黎|伦敦|里约|应届|秋招|春招))",
        lambda m: spell(m[1]),
    ),
    Rule(
        "year-titled",
        "year",
        DIGIT,
        r"((?:1[89]|20)\d\d)(?=[》〉])",
        lambda m: spell(m[1]),
        before=r"[《〈][^《》〈〉\d]{0,20}",
    ),
    Rule("year-joined", "year", DIGIT, r"((?:19|20)\d\d)(?=[-‐‑][A-Za-z])", lambda m: spell(m[1])),
    Rule(
        "year-named",
        "year",
        DIGIT,
        r"((?:19|20)\d\d)(?=[^\d.,%℃]|$)(?![余多万亿千百]|\s?[A-Za-z]|" + CLASSIFIER + ")",
        lambda m: spell(m[1]),
        before=r"(?:中国制造|工业|回顾|展望|告别|迎接|再见|你好|相约|拥抱|奔向|愿景|议程|奥运|世博|高考)\s?",
    ),
)
CLASSIFIERS = (
    Rule(
        "spaced-thousands",
        "cardinal",
        DIGIT,
        r"(\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,4})(?!\d)"
        rf"(?=\s?(?:[万亿余多%]|{UNIT}|{CLASSIFIER}))",
        lambda m: cardinal("".join(m[1].split())),
        before=r"(?:^|[^\d第])",
    ),
    Rule("two-or-three", "cardinal", DIGIT, rf"2(?=[、,]3(?!\d)(?:{CLASSIFIER}))", lambda _: "两"),
    Rule("two-tael", "cardinal", DIGIT, r"(2)(?=两)", lambda _: "二"),
    Rule("two-named", "cardinal", DIGIT, r"2(?=排\d+[座号]|[栋幢座]\s?\d)", lambda _: "二"),
    Rule(
        "two-of-row",
        "cardinal",
        DIGIT,
        r"2(?=[座号团营连排局])",
        lambda _: "二",
        before=r"\d[排师旅团营连]|中铁|中建",
    ),
    Rule("two-systems", "cardinal", DIGIT, "2(?=制)", lambda _: "两", before="国"),
    Rule("two-won", "cardinal", DIGIT, r"2(?=[胜负平](?:\d|[，。、；）]|$))", lambda _: "两"),
    Rule(
        "counted",
        "cardinal",
        DIGIT,
        rf"()(2)(?=\s?(?:多|余|来)?(?:{CLASSIFIER}))",
        lambda m: two(m[2]),
        before=r"(?:^|[^初第\d.])",
    ),
    Rule("or-more", "cardinal", DIGIT, rf"({INT})\+\s?({CLASSIFIER})", _or_more),
    Rule(
        "several",
        "cardinal",
        DIGIT,
        rf"({INT})\+(?=\s?(?:{CLASSIFIER}|余))",
        lambda m: number(m[1]) + "多",
    ),
)
SIGNED = (
    Rule("minus", "cardinal", "-−", rf"([-−])({NUM})(?!-\d)", _signed, before=MINUS_BEFORE),
    Rule("minus-infinite", "symbol", "-−", "[-−](?=∞)", lambda _: "负"),
    Rule(
        "plus",
        "cardinal",
        "+",
        rf"(\+)\s?({NUM})",
        _signed,
        before=r"(?:^|[\s（(，。；：、=~]|为|是|达|约)",
    ),
)
CARDINALS = (
    Rule(
        "point-first",
        "cardinal",
        ".",
        r"\.(\d{1,6})(?![\d.A-Za-z])",
        lambda m: "点" + spell(m[1]),
        before=r"(?:^|[\s（(，。、；：“=<>≤≥为])",
    ),
    Rule("cardinal", "cardinal", DIGIT, NUM, _cardinal),
)
