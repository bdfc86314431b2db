"""When things sound: pauses from sound to sound, cues from marks, all in samples."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from audiolecture.model import Mark, Span, Utterance
from audiolecture.script import ChapterScript, Line, SectionStart
from audiolecture.timeline import FRAME, place, timeline, written_marks


@dataclass(frozen=True)
class Sound:
    """As much of a clip as the timeline looks at."""

    samples: int
    speech: tuple[int, int]
    marks: tuple[Mark, ...] = ()


def plain(text, *sentences):
    return Utterance(text, (Span(0, len(text), text),), ("",) * len(text), sentences)


def even_marks(text, step=1_000):
    return tuple(Mark(i, i + 1, i * step, (i + 1) * step) for i in range(len(text)))


def chapter(*utterances, pause=48_000, sections=()):
    lines = tuple(Line(u, i, 0, i + 1, False, pause) for i, u in enumerate(utterances))
    return ChapterScript("body", "题", lines, sections, pause_before=24_000)


@pytest.mark.parametrize("lead", [0, 1_920, 5_000])
def test_pauses_are_measured_from_sound_to_sound(lead):
    sounds = [Sound(FRAME * 50, (lead, FRAME * 50 - 4_000)) for _ in range(3)]

    placement = place(chapter(*[plain("甲")] * 3), sounds)

    ends = [s + sound.speech[1] for s, sound in zip(placement.starts, sounds, strict=True)]
    onsets = [s + sound.speech[0] for s, sound in zip(placement.starts, sounds, strict=True)]
    assert abs(onsets[0] - 24_000) <= FRAME // 2
    for end, onset in zip(ends, onsets[1:], strict=False):
        assert abs(onset - end - 48_000) <= FRAME // 2
    assert abs(placement.samples - ends[-1] - 48_000) <= FRAME // 2


def test_a_clip_with_more_silence_than_the_pause_gets_none_added():
    placement = place(
        chapter(plain("甲"), pause=1_000), [Sound(FRAME * 60, (30_000, FRAME * 60 - 2_000))]
    )

    assert placement.pauses == (0, 0)
    assert placement.samples == FRAME * 60


def test_clips_and_pauses_add_up():
    sounds = [Sound(FRAME * n, (100, FRAME * n - 100)) for n in (20, 31, 7)]

    placement = place(chapter(*[plain("甲")] * 3), sounds)

    assert placement.samples == sum(s.samples for s in sounds) + sum(placement.pauses) * FRAME


def test_an_empty_chapter_is_silence():
    placement = place(chapter(), [])

    assert placement.starts == ()
    assert placement.samples == placement.pauses[0] * FRAME


def test_a_normalized_span_is_one_written_mark():
    spans = (Span(0, 1, "在"), Span(1, 6, "二零一二年", "year"), Span(6, 7, "春"))
    utterance = Utterance("在2012年春", spans, ("",) * 7, ((0, 7),))

    marks = written_marks(utterance, even_marks(utterance.spoken), start=500)

    assert marks == (
        Mark(0, 1, 500, 1_500),
        Mark(1, 6, 1_500, 6_500),
        Mark(6, 7, 6_500, 7_500),
    )


def test_one_cue_a_sentence():
    text = "甲乙。丙丁！"
    sounds = [Sound(FRAME * 10, (0, 6_000), even_marks(text))]
    script = chapter(plain(text, (0, 3), (3, 6)))

    result = timeline(script, sounds, place(script, sounds))

    assert [cue.text for cue in result.cues] == ["甲乙。", "丙丁！"]
    first, second = result.cues
    assert second.start - first.start == 3_000
    assert [(word.start, word.end) for word in second.words] == [(0, 1), (1, 2), (2, 3)]


def test_a_sentence_without_sound_joins_the_one_before():
    text = "甲乙。”"
    marks = even_marks("甲乙")
    sounds = [Sound(FRAME * 10, (0, 2_000), marks)]
    script = chapter(plain(text, (0, 3), (3, 4)))

    cues = timeline(script, sounds, place(script, sounds)).cues

    assert [cue.text for cue in cues] == [text]


def test_a_leading_silent_sentence_joins_the_one_after():
    text = "……甲。"
    marks = (Mark(2, 3, 0, 900),)
    sounds = [Sound(FRAME * 10, (0, 2_000), marks)]
    script = chapter(plain(text, (0, 2), (2, 4)))

    assert [cue.text for cue in timeline(script, sounds, place(script, sounds)).cues] == [text]


def test_sections_begin_with_their_first_word_and_end_with_the_next():
    texts = ["引子。", "一是甲。二是乙。", "尾。"]
    utterances = [plain(text, (0, len(text))) for text in texts]
    sounds = [Sound(FRAME * 12, (0, 9_000), even_marks(text)) for text in texts]
    sections = (SectionStart("一是甲", 1, 0), SectionStart("二是乙", 1, 4))
    script = chapter(*utterances, sections=sections)
    placement = place(script, sounds)

    marks = timeline(script, sounds, placement).sections

    start = placement.starts[1]
    assert [(m.title, m.start) for m in marks] == [("一是甲", start), ("二是乙", start + 4_000)]
    assert marks[0].end == marks[1].start
    assert marks[1].end == placement.samples


def test_what_makes_no_sound_has_no_mark_no_cue_and_no_section():
    spans = (Span(0, 1, "甲"), Span(1, 3, "", "override"))
    silent = Utterance("甲——", spans, ("",), ((0, 3),))
    bare = plain("（", (0, 1))
    sections = (SectionStart("甲", 0, 0), SectionStart("无声", 1, 0))
    sounds = [Sound(FRAME * 5, (0, 1_000), even_marks("甲")), Sound(FRAME, (0, 0))]
    script = chapter(silent, bare, sections=sections)

    result = timeline(script, sounds, place(script, sounds))

    assert written_marks(silent, even_marks("甲"), start=0) == (Mark(0, 1, 0, 1_000),)
    assert [cue.text for cue in result.cues] == ["甲——"]
    assert [section.title for section in result.sections] == ["甲"]
