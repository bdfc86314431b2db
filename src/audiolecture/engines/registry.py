"""Finds engines by name: ours, and those that other packages register as entry points."""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from inspect import getattr_static
from typing import Any, cast

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import AudioLectureError, BadSpeech, ConfigError, EngineUnavailable
from audiolecture.model import Speech, Utterance, Voice

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
    with _explained(engine, "cannot be started", EngineUnavailable):
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
            hint=f"reinstall or update {_package(engine)}",
            where=f"engine {engine.name}",
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
        with _explained(self._engine, "cannot name its voices", EngineUnavailable):
            return await self._made.voices()

    async def synthesize(self, utterance: Utterance) -> Speech:
        with _explained(self._engine, "failed while speaking"):
            return await self._made.synthesize(utterance)

    async def check(self) -> str | None:
        try:
            with _explained(self._engine, "cannot say whether it is ready", EngineUnavailable):
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
        what = f"lacks {', '.join(absent)}" if absent else f"calls itself {named!r}"
        raise EngineUnavailable(
            f"is no engine for this version: it {what}",
            hint=f"update {_package(engine)}",
            where=f"engine {engine.name}",
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
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    suggestion = f"did you mean {close[0]}? " if close else ""
    return ConfigError(
        f"there is no engine called {name!r}",
        hint=f"{suggestion}known: auto, {', '.join(known)}",
        where="engine",
    )
