"""Both loudness presets from the script to the finished file, by the meter of another project."""

from __future__ import annotations

import asyncio
import math

import av
import numpy as np
import pytest
from av.filter import Graph

from audiolecture.build import build
from audiolecture.checking.lecture import check
from audiolecture.drafts import Request
from audiolecture.store import Store
from finished import decoded, manifest_of


def built(place, text, loudness):
    script = place / "课.txt"
    script.write_text(text, encoding="utf-8")
    (place / "audiolecture.toml").write_text(f'loudness = "{loudness}"\n', encoding="utf-8")
    store = Store(place / "store")
    request = Request((script,), place / "output", store, {"engine": "espeak"})
    (result,) = asyncio.run(build(request))
    assert not result.failed
    return place


@pytest.fixture(scope="module", params=[("speech", -19.0), ("loud", -16.0)], ids=lambda p: p[0])
def lecture(request, tmp_path_factory, lecture_text):
    loudness, target = request.param
    return built(tmp_path_factory.mktemp(loudness), lecture_text, loudness), target


def metered(path):
    """Integrated loudness in LUFS and true peak in dBTP of a file, by ffmpeg's ebur128."""
    if not hasattr(av.AudioFrame, "metadata"):
        pytest.skip("this PyAV does not show what a filter measured")
    sound = decoded(path)
    graph = Graph()
    source = graph.add_abuffer(sample_rate=48_000, format="flt", layout="mono")
    meter = graph.add("ebur128", "peak=true:metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound[None, :].astype(np.float32), "flt", "mono")
    frame.sample_rate = 48_000
    source.push(frame)
    source.push(None)
    last, peak = -math.inf, 0.0
    while True:
        try:
            read = dict(sink.pull().metadata)
        except (av.EOFError, av.BlockingIOError):
            return last, 20 * math.log10(peak)
        last = float(read.get("lavfi.r128.I", last))
        peak = max(peak, float(read.get("lavfi.r128.true_peak", 0)))


def chapters(place):
    folder = place / "output/课"
    return [(folder / chapter.mp3, chapter) for chapter in manifest_of(folder).chapters]


def test_every_chapter_is_at_its_level_and_below_the_ceiling(lecture):
    place, target = lecture
    for path, chapter in chapters(place):
        level, peak = metered(path)
        assert level == pytest.approx(target, abs=0.5), path.name
        assert level == pytest.approx(chapter.loudness, abs=0.2), path.name
        assert peak < -1.0 + 0.1, path.name  # meters oversample in different ways
        assert peak == pytest.approx(chapter.peak, abs=0.2), path.name


def test_loud_speech_comes_near_the_ceiling(lecture):
    """So the limiter had work to do: without it, peaks would be three decibels higher."""
    place, target = lecture
    peaks = [chapter.peak for _, chapter in chapters(place)]

    assert max(peaks) <= -1.0
    if target > -19:
        assert min(peaks) > -2.0


def test_a_check_finds_nothing(lecture):
    place, target = lecture

    (report,) = check(place / "output", (), Store(place / "store"))

    assert report.ok, report.problems
    assert np.abs(np.array(report.loudness) - target).max() <= 0.5
