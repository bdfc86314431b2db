"""Tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

from audiolecture.messages import _


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> Table:
    """A plain table; ``right`` holds the headings of columns that are flush right, by comma."""
    result = _Table(box=None, pad_edge=False, header_style="bold")
    flush = right.split(",")
    for heading in headings:
        result.add_column(_(heading), justify="right" if heading in flush else "left")
    for row in rows:
        result.add_row(*row)
    result.columns[0].no_wrap = True
    result.others = sum(
        2 + min(_CELL_MOST, max(map(cell_len, cells)))
        for cells in list(zip(map(_, headings), *rows, strict=True))[1:]
    )
    return result


_NAME_LEAST, _CELL_MOST = 12, 30
"""Cells: of the first column, however narrow the terminal; of any other, before it is broken."""


class _Table(Table):
    """A table whose first column, a name, is shortened to what the others leave of the terminal."""

    others = 0
    """Cells that the other columns take."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.columns[0].max_width = max(_NAME_LEAST, options.max_width - self.others)
        yield from super().__rich_console__(console, options)
