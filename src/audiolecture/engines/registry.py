"""Finds engines by name: ours, and those that other packages register as entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, ConfigError, EngineUnavailable
from audiolecture.messages import _
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
    hidden: bool = False
    """Known without importing it not to be for users."""


def _ours(
    name: str, factory: str, package: str = "audiolecture", *, hidden: bool = False
) -> Registered:
    return Registered(name, f"audiolecture.engines.{factory}", package, hidden)


OURS: Mapping[str, Registered] = {
    engine.name: engine
    for engine in (
        _ours("edge", "edge:EdgeEngine"),
        _ours("espeak", "espeak:EspeakEngine"),
        _ours("piper", "piper:PiperEngine", "audiolecture[piper]"),
        _ours("sherpa", "sherpa:SherpaEngine", "audiolecture[sherpa]"),
        _ours("tone", "tone:ToneEngine", hidden=True),
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


def listed() -> tuple[str, ...]:
    """As `names`, but without importing anything."""
    return tuple(name for name, engine in sorted(_all().items()) if not engine.hidden)


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
            _("cannot be started: {error}", error=f"{type(error).__name__}: {error}"),
            hint=_("reinstall or update {package}", package=_package(engine)),
            where=_("engine {name}", name=name),
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
            _("cannot be imported: {error}", error=f"{type(error).__name__}: {error}"),
            hint=_("install {package}", package=_package(engine)),
            where=_("engine {name}", name=engine.name),
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
    hint = _("known are {names}", names=f"auto, {', '.join(known)}")
    if close:
        hint = _("did you mean '{name}'? {others}", name=close, others=hint)
    return ConfigError(
        _("there is no engine called {name!r}", name=name),
        hint=hint,
        where="engine",
    )
