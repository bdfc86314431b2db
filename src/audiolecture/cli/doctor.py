"""``audiolecture doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from audiolecture.cli import options
from audiolecture.messages import _, aside, at, counted

_SIGNS = {
    "ok": ("✓", "green"),
    "unused": ("·", "dim"),
    "note": ("!", "yellow"),
    "problem": ("✗", "red"),
}


def _subject(subject: str) -> str:
    """``engine edge, clock`` in the reader's language."""
    what, comma, part = subject.partition(", ")
    if what.startswith("engine "):
        what = _("engine {name}", name=what.removeprefix("engine "))
    return _(what) + aside(_(part) if comma else "")


@click.command("doctor", short_help="What works here and what does not, with the fix for each.")
@options.places
@click.option("--fix", is_flag=True, help="Mend what can be mended without risk.")
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, output: Path, cache_dir: str | None, fix: bool, as_json: bool
) -> None:
    """Look at everything that a build needs, and say what to do about what is missing.

    \b
    Example:
      audiolecture doctor
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture import doctor  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.remote import open_store  # noqa: PLC0415

    findings = run(doctor.examine(open_store(cache_dir), output, options.DEFAULT_SOURCE))
    if fix:
        findings = [doctor.mended(item) for item in findings]
    problems = sum(item.state == "problem" for item in findings)
    if as_json:
        fields = ("subject", "state", "message", "advice")
        console.print_json(
            {
                "findings": [
                    {key: getattr(item, key) for key in fields} | {"mendable": bool(item.mend)}
                    for item in findings
                ]
            }
        )
    else:
        screen = console.screen(console.manner(ctx))
        for item in findings:
            sign, style = _SIGNS[item.state]
            advice = f" → {item.advice}" if item.advice else ""
            console.say(
                screen, f"{sign} {at(_subject(item.subject), item.message)}{advice}", style=style
            )
        console.say(screen, *_verdict(problems))
    if problems:
        ctx.exit(1)


def _verdict(problems: int) -> tuple[str, str]:
    """What it comes to, and its style."""
    if not problems:
        return _("Lectures can be built here."), "bold green"
    told = counted(
        "{count} problem (✗) is to be solved first.",
        "{count} problems (✗) are to be solved first.",
        problems,
    )
    return told, "bold red"
