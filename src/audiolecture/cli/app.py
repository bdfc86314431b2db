"""The program: its commands, and the boundary between errors and people."""

from __future__ import annotations

import errno
import importlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import click

from audiolecture import __version__
from audiolecture.cli.help import translated
from audiolecture.errors import AudioLectureError, ConfigError
from audiolecture.messages import LANGUAGES, _, at, language, select, system_reason
from audiolecture.suggestions import closest

if TYPE_CHECKING:
    from audiolecture.beside import Beside

COMMANDS = (
    "init",
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
    First steps:
      audiolecture init 党课
      cd 党课
      audiolecture build
      audiolecture serve
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


def run(  # noqa: C901, PLR0911 - a table, one row a kind of failure
    arguments: Sequence[str], beside: Beside | None = None
) -> int:
    """Run a command and return its exit code.

    Args:
        arguments: the words behind the program's name.
        beside: a process that makes the few clips of an edit.
    """
    if not _names_can_be_chinese():  # nor can messages: this one is in English
        encoding = sys.getfilesystemencoding()
        told = f"audiolecture: file names cannot be Chinese here: the encoding is {encoding}"
        click.echo(told, err=True)
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
        _correct(error)
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
        _print_no_more()
        return FAILED
    except OSError as error:
        if error.errno not in _FULL:
            return _report_bug(error)
        _print_no_more()
        _complain(_("cannot be written: {reason}", reason=system_reason(error)))
        _advise(_("free some space and run the same command again"))
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last boundary: a log instead of a traceback
        return _report_bug(error)
    return result if isinstance(result, int) else 0


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _print_no_more() -> None:
    """Nobody takes what is printed, and Python would try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _names_can_be_chinese() -> bool:
    try:
        os.fsencode("课")
    except UnicodeEncodeError:
        return False
    return True


def _explain(error: AudioLectureError) -> None:
    _complain(at(error.where, error.message) if error.where else error.message)
    if error.hint:
        _advise(error.hint)
    if "-vv" in sys.argv:
        import traceback  # noqa: PLC0415 - only when it is asked for

        traceback.print_exception(error)


def _complain(text: str) -> None:
    _say(at("audiolecture", " ".join(text.splitlines())))


def _advise(hint: str) -> None:
    _say(f"  → {hint}")


def _say(text: str) -> None:
    if sys.stderr.isatty():
        from audiolecture.cli.lines import fitted  # noqa: PLC0415 - only where somebody looks

        text = fitted(text, shutil.get_terminal_size().columns)
    click.echo(text, err=True)


def _correct(error: click.ClickException) -> None:
    """What was typed wrong: how the command is used, and what is wrong, as click has it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
        option = context.help_option_names[-1]
        told = _("Try '{command}' for help.", command=f"{context.command_path} {option}")
        click.echo(f"{told}\n", err=True)
    _say(_("Error: {message}", message=_typeset(_wording(error))))


def _wording(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        close = closest(error.option_name, error.possibilities or ())
        told = (
            _("No such option '{name}'. Did you mean '{close}'?")
            if close
            else _("No such option '{name}'.")
        )
        return told.format(name=error.option_name, close=close)
    return error.format_message()


def _typeset(text: str) -> str:
    """What click put together from parts, with the quotes and stops of Chinese."""
    if language() != "zh":
        return text
    text = re.sub(r"'([^']*)'", r"“\1”", text)
    text = re.sub(r"(?<=”), (?=“)", "、", text)
    text = re.sub(r"(?<=[一-鿿]) (?=“)|(?<=”) (?=[一-鿿])", "", text)
    return re.sub(r"(?<=[。，；：？]) +", "", re.sub(r"\.$", "。", text))


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
    _advise(_("please send us {log}", log=log.name))
    return BUG
