"""``audiolecture export``."""

from __future__ import annotations

from pathlib import Path

import click

from audiolecture.cli import completing
from audiolecture.messages import _


@click.command("export", short_help="Copy what was built to a stick, phone or audiobook shelf.")
@click.argument(
    "output",
    metavar="[OUTPUT]",
    type=click.Path(path_type=Path),
    default="output",
    shell_complete=completing.folders,
)
@click.option(
    "--device",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    shell_complete=completing.folders,
    help="A folder on the stick or phone.",
)
@click.option(
    "--layout",
    type=click.Choice(["plain", "audiobookshelf"]),
    default="plain",
    show_default=True,
    help="A folder for each lecture, or author/course/title.",
)
def command(output: Path, device: Path, layout: str) -> None:
    """Copy chapters, captions, covers and playlists in the order in which they are to be played.

    Only what changed is copied, and nothing that is not ours is touched.

    \b
    Example:
      audiolecture export --device /media/usb/讲座
    """
    from audiolecture.carrying import carry  # noqa: PLC0415 - not for --help

    plan = carry(output, device, layout)
    click.echo(
        _(
            "{copied} copied, {kept} kept, {removed} removed → {device}",
            copied=len(plan.copies),
            kept=len(plan.kept),
            removed=len(plan.removals),
            device=device,
        )
    )
