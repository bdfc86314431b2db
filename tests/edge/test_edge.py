"""The Edge engine against a stand-in: what is accepted, what is tried again, what stops a run."""

from __future__ import annotations

import asyncio
import collections
import sys
from pathlib import Path

import pytest

from audiolecture.engines.base import EngineContext
from audiolecture.engines.edge import EdgeEngine
from audiolecture.errors import BadSpeech, EngineUnavailable, SynthesisRefused
from audiolecture.model import Span, Utterance

sys.path.insert(0, str(Path(__file__).parent))
from standin import StandIn, serving

TEXT = "基层是离群众最近的地方，也是检验工作的考场。"
QUICK = {"idle_timeout": 0.3, "backoff": 0.0, "retries": 2}


def utterance(text=TEXT):
    return Utterance(text, (Span(0, len(text), text),), ("",) * len(text), ((0, len(text)),))


@pytest.fixture
def speak(tmp_path, monkeypatch):
    def run(standin, *texts, settings=QUICK):
        async def main():
            async with serving(standin):
                monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", f"ws://127.0.0.1:{standin.port}")
                engine = EdgeEngine(EngineContext(tmp_path, settings, events.append))
                wanted = [engine.synthesize(utterance(text)) for text in texts]
                return await asyncio.gather(*wanted, return_exceptions=True)

        return asyncio.run(main())

    events = []
    run.events = events
    return run


def faults(*names):
    return StandIn(faults=collections.deque(names))


def test_a_reply_comes_with_a_mark_for_every_character(speak):
    (speech,) = speak(StandIn(), TEXT)

    said = [TEXT[mark.start : mark.end] for mark in speech.marks]
    assert "".join(said) == TEXT.replace("，", "").replace("。", "")
    times = [time for mark in speech.marks for time in (mark.onset, mark.offset)]
    assert times == sorted(times)
    assert len(speech.audio) % 144 == 0


@pytest.mark.parametrize(
    "fault",
    ["close", "stall", "no turn end", "half", "no marks", "words missing", "garbage", "silent",
     "429", "503", "500"],
)  # fmt: skip
def test_a_passing_fault_is_tried_again(speak, fault):
    standin = faults(fault)

    (speech,) = speak(standin, TEXT)

    (good,) = speak(StandIn(), TEXT)
    assert speech == good
    assert len(speak.events) >= 1


@pytest.mark.parametrize("fault", ["close", "no turn end", "half", "no marks", "garbage"])
def test_a_reply_that_stays_bad_is_refused(speak, fault):
    (error,) = speak(faults(*[fault] * 3), TEXT)

    assert isinstance(error, BadSpeech)


def test_a_service_that_stays_busy_is_unavailable(speak):
    (error,) = speak(faults("503", "503", "503"), TEXT)

    assert isinstance(error, EngineUnavailable)
    assert "503" in error.message


@pytest.mark.parametrize("status", ["404", "407"])
def test_a_permanent_failure_stops_the_run(speak, status):
    standin = faults(status)

    first, second = speak(standin, TEXT, "第二句。", settings=QUICK | {"concurrency": 1})

    assert isinstance(first, EngineUnavailable)
    assert isinstance(second, EngineUnavailable)
    assert standin.requests == []


def test_a_connection_limit_lowers_the_pace(speak):
    standin = StandIn(limit=1)

    results = speak(standin, *[f"{TEXT}{n}" for n in "一二三四"], settings=QUICK | {"retries": 50})

    assert [type(result).__name__ for result in results] == ["Speech"] * 4
    assert standin.peak == 1


@pytest.mark.parametrize("text", ["", "……", "，。！", "\ufffe\ud800"])
def test_nothing_to_say_is_not_sent(speak, text):
    standin = StandIn()

    (error,) = speak(standin, text)

    assert isinstance(error, SynthesisRefused)
    assert standin.requests == []


def test_what_xml_cannot_carry_is_left_out_and_marks_still_fit(speak):
    text = "甲\x07乙\ufffe<丙>&\u200b丁"
    standin = StandIn()

    (speech,) = speak(standin, text)

    assert [text[mark.start] for mark in speech.marks] == list("甲乙丙丁")
    assert "<丙>" in standin.requests[0]


def test_check_and_voices(tmp_path, monkeypatch):
    async def main():
        standin = StandIn()
        async with serving(standin):
            monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", f"ws://127.0.0.1:{standin.port}")
            engine = EdgeEngine(EngineContext(tmp_path))
            return await engine.check(), await engine.voices()

    problem, voices = asyncio.run(main())

    assert problem is None
    assert [voice.name for voice in voices] == ["zh-CN-YunyangNeural", "zh-CN-XiaoxiaoNeural"]


def test_a_service_that_is_not_there_is_said_to_be(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", "ws://127.0.0.1:9")

    problem = asyncio.run(EdgeEngine(EngineContext(tmp_path)).check())

    assert problem == "it cannot be reached"
