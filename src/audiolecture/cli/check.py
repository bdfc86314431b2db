"""``audiolecture check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import completing, options
from audiolecture.messages import _, aside, at, counted

if TYPE_CHECKING:
    from audiolecture.checking.problem import Report


@click.command("check", short_help="Verify what was built: files, sound, captions, tags.")
@click.argument(
    "output",
    metavar="[OUTPUT]",
    type=click.Path(path_type=Path),
    default="output",
    shell_complete=completing.folders,
)
@click.option(
    "--source",
    "sources",
    metavar="SOURCE",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    shell_complete=completing.scripts,
    help="Script or folder of scripts to compare with.  [default: what was built]",
)
@click.option(
    "--jobs",
    metavar="N",
    type=options.Whole(0, 256),
    default=0,
    help="Chapters checked at once, up to 256.  [default: one per processor]",
)
@options.cache_dir
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    output: Path,
    sources: tuple[Path, ...],
    jobs: int,
    cache_dir: Path | None,
    as_json: bool,
) -> None:
    """Verify finished lectures: every file is decoded, measured and compared.

    Every sentence is there once and sounds, durations and captions agree to the sample, loudness
    and tags are right, nothing is missing, altered, left over or older than the script.

    \b
    Example:
      audiolecture check output
    """
    from audiolecture.checking.lecture import check  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.remote import open_store  # noqa: PLC0415

    reports = check(output, sources, open_store(cache_dir), jobs=jobs)
    if as_json:
        console.print_json(document(reports))
    else:
        screen = console.screen(console.manner(ctx))
        for report in reports:
            console.say(screen, summary(report), style="" if report.ok else "red")
            for problem in report.problems:
                console.say(
                    screen, "  " + at(problem.where, problem.message) + aside(_(problem.kind))
                )
            for hint in dict.fromkeys(_(p.hint) for p in report.problems if p.hint):
                console.say(screen, f"  → {hint}")
    if not all(report.ok for report in reports):
        ctx.exit(1)


def document(reports: tuple[Report, ...]) -> dict[str, Any]:
    """The JSON of a check."""
    return {
        "ok": all(report.ok for report in reports),
        "lectures": [
            {
                "title": report.title,
                "folder": str(report.folder),
                "ok": report.ok,
                "chapters": report.chapters,
                "sentences": report.sentences,
                "samples": report.samples,
                "loudness": [round(value, 2) for value in report.loudness],
                "peak": None if report.peak is None else round(report.peak, 2),
                "script": report.script,
                "problems": [
                    {"kind": p.kind, "where": p.where, "message": p.message, "hint": p.hint}
                    for p in report.problems
                ],
            }
            for report in reports
        ],
    }


def summary(report: Report) -> str:
    """One line for a lecture."""
    from audiolecture.model import clock  # noqa: PLC0415

    if not report.ok:
        count = len(report.problems)
        return counted(
            "{title}: {count} problem in {folder}",
            "{title}: {count} problems in {folder}",
            count,
            title=report.title,
            folder=report.folder,
        )
    levels = sorted(report.loudness)
    level = _(", {low:.1f} to {high:.1f} LUFS", low=levels[0], high=levels[-1]) if levels else ""
    peak = "" if report.peak is None else _(", peak {peak:.1f} dBTP", peak=report.peak)
    compared = "" if report.script else _(", no script found to compare with")
    return _(
        "{title}: good: {chapters}, {sentences}, {duration}{level}{peak}{compared}",
        title=report.title,
        chapters=counted("{count} chapter", "{count} chapters", report.chapters),
        sentences=counted("{count} sentence", "{count} sentences", report.sentences),
        duration=clock(report.samples),
        level=level,
        peak=peak,
        compared=compared,
    )
