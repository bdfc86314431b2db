"""Whole builds over a bad connection: complete and right, or clear about what is missing."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soxr
from standin import StandIn, serving_beside, speech

from audiolecture.build import build
from audiolecture.cast import CALIBRATION
from audiolecture.drafts import Request
from audiolecture.store import Store
from finished import contents, decoded, manifest_of

LONG = bool(os.environ.get("AUDIOLECTURE_LONG"))
SEEDS = range(5) if LONG else range(2)
KILLS = 20 if LONG else 3

SHORT = """今天我以“把根扎深”为题，和大家谈谈心。
基层是离群众最近的地方。2012—2022年，村里变了样。
一、想在一处
心里装着群众，脚下才有力量。路再远也要走，门再小也要进。
二、干在一处
有了感情，还得有本事。会上讲一遍，会后跑三遍。
会下还要听一听，问一问，算一算。
"""


@pytest.fixture
def script(tmp_path):
    return written(tmp_path)


def written(folder):
    """The real lecture in a long run, a short one otherwise; patient settings beside it."""
    shared = Path(__file__).resolve().parents[3] / "shared"
    real = Path(os.environ.get("AUDIOLECTURE_SHARED", shared)) / "lectures/grassroots-lecture.txt"
    text = real.read_text("utf-8") if LONG and real.is_file() else SHORT
    path = folder / "lecture.txt"
    path.write_text(text, encoding="utf-8")
    be_patient(path, 60.0)
    return path


def be_patient(script, seconds):
    """How long the engine waits for the stand-in, which may have to speak a text first."""
    settings = f"[engines.edge]\nidle_timeout = {seconds}\nbackoff = 0.0\n"
    (script.parent / "audiolecture.toml").write_text(settings, encoding="utf-8")


def built(script, standin, place, monkeypatch, *, force=False):
    monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
    folder = script.parent / place
    request = Request(
        (script,), folder / "output", Store(folder / "store"), {"engine": "edge"}, force
    )
    (result,) = asyncio.run(build(request))
    return result


@pytest.fixture(scope="module")
def once(tmp_path_factory, speaking):
    """The lecture built while nothing fails."""
    script = written(tmp_path_factory.mktemp("once"))
    context = pytest.MonkeyPatch.context
    with speaking("en"), context() as patch, serving_beside(StandIn()) as standin:
        result = built(script, standin, "undisturbed", patch)
    assert sorted(standin.requests) == sorted(set(standin.requests))
    return result, frozenset(standin.requests)


@pytest.fixture
def undisturbed(script, once):
    """The same script, which others built while nothing failed."""
    be_patient(script, 3.0)  # everything was said before
    return once


@pytest.mark.parametrize("seed", SEEDS)
def test_a_third_of_all_requests_failing_changes_nothing(script, undisturbed, monkeypatch, seed):
    wanted, texts = undisturbed
    standin = StandIn(chance=0.3, dice=random.Random(seed))
    with serving_beside(standin):
        result = built(script, standin, "disturbed", monkeypatch)

    assert result.failed == 0
    assert contents(result.folder) == contents(wanted.folder)
    assert set(standin.requests) <= texts | {"今天天气很好。"}
    assert len(standin.requests) <= 2.5 * len(texts)
    assert standin.failed.total() > len(texts) / 10


def test_nothing_that_was_cut_short_is_ever_stored(script, undisturbed, monkeypatch):
    standin = StandIn(chance=0.3, dice=random.Random(7))
    with serving_beside(standin):
        built(script, standin, "disturbed", monkeypatch)
    assert standin.failed

    store = Store(script.parent / "disturbed" / "store")
    whole = {speech(text).audio for text in undisturbed[1]}

    assert {store.speech(key).audio for key in store.keys("speech")} == whole


def test_one_edit_is_one_request(script, monkeypatch):
    with serving_beside(StandIn()) as standin:
        built(script, standin, "edited", monkeypatch)
        before = len(standin.requests)
        text = script.read_text("utf-8")
        script.write_text(
            text.replace("门再小也要进", "门再窄也要进").replace("久久为功", "久久用功")
        )
        result = built(script, standin, "edited", monkeypatch)

    assert result.synthesized == 1
    assert len(standin.requests) == before + 1


def test_unchanged_means_no_connection_at_all(script, monkeypatch):
    with serving_beside(StandIn()) as standin:
        built(script, standin, "same", monkeypatch)
    before = standin.handshakes

    result = built(script, standin, "same", monkeypatch)  # nobody answers any more

    assert (result.synthesized, result.failed, standin.handshakes) == (0, 0, before)


def test_a_paragraph_that_fails_for_good_stops_its_chapter_only(script, monkeypatch):
    script.write_text(SHORT, encoding="utf-8")
    with serving_beside(StandIn()) as standin:
        first = built(script, standin, "permanent", monkeypatch)
        old = contents(first.folder)
        script.write_text(SHORT.replace("跑三遍", "跑九遍").replace("变了样", "大变样"), "utf-8")
        standin.by_text = {"跑九遍": "no metadata"}

        second = built(script, standin, "permanent", monkeypatch)

        assert [c.status for c in second.chapters] == ["written", "kept", "failed"]
        assert second.failed == 1
        assert "lecture.txt:6" in second.failures[0]
        name = second.chapters[2].path.name
        assert contents(second.folder)[name] == old[name]

        standin.by_text = {}
        before = len(standin.requests)
        third = built(script, standin, "permanent", monkeypatch)

    assert (third.failed, third.synthesized) == (0, 1)
    assert len(standin.requests) == before + 1


def test_a_service_that_goes_away_keeps_what_is_done(script, undisturbed, monkeypatch):
    wanted, texts = undisturbed
    standin = StandIn()
    standin.on_request = lambda n: n == 5 and standin.faults.extend(["404"] * 1_000)
    with serving_beside(standin):
        first = built(script, standin, "away", monkeypatch)
        done = len(Store(script.parent / "away" / "store").keys("speech"))
        standin.faults.clear()
        standin.on_request = None
        before = len(standin.requests)
        second = built(script, standin, "away", monkeypatch)

    assert first.failed > 0
    assert all("404" in failure for failure in first.failures)
    assert second.failed == 0
    assert len(standin.requests) - before == len(texts) - done
    assert contents(second.folder) == contents(wanted.folder)


def command(script, standin, place):
    folder = script.parent / place
    words = [sys.executable, "-m", "audiolecture", "build", str(script), "--engine", "edge"]
    words += ["--output", str(folder / "output"), "--cache-dir", str(folder / "store"), "-q"]
    surroundings = os.environ | {"AUDIOLECTURE_EDGE_ENDPOINT": standin.endpoint}
    return words, surroundings


def test_killed_at_any_moment_it_goes_on_where_it_was(script, undisturbed, monkeypatch):
    wanted, texts = undisturbed
    chance = random.Random(3)
    store = Store(script.parent / "killed" / "store")
    standin = StandIn(delay=0.02)
    kept = 0
    with serving_beside(standin):
        words, surroundings = command(script, standin, "killed")
        for _ in range(KILLS):
            process = subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL)
            left = chance.randint(1, 4)
            start = len(standin.requests)
            standin.on_request = lambda n, p=process, s=start, m=left: (
                p.send_signal(signal.SIGKILL) if n >= s + m else None
            )
            process.wait(60)
            standin.on_request = None
            assert len(store.keys("speech")) >= kept
            kept = len(store.keys("speech"))
            for path in (script.parent / "killed/output").rglob("*.mp3"):
                assert path.read_bytes()[:3] == b"ID3"
        before = len(standin.requests)
        last = subprocess.run(words, env=surroundings, check=False, stdout=subprocess.DEVNULL)

    assert last.returncode == 0
    assert len(standin.requests) - before == len(texts) - kept
    assert contents(script.parent / "killed/output/lecture") == contents(wanted.folder)


def true_start(audio, clip, near):
    """Where a reply's audio begins in a chapter, found by correlation."""
    reach = 4_800
    piece = clip[:96_000]
    window = audio[max(0, near - reach) : near + reach + len(piece)]
    size = 1 << (len(window) + len(piece)).bit_length()
    match = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(piece, size)), size)
    return max(0, near - reach) + int(np.argmax(match[: len(window) - len(piece) + 1]))


def test_the_lines_of_the_lrc_begin_where_the_sentences_do(undisturbed):
    result, texts = undisturbed
    for chapter in manifest_of(result.folder).chapters:
        audio = decoded(result.folder / chapter.mp3).astype(np.float64)
        lines = (result.folder / chapter.lrc).read_text("utf-8").splitlines()
        stamps = [re.match(r"\[(\d+):(\d+\.\d+)\]", line) for line in lines]
        shown = iter([int(s[1]) * 60 + float(s[2]) for s in stamps if s])
        for utterance in chapter.utterances:
            text = _text_of(utterance, texts)
            said = speech(text)
            pcm = soxr.resample(said.pcm.astype(np.float64), 24_000, 48_000)
            offset = next(onset for _, onset, _ in said.truth) * 2
            start = true_start(audio, pcm[offset:], utterance.cues[0].start) - offset
            for at in _sentence_starts(utterance, text):
                line = next(shown)
                if at is not None:
                    onset = next(onset for place, onset, _ in said.truth if place == at)
                    assert abs(line - (start + onset * 2) / 48_000) <= 0.024


def _text_of(utterance, texts):
    """The request that became an utterance: the one whose Han characters are the cues'."""

    def han(text):
        return re.sub(r"[^\u3400-\u9fff]", "", text)

    written = "".join(cue.text for cue in utterance.cues)
    ends = han(written)[:2], han(written)[-2:]
    return next(t for t in texts if t != CALIBRATION and (han(t)[:2], han(t)[-2:]) == ends
                and abs(len(t) - len(written)) < 20 + len(written) // 5)  # fmt: skip


def _sentence_starts(utterance, text):
    """Where each cue begins in what was said; ``None`` if it begins with a number."""
    at = 0
    for cue in utterance.cues:
        letters = cue.text.lstrip("“‘《（ ")
        start = re.match(r"[\u3400-\u9fff]*", letters)[0][:4]
        if not start:
            yield None
            continue
        at = text.index(start, at)
        yield at
        at += 1
