"""``audiolecture plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import options

if TYPE_CHECKING:
    from audiolecture.cli.console import Manner
    from audiolecture.drafts import Draft
    from audiolecture.plan import ChapterPlan


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

    from audiolecture import drafts  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.events import ignore  # noqa: PLC0415

    planned = run(drafts.drafts(options.request(sources, given, ignore)))
    if as_json:
        console.print_json({"lectures": [document(draft) for draft in planned]})
        return
    for draft in planned:
        _render(draft, console.manner(ctx))


def document(draft: Draft) -> dict[str, Any]:
    """The JSON of one lecture's plan."""
    lecture = draft.prepared.lecture
    return {
        "title": draft.labels.title,
        "source": str(draft.prepared.source),
        "output": str(draft.prepared.folder.path),
        "engine": draft.member.engine.name,
        "voice": draft.member.voice,
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
    from audiolecture.model import SAMPLE_RATE  # noqa: PLC0415

    screen = console.screen(how)
    member = draft.member
    why = f" ({member.reason})" if member.reason else ""
    screen.print(
        f"{draft.labels.title} → {draft.prepared.folder.path}, "
        f"spoken by {member.engine.name}, {member.voice}{why}",
        markup=False,
    )
    rows = [
        (
            chapter.stem,
            str(_characters(chapter)),
            console.clock(_seconds(_characters(chapter)) * SAMPLE_RATE),
            f"{sum(c.action == 'synthesize' for c in chapter.clips)} of {len(chapter.clips)}",
            f"{chapter.status}: {chapter.reason}",
        )
        for chapter in draft.plan.chapters
    ]
    headings = ("Chapter", "Characters", "About", "Synthesize", "File")
    screen.print(console.table(headings, rows, right="Characters,About,Synthesize"))
    for clip in draft.plan.to_synthesize().values():
        excerpt = " ".join(clip.text.split())[:30]
        screen.print(f"  line {clip.line}: {excerpt}… ({clip.reason})", markup=False, style="dim")
    for item in draft.prepared.lecture.omitted:
        excerpt = " ".join(item.text.split())[:40]
        screen.print(f"  left out, line {item.line} ({item.kind}): {excerpt}", markup=False)
    for name in draft.plan.stale:
        screen.print(f"  to be removed: {name}", markup=False)
    for warning in (*draft.prepared.lecture.warnings, *draft.script.warnings):
        screen.print(f"! {warning}", style="yellow", markup=False)
