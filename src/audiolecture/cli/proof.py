"""``audiolecture proof``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiolecture.cli import completing, options
from audiolecture.errors import PublishError, SourceError
from audiolecture.messages import _, counted, several, system_reason

if TYPE_CHECKING:
    from audiolecture.publish.proof import ReadSentence
    from audiolecture.publish.proofpage import Sheet


@click.command("proof", short_help="How every character will be read, and what is in doubt.")
@click.argument("source", metavar="SOURCE|-", shell_complete=completing.scripts)
@click.option(
    "-o", "--output", metavar="FILE", help="Default: output/LECTURE.proof.html; - prints it."
)
@options.as_json
def command(source: str, output: str | None, as_json: bool) -> None:
    """Write a page that shows how a script is read, with what is in doubt at the top.

    SOURCE is a script, or a folder of scripts: a page for each. With - for SOURCE, read lines on
    standard input and list what is in doubt in them; with - for FILE, print the page.

    \b
    Example:
      audiolecture proof 党课.txt
      echo '他是行长' | audiolecture proof - --json
    """
    if source == "-":
        _print(_lines(), (), as_json=as_json)
        return
    sheets = _sheets(Path(source))
    if as_json:
        sentences = (each for _, sheet in sheets for each in sheet.sentences)
        _print(sentences, (told for _, sheet in sheets for told in sheet.warnings), as_json=True)
        return
    if output and len(sheets) > 1:
        raise click.UsageError(_("--output names one file, but there are several scripts"))
    for path, sheet in sheets:
        _write(path, sheet, output)


def _print(sentences: Iterable[ReadSentence], warnings: Iterable[str], *, as_json: bool) -> None:
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.publish import proof  # noqa: PLC0415

    if as_json:
        found = [proof.document(sentence) for sentence in sentences]
        console.print_json({"sentences": found, "warnings": list(warnings)})
        return
    doubtful = 0
    for sentence in sentences:
        for reading in sentence.readings:
            if reading.doubtful:
                click.echo(f"{reading.char} {reading.pinyin}\t{sentence.text.strip()}")
                doubtful += 1
    if not doubtful:
        click.echo(_("Nothing is in doubt."), err=True)


def _lines() -> Iterator[ReadSentence]:
    from audiolecture.cli.speech import read_lines  # noqa: PLC0415

    return read_lines(line.rstrip("\r\n") for line in sys.stdin)


def _sheets(source: Path) -> list[tuple[Path, Sheet]]:
    """Every script that is meant, read; what is to be said of a course's lexicon is said once."""
    from audiolecture import lexicons  # noqa: PLC0415 - not for --help
    from audiolecture.publish.proof import read_sentences  # noqa: PLC0415
    from audiolecture.publish.proofpage import Sheet  # noqa: PLC0415
    from audiolecture.source.read import read_lecture  # noqa: PLC0415

    found = [(path, read_lecture(path), lexicons.read_lexicon(path)) for path in _scripts(source)]
    return [
        (
            path,
            Sheet(
                lecture=lecture,
                sentences=tuple(read_sentences(lecture, lexicon)),
                lexicons=tuple(map(str, lexicons.lexicon_files(path))),
                warnings=(*lecture.warnings, *warnings),
            ),
        )
        for (path, lecture, lexicon), warnings in zip(
            found, lexicons.lexicon_warnings(found), strict=True
        )
    ]


def _scripts(source: Path) -> tuple[Path, ...]:
    from audiolecture.source.course import lectures_in  # noqa: PLC0415 - not for --help

    if not source.is_dir():
        return (source,)
    found = lectures_in(source)
    if not found:
        raise SourceError(
            _("no lecture script in this folder"), where=str(source), hint=_("name a file")
        )
    return found


def _write(path: Path, sheet: Sheet, output: str | None) -> None:
    from audiolecture.output import OutputFolder  # noqa: PLC0415 - not for --help
    from audiolecture.publish.names import folder_name  # noqa: PLC0415
    from audiolecture.publish.proofpage import render_proof  # noqa: PLC0415

    page = render_proof(sheet)
    if output == "-":
        click.echo(page)
        return
    target = Path(output) if output else Path("output") / f"{folder_name(path.stem)}.proof.html"
    folder = target.absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = _("this folder cannot be made: {reason}", reason=system_reason(error))
        raise PublishError(
            told, where=str(folder), hint=_("choose another with --output")
        ) from error
    OutputFolder(folder).write(target.name, "", [page.encode("utf-8", "replace")])
    click.echo(target)
    doubtful = sum(one.doubtful for sentence in sheet.sentences for one in sentence.readings)
    told = counted("{count} reading in doubt", "{count} readings in doubt", doubtful)
    click.echo(f"  → {several([told, _('open the page in a browser')])}", err=True)
