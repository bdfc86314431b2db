"""Did you mean …? Every name that a person types and may misspell."""

from __future__ import annotations

import pytest

from audiolecture.suggestions import alike, beside, closest

VOICES = ("zh-CN-XiaoxiaoNeural", "zh-CN-XiaoyiNeural", "zh-CN-YunyangNeural", "zhm", "zhf")


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("biuld", ("build", "plan"), "build"),
        ("BUILD", ("build", "plan"), "build"),
        ("xiaoxiao", VOICES, "zh-CN-XiaoxiaoNeural"),
        ("zh-cn-yunyang", VOICES, "zh-CN-YunyangNeural"),
        ("主持入", ("主持人", "嘉宾"), "主持人"),
        ("zzz", ("build", "plan"), ""),
        ("", ("build", ""), ""),
    ],
)
def test_the_likeliest_name(word, known, expected):
    assert closest(word, known) == expected


def test_several_names_the_likeliest_first():
    assert alike("xiaoy", VOICES, most=2, cutoff=0.3)[0] == "zh-CN-XiaoyiNeural"


def test_files_beside_a_misspelt_one(tmp_path):
    for name in ("第一讲.txt", "第一讲.mp3", ".第一讲.txt", "别的.txt"):
        (tmp_path / name).touch()

    assert beside(tmp_path / "第1讲.txt", {".txt"}) == [str(tmp_path / "第一讲.txt")]
    assert beside(tmp_path / "nowhere" / "第1讲.txt") == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["build", "--vioce", "x"], "--voice"),
        (["cache", "prnue"], "prune"),
        (["build", "课.txt", "--engine", "espaek"], "did you mean 'espeak'?"),
        (["build", "课.txt", "--engine", "espeak", "--voice", "zh"], "try zhm, zhf"),
        (["build", "课.txt", "--format", "m4bb"], "did you mean 'm4b'?"),
        (["build", "课程.txt"], "did you mean 课.txt?"),
        (["outline", "课"], "did you mean 课.txt?"),
        (["check", "outptu"], "did you mean output?"),
        (["build"], "audiolecture init"),
    ],
)
def test_the_command_line_says_what_may_have_been_meant(run, lecture, arguments, expected):
    (lecture.parent / "output").mkdir()

    result = run(*arguments)

    assert result.code in (1, 2)
    assert expected in result.err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('voise = "x"', "did you mean 'voice'?"),
        ("[pauses]\nparagrah = 3", "did you mean 'pauses.paragraph'?"),
        ("paragraph = 3", "did you mean 'pauses.paragraph'?"),
        ("[outline]\nvoice = 3", "did you mean 'voice'?"),
        ('[content]\ntables = "anounce"', "did you mean 'announce'?"),
        ('loudness = "laud"', "did you mean 'loud'?"),
        ('[engines.edge]\nproxi = "x"', "did you mean 'proxy'?"),
    ],
)
def test_settings_say_what_may_have_been_meant(run, lecture, line, expected):
    (lecture.parent / "audiolecture.toml").write_text(line, encoding="utf-8")

    result = run("build", "课.txt", "--engine", "edge")

    assert result.code == 2
    assert expected in result.err


def test_a_key_of_a_front_matter(run, tmp_path):
    (tmp_path / "课.txt").write_text("---\ntitel: 好\n---\n今天天气很好。\n", encoding="utf-8")

    assert "did you mean 'title'?" in run("plan", "课.txt", "--engine", "tone").out


TWO = "---\nvoices:\n  主持人: high\n---\n{}：您为什么去了村里？\n嘉宾：因为那里需要人。\n"


def test_a_speaker_whose_label_is_misspelt(run, tmp_path):
    (tmp_path / "课.txt").write_text(TWO.format("主持入"), encoding="utf-8")

    assert "is the label '主持入' meant?" in run("plan", "课.txt", "--engine", "tone").out


def test_a_speaker_who_speaks_is_not_told_of(run, tmp_path):
    (tmp_path / "课.txt").write_text(TWO.format("主持人"), encoding="utf-8")

    assert "no paragraph" not in run("plan", "课.txt", "--engine", "tone").out
