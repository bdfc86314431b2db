"""Finds engines by name. Ours and everybody else's register in one entry-point group."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, ConfigError, EngineUnavailable

GROUP = "audiolecture.engines"
"""The entry-point group: ``name = "package.module:EngineClass"``."""

EXTRAS = {"sherpa": "audiolecture[sherpa]", "piper": "audiolecture[piper]"}
"""What to install for those of our engines that do not come with the plain package."""


def names(*, include_hidden: bool = False) -> tuple[str, ...]:
    """The names of all registered engines, sorted.

    An engine that cannot be imported is listed: asking for it tells what is missing.
    """
    return tuple(
        name for name, entry in sorted(_entries().items()) if include_hidden or not _hidden(entry)
    )


def create(name: str, context: EngineContext) -> Engine:
    """Make the engine called ``name``.

    Raises:
        ConfigError: no engine has this name, or the engine does not accept its settings.
        EngineUnavailable: the engine is registered but cannot be imported or started.
    """
    entry = _entries().get(name)
    if entry is None:
        raise _unknown(name)
    factory = _load(entry)
    try:
        return factory(context)
    except AudioLectureError:
        raise
    except Exception as error:
        raise EngineUnavailable(
            f"cannot be started: {type(error).__name__}: {error}",
            hint=f"reinstall or update {_package(entry)}",
            where=f"engine {name}",
        ) from error


def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _load(entry: EntryPoint) -> Callable[[EngineContext], Engine]:
    try:
        return cast("Callable[[EngineContext], Engine]", entry.load())
    except Exception as error:
        raise EngineUnavailable(
            f"cannot be imported: {type(error).__name__}: {error}",
            hint=f"install {_package(entry)}",
            where=f"engine {entry.name}",
        ) from error


def _hidden(entry: EntryPoint) -> bool:
    """Whether the engine says that it is not for users."""
    try:
        return bool(entry.load().capabilities.hidden)
    except Exception:  # noqa: BLE001 - a broken plug-in must not hide the others
        return False


def _package(entry: EntryPoint) -> str:
    if entry.name in EXTRAS:
        return f'"{EXTRAS[entry.name]}"'
    return entry.dist.name if entry.dist else entry.module.partition(".")[0]


def _unknown(name: str) -> ConfigError:
    known = names()
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    suggestion = f"did you mean {close[0]}? " if close else ""
    return ConfigError(
        f"there is no engine called {name!r}",
        hint=f"{suggestion}known: auto, {', '.join(known)}",
        where="engine",
    )
