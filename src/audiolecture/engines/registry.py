"""Finds engines by name: ours, and those that other packages register as entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from inspect import getattr_static
from typing import Any, cast

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, BadSpeech, ConfigError, EngineUnavailable
from audiolecture.messages import _, series
from audiolecture.model import Speech, Utterance, Voice
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


def is_extra(name: str) -> bool:
    """Whether it is one of ours that needs a package and a model of its own before it speaks."""
    return name in OURS and OURS[name].package.endswith(f"[{name}]")


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
    with _explained(engine, _("cannot be started"), EngineUnavailable):
        made = factory(context)
    return made if name in OURS else _guarded(made, engine)


@contextmanager
def _explained(
    engine: Registered, what: str, kind: type[AudioLectureError] = BadSpeech
) -> Iterator[None]:
    """An error of ours is passed on, and any other told as one of the engine."""
    try:
        yield
    except AudioLectureError:
        raise
    except Exception as error:
        raise kind(
            f"{what}: {type(error).__name__}: {error}",
            hint=_("reinstall or update {package}", package=_package(engine)),
            where=_("engine {name}", name=engine.name),
        ) from error


# ---------------------------------------------------------------- engines of others

_PARTS = ("revision", "capabilities", "default_voice", "voices", "synthesize", "check", "aclose")


class _Guarded:
    """Somebody else's engine: a mistake in it costs an utterance, and is told as its own."""

    def __init__(self, made: Engine, engine: Registered) -> None:
        self._made, self._engine = made, engine

    def __getattr__(self, name: str) -> Any:
        """Everything else is as it is there."""
        return getattr(self._made, name)

    async def voices(self) -> Sequence[Voice]:
        with _explained(self._engine, _("cannot name its voices"), EngineUnavailable):
            return await self._made.voices()

    async def synthesize(self, utterance: Utterance) -> Speech:
        with _explained(self._engine, _("failed while speaking")):
            return await self._made.synthesize(utterance)

    async def check(self) -> str | None:
        try:
            what = _("cannot say whether it is ready")
            with _explained(self._engine, what, EngineUnavailable):
                return await self._made.check()
        except AudioLectureError as error:
            return error.message

    async def aclose(self) -> None:
        with suppress(Exception):  # nothing depends on it any more
            await self._made.aclose()


def _guarded(made: Engine, engine: Registered) -> Engine:
    """The engine, if it is one.

    Raises:
        EngineUnavailable: it lacks a part, or bears another name than it is registered under.
    """
    absent = [part for part in _PARTS if getattr_static(made, part, None) is None]
    named = getattr(made, "name", "")
    if absent or named != engine.name:
        message = (
            _("is no engine for this version: it lacks {parts}", parts=series(absent))
            if absent
            else _("is no engine for this version: it calls itself {name}", name=repr(named))
        )
        raise EngineUnavailable(
            message,
            hint=_("reinstall or update {package}", package=_package(engine)),
            where=_("engine {name}", name=engine.name),
        )
    return cast("Engine", _Guarded(made, engine))


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
    hint = _("known are {names}", names=series(["auto", *known]))
    if close:
        hint = _("did you mean '{name}'? {others}", name=close, others=hint)
    return ConfigError(
        _("there is no engine called {name!r}", name=name),
        hint=hint,
        where="engine",
    )
