"""What an engine is: one Protocol, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from audiolecture.events import Listener, ignore
from audiolecture.model import Speech, Utterance, Voice


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, so that nothing else needs to know its name."""

    readings: bool = False
    """Takes a reading per character; without it, readings are conveyed by homophones."""
    prosody: bool = True
    """Honours `Prosody`."""
    exact_marks: bool = False
    """Measures its marks instead of estimating them."""
    online: bool = False
    """Needs the network."""
    concurrency: int = 1
    """How many requests it can serve at once."""
    everywhere: int = 0
    """How many requests a whole cluster may send an online service at once; if 0, `concurrency`."""
    hidden: bool = False
    """For tests and benchmarks: never offered to users."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What the outside gives an engine when it is made."""

    cache_dir: Path
    """A folder of ours in which the engine may keep files of its own."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """The table ``[engines.<name>]`` of ``audiolecture.toml``."""
    emit: Listener = ignore


class Engine(Protocol):
    """Speaks utterances. Made as ``EngineClass(context)``; one instance serves a whole build."""

    name: str
    capabilities: Capabilities

    @property
    def revision(self) -> str:
        """Part of the clip key; raised when the same request would sound different."""
        ...

    @property
    def default_voice(self) -> str:
        """The voice for ``Utterance.voice == ""``."""
        ...

    async def voices(self) -> Sequence[Voice]:
        """The voices it offers.

        Raises:
            EngineUnavailable: the list cannot be had now.
        """
        ...

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak one utterance, in ``utterance.voice`` and ``utterance.prosody``.

        The marks refer to characters of ``utterance.spoken``.

        Raises:
            EngineUnavailable: may be tried again later.
            SynthesisRefused: will never be accepted.
            BadSpeech: the reply did not pass the engine's own checks.
        """
        ...

    async def check(self) -> str | None:
        """``None`` if ready; else what is wrong and what to do."""
        ...

    async def aclose(self) -> None:
        """Free what the engine holds; it is not used again."""
        ...
