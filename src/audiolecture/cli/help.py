"""Help in the reader's language, wrapped by the columns that it takes.

The commands hold their help as plain English text (their docstring, ``help=`` and ``short_help=``):
it is looked up here, when a command is asked for.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from copy import copy
from inspect import cleandoc

import click

from audiolecture.cli.lines import columns, wrapped
from audiolecture.messages import _, language

_RAW = "\b"
"""Stands alone in the line before a paragraph that is not to be wrapped: click's sign."""


def paragraphs(help_text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The paragraphs of a help text as click knows them.

    Yields:
        The message to be translated and, of a paragraph that is not to be wrapped, the lines that
        follow and stand as they are: examples.
    """
    for part in re.split(r"\n\s*\n", cleandoc(help_text)):
        lines = part.split("\n")
        if lines[0].strip() == _RAW:
            yield lines[1], tuple(lines[2:])
        else:
            yield " ".join(line.strip() for line in lines), ()


def translated(command: click.Command) -> click.Command:
    """A copy of the command that explains itself in the chosen language, in lines that fit."""
    result = copy(command)
    result.context_class = _Context
    if language() == "en":
        return result
    result.options_metavar = _("[OPTIONS]")
    result._help_option = None  # noqa: SLF001 - click's, once it was asked for in one language
    if command.help:
        result.help = "\n\n".join(
            "\n".join((_RAW, _(text), *lines)) if lines else _(text)
            for text, lines in paragraphs(command.help)
        )
    if command.short_help:
        result.short_help = _(command.short_help)
    result.params = [_translated_parameter(param) for param in command.params]
    if isinstance(command, click.Group) and isinstance(result, click.Group):
        result.subcommand_metavar = _("COMMAND [ARGS]...")
        result.commands = {name: translated(each) for name, each in command.commands.items()}
    return result


def _translated_parameter(param: click.Parameter) -> click.Parameter:
    result = copy(param)
    result.metavar = _(param.metavar) if param.metavar else param.metavar
    if isinstance(param, click.Option) and isinstance(result, click.Option):
        result.help = _(param.help) if param.help else param.help
        result.prompt = _(param.prompt) if param.prompt else param.prompt
    return result


_WIDTHS = (24, 80)
_NARROW, _NARROW_TERMS = 56, 12
"""Columns below which explanations begin further left, and where."""


class _Formatter(click.HelpFormatter):
    """Counts columns instead of characters, and takes terminals that are narrower than 50."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        if width is None:
            least, most = _WIDTHS
            width = max(least, min(shutil.get_terminal_size().columns, max_width or most) - 2)
        super().__init__(indent_increment, width, max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        title = _("{heading}:", heading=heading)
        self.write(f"{'':>{self.current_indent}}{title}\n")

    def write_text(self, text: str) -> None:
        room = self.width - self.current_indent
        super().write_text("\n\n".join(_ready(part, room) for part in text.split("\n\n")))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        col_max = min(col_max, _NARROW_TERMS) if self.width < _NARROW else col_max
        widest = max((columns(term) for term, _text in rows), default=0)
        first = min(widest, col_max) + col_spacing
        margin, room = f"{'':{self.current_indent + first}}", max(self.width - first - 2, 10)
        for term, text in rows:
            gap = first - columns(term)
            lead = f"{'':{gap}}" if gap >= col_spacing else f"\n{margin}"
            told = f"\n{margin}".join(wrapped(text, room))
            self.write(f"{'':{self.current_indent}}{term}{lead if told else ''}{told}\n")


class _Context(click.Context):
    formatter_class = _Formatter


def _ready(text: str, room: int) -> str:
    """The text as click takes it; what has wide characters is wrapped already."""
    if text.startswith(_RAW) or columns(text) == len(text):
        return text
    return "\n".join((_RAW, *wrapped(text, room)))
