"""``audiolecture proof``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from audiolecture.cli import options


@click.command("proof", short_help="A sheet with every doubtful reading, to check before a build.")
@click.argument("source", metavar="SOURCE|-")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The HTML file.  [default: <lecture>.proof.html]",
)
@options.as_json
def command(source: str, output: Path | None, as_json: bool) -> None:
    """Write a proof sheet: what will be said, and where the reading is in doubt.

    With - for SOURCE and --json, read lines on standard input.

    \b
    Example:
      audiolecture proof 党课.txt
    """
    from audiolecture.cli import console, speech  # noqa: PLC0415 - not for --help
    from audiolecture.publish.proof import proof_html, proof_json  # noqa: PLC0415

    if source == "-":
        lines = (line.rstrip("\r\n") for line in sys.stdin)
        title, sentences = "-", tuple(speech.proof_of_lines(lines))
    else:
        title, sentences = speech.proof_of_file(Path(source))
    if as_json:
        console.print_json(proof_json(sentences))
        return
    html = proof_html(title, sentences)
    if source == "-" and output is None:
        click.echo(html)
        return
    path = output or Path(f"{Path(source).stem}.proof.html")
    speech.write_text(path, html)
    click.echo(str(path))
