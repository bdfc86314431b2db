"""The proof sheet as one HTML file: what is in doubt, what was put in other words, the lecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from audiolecture.mandarin.syllables import marked
from audiolecture.mandarin.tables import own_readings
from audiolecture.messages import N_, _, counted, language
from audiolecture.model import Lecture, Reading, Span
from audiolecture.publish.doubts import Case, Change, Choice, cases, changes
from audiolecture.publish.page import asset, policy, template
from audiolecture.publish.proof import ReadSentence
from audiolecture.publish.text import one_line

_SHOWN = 3
"""Places of a case that are quoted; the others are links."""

_KINDS = {
    "override": N_("the author's word"), "url": N_("addresses"), "fixed": N_("set phrases"),
    "year": N_("years"), "date": N_("dates"), "time": N_("times of day"), "range": N_("ranges"),
    "ratio": N_("ratios"), "score": N_("scores"), "percent": N_("percentages"),
    "fraction": N_("fractions"), "money": N_("amounts of money"), "measure": N_("measures"),
    "ordinal": N_("ordinals"), "cardinal": N_("numbers"), "phone": N_("telephone numbers"),
    "id": N_("numbers of documents"), "acronym": N_("abbreviations"), "symbol": N_("symbols"),
    "model": N_("models"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page is made of."""

    lecture: Lecture
    sentences: tuple[ReadSentence, ...]
    lexicons: tuple[str, ...] = ("content/lexicon.tsv",)
    """The files that a line can go to: the course's, then the lecture's own."""
    warnings: tuple[str, ...] = ()


def render_proof(sheet: Sheet) -> str:
    """The page; it needs nothing besides itself."""
    asked, changed = cases(sheet.sentences), changes(sheet.sentences)
    css, script = asset("proof.css"), asset("proof.js")
    page: str = template("proof.html").render(
        title=one_line(sheet.lecture.title),
        language=one_line(sheet.lecture.language),
        facts=_facts(sheet, asked, changed),
        cases=[_case(case) for case in asked if not case.forced],
        limited=any(c.unsaid or c.rewording for case in asked for c in case.choices),
        mute=[_case(case) for case in asked if case.forced],
        changes=[(_(_KINDS.get(kind, kind)), list(rows)) for kind, rows in _by_kind(changed)],
        chapters=list(_chapters(sheet)),
        lexicons=sheet.lexicons,
        warnings=sheet.warnings,
        shown=_SHOWN,
        css=css,
        script=script,
        policy=policy(css, script),
        gap="" if language() == "zh" else " ",
        _=_,
        counted=counted,
    )
    return page


def _facts(sheet: Sheet, asked: Sequence[Case], changed: Sequence[Change]) -> dict[str, int]:
    doubtful = [case for case in asked if not case.forced]
    return {
        "characters": sum(len(sentence.readings) for sentence in sheet.sentences),
        "doubtful": sum(len(case.places) for case in doubtful),
        "groups": len(doubtful),
        "changed": sum(len(change.places) for change in changed),
    }


def _by_kind(changed: Iterable[Change]) -> Iterator[tuple[str, Iterator[Change]]]:
    return groupby(changed, key=lambda change: change.kind)


# ---------------------------------------------------------------- what is in doubt


def _case(case: Case) -> dict[str, Any]:
    single = len(case.written) == 1
    return {
        "written": case.written,
        "single": single,
        "said": _shown(case.choices[0], single=single),
        "before": case.word[: case.offset],
        "after": case.word[case.offset + len(case.written) :],
        "count": len(case.places),
        "confidence": round(100 * case.confidence),
        "choices": [_choice(choice, single=single) for choice in case.choices],
        "places": case.places,
    }


def _choice(choice: Choice, *, single: bool) -> dict[str, Any]:
    return {
        "said": _shown(choice, single=single),
        "entry": choice.entry,
        "rewording": choice.rewording,
        "unsaid": choice.unsaid,
    }


def _shown(choice: Choice, *, single: bool) -> str:
    return marked(choice.said) if single else choice.said


# ---------------------------------------------------------------- the lecture


def _chapters(sheet: Sheet) -> Iterator[dict[str, Any]]:
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

    numbered = list(enumerate(sheet.sentences))
    for index, group in groupby(numbered, key=lambda item: item[1].chapter):
        paragraphs = [[*own] for __, own in groupby(group, key=lambda item: item[1].block)]
        spoken_title = paragraphs[0][0][1].heading
        yield {
            "title": "" if spoken_title else one_line(sheet.lecture.chapters[index].title),
            "blocks": [Markup(_block(own)) for own in paragraphs],  # noqa: S704 - escaped by us
        }


def _block(sentences: Sequence[tuple[int, ReadSentence]]) -> str:
    """A paragraph; ``data-p`` holds the syllables of what has no ruby yet, for the switch."""
    syllables: list[str] = []
    inner = "".join(_sentence(number, each, syllables) for number, each in sentences)
    first = sentences[0][1]
    tag = "h3" if first.heading else "p"
    said = escape(" ".join(syllables), quote=True)
    return f'<{tag} data-p="{said}"><i class="n">{first.line or ""}</i>{inner}</{tag}>'


def _sentence(number: int, sentence: ReadSentence, syllables: list[str]) -> str:
    readings = dict(zip((r.index for r in sentence.readings), sentence.readings, strict=True))
    parts, position = [], 0
    for span in sentence.spans:
        if span.kind == "text":
            parts.append(_verbatim(span, position, readings, syllables))
        else:
            parts.append(_changed(sentence.text[span.start : span.end], span))
        position += len(span.spoken)
    return f'<span id="s{number}">{"".join(parts)}</span>'


def _verbatim(span: Span, position: int, readings: dict[int, Reading], syllables: list[str]) -> str:
    parts = []
    for index, char in enumerate(span.spoken, position):
        reading = readings.get(index)
        if reading is None:
            parts.append(escape(char))
        elif reading.doubtful or reading.forced:
            kind = "f" if reading.forced else "d"
            parts.append(f'<ruby class="{kind}">{char}<rt>{marked(reading.pinyin)}</rt></ruby>')
        else:
            star = "*" if len(own_readings(char)) > 1 else ""
            syllables.append(star + marked(reading.pinyin))
            parts.append(char)
    return "".join(parts)


def _changed(written: str, span: Span) -> str:
    if span.spoken == written:
        return escape(written)
    kind = "c d" if span.doubtful else "c"
    spoken = span.spoken or _("(not read)")
    return f'<ruby class="{kind}">{escape(written)}<rt>{escape(spoken)}</rt></ruby>'
