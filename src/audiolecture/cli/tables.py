"""Tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from audiolecture.cli.lines import fitted
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
    result.rows_of_cells = tuple(map(tuple, rows))
    result.others = sum(
        2 + min(_CELL_MOST, max(map(cell_len, cells)))
        for cells in list(zip(map(_, headings), *rows, strict=True))[1:]
    )
    return result


_NAME_LEAST, _CELL_MOST = 12, 30
"""Cells: of the first column, however narrow the terminal; of any other, before it is broken."""


class _Table(Table):
    """A table whose first column, a name, is shortened to what the others leave of the terminal.

    Where they leave nothing, each row is a name, and below it the other cells with their headings.
    """

    others = 0
    """Cells that the other columns take."""
    rows_of_cells: tuple[tuple[str, ...], ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < self.others + _NAME_LEAST:
            yield from map(Text, self._stacked(options.max_width))
            return
        self.columns[0].max_width = max(_NAME_LEAST, options.max_width - self.others)
        yield from super().__rich_console__(console, options)

    def _stacked(self, width: int) -> Iterator[str]:
        headings = [str(column.header) for column in self.columns[1:]]
        for name, *cells in self.rows_of_cells:
            yield fitted(name, width)
            told = (f"{heading} {cell}" for heading, cell in zip(headings, cells, strict=True))
            yield fitted("  " + " · ".join(told), width)
