import re
from dataclasses import replace

import pytest

from audiolecture.publish.lrc import render_lrc, stamp
from audiolecture.publish.text import one_line
from audiolecture.testing.publications import HOSTILE, hostile, lecture

LINE = re.compile(r"\[(\d{2,}):([0-5]\d)\.(\d\d)\](.*)")


@pytest.mark.parametrize(
    ("samples", "text"),
    [(0, "00:00.00"), (479, "00:00.00"), (480, "00:00.01"), (48_000 * 61, "01:01.00"),
     (48_000 * 6000, "100:00.00")],
)  # fmt: skip
def test_stamp(samples: int, text: str) -> None:
    assert stamp(samples) == text


def test_a_chapter() -> None:
    publication = lecture()
    assert render_lrc(publication, publication.tracks[0]) == (
        "[ti:开场]\n[ar:李明远]\n[al:基层是最好的课堂]\n[offset:0]\n"
        "[00:00.00]同志们，大家好！\n[00:03.00]今天讲三点。\n"
    )


def test_the_album_is_the_course_where_there_is_one() -> None:
    publication = replace(lecture(), album="党课")
    assert "[al:党课]\n" in render_lrc(publication, publication.tracks[0])


def test_words_carry_every_character_once() -> None:
    publication = lecture()
    text = render_lrc(publication, publication.tracks[2], words=True)
    last = text.splitlines()[-1]
    assert last.startswith("[00:00.00]<00:00.00>谢<00:00.30>谢")
    assert last.endswith("！<00:01.50>")
    assert re.sub(r"[<\[][^>\]]*[>\]]", "", last) == "谢谢大家！"


def test_text_without_a_word_mark_goes_with_the_word_before() -> None:
    publication = lecture()
    track = publication.tracks[0]
    first = track.timeline.cues[0]
    spoken = tuple(mark for mark in first.words if first.text[mark.start] not in "，！")
    cues = (replace(first, words=spoken),)
    track = replace(track, timeline=replace(track.timeline, cues=cues))
    line = render_lrc(publication, track, words=True).splitlines()[-1]
    assert re.sub(r"[<\[][^>\]]*[>\]]", "", line) == first.text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("words", [False, True])
def test_hostile_texts_stay_on_their_lines(text: str, *, words: bool) -> None:
    publication = hostile(text)
    lines = render_lrc(publication, publication.tracks[0], words=words).splitlines()
    assert [line[:4] for line in lines[:4]] == ["[ti:", "[ar:", "[al:", "[off"]
    assert all(line.count("[") == 1 for line in lines[:4])
    assert len(lines) == 6
    assert all(LINE.fullmatch(line) for line in lines[4:])
    stamps = re.findall(r"[\[<]\d+:", "".join(lines[4:]))
    assert len(stamps) == 2 + (words and 2 * (len(text) + 1))


def test_what_no_file_may_hold_is_left_out():
    assert one_line("甲\ufffe乙\U0001ffff丙\ud800丁\x07戊\n") == "甲乙丙丁 戊"
