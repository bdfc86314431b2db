"""The bars of a build on a terminal: a chapter each, the whole, and what is being spoken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Self

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from audiolecture.cli.work import ChapterWork, Work, after
from audiolecture.events import Event, Listener
from audiolecture.messages import _, counted

_A_SECOND = 5
"""Pictures a second: enough to see that it is alive, too few to flicker."""
_MOST_CHAPTERS = 6
_AROUND = 6
"""Lines that are not a chapter's: the whole, the lectures, what is spoken, the advice."""
_PERCENT, _LEFT, _BAR_LEAST, _BAR_MOST = 5, 10, 8, 40
"""Cells of the columns."""


class Bars:
    """Draws a build while it runs; every event is told to another listener as well."""

    def __init__(
        self, console: Console, tell: Listener, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._console, self._tell, self._clock = console, tell, clock
        self._work = Work()
        self._live = Live(
            console=console,
            get_renderable=self.picture,
            refresh_per_second=_A_SECOND,
            transient=True,
            redirect_stdout=False,  # the result goes there, and nothing else
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *__: object) -> None:
        self._live.stop()

    def listen(self, event: Event) -> None:
        """Take an event in."""
        self._work = after(self._work, event, self._clock())
        self._tell(event)

    def picture(self) -> RenderableType:
        """What is to be seen now."""
        size = self._console.size
        return drawn(self._work, self._clock(), size.width, size.height)


def drawn(work: Work, now: float, width: int, height: int) -> RenderableType:
    """The picture of a build for a terminal of that size, in cells: a Chinese character is two."""
    if not work.lecture:
        return Text(_("Reading …"), style="dim")
    if not work.total and work.lectures == 1:
        return Group()
    under_way = work.under_way
    shown = under_way[: max(0, min(_MOST_CHAPTERS, height - _AROUND))]
    rows = [*map(_chapter, shown), *_sums(work, now)]
    return Group(_grid(rows, width), *_words(work, len(under_way) - len(shown), width))


Row = tuple[str, int, int, str, str]
"""Label, characters that are made, of how many, and what stands behind the bar."""


def _chapter(chapter: ChapterWork) -> Row:
    return chapter.title, chapter.made, chapter.total, _percent(chapter.made, chapter.total), ""


def _sums(work: Work, now: float) -> Iterator[Row]:
    if work.total:
        left = work.seconds_left(now)
        label = _("Total") if work.lectures == 1 else work.lecture
        told = "" if left is None else _("{time} left", time=_clock(left))
        yield label, work.done, work.total, _percent(work.done, work.total), told
    if work.lectures > 1:
        told = f"{work.lectures_done}/{work.lectures}"
        yield _("Lectures"), work.lectures_done, work.lectures, told, ""


def _grid(rows: list[Row], width: int) -> Table:
    numbers = max([_PERCENT, *(cell_len(row[3]) for row in rows)])
    room = width - numbers - _LEFT - 4
    labels = max(cell_len(row[0]) for row in rows)
    label = max(4, min(labels, room - _BAR_LEAST - 1, room * 3 // 5))
    bar = min(_BAR_MOST, room - label)
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=label, no_wrap=True, overflow="ellipsis")
    grid.add_column(width=bar)
    grid.add_column(width=numbers, justify="right", no_wrap=True)
    grid.add_column(width=_LEFT, no_wrap=True)
    for title, made, total, told, left in rows:
        grid.add_row(Text(title), ProgressBar(total, made, width=bar), told, Text(left, "cyan"))
    return grid


def _words(work: Work, hidden: int, width: int) -> Iterator[Text]:
    spoken = next((text for c in work.chapters if not c.done for text in c.speaking), "")
    if hidden > 0:
        yield _line(
            counted("… and {count} more chapter", "… and {count} more chapters", hidden),
            width,
            "dim",
        )
    if spoken:
        yield _line(f"♪ {' '.join(spoken.split())}", width, "italic")
    yield _line(_("Ctrl-C stops; what is finished is kept"), width, "dim")


def _line(text: str, width: int, style: str) -> Text:
    line = Text(text, style, no_wrap=True, overflow="ellipsis")
    line.truncate(max(1, width - 2), overflow="ellipsis")
    return line


def _percent(made: int, total: int) -> str:
    return f"{made * 100 // total} %" if total else ""


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
