"""Dates, times of day, and years that their context shows to be years."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal, spell
from audiolecture.mandarin.rules.base import (
    DASH,
    DAY,
    DIGIT,
    HOUR,
    LINK,
    MONTH,
    SIXTY,
    YEAR,
    Rule,
    alternatives,
    to,
    words,
)


def clock(hours: str, minutes: str = "", seconds: str = "") -> str:
    """``14, 05, 09`` -> 十四点零五分九秒; a full hour has no minutes."""
    words = ("两" if int(hours) == 2 else cardinal(hours)) + "点"  # noqa: PLR2004 - two o'clock
    if minutes and (int(minutes) or seconds):
        words += ("零" if minutes[0] == "0" and int(minutes) else "") + cardinal(minutes) + "分"
    return words + (cardinal(seconds) + "秒" if seconds else "")


def _half_of_day(mark: str) -> str:
    return {"a": "上午", "p": "下午", "": ""}[mark[:1].lower()]


def _time(match: Match[str]) -> str:
    half = _half_of_day(match[4] or "") if int(match[1]) <= 12 else ""  # noqa: PLR2004 - noon
    return half + clock(match[1], match[2], match[3] or "")


def _full_hour(match: Match[str]) -> str:
    return _half_of_day(match[2]) + clock(match[1])


def _date(match: Match[str]) -> str:
    year = spell(match[1]) + "年" if match[1] else ""
    return f"{year}{cardinal(match[2])}月{cardinal(match[3])}日"


def _year_month(match: Match[str]) -> str:
    return f"{spell(match[1])}年{cardinal(match[2])}月"


def _month_day(match: Match[str]) -> str:
    return f"{cardinal(match[1])}月{cardinal(match[2])}日"


def _year_months(match: Match[str]) -> str:
    first, second = f"{spell(match[1])}年{cardinal(match[2])}月", f"{cardinal(match[4])}月"
    return f"{first}{to(match)}{spell(match[3])}年{second}"


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
_SPAN_AFTER = (
    r"(?:的?(?:历史|文明|时间|发展|积累|沉淀|传统)|来的|间|之久|以上|里|前的|多|余|老店|大计)"
)

# What a month and day are written with a slash before or after.
_DEADLINES = words(
    "前 之前 后 之后 起 止 截止 日 号 晚 早 上午 下午 中午 凌晨 星期 当天 提交 发布 "
    "劳动节 国庆 开始 正式 出发 到期 生效 报名"
)
_BY_DAY = rf"(?=\s?(?:{alternatives(_DEADLINES)}|周[一二三四五六日]))"
_ON = r"(?:截至|截止|截止到|于|定于|在|日期|时间|自|从|生日)(?:是|为|：|:|\s)?"

RULES = (
    Rule(
        "date-christ",
        "year",
        DIGIT,
        rf"(\d{{1,4}})年({MONTH})月{_ERA}",
        lambda m: f"公元前{spell(m[1])}年{cardinal(m[2])}月",
    ),
    Rule(
        "half-of-day",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY})(?::({SIXTY}))?(?!:?\d|\.\d)\s?([aApP]\.?[mM]\.?)(?![A-Za-z])",
        _time,
    ),
    Rule(
        "time-range",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY}){LINK}({HOUR}):({SIXTY})(?!:?\d)",
        lambda m: f"{clock(m[1], m[2])}{to(m)}{clock(m[3], m[4])}",
    ),
    Rule(
        "time",
        "time",
        DIGIT,
        rf"({HOUR}):({SIXTY})(?::({SIXTY}))?(?!:?\d|\.\d)()",
        _time,
    ),
    Rule(
        "hour-half-of-day", "time", DIGIT, rf"({HOUR})\s?([aApP]\.?[mM]\.?)(?![A-Za-z])", _full_hour
    ),
    Rule(
        "date",
        "date",
        DIGIT,
        rf"({YEAR}|[3-9]\d{{3}}(?!\d))([-/.·•])({MONTH})\2({DAY})(?:日|号)?(?!\2?\d)",
        lambda m: f"{spell(m[1])}年{cardinal(m[3])}月{cardinal(m[4])}日",
    ),
    Rule(
        "date-western",
        "date",
        DIGIT,
        rf"({MONTH})/({DAY})/({YEAR})(?!/?\d)",
        lambda m: f"{spell(m[3])}年{cardinal(m[1])}月{cardinal(m[2])}日",
    ),
    Rule("date-short", "date", DIGIT, rf"(\d\d)/({MONTH})/({DAY})(?!/?\d)", _date),
    Rule(
        "date-dots-short",
        "date",
        DIGIT,
        rf"(\d\d)\.({MONTH})\.({DAY})(?!\.?\d)",
        _date,
        before=r"(?:^|[^A-Za-z版本号统卓第])\s?",
        doubtful=True,
    ),
    Rule(
        "year-month-range",
        "date",
        DIGIT,
        rf"({YEAR})[./]({MONTH}){LINK}({YEAR})[./]({MONTH})",
        _year_months,
    ),
    Rule(
        "year-month", "date", DIGIT, rf"({YEAR})/({MONTH})(?!/)(?=\D|$)", _year_month, doubtful=True
    ),
    Rule(
        "year-month-dot",
        "date",
        DIGIT,
        rf"((?:19|20)\d\d)\.(0[1-9]|1[0-2])(?![\d.]\d)(?!\d)(?=\s*(?:{DASH}|[）)至到，。；、]|$))",
        _year_month,
        doubtful=True,
    ),
    Rule(
        "year-month-dash",
        "date",
        DIGIT,
        r"((?:19|20)\d\d)-(0[1-9])(?![-\d])",
        _year_month,
        doubtful=True,
    ),
    Rule("day-of-year", "date", DIGIT, rf"({MONTH})/({DAY}){_BY_DAY}", _month_day),
    Rule("on-day-of-year", "date", DIGIT, rf"({MONTH})/({DAY})(?![/\d])", _month_day, before=_ON),
    Rule(
        "first-of-month", "date", DIGIT, r"(1[0-2]|[2-9])/(1)(?![/\d])", _month_day, doubtful=True
    ),
    Rule("hour", "time", DIGIT, r"(0\d)(?=[时点])", lambda m: cardinal(m[1])),
    Rule("minute-none", "time", DIGIT, r"00(?=分)", lambda _: "零", before="[点时]"),
    Rule("minute", "time", DIGIT, r"(0[1-9])(?=分)", lambda m: spell(m[1]), before="[点时]"),
    Rule("minute-two", "time", DIGIT, r"(2)(?=分)", lambda m: spell(m[1]), before="[点时]"),
    Rule("month", "date", DIGIT, rf"({MONTH})(?=月(?!球))", lambda m: cardinal(m[1])),
    Rule(
        "day",
        "date",
        DIGIT,
        rf"({DAY})(?=[日号](?!楼|院|店))",
        lambda m: cardinal(m[1]),
        before="月",
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
        before=r"(?:(?:公元|纪元|西元|公历)前?|[—–~至到、（(于约]前)\s?",
    ),
    Rule("years-long", "year", DIGIT, rf"([12]\d00)(?=年{_SPAN_AFTER})", lambda m: cardinal(m[1])),
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
    Rule("year-two-digits", "year", DIGIT, r"(0\d)(?=年)", _spelled),
    Rule(
        "year-two-digits-month", "year", DIGIT, rf"([4-9]\d|[012]\d)(?=年(?:{MONTH})月)", _spelled
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
        before=r"(?:于|自|从)",
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
