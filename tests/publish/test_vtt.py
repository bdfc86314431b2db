import re
from dataclasses import replace
from itertools import pairwise

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.model import SAMPLE_RATE, Cue, Timeline, Track
from audiolecture.publish.vtt import MAX_CHARS, _cuts, render_vtt, timestamp
from audiolecture.testing.publications import HOSTILE, cue, hostile, lecture


def parse(text: str) -> list[webvtt.Caption]:
    return list(webvtt.from_string(text))


def of(*cues: Cue) -> Track:
    return Track(1, "01", Timeline("题", "body", SAMPLE_RATE * 60, cues))


def test_a_short_chapter() -> None:
    assert render_vtt(lecture().tracks[0]) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\n同志们，大家好！\n\n"
        "00:00:03.000 --> 00:00:04.500\n今天讲三点。\n"
    )


def test_hours() -> None:
    assert timestamp(36_000_000 + 61_001) == "10:01:01.001"


def test_a_long_sentence_is_cut_at_its_commas_when_they_sound() -> None:
    track = lecture().tracks[1]
    long = track.timeline.cues[2]
    pieces = [c for c in parse(render_vtt(track)) if 4.4 < c.start_in_seconds + 0.5 < 35]
    assert "".join(piece.text for piece in pieces) == long.text
    assert all(len(piece.text) <= MAX_CHARS for piece in pieces)
    assert all(piece.text[-1] in "，；。" for piece in pieces)
    position = 0
    for piece in pieces:
        onset = next(m.onset for m in long.words if m.start == position)
        assert piece.start == timestamp(onset * 1000 // SAMPLE_RATE)
        position += len(piece.text)


def test_without_marks_a_piece_gets_its_share_of_the_time() -> None:
    text = "甲" * 49 + "，" + "乙" * 50
    long = replace(cue(text, 10, 20), words=())
    assert [c.start for c in parse(render_vtt(of(long)))] == ["00:00:10.000", "00:00:15.000"]


def test_overlaps_and_empty_cues_are_mended() -> None:
    times = [(c.start, c.end) for c in parse(render_vtt(of(
        cue("一。", 0, 2), cue("二。", 1, 3), cue("  ", 3, 3), cue("三。", 3, 3)
    )))]  # fmt: skip
    assert times == [
        ("00:00:00.000", "00:00:01.000"),
        ("00:00:01.000", "00:00:03.000"),
        ("00:00:03.000", "00:00:03.001"),
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from("甲乙丙，；、。”a "), min_size=1, max_size=400))
def test_cutting_loses_nothing(text: str) -> None:
    ends = _cuts(text)
    assert ends[-1] == len(text)
    assert all(0 < b - a <= MAX_CHARS for a, b in pairwise([0, *ends]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    rendered = render_vtt(hostile(text).tracks[0])
    rendered.encode()
    assert len(re.findall("-->", rendered)) == len(parse(rendered)) >= 2
    assert not re.search(r"<(?!/?v)", rendered)
