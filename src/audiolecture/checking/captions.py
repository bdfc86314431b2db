"""Whether captions and chapter lists beside the audio agree with the manifest."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import pairwise

from audiolecture.checking.problem import Problem
from audiolecture.checking.text import clock, excerpt, folded
from audiolecture.manifest import ChapterRecord, CueRecord
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE

_LRC_LINE = re.compile(r"\[(\d+):(\d\d)\.(\d\d)\](.*)")
_LRC_WORD = re.compile(r"<\d+:\d\d\.\d\d>")
_VTT_VOICE = re.compile(r"<v ([^<>]+)>")
_VTT_TIME = re.compile(r"(\d\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d\d+):(\d\d):(\d\d)\.(\d{3})(?: .*)?")
_TOLERANCE_MS = 2
"""Every caption lasts at least a millisecond, so one may begin that much later."""


def lrc_problems(chapter: ChapterRecord, text: str) -> Iterator[Problem]:
    """Lines of the ``.lrc`` that are not the chapter's sentences at their times."""
    lines = [match for line in text.splitlines() if (match := _LRC_LINE.fullmatch(line))]
    found = [
        (int(m[1]) * 6000 + int(m[2]) * 100 + int(m[3]), folded(_LRC_WORD.sub("", m[4])))
        for m in lines
    ]
    wanted = [
        (cue.start * 100 // SAMPLE_RATE, folded(label + cue.text))
        for cue, label in labelled(chapter)
    ]
    yield from _first_difference(chapter.lrc, found, wanted, SAMPLE_RATE // 100)


def labelled(chapter: ChapterRecord) -> Iterator[tuple[CueRecord, str]]:
    """The sentences, the first of each turn with its speaker's label."""
    before = ""
    for item in chapter.utterances:
        for cue in item.cues:
            yield cue, "" if item.speaker in {"", before} else f"{item.speaker}："
            before = item.speaker


def vtt_problems(chapter: ChapterRecord, text: str) -> Iterator[Problem]:
    """Cues of the WebVTT file that overlap, leave the audio, or are not the sentences."""
    where = f"web/{chapter.web}.vtt"
    cues = list(_vtt_cues(text))
    if not text.startswith("WEBVTT"):
        yield Problem("captions", where, _("is not WebVTT"))
        return
    end = chapter.samples * 1000 // SAMPLE_RATE + _TOLERANCE_MS
    ordered = all(start < stop <= end for start, stop, *_rest in cues) and all(
        one[1] <= two[0] for one, two in pairwise(cues)
    )
    if not ordered:
        yield Problem("captions", where, _("cues overlap, go back, or leave the audio"))
    yield from _vtt_sentences(chapter, where, cues)


def _vtt_cues(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start and end in milliseconds, what is said, and by whom."""
    for block in re.split(r"\n\n+", text.strip()):
        lines = block.split("\n")
        at = next((i for i, line in enumerate(lines) if _VTT_TIME.fullmatch(line)), None)
        if at is not None and (match := _VTT_TIME.fullmatch(lines[at])):
            parts = list(map(int, match.groups()))
            body = "".join(lines[at + 1 :])
            voice = _VTT_VOICE.match(body)
            said = folded(html.unescape(body[voice.end() :] if voice else body))
            speaker = html.unescape(voice[1]) if voice else ""
            yield _milliseconds(parts[:4]), _milliseconds(parts[4:]), said, speaker


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, thousandths = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _vtt_sentences(
    chapter: ChapterRecord, where: str, cues: list[tuple[int, int, str, str]]
) -> Iterator[Problem]:
    """Long sentences are several cues: the first of them begins where the sentence does."""
    pieces = iter(cues)
    for item in chapter.utterances:
        for cue in item.cues:
            rest, start = folded(cue.text), cue.start * 1000 // SAMPLE_RATE
            first = True
            while rest:
                at, _end, said, speaker = next(pieces, (-1, 0, "", ""))
                late = first and abs(at - start) > _TOLERANCE_MS
                if not said or not rest.startswith(said) or late or speaker != item.speaker:
                    message = _("differs from the sentences at {text}", text=excerpt(cue.text))
                    yield Problem("captions", where, message)
                    return
                rest, first = rest[len(said) :], False
    extra = next(pieces, None)
    if extra is not None:
        yield Problem(
            "captions", where, _("{text} is not among the sentences", text=excerpt(extra[2]))
        )


def chapters_problems(chapter: ChapterRecord, text: str) -> Iterator[Problem]:
    """Sections of ``chapters.json`` that are not those of the chapter."""
    where = f"web/{chapter.web}.chapters.json"
    try:
        rows = json.loads(text)["chapters"]
        found = [(round(row["startTime"] * 1000), folded(row["title"])) for row in rows]
    except (ValueError, KeyError, TypeError):
        yield Problem("chapters", where, _("is not a list of chapters"))
        return
    wanted = [(start, title) for title, start in _sections(chapter)]
    yield from _first_difference(where, found, wanted, SAMPLE_RATE // 1000, "chapters")


def _sections(chapter: ChapterRecord) -> Iterator[tuple[str, int]]:
    if not chapter.sections or chapter.sections[0][1] > 0:
        yield folded(chapter.title) or "…", 0
    for title, start, _end in chapter.sections:
        yield folded(title) or "…", round(start * 1000 / SAMPLE_RATE)


def _first_difference(
    where: str,
    found: list[tuple[int, str]],
    wanted: list[tuple[int, str]],
    unit: int,
    kind: str = "captions",
) -> Iterator[Problem]:
    """One problem for the first place where two lists of times and texts differ."""
    for one, two in zip(found, wanted, strict=False):
        if one != two:
            said = excerpt(two[1])
            if one[1] == two[1]:
                message = _(
                    "{said} at {one}, not {two}",
                    said=said,
                    one=clock(one[0] * unit),
                    two=clock(two[0] * unit),
                )
            else:
                message = _("{one} stands where {said} should", one=excerpt(one[1]), said=said)
            yield _problem(kind, where, message)
            return
    if len(found) != len(wanted):
        more = (found if len(found) > len(wanted) else wanted)[min(len(found), len(wanted))]
        told = (
            _("{text} does not belong", text=excerpt(more[1]))
            if len(found) > len(wanted)
            else _("{text} is missing", text=excerpt(more[1]))
        )
        yield _problem(kind, where, told)


def _problem(kind: str, where: str, message: str) -> Problem:
    return Problem("chapters" if kind == "chapters" else "captions", where, message)
