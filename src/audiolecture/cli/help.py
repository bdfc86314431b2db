"""Help in the reader's language, wrapped by the columns that it takes.

The commands hold their help as plain English text (their docstring, ``help=`` and ``short_help=``):
it is looked up here, when a command is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from inspect import cleandoc

import click
from click.formatting import measure_table

from audiolecture.messages import _, language
from audiolecture.patterns import lazily

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
    """The command, or a copy of it that explains itself in the chosen language."""
    if language() == "en":
        return command
    result = copy(command)
    result.context_class = _Context
    result.options_metavar = _("[OPTIONS]")
    result._help_option = None  # noqa: SLF001 - click's, once it was asked for in one language
    if command.help:
        result.help = "\n\n".join(
            "\n".join((_RAW, _(text), *lines)) if lines else _(text)
            for text, lines in paragraphs(command.help)
        )
    if command.short_help:
        result.short_help = _(command.short_help)
    result.params = [_translated_option(param) for param in command.params]
    if isinstance(command, click.Group) and isinstance(result, click.Group):
        result.subcommand_metavar = _("COMMAND [ARGS]...")
        result.commands = {name: translated(each) for name, each in command.commands.items()}
    return result


def _translated_option(param: click.Parameter) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    result = copy(param)
    result.help = _(param.help) if param.help else param.help
    result.prompt = _(param.prompt) if param.prompt else param.prompt
    return result


class _Formatter(click.HelpFormatter):
    """Counts columns instead of characters: a Chinese character takes two."""

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
        first = min(measure_table(rows)[0], col_max) + col_spacing
        room = max(self.width - first - 2, 10)
        super().write_dl([(term, _ready(text, room)) for term, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def _ready(text: str, room: int) -> str:
    """The text as click takes it; what has wide characters is wrapped already."""
    if text.startswith(_RAW) or columns(text) == len(text):
        return text
    return "\n".join((_RAW, *wrapped(text, room)))


def columns(text: str) -> int:
    """How many columns a text takes on a terminal."""
    from unicodedata import east_asian_width  # noqa: PLC0415 - not for English help

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


_PIECE = lazily(
    r"\[[^\]]{,24}\]"  # [default: auto]
    r"|[^\s⺀-鿿＀-￯、。「」《》]+"  # a word
    r"|\s+"
    r"|.[，。、；：？！）》」”]*"  # a Chinese character, and the stops behind it
)


def wrapped(text: str, room: int) -> Iterator[str]:
    """Lines of at most ``room`` columns; words stay whole, and no line begins with a stop."""
    line = ""
    for piece in _PIECE.findall(text):
        if line and columns(line + piece.rstrip()) > room:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()
