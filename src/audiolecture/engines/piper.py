"""Neural voices offline: piper voices that the user has downloaded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import accumulate

from audiolecture.engines import piper_model
from audiolecture.engines._worker import Job, Pool
from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.engines.neural import (
    Phrase,
    Sound,
    cut,
    fingerprint,
    join,
    phrases,
    read_settings,
    speaker_number,
    speed,
    time_limit,
)
from audiolecture.engines.piper_model import PAD, PiperModel, recognize
from audiolecture.engines.words import Latin, Pause, Piece, Syllable, pieces, refuse
from audiolecture.errors import EngineError, EngineUnavailable
from audiolecture.messages import _, told
from audiolecture.model import Mark, Speech, Utterance, Voice

_REVISION = "1"
_WHOLE_SENTENCES = 1_000
"""Words before a phrase may end at a comma: marks are measured, so no phrase need be short."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A phrase as phoneme numbers."""

    ids: tuple[int, ...]
    words: tuple[tuple[Piece, int, int], ...]
    """A word, and the range of ``ids`` that says it."""


class PiperEngine:
    """Speaks through a piper voice, in worker processes.

    Settings: ``model``, the .onnx file or its folder; ``workers`` and ``threads``, how many.
    """

    name = "piper"
    capabilities = Capabilities(readings=True, exact_marks=True)

    def __init__(self, context: EngineContext) -> None:
        """Read the settings; the voice is looked at when it is first needed."""
        self._settings = read_settings(context.settings, engine=self.name)
        self._pool: Pool | None = None
        self._starting = threading.Lock()  # several requests begin at once
        self._phonemes: dict[Key, tuple[str, ...]] = {}
        self.capabilities = Capabilities(
            readings=True, exact_marks=True, concurrency=self._settings.workers
        )

    @cached_property
    def revision(self) -> str:
        """Another voice is another sound."""
        try:
            return f"{_REVISION}-{fingerprint(self._model.files)}"
        except EngineUnavailable:
            return _REVISION

    @cached_property
    def default_voice(self) -> str:
        """The first speaker."""
        try:
            return self._model.speakers[0]
        except EngineUnavailable:
            return ""

    async def voices(self) -> Sequence[Voice]:
        """The speakers of the voice."""
        return [Voice(name, "zh-CN") for name in self._model.speakers]

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        return await asyncio.to_thread(self._speak, utterance)

    async def check(self) -> str | None:
        """Look at the voice's files, and load them in a worker."""
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

    @cached_property
    def _model(self) -> PiperModel:
        return recognize(self._settings.model)

    def _speak(self, utterance: Utterance) -> Speech:
        found = pieces(utterance.spoken, utterance.readings, engine=self.name)
        parts = tuple(phrases(found, _WHOLE_SENTENCES))
        voice = utterance.voice or self.default_voice
        request: dict[str, object] = {
            "sid": speaker_number(voice, self._model.speakers, engine=self.name),
            "speed": speed(utterance.prosody, engine=self.name),
        }
        self._learn(found)
        self._refuse_unknown(found, utterance.spoken)
        numbers = [self._numbers(part) for part in parts]
        sounds = self._ask(numbers, request, time_limit(utterance))
        rate, volume = self._model.sample_rate, utterance.prosody.volume
        return join(parts, sounds, rate, volume, engine=self.name)

    def _ask(
        self, numbers: Sequence[_Numbers], request: dict[str, object], limit: float
    ) -> list[Sound]:
        request["phrases"] = [one.ids for one in numbers]
        header, data = self._workers().ask(request, limit=limit)
        answers = zip(numbers, cut(data, header["lengths"]), header["durations"], strict=True)
        return [Sound(pcm, tuple(_measured(one, durations))) for one, pcm, durations in answers]

    def _learn(self, found: Sequence[Piece]) -> None:
        """Have the phonemizer read every word that it has not read before."""
        if self._model.kind == "pinyin":
            return
        words = [piece for piece in found if not isinstance(piece, Pause)]
        keys = dict.fromkeys(map(piper_model.phonemes, words))
        unread = [key for key in keys if key not in self._phonemes]
        if unread:
            header, _ = self._workers().ask({"phonemize": unread}, limit=60)
            self._phonemes |= zip(unread, map(tuple, header["phonemes"]), strict=True)

    def _symbols(self, piece: Piece) -> tuple[str, ...]:
        """The phonemes of a word or pause; none if it is a pause that the voice does not know."""
        if isinstance(piece, Pause):
            return tuple(piper_model.pause_symbols(piece, self._model.ids))
        if self._model.kind == "espeak":
            ready = piper_model.ready_phonemes(piece)
            return ready or self._phonemes[piper_model.phonemes(piece)]
        return piper_model.pinyin_symbols(piece) if isinstance(piece, Syllable) else (piece.text,)

    def _refuse_unknown(self, found: Sequence[Piece], spoken: str) -> None:
        """The runtime would leave out what it does not know, and only log it."""
        unknown = [
            piper_model.text(piece, spoken)
            for piece in found
            if not set(self._symbols(piece)) <= self._model.ids.keys()
        ]
        refuse(unknown, engine=self.name)

    def _numbers(self, part: Phrase) -> _Numbers:
        table, each = self._model.ids, self._model.kind == "espeak"
        ids: list[int] = [*table[piper_model.BEGIN], *(table[PAD] if each else ())]
        words = []
        for piece in (*part.pieces, part.pause):
            begin = len(ids)
            symbols = self._symbols(piece) if piece else ()
            for symbol in symbols:  # espeak voices have a blank after each, the others after all
                ids += [*table[symbol], *(table[PAD] if each else ())]
            if symbols and not each:
                ids += table[PAD]
            if piece and not isinstance(piece, Pause):
                words.append((piece, begin, len(ids)))
        return _Numbers((*ids, *table[piper_model.END]), tuple(words))

    def _try(self) -> None:
        """Load the voice and run it once."""
        nothing = self._numbers(Phrase((), None))
        self._ask([nothing], {"sid": 0, "speed": 1.0}, 60)

    def _workers(self) -> Pool:
        with self._starting:
            if self._pool is None:
                self._pool = Pool(self._job(), self._settings.workers)
            return self._pool

    def _job(self) -> Job:
        absent = [name for name in ("piper", "onnx") if not find_spec(name)]
        if absent:
            raise EngineUnavailable(
                _("{names} is not installed", names=_(" and ").join(absent)),
                hint=_("install {package}", package='"audiolecture[piper]"'),
                where=_("engine {name}", name="piper"),
            )
        model = self._model
        request = {"model": str(model.model), "config": str(model.config)}
        return Job(
            self.name,
            "audiolecture.engines._piper_worker",
            request | {"threads": self._settings.threads},
        )


def _measured(numbers: _Numbers, durations: Sequence[int]) -> Iterator[Mark]:
    """Marks from the samples of each phoneme; none if the runtime has not measured them."""
    if len(durations) != len(numbers.ids):
        return
    ends = [0, *accumulate(durations)]
    for piece, begin, end in numbers.words:
        if isinstance(piece, Syllable | Latin):
            yield Mark(piece.start, piece.end, ends[begin], ends[end])
