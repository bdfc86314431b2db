from __future__ import annotations

from pathlib import Path

import pytest

from audiolecture.source.course import album_of, lectures_in, number_in, numbers_of


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("第3讲 春天", 3), ("第三講", 3), ("第十二课", 12), ("第 5 章-水", 5), ("党课第2讲", 2),
        ("03", 3), ("03-起源", 3), ("3. 起源", 3), ("[07] 风", 7), ("12_土", 12), ("001 开场", 1),
        ("三、水利", 3), ("（四）山", 4), ("十一 海", 11), ("Lecture 4", 4), ("ch07", 7),
        ("2023年总结", 0), ("5月计划", 0), ("附录", 0), ("一带一路", 0), ("第一次听课", 0),
        ("三农问题", 0), ("20230509讲稿", 0),
    ],
)  # fmt: skip
def test_the_number_that_a_name_states(name, number):
    assert number_in(name) == number


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["第一讲", "第二讲", "第3讲"], (1, 2, 3)),
        (["01", "03", "07"], (1, 3, 7)),
        (["02 甲", "05 乙", "附录", "跋"], (2, 5, 6, 7)),
        (["甲", "乙"], (1, 2)),
        (["第一讲上", "第一讲下", "第二讲"], (1, 2, 3)),
    ],
)
def test_numbers_ascend_and_gaps_are_harmless(names, numbers):
    assert numbers_of([Path(f"{name}.txt") for name in names]) == numbers


@pytest.mark.parametrize(
    "names",
    [
        ["长征（上）", "长征（中）", "长征（下）"],
        ["第一讲 上", "第一讲 中", "第一讲 下", "第二讲"],
        ["党课一", "党课二", "党课三", "党课十", "党课十一"],
        ["第二讲（一）", "第二讲（二）", "第二讲（三）"],
        ["上篇", "中篇", "下篇"],
        ["前言", "第1讲", "第2讲", "第10讲", "附录1", "附录2"],
        ["绪论", "第一章 山", "第二章 水", "后记"],
        ["01 山", "02 水", "10 云", "2023年总结"],
        ["第一讲", "第2讲-2", "第2讲-10", "三、", "第十讲", "后记"],
    ],
)
def test_parts_come_in_their_order_whatever_their_numbers_are_written_in(tmp_path, names):
    for name in reversed(names):
        (tmp_path / f"{name}.txt").write_text("话", encoding="utf-8")
    assert [path.stem for path in lectures_in(tmp_path)] == names


def test_scripts_are_of_any_format_and_what_is_none_is_left_alone(tmp_path):
    names = ["第一讲.txt", "第二讲.md", "第3讲.txt", "第十讲.txt", "附录.txt"]
    for name in [*reversed(names), "lexicon.tsv", ".x.txt", "~$a.txt"]:
        (tmp_path / name).write_text("话", encoding="utf-8")
    assert [path.name for path in lectures_in(tmp_path)] == names


def test_the_album_is_the_folder_that_names_the_course(tmp_path):
    assert album_of(tmp_path / "中国史" / "content") == "中国史"
    assert album_of(tmp_path / "中国史") == "中国史"
