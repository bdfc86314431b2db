"""The lexicon files of a course, and what the author is told of them."""

from __future__ import annotations

import pytest


@pytest.fixture
def course(tmp_path):
    """Two lectures and the course's lexicon: one line for each lecture, one for none."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "1 甲.txt").write_text("我们在银行里参与讨论。\n", "utf-8")
    (folder / "2 乙.txt").write_text("行长说了话。\n", "utf-8")
    lines = "参与\tcan1 yu4\n行长\thang2 zhang3\n小曾家\txiao3 zeng1 jia1\n"
    (folder / "lexicon.tsv").write_text(lines, "utf-8")
    return folder


UNUSED = "content/lexicon.tsv:3: nothing uses '小曾家'"


def plan_warnings(run, *arguments):
    document = run("plan", *arguments, "--engine", "tone", "--json").json
    return [w for each in document["lectures"] for w in each["warnings"]]


@pytest.mark.parametrize("source", [["content"], ["content/1 甲.txt"], []])
def test_a_line_that_no_lecture_uses_is_told_once(run, course, source):
    (warning,) = plan_warnings(run, *source)

    assert warning.startswith(UNUSED)


def test_it_is_told_by_build_and_proof_too(run, course):
    built = run("build", "--engine", "tone", "--json").json
    assert [warning.startswith(UNUSED) for warning in built["warnings"]] == [True]

    proof = run("proof", "content/1 甲.txt", "--json").json
    assert [warning.startswith(UNUSED) for warning in proof["warnings"]] == [True]


def test_a_line_that_a_longer_one_hides_is_unused(run, course):
    (course / "lexicon.tsv").write_text("参与\tcan1 yu4\n参\tcan1\n", "utf-8")
    (course / "2 乙.txt").unlink()

    (warning,) = plan_warnings(run)
    assert "lexicon.tsv:2: nothing uses '参'" in warning


def test_a_lectures_own_lexicon_counts_for_itself(run, course):
    (course / "lexicon.tsv").unlink()
    (course / "1 甲.lexicon.tsv").write_text("行长\thang2 zhang3\n", "utf-8")

    (warning,) = plan_warnings(run)
    assert warning.startswith("content/1 甲.lexicon.tsv:1: nothing uses '行长'")


def test_what_contradicts_the_course_is_told(run, course):
    (course / "lexicon.tsv").write_text("参与\tcan1 yu3\n", "utf-8")
    (course / "1 甲.lexicon.tsv").write_text("参与\tcan1 yu4\n", "utf-8")
    (course / "2 乙.txt").write_text("大家参与。\n", "utf-8")

    (warning,) = plan_warnings(run)
    assert "1 甲.lexicon.tsv:1: '参与' is 'can1 yu4' here and 'can1 yu3' in" in warning


def test_a_borrowed_dictionary_is_told_of_in_a_few_lines(run, course):
    words = [f"词{chr(0x4E00 + number)}语\tci2 yi1 yu3\n" for number in range(500)]
    (course / "lexicon.tsv").write_text("".join(words), "utf-8")

    warnings = plan_warnings(run)
    assert len(warnings) == 11
    assert warnings[-1] == "content/lexicon.tsv: 490 more lines are not used"


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("a.txt", "好。\n　　在[参与]{can1}里。\n", "a.txt:2:9"),
        ("a.md", "# 题\n\n## 在[参与]{can1}里\n", "a.md:3:10"),
    ],
)
def test_a_mark_that_is_wrong_is_placed_by_line_and_column(run, tmp_path, name, text, where):
    (tmp_path / name).write_text(text, "utf-8")
    result = run("spoken", name)

    assert result.code == 1
    assert f"{where}: 'can1' is 1 syllable" in result.err
