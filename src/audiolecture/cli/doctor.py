"""``audiolecture doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from audiolecture.cli import options
from audiolecture.messages import _

_SIGNS = {"ok": ("✓", "green"), "note": ("!", "yellow"), "problem": ("✗", "red")}


def _subject(subject: str) -> str:
    """``engine edge, clock`` in the reader's language."""
    what, comma, part = subject.partition(", ")
    if what.startswith("engine "):
        what = _("engine {name}", name=what.removeprefix("engine "))
    return _(what) + (_(", ") + _(part) if comma else "")


@click.command("doctor", short_help="What works here and what does not, with the fix for each.")
@options.places
@options.as_json
@click.pass_context
def command(ctx: click.Context, output: Path, cache_dir: str | None, as_json: bool) -> None:
    """Look at everything that a build needs, and say what to do about what is missing.

    \b
    Example:
      audiolecture doctor
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture import config, doctor  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.remote import open_store  # noqa: PLC0415

    settings = config.load(options.DEFAULT_SOURCE)
    tables = {name: dict(table) for name, table in settings.engines}
    store = open_store(cache_dir)
    findings = run(doctor.examine(store, output, tables))
    if as_json:
        fields = ("subject", "state", "message", "advice")
        console.print_json(
            {"findings": [{key: getattr(item, key) for key in fields} for item in findings]}
        )
    else:
        screen = console.screen(console.manner(ctx))
        for item in findings:
            sign, style = _SIGNS[item.state]
            advice = f" → {item.advice}" if item.advice else ""
            screen.print(
                f"{sign} {_subject(item.subject)}: {item.message}{advice}",
                style=style,
                markup=False,
            )
    if any(item.state == "problem" for item in findings):
        ctx.exit(1)
