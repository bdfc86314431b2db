"""``audiolecture plan``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import options
from audiolecture.messages import N_, _, aside, at, counted, told

if TYPE_CHECKING:
    from audiolecture.cli.console import Manner
    from audiolecture.drafts import Draft, Request
    from audiolecture.plan import ChapterPlan, ClipPlan, Plan


@click.command("plan", short_help="What a build would do, and why; touches nothing.")
@options.sources
@options.speaking
@options.places
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[Path, ...], as_json: bool, **given: Any) -> None:
    """Show what a build would do and why: chapters, utterances, and what is left out.

    \b
    Example:
      audiolecture plan 党课.txt
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.events import ignore  # noqa: PLC0415

    how = console.manner(ctx)
    request = options.request(sources, given, ignore)
    request = replace(request, beside=ctx.obj["beside"], plans=True)
    summary = run(_planned(request, how, as_json=as_json))
    if as_json:
        documents = {"lectures": summary.documents}
        failures = {"failures": summary.failures} if summary.failures else {}
        console.print_json(documents | failures)
    elif len(summary.rows) + len(summary.failures) > 1:
        _render_summary(summary, how)
    if summary.failures:
        ctx.exit(1)


@dataclass(slots=True)
class _Summary:
    """What is kept of many plans: a row, and the document if it was asked for."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def _planned(request: Request, how: Manner, *, as_json: bool) -> _Summary:
    """Plan every lecture and show it; none is held longer than that."""
    from audiolecture import catalogue, drafts  # noqa: PLC0415 - not for --help

    summary = _Summary()
    brief = len(drafts.lecture_places(request)) > options.MANY
    async for planned in catalogue.drafts(request):
        if isinstance(planned, catalogue.Unplanned):
            summary.failures.append(at(planned.source, told(planned.error)))
            continue
        summary.rows.append(_row(planned))
        if as_json:
            summary.documents.append(document(planned))
        elif not brief:
            _render(planned, how)
    return summary


def _row(draft: Draft) -> tuple[str, ...]:
    chapters = draft.plan.chapters
    fresh = len(draft.plan.to_synthesize())
    changed = sum(chapter.status != "kept" for chapter in chapters)
    return (
        str(draft.prepared.source),
        f"{sum(map(_characters, chapters))}",
        _("{part} of {whole}", part=fresh, whole=sum(len(each.clips) for each in chapters)),
        _("{part} of {whole}", part=changed, whole=len(chapters)) if changed else _("kept"),
    )


def _render_summary(summary: _Summary, how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help

    screen = console.screen(how)
    headings = (N_("Lecture"), N_("Characters"), N_("Synthesize"), N_("Chapters"))
    right = "Characters,Synthesize,Chapters"
    screen.print(console.table(headings, summary.rows, right=right))
    for failure in summary.failures:
        console.say(screen, f"✗ {failure}", style="red")
    kept = sum(row[-1] == _("kept") for row in summary.rows)
    console.say(
        screen,
        _(
            "{lectures}: {kept} unchanged, {failed} cannot be planned",
            lectures=counted("{count} lecture", "{count} lectures", len(summary.rows)),
            kept=kept,
            failed=len(summary.failures),
        ),
    )


def document(draft: Draft) -> dict[str, Any]:
    """The JSON of one lecture's plan."""
    lecture = draft.prepared.lecture
    return {
        "title": draft.labels.title,
        "source": str(draft.prepared.source),
        "output": str(draft.prepared.folder.path),
        "engine": draft.member.engine.name,
        "voice": draft.member.voice,
        "voices": dict(draft.member.voices),
        "reason": draft.member.reason,
        "chapters": [_chapter(chapter) for chapter in draft.plan.chapters],
        "stale": list(draft.plan.stale),
        "omitted": [
            {"kind": item.kind, "line": item.line, "text": item.text} for item in lecture.omitted
        ],
        "warnings": [*lecture.warnings, *draft.script.warnings],
    }


def _chapter(chapter: ChapterPlan) -> dict[str, Any]:
    characters = _characters(chapter)
    return {
        "title": chapter.title,
        "file": f"{chapter.stem}.mp3",
        "status": chapter.status,
        "reason": chapter.reason,
        "characters": characters,
        "estimated_seconds": _seconds(characters),
        "utterances": [
            {"line": clip.line, "action": clip.action, "reason": clip.reason, "text": clip.text}
            for clip in chapter.clips
        ],
    }


def _characters(chapter: ChapterPlan) -> int:
    return sum(char.isalnum() for clip in chapter.clips for char in clip.text)


def _seconds(characters: int) -> int:
    from audiolecture.plan import SYLLABLES_PER_SECOND  # noqa: PLC0415 - not for --help

    return round(characters / SYLLABLES_PER_SECOND)


def _render(draft: Draft, how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.cli.outline import left_out  # noqa: PLC0415
    from audiolecture.model import SAMPLE_RATE, clock  # noqa: PLC0415

    screen = console.screen(how)
    member = draft.member
    why = aside(member.reason)
    console.say(
        screen,
        _(
            "{title} → {folder}, spoken by {engine}, {voice}",
            title=draft.labels.title,
            folder=draft.prepared.folder.path,
            engine=member.engine.name,
            voice=member.told,
        )
        + why,
    )
    rows = [
        (
            chapter.stem,
            str(_characters(chapter)),
            clock(_seconds(_characters(chapter)) * SAMPLE_RATE),
            _(
                "{part} of {whole}",
                part=sum(c.action == "synthesize" for c in chapter.clips),
                whole=len(chapter.clips),
            ),
            _fate(chapter),
        )
        for chapter in draft.plan.chapters
    ]
    headings = (N_("Chapter"), N_("Characters"), N_("About"), N_("Synthesize"), N_("File"))
    screen.print(console.table(headings, rows, right="Characters,About,Synthesize"))
    for line in _changes(draft.plan):
        console.say(screen, f"  {line}", style="dim")
    for item in draft.prepared.lecture.omitted:
        console.say(screen, left_out(item))
    for name in draft.plan.stale:
        console.say(screen, "  " + _("to be removed: {name}", name=name))
    for warning in (*draft.prepared.lecture.warnings, *draft.script.warnings):
        console.say(screen, f"! {warning}", style="yellow")


def _fate(chapter: ChapterPlan) -> str:
    """What happens to a chapter's file and, if anything does, why."""
    told = _(chapter.status)
    return told if chapter.status == "kept" else at(told, chapter.reason)


_FEW = 5
"""Utterances of a chapter that are listed for the same reason."""


def _changes(plan: Plan) -> Iterator[str]:
    """What is to be synthesized of chapters that are there, and why; the first of many."""
    wanted = plan.to_synthesize()
    for chapter in plan.chapters:
        if chapter.status == "new":
            continue
        reasons: dict[str, list[ClipPlan]] = {}
        for clip in chapter.clips:
            if wanted.get(clip.speech) is clip:
                reasons.setdefault(clip.reason, []).append(clip)
        for reason, clips in reasons.items():
            if len(clips) == len(chapter.clips):
                yield at(chapter.stem, _("all of it ({reason})", reason=reason))
                continue
            for clip in clips[:_FEW]:
                text = " ".join(clip.text.split())[:30]
                yield _("line {line}: {text}… ({reason})", line=clip.line, text=text, reason=reason)
            if len(clips) > _FEW:
                yield _("… and {count} more ({reason})", count=len(clips) - _FEW, reason=reason)
