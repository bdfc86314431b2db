"""``audiolecture outline``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import completing, options
from audiolecture.messages import N_, _, aside, counted

if TYPE_CHECKING:
    from rich.console import Console

    from audiolecture.cli.console import Manner
    from audiolecture.model import Chapter, Lecture, Omission
    from audiolecture.source.read import Outlined
    from audiolecture.source.rules import Decision

_EXCERPT = 40


@click.command("outline", short_help="The chapters and sections that were found in a script.")
@click.argument(
    "source", metavar="SOURCE", type=click.Path(path_type=Path), shell_complete=completing.scripts
)
@click.option("--explain", is_flag=True, help="Every paragraph, and the rule that decided.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, source: Path, explain: bool, as_json: bool) -> None:
    """Show the chapters and sections that were found in a script, and what is left out.

    Where a line is taken for what it is not, say so in SOURCE's name with .outline.toml.

    \b
    Example:
      audiolecture outline 党课.txt
      audiolecture outline 党课.txt --explain
    """
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.source.read import read_outline  # noqa: PLC0415

    outlined = read_outline(source)
    if as_json:
        rows = {"decisions": _decisions(outlined.decisions)} if explain else {}
        console.print_json(document(outlined.lecture) | rows)
    elif explain:
        _explain(outlined, console.manner(ctx))
    else:
        _render(outlined.lecture, console.manner(ctx))


def _decisions(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    return [
        {"line": row.line, "role": row.role, "rule": row.rule, "text": row.text}
        for row in decisions
    ]


def _explain(outlined: Outlined, how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help

    screen = console.screen(how)
    rows = [
        (str(row.line or ""), _(row.role), _(row.rule), " ".join(row.text.split())[:_EXCERPT])
        for row in outlined.decisions
    ]
    screen.print(
        console.table((N_("Line"), N_("Role"), N_("Rule"), N_("Text")), rows, right="Line")
    )
    _warn(outlined.lecture, screen)


def _render(lecture: Lecture, how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help

    screen = console.screen(how)
    by = f" — {lecture.author}" if lecture.author else ""
    console.say(screen, f"{lecture.title}{by}", style="bold")
    for number, chapter in enumerate(lecture.chapters, 1):
        characters = sum(len(block.text) for block in chapter.blocks)
        told = counted("{count} character", "{count} characters", characters)
        console.say(screen, f"{number:02} {chapter.title}{aside(told)}")
        for section in chapter.sections:
            console.say(screen, f"{'  ' * section.level}{section.title}")
    for item in lecture.omitted:
        console.say(screen, left_out(item))
    _warn(lecture, screen)


def left_out(item: Omission) -> str:
    """A line for what is not spoken; what stands on every page has no line of its own."""
    kind, text = _(item.kind), " ".join(item.text.split())[:_EXCERPT]
    if not item.line:
        return "  " + _("left out ({kind}): {text}", kind=kind, text=text)
    return "  " + _("left out, line {line} ({kind}): {text}", line=item.line, kind=kind, text=text)


def _warn(lecture: Lecture, screen: Console) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help

    for warning in lecture.warnings:
        console.say(screen, f"! {warning}", style="yellow")


def document(lecture: Lecture) -> dict[str, Any]:
    """The JSON of an outline; paragraphs are what is not a heading."""
    return {
        "title": lecture.title,
        "author": lecture.author,
        "album": lecture.album,
        "language": lecture.language,
        "date": lecture.date,
        "chapters": [_chapter(chapter) for chapter in lecture.chapters],
        "omitted": [
            {"kind": item.kind, "line": item.line, "text": item.text} for item in lecture.omitted
        ],
        "warnings": list(lecture.warnings),
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "kind": chapter.kind,
        "title": chapter.title,
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "line": chapter.blocks[section.block].line,
            }
            for section in chapter.sections
        ],
        "paragraphs": [block.text for block in chapter.paragraphs],
    }
