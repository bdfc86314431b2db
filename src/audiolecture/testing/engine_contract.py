"""What the build relies on in an engine, as tests that pytest collects.

::

    from audiolecture.testing.engine_contract import EngineContract

    class TestAcme(EngineContract):
        settings = {"model": "…"}

        def make(self, context):
            return AcmeEngine(context)

Every test makes an engine of its own, in its own event loop, and closes it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from audiolecture.engines.base import Capabilities, Engine, EngineContext
from audiolecture.errors import AudioLectureError, SynthesisRefused
from audiolecture.model import Mark, Prosody, Speech, Utterance, Voice
from audiolecture.testing.utterances import is_han, utterance

if TYPE_CHECKING:
    import numpy as np

LONGEST = 400
"""Han characters: no utterance has more (DESIGN.md)."""

_SYLLABLE = (0.04, 1.0)
"""Seconds that a syllable may take; read speech has 0.15 to 0.4."""
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*(-[A-Z]{2})?(-[A-Za-z0-9]+)*")


class EngineContract:
    """The tests. A subclass says how to `make` an engine; the rest may be left as it is."""

    settings: ClassVar[Mapping[str, object]] = {}
    """The table ``[engines.<name>]``."""

    sentence: ClassVar[Utterance] = utterance(
        "今天，我们一起学习！", "jin1 tian1 wo3 men5 yi4 qi3 xue2 xi2"
    )
    """Something that the engine can say, with a comma in it."""

    readings: ClassVar[tuple[Utterance, Utterance]] = (
        utterance("银行", "yin2 hang2"),
        utterance("银行", "yin2 xing2"),
    )
    """The same text read in two ways, for an engine that takes readings."""

    def make(self, context: EngineContext) -> Engine:
        """The engine to be tested."""
        raise NotImplementedError("say how the engine is made: def make(self, context)")

    # ------------------------------------------------------------ what it says about itself

    def test_it_describes_itself(self, tmp_path: Path) -> None:
        """Name, revision and capabilities decide keys and scheduling."""

        async def look(engine: Engine) -> None:
            _expect(bool(re.fullmatch(r"[a-z][a-z0-9-]*", engine.name)), f"name {engine.name!r}")
            _expect(bool(engine.revision), "revision is empty")
            _expect(isinstance(engine.capabilities, Capabilities), "capabilities are none")
            _expect(engine.capabilities.concurrency >= 1, "it serves no request at once")

        self._run(tmp_path, look)

    def test_making_it_costs_nothing(self, tmp_path: Path) -> None:
        """``audiolecture voices`` makes engines: no file and no network before they are used."""

        async def nothing(engine: Engine) -> None:
            del engine

        self._run(tmp_path, nothing)
        _expect(not list(tmp_path.iterdir()), "it wrote files when it was made")

    def test_it_is_ready(self, tmp_path: Path) -> None:
        """``check`` says None when the engine works."""

        async def look(engine: Engine) -> None:
            problem = await engine.check()
            _expect(problem is None, f"check: {problem}")

        self._run(tmp_path, look)

    def test_its_voices_have_names(self, tmp_path: Path) -> None:
        """Names are unique, and the default voice is one of them."""

        async def look(engine: Engine) -> None:
            voices = await engine.voices()
            names = [voice.name for voice in voices]
            _expect(all(isinstance(voice, Voice) for voice in voices), "these are no voices")
            _expect(len(set(names)) == len(names), "two voices have the same name")
            _expect(engine.default_voice in names, f"default {engine.default_voice!r} is not there")
            for voice in voices:
                _expect(bool(_LOCALE.fullmatch(voice.locale)), f"locale {voice.locale!r}")

        self._run(tmp_path, look)

    # ------------------------------------------------------------ what it says

    def test_it_speaks(self, tmp_path: Path) -> None:
        """The reply is audio of a plausible length, and every character has its mark."""

        async def speak(engine: Engine) -> None:
            speech = await engine.synthesize(self.sentence)
            _check_speech(speech, self.sentence, engine.capabilities)

        self._run(tmp_path, speak)

    def test_it_speaks_in_every_voice(self, tmp_path: Path) -> None:
        """The first three, to be exact: some engines have hundreds."""

        async def speak(engine: Engine) -> None:
            for voice in (await engine.voices())[:3]:
                request = replace(self.sentence, voice=voice.name)
                _check_speech(await engine.synthesize(request), request, engine.capabilities)

        self._run(tmp_path, speak)

    def test_it_speaks_the_longest_utterance(self, tmp_path: Path) -> None:
        """400 characters in one request."""
        times = LONGEST // sum(map(is_han, self.sentence.spoken))
        request = _repeated(self.sentence, times)

        async def speak(engine: Engine) -> None:
            _check_speech(await engine.synthesize(request), request, engine.capabilities)

        self._run(tmp_path, speak)

    def test_requests_at_once_do_not_mix(self, tmp_path: Path) -> None:
        """As many as it says that it can serve, and some more, each of another length."""

        async def speak(engine: Engine) -> None:
            number = min(engine.capabilities.concurrency, 8) + 2
            requests = [_repeated(self.sentence, 1 + index % 3) for index in range(number)]
            speeches = await asyncio.gather(*map(engine.synthesize, requests))
            for speech, request in zip(speeches, requests, strict=True):
                _check_speech(speech, request, engine.capabilities)

        self._run(tmp_path, speak)

    def test_readings_decide_the_sound(self, tmp_path: Path) -> None:
        """Only for an engine that takes readings."""

        async def speak(engine: Engine) -> None:
            if engine.capabilities.readings:
                one, two = [await engine.synthesize(request) for request in self.readings]
                _expect(one.audio != two.audio, "two readings sound the same")

        self._run(tmp_path, speak)

    def test_prosody_is_heard(self, tmp_path: Path) -> None:
        """A higher rate is shorter, a lower volume is softer; if it honours prosody."""

        async def speak(engine: Engine) -> None:
            if not engine.capabilities.prosody:
                return
            plain, fast, soft = [
                await engine.synthesize(replace(self.sentence, prosody=prosody))
                for prosody in (Prosody(), Prosody(rate=50), Prosody(volume=-50))
            ]
            _expect(_seconds(fast) < 0.9 * _seconds(plain), "rate +50 % is not faster")
            _expect(_level(soft) < 0.8 * _level(plain), "volume -50 % is not softer")

        self._run(tmp_path, speak)

    # ------------------------------------------------------------ what it refuses

    def test_it_refuses_a_voice_that_it_has_not(self, tmp_path: Path) -> None:
        """It must not speak in another voice instead."""
        self._refused(tmp_path, replace(self.sentence, voice="no-such-voice"))

    def test_it_refuses_to_say_nothing(self, tmp_path: Path) -> None:
        """Punctuation alone is not speech."""
        self._refused(tmp_path, utterance("……，。"))

    def test_it_goes_on_after_a_refusal(self, tmp_path: Path) -> None:
        """One bad utterance costs only itself."""

        async def speak(engine: Engine) -> None:
            await _refusal(engine, replace(self.sentence, voice="no-such-voice"))
            speech = await engine.synthesize(self.sentence)
            _check_speech(speech, self.sentence, engine.capabilities)

        self._run(tmp_path, speak)

    def test_it_may_be_closed_twice(self, tmp_path: Path) -> None:
        """Used or not."""

        async def close(engine: Engine) -> None:
            await engine.aclose()
            await engine.aclose()

        self._run(tmp_path, close)

    # ------------------------------------------------------------ how they are run

    def _refused(self, tmp_path: Path, request: Utterance) -> None:
        async def speak(engine: Engine) -> None:
            error = await _refusal(engine, request)
            _expect(engine.name in error.where, f"where {error.where!r} does not name the engine")

        self._run(tmp_path, speak)

    def _run(self, cache: Path, test: Callable[[Engine], Coroutine[Any, Any, None]]) -> None:
        async def run() -> None:
            engine = self.make(EngineContext(cache, settings=self.settings))
            try:
                await test(engine)
            finally:
                await engine.aclose()

        asyncio.run(run())


async def _refusal(engine: Engine, request: Utterance) -> AudioLectureError:
    try:
        await engine.synthesize(request)
    except SynthesisRefused as error:
        return error
    except Exception as error:
        raise AssertionError(f"{type(error).__name__} instead of SynthesisRefused") from error
    raise AssertionError(f"it did not refuse {request.spoken[:20]!r} in voice {request.voice!r}")


def _check_speech(speech: Speech, request: Utterance, capabilities: Capabilities) -> None:
    samples, rate = _decoded(speech)
    syllables = sum(map(is_han, request.spoken))
    each = len(samples) / rate / syllables
    _expect(_SYLLABLE[0] < each < _SYLLABLE[1], f"{each:.2f} s for each syllable")
    _expect(_level(speech) > 0.001, "it is silent")  # noqa: PLR2004 - -60 dB
    if speech.encoding == "pcm_s16le":
        _expect(rate == speech.sample_rate, "the sample rate is not what it says")
    _expect(not speech.exact or capabilities.exact_marks, "exact marks that it did not announce")
    _check_marks(speech.marks, request.spoken, round(len(samples) * speech.sample_rate / rate))


def _check_marks(marks: Sequence[Mark], spoken: str, samples: int) -> None:
    for mark in marks:
        _expect(0 <= mark.start < mark.end <= len(spoken), f"{mark} is not in the text")
        _expect(0 <= mark.onset < mark.offset <= samples, f"{mark} is not in the audio")
    for one, two in pairwise(marks):
        _expect(one.end <= two.start, f"{one} and {two} overlap in the text")
        _expect(one.offset <= two.onset, f"{one} and {two} overlap in the audio")
    covered = {index for mark in marks for index in range(mark.start, mark.end)}
    lost = "".join(c for index, c in enumerate(spoken) if is_han(c) and index not in covered)
    _expect(not lost, f"no mark for {lost[:20]}")


def _repeated(request: Utterance, times: int) -> Utterance:
    text, length = request.written * times, len(request.written)
    return replace(
        request,
        written=text,
        spans=tuple(
            replace(span, start=span.start + turn * length, end=span.end + turn * length)
            for turn in range(times)
            for span in request.spans
        ),
        readings=request.readings * times,
        sentences=((0, len(text)),),
    )


def _seconds(speech: Speech) -> float:
    samples, rate = _decoded(speech)
    return len(samples) / rate


def _level(speech: Speech) -> float:
    """Root mean square, 1.0 for full scale."""
    samples, _ = _decoded(speech)
    return float((samples**2).mean() ** 0.5) if len(samples) else 0.0


def _decoded(speech: Speech) -> tuple[np.ndarray, int]:
    """Samples in -1…1, and how many a second."""
    import numpy as np  # noqa: PLC0415 - heavy

    if speech.encoding == "pcm_s16le":
        _expect(len(speech.audio) % 2 == 0, "an odd number of bytes")
        return np.frombuffer(speech.audio, "<i2") / 32_768, speech.sample_rate
    import io  # noqa: PLC0415

    import av  # noqa: PLC0415 - heavy

    with av.open(io.BytesIO(speech.audio), "r", format="mp3") as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(frames, axis=1)[0]
    return samples.astype(float) / (32_768 if samples.dtype.kind == "i" else 1), rate


def _expect(held: bool, otherwise: str) -> None:
    if not held:
        raise AssertionError(otherwise)
