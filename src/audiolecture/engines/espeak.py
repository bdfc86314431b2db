"""The embedded engine: espeak-ng, in this process, offline, with exact marks."""

from __future__ import annotations

import asyncio
import math
import threading
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.engines.espeak_native import Library, Parameters, Sound
from audiolecture.engines.espeak_text import Script, render
from audiolecture.errors import BadSpeech, EngineError, EngineUnavailable, SynthesisRefused
from audiolecture.messages import N_, _, series, told
from audiolecture.model import Mark, Prosody, Speech, Utterance, Voice

_RATE = 175
"""Words a minute in espeak-ng's terms: over 3,700 syllables of a lecture, 3.4 a second with the
pauses and 0.27 s for each without them."""
_VOLUMES = {"zhm": 50, "zhf": 35}
"""espeak-ng's percent: over the same lecture the peaks stay 2.4 dB under full scale."""
_BASE_PITCHES = {"zhm": 84, "zhf": 150}
"""The lower end of each variant's ``pitch`` line, in hertz: what PITCH scales."""

VOICES = (
    Voice("zhm", "zh-CN", "Male", N_("a man lecturing; offline"), loudness=-23.7),
    Voice("zhf", "zh-CN", "Female", N_("a woman lecturing; offline"), loudness=-21.4),
)
"""Their loudness by ffmpeg's ebur128 over 2,000 characters; any 250 of them are within 0.4 LU."""


class EspeakEngine:
    """Speaks pinyin through espeak-ng. Nothing is installed, nothing is fetched."""

    name = "espeak"
    revision = "1.52-1"
    capabilities = Capabilities(readings=True, exact_marks=True, concurrency=1)
    default_voice = "zhm"

    def __init__(self, context: EngineContext) -> None:
        """Make the engine; the library is loaded when it is first needed."""
        self._cache_dir = context.cache_dir
        self._data: Path | None = None

    async def voices(self) -> Sequence[Voice]:
        """A man and a woman."""
        return VOICES

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        return await asyncio.to_thread(self._speak, utterance)

    async def check(self) -> str | None:
        """Load the library and the data."""
        try:
            await asyncio.to_thread(self._open_alone)
        except EngineError as error:
            error.where = ""  # who asks knows whom
            return told(error)
        return None

    async def aclose(self) -> None:
        """Nothing to free: the library stays for the next engine of this process."""

    def _speak(self, utterance: Utterance) -> Speech:
        script = render(utterance.spoken, utterance.readings)
        parameters = _parameters(utterance.voice or self.default_voice, utterance.prosody)
        library = _library()
        with library.lock:
            self._open(library)
            sound = library.speak(script.text, parameters)
        marks = _marks(script, sound)
        return Speech(sound.pcm, "pcm_s16le", library.sample_rate, marks, exact=True)

    def _open_alone(self) -> None:
        library = _library()
        with library.lock:
            self._open(library)

    def _open(self, library: Library) -> None:
        import espeakng_loader  # noqa: PLC0415 - loads the shared library

        from audiolecture.engines.espeak_data import data_folder  # noqa: PLC0415

        if self._data is None or not self._data.is_dir():  # a cache may be cleared meanwhile
            self._data = data_folder(self._cache_dir, Path(espeakng_loader.get_data_path()))
        library.open(self._data)


_loading = threading.Lock()


def _library() -> Library:
    """The one library of this process, whichever thread asks first."""
    with _loading:
        return _loaded_library()


@cache
def _loaded_library() -> Library:
    try:
        import espeakng_loader  # noqa: PLC0415 - loads the shared library
    except (ImportError, OSError) as error:
        raise EngineUnavailable(
            _("espeak-ng is not installed: {error}", error=error),
            hint=_("install espeakng-loader"),
            where=_("engine {name}", name="espeak"),
        ) from error
    return Library(espeakng_loader.get_library_path())


def _parameters(voice: str, prosody: Prosody) -> Parameters:
    if voice not in _VOLUMES:
        raise SynthesisRefused(
            _("there is no voice called {voice!r}", voice=voice),
            hint=_("its voices are {names}", names=series(_VOLUMES)),
            where=_("engine {name}", name="espeak"),
        )
    octaves = math.log2(max(0.5, 1 + prosody.pitch / _BASE_PITCHES[voice]))
    return Parameters(
        voice=voice,
        rate=_within(80, _RATE * (100 + prosody.rate) / 100, 450),
        volume=_within(0, _VOLUMES[voice] * (100 + prosody.volume) / 100, 200),
        pitch=_within(0, 50 + 50 * octaves, 99),
    )


def _within(low: int, value: float, high: int) -> int:
    return round(min(max(value, low), high))


def _marks(script: Script, sound: Sound) -> tuple[Mark, ...]:
    """One mark for each word of the script, up to the next word or the pause before it."""
    onsets: dict[int, int] = {}
    for position, sample in sound.words:  # an acronym or compound repeats its event
        onsets.setdefault(position, sample)
    if not onsets.keys() >= script.words.keys():
        raise BadSpeech(
            _("espeak-ng did not say every word of {text!r}", text=script.text),
            where=_("engine {name}", name="espeak"),
        )
    starts = [onsets[position] for position in script.words]
    bounds = sorted({*starts, *sound.silences, len(sound.pcm) // 2})
    return tuple(
        Mark(start, end, onset, bounds[bisect_right(bounds, onset)])
        for (start, end), onset in zip(script.words.values(), starts, strict=True)
    )
