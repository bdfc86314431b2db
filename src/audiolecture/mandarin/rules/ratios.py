"""Ratios and scores: two numbers with a colon, or a dash that cannot be a range."""

from __future__ import annotations

from re import Match

from audiolecture.mandarin.numbers import cardinal, number
from audiolecture.mandarin.rules.base import (
    DASH,
    DIGIT,
    NUM,
    Rule,
    alternatives,
    words,
)

# A third number makes it something else: 138-1234-5678, 1-2-3.
NO_MORE = rf"(?!\d)(?!\.\d)(?!{DASH}\d)"

_MATCH = "战胜 击败 大胜 险胜 战平 打平 不敌 负于 领先 落后 取胜"

_SCORE_BEFORE = (
    rf"(?:{alternatives(words('比分 大比分 总分 输 赢 结果 ' + _MATCH))})(?:是|为|：|:|了|以|\s)?"
)

_SCORE_AFTER = (
    rf"(?=\s?(?:{alternatives(words('获胜 逆转 力克 战 胜 负 平 告负 淘汰 轻取 完胜 ' + _MATCH))}))"
)

_RATIO_WORDS = words(
    "比例 比例尺 之比 比值 比率 配比 比 汇率 按 按照 以 杠杆 稀释 缩放 师生比 性别比 性价比 "
    "接近 达到 高达 低至"
)

_RATIO_BEFORE = rf"(?:{alternatives(_RATIO_WORDS)})(?:是|为|：|:|了|约|达|\s){{0,2}}"

_RATIO_FOLLOWED = words("比例 比值 稀释 配比 混合 复刻 还原 等比 模型 画幅 宽高 杠杆 兑换 配置")

_RATIO_AFTER = rf"(?=\s?的?(?:{alternatives(_RATIO_FOLLOWED)}))"


def _ratio(match: Match[str]) -> str:
    return f"{number(match[1])}比{number(''.join(match[2].split()))}"


def _ratio_of_three(match: Match[str]) -> str:
    return "比".join(map(number, match[0].replace(" ", "").replace("∶", ":").split(":")))


def _score(match: Match[str]) -> str:
    return f"{cardinal(match[1])}比{cardinal(match[2])}"


def descending(match: Match[str]) -> str | None:
    """21-16 cannot be a range."""
    return _score(match) if int(match[1]) > int(match[2]) else None


_BEGINS = words(
    "开 出发 左右 前 后 开始 结束 准时 起 集合 集中 签到 报到 报名 上课 下课 上班 下班 吃饭 "
    "午饭 午餐 午休 休息 见面 到家 到场 到校 到达 到岗 到齐 抵达 返回 发车 启程 动身 乘车 登机 "
    "参会 参加 散会 会议 入场 进场 入席 播出 彩排 考试 面试 讨论 参观 颁奖"
)
"""What takes place at a time of day: 1:30集合."""

_COLON = r"\s?[:∶]\s?"
_SPACED = r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,3}(?!\d)"
"""500 000: as scales of maps are printed."""

CUED_RATIOS = (
    Rule(
        "figure",
        "id",
        DIGIT,
        r"(\d{1,3})[-–—](\d{1,3})(?!\d|[-–—.]\d)",
        lambda m: f"{cardinal(m[1])}杠{cardinal(m[2])}",
        before=r"(?:[图表式]|附录|附件|算例|公式|例题|习题|定理|专栏)\s?[（(]?",
    ),
    Rule(
        "score",
        "score",
        DIGIT,
        rf"(\d{{1,3}})(?:{_COLON}|{DASH})(\d{{1,3}}){NO_MORE}(?!:\d)",
        _score,
        before=_SCORE_BEFORE,
    ),
    Rule(
        "score-before",
        "score",
        DIGIT,
        rf"(\d{{1,3}})(?:{_COLON}|-)(\d{{1,3}}){NO_MORE}(?!:\d){_SCORE_AFTER}",
        _score,
    ),
    Rule(
        "score-listed",
        "score",
        DIGIT,
        rf"(\d{{1,2}})(?:{_COLON})(\d{{1,2}})(?![\d:∶])(?=[、，,]\d{{1,2}}:\d(?!\d))",
        _score,
        doubtful=True,
    ),
    Rule(
        "score-listed-on",
        "score",
        DIGIT,
        rf"(\d{{1,2}})(?:{_COLON})(\d{{1,2}})(?![\d:∶])",
        _score,
        before=r"(?:^|\D)\d{1,2}:\d[、，,]\s?",
        doubtful=True,
    ),
    Rule(
        "ratio",
        "ratio",
        DIGIT,
        rf"({NUM}){_COLON}({_SPACED}|{NUM})(?!\.?\d|{_COLON}\d)",
        _ratio,
        before=_RATIO_BEFORE,
    ),
    Rule(
        "ratio-before",
        "ratio",
        DIGIT,
        rf"({NUM}){_COLON}({NUM})(?!{_COLON}\d){_RATIO_AFTER}",
        _ratio,
    ),
    Rule(
        "ratio-of-one",
        "ratio",
        DIGIT,
        rf"(1):(10|20|30|40|50)(?!\d)(?!\s?(?:{alternatives(_BEGINS)}))",
        _ratio,
        before=r"(?:^|[^\d点时午晨晚间于在至到从：:.天日号末一二三四五六])\s?",
        doubtful=True,
    ),
    Rule("ratio-sign", "ratio", DIGIT, rf"({NUM})\s?∶\s?({NUM})(?!{_COLON}\d)", _ratio),
)
"""Before times of day, because their context speaks for them."""

RATIOS = (
    Rule(
        "ratio-of-three",
        "ratio",
        DIGIT,
        rf"\d{{1,4}}+(?:\.\d{{1,4}}+)?(?:{_COLON}\d{{1,4}}+(?:\.\d{{1,4}}+)?){{2,5}}(?!\d)",
        _ratio_of_three,
    ),
    Rule(
        "ratio-bare",
        "ratio",
        DIGIT,
        rf"({NUM}){_COLON}({NUM})(?!{_COLON}\d)",
        _ratio,
        doubtful=True,
    ),
)
"""What has a colon and is no time of day."""
