"""``audiolecture serve``."""

from __future__ import annotations

from pathlib import Path

import click

from audiolecture.cli import completing, options
from audiolecture.messages import _


@click.command("serve", short_help="The listen page and feed for a browser or the phone.")
@click.argument(
    "output",
    metavar="[OUTPUT]",
    type=click.Path(path_type=Path),
    default="output",
    shell_complete=completing.folders,
)
@click.option("--lan", is_flag=True, help="Let other machines in, such as the phone.")
@click.option(
    "--host",
    metavar="ADDRESS",
    default="",
    help="Address to listen on.  [default: only this machine]",
)
@click.option(
    "--port",
    metavar="N",
    type=options.Whole(0, 65_535),
    default=8000,
    show_default=True,
    help="Port, up to 65535; 0 takes a free one.",
)
@click.pass_context
def command(ctx: click.Context, output: Path, lan: bool, host: str, port: int) -> None:
    """Serve the output folder until Ctrl-C: the listen pages, audio, captions and feeds.

    Only that folder is served, and only to this machine unless --lan is given; then a QR code takes
    the phone there.

    \b
    Example:
      audiolecture serve --lan
    """
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.studio.server import qr_code, serve  # noqa: PLC0415

    screen = console.screen(console.manner(ctx))

    def announce(url: str) -> None:
        if lan:
            click.echo(qr_code(url))
        console.say(screen, f"{url}  " + _("(Ctrl-C ends)"))

    serve(output, host=host, port=port, lan=lan, announce=announce)
