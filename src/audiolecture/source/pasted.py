"""What a web page leaves around a text that was copied from it: 来源：… 点击：… 责任编辑：…. Pure.

Such lines stand at the top and at the bottom. They are not spoken; author and date are taken from
them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiolecture.patterns import lazily
from audiolecture.source.document import Paragraph
from audiolecture.source.numbering import fold

_TOP, _BOTTOM = 8, 10
"""Paragraphs among which such lines stand, at either end."""
_MOST = 100
"""Characters of such a line."""

_LABELS = (
    "(?:文章|稿件|信息|本文|新闻)?来源|稿源|出处|(?:发布|发表|更新|创建|录入|时间)(?:时间|日期|于)?|发布者|发布人"
    "|点击(?:数|量|率|次数)?|浏览(?:数|量|次数)?|阅读(?:数|量|次数)?|访问(?:量|次数)|人气|评论(?:数)?|字数"
    "|(?:责任|本期|网络|本文|实习|图文)?编辑|责编|编审|审核|校对|字号|字体(?:大小)?|分享(?:到|至)?|关键词?字?|标签|栏目|分类"
    "|作者|记者|通讯员|摄影|供稿"
)
_LABELLED = lazily(
    rf"(?:{_LABELS})\s?[：:]\s*[^：:]{{0,40}}?(?=\s|$|[|｜【）)]|(?:{_LABELS})[：:])"
)
_REST = lazily(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?|[\s|｜【】\[\]（）()·,，]+|\d+\s?次?"
)
_SURE = lazily(
    r"[【\[（(]?(?:"
    r"(?:文章|稿件|信息|本文|新闻)?来源|稿源|(?:责任|本期|网络|实习)编辑|责编|编辑|分享到|分享至|字号|字体(?:大小)?|浏览(?:数|量|次数)?"
    r"|点击(?:数|量|率|次数)?|阅读(?:数|量|次数)|发布(?:时间|日期|者|人)|更新(?:时间|日期)|当前位置|您的位置|您现在的位置|原标题|原文链接"
    r"|上一篇|下一篇|上一条|下一条|上一页|下一页"
    r")\s?[：:].*"
)
_BUTTONS = lazily(
    r"(?:[\s|｜【】\[\]（）()·/]*(?:打印(?:本页)?|关闭(?:窗口|本页)?|收藏|分享|返回(?:顶部|首页|列表)|回到顶部|加入收藏|我要评论|点赞|在看"
    r"|阅读原文|上一篇|下一篇|大|中|小|微信|微博|朋友圈|QQ空间))+[\s|｜【】\[\]（）()·/]*"
)
_TRAIL = lazily(
    r"(?:当前位置|您的位置|您现在的位置)?[：:\s]*(?:网站|返回)?(?:首页|主页)\s*(?:[>＞»›→/|｜]+\s*[^>＞»›。，]{1,20})+"
    r"|[^\s>＞»›。，]{1,12}(?:\s*[>＞»›]+\s*[^>＞»›。，]{1,20}){2,}"
)
_RELATED = lazily(
    r"[【\[]?(?:相关(?:阅读|文章|新闻|链接|推荐|报道|内容)|推荐阅读|热门(?:文章|推荐|新闻)|猜你喜欢|更多(?:精彩|文章|阅读)\S{0,6})[】\]]?[：:]?"
)
_LINK_MOST = 40
"""Characters of a link to another page."""
_NOTICE = lazily(
    r"(?:版权所有|版权声明|免责声明|特别声明)(?:[：:\s©].*)?|(?:Copyright|©).*|扫(?:一扫|描)(?:上方|下方)?二维码.{0,30}"
    r"|[（(](?:责任编辑|责编|编辑|来源)[：:][^）)]{1,30}[）)]",
    re.IGNORECASE,
)
_AUTHOR = lazily(r"作者\s?[：:]\s*([^\s：:|｜（）()]{2,12})")
_DATE = lazily(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_ALONE_SPEAKS = lazily(r"(?:作者|记者|时间|关键词?字?|标签|分类|审核|摄影|供稿|通讯员)\s?[：:]")
"""Labels that a script of one's own has too: alone on a line they prove nothing."""


def furniture(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Indices of the lines that belong to a page and not to the text on it."""
    last = len(paragraphs) - _BOTTOM
    found = {
        index
        for index, paragraph in enumerate(paragraphs)
        if (index < _TOP or index >= last) and _is_furniture(paragraph, bottom=index >= last)
    }
    return frozenset(found.union(_related(paragraphs, max(0, last))))


def _related(paragraphs: Sequence[Paragraph], start: int) -> range:
    """相关阅读, and the links below it up to the end of the page."""
    for index in range(start, len(paragraphs)):
        if _RELATED.fullmatch(fold(paragraphs[index].text)):
            below = paragraphs[index:]
            links = all(len(p.text) <= _LINK_MOST and "。" not in p.text for p in below)
            return range(index, len(paragraphs)) if links else range(0)
    return range(0)


def _is_furniture(paragraph: Paragraph, *, bottom: bool) -> bool:
    text = fold(paragraph.text)
    if paragraph.kind != "text" or paragraph.level or len(text) > _MOST or "。" in text:
        return False
    if _SURE.fullmatch(text) or (bottom and _NOTICE.fullmatch(text)):
        return True
    if not bottom and _TRAIL.fullmatch(text):
        return True
    if len(text) > 2 and _BUTTONS.fullmatch(text):  # noqa: PLR2004 - 大 is a word
        return True
    return _is_facts(text)


def _is_facts(text: str) -> bool:
    """来源：… 作者：… 点击：…, two facts or more and nothing else."""
    labels = len(_LABELLED.findall(text))
    dated = _DATE.search(text) is not None
    if labels + dated < 2 or (labels == 1 and _ALONE_SPEAKS.match(text)):  # noqa: PLR2004 - two
        return False
    return not _REST.sub("", _LABELLED.sub("", text)).strip()


def facts(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The author and the date that such lines name."""
    whole = "\n".join(texts)
    found: list[tuple[str, str]] = []
    if author := _AUTHOR.search(whole):
        found.append(("author", author[1]))
    if date := _DATE.search(whole):
        found.append(("date", f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"))
    return tuple(found)
