"""Finds engines by name: ours, and those that other packages register as entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, ConfigError, EngineUnavailable
from audiolecture.suggestions import closest

GROUP = "audiolecture.engines"
"""The entry-point group: ``name = "package.module:EngineClass"``."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An engine that can be asked for."""

    name: str
    factory: str
    """``package.module:EngineClass``"""
    package: str
    """What to install for it."""


def _ours(name: str, factory: str, package: str = "audiolecture") -> Registered:
    return Registered(name, f"audiolecture.engines.{factory}", package)


OURS: Mapping[str, Registered] = {
    engine.name: engine
    for engine in (
        _ours("edge", "edge:EdgeEngine"),
        _ours("espeak", "espeak:EspeakEngine"),
        _ours("piper", "piper:PiperEngine", "audiolecture[piper]"),
        _ours("sherpa", "sherpa:SherpaEngine", "audiolecture[sherpa]"),
        _ours("tone", "tone:ToneEngine"),
    )
}
"""No entry point is read for these: that takes as long as reading a script."""


def names(*, include_hidden: bool = False) -> tuple[str, ...]:
    """The names of all registered engines, sorted.

    An engine that cannot be imported is listed: asking for it tells what is missing.
    """
    return tuple(
        name for name, engine in sorted(_all().items()) if include_hidden or not _hidden(engine)
    )


def create(name: str, context: EngineContext) -> Engine:
    """Make the engine called ``name``.

    Raises:
        ConfigError: no engine has this name, or the engine does not accept its settings.
        EngineUnavailable: the engine is registered but cannot be imported or started.
    """
    engine = OURS.get(name) or _all().get(name)
    if engine is None:
        raise _unknown(name)
    factory = _load(engine)
    try:
        return factory(context)
    except AudioLectureError:
        raise
    except Exception as error:
        raise EngineUnavailable(
            f"cannot be started: {type(error).__name__}: {error}",
            hint=f"reinstall or update {_package(engine)}",
            where=f"engine {name}",
        ) from error


def _all() -> dict[str, Registered]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - 20 ms, only for others' engines

    found: dict[str, Registered] = {
        entry.name: Registered(
            entry.name,
            entry.value,
            entry.dist.name if entry.dist else entry.module.partition(".")[0],
        )
        for entry in entry_points(group=GROUP)
    }
    return found | dict(OURS)


def _load(engine: Registered) -> Callable[[EngineContext], Engine]:
    try:
        factory: Callable[[EngineContext], Engine] = _factory(engine)
    except Exception as error:
        raise EngineUnavailable(
            f"cannot be imported: {type(error).__name__}: {error}",
            hint=f"install {_package(engine)}",
            where=f"engine {engine.name}",
        ) from error
    return factory


def _factory(engine: Registered) -> Any:
    return pkgutil.resolve_name(engine.factory)


def _hidden(engine: Registered) -> bool:
    """Whether the engine says that it is not for users."""
    try:
        return bool(_factory(engine).capabilities.hidden)
    except Exception:  # noqa: BLE001 - a broken plug-in must not hide the others
        return False


def _package(engine: Registered) -> str:
    return f'"{engine.package}"' if "[" in engine.package else engine.package


def _unknown(name: str) -> ConfigError:
    known = names()
    close = closest(name, known, cutoff=0.5)
    suggestion = f"did you mean {close}? " if close else ""
    return ConfigError(
        f"there is no engine called {name!r}",
        hint=f"{suggestion}known: auto, {', '.join(known)}",
        where="engine",
    )
