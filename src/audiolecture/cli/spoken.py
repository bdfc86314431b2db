"""``audiolecture spoken``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from audiolecture.cli import completing, options


@click.command("spoken", short_help="What will be said, sentence by sentence.")
@click.argument("source", metavar="SOURCE|-", shell_complete=completing.scripts)
@options.as_json
def command(source: str, as_json: bool) -> None:
    """Show the spoken form of a script, sentence by sentence.

    With - for SOURCE, read lines on standard input and print one spoken line for each.

    \b
    Example:
      audiolecture spoken 党课.txt
      echo '2012—2022年增长98.6%' | audiolecture spoken -
    """
    from audiolecture.cli import console, speech  # noqa: PLC0415
    from audiolecture.lexicons import read_lexicon  # noqa: PLC0415 - not for --help
    from audiolecture.source.read import read_lecture  # noqa: PLC0415

    if source == "-":
        for number, line in enumerate(sys.stdin, 1):
            click.echo(speech.spoken_line(line.rstrip("\r\n"), number))
        return
    path = Path(source)
    sentences = list(speech.sentences(read_lecture(path), read_lexicon(path)))
    if as_json:
        console.print_json({"sentences": [speech.plain(sentence) for sentence in sentences]})
        return
    for sentence in sentences:
        click.echo("".join(span.spoken for span in sentence.spans).strip())
