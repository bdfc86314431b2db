"""What the shell completes: scripts, folders, engines, voices, formats.

Nothing here imports an engine or asks the network: a Tab has to be answered at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PATH = "path"
"""The kind of words that name a file: `audiolecture.cli.shells` knows how a shell takes them."""


def scripts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Scripts that can be read, and folders."""
    from audiolecture.source.formats import SUFFIXES  # noqa: PLC0415 - only for a Tab

    del ctx, param
    return _paths(incomplete, SUFFIXES)


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders only."""
    del ctx, param
    return _paths(incomplete, ())


def engines(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The engines that are registered; none is imported."""
    from audiolecture.engines import registry  # noqa: PLC0415 - only for a Tab

    del ctx, param
    return _beginning(incomplete, ("auto", *registry.listed()))


def voices(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The voices that are known without asking anybody: of the engine, if one is named."""
    from audiolecture.newcourse import OFFLINE, ONLINE  # noqa: PLC0415 - only for a Tab

    del param
    engine = ctx.params.get("engine") or "auto"
    known = {"edge": (*ONLINE, *_kept_voices()), "espeak": OFFLINE}
    known["auto"] = (*known["edge"], *known["espeak"])
    return _beginning(incomplete, sorted(set(known.get(engine, ()))))


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The last of several formats with commas between."""
    from audiolecture.config import FORMATS  # noqa: PLC0415 - only for a Tab

    del ctx, param
    before, comma, last = incomplete.rpartition(",")
    chosen = before.split(",")
    left = [name for name in FORMATS if name not in chosen]
    return _beginning(last, left, before + comma)


def _beginning(incomplete: str, words: Iterable[str], before: str = "") -> list[CompletionItem]:
    """Words that begin so; whether letters are small or capital does not matter."""
    typed = incomplete.casefold()
    return [_item(before + word) for word in words if word.casefold().startswith(typed)]


def _item(word: str, kind: str = "plain") -> CompletionItem:
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for a Tab

    return CompletionItem(word, kind)


def _kept_voices() -> Iterator[str]:
    """What the Edge service listed when it was asked last."""
    import json  # noqa: PLC0415 - only for a Tab

    from audiolecture.store import default_root  # noqa: PLC0415

    with suppress(OSError, ValueError, KeyError, TypeError):
        rows = json.loads((default_root() / "engines" / "edge" / "voices.json").read_bytes())
        yield from (row["ShortName"] for row in rows if row["ShortName"].startswith("zh-"))


def _paths(incomplete: str, suffixes: Iterable[str]) -> list[CompletionItem]:
    """Folders, and files with one of the endings."""
    head, name = os.path.split(incomplete)
    folder = Path(head).expanduser() if head else Path()
    wanted = tuple(suffixes)
    found = []
    with suppress(OSError):
        for entry in sorted(folder.iterdir()):
            hidden = entry.name.startswith(".") and not name.startswith(".")
            fits = entry.is_dir() or entry.suffix.lower() in wanted
            if fits and not hidden and entry.name.startswith(name):
                found.append(_item(os.path.join(head, entry.name), PATH))  # noqa: PTH118
    return found
