"""``audiolecture build``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import completing, options
from audiolecture.messages import N_, _, counted, series

if TYPE_CHECKING:
    from audiolecture.build import LectureResult
    from audiolecture.cli.console import Manner


@click.command("build", short_help="Make the audio of lectures; the main job.")
@options.sources
@options.speaking
@options.places
@click.option("--jobs", metavar="N", help="Clips encoded at once.  [default: one per processor]")
@click.option(
    "--format",
    "formats",
    metavar="m4b,…",
    help="Besides MP3 chapters: m4b (audiobook), opus, zip.",
    shell_complete=completing.formats,
)
@click.option(
    "--base-url", metavar="URL", help="Where the output folder will be found, for podcast feeds."
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    default="",
    help="Where the work is done: a Dask scheduler, as tcp://host:8786, or processes:4.",
)
@click.option("--force", is_flag=True, help="Synthesize everything anew.")
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    /,
    sources: tuple[Path, ...],
    force: bool,
    cluster: str,
    as_json: bool,
    **given: Any,
) -> None:
    """Make tagged MP3 chapters and captions of lecture scripts.

    Only what changed since the last build is synthesized.

    \b
    Example:
      audiolecture build 党课.txt --voice zh-CN-XiaoxiaoNeural --rate +10%
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture import build  # noqa: PLC0415 - as above
    from audiolecture.cli import console  # noqa: PLC0415 - as above

    how = console.manner(ctx, as_json=as_json)
    with console.progress(how) as listener:
        request = options.request(sources, given, listener, force=force, cluster=cluster)
        results = run(build.build(replace(request, beside=ctx.obj["beside"])))
    if as_json:
        console.print_json(document(results))
    else:
        _render(results, how)
    if any(result.failed for result in results):
        ctx.exit(1)


def document(results: tuple[LectureResult, ...]) -> dict[str, Any]:
    """The JSON of a build; the chapters of all lectures in one list."""
    from audiolecture.model import SAMPLE_RATE  # noqa: PLC0415 - as above

    return {
        "engine": results[0].engine if results else "",
        "voice": results[0].voice if results else "",
        "synthesized": sum(result.synthesized for result in results),
        "reused": sum(result.reused for result in results),
        "failed": sum(result.failed for result in results),
        "chapters": [
            {
                "path": str(chapter.path),
                "title": chapter.title,
                "lecture": result.title,
                "samples": chapter.samples,
                "sample_rate": SAMPLE_RATE,
                "status": chapter.status,
                "synthesized": chapter.synthesized,
            }
            for result in results
            for chapter in result.chapters
        ],
        "lectures": [
            {
                "title": result.title,
                "source": str(result.source),
                "folder": str(result.folder),
                "status": result.status,
                "samples": sum(chapter.samples for chapter in result.chapters),
                "synthesized": result.synthesized,
                "reused": result.reused,
                "failed": result.failed,
            }
            for result in results
        ],
        "warnings": [warning for result in results for warning in result.warnings],
        "failures": [failure for result in results for failure in result.failures],
    }


def _render(results: tuple[LectureResult, ...], how: Manner) -> None:
    for result in results if len(results) <= options.MANY else ():
        _render_lecture(result, how)
    if len(results) > 1:
        _render_summary(results, how)


def _render_lecture(result: LectureResult, how: Manner) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - as above
    from audiolecture.model import clock  # noqa: PLC0415

    screen = console.screen(how)
    rows = [
        (
            chapter.path.stem,
            clock(chapter.samples),
            f"{chapter.size / 1e6:.1f} MB",
            _("{part} of {whole}", part=chapter.synthesized, whole=chapter.utterances),
            _(chapter.status),
        )
        for chapter in result.chapters
    ]
    headings = (N_("Chapter"), N_("Duration"), N_("Size"), N_("Synthesized"), N_("File"))
    screen.print(console.table(headings, rows, right="Duration,Size,Synthesized"))
    total = clock(sum(chapter.samples for chapter in result.chapters))
    console.say(
        screen,
        _(
            "{title}: {duration}, {synthesized} synthesized, {reused} reused, "
            "{failed} failed → {folder}",
            title=result.title,
            duration=total,
            synthesized=result.synthesized,
            reused=result.reused,
            failed=result.failed,
            folder=result.folder,
        ),
    )
    for warning in result.warnings:
        console.say(screen, f"! {warning}", style="yellow")


def _render_summary(results: tuple[LectureResult, ...], how: Manner) -> None:
    """A line for each lecture, what failed, and the sum of all."""
    from audiolecture.cli import console  # noqa: PLC0415 - as above
    from audiolecture.model import clock  # noqa: PLC0415

    screen = console.screen(how)
    rows = [
        (
            str(result.source),
            clock(sum(chapter.samples for chapter in result.chapters)),
            str(result.synthesized),
            str(result.reused),
            str(result.failed),
            _(result.status),
        )
        for result in results
    ]
    headings = (
        N_("Lecture"),
        N_("Duration"),
        N_("Synthesized"),
        N_("Reused"),
        N_("Failed"),
        N_("Result"),
    )
    right = "Duration,Synthesized,Reused,Failed"
    screen.print(console.table(headings, rows, right=right))
    for failure in (failure for result in results for failure in result.failures):
        console.say(screen, f"✗ {failure}", style="red")
    counts = {status: sum(r.status == status for r in results) for status in _STATUSES}
    told = series(f"{count} {_(status)}" for status, count in counts.items() if count)
    lectures = counted("{count} lecture", "{count} lectures", len(results))
    console.say(screen, _("{lectures}: {told}", lectures=lectures, told=told))


_STATUSES = ("built", "unchanged", "failed")
