"""What a person sees while a build runs: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from audiolecture import events
from audiolecture.events import Event, Listener
from audiolecture.messages import _, aside, at, counted
from audiolecture.model import clock

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Say = Callable[[str, str], None]
"""Puts a line on the screen, in a style."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak to the user: what the options of the program said."""

    verbose: int = 0
    quiet: bool = False
    color: str = "auto"
    as_json: bool = False


def manner(ctx: click.Context, *, as_json: bool = False) -> Manner:
    """The manner that the program's own options ask for."""
    options: Mapping[str, Any] = ctx.obj or {}
    return Manner(
        verbose=options.get("verbose", 0),
        quiet=options.get("quiet", False),
        color=options.get("color", "auto"),
        as_json=as_json,
    )


_PLAIN_WIDTH = 160
"""Columns of tables where there is no terminal; other lines are not broken there at all."""


def screen(how: Manner, *, error: bool = False) -> Console:
    """A console on standard output, or on standard error for what is not the result."""
    from rich.console import Console  # noqa: PLC0415 - 40 ms, only for people

    never = how.color == "never" or ("NO_COLOR" in os.environ and how.color != "always")
    return Console(
        stderr=error,
        no_color=never,
        force_terminal=True if how.color == "always" else None,
        highlight=False,
        width=None if (sys.stderr if error else sys.stdout).isatty() else _PLAIN_WIDTH,
    )


def say(screen: Console, text: str, style: str = "") -> None:
    """Put a message on the screen, in lines that fit it if it is a terminal."""
    from audiolecture.cli.lines import fitted  # noqa: PLC0415 - not for --help

    shown = fitted(text, screen.width) if screen.is_terminal else text
    screen.print(shown, style=style, markup=False, soft_wrap=True)


def print_json(document: object) -> None:
    """The one document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


@contextmanager
def progress(how: Manner) -> Iterator[Listener]:
    """A listener that draws a build."""
    tell: Say = _plainly
    if sys.stderr.isatty() or how.color == "always":
        console = screen(how, error=True)
        tell = partial(say, console)
    if how.quiet:
        yield _Quiet(tell).listen
    elif draws(sys.stderr.isatty(), os.environ):
        from audiolecture.cli.bars import Bars  # noqa: PLC0415 - only on a terminal

        with Bars(console, _Lines(tell).listen) as bars:
            yield bars.listen
    else:
        yield _Lines(tell).listen


@contextmanager
def drawing(how: Manner) -> Iterator[Listener]:
    """A listener that draws a build where it can be drawn over, and else is silent."""
    if how.quiet or not draws(sys.stderr.isatty(), os.environ):
        yield events.ignore
        return
    from audiolecture.cli.bars import Bars  # noqa: PLC0415 - only on a terminal

    with Bars(screen(how, error=True), events.ignore) as bars:
        yield bars.listen


def _plainly(text: str, _style: str) -> None:
    click.echo(text, err=True)


def draws(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether lines may be drawn over: not into a file, by a CI job or on a terminal that cannot.

    Args:
        is_terminal: somebody looks at standard error.
        environment: ``TERM`` and ``CI`` of it, which CI services set to ``true``.
    """
    in_ci = environment.get("CI", "").lower() not in {"", "0", "false"}
    can_move = environment.get("TERM", "dumb").lower() not in {"", "dumb", "unknown"}
    return is_terminal and can_move and not in_ci


@dataclass(slots=True)
class _Quiet:
    """Only what went wrong."""

    say: Say

    def listen(self, event: Event) -> None:
        if isinstance(event, events.UtteranceFailed):
            self.say(_("line {line}: {message}", line=event.line, message=event.message), "red")


@dataclass(slots=True)
class _Lines:
    """A line for each thing that a log should hold."""

    say: Say
    failures: set[str] = field(default_factory=set)

    def listen(self, event: Event) -> None:
        text, style = self.line(event)
        if text:
            self.say(text, style)

    def line(self, event: Event) -> tuple[str, str]:
        """What to print of an event and how; the same failure is explained once."""
        if isinstance(event, events.UtteranceFailed) and event.message in self.failures:
            return "  " + _("line {line}: not spoken either", line=event.line), "red"
        if isinstance(event, events.UtteranceFailed):
            self.failures.add(event.message)
        return describe(event)


def describe(event: Event) -> tuple[str, str]:  # noqa: PLR0911 - a table, one row an event
    """An event as a line of text and its style; an empty text for what is not worth a line."""
    match event:
        case events.EngineChosen(engine, voice, reason):
            told = _("Speaker: {engine}, {voice}", engine=engine, voice=voice)
            return told + aside(reason), "dim"
        case events.BuildStarted(lecture, chapters, utterances, to_synthesize, _):
            parts = (
                counted("{count} chapter", "{count} chapters", chapters),
                counted("{count} utterance", "{count} utterances", utterances),
            )
            return _(
                "{lecture}: {chapters}, {utterances}, {count} to synthesize",
                lecture=lecture,
                chapters=parts[0],
                utterances=parts[1],
                count=to_synthesize,
            ), ""
        case events.ChapterPublished(title, _, samples, _, "written"):
            return f"  ✓ {title}{aside(clock(samples))}", "green"
        case events.ChapterPublished(title, _, _, _, "failed"):
            told = _("{title}: not published, what stood there before stays", title=title)
            return f"  ✗ {told}", "red"
        case events.UtteranceFailed(_, line, text, message, hint):
            advice = f" → {hint}" if hint else ""
            told = _(
                "line {line}: “{text}…” could not be spoken: {message}",
                line=line,
                text=text[:24],
                message=message,
            )
            return f"  {told}{advice}", "red"
        case events.Retrying(engine, attempt, delay, reason):
            told = _(
                "{reason}; attempt {attempt} in {delay:.0f} s",
                reason=reason,
                attempt=attempt,
                delay=delay,
            )
            return f"  {at(engine, told)}", "yellow"
        case events.PaceChanged(engine, concurrency, reason):
            told = counted(
                "{count} request at once ({reason})",
                "{count} requests at once ({reason})",
                concurrency,
                reason=reason,
            )
            return f"  {at(engine, told)}", "dim"
        case events.Warned(message):
            return f"  ! {message}", "yellow"
        case _:
            return "", ""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> Table:
    """A plain table; ``right`` holds the headings of columns that are flush right, by comma.

    Headings are messages of the catalogue (``N_``), which are looked up here.
    """
    from audiolecture.cli.tables import table as drawn  # noqa: PLC0415 - 40 ms, only for people

    return drawn(headings, rows, right=right)
