"""The program: its commands, and the boundary between errors and people."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import click

from audiolecture import __version__
from audiolecture.cli.help import translated
from audiolecture.errors import AudioLectureError, ConfigError
from audiolecture.messages import LANGUAGES, _, select
from audiolecture.suggestions import closest

if TYPE_CHECKING:
    from concurrent.futures import Executor

COMMANDS = (
    "build",
    "plan",
    "outline",
    "spoken",
    "proof",
    "voices",
    "say",
    "check",
    "serve",
    "export",
    "watch",
    "doctor",
    "cache",
    "init",
    "completion",
)
FAILED, MISUSED, BUG, INTERRUPTED = 1, 2, 3, 130


class _Commands(click.Group):
    """Imports a command's module only when that command is asked for: ``--version`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"audiolecture.cli.{cmd_name}").command
        return translated(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = closest(args[0], COMMANDS)
            told = (
                _("No such command '{name}'. Did you mean '{close}'?")
                if close
                else _("No such command '{name}'.")
            )
            ctx.fail(told.format(name=args[0], close=close))
        return super().resolve_command(ctx, args)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    prog_name="audiolecture",
    message="%(prog)s %(version)s",
    help="Show the version and exit.",
)
@click.option("-v", "--verbose", count=True, help="Say more; twice: with tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors and the result.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours on the terminal (NO_COLOR is honoured).",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of messages and help.  [default: as the system's]",
)
@click.pass_context
def app(ctx: click.Context, verbose: int, quiet: bool, color: str, lang: str | None) -> None:
    """Turn a Mandarin lecture script into tagged MP3 chapters.

    \b
    Example:
      audiolecture build 党课.txt
    """
    del lang  # chosen already, before the first word was said
    ctx.obj = {"verbose": verbose, "quiet": quiet, "color": color} | (ctx.obj or {})


_FLAGS = frozenset({"-v", "-vv", "--verbose", "-q", "--quiet"})
_VALUED = ("--color", "--lang")


def _hoisted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The program's own flags, which may stand behind the command too, and all other words."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    own: list[str] = []
    rest: list[str] = []
    place = 0
    while place < end:
        name, equals, value = words[place].partition("=")
        if name in _VALUED and equals:
            own += [name, value]
        elif name in _VALUED and place + 1 < end:
            place += 1
            own += [name, words[place]]
        else:
            (own if words[place] in _FLAGS else rest).append(words[place])
        place += 1
    return own, [*rest, *words[end:]]


def _asked_language(words: Sequence[str]) -> str | None:
    """What ``--lang`` says, if that is a language of ours; click complains about any other."""
    given = [two for one, two in pairwise(words) if one == "--lang" and two in LANGUAGES]
    return given[-1] if given else None


def run(  # noqa: PLR0911 - a table, one row a kind of failure
    arguments: Sequence[str], beside: Executor | None = None
) -> int:
    """Run a command and return its exit code.

    Args:
        arguments: the words behind the program's name.
        beside: a process that makes the few clips of an edit.
    """
    if not _names_can_be_chinese():  # nor can messages: this one is in English
        _complain(
            f"file names cannot be Chinese here: the encoding is {sys.getfilesystemencoding()}"
        )
        click.echo("  → set LC_ALL=C.UTF-8 or PYTHONUTF8=1 and run again", err=True)
        return FAILED
    own, rest = _hoisted(arguments)
    select(_asked_language(own))
    program, words = translated(app), [*own, *rest]
    if "_AUDIOLECTURE_COMPLETE" in os.environ:
        from audiolecture.cli import shells  # noqa: PLC0415 - only for a Tab

        shells.register(lambda typed: [*chain(*_hoisted(typed))])
    try:
        result: Any = program.main(
            words, prog_name="audiolecture", standalone_mode=False, obj={"beside": beside}
        )
    except click.ClickException as error:
        error.show()
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        _complain(_("interrupted; what is finished is kept, run the same command to go on"))
        return INTERRUPTED
    except ConfigError as error:
        _explain(error)
        return MISUSED
    except AudioLectureError as error:
        _explain(error)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last boundary: a log instead of a traceback
        return _report_bug(error)
    return result if isinstance(result, int) else 0


def _names_can_be_chinese() -> bool:
    try:
        os.fsencode("课")
    except UnicodeEncodeError:
        return False
    return True


def _explain(error: AudioLectureError) -> None:
    where = f"{error.where}: " if error.where else ""
    _complain(f"{where}{error.message}")
    if error.hint:
        click.echo(f"  → {error.hint}", err=True)
    if "-vv" in sys.argv:
        import traceback  # noqa: PLC0415 - only when it is asked for

        traceback.print_exception(error)


def _complain(text: str) -> None:
    click.echo(f"audiolecture: {' '.join(text.splitlines())}", err=True)


def _report_bug(error: Exception) -> int:
    import tempfile  # noqa: PLC0415 - only when something is wrong with us
    import traceback  # noqa: PLC0415

    with tempfile.NamedTemporaryFile(
        "w", prefix="audiolecture-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"audiolecture {__version__}, Python {sys.version}\n{sys.argv!r}\n")
        traceback.print_exception(error, file=log)
    named = f"{type(error).__name__}: {error}"
    _complain(_("this is a bug of ours, sorry: {error}", error=named)[:300])
    click.echo("  → " + _("please send us {log}", log=log.name), err=True)
    return BUG
