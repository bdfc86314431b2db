"""Whole lectures with the embedded voice: every character sounds once, and all lengths agree."""

from __future__ import annotations

import asyncio
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from mutagen.mp3 import MP3
from tinytag import TinyTag

from audiolecture.build import build
from audiolecture.drafts import Request, draft, opened_troupe, prepare_lectures
from audiolecture.store import Store
from finished import decoded, manifest_of

CONTENT = Path(__file__).resolve().parents[1] / "content"
HAN = re.compile(r"[\u3400-\u9fff]")


def request_for(source, folder):
    """Spoken at twice the pace: half the sound to encode and to decode."""
    flags = {"engine": "espeak", "rate": "+100%", "jobs": 1}
    return Request((source,), folder / "output", Store(folder / "store"), flags)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The lecture that comes with the project, built."""
    request = request_for(CONTENT, tmp_path_factory.mktemp("sample"))
    (result,) = asyncio.run(build(request))
    return request, result


@pytest.fixture(scope="module")
def real(shared, tmp_path_factory):
    """The lecture of the reference material, built."""
    source = shared / "lectures" / "grassroots-lecture.txt"
    request = request_for(source, tmp_path_factory.mktemp("real"))
    (result,) = asyncio.run(build(request))
    return request, result


def planned(request):
    async def main():
        async with opened_troupe(request) as troupe:
            (prepared,) = prepare_lectures(request)
            return await draft(prepared, troupe, request)

    return asyncio.run(main())


def assert_everything_sounds_once(request):
    """From the engine's marks: what is in the script is spoken, in order, and nothing else."""
    work = planned(request)
    heard = []
    for chapter, plan in zip(work.script.chapters, work.plan.chapters, strict=True):
        for line, clip in zip(chapter.lines, plan.clips, strict=True):
            speech = request.store.speech(clip.speech)
            spoken = line.utterance.spoken
            heard += [char for m in speech.marks for char in spoken[m.start : m.end]]
            assert not re.search(r"\d", spoken)
            onsets = [mark.onset for mark in speech.marks]
            assert onsets == sorted(set(onsets))
    said = [char for char in heard if HAN.match(char)]
    scripts = (line.utterance for c in work.script.chapters for line in c.lines)
    wanted = [char for utterance in scripts for char in utterance.spoken if HAN.match(char)]
    assert said == wanted
    written = "".join(b.text for c in work.prepared.lecture.chapters for b in c.blocks)
    source = work.prepared.source.read_text(encoding="utf-8")
    assert "".join(written.split()) == "".join(source.split())


def assert_lengths_agree(result):
    for chapter in manifest_of(result.folder).chapters:
        path = result.folder / chapter.mp3
        position = 0
        for utterance in chapter.utterances:
            cues = list(itertools.chain(*((cue.start, cue.end) for cue in utterance.cues)))
            assert cues == sorted(cues)
            position += utterance.pause
            assert utterance.start == position <= cues[0]
            position += utterance.samples
            assert cues[-1] <= position
        assert position + chapter.pause_after == chapter.samples == len(decoded(path))
        assert abs(MP3(path).info.length * 48_000 - chapter.samples) < 1_152


def test_the_sample_is_spoken_whole(sample):
    request, result = sample

    assert result.failed == 0
    assert_everything_sounds_once(request)


def test_the_lengths_of_the_sample_agree_to_the_sample(sample):
    assert_lengths_agree(sample[1])


def test_the_sample_shows_the_outline(sample):
    assert [chapter.title for chapter in sample[1].chapters] == [
        "开场",
        "一、想在一处，把群众的事当成自己的事",
        "二、干在一处，用真本领解决真问题",
        "三、守在一处，让好作风长久地留下来",
        "结语",
    ]


def test_two_readers_agree_on_the_tags(sample):
    for number, chapter in enumerate(sample[1].chapters, 1):
        one, two = MP3(chapter.path), TinyTag.get(chapter.path)
        assert str(one["TIT2"]) == two.title == chapter.title
        assert str(one["TALB"]) == two.album == sample[1].title
        assert str(one["TRCK"]) == f"{number}/5"
        assert (two.track, two.track_total) == (number, 5)
        # TinyTag counts the two flush frames that the Info frame tells players to cut off.
        assert two.duration == pytest.approx(one.info.length, abs=0.05)


def test_every_chapter_is_at_the_voice_level(sample):
    chapters = manifest_of(sample[1].folder).chapters

    levels = np.array([chapter.loudness for chapter in chapters])

    assert np.abs(levels + 19).max() < 0.5


def test_lrc_times_are_the_cues(sample):
    for chapter in manifest_of(sample[1].folder).chapters:
        lines = (sample[1].folder / chapter.lrc).read_text(encoding="utf-8").splitlines()
        stamps = [re.match(r"\[(\d+):(\d+)\.(\d+)\]", line) for line in lines]
        times = [int(s[1]) * 6000 + int(s[2]) * 100 + int(s[3]) for s in stamps if s]
        cues = [cue for utterance in chapter.utterances for cue in utterance.cues]
        assert times == [cue.start * 100 // 48_000 for cue in cues]


def test_a_real_lecture_is_spoken_whole(real):
    request, result = real

    assert result.title == "做一名热爱基层 扎根基层 奉献基层的合格党员"
    assert len(result.chapters) == 5
    lecture = planned(request).prepared.lecture
    assert [len(chapter.sections) for chapter in lecture.chapters] == [0, 3, 3, 4, 0]
    assert_everything_sounds_once(request)
    assert_lengths_agree(result)
