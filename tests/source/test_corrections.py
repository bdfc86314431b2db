from __future__ import annotations

import pytest
from writers import as_pdf

from audiolecture.errors import ConfigError
from audiolecture.source.read import read_lecture, read_outline

SCRIPT = """\
把根扎深
同志们，今天谈三点。
一、认识
认识的话。
二、行动
行动的话。
再说一句。
三、成效
成效的话。
谢谢大家。
"""


@pytest.fixture
def shape(tmp_path):
    path = tmp_path / "课.txt"

    def of(corrections="", matter=""):
        path.write_text(matter + SCRIPT, encoding="utf-8")
        (tmp_path / "课.outline.toml").write_text(corrections, encoding="utf-8")
        lecture = read_lecture(path)
        return lecture, [(c.kind, c.title, [s.title for s in c.sections]) for c in lecture.chapters]

    return of


def test_without_corrections_the_rules_decide(shape):
    assert [title for _, title, _ in shape()[1]] == [
        "开场",
        "一、认识",
        "二、行动",
        "三、成效",
        "结语",
    ]


def test_a_line_becomes_text_section_or_chapter(shape):
    _, found = shape(
        '[[line]]\nat = 5\nis = "text"\n'
        '[[line]]\ntext = "再说"\nis = "section"\n'
        '[[line]]\nat = 9\nis = "chapter"\ntitle = "新的一章"\n'
    )
    assert found == [
        ("opening", "开场", []),
        ("body", "一、认识", ["再说一句"]),
        ("body", "三、成效", []),
        ("body", "新的一章", []),
    ]


def test_two_corrections_of_one_line_are_both_heeded(shape):
    _, found = shape(
        '[[line]]\nat = 7\nis = "chapter"\n[[line]]\ntext = "再说"\ntitle = "另一个题目"\n'
    )
    assert [title for _, title, _ in found] == [
        "开场", "一、认识", "二、行动", "另一个题目", "三、成效", "结语",
    ]  # fmt: skip


def test_title_closing_skip_and_level(shape):
    lecture, found = shape(
        '[[line]]\nat = 2\nis = "title"\ntitle = "谈三点"\n'
        '[[line]]\nat = 9\nis = "closing"\n'
        '[[line]]\nat = 7\nis = "skip"\n'
        "[[line]]\nat = 5\nlevel = 2\n"
    )
    assert lecture.title == "谈三点"
    assert [(item.kind, item.line) for item in lecture.omitted] == [("skip", 7)]
    assert [(kind, title) for kind, title, _ in found] == [
        ("opening", "开场"),
        ("body", "一、认识"),
        ("body", "三、成效"),
        ("closing", "结语"),
    ]
    assert found[1][2] == ["二、行动"]


def test_the_front_matter_corrects_too(shape):
    lecture, found = shape(matter="---\nsections: 再说\ntext: 三、成；11\nskip: 14-15\n---\n")
    assert [title for _, title, _ in found] == ["开场", "一、认识", "二、行动"]
    assert found[2][2] == ["再说一句"]
    assert [item.line for item in lecture.omitted] == [14, 15]


def test_explain_names_the_author_and_what_is_left_out(shape, tmp_path):
    shape('[[line]]\nat = 4\nis = "skip"\n[[line]]\nat = 5\nis = "text"\n')
    rows = {row.line: (row.role, row.rule) for row in read_outline(tmp_path / "课.txt").decisions}
    assert rows[4] == ("left out", "not speech: skip")
    assert rows[5] == ("text", "the author says so")
    assert rows[3] == ("chapter", "numbered 一、, in a sequence from one")


@pytest.mark.parametrize(
    ("corrections", "message"),
    [
        ('[[lines]]\nat = 1\nis = "text"', "unknown key 'lines', did you mean 'line'?"),
        ("line = 3", "'line' must be tables"),
        ("line = [3]", "'line' must be tables"),
        ('[[line]]\nat = 1\nis = "chaptre"', "did you mean 'chapter'?"),
        ('[[line]]\nat = 1\nls = "text"', "unknown key 'ls'"),
        ('[[line]]\nis = "text"', "needs 'at'"),
        ('[[line]]\nat = 1\ntext = "a"\nis = "text"', "needs 'at'"),
        ('[[line]]\nat = 0\nis = "text"', "'at' must be the number of a line"),
        ('[[line]]\ntext = " "\nis = "text"', "'text' must be how the line begins"),
        ('[[line]]\nat = 1\ntitle = ""', "'title' must be a text"),
        ("[[line]]\nat = 1\nspeaker = 1", "'speaker' must be a name"),
        ("[[line]]\nat = 1", "says nothing of the line"),
        ("[[line]]\nat = 1\nlevel = 9", "'level' must be a whole number from 1 to 6"),
        (
            '[[line]]\nat = 99\nis = "text"',
            "no text at line 99; the nearest paragraphs begin at 10",
        ),
        ('[[line]]\ntext = "二、行到"\nis = "text"', "did you mean '二、行动'?"),
        ("[[line]", "is not TOML"),
    ],
)
def test_what_cannot_be_used_is_named(shape, corrections, message):
    with pytest.raises(ConfigError) as caught:
        shape(corrections)
    assert message in caught.value.message
    assert caught.value.where.endswith("课.outline.toml")
    assert caught.value.hint or "TOML" in message


def test_a_beginning_that_several_lines_share_must_be_longer(tmp_path):
    path = tmp_path / "课.txt"
    path.write_text("一样的话甲。\n一样的话乙。\n", encoding="utf-8")
    (tmp_path / "课.outline.toml").write_text('[[line]]\ntext = "一样"\nis = "chapter"\n')
    with pytest.raises(ConfigError, match=r"several lines begin with '一样' \(1, 2\)"):
        read_lecture(path)


def test_a_beginning_that_is_empty_means_no_line(shape):
    lecture, found = shape(matter="---\ntext: 三、成；；13；\n---\n")
    assert [title for _, title, _ in found] == ["开场", "一、认识", "二、行动"]
    assert not lecture.warnings


def test_several_paragraphs_of_one_page_are_told_apart_by_their_text(tmp_path):
    path = tmp_path / "课.pdf"
    path.write_bytes(as_pdf(SCRIPT.splitlines()))
    (tmp_path / "课.outline.toml").write_text('[[line]]\nat = 1\nis = "text"\n', "utf-8")

    with pytest.raises(ConfigError, match="10 paragraphs stand at 1: use 'text'"):
        read_lecture(path)
