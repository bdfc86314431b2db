"""The top of a script: its title, and the lines that name author, date and place. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiolecture.messages import N_
from audiolecture.patterns import lazily
from audiolecture.source.document import Paragraph
from audiolecture.source.numbering import FAMILIES, fold, number_at

TITLE_MOST = 40
_LOOK_AT = 6
"""Paragraphs at the top among which bylines stand."""
OPENING_PARAGRAPHS = 5

SALUTATION = lazily(
    r"(?:尊敬的|亲爱的|敬爱的|各位|全体|广大|党员|青年|、)*"
    r"(?:(?:同志|同学|老师|朋友|女士|先生|乡亲|家长|战友|姊妹|姐妹|听众|观众|代表|委员|伙伴|孩子|小朋友)们"
    r"|大家(?:好|上午|下午|早上|晚上|中午|早|晚)|(?:听众|观众|青年|农民)朋友|弟兄姊妹|弟兄姐妹)"
    r"|(?:尊敬的|亲爱的|敬爱的)?各位[^\s，。]{1,8}|尊敬的\S{1,12}[：:，,]"
)
_GREETING = lazily(r"[^。！？!?：:]*[。！？!?：:，,]")
_WISH_MOST = 5
"""Characters after the salutation that still belong to it: ，晚上好！"""
_LABEL = lazily(
    r"【?(?:题目|标题|课题|主题|讲题|演讲题目|讲课题目|课程名称)(?:】[：:]?|\s*[：:])\s*(\S.*)"
)
_NOT_A_TITLE = lazily(
    r"[［\[【〔]?(?:目\s*录|前言|引言|导言|序言|序章|序幕|自序|序|楔子|开场白?|引子|导语|摘要|提纲|内容提要|问|答|上课|\d+)[：:]?[］\]】〕]?"
)
_GENRE = lazily(r".{0,2}(?:讲稿|演讲稿|发言稿|讲话稿|宣讲稿|讲课稿|教案|讲义|文稿|稿子)")
_SPEAKS = lazily(r"([^\s：:]{1,6})[：:]")
_NO_SUBJECT = frozenset(
    [
        "主持人",
        "主持",
        "记者",
        "嘉宾",
        "旁白",
        "解说",
        "主席",
        "提问",
        "回答",
        "问",
        "答",
        "甲",
        "乙",
        "丙",
        "男",
        "女",
        "老师",
        "教师",
        "学生",
        "师",
        "生",
        "观众",
        "听众",
        "时间",
        "地点",
        "日期",
        "对象",
        "人物",
        "人员",
        "参加人员",
        "出席人员",
        "记录",
        "记录人",
        "采访人",
        "受访人",
        "教学目标",
        "教学重点",
        "教学难点",
        "摘要",
        "关键词",
        "导语",
        "编者按",
        "按语",
        "说明",
        "背景",
        "注",
        "附",
        "经文",
        "注意",
        "提示",
    ]
)
"""Words before a colon that say who speaks or what the line tells; 健康讲座：… is a title."""
_ENDS = "。！？；…!?;：:，,、"

_ENTITLED = lazily(
    r"[“《「『]([^”》」』]{2,60})[”》」』]为(?:题|主题|题目)"
    r"|(?:题为|题目是|题目叫|主题是|题目就是)\s?[“《「『]([^”》」』]{2,60})[”》」』]"
    r"|(?:题目|主题)(?:是|叫|为)[：:]\s?([^，。！？；“《]{3,30})(?=[。！？]|$)"
)
_ROLES = (
    "作者|主讲人?|主讲教师|主讲老师|讲者|演讲人|演讲者|宣讲人|报告人|授课人|授课教师|授课老师|任课教师"
    "|讲课人|发言人|汇报人|演讲|讲授|授课|撰稿人?|讲师|著|文"
)
_AUTHOR = lazily(rf"[（(【]?(?:{_ROLES})(?:】[：:]?|\s*[：:])\s*(\S[^。！？]{{0,30}}?)")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "柳岑骆晏辛陶欧安祝左耿向聂洪古倪严牛温芦路季柯殷宁游童包颜凌毕单翁梅裴涂甘欧盛党容沙米"
)
_NAMED = rf"[{_SURNAMES}][\s　]*[\u4e00-\u9fff](?:[\s　]*[\u4e00-\u9fff])?"
_NAME = lazily(_NAMED)
_HAN_DIGITS = "〇零○Ｏ一二三四五六七八九十"
_NOUN_OF_OFFICE = (
    "[长员师]|书记|主任|教授|经理|会计|干事|博士|院士|老师|大学|中学|小学|学院|[局院部室会村镇乡县市区厂队社馆班处科委站]|公司|集团"
    "|支部|中心|医院"
)
_SIGNED = lazily(rf"[^\s，。：:；！？]{{2,24}}?(?:{_NOUN_OF_OFFICE})[\s　]+({_NAMED})")
"""县委党校校长  周文海."""
_WRITTEN_BY = lazily(rf"({_NAMED})[\s　]*(?:编?著|编写|撰稿?|主讲|口述|整理)")
_POET = lazily(
    r"[［\[〔（(【]?(?:先秦|[东西]?汉|三国|曹魏|魏|[东西]?晋|南朝|北朝|南北朝|隋|唐|五代|南唐|[南北]?宋|金|元|明|清|近代|现代|当代)(?:代|朝)?"
    r"(?:[］\]〕）)】]|[\s　]*[·•．・][\s　]*)[\s　]*([\u4e00-\u9fff]{2,4})"
)
_CLOCK = (
    r"(?:[，,、]?\s*(?:星期.|周.|上午|下午|晚上|中午)?"
    r"\s*(?:\d{1,2}\s?[：:时点]\s?(?:\d{2}|半)?分?)?)?"
)
_PLACE = (
    r"(?:[\s　，,于]+[^\s，。：:；！？\d][^，。：:；！？]{0,16}"
    r"[堂厅室楼馆院校学场村镇乡县市区州城园店京海山])?"
)
_DATE = lazily(
    r"[（(【]?\s*(?:\S{0,4}(?:时间|日期)(?:】[：:]?|\s*[：:])\s*)?"
    rf"([12]\d{{3}}|[{_HAN_DIGITS}]{{4}})\s?[年./-]\s?(\d{{1,2}}|[{_HAN_DIGITS}]{{1,3}})"
    rf"(?:\s?月?\s?$|\s?[月./-](?:\s?(\d{{1,2}}|[{_HAN_DIGITS}]{{1,3}})\s?[日号]?)?)"
    rf"\s*(?:（星期.）|\(星期.\))?{_CLOCK}{_PLACE}\s*[）)]?"
)


def title_at(paragraphs: Sequence[Paragraph]) -> tuple[int, str] | None:
    """The index of the line that is the title and the rule that says so, numbers left aside."""
    if len(paragraphs) < 2:  # noqa: PLR2004 - a title is the title of something
        return None
    top = [fold(paragraph.text) for paragraph in paragraphs[:_LOOK_AT]]
    for index, text in enumerate(top):
        if _LABEL.fullmatch(text) and len(text) <= TITLE_MOST + 6:
            return index, N_("a line at the top that is labelled as the title")
    found = None
    labels = {match[1] for p in paragraphs[1:] if (match := _SPEAKS.match(fold(p.text)))}
    for index, text in enumerate(top):
        if is_byline(text) or not any(map(str.isalnum, text)):
            continue
        if (spoken := _SPEAKS.match(text)) and spoken[1] in labels | _NO_SUBJECT:
            break
        plain = paragraphs[index].kind == "text" and not paragraphs[index].quoted
        if not plain or not _may_be_title(text, paragraphs[index + 1 :]):
            break
        found = index, N_("the first line stands alone and is short")
        below = fold(paragraphs[index + 1].text)
        if below.startswith("关于"):
            continue  # the name of who writes stands above
        if not _GENRE.fullmatch(text) or number_at(below, FAMILIES):
            break
    return found


def _may_be_title(text: str, after: Sequence[Paragraph]) -> bool:
    if not after or len(text) > TITLE_MOST or SALUTATION.match(text):
        return False
    if _NOT_A_TITLE.fullmatch(text):
        return False
    if text[-1] not in _ENDS:
        return True
    below = fold(after[0].text)
    return text[-1] in "？！?!" and (is_byline(below) or bool(SALUTATION.match(below)))


def is_byline(text: str) -> bool:
    """A line that names the author or the date, and nothing else."""
    return any(known.fullmatch(text) for known in (_AUTHOR, _DATE, _WRITTEN_BY, _POET))


def is_salutation(text: str) -> bool:
    """A line that only addresses the listeners."""
    folded = fold(text)
    one = _GREETING.fullmatch(folded)
    return len(folded) <= TITLE_MOST and one is not None and bool(SALUTATION.match(folded))


def without_greeting(text: str) -> str:
    """The text from its second sentence on, if the first only greets the listeners."""
    sentence = re.match(r"[^。！？!?]*[。！？!?]", text)
    salutation = SALUTATION.match(fold(text))
    if not sentence or not salutation or sentence.end() - salutation.end() > _WISH_MOST:
        return text
    return text[sentence.end() :].lstrip() or text


def bylines(paragraphs: Sequence[Paragraph], title: int | None) -> list[int]:
    """Indices of the lines near the top that name author or date."""
    found = [
        index
        for index, paragraph in enumerate(paragraphs[:_LOOK_AT])
        if paragraph.kind == "text" and is_byline(fold(paragraph.text))
    ]
    if title is not None:
        below = enumerate(paragraphs[title + 1 : title + 4], title + 1)
        for index, paragraph in below:
            named = _NAME.fullmatch(paragraph.text) or _SIGNED.fullmatch(paragraph.text)
            if named and index + 1 < len(paragraphs):
                return sorted({*found, index})
            if index not in found and not paragraph.text.startswith(("—", "－", "-")):
                break
    return sorted(found)


def stated_title(text: str) -> str:
    """A title line without its label."""
    match = _LABEL.fullmatch(text)
    return match[1] if match else text


def entitled(text: str) -> str:
    """The title that a paragraph of the opening states: 以“…”为题; empty if it states none."""
    match = _ENTITLED.search(text)
    return next((group for group in match.groups() if group), "") if match else ""


def author_of(text: str) -> str:
    """The name in a line that names the author; empty if it does not."""
    if match := _AUTHOR.fullmatch(fold(text)):
        return text[match.start(1) : match.end(1)]
    for known in (_WRITTEN_BY, _SIGNED, _POET):
        if match := known.fullmatch(text):
            return "".join(match[1].split())
    return "".join(text.split()) if _NAME.fullmatch(text) else ""


def date_of(text: str) -> str:
    """``2023-05`` or ``2023-05-09`` from a line that names a date; empty if it does not."""
    match = _DATE.fullmatch(fold(text))
    if match is None:
        return ""
    year, *rest = (part for part in match.groups() if part)
    return "-".join([_digits(year), *(f"{_small(part):02}" for part in rest)])


def _digits(written: str) -> str:
    if written.isdecimal():
        return str(int(written))
    return "".join("0" if c in "〇零○Ｏ" else str("〇一二三四五六七八九".index(c)) for c in written)


def _small(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    digits = "〇一二三四五六七八九"
    return (digits.find(tens) if tens else 1) * (10 if ten else 0) + (
        digits.find(ones[-1]) if ones else 0
    )
