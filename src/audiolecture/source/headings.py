"""Which numbered lines are headings, and how the families of numbers nest. Pure.

A sequence starts at one and goes on; a family that starts again while another goes on stands below
it. So the nesting is learned from the script, and the usual order decides only where it is silent.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from audiolecture.messages import _
from audiolecture.patterns import lazily
from audiolecture.source.numbering import FAMILIES, RANK, Number, fold, number_at

HEADING_MOST = 60
_SENTENCE_MOST = 40
"""Characters of a heading that ends as a sentence does."""
_RUN_IN_MOST = 30
_LONG_LEAST = 60
_GAP_MOST = 3
_LIST_LEAST = 3
_DEEPEST = 40
"""Sequences of one family that may be under way at once."""
_TEXT_AFTER_POINTS = 3
"""With more paragraphs after them, numbered paragraphs in a row were points of an argument."""

_STOPS = "。！？；!?;"
_FIRST_SENTENCE = lazily(rf"[^{_STOPS}]*")
_SEPARATED = lazily(r"[\s：:、，,.．]|$")
_SPACED = lazily(r"\S{2,28}?(?:[\s]{2,}|　+)\S")
_LABELLED = lazily(r"[^，,：:]{2,14}[：:].{10}")
_LABEL_AND_SENTENCE = lazily(r"[^，,：:]{2,14}[：:].{4,}[。！!]")
_ONLY_BELOW = frozenset({"第…条"})
"""Articles of a law are marks inside a chapter, however many there are."""

_BARE = frozenset({"一", "一、", "（一）", "壹、", "Ⅰ、", "其一", "1", "1．", "Chapter 1"})
"""Families of which a number alone on its line is a heading."""
_ONLY_ALONE = frozenset({"第…天", "第…场", "第…集", "第…句话", "第…大…", "一，"})
"""第一天，… at the start of a paragraph tells when, and heads nothing."""

Form = Literal["alone", "run-in", "long"]


@dataclass(frozen=True, slots=True)
class Line:
    """What the search for headings looks at."""

    text: str
    free: bool
    """Nothing else has been decided of it: it is speech, not quoted, not left out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A numbered line that could be a heading."""

    index: int
    number: Number
    form: Form


@dataclass(slots=True)
class Run:
    """A sequence of one family; ``doubts`` say what is odd, by index."""

    family: str
    members: list[Candidate] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)
    inside: bool = False
    """It lies between two headings of another run of its family."""

    @property
    def first(self) -> int:
        """Index of the line that begins it."""
        return self.members[0].index

    @property
    def last(self) -> int:
        """Index of its last heading."""
        return self.members[-1].index


@dataclass(frozen=True, slots=True)
class Numbering:
    """Every heading that is numbered: its runs by family, and those that lie inside others."""

    runs: Mapping[str, tuple[Run, ...]]
    below: tuple[Candidate, ...] = ()
    """Headings and points that cannot begin a chapter."""

    def candidates(self) -> Iterator[Candidate]:
        """All headings, in no particular order."""
        for runs in self.runs.values():
            for run in runs:
                yield from run.members


def find_numbering(lines: Sequence[Line]) -> Numbering:
    """The sequences of headings in a script."""
    every = (each for index, line in enumerate(lines) if (each := _candidate(index, line)))
    found = [each for each in every if not _is_page_number(each, lines)]
    lists, points = _clusters(found, lines)
    below = [each for each in found if each.index in points or each.number.family in _ONLY_BELOW]
    apart = lists | {each.index for each in below}
    kept = [each for each in found if each.index not in apart]
    runs: dict[str, tuple[Run, ...]] = {}
    for family in sorted({each.number.family for each in kept}, key=RANK.__getitem__):
        above = sorted(m.index for known in runs.values() for run in known for m in run.members)
        own = [each for each in kept if each.number.family == family]
        outer, inner = _accepted(family, own, lines, above)
        below += inner
        if outer:
            runs[family] = tuple(outer)
    return Numbering(runs, tuple(sorted(below, key=lambda each: each.index)))


def top_family(runs: Mapping[str, Sequence[Run]]) -> str | None:
    """The family that no other one encloses."""
    if not runs:
        return None
    top = min(runs, key=RANK.__getitem__)
    seen = {top}
    while True:
        above = [f for f in runs if f not in seen and _encloses(runs[f], runs[top])]
        if not above:
            return top
        top = min(above, key=RANK.__getitem__)
        seen.add(top)


def _encloses(outer: Sequence[Run], inner: Sequence[Run]) -> bool:
    """Whether the inner family starts again, or lies whole, between headings of the outer one."""
    heads = sorted(member.index for run in outer for member in run.members)
    if len(heads) < 2 or heads[0] > inner[0].first:  # noqa: PLR2004 - between two
        return False
    if len(inner) > 1:
        return len(outer) < len(inner) and all(
            bisect(heads, one.last) < bisect(heads, two.first) for one, two in pairwise(inner)
        )
    after = bisect(heads, inner[0].first)
    return 0 < after < len(heads) and inner[0].last < heads[after]


# ---------------------------------------------------------------- candidates


def _candidate(index: int, line: Line) -> Candidate | None:
    if not line.free:
        return None
    text = fold(line.text)
    number = number_at(text, FAMILIES)
    if number is None or not 0 < number.value < 1_000:  # noqa: PLR2004 - no script goes on so long
        return None
    form = _form(text, number)
    return Candidate(index, number, form) if form else None


def _is_page_number(candidate: Candidate, lines: Sequence[Line]) -> bool:
    """A bare 1 below prose; as a heading it stands at the top or below another heading."""
    first = candidate.number.family == "1" and candidate.number.value == 1
    return first and candidate.index > 0 and lines[candidate.index - 1].text[-1] in _STOPS


def _form(text: str, number: Number) -> Form | None:
    """Whether it stands alone, carries its text on the same line, or is no heading."""
    rest = text[number.length :].lstrip("、：: 　")
    if not rest:
        bare = number.family in _BARE or number.family.startswith("第…")
        return "alone" if bare else None
    inner = rest.rstrip("".join(_STOPS) + "”」』）)) ")
    if not re.search(f"[{_STOPS}]", inner):
        return _alone(text, number, rest)
    if _is_joined(text, number) or number.family in _ONLY_ALONE:
        return None
    first = _FIRST_SENTENCE.match(text)
    assert first is not None  # noqa: S101 - the pattern matches the empty string
    short = number.length < first.end() <= _RUN_IN_MOST
    if short or _SPACED.match(rest) or _LABELLED.match(rest):
        return "run-in"
    return "long" if len(text) >= _LONG_LEAST else None


def _is_joined(text: str, number: Number) -> bool:
    """第一章讲的是…: nothing parts the number from what follows."""
    return number.family.startswith("第…") and not _SEPARATED.match(text, number.length)


def _alone(text: str, number: Number, rest: str) -> Form | None:
    """One sentence or none: short enough for a heading, or with its text after a wide space."""
    if text[-1] in "，,、；;" or (text[-1] == "。" and _is_joined(text, number)):
        return None
    if _LABEL_AND_SENTENCE.fullmatch(rest):
        return "run-in"
    most = _SENTENCE_MOST if text[-1] in "。！!" else HEADING_MOST
    if len(text) <= most:
        return "alone"
    return "run-in" if _SPACED.match(rest) or _LABELLED.match(rest) else None


# ---------------------------------------------------------------- lists


def _clusters(found: Sequence[Candidate], lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """Indices of items of lists, and of numbered paragraphs in a row in the midst of text."""
    lists: set[int] = set()
    points: set[int] = set()
    goes_on = _going_on(found)
    for cluster in _adjacent(found):
        indices = {each.index for each in cluster}
        carrying = sum(each.form != "alone" for each in cluster)
        start, end = cluster[0].index, cluster[-1].index
        introduced = start > 0 and lines[start - 1].text[-1] in "：:"
        if end in goes_on and not introduced:
            continue
        if carrying * 2 < len(cluster):
            if introduced or len(cluster) >= _LIST_LEAST:
                lists |= indices
        elif len(lines) - 1 - end > _TEXT_AFTER_POINTS and end not in goes_on:
            points |= indices
    return lists, points


def _going_on(found: Sequence[Candidate]) -> set[int]:
    """Indices of candidates that the next one of their family follows, text in between or not."""
    going: set[int] = set()
    latest: dict[str, Candidate] = {}
    for each in found:
        before = latest.get(each.number.family)
        if before and each.number.value == before.number.value + 1:
            going.add(before.index)
        latest[each.number.family] = each
    return going


def _adjacent(found: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Runs of two or more candidates on neighbouring lines that count up from one."""
    held: list[Candidate] = []
    for each in found:
        follows = (
            held
            and each.index == held[-1].index + 1
            and each.number.family == held[-1].number.family
            and each.number.value == held[-1].number.value + 1
        )
        if not follows:
            if len(held) > 1:
                yield held
            held = [each] if each.number.value == 1 else []
        else:
            held.append(each)
    if len(held) > 1:
        yield held


# ---------------------------------------------------------------- sequences


def _accepted(
    family: str, found: Sequence[Candidate], lines: Sequence[Line], above: Sequence[int]
) -> tuple[list[Run], list[Candidate]]:
    """The runs of a family that are headings, and the members of those that lie inside others."""
    runs = _sequences(family, found, above)
    established = any(len(run.members) > 1 for run in runs)
    outer: list[Run] = []
    inner: list[Candidate] = []
    for run in runs:
        if run.inside:
            inner += run.members if len(run.members) > 1 else []
        elif len(run.members) > 1 or (established and _lone_heading(run.members[0], lines)):
            outer.append(run)
    return outer, inner


def _lone_heading(candidate: Candidate, lines: Sequence[Line]) -> bool:
    """A single heading of a family that is established elsewhere, with text below it."""
    after = candidate.index + 1
    return candidate.form == "alone" and after < len(lines) and lines[after].free


def _sequences(family: str, found: Sequence[Candidate], above: Sequence[int]) -> list[Run]:
    """Start a run at each one; every other number goes on with the latest run that it fits.

    ``above``: indices of the headings that stand above this family, so far as they are known.
    """
    stack: list[Run] = []
    done: list[Run] = []
    for each in found:
        value = each.number.value
        excerpt = not stack and each.form == "alone" and _may_begin_later(family)
        if value == 1 or excerpt:
            stack.append(Run(family, [each]))
            done.append(stack[-1])
            if value > 1:
                stack[-1].doubts[each.index] = _(
                    "the numbering starts at {value} ({family})", value=value, family=family
                )
        elif stack:
            _continue(stack, each, above)
        del stack[:-_DEEPEST]
    return done


def _may_begin_later(family: str) -> bool:
    """Whether a part of a longer text is known by it, rather than a date or the rest of a list."""
    return family.startswith("第…") or family == "一、"


def _continue(stack: list[Run], each: Candidate, above: Sequence[int]) -> None:
    value = each.number.value
    for depth in range(len(stack), 0, -1):
        if depth < len(stack) and _parted(stack[depth - 1], stack[depth], above):
            break
        if stack[depth - 1].members[-1].number.value == value - 1:
            for run in stack[depth:]:
                run.inside = True
            del stack[depth:]
            stack[-1].members.append(each)
            return
    run, last = stack[-1], stack[-1].members[-1].number.value
    if value == last and each.form == run.members[-1].form:
        run.doubts[each.index] = _(
            "the number {value} stands twice ({family})", value=value, family=run.family
        )
        run.members.append(each)
    elif last < value <= last + 1 + _GAP_MOST:
        text = _(
            "the numbering goes from {last} to {value} ({family})",
            last=last,
            value=value,
            family=run.family,
        )
        if run.family != "上篇":  # there need not be a 中篇
            run.doubts[each.index] = text
        run.members.append(each)


def _parted(run: Run, later: Run, above: Sequence[int]) -> bool:
    """Whether a heading stands between them under which the later one starts anew."""
    return bisect(above, run.last) < bisect(above, later.first)
