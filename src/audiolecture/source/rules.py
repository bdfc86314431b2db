"""What each paragraph of a script is, and which rule said so. Pure.

The steps stand in the order in which they are taken in `decide`; each sees what the ones before
it have decided, and none takes a decision back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from audiolecture.messages import N_, _, at
from audiolecture.patterns import lazily
from audiolecture.source import contents, front
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.front import SALUTATION
from audiolecture.source.headings import Line, Numbering, Run, find_numbering, top_family
from audiolecture.source.numbering import FAMILIES, fold, number_at

Role = Literal[
    "title",
    "byline",
    "opening",
    "chapter",
    "section",
    "point",
    "heading",
    "text",
    "closing",
    "left out",
]
"""``point``: a paragraph of text that begins a section. ``heading``: one below the sections,
spoken as a heading but without a mark of its own."""

_HEAD_MOST = 25
_BODY_LEAST = 20
_STYLED_MOST = 60
"""Characters of a heading that a style states, if it is more than one sentence."""
_TAIL = 3
"""Paragraphs at the end of the last chapter among which the closing may begin."""
_QUOTE_MOST = 12
"""A quotation mark that is not closed within so many paragraphs is a slip."""

_FAREWELL = lazily(
    r"(?:结语|结束语|尾声)[：:]|最后[，,]|总之[，,]|总而言之|综上|谢谢|感谢(?:大家|各位|聆听)|以上就?是|以上(?:报告|汇报|发言|意见|情况|内容)|(?:汇报|发言|讲话|宣讲|报告)(?:完毕|结束)|(?:[^。，]{0,12}有)?不[当妥到]之处|祝(?:大家|各位|愿)"
    r"|我的(?:讲课|发言|汇报|分享|演讲|讲话|报告|党?课)"
    r"|(?:好了?[，,])?我(?:今天)?就(?:先)?(?:讲|说|谈|汇报|分享|聊)(?:到这|到此|这么|这些)|今天的?(?:\S{0,6})就(?:讲|上|到|分享|聊)"
    r"|(?:好了?[，,])?(?:今天|这节课|本节课|这一讲|本讲)\S{0,10}就?到(?:这|此)|(?:好了?[，,])?下课|阿们|再见"
    r"|Thank you"
)
_POINT_FAMILY = lazily(r"首先|其次|再次|第一[，,、]|其一")
_OPENING_HEADING = lazily(
    r"(?:前言|引言|导言|序言|序章|序幕|自序|序|开场白?"
    r"|引子|导语|开篇|写在前面|卷首语|楔子)"
)
_CLOSING_HEADING = lazily(
    r"(?:结语|结束语|尾声|结尾|终章|后记|结论|写在最后|跋"
    r"|(?:课堂|本章|本课|本讲|本节|全文|全书)?(?:小结|总结))"
)
_BACK_MATTER = lazily(
    r"(?:附件|附录|附|(?:课后|复习)?思考题?|思考与(?:练习|讨论)|课后作业|作业|练习题?|拓展阅读|延伸阅读"
    r"|Q\s?&\s?A|问答(?:环节|时间)|互动(?:环节|问答|交流)|(?:现场)?答疑|提问环节)"
    r"(?:[一二三四五六七八九\d]+)?(?:[：:\s](?!\s?[1１一①]).*)?"
)
_QUESTIONS_LEAST = 3
_STATED = "。！…”"
_TERMINAL = "。！？；…!?;”’」』）)："
_SPEAKER = lazily(r"(?!\S{1,7}[年月日])[^\s：:，。]{1,8}[：:]")
_QUESTION = lazily(r"[^，,。：:；“”「」…]{2,20}[？?]")
_BRACKETED = lazily(r"[【［〖\[][^【】［］〖〗\[\]]{1,25}[】］〗\]]")
_BRACKETS = "【】［］〖〗[]"


@dataclass(frozen=True, slots=True)
class Decision:
    """One paragraph: what it is, and the rule that decided."""

    line: int
    text: str
    role: Role
    rule: str
    title: str = ""
    """The author's name for what begins here; empty: its own words."""
    level: int = 0
    """For a section: its level, from 2 on; 0 for anything else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The author's word on a paragraph."""

    role: Role | None = None
    title: str = ""
    level: int = 0
    speaker: str = ""


class _Roles:
    """The decisions under way: a paragraph is text until a rule says otherwise."""

    def __init__(self, paragraphs: Sequence[Paragraph], fixed: Mapping[int, Verdict]) -> None:
        paragraphs = [_without_misused_level(paragraph) for paragraph in paragraphs]
        self.paragraphs = paragraphs
        self.roles: list[Role] = ["text"] * len(paragraphs)
        self.rules = [N_("nothing says otherwise")] * len(paragraphs)
        self.decided = [paragraph.kind != "text" for paragraph in paragraphs]
        self.titles: dict[int, str] = {}
        self.warnings: list[tuple[int, str]] = []
        self.numbering = Numbering({})
        for index, paragraph in enumerate(paragraphs):
            asked = index in fixed and bool(fixed[index].speaker)
            if paragraph.speaker and asked:  # a heading stays one: its section is said by them
                self.rules[index] = N_("said by {speaker}", speaker=paragraph.speaker)
            elif paragraph.speaker:
                self.set(index, "text", N_("said by {speaker}", speaker=paragraph.speaker))
            if paragraph.kind != "text":
                self.rules[index] = N_(
                    "stands for what is not speech ({kind})", kind=N_(paragraph.kind)
                )
        for index, verdict in fixed.items():
            if verdict.role:
                self.set(index, verdict.role, N_("the author says so"))

    def set(self, index: int, role: Role, rule: str) -> None:
        self.roles[index], self.rules[index], self.decided[index] = role, rule, True

    def where(self, *roles: Role) -> list[int]:
        return [index for index, found in enumerate(self.roles) if found in roles]

    def free(self, index: int) -> bool:
        return not self.decided[index]

    def warn(self, index: int, text: str) -> None:
        self.warnings.append((self.paragraphs[index].line, text))


def decide(
    document: Document, fixed: Mapping[int, Verdict] | None = None
) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """One decision per paragraph, and warnings of what is odd or unsure.

    Args:
        document: what a reader found.
        fixed: the author's word, by the paragraph's index; no rule goes against it.
    """
    fixed = fixed or {}
    roles = _Roles(document.paragraphs, fixed)
    _title(roles)
    _contents(roles)
    _quotations(roles)
    _chapters(roles)
    _opening(roles)
    _sections(roles)
    _named_below(roles)
    _closing(roles)
    _back_matter(roles)
    decisions = tuple(_decisions(roles, fixed))
    return decisions, tuple(at(f"{document.where}:{line}", text) for line, text in roles.warnings)


def _decisions(roles: _Roles, fixed: Mapping[int, Verdict]) -> Iterable[Decision]:
    for index, paragraph in enumerate(roles.paragraphs):
        role = roles.roles[index]
        level = 2 if role in {"section", "point"} else 0
        title = roles.titles.get(index, "")
        rule = roles.rules[index]
        decision = Decision(paragraph.line, paragraph.text, role, rule, title, level)
        verdict = fixed.get(index)
        if verdict:
            level = (verdict.level or level) if level else 0
            decision = replace(decision, title=verdict.title or title, level=level)
        yield decision


def _without_misused_level(paragraph: Paragraph) -> Paragraph:
    """Several sentences in the style of a heading are text that only looks like one."""
    text = paragraph.text
    sentences = len(text) > _STYLED_MOST and text[-1] in _TERMINAL and text.count("。") > 1
    return replace(paragraph, level=0) if paragraph.level and sentences else paragraph


# ---------------------------------------------------------------- quotations, title


def _quotations(roles: _Roles) -> None:
    """What is quoted over several paragraphs has numbers of its own."""
    for index, paragraph in enumerate(roles.paragraphs):
        if paragraph.quoted and roles.free(index):
            roles.set(index, "text", N_("part of a quotation"))
    start: int | None = None
    for index, paragraph in enumerate(roles.paragraphs):
        balance = paragraph.text.count("“") - paragraph.text.count("”")
        opened = balance > 0
        if start is None or index - start > _QUOTE_MOST:
            start = index if opened else None
        elif balance < 0:
            for inside in range(start + 1, index + 1):
                if roles.free(inside):
                    roles.set(inside, "text", N_("part of a quotation"))
            start = None


def _contents(roles: _Roles) -> None:
    """The lines below 提纲 that stand in the script again: entries, not headings."""
    for index in contents.entries([paragraph.text for paragraph in roles.paragraphs])[1:]:
        if roles.free(index):
            roles.set(index, "text", N_("an entry of the table of contents"))


def _title(roles: _Roles) -> None:
    paragraphs = roles.paragraphs
    title = next(iter(roles.where("title")), None)
    if title is None:
        found = _styled_title(paragraphs) or front.title_at(paragraphs)
        if found and roles.free(found[0]) and not _is_numbered_heading(roles, found[0]):
            title = found[0]
            roles.set(title, "title", found[1])
    for index in front.bylines(paragraphs, title):
        if roles.free(index) and not paragraphs[index].level:
            roles.set(index, "byline", N_("names the author or the date"))


def _styled_title(paragraphs: Sequence[Paragraph]) -> tuple[int, str] | None:
    """A heading at the top, alone in its level or with another of its level right below it."""
    levels = [paragraph.level for paragraph in paragraphs]
    if len(levels) < 2 or not levels[0]:  # noqa: PLR2004 - a title is the title of something
        return None
    if levels.count(levels[0]) == 1 and levels[0] == min(filter(None, levels)):
        return 0, N_("the only heading of its level, at the top")
    if levels[1] == levels[0]:
        return 0, N_("a heading at the top with nothing below it")
    return None


def _is_numbered_heading(roles: _Roles, index: int) -> bool:
    """Whether a line at the top is the first of a sequence, rather than 第三讲 of a course."""
    number = number_at(fold(roles.paragraphs[index].text), FAMILIES)
    if number is None:
        return False
    if not number.family.startswith(("第…", "Chapter")):
        return True
    others = (number_at(fold(p.text), FAMILIES) for p in roles.paragraphs[index + 1 :])
    return any(other and other.family == number.family for other in others)


# ---------------------------------------------------------------- chapters


def _chapters(roles: _Roles) -> None:
    lines = [Line(p.text, roles.free(i)) for i, p in enumerate(roles.paragraphs)]
    roles.numbering = find_numbering(lines)
    everything = range(len(roles.paragraphs))
    styled = _stated(roles, everything)
    runs = roles.numbering.runs
    if styled:
        _set_stated(roles, styled, "chapter")
        _join_styled(roles, styled)
        return
    family = _chapter_family(runs)
    if family:
        for run in runs[family]:
            _set_run(roles, run, "chapter")
    elif not roles.where("chapter"):
        _unnumbered(roles)


def _chapter_family(runs: Mapping[str, Sequence[Run]]) -> str | None:
    return top_family(runs)


def _stated(roles: _Roles, inside: Iterable[int]) -> list[int]:
    """Headings of the highest level that the format itself states."""
    levels = {i: roles.paragraphs[i].level for i in inside if roles.free(i)}
    stated = [level for level in levels.values() if level]
    return [index for index, level in levels.items() if stated and level == min(stated)]


def _set_stated(roles: _Roles, indices: Iterable[int], role: Role) -> None:
    for index in indices:
        roles.set(
            index, role, N_("the format says heading {level}", level=roles.paragraphs[index].level)
        )


def _join_styled(roles: _Roles, styled: Sequence[int]) -> None:
    """Lines that go on with the numbering of styled headings, though nobody styled them."""
    stated = set(styled)
    for run in (run for runs in roles.numbering.runs.values() for run in runs):
        members = {member.index for member in run.members}
        known = members & stated
        if len(known) * 2 >= len(members) or (len(styled) == 1 and known):
            for member in run.members:
                if roles.free(member.index) and member.form == "alone":
                    roles.set(
                        member.index,
                        "chapter",
                        N_("goes on with the headings {family}", family=run.family),
                    )


def _set_run(roles: _Roles, run: Run, role: Role) -> None:
    for member in run.members:
        if roles.free(member.index):
            roles.set(
                member.index,
                role,
                N_("numbered {family}, in a sequence from one", family=run.family),
            )
    for index, doubt in run.doubts.items():
        roles.warn(index, doubt)


def _unnumbered(roles: _Roles) -> None:
    """Short lines between paragraphs of prose, where no heading has a number."""
    free = [index for index in range(len(roles.paragraphs)) if roles.free(index)]
    bracketed = [i for i in free if _BRACKETED.fullmatch(roles.paragraphs[i].text)]
    heads = bracketed if len(bracketed) > 1 else _short_lines(roles, free, _heads)
    if not heads:
        heads = _short_lines(roles, free, _asks)
        heads = heads if len(heads) >= _QUESTIONS_LEAST else []
    if len(heads) < 2 or not (heads is bracketed or _in_prose(roles, free, heads)):  # noqa: PLR2004 - a sequence
        return
    for index in heads:
        roles.set(
            index, "chapter", N_("a short line by itself above prose; no heading has a number")
        )
    roles.warn(
        heads[0],
        _("no heading has a number: {count} short lines are taken for headings", count=len(heads)),
    )


def _short_lines(
    roles: _Roles, free: Sequence[int], may_be: Callable[[_Roles, int], bool]
) -> list[int]:
    """Lines that could be headings, each with enough prose below it."""
    heads = [index for index in free if may_be(roles, index)]
    edges = [*heads, len(roles.paragraphs)]
    sizes = {
        start: sum(len(roles.paragraphs[i].text) for i in range(start + 1, end))
        for start, end in pairwise(edges)
    }
    return [index for index in heads if sizes[index] >= _BODY_LEAST]


def _in_prose(roles: _Roles, free: Sequence[int], heads: Sequence[int]) -> bool:
    """Whether what stands below the first of them is sentences: no poem, no list, no table."""
    apart = set(heads)
    below = [roles.paragraphs[i].text for i in free if heads[0] < i and i not in apart]
    prose = [text for text in below if text[-1] in _TERMINAL]
    return len(prose) >= len(heads) and len(prose) * 5 >= len(below) * 4


def _heads(roles: _Roles, index: int) -> bool:
    text = roles.paragraphs[index].text
    if not 1 < len(text) <= _HEAD_MOST or text[-1] in _TERMINAL + "，,、:—":
        return False
    if SALUTATION.match(fold(text)) or _SPEAKER.match(text) or front.is_byline(fold(text)):
        return False
    # A name in a list, a line of a poem: others of its kind stand above it.
    if index and roles.free(index - 1) and roles.paragraphs[index - 1].text[-1] not in _TERMINAL:
        return False
    below = roles.paragraphs[index + 1 : index + 2]
    return bool(below) and len(below[0].text) > len(text) and below[0].text[-1] in _TERMINAL


def _asks(roles: _Roles, index: int) -> bool:
    """盐从哪里来？ by itself, and a longer paragraph that answers."""
    below = roles.paragraphs[index + 1 : index + 2]
    answered = bool(below) and below[0].text[-1] in _STATED and len(below[0].text) >= _BODY_LEAST
    return answered and _QUESTION.fullmatch(roles.paragraphs[index].text) is not None


# ---------------------------------------------------------------- opening, sections


def _opening(roles: _Roles) -> None:
    """前言, 引言 and the like, above the first heading or as the first heading."""
    chapters = roles.where("chapter")
    if not chapters:
        return
    for index in range(chapters[0] + 1):
        text = "".join(fold(roles.paragraphs[index].text).strip(_BRACKETS).split())
        before = [roles.roles[i] for i in range(index)]
        if _OPENING_HEADING.fullmatch(text) and not {"text", "chapter"} & set(before):
            if roles.free(index) or (len(chapters) > 1 and index == chapters[0]):
                roles.set(index, "opening", N_("a heading that says so"))
            return


def _sections(roles: _Roles) -> None:
    edges = [*roles.where("chapter"), len(roles.paragraphs)]
    numbered = _Numbered(roles.numbering)
    for start, end in pairwise(edges):
        inside = range(start + 1, end)
        styled = _stated(roles, inside)
        if styled:
            _set_stated(roles, styled, "section")
        else:
            _numbered_sections(roles, numbered, inside)
        _lower(roles, numbered, inside)
    if len(edges) == 1:
        _numbered_sections(roles, numbered, range(len(roles.paragraphs)))


class _Numbered:
    """What is numbered, by its place: a book may have thousands of chapters."""

    def __init__(self, numbering: Numbering) -> None:
        self.runs = {
            member.index: run
            for runs in numbering.runs.values()
            for run in runs
            for member in run.members
        }
        self.headings = {each.index: each for each in numbering.candidates()}
        self.below = {each.index: each for each in numbering.below}

    def within(self, roles: _Roles, inside: range) -> dict[str, list[Run]]:
        """The parts of runs that lie in a range, by family."""
        parts: dict[int, Run] = {}
        for index in inside:
            run = self.runs.get(index)
            if run and roles.free(index):
                part = parts.setdefault(id(run), Run(run.family))
                part.members.append(self.headings[index])
                if index in run.doubts:
                    part.doubts[index] = run.doubts[index]
        found: dict[str, list[Run]] = {}
        for part in parts.values():
            found.setdefault(part.family, []).append(part)
        return found


def _numbered_sections(roles: _Roles, numbered: _Numbered, inside: range) -> None:
    found = numbered.within(roles, inside)
    family = top_family(found)
    if family:
        for run in found[family]:
            _set_run(roles, run, "section")
        return
    below = [numbered.below[i] for i in inside if i in numbered.below and roles.free(i)]
    first = below[0].number.family if below else ""
    for candidate in below:
        if candidate.number.family == first:
            roles.set(
                candidate.index,
                "point",
                N_("numbered {family}, a paragraph of an argument", family=first),
            )


def _lower(roles: _Roles, numbered: _Numbered, inside: range) -> None:
    """Headings below the sections: spoken as headings, without a mark."""
    for index in inside:
        if not roles.free(index):
            continue
        candidate = numbered.headings.get(index) or numbered.below.get(index)
        if roles.paragraphs[index].level:
            _set_stated(roles, [index], "heading")
        elif candidate and candidate.form == "alone":
            family = candidate.number.family
            roles.set(index, "heading", N_("numbered {family}, below the sections", family=family))


def _named_below(roles: _Roles) -> None:
    """第一章 on one line, its name on the next: if it is so with all of its kind."""
    for role in ("chapter", "section"):
        heads = [i for i in roles.where(role) if _is_number(roles.paragraphs[i].text)]
        if not heads or not all(_is_name(roles, index) for index in heads):
            continue
        for index in heads:
            name = roles.paragraphs[index + 1].text
            roles.titles[index] = f"{roles.paragraphs[index].text.rstrip('、：: .．')} {name}"
            roles.set(index + 1, "heading", N_("the name of the heading above"))


def _is_number(text: str) -> bool:
    number = number_at(fold(text), FAMILIES)
    return number is not None and not text[number.length :].strip("、：: 　.．")


def _is_name(roles: _Roles, number: int) -> bool:
    """A short line, and below it prose or a heading."""
    if number + 2 >= len(roles.paragraphs):
        return False
    name, below = (roles.paragraphs[number + place].text for place in (1, 2))
    same = roles.roles[number + 1] == roles.roles[number]
    alike = same and number_at(fold(name), FAMILIES) is None
    if (
        not (roles.free(number + 1) or alike)
        or len(name) > _HEAD_MOST
        or name[-1] in _TERMINAL + "，,、"
    ):
        return False
    if SALUTATION.match(fold(name)) or _SPEAKER.match(name):
        return False
    return not roles.free(number + 2) or (below[-1] in _TERMINAL and len(below) > len(name))


# ---------------------------------------------------------------- closing, back matter


def _closing(roles: _Roles) -> None:
    chapters = roles.where("chapter")
    if not chapters or roles.where("closing"):
        return
    last, end = chapters[-1], len(roles.paragraphs)
    for index in range(last, end):
        text = _unnumbered_text(roles.paragraphs[index].text)
        if not _CLOSING_HEADING.fullmatch(text) or (index == last and len(chapters) == 1):
            continue
        if index == last or roles.free(index):
            roles.set(index, "closing", N_("a heading that says so"))
            return
    heads = roles.where("chapter", "section", "heading")
    after = max(heads) + (2 if _alone(roles, max(heads)) else 1)
    for index in range(max(after, end - _TAIL), end):
        text = fold(roles.paragraphs[index].text)
        if not roles.free(index) or not (SALUTATION.match(text) or _FAREWELL.match(text)):
            continue
        if text.startswith("最后") and _counts(roles, last, index):
            continue
        roles.set(index, "closing", N_("near the end it returns to the listeners"))
        return


def _unnumbered_text(text: str) -> str:
    folded = fold(text).lstrip("# ")
    number = number_at(folded, FAMILIES)
    named = folded[number.length if number else 0 :].strip("、：:.． 　" + _BRACKETS)
    return "".join(named.split()) if len(named) <= _HEAD_MOST else named


def _alone(roles: _Roles, index: int) -> bool:
    text = roles.paragraphs[index].text
    return not re.search(r"[。；！？].", text)


def _counts(roles: _Roles, start: int, index: int) -> bool:
    """Whether 最后 is the end of 首先…其次… rather than of the lecture."""
    before = roles.paragraphs[start + 1 : index]
    return any(_POINT_FAMILY.match(fold(paragraph.text)) for paragraph in before)


def _back_matter(roles: _Roles) -> None:
    """附录, 附件 and 思考题 with text of their own, after the last heading."""
    heads = roles.where("chapter", "closing")
    if not heads:
        return
    for index in range(heads[-1] + 1, len(roles.paragraphs) - 1):
        text = fold(roles.paragraphs[index].text)
        short = len(text) <= _HEAD_MOST and text[-1] not in _TERMINAL
        if roles.free(index) and short and _BACK_MATTER.fullmatch(text):
            roles.set(index, "chapter", N_("what is appended after the last heading"))
