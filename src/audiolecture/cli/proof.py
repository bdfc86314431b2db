"""``audiolecture proof``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiolecture.cli import options

if TYPE_CHECKING:
    from audiolecture.publish.proof import ReadSentence
    from audiolecture.publish.proofpage import Sheet


@click.command("proof", short_help="How every character will be read, and what is in doubt.")
@click.argument("source", metavar="SOURCE|-")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Default: output/LECTURE.proof.html; - prints it.",
)
@options.as_json
def command(source: str, output: str | None, as_json: bool) -> None:
    """Write a page that shows how a script is read, with what is in doubt at the top.

    With - for SOURCE, read lines on standard input and list what is in doubt in them; with - for
    FILE, print the page.

    \b
    Example:
      audiolecture proof 党课.txt
      echo '他是行长' | audiolecture proof - --json
    """
    if source == "-":
        _print(_lines(), (), as_json=as_json)
    elif as_json:
        sheet = _sheet(Path(source))
        _print(sheet.sentences, sheet.warnings, as_json=True)
    else:
        _write(Path(source), output)


def _print(sentences: Iterable[ReadSentence], warnings: Iterable[str], *, as_json: bool) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.publish import proof  # noqa: PLC0415

    if as_json:
        found = [proof.document(sentence) for sentence in sentences]
        console.print_json({"sentences": found, "warnings": list(warnings)})
        return
    for sentence in sentences:
        for reading in sentence.readings:
            if reading.doubtful:
                click.echo(f"{reading.char} {reading.pinyin}\t{sentence.text.strip()}")


def _lines() -> Iterator[ReadSentence]:
    from audiolecture.cli.speech import read_line  # noqa: PLC0415

    for number, line in enumerate(sys.stdin, 1):
        yield read_line(line.rstrip("\r\n"), number)


def _sheet(path: Path) -> Sheet:
    from audiolecture import lexicons  # noqa: PLC0415 - not for --help
    from audiolecture.publish.proof import read_sentences  # noqa: PLC0415
    from audiolecture.publish.proofpage import Sheet  # noqa: PLC0415
    from audiolecture.source.read import read_lecture  # noqa: PLC0415

    lecture, lexicon = read_lecture(path), lexicons.read_lexicon(path)
    (warnings,) = lexicons.lexicon_warnings([(path, lecture, lexicon)])
    return Sheet(
        lecture=lecture,
        sentences=tuple(read_sentences(lecture, lexicon)),
        lexicons=tuple(map(str, lexicons.lexicon_files(path))),
        warnings=(*lecture.warnings, *warnings),
    )


def _write(path: Path, output: str | None) -> None:
    from audiolecture.output import OutputFolder  # noqa: PLC0415 - not for --help
    from audiolecture.publish.names import folder_name  # noqa: PLC0415
    from audiolecture.publish.proofpage import render_proof  # noqa: PLC0415

    page = render_proof(_sheet(path))
    if output == "-":
        click.echo(page)
        return
    target = Path(output) if output else Path("output") / f"{folder_name(path.stem)}.proof.html"
    folder = OutputFolder(target.absolute().parent)
    folder.write(target.name, "", [page.encode("utf-8", "replace")])
    click.echo(target)
