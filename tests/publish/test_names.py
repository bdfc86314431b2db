import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.publish.names import file_stem, folder_name, web_stem

REFUSED = set('"*/:<>?\\|') | {chr(n) for n in range(32)} | {"\x7f"}
ANY = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("number", "total", "title", "stem"),
    [
        (1, 5, "开场", "01 - 开场"),
        (2, 12, "一、坚定信念", "02 - 一、坚定信念"),
        (7, 120, "结语", "007 - 结语"),
        (1, 1, "", "01"),
        (1, 1, "..", "01"),
        (1, 1, "a/b\\c:d", "01 - a／b＼c：d"),
        (1, 1, "什么?", "01 - 什么？"),
        (1, 1, "一\n二\t 三", "01 - 一 二 三"),
        (1, 1, "e\u0301tude", "01 - étude"),
        (1, 1, "右\u202e到左\u200b", "01 - 右到左"),
        (1, 1, "等等...", "01 - 等等"),
        (1, 1, "😀 讲座", "01 - 😀 讲座"),
        (1, 1, "论" * 200, "01 - " + "论" * 22 + "…"),
        (1, 1, "\ud800", "01"),
    ],
)
def test_file_stem(number: int, total: int, title: str, stem: str) -> None:
    assert file_stem(number, total, title) == stem


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("grassroots-lecture", "grassroots-lecture"),
        ("con", "con_"),
        ("NUL.tar", "NUL_.tar"),
        ("lpt1", "lpt1_"),
        ("constitution", "constitution"),
        ("..", "lecture"),
        ("", "lecture"),
        (".hidden", "hidden"),
        ("第一讲 ", "第一讲"),
    ],
)
def test_folder_name(source: str, folder: str) -> None:
    assert folder_name(source) == folder


def test_long_folders_that_differ_at_the_end_stay_apart() -> None:
    assert folder_name("论" * 80 + "甲") != folder_name("论" * 80 + "乙")


def test_a_cut_never_separates_an_accent_or_a_skin_tone_from_its_character() -> None:
    stem = file_stem(1, 1, "长" * 21 + "👍\U0001f3fd" + "长" * 9)
    assert stem == "01 - " + "长" * 21 + "…"


@settings(deadline=None)
@given(ANY, st.integers(1, 10_000))
def test_every_device_takes_every_name(title: str, number: int) -> None:
    for name in (file_stem(number, 10_000, title), folder_name(title)):
        assert name
        assert not REFUSED & set(name)
        assert len((name + ".chapters.json").encode()) <= 255
        assert len(name) <= 60
        assert name == unicodedata.normalize("NFC", name)
        assert name == name.strip(" ").rstrip(".")
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name)


@settings(deadline=None)
@given(ANY)
def test_names_are_stable(title: str) -> None:
    assert folder_name(folder_name(title)) == folder_name(title)


def test_web_stem_is_ascii() -> None:
    assert web_stem(1, "0123456789abcdef") == "ch01-01234567"
    assert web_stem(100, "f" * 64) == "ch100-ffffffff"
