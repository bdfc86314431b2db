"""Years that their context shows to be years, and numbers of years."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import (
    DIGIT,
    MONTH,
    YEAR,
    Rule,
    alternatives,
    words,
)


def _spelled(match: Match[str]) -> str:
    return spell(match[1])


def _before_christ(match: Match[str]) -> str:
    return f"公元前{spell(match[1])}年{match[2] or ''}".replace("年年", "年")


def _year_of_era(match: Match[str]) -> str:
    """公元618年 digit by digit, 公元前3000年 as a number."""
    return cardinal(match[1]) if match[1].endswith("00") and match[1] != "2000" else spell(match[1])


def _elided(match: Match[str]) -> str:
    return match[0][0] + spell(match[1])


def _counted_years(match: Match[str]) -> str:
    return cardinal(match[1])


_ERA = r"\s?(?:B\.?C\.?E?\.?|b\.?c\.?)(?![A-Za-z])"

_TODAY = r"(?:年代|年|届|级|版|款|财年|学年|赛季|春晚|冬奥|奥运)"

# Before a number of years, these say how long; after it, they do too.
_LASTING = words(
    "近 约 距今 长达 已有 有 过去 经过 历经 经历 历时 持续 超过 达 整整 将近 大约 不到 满 共 存在 "
    "国祚 享国 延续 绵延 统治 每 跨越 走过 穿越 跨度 上下 纵横 历史 沉睡 第"
)

_SPAN_BEFORE = rf"(?:{alternatives(_LASTING)}|[^到]了)"

# Years of a reign are counted: 民国26年7月, 乾隆60年正月.
_REIGNS = alternatives(
    words(
        "民国 康熙 乾隆 光绪 道光 咸丰 同治 万历 嘉靖 洪武 永乐 雍正 嘉庆 "
        "昭和 平成 大正 令和 贞观 开元"
    )
)

_SPAN_AFTER = (
    r"(?:的?(?:历史|文明|时间|发展|积累|沉淀|传统)|来的|间|之久|以上|里|前的|多|余|老店|大计)"
)

RULES = (
    Rule(
        "date-christ",
        "year",
        DIGIT,
        rf"(\d{{1,4}})年({MONTH})月{_ERA}",
        lambda m: f"公元前{spell(m[1])}年{cardinal(m[2])}月",
    ),
    Rule("decade-s", "year", DIGIT, r"((?:1[0-9]|20)\d0)(?='?s(?![A-Za-z]))", _spelled),
    Rule("decade-elided", "year", "'’‘", r"['’‘](\d\d)(?=年)", _elided),
    Rule(
        "year-elided",
        "year",
        "'’‘",
        r"['’‘](\d\d)(?![\d'’′])",
        _elided,
        before=r"(?:^|[\s（(，。、])",
    ),
    Rule("decade", "year", DIGIT, r"(\d0)(?=年代)", lambda m: cardinal(m[1])),
    Rule("year-decade", "year", DIGIT, rf"({YEAR})(?=年代)", _spelled),
    Rule(
        "generation",
        "year",
        DIGIT,
        r"(\d[05])(?=后(?!来|的第|退|再|续|又))",
        _spelled,
        before=r"(?:^|[^第\d年月日点到至约近过达.,:/-])",
    ),
    Rule(
        "year-era",
        "year",
        DIGIT,
        r"(\d{1,4})(?=年)",
        _year_of_era,
        before=r"(?:(?:公元|纪元|西元|公历)前?|[—–~（(]前)\s?",
    ),
    Rule(
        "year-before",
        "year",
        DIGIT,
        r"(\d\d(?:\d[1-9]|[1-9]0)|\d\d[1-9]|\d[1-9]0)(?=年)",
        _spelled,
        before=r"(?:^|[，。；、至到于约])前",
    ),
    Rule("years-long", "year", DIGIT, rf"([12]\d00)(?=年{_SPAN_AFTER})", lambda m: cardinal(m[1])),
    Rule(
        "years-ago",
        "year",
        DIGIT,
        r"([12]\d00)(?=年(?:前(?!后)|来))(?<!1900)",
        _counted_years,
        doubtful=True,
    ),
    Rule(
        "years-long-cue",
        "year",
        DIGIT,
        r"([12]\d00)(?=年)",
        lambda m: cardinal(m[1]),
        before=_SPAN_BEFORE,
    ),
    Rule("year-thousand", "year", DIGIT, r"(1000)(?=年)", lambda m: cardinal(m[1])),
    Rule("year", "year", DIGIT, rf"({YEAR})(?=\s?{_TODAY}(?!间的))", _spelled),
    Rule(
        "year-far",
        "year",
        DIGIT,
        r"(2[1-9]\d\d)(?=年(?!前|来|间|以|多|余|的?历史|之久))",
        _spelled,
        doubtful=True,
    ),
    Rule(
        "year-of-reign",
        "year",
        DIGIT,
        r"(2)(?=年)",
        _spelled,
        before=rf"(?:{_REIGNS})",
    ),
    Rule("year-quarter", "year", DIGIT, rf"({YEAR})(?=\s?[QHqh][1-4](?!\d))", _spelled),
    Rule("year-two-digits", "year", DIGIT, r"(0\d)(?=年)", _spelled),
    Rule(
        "year-two-digits-month",
        "year",
        DIGIT,
        rf"([4-9]\d|[012]\d)(?=年(?:{MONTH})月)",
        _spelled,
        before=rf"(?<!{_REIGNS})",
    ),
    Rule(
        "year-two-digits-event",
        "year",
        DIGIT,
        r"([4-9]\d)(?=年(?:出生|生|毕业|入伍|入党|参军|参加|高考|考上|结婚|退休|春|夏|秋|冬|初|底|末))",
        _spelled,
    ),
    Rule(
        "year-two-digits-bare",
        "year",
        DIGIT,
        r"([6-9][1-9])(?=年(?!来|间|多|前|后|的|以|之|里|龄|级|期))",
        _spelled,
        before=r"(?:^|[，。；：！？、（(\s“在从自到至于他她我])",
        doubtful=True,
    ),
    Rule(
        "years-or-year",
        "year",
        DIGIT,
        r"([6-9][1-9])(?=年(?!级|龄|期))",
        _counted_years,
        doubtful=True,
    ),
    Rule(
        "year-with-month",
        "year",
        DIGIT,
        rf"(\d{{2,3}})(?=年(?:闰?[正腊冬一二三四五六七八九十]{{1,2}}月|{MONTH}月))",
        _spelled,
        before=rf"(?<!{_REIGNS})",
    ),
    Rule(
        "year-three-digits-after",
        "year",
        DIGIT,
        r"(\d\d[1-9])(?=年)",
        _spelled,
        before=r"\d{3}年[-–—~至到]",
        doubtful=True,
    ),
    Rule(
        "year-three-digits",
        "year",
        DIGIT,
        r"(\d\d[1-9]|\d[1-9]0)(?=年)",
        _spelled,
        before=r"(?:建于|始于|生于|卒于|[（(])",
    ),
    Rule(
        "year-three-digits-likely",
        "year",
        DIGIT,
        r"(\d\d[1-9]|\d[1-9]0)(?=年)",
        _spelled,
        before=r"(?:^|于|自|从|[。！？；\n]\s*)",
        doubtful=True,
    ),
    Rule(
        "years-three-digits",
        "cardinal",
        DIGIT,
        r"(\d\d[1-9])(?=年)",
        _counted_years,
        before=_SPAN_BEFORE,
    ),
    Rule(
        "year-or-years",
        "cardinal",
        DIGIT,
        r"(\d\d[1-9])(?=年(?!来|间|多|前|后|以|之))",
        _counted_years,
        doubtful=True,
    ),
    Rule("year-christ", "year", DIGIT, rf"(\d{{1,4}}){_ERA}(年)?", _before_christ),
    Rule(
        "domini-year",
        "year",
        "A",
        r"A\.?D\.?\s?(\d{1,4})(?!\d)年?",
        lambda m: f"公元{spell(m[1])}年",
        before=r"(?:^|[^A-Za-z])",
    ),
    Rule(
        "year-domini",
        "year",
        DIGIT,
        r"(\d{1,4})\s?(?:A\.?D\.?|a\.?d\.?)(?![A-Za-z])年?",
        lambda m: f"公元{spell(m[1])}年",
    ),
)
