"""``audiolecture outline``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import options

if TYPE_CHECKING:
    from audiolecture.model import Chapter, Lecture


@click.command("outline", short_help="The chapters and sections that were found in a script.")
@click.argument("source", type=click.Path(path_type=Path))
@options.as_json
@click.pass_context
def command(ctx: click.Context, source: Path, as_json: bool) -> None:
    """Show the chapters and sections that were found in a script.

    \b
    Example:
      audiolecture outline 党课.txt
    """
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.source.read import read_lecture  # noqa: PLC0415

    lecture = read_lecture(source)
    if as_json:
        console.print_json(document(lecture))
        return
    screen = console.screen(console.manner(ctx))
    by = f" — {lecture.author}" if lecture.author else ""
    screen.print(f"{lecture.title}{by}", style="bold", markup=False)
    for number, chapter in enumerate(lecture.chapters, 1):
        characters = sum(len(block.text) for block in chapter.blocks)
        screen.print(f"{number:02} {chapter.title}  ({characters} characters)", markup=False)
        for section in chapter.sections:
            screen.print(f"{'  ' * section.level}{section.title}", markup=False)
    for warning in lecture.warnings:
        screen.print(f"! {warning}", style="yellow", markup=False)


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
