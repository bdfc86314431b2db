"""The Edge engine against the stand-in, a test for every way to fail."""

from __future__ import annotations

import asyncio
import collections
import os
import socket

import pytest
from standin import DRIP, FRAME, PASSING, StandIn, serving, speech

from audiolecture.engines.base import EngineContext
from audiolecture.engines.edge import EdgeEngine
from audiolecture.errors import (
    BadSpeech,
    ConfigError,
    EngineError,
    EngineUnavailable,
    SynthesisRefused,
)
from audiolecture.events import PaceChanged, Retrying
from audiolecture.model import Span, Utterance

TEXT = "基层是离群众最近的地方，也是检验工作的考场。"
OTHER = "心里装着群众，脚下才有力量。"
PROBE = "今天天气很好。"
QUICK = {"idle_timeout": 2.0, "backoff": 0.0, "tries": 3}
"""A machine with much else to do keeps a stand-in waiting for longer than half a second."""
ROUND = QUICK["tries"]


def plain(text):
    """An utterance as the script prepares it for an engine without readings."""
    return Utterance(text, (Span(0, len(text), text),), ("",) * len(text), ((0, len(text)),))


@pytest.fixture
def speak(tmp_path, monkeypatch):
    """Synthesize texts at once; replies or errors, in order."""

    def run(standin, *texts, **settings):
        async def main():
            async with serving(standin):
                monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
                engine = EdgeEngine(EngineContext(tmp_path, QUICK | settings, run.events.append))
                wanted = [engine.synthesize(plain(t)) for t in texts]
                return await asyncio.gather(*wanted, return_exceptions=True)

        return asyncio.run(main())

    run.events = []
    return run


def failing(*names, **more):
    return StandIn(faults=collections.deque(names), **more)


def letters(text):
    return [at for at, char in enumerate(text) if char.isalnum()]


def assert_good(reply, text=TEXT):
    """Whole audio, and a mark for every letter where it really sounds."""
    assert not isinstance(reply, Exception), repr(reply)
    assert reply.audio == speech(text).audio
    assert [mark.start for mark in reply.marks] == letters(text)
    times = [time for mark in reply.marks for time in (mark.onset, mark.offset)]
    assert times == sorted(times)
    truth = {at: onset for at, onset, _ in speech(text).truth}
    first = reply.marks[0]
    assert abs(first.onset - truth[first.start]) <= 24


def test_a_reply_has_a_mark_for_every_character(speak):
    (reply,) = speak(StandIn(), TEXT)

    assert_good(reply)
    assert (reply.encoding, reply.sample_rate, reply.exact) == ("mp3", 24_000, False)


STALLS = ("stall", "stall at 50 %", "stall before the end")


@pytest.mark.parametrize("fault", [fault for fault in PASSING if fault not in STALLS])
def test_a_fault_that_passes_costs_one_more_request(speak, fault):
    standin = failing(fault)

    (reply,) = speak(standin, TEXT)

    assert_good(reply)
    assert standin.handshakes == 2
    # aiohttp itself tries a connection again that was reset before it said anything.
    assert sum(isinstance(event, Retrying) for event in speak.events) == (fault != "reset")


def test_stalls_that_pass_cost_one_more_request_each(speak):
    """All at once: each is waited for."""
    texts = [TEXT, OTHER, PROBE]
    assert set(STALLS) < set(PASSING)
    standin = failing(*STALLS)

    replies = speak(standin, *texts)

    for reply, text in zip(replies, texts, strict=True):
        assert_good(reply, text)
    assert standin.handshakes == 2 * len(STALLS)
    assert sum(isinstance(event, Retrying) for event in speak.events) == len(STALLS)


@pytest.mark.parametrize("fault", ["bad voice", "close at 0 %"])
def test_a_request_that_is_closed_without_audio_is_tried_again(speak, fault):
    (reply,) = speak(failing(fault, fault), TEXT)

    assert_good(reply)


@pytest.mark.parametrize("fault", ["503", "429", "no turn end", "stall at 50 %"])
def test_a_service_that_stays_broken_stops_the_run(speak, fault):
    standin = failing(*[fault] * 1_000)

    first, second = speak(standin, TEXT, OTHER, concurrency=1, idle_timeout=0.4)

    assert isinstance(first, EngineUnavailable)
    assert isinstance(second, EngineUnavailable)
    assert "out of order" in first.message
    assert "again" in first.hint
    assert standin.handshakes <= 2 * ROUND + 2


@pytest.mark.parametrize("fault", ["close at 50 %", "no metadata", "garbage", "words dropped"])
def test_a_text_that_stays_broken_is_refused_alone(speak, fault):
    standin = StandIn(by_text={TEXT: fault})

    bad, good = speak(standin, TEXT, OTHER)

    assert isinstance(bad, EngineError)
    assert isinstance(bad, BadSpeech | SynthesisRefused)
    assert "but not this one" in bad.message
    assert_good(good, OTHER)
    assert standin.requests.count(TEXT) == 2 * ROUND
    assert standin.requests.count(PROBE) == 1


@pytest.mark.parametrize(
    ("fault", "advice"),
    [("403", "clock"), ("403 bad date", "clock"), ("404", "update"), ("407", "password")],
)
def test_a_permanent_failure_stops_the_run_with_advice(speak, fault, advice):
    standin = failing(fault, fault, fault)

    first, second = speak(standin, TEXT, OTHER, concurrency=1)

    assert isinstance(first, EngineUnavailable)
    assert advice in first.hint
    assert str(second) == str(first)
    assert standin.requests == []


def test_a_clock_that_is_hours_wrong_is_made_up_for(speak):
    standin = StandIn(skew=7 * 3600.0)

    (reply,) = speak(standin, TEXT)

    assert_good(reply)


def test_a_connection_limit_lowers_the_pace_and_everything_is_said(speak):
    standin = StandIn(limit=1)
    texts = [f"第{number}句话在这里。" for number in "一二三四五六"]

    replies = speak(standin, *texts, tries=40)

    for reply, text in zip(replies, texts, strict=True):
        assert_good(reply, text)
    assert standin.peak == 1
    assert [e.concurrency for e in speak.events if isinstance(e, PaceChanged)][:1] == [1]


def test_the_pace_rises_slowly_while_all_is_well(speak):
    # As many as at first; after eight good replies, and three on their way, one more.
    standin = StandIn(together={1: 3, 12: 4})

    speak(standin, *[f"{OTHER}{n}" for n in "一二三四五六七八九十" * 2], idle_timeout=20.0)

    assert [e.concurrency for e in speak.events if isinstance(e, PaceChanged)] == []
    assert standin.peak in {4, 5}


def test_a_slow_drip_is_not_a_stall(speak):
    """It takes longer than a silence may, though no single silence does."""
    text = TEXT * 4
    pieces = len(speech(text).audio) // (FRAME * 40)  # also: nobody waits for it to be spoken
    assert pieces * DRIP > QUICK["idle_timeout"] > 10 * DRIP

    (reply,) = speak(failing("slow drip"), text)

    assert_good(reply, text)
    assert not any(isinstance(event, Retrying) for event in speak.events)


def test_several_words_in_one_message_are_not_believed(speak):
    (reply,) = speak(StandIn(several=True), TEXT, tries=1)

    # edge-tts hands out only the first word of a message: too few to believe the reply.
    assert isinstance(reply, EngineError)
    assert "words are missing from the audio" in reply.message


@pytest.mark.parametrize("text", ["", "……", "，。！", "\ufffe\ud800", "🎉"])
def test_nothing_to_say_is_not_asked_for(speak, text):
    standin = StandIn()

    (error,) = speak(standin, text)

    assert isinstance(error, SynthesisRefused)
    assert standin.handshakes == 0


def test_what_xml_cannot_carry_is_left_out_and_marks_still_fit(speak):
    text = "甲\x07乙\ufffe<丙>&\u200b丁\n戊"
    standin = StandIn()

    (reply,) = speak(standin, text)

    assert [text[mark.start] for mark in reply.marks] == list("甲乙丙丁戊")
    assert standin.requests == ["甲 乙<丙>&丁 戊"]


def test_no_request_is_longer_than_the_service_takes(speak):
    text = "一二三四五六七八九，" * 140
    standin = StandIn()

    (reply,) = speak(standin, text, idle_timeout=30.0)

    assert "".join(standin.requests) == text
    assert len(standin.requests) == 2
    assert all(len(request.encode()) <= 4_096 for request in standin.requests)
    assert [mark.start for mark in reply.marks] == letters(text)
    assert reply.audio == b"".join(speech(request).audio for request in standin.requests)


def test_voices_are_kept_for_a_day(tmp_path, monkeypatch):
    standin = StandIn()

    async def listed():
        async with serving(standin):
            monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
            return await EdgeEngine(EngineContext(tmp_path)).voices()

    first = asyncio.run(listed())
    standin.voices = ("zh-CN-NewNeural",)

    assert asyncio.run(listed()) == first
    assert [voice.name for voice in first] == ["zh-CN-YunyangNeural", "zh-CN-XiaoxiaoNeural"]
    os.utime(tmp_path / "voices.json", (1, 1))
    assert [voice.name for voice in asyncio.run(listed())] == ["zh-CN-NewNeural"]


def test_an_old_list_serves_while_the_service_is_away(tmp_path, monkeypatch):
    standin = StandIn()

    async def listed():
        async with serving(standin):
            monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
            return await EdgeEngine(EngineContext(tmp_path)).voices()

    first = asyncio.run(listed())
    os.utime(tmp_path / "voices.json", (1, 1))
    monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", "ws://127.0.0.1:9")

    assert asyncio.run(EdgeEngine(EngineContext(tmp_path)).voices()) == first


def test_check_is_quick_and_says_what_is_wrong(tmp_path, monkeypatch):
    silent = socket.create_server(("127.0.0.1", 0))
    problems = {}
    for name, port in (("refused", 9), ("silent", silent.getsockname()[1])):
        monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", f"ws://127.0.0.1:{port}")
        engine = EdgeEngine(EngineContext(tmp_path, {"check_timeout": 0.2}))
        problems[name] = asyncio.run(engine.check())
    silent.close()

    assert problems == {"refused": "it cannot be reached", "silent": "it went silent"}


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy", "WSS_PROXY"])
def test_the_usual_variables_name_the_proxy(speak, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    standin = StandIn()

    (error,) = speak(standin, TEXT)

    assert isinstance(error, EngineUnavailable)
    assert standin.handshakes == 0


def test_no_proxy_wins(speak, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    (reply,) = speak(StandIn(), TEXT)

    assert_good(reply)


def test_a_ca_file_that_is_missing_is_named(speak):
    (error,) = speak(StandIn(), TEXT, ca_file="/no/such.pem")

    assert "/no/such.pem" in error.message


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"prxy": "x"}, r"unknown setting 'prxy' \(did you mean 'proxy'\? known are"),
        ({"zzz": "x"}, r"unknown setting 'zzz' \(known are"),
        ({"tries": "many"}, "'tries' cannot be 'many'"),
        ({"idle_timeout": "x"}, "'idle_timeout' cannot be 'x'"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path, settings, told):
    with pytest.raises(ConfigError, match=told):
        EdgeEngine(EngineContext(tmp_path, settings))
