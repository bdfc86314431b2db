"""The author's word on the outline: this line is, or is not, a heading. Pure.

It stands in ``<lecture>.outline.toml`` beside the script, one table a line::

    [[line]]
    at = 12                     # or: text = "三、干在"  (how the line begins)
    is = "section"              # chapter, section, text, title, closing, skip
    title = "另一个标题"
    level = 2
    speaker = "嘉宾"            # who says it, and what follows up to the next label or heading

or in the front matter (``chapters: 12; 三、干在``). A line that does not exist is an error: the
script was edited, and the correction has to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audiolecture.errors import ConfigError
from audiolecture.messages import N_, _, series, several
from audiolecture.model import Omission
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.matter import Matter
from audiolecture.source.rules import Role, Verdict
from audiolecture.suggestions import closest

SUFFIX = ".outline.toml"
_ROLES: dict[str, Role] = {
    "chapter": "chapter",
    "section": "section",
    "text": "text",
    "title": "title",
    "closing": "closing",
    "skip": "left out",
}
_KEYS = ("at", "text", "is", "title", "level", "speaker")
_MATTER = {
    "chapters": "chapter",
    "sections": "section",
    "text": "text",
    "skip": "skip",
    "closing": "closing",
}
_LEVELS: dict[int, Role] = {1: "chapter", 2: "section"}
_MOST = 6
_RANGE = re.compile(r"(\d{1,7})(?:\s*[-–~]\s*(\d{1,7}))?")
_HINT = N_("'audiolecture outline --explain' shows the lines")


@dataclass(frozen=True, slots=True)
class Correction:
    """What one line is; ``at`` is its number, or ``text`` how it begins."""

    where: str
    verdict: Verdict
    at: int = 0
    last: int = 0
    """The last line of a range; 0: one line."""
    text: str = ""


def from_table(values: Mapping[str, Any], where: str) -> tuple[Correction, ...]:
    """Read what `tomllib` made of ``<lecture>.outline.toml``.

    Raises:
        ConfigError: names every unknown key and every bad value.
    """
    problems = [
        _("unknown key '{key}'", key=key) + _like(key, ("line",)) for key in values if key != "line"
    ]
    rows = values.get("line", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        problems.append(_("'line' must be tables: [[line]]"))
        rows = []
    made = []
    for number, row in enumerate(rows, 1):
        found = _problems(row)
        problems += [
            _("line table {number}: {problem}", number=number, problem=problem) for problem in found
        ]
        if not found:
            made.append(_correction(row, where))
    if problems:
        raise ConfigError(several(problems), where=where, hint=_("correct it and run again"))
    return tuple(made)


def _problems(row: Mapping[str, Any]) -> list[str]:
    problems = [
        _("unknown key '{key}'", key=key) + _like(key, _KEYS) for key in row if key not in _KEYS
    ]
    if ("at" in row) == ("text" in row):
        problems.append(_("needs 'at' (a line's number) or 'text' (how the line begins)"))
    if "at" in row and not _is_whole(row["at"], 1, 10_000_000):
        problems.append(_("'at' must be the number of a line"))
    if "text" in row and not (isinstance(row["text"], str) and row["text"].strip()):
        problems.append(_("'text' must be how the line begins"))
    if "is" in row and row["is"] not in _ROLES:
        problems.append(
            _("'is' must be one of {names}", names=series(_ROLES)) + _like(str(row["is"]), _ROLES)
        )
    if "level" in row and not _is_whole(row["level"], 1, _MOST):
        problems.append(_("'level' must be a whole number from 1 to {most}", most=_MOST))
    if "title" in row and not (isinstance(row["title"], str) and row["title"].strip()):
        problems.append(_("'title' must be a text"))
    if "speaker" in row and not (isinstance(row["speaker"], str) and row["speaker"].strip()):
        problems.append(_("'speaker' must be a name"))
    if not {"is", "level", "title", "speaker"} & set(row):
        problems.append(_("says nothing of the line: add 'is', 'level', 'title' or 'speaker'"))
    return problems


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _correction(row: Mapping[str, Any], where: str) -> Correction:
    level = int(row.get("level", 0))
    role = _ROLES[row["is"]] if "is" in row else None
    if role is None and level:
        role = _LEVELS.get(level, "section")
    title, speaker = str(row.get("title", "")).strip(), str(row.get("speaker", "")).strip()
    verdict = Verdict(role, title, level, speaker)
    return Correction(where, verdict, at=row.get("at", 0), text=str(row.get("text", "")).strip())


def from_matter(matter: Matter, where: str) -> tuple[Correction, ...]:
    """Read ``chapters``, ``sections``, ``text``, ``skip`` and ``closing`` of a front matter."""
    made = []
    for key, value in matter:
        if key not in _MATTER:
            continue
        verdict = Verdict(_ROLES[_MATTER[key]])
        for item in (part.strip() for part in re.split("[;；]", value)):
            lines = _RANGE.fullmatch(item)
            if lines:
                last = int(lines[2]) if lines[2] else 0
                made.append(Correction(where, verdict, at=int(lines[1]), last=last))
            elif item:
                made.append(Correction(where, verdict, text=item))
    return tuple(made)


def placed(corrections: Iterable[Correction], document: Document) -> dict[int, Verdict]:
    """The verdicts by the index of the paragraph that they speak of.

    Raises:
        ConfigError: names every line that does not exist, or is not the only one.
    """
    fixed: dict[int, Verdict] = {}
    problems: list[str] = []
    where = ""
    for correction in corrections:
        found, problem = _find(correction, document.paragraphs)
        if problem:
            where = where or correction.where
            problems.append(problem)
        for index in found:
            fixed[index] = _merged(fixed.get(index), correction.verdict)
    if problems:
        raise ConfigError(several(problems), where=where, hint=_HINT)
    return fixed


def without_skipped(document: Document, verdicts: Mapping[int, Verdict]) -> Document:
    """The document with empty paragraphs in place of those that the author leaves out."""
    skipped = {index for index, verdict in verdicts.items() if verdict.role == "left out"}
    if not skipped:
        return document
    paragraphs = tuple(
        replace(p, text="", kind="text") if index in skipped else p
        for index, p in enumerate(document.paragraphs)
    )
    omitted = (
        Omission("skip", p.text, p.line)
        for index, p in enumerate(document.paragraphs)
        if index in skipped
    )
    return replace(document, paragraphs=paragraphs, omitted=(*document.omitted, *omitted))


def with_speakers(
    document: Document, verdicts: Mapping[int, Verdict], names: Sequence[str], where: str
) -> Document:
    """The document with the speakers that the author names.

    Raises:
        ConfigError: one of them has no voice.
    """
    asked = {index: v.speaker for index, v in verdicts.items() if v.speaker}
    if not asked:
        return document
    strangers = sorted(set(asked.values()) - set(names))
    if strangers:
        raise ConfigError(
            _("the speaker '{name}' has no voice", name=strangers[0]) + _like(strangers[0], names),
            where=where,
            hint=_("give one below 'voices': {line}", line=f"{strangers[0]}: zh-CN-YunxiNeural"),
        )
    paragraphs = tuple(
        replace(p, speaker=asked.get(index, p.speaker))
        for index, p in enumerate(document.paragraphs)
    )
    return replace(document, paragraphs=paragraphs)


def _merged(before: Verdict | None, after: Verdict) -> Verdict:
    if before is None:
        return after
    return Verdict(
        after.role or before.role,
        after.title or before.title,
        after.level or before.level,
        after.speaker or before.speaker,
    )


def _find(correction: Correction, paragraphs: Sequence[Paragraph]) -> tuple[list[int], str]:
    if correction.text:
        return _by_text(correction.text, paragraphs)
    last = correction.last or correction.at
    found = [i for i, p in enumerate(paragraphs) if correction.at <= p.line <= last]
    if not found:
        told = _("there is no text at line {at}", at=correction.at)
        return [], told + _near(correction.at, paragraphs)
    if len(found) > 1 and not correction.last:
        return [], _(
            "{count} paragraphs stand at {at}: use 'text'", count=len(found), at=correction.at
        )
    return found, ""


def _near(line: int, paragraphs: Sequence[Paragraph]) -> str:
    before = max((p.line for p in paragraphs if p.line < line), default=0)
    after = min((p.line for p in paragraphs if p.line > line), default=0)
    lines = [str(number) for number in (before, after) if number]
    near = _(" and ").join(lines)
    return _("; the nearest paragraphs begin at {lines}", lines=near) if lines else ""


def _by_text(text: str, paragraphs: Sequence[Paragraph]) -> tuple[list[int], str]:
    wanted = _plain(text)
    found = [i for i, p in enumerate(paragraphs) if _plain(p.text).startswith(wanted)]
    whole = [i for i in found if _plain(paragraphs[i].text) == wanted]
    if len(found) == 1 or len(whole) == 1:
        return found if len(found) == 1 else whole, ""
    if found:
        lines = series(paragraphs[i].line for i in found[:5])
        return [], _(
            "several lines begin with '{text}' ({lines}): use 'at', or more of the text",
            text=text,
            lines=lines,
        )
    beginnings = [p.text[: max(len(text), 4)] for p in paragraphs]
    return [], _("no line begins with '{text}'", text=text) + _like(text, beginnings)


def _plain(text: str) -> str:
    return "".join(text.split())


def _like(word: str, known: Iterable[str]) -> str:
    close = closest(word, known, cutoff=0.5)
    return _(", did you mean '{name}'?", name=close) if close else ""
