"""``audiolecture say``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiolecture.cli import options
from audiolecture.messages import aside


@click.command("say", short_help="One sentence to a file, to try a voice or a reading.")
@click.argument("text", metavar="TEXT")
@options.speaking
@options.cache_dir
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default="say.mp3",
    show_default=True,
    help="The MP3 file.",
)
@click.pass_context
def command(ctx: click.Context, /, text: str, output: Path, **given: Any) -> None:
    """Say one sentence, to try a voice or a reading. Inline marks are honoured.

    \b
    Example:
      audiolecture say '请大家[参与]{can1 yu4}讨论' --voice zhf
    """
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help

    from audiolecture import build  # noqa: PLC0415 - not for --help
    from audiolecture.cli import console  # noqa: PLC0415
    from audiolecture.model import clock  # noqa: PLC0415

    how = console.manner(ctx)
    with console.progress(how) as listener:
        request = options.request((), given | {"output": output}, listener)
        samples, spoken = run(build.say(text, request))
    told = f"{spoken} → {output}{aside(clock(samples))}"
    console.say(console.screen(how), told)
