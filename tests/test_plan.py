"""Keys carry content only; every action has its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from audiolecture.manifest import ChapterRecord, FileRecord, Manifest, UtteranceRecord
from audiolecture.model import Prosody, Span, Utterance
from audiolecture.plan import (
    Known,
    Labels,
    Speaker,
    clip_key,
    digest,
    make_plan,
    published,
    speech_key,
)
from audiolecture.script import ChapterScript, Line, Script, SectionStart

LABELS = Labels("题", "人", "辑", "zh-CN", "", "", 0, "cover")
SPEAKER = Speaker("tone", "1", "low", Prosody(), {"": "clip 1", "low": "clip 1", "high": "clip 1"})


def utterance(text, **changes):
    made = Utterance(text, (Span(0, len(text), text),), ("",) * len(text), ((0, len(text)),), "low")
    return replace(made, **changes)


def script(*texts, pause=100, title="一、题"):
    lines = tuple(Line(utterance(t), i, 0, i + 1, False, pause) for i, t in enumerate(texts))
    return Script((ChapterScript("body", title, lines, (), 100, "\n".join(texts)),))


def plan(what, known=None, labels=LABELS, speaker=SPEAKER, stems=("01 - 题",)):
    return make_plan(what, stems, labels, speaker, known or Known())


def built(what, labels=LABELS):
    """What is known after ``what`` was built with the plan's own keys."""
    made = plan(what, labels=labels)
    chapter = made.chapters[0]
    utterances = tuple(
        UtteranceRecord(clip.speech, clip.clip, 0, 0, 1, clip.line, ()) for clip in chapter.clips
    )
    names = (f"{chapter.stem}.mp3", f"{chapter.stem}.lrc")
    record = ChapterRecord(
        1, chapter.title, "body", chapter.key, 1, None, None, (), utterances, 0, *names,
        body=chapter.body,
    )  # fmt: skip
    files = tuple(FileRecord(name, chapter.key, 1, "") for name in names)
    manifest = Manifest(
        "题", "人", "辑", "zh-CN", "", "", "a", "tone", "1", "low", Prosody(), 0, (record,), files
    )
    return Known(
        frozenset(clip.speech for clip in chapter.clips),
        frozenset(clip.clip for clip in chapter.clips),
        manifest,
        dict.fromkeys(names, True),
    )


@pytest.mark.parametrize(
    "other",
    [
        {"written": "乙", "spans": (Span(0, 1, "乙"),)},
        {"readings": ("jia3",)},
        {"voice": "high"},
        {"prosody": Prosody(rate=1)},
        {"prosody": Prosody(pitch=1)},
        {"prosody": Prosody(volume=1)},
    ],
)
def test_what_decides_the_sound_decides_the_speech_key(other):
    assert speech_key(utterance("甲"), "e", "1") != speech_key(utterance("甲", **other), "e", "1")


@pytest.mark.parametrize("readings", [("jia3", ""), ("", ""), ("", 'a"b'), ("ü\\", "yi1")])
def test_a_speech_key_is_the_digest_of_what_decides_the_sound(readings):
    said = utterance("甲乙", voice="v", prosody=Prosody(1, 2, 3), readings=readings)
    syllables = list(readings) if any(readings) else []
    assert speech_key(said, "e", "7") == digest(
        ["speech", "e", "7", "v", [1, 2, 3], "甲乙", syllables]
    )


def test_engine_and_revision_decide_the_speech_key():
    keys = {speech_key(utterance("甲"), *who) for who in (("e", "1"), ("e", "2"), ("f", "1"))}

    assert len(keys) == 3


def test_what_does_not_sound_is_not_in_the_speech_key():
    spelt = utterance("2年", spans=(Span(0, 1, "两", "cardinal"), Span(1, 2, "年")))

    assert speech_key(spelt, "e", "1") == speech_key(utterance("两年"), "e", "1")


def test_readings_that_say_nothing_are_none():
    one, none = utterance("甲"), utterance("甲", readings=())

    assert speech_key(one, "e", "1") == speech_key(none, "e", "1")


def test_keys_do_not_change_from_version_to_version():
    # What a user has in the store is found again; other keys would have everything spoken anew.
    speech = speech_key(utterance("甲", prosody=Prosody(1, 2, 3), readings=("jia3",)), "edge", "7")

    canonical = '["speech","edge","7","low",[1,2,3],"甲",["jia3"]]'
    assert speech == sha256(canonical.encode()).hexdigest()
    assert clip_key(speech, "2") == sha256(f'["clip","{speech}","2"]'.encode()).hexdigest()


def test_a_half_of_a_character_has_a_key():
    lone = json.loads('"\\ud83d"')

    assert digest(lone) == sha256(b'"\xed\xa0\xbd"').hexdigest()
    assert digest({"b": 1, "a": "字"}) == sha256('{"a":"字","b":1}'.encode()).hexdigest()


def test_clip_settings_decide_the_clip_key():
    speech = speech_key(utterance("甲"), "e", "1")

    assert clip_key(speech, "a") != clip_key(speech, "b")


def test_nothing_built_means_everything_new():
    made = plan(script("甲", "乙"))

    assert [clip.action for clip in made.clips()] == ["synthesize", "synthesize"]
    (chapter,) = made.chapters
    assert (chapter.number, chapter.title, chapter.stem) == (1, "一、题", "01 - 题")
    assert (chapter.status, chapter.reason) == ("new", "no such chapter yet")
    assert {clip.reason for clip in made.clips()} == {"not built before"}
    assert [(clip.line, clip.text) for clip in made.clips()] == [(1, "甲"), (2, "乙")]
    assert [clip.speech for clip in made.clips()] == [
        speech_key(utterance(text), "tone", "1") for text in "甲乙"
    ]
    assert made.stale == ()


def test_nothing_changed_means_nothing_to_do():
    made = plan(script("甲", "乙"), built(script("甲", "乙")))

    assert {(clip.action, clip.reason) for clip in made.clips()} == {("kept", "in the store")}
    assert (made.chapters[0].status, made.chapters[0].reason) == ("kept", "nothing changed")
    assert made.stale == ()


def test_an_edit_costs_its_utterance():
    made = plan(script("甲", "丙"), built(script("甲", "乙")))

    assert [clip.action for clip in made.clips()] == ["kept", "synthesize"]
    assert list(made.clips())[1].reason == "new or changed text or reading"
    assert (made.chapters[0].status, made.chapters[0].reason) == (
        "changed",
        "1 utterance to synthesize",
    )
    made = plan(script("丁", "丙"), built(script("甲", "乙")))
    assert made.chapters[0].reason == "2 utterances to synthesize"


def test_a_swap_costs_no_utterance_but_changes_the_file():
    made = plan(script("乙", "甲"), built(script("甲", "乙")))

    assert not made.to_synthesize()
    assert made.chapters[0].reason == "utterances moved or removed"


def test_the_same_words_twice_are_asked_for_once():
    assert len(plan(script("甲", "甲")).to_synthesize()) == 1


@pytest.mark.parametrize(
    "change",
    [{"labels": replace(LABELS, author="别人")}, {"labels": replace(LABELS, cover="other")}],
)
def test_labels_change_the_file_without_any_speech(change):
    made = plan(script("甲"), built(script("甲")), **change)

    assert not made.to_synthesize()
    assert made.chapters[0].reason == "only what the tags say changed"
    assert made.chapters[0].again == "01 - 题.mp3"


def test_sound_is_not_taken_from_a_file_that_is_damaged_or_will_be_overwritten():
    known = built(script("甲"))
    other = replace(LABELS, author="别人")
    damaged = dict.fromkeys(known.files, False)
    two = Script((*script("乙").chapters, *script("甲", title="二、题").chapters))

    assert not plan(script("甲"), replace(known, files=damaged), labels=other).chapters[0].again
    moved = plan(two, known, stems=("01 - 新", "02 - 题")).chapters
    assert [chapter.again for chapter in moved] == ["", "01 - 题.mp3"]
    moved = plan(two, known, stems=("01 - 题", "02 - 题")).chapters
    assert [chapter.again for chapter in moved] == ["", ""]


def test_pauses_change_the_file_without_any_speech():
    made = plan(script("甲", pause=200), built(script("甲")))

    assert {clip.action for clip in made.clips()} == {"kept"}
    assert made.chapters[0].status == "changed"
    assert made.chapters[0].reason == "text, pauses or tags changed"


def test_another_place_or_name_changes_the_file_but_not_its_sound():
    known = built(script("甲"))
    (one,) = plan(script("甲")).chapters
    (other,) = plan(script("甲", title="二、题")).chapters
    two = plan(Script(script("甲").chapters * 2), stems=("01 - 题", "02 - 题")).chapters

    assert {one.body} == {chapter.body for chapter in (other, *two)}
    assert len({chapter.key for chapter in (one, other, *two)}) == 4
    assert [chapter.number for chapter in two] == [1, 2]
    assert plan(script("甲", title="二、题"), known).chapters[0].again == "01 - 题.mp3"


def test_every_chapter_needs_a_name():
    with pytest.raises(ValueError, match="zip"):
        plan(script("甲"), stems=("01 - 题", "02 - 题"))


def chapter_of(*lines, sections=()):
    return Script((ChapterScript("body", "一、题", lines, sections, 100, "甲"),))


def line(**changes):
    said = {
        name: changes.pop(name) for name in ("spans", "written", "sentences") if name in changes
    }
    return replace(Line(utterance("甲", **said), 0, 0, 1, False, 100), **changes)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (chapter_of(line()), chapter_of(line(speaker="主持人"))),
        (chapter_of(line()), chapter_of(line(), sections=(SectionStart("一是", 1, 0),))),
        (chapter_of(line()), chapter_of(line(sentences=((0, 0), (0, 1))))),
        # The same sound, written in two ways: 2年 and 两年 are spoken alike.
        (
            chapter_of(line(spans=(Span(0, 1, "两", "cardinal"),))),
            chapter_of(line(spans=(Span(0, 1, "两"),))),
        ),
    ],
)
def test_what_captions_show_decides_the_sound_and_its_text(one, two):
    first, second = plan(one).chapters[0], plan(two).chapters[0]

    assert [clip.clip for clip in first.clips] == [clip.clip for clip in second.clips]
    assert first.body != second.body


def test_who_speaks_is_in_the_key_only_where_somebody_is_named():
    before = digest(
        [1, "甲", [plan(chapter_of(line())).chapters[0].clips[0].clip], [100, 100], [],
         [["甲", [], [[0, 1]]]]]
    )  # fmt: skip

    assert plan(chapter_of(line())).chapters[0].body == before


def test_the_file_under_its_own_name_is_taken_before_any_other():
    known = built(script("甲"))
    (record,) = known.manifest.chapters
    twin = replace(record, mp3="00 - 前.mp3", lrc="00 - 前.lrc")
    known = replace(
        known,
        manifest=replace(known.manifest, chapters=(twin, record)),
        files={**known.files, "00 - 前.mp3": True},
    )
    made = plan(script("甲"), known, labels=replace(LABELS, author="别人"))

    assert made.chapters[0].again == "01 - 题.mp3"


def test_a_file_that_stays_may_lend_its_sound():
    known = built(script("甲"))
    (record,) = known.manifest.chapters
    two = Script((*script("甲").chapters, *script("甲", title="又").chapters))
    key = plan(two, stems=("01 - 题", "02 - 又")).chapters[0].key
    files = tuple(replace(file, key=key) for file in known.manifest.files)
    known = replace(known, manifest=replace(known.manifest, files=files))

    first, second = plan(two, known, stems=("01 - 题", "02 - 又")).chapters

    assert (first.status, second.status) == ("kept", "new")
    assert second.again == record.mp3


def test_other_clip_settings_mean_encoding_only():
    made = plan(
        script("甲"),
        built(script("甲")),
        speaker=replace(SPEAKER, clip_revisions={"low": "2", "": "2"}),
    )

    assert [(clip.action, clip.reason) for clip in made.clips()] == [
        ("encode", "the audio settings changed")
    ]


@pytest.mark.parametrize(
    ("speaker", "reason"),
    [
        (replace(SPEAKER, engine="edge"), "the engine changed from tone to edge"),
        (replace(SPEAKER, revision="2"), "the engine tone was updated"),
        (replace(SPEAKER, voice="high"), "the voice changed from low to high"),
        (replace(SPEAKER, prosody=Prosody(rate=5)), "rate, pitch or volume changed"),
    ],
)
def test_the_reason_names_what_changed(speaker, reason):
    known = replace(built(script("甲")), speeches=frozenset(), clips=frozenset())

    made = plan(script("甲"), known, speaker=speaker)

    assert next(made.clips()).reason == reason


def test_a_speech_that_the_store_lost_is_named():
    known = replace(built(script("甲")), speeches=frozenset(), clips=frozenset())

    assert next(plan(script("甲"), known).clips()).reason == "gone from the store"


@pytest.mark.parametrize("ending", [".mp3", ".lrc"])
@pytest.mark.parametrize("state", [False, None])
def test_a_file_that_is_gone_or_altered_is_made_again(ending, state):
    known = built(script("甲"))
    files = dict(known.files)
    files[f"01 - 题{ending}"] = state

    made = plan(script("甲"), replace(known, files=files))

    assert made.chapters[0].status == "missing"
    assert made.chapters[0].reason == f"01 - 题{ending} is gone or was altered"


def test_a_file_of_the_web_that_is_gone_belongs_to_its_chapter():
    known = built(script("甲"))
    (record,) = known.manifest.chapters
    other = replace(record, mp3="02 - 又.mp3", web="ch02-aa", body="")
    webs = tuple(FileRecord(f"web/{name}.vtt", "", 1, "") for name in ("ch01-bb", "ch02-aa"))
    manifest = replace(
        known.manifest,
        chapters=(replace(record, web="ch01-bb"), other),
        files=(*known.manifest.files, *webs),
    )
    there = {**known.files, "web/ch01-bb.vtt": True}

    mine = plan(script("甲"), replace(known, manifest=manifest, files=there))
    gone = plan(script("甲"), replace(known, manifest=manifest, files=known.files))

    assert mine.chapters[0].status == "kept"
    assert gone.chapters[0].reason == "web/ch01-bb.vtt is gone or was altered"


def test_the_record_of_a_chapter_is_found_by_its_file():
    known = built(script("甲"))
    (record,) = known.manifest.chapters
    other = replace(record, mp3="00 - 前.mp3")
    manifest = replace(known.manifest, chapters=(other, record))
    (chapter,) = plan(script("甲")).chapters

    assert published(chapter, manifest) is record
    assert published(replace(chapter, stem="03 - 后"), manifest) is None
    assert published(chapter, None) is None


def test_files_of_a_renamed_chapter_are_stale():
    made = plan(script("甲", title="新"), built(script("甲")), stems=("01 - 新",))

    assert made.chapters[0].status == "new"
    assert made.stale == ("01 - 题.mp3", "01 - 题.lrc")
