"""Options that several commands share, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from audiolecture.cli import completing
from audiolecture.errors import SourceError
from audiolecture.messages import _

if TYPE_CHECKING:
    from audiolecture.drafts import Request
    from audiolecture.events import Listener

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_SOURCE = Path("content")

_DIGITS = 9

MANY = 12
"""Lectures of which each can still be shown chapter by chapter; of more, each gets a line."""


class Whole(click.ParamType[int]):
    """A whole number from one to another; click's own shows formulae, such as 0<=x<=256."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        """Between the two, or one of them."""
        self.least, self.most = least, most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """What was typed, as a number."""
        text = str(value).strip()
        number = int(text) if text.lstrip("+-").isdecimal() and len(text) <= _DIGITS else None
        if number is None or not self.least <= number <= self.most:
            message = _(
                "'{value}' is not a whole number from {least} to {most}",
                value=text,
                least=self.least,
                most=self.most,
            )
            self.fail(message, param, ctx)
        return number


def sources(function: F) -> F:
    """SOURCE…: files or folders, ``content/`` if none is named."""
    return click.argument(
        "sources",
        metavar="[SOURCE]…",
        nargs=-1,
        type=click.Path(path_type=Path),
        callback=_something,
        shell_complete=completing.scripts,
    )(function)


def _something(
    ctx: click.Context, param: click.Parameter, named: tuple[Path, ...]
) -> tuple[Path, ...]:
    """The sources that are named; who names none should have a folder for them."""
    del ctx, param
    if not named and not DEFAULT_SOURCE.exists():
        raise SourceError(
            _("there is no folder '{name}' here", name=DEFAULT_SOURCE),
            where=str(Path.cwd()),
            hint=_("name a script or a folder, or begin a course with 'audiolecture init'"),
        )
    return named


def speaking(function: F) -> F:
    """Who speaks and how."""
    options = (
        click.option(
            "--engine",
            metavar="NAME",
            help="auto (default), edge, espeak, …",
            shell_complete=completing.engines,
        ),
        click.option(
            "--voice",
            metavar="NAME",
            help="See 'audiolecture voices'.",
            shell_complete=completing.voices,
        ),
        click.option("--rate", metavar="±N%", help="Speed, such as +10% or -5%."),
        click.option("--pitch", metavar="±NHz", help="Pitch, such as +5Hz."),
        click.option("--volume", metavar="±N%", help="Volume, such as -10%."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def places(function: F) -> F:
    """Where files go."""
    options = (
        click.option(
            "-o",
            "--output",
            metavar="DIR",
            type=click.Path(path_type=Path),
            default="output",
            show_default=True,
            shell_complete=completing.folders,
            help="Each lecture gets a folder in it.",
        ),
        cache_dir,
    )
    for option in reversed(options):
        function = option(function)
    return function


def cache_dir(function: F) -> F:
    """Where clips are kept."""
    return click.option(
        "--cache-dir",
        envvar="AUDIOLECTURE_CACHE_DIR",
        metavar="DIR|ADDRESS",
        shell_complete=completing.folders,
        help="Where finished clips are kept: a folder, or an address such as s3://bucket/clips."
        "  [default: the user's cache folder]",
    )(function)


def as_json(function: F) -> F:
    """One JSON document on standard output."""
    return click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on standard output."
    )(function)


def request(
    named: tuple[Path, ...],
    options: dict[str, Any],
    emit: Listener,
    *,
    force: bool = False,
    cluster: str = "",
) -> Request:
    """What the build is asked for: the sources, the places, and every other option as a flag."""
    from audiolecture.drafts import Request  # noqa: PLC0415 - commands are imported for --help too
    from audiolecture.remote import open_store  # noqa: PLC0415

    output = options.pop("output", Path("output"))
    store = open_store(options.pop("cache_dir", None))
    return Request(
        sources=named or (DEFAULT_SOURCE,),
        output=output,
        store=store,
        flags={key: value for key, value in options.items() if value not in (None, ())},
        force=force,
        emit=emit,
        cluster=cluster,
    )
