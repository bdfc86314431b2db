"""``audiolecture proof``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from audiolecture.cli import options


@click.command("proof", short_help="How every character will be read, and what is in doubt.")
@click.argument("source", metavar="SOURCE|-")
@options.as_json
def command(source: str, as_json: bool) -> None:
    """Show how a script is read: the doubtful characters, or with --json every one.

    With - for SOURCE, read lines on standard input.

    \b
    Example:
      audiolecture proof 党课.txt
      echo '他是行长' | audiolecture proof - --json
    """
    from audiolecture.cli import console  # noqa: PLC0415

    sentences = _lines() if source == "-" else _lecture(Path(source))
    if as_json:
        console.print_json({"sentences": list(sentences)})
        return
    for sentence in sentences:
        for reading in sentence["readings"]:
            if reading["doubtful"]:
                click.echo(f"{reading['char']} {reading['pinyin']}\t{sentence['text'].strip()}")


def _lines() -> Iterator[dict[str, Any]]:
    from audiolecture.cli.speech import proof_line  # noqa: PLC0415

    for line in sys.stdin:
        yield proof_line(line.rstrip("\r\n"))


def _lecture(path: Path) -> Iterator[dict[str, Any]]:
    from audiolecture.cli import speech  # noqa: PLC0415
    from audiolecture.drafts import read_lexicon  # noqa: PLC0415 - not for --help
    from audiolecture.publish import proof  # noqa: PLC0415
    from audiolecture.source.read import read_lecture  # noqa: PLC0415

    for item in speech.sentences(read_lecture(path), read_lexicon(path)):
        yield proof.sentence(item.text, item.spans, dict(item.forced))
