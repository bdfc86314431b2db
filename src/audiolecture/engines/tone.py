"""A stand-in for speech: every character is a short tone. For tests and benchmarks.

It is deterministic, thousands of times faster than real time, and its audio can be checked: the
frequency tells which character was said with which reading.
"""

from __future__ import annotations

import asyncio
import os
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache

from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.errors import SynthesisRefused
from audiolecture.messages import _, series
from audiolecture.model import Mark, Prosody, Speech, Utterance, Voice

SAMPLE_RATE = 24_000
"""Not the rate of what is published, so that clips are resampled as those of a real voice are."""

LEAD, TAIL = 720, 2_400
"""Silence around the tones, in samples: 30 and 100 ms, which trimming takes away."""

_CHARACTER, _PUNCTUATION, _FADE = 1_920, 1_200, 120  # 80, 50 and 5 ms
_AMPLITUDE = 0.25
_BASE_FREQUENCIES = {"low": 300, "high": 600}


class ToneEngine:
    """Says a character as a tone of 80 ms and punctuation as 50 ms of silence.

    Settings: ``fail``, a text: an utterance that contains it is refused; ``delay``, seconds that
    each utterance takes; ``journal``, a file to which each request adds a line.
    """

    name = "tone"
    revision = "1"
    capabilities = Capabilities(readings=True, exact_marks=True, concurrency=4, hidden=True)
    default_voice = "low"

    def __init__(self, context: EngineContext) -> None:
        """Read the settings."""
        self._fail = str(context.settings.get("fail", ""))
        self._delay = float(str(context.settings.get("delay", 0)))
        self._journal = str(context.settings.get("journal", ""))

    async def voices(self) -> Sequence[Voice]:
        """Two, an octave apart."""
        return (
            Voice("low", "zh-CN", "Male", "tones from 300 Hz", loudness=-16.4),
            Voice("high", "zh-CN", "Female", "tones from 600 Hz", loudness=-16.2),
        )

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        if self._journal:
            _note(self._journal, f"{os.getpid()} {utterance.spoken}\n")
        if self._delay:
            await asyncio.sleep(self._delay)
        if self._fail and self._fail in utterance.spoken:
            raise SynthesisRefused(
                f"refuses {self._fail!r}",
                hint="it was told to",
                where=_("engine {name}", name="tone"),
            )
        return _speak(utterance, _base_frequency(utterance.voice or self.default_voice))

    async def check(self) -> str | None:
        """Always ready."""
        return None

    async def aclose(self) -> None:
        """Nothing to free."""


def _note(path: str, line: str) -> None:
    """Add a line in one write, so that processes may share the file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def frequency(character: str, reading: str, base: int) -> int:
    """The tone of a character, in hertz: one of 100 steps of 3 Hz from ``base``."""
    return base + 3 * (zlib.crc32(f"{character} {reading}".encode()) % 100)


def _base_frequency(voice: str) -> int:
    if voice not in _BASE_FREQUENCIES:
        raise SynthesisRefused(
            _("there is no voice called {voice!r}", voice=voice),
            hint=_("its voices are {names}", names=series(_BASE_FREQUENCIES)),
            where=_("engine {name}", name="tone"),
        )
    return _BASE_FREQUENCIES[voice]


def _speak(utterance: Utterance, base: int) -> Speech:
    spoken = utterance.spoken
    if not any(map(_sounds, spoken)):
        raise SynthesisRefused(
            _("there is nothing to say in {spoken!r}", spoken=spoken[:20]),
            where=_("engine {name}", name="tone"),
        )
    length, silence = (
        _scaled(samples, utterance.prosody) for samples in (_CHARACTER, _PUNCTUATION)
    )
    amplitude = _AMPLITUDE * max(0, 100 + utterance.prosody.volume) / 100
    pieces, marks, position = [bytes(2 * LEAD)], [], LEAD
    for index, (character, reading) in enumerate(zip(spoken, utterance.readings, strict=True)):
        if not _sounds(character):
            pieces.append(bytes(2 * silence))
            position += silence
            continue
        pitch = max(20, frequency(character, reading, base) + utterance.prosody.pitch)
        pieces.append(_tone(pitch, length, amplitude))
        marks.append(Mark(index, index + 1, position, position + length))
        position += length
    pieces.append(bytes(2 * TAIL))
    return Speech(b"".join(pieces), "pcm_s16le", SAMPLE_RATE, tuple(marks), exact=True)


def _scaled(samples: int, prosody: Prosody) -> int:
    return max(1, samples * 100 // max(25, 100 + prosody.rate))


def _sounds(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


@lru_cache(maxsize=4_096)
def _tone(pitch: int, samples: int, amplitude: float) -> bytes:
    import numpy as np  # noqa: PLC0415 - heavy

    time = np.arange(samples)
    fade = np.minimum(1, np.minimum(time, samples - 1 - time) / _FADE)
    wave = np.sin(2 * np.pi * pitch / SAMPLE_RATE * time) * fade * min(1, amplitude)
    return bytes(np.rint(wave * 32_767).astype("<i2"))
