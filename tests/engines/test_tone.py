from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from audiolecture.engines.base import EngineContext
from audiolecture.engines.tone import LEAD, SAMPLE_RATE, TAIL, ToneEngine, frequency
from audiolecture.errors import SynthesisRefused
from audiolecture.model import Prosody, Speech, Utterance
from audiolecture.testing import utterance


def speak(request: Utterance, **settings: object) -> Speech:
    engine = ToneEngine(EngineContext(Path("unused"), settings=settings))
    return asyncio.run(engine.synthesize(request))


def heard(speech: Speech) -> list[int]:
    """The frequency inside each mark, in hertz."""
    samples = np.frombuffer(speech.audio, "<i2").astype(float)
    return [
        int(np.abs(np.fft.rfft(samples[mark.onset : mark.offset], SAMPLE_RATE)).argmax())
        for mark in speech.marks
    ]


def test_the_audio_tells_what_was_said() -> None:
    speech = speak(utterance("银行，行。", "yin2 hang2 xing2"))
    expected = [
        frequency(*said, 300) for said in (("银", "yin2"), ("行", "hang2"), ("行", "xing2"))
    ]
    assert len(set(expected)) == 3
    assert heard(speech) == expected


def test_marks_and_length_are_exact() -> None:
    speech = speak(utterance("一，二", "yi1 er4"))
    assert [(m.start, m.end, m.onset, m.offset) for m in speech.marks] == [
        (0, 1, LEAD, LEAD + 1_920),
        (2, 3, LEAD + 1_920 + 1_200, LEAD + 1_920 + 1_200 + 1_920),
    ]
    assert len(speech.audio) == 2 * (LEAD + 1_920 + 1_200 + 1_920 + TAIL)


def test_prosody() -> None:
    plain = speak(utterance("一", "yi1"))
    fast = speak(utterance("一", "yi1", prosody=Prosody(rate=100)))
    raised = speak(utterance("一", "yi1", prosody=Prosody(pitch=30)))
    soft = speak(utterance("一", "yi1", prosody=Prosody(volume=-50)))
    assert fast.marks[0].offset - LEAD == (plain.marks[0].offset - LEAD) // 2
    assert heard(raised)[0] == heard(plain)[0] + 30
    assert peak(soft) == pytest.approx(peak(plain) / 2, abs=1)


def peak(speech: Speech) -> int:
    return int(np.abs(np.frombuffer(speech.audio, "<i2").astype(int)).max())


def test_voices_are_an_octave_apart() -> None:
    request = utterance("一", "yi1", voice="high")
    assert heard(speak(request))[0] == heard(speak(utterance("一", "yi1")))[0] + 300


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (utterance("，。"), "nothing to say in '，。'"),
        (utterance("一", "yi1", voice="middle"), "no voice called 'middle'"),
    ],
)
def test_refusals(request_: Utterance, told: str) -> None:
    with pytest.raises(SynthesisRefused, match=told):
        speak(request_)


def test_it_fails_where_it_is_told_to() -> None:
    with pytest.raises(SynthesisRefused, match="坏"):
        speak(utterance("坏的", "huai4 de5"), fail="坏")
    assert speak(utterance("好的", "hao3 de5"), fail="坏").marks
