"""``audiolecture watch``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiolecture.cli import options
from audiolecture.messages import _, series, several, told
from audiolecture.source.formats import SUFFIXES

if TYPE_CHECKING:
    from rich.console import Console

_WATCHED = SUFFIXES | {".tsv", ".toml"}
"""Endings of scripts, lexicons, settings and corrections."""
_DEBOUNCE = 300
"""Milliseconds in which further changes belong to the same save: editors write in several steps."""
_LOOK_EVERY = 1_000
"""Milliseconds."""


@click.command("watch", short_help="Rebuild on every save.")
@options.sources
@options.speaking
@options.places
@click.option("--jobs", metavar="N", help="Clips encoded at once.  [default: one per processor]")
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[Path, ...], **given: Any) -> None:
    """Build, then build again whenever a script, lexicon or setting is saved. Ctrl-C ends it.

    \b
    Example:
      audiolecture watch 党课.txt
    """
    from audiolecture.cli import console  # noqa: PLC0415 - not for --help
    from audiolecture.events import ignore  # noqa: PLC0415

    how = console.manner(ctx)
    request = options.request(sources, given, ignore)
    places = sorted({path if path.is_dir() else path.parent for path in request.sources})
    screen = console.screen(how)
    is_ours = _filter(request.output)

    def rebuild() -> dict[str, tuple[int, int]]:
        before = _state(places, is_ours)
        with console.drawing(how) as listener:
            text, style = _rebuilt(replace(request, emit=listener))
        console.say(screen, text, style=style)
        return before

    with suppress(KeyboardInterrupt):  # the usual end
        _watch(places, is_ours, rebuild, screen)


def _watch(
    places: Sequence[Path],
    is_ours: Callable[[object, str], bool],
    rebuild: Callable[[], dict[str, tuple[int, int]]],
    screen: Console,
) -> None:
    from watchfiles import watch  # noqa: PLC0415 - not for --help

    from audiolecture.cli import console  # noqa: PLC0415

    built = rebuild()
    console.say(screen, _("Watching {places}; Ctrl-C ends", places=series(places)), style="dim")
    # What was saved while nobody looked (during a build, or before the watch began) is found by a
    # look at the files, once a second; a save while watching is told at once.
    for _changes in watch(
        *places,
        debounce=_DEBOUNCE,
        watch_filter=is_ours,
        yield_on_timeout=True,
        rust_timeout=_LOOK_EVERY,
        recursive=False,
    ):
        if _state(places, is_ours) != built:
            built = rebuild()


def _state(
    places: Iterable[Path], is_ours: Callable[[object, str], bool]
) -> dict[str, tuple[int, int]]:
    """Size and modification time of every file that is watched."""
    found = {}
    for place in places:
        for path in place.iterdir():
            if is_ours(None, str(path)):
                with suppress(OSError):
                    state = path.stat()
                    found[str(path)] = (state.st_size, state.st_mtime_ns)
    return found


def _filter(output: Path) -> Callable[[object, str], bool]:
    inside = output.resolve()

    def is_ours(_: object, name: str) -> bool:
        path = Path(name)
        hidden = any(part.startswith(".") for part in path.name.split("/"))
        return (
            path.suffix.lower() in _WATCHED and not hidden and inside not in path.resolve().parents
        )

    return is_ours


def _rebuilt(request: Any) -> tuple[str, str]:
    """Build once; one line that says what happened, and its style. An error is such a line too."""
    from asyncio import run  # noqa: PLC0415 - 50 ms, not for --help
    from time import strftime  # noqa: PLC0415 - not for --help

    from audiolecture import build  # noqa: PLC0415
    from audiolecture.errors import AudioLectureError  # noqa: PLC0415

    now = strftime("%H:%M:%S")
    try:
        results = run(build.build(request))
    except AudioLectureError as error:
        return f"{now} {told(error)}", "red"
    failures = [failure for result in results for failure in result.failures]
    text = f"{now} " + several(_summary(results))
    return (several([text, failures[0]]), "red") if failures else (text, "green")


def _summary(results: Iterable[Any]) -> Iterable[str]:
    for result in results:
        written = [chapter.title for chapter in result.chapters if chapter.status == "written"]
        what = series(written) or _("nothing changed")
        yield _(
            "{title}: {synthesized} synthesized, {what}",
            title=result.title,
            synthesized=result.synthesized,
            what=what,
        )
