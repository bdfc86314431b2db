"""The manifest as text: what is written is read back, however it was written."""

from __future__ import annotations

import json

import pytest

from audiolecture import manifest as manifests
from audiolecture.errors import PublishError
from audiolecture.manifest import ChapterRecord, CueRecord, FileRecord, Manifest, UtteranceRecord
from audiolecture.model import Prosody

ODD = 'He said "乾坤"\\\n\t\x7f\u2028🀄'


def utterance(**more):
    cues = (CueRecord(ODD, 1, 2, 3), CueRecord(ODD, 4, 5, 6, 7, heading=True))
    return UtteranceRecord("s", "c", 8, 9, 10, 11, cues, **more)


def manifest(*utterances):
    chapter = ChapterRecord(
        1, ODD, "body", "k", 12, None, -1.5, ((ODD, 0, 1),), utterances, 13, "a.mp3", "a.lrc"
    )
    files = (FileRecord("a.mp3", "k", 14, "d"), FileRecord(ODD, "", 0, ""))
    return Manifest(
        ODD, "", "", "zh-CN", "", "", "a.txt", "tone", "1", "v", Prosody(1, 2, 3), 15,
        (chapter, chapter), files, ((ODD, "w"),),
    )  # fmt: skip


def text_of(published):
    return b"".join(manifests.render(published)).decode()


def test_what_is_written_is_read_back():
    published = manifest(utterance(), utterance(speaker=ODD, in_voice="w"))

    assert manifests.parse(text_of(published), "here") == published
    assert manifests.parse(text_of(manifest()), "here") == manifest()


def test_a_record_has_the_fields_of_its_class_in_their_order():
    (chapter, _) = json.loads(text_of(manifest(utterance(speaker="s", in_voice="w"))))["chapters"]
    (said,) = chapter["utterances"]

    assert list(chapter) == list(ChapterRecord.__dataclass_fields__)
    assert list(said) == list(UtteranceRecord.__dataclass_fields__)
    assert [list(cue) for cue in said["cues"]] == [list(CueRecord.__dataclass_fields__)] * 2


def test_an_utterance_without_a_voice_of_its_own_does_not_name_one():
    assert "in_voice" not in text_of(manifest(utterance()))
    assert "in_voice" in text_of(manifest(utterance(in_voice="w")))


def test_utterances_that_are_none_are_refused():
    damaged = text_of(manifest(utterance())).replace('"cues"', '"clues"')

    with pytest.raises(PublishError):
        manifests.parse(damaged, "here")
