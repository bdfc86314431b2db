"""Homophones in the place of doubtful characters."""

from __future__ import annotations

import pytest

from audiolecture.mandarin.homophones import has_homophone, rewording, substitute
from audiolecture.mandarin.readings import pinyin
from audiolecture.mandarin.tables import own_readings, tables


@pytest.mark.parametrize(
    ("spoken", "wanted"),
    [("他在行里", {2: "hang2"}), ("参与", {0: "can1", 1: "yu4"}), ("重来", {0: "chong2"})],
)
def test_is_read_as_wanted(spoken, wanted):
    result = substitute(spoken, wanted)
    assert len(result.text) == len(spoken)
    assert not result.missing
    readings = pinyin(result.text)
    assert all(readings[index] == syllable for index, syllable in wanted.items())


def test_keeps_the_rest():
    assert substitute("我们好", {}).text == "我们好"
    assert substitute("他在行里", {2: "hang2"}).text[:2] == "他在"


def test_says_what_cannot_be_told():
    result = substitute("好了", {1: "liao9"})
    assert result.text == "好了"
    assert "'了'" in str(result.missing[0])
    assert "liao9" in str(result.missing[0])


@pytest.mark.parametrize(
    ("char", "syllable", "said"),
    [("我", "wo3", True), ("行", "hang2", True), ("行", "xing2", True), ("了", "liao9", False)],
)
def test_whether_a_reading_can_be_said_by_another_character(char, syllable, said):
    assert has_homophone(char, syllable) is said


def test_what_can_only_be_read_so_stays():
    assert substitute("我们在行里", {0: "wo3", 1: "men5"}).text == "我们在行里"
    both = substitute("我们在行里", {0: "wo3", 3: "hang2"}).text
    assert both[0] == "我"
    assert pinyin(both)[3] == "hang2"
    assert both[3] != "行"


@pytest.mark.parametrize(
    ("spoken", "index", "syllable", "other"),
    [("他慢慢地走来", 3, "de5", "的"), ("我得去一趟", 1, "dei3", "要"), ("睡着了", 1, "zhao2", "")],
)
def test_what_sounds_alike_in_most_places_is_proposed(spoken, index, syllable, other):
    assert rewording(spoken, index, syllable) == other
    (warning,) = map(str, substitute(spoken, {index: syllable}).missing)
    assert f"{{={other}}}" in warning if other else "other words" in warning


def test_the_warning_shows_the_characters_around_the_place():
    (warning,) = substitute("一二三四五六好了七八九十百千", {7: "liao9"}).missing
    assert "'了' in '四五六好了七八九十' is read liao9" in str(warning)


def test_what_is_put_in_its_place_is_the_commonest_that_leaves_the_neighbours_alone():
    for text, index, syllable in (("他在行里", 2, "hang2"), ("重来一次", 0, "chong2")):
        substituted = substitute(text, {index: syllable}).text
        changed = substituted[index]
        assert own_readings(changed) == (syllable,)
        assert substituted == text[:index] + changed + text[index + 1 :]
        others = [i for i in range(len(text)) if i != index]
        assert [pinyin(substituted)[i] for i in others] == [pinyin(text)[i] for i in others]
        fitting = [c for c in tables().common if own_readings(c) == (syllable,) and c not in "一不"]
        assert changed in fitting[:12]


def test_far_away_from_both_ends_it_is_the_same():
    text = "他们今天一起去的地方很远，" + "他在行里。" + "大家明天还要一起去工作吧"
    index = text.index("行")
    substituted = substitute(text, {index: "hang2"}).text
    assert substituted[:index] + "行" + substituted[index + 1 :] == text
    assert substituted[index] == substitute("他在行里", {2: "hang2"}).text[2]


@pytest.mark.parametrize("syllable", ["yi1", "yi2", "yi4", "bu4"])
def test_characters_whose_tone_changes_are_no_homophones(syllable):
    for char in "行一不":  # nor is either left where its own reading is wanted
        assert substitute(f"去{char}", {1: syllable}).text[1] not in "行一不"


def test_everything_that_cannot_be_told_is_told_in_order():
    result = substitute("得去得来，了", {2: "dei3", 0: "dei3", 5: "liao9"})
    assert result.text == "得去得来，了"
    assert [(each.char, each.syllable, each.other) for each in result.missing] == [
        ("得", "dei3", "要"),
        ("得", "dei3", "要"),
        ("了", "liao9", ""),
    ]
    assert [each.around for each in result.missing] == ["得去得来，", "得去得来，了", "去得来，了"]
    assert rewording("赚我", 0, "zuan4") == "骗"
    assert rewording("了", 0, "liao9") == ""
