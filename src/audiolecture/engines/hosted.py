"""An engine whose model runs in worker processes: what piper and sherpa-onnx have in common."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Protocol

from audiolecture.engines._worker import Job, Pool
from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.engines.neural import fingerprint, read_settings
from audiolecture.errors import EngineError, EngineUnavailable
from audiolecture.messages import told
from audiolecture.model import Speech, Utterance, Voice


class Model(Protocol):
    """What such an engine finds on the disk."""

    @property
    def files(self) -> Any:
        """What makes its sound, for `fingerprint`."""


class HostedEngine(ABC):
    """Reads its settings at once, its model when that is needed, and starts workers for a text.

    Settings: ``model``; ``workers`` and ``threads``, how many of each.
    """

    name: ClassVar[str]
    capabilities: Capabilities
    exact_marks: ClassVar[bool] = False

    def __init__(self, context: EngineContext) -> None:
        """Read the settings."""
        self._settings = read_settings(context.settings, engine=self.name)
        self._cache_dir = context.cache_dir
        self._pool: Pool | None = None
        self._starting = threading.Lock()  # several requests begin at once
        self.capabilities = Capabilities(
            readings=True, exact_marks=self.exact_marks, concurrency=self._settings.workers
        )

    @cached_property
    def revision(self) -> str:
        """Another model is another sound."""
        try:
            return f"{self._program}-{fingerprint(self._model.files)}"
        except EngineUnavailable:
            return self._program

    @cached_property
    def default_voice(self) -> str:
        """The first that speaks Chinese; empty if the model cannot be used."""
        try:
            voices = self._voices()
        except EngineUnavailable:
            return ""
        return next((voice.name for voice in voices if voice.locale == "zh-CN"), voices[0].name)

    async def voices(self) -> Sequence[Voice]:
        """The speakers of the model."""
        return self._voices()

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        return await asyncio.to_thread(self._speak, utterance)

    async def check(self) -> str | None:
        """Look at the model's files, and load them in a worker."""
        try:
            await asyncio.to_thread(self._try)
        except EngineError as error:
            error.where = ""  # who asks knows whom
            return told(error)
        return None

    async def aclose(self) -> None:
        """End the workers."""
        if self._pool:
            await asyncio.to_thread(self._pool.close)

    def _workers(self) -> Pool:
        with self._starting:
            if self._pool is None:
                self._pool = Pool(self._job(), self._settings.workers)
            return self._pool

    # ------------------------------------------------------------ what each engine has of its own

    _program: ClassVar[str]
    """The version of our part: raised when the same model would sound otherwise."""

    @property
    @abstractmethod
    def _model(self) -> Model:
        """The model; raises `EngineUnavailable`."""

    @abstractmethod
    def _voices(self) -> Sequence[Voice]:
        """Its speakers, at least one; raises `EngineUnavailable`."""

    @abstractmethod
    def _speak(self, utterance: Utterance) -> Speech: ...

    @abstractmethod
    def _try(self) -> None:
        """Load the model and say something; raises `EngineError`."""

    @abstractmethod
    def _job(self) -> Job:
        """What the workers run; raises `EngineUnavailable`."""
