"""A new course builds at once, and nothing that was there is touched."""

from __future__ import annotations

import re
import tomllib

import pytest

from audiolecture import config
from audiolecture.cli import init
from audiolecture.config import Settings
from audiolecture.engines import espeak
from audiolecture.newcourse import OFFLINE, VOICES, Answers, parts
from finished import contents

FILES = ["audiolecture.toml", "content/第一讲.txt", "content/lexicon.tsv", ".gitignore"]


@pytest.mark.parametrize("engine", ["tone", "espeak"])
def test_a_new_course_builds_and_is_good(run, tmp_path, monkeypatch, engine):
    begun = run("init", "党课", "--author", "李老师", "--json")
    monkeypatch.chdir(tmp_path / "党课")
    built = run("build", "--engine", engine, "--json")
    proof = run("proof", "content/第一讲.txt", "--json")

    assert [file["status"] for file in begun.json["files"]] == ["written"] * 4
    assert begun.json["next"] == ["cd 党课", "audiolecture build", "audiolecture serve"]
    assert built.code == 0
    assert built.json["failed"] == 0
    assert built.json["warnings"] == []
    assert len(built.json["chapters"]) == 4
    assert run("check").code == 0
    assert proof.code == 0
    assert run("plan", "--engine", engine, "--json").json["lectures"][0]["title"] in built.out


def test_the_first_lecture_shows_what_there_is(run, tmp_path):
    run("init", ".", "--title", "课")

    document = run("outline", "content/第一讲.txt", "--json").json
    spoken = run("spoken", "content/第一讲.txt").out
    script = (tmp_path / "content/第一讲.txt").read_text(encoding="utf-8")

    assert [chapter["kind"] for chapter in document["chapters"]] == [
        "opening", "body", "body", "closing",
    ]  # fmt: skip
    assert len(document["chapters"][1]["sections"]) == 3
    assert "百分之九十八点六" in spoken
    assert "人工智能也一样" in spoken
    assert "[曾]{zeng1}" in script


def test_what_was_answered_stands_in_the_settings(run, tmp_path):
    run("init", ".", "--title", '“根” "深"', "--author", "李\\老师", "--voice", "2")

    settings = config.load(tmp_path / "content")

    assert settings.album == '“根” "深"'
    assert settings.author == "李\\老师"
    assert settings.voice == "zh-CN-XiaoxiaoNeural"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_setting_that_is_commented_out_is_valid(tmp_path, language):
    text = parts(tmp_path, Answers(), language)[0].text

    shown = tomllib.loads(re.sub(r"(?m)^#(?=\S)", "", text))
    settings = config.apply(Settings(), shown, "audiolecture.toml")

    assert tomllib.loads(text) == {}
    assert len(settings.voices) == 2
    known = {*config._TOP, *config._TABLES}
    assert set(shown) == known


def test_the_voices_that_are_offered_are_there():
    assert tuple(voice.name for voice in espeak.VOICES) == OFFLINE
    assert tuple(init._DESCRIPTIONS) == VOICES


def test_both_languages_show_the_same(tmp_path):
    def plain(language):
        lines = parts(tmp_path, Answers("课"), language)[0].text.splitlines()
        return [line for line in lines if line and not line.startswith("# ")]

    assert plain("zh") == plain("en")


def test_nothing_is_overwritten(run, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('voice = "zhf"\n', encoding="utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "lexicon.tsv").write_text("", encoding="utf-8")
    (tmp_path / ".gitignore").symlink_to("nowhere")
    before = contents(tmp_path)

    result = run("init")

    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"content/第一讲.txt"}
    assert result.out.count("left as it is") == 3


def test_a_second_time_does_nothing(run, tmp_path):
    run("init")
    before = contents(tmp_path)

    assert run("init").code == 0
    assert contents(tmp_path) == before
    assert sorted(before) == sorted(FILES)


def test_scripts_that_are_there_stay_where_they_are(run, lecture):
    result = run("init", "--json")

    assert result.json["next"][0] == "audiolecture build ."
    assert (lecture.parent / "lexicon.tsv").is_file()
    assert not (lecture.parent / "content").exists()
    built = run("build", ".", "--engine", "tone", "--json")
    assert (built.code, built.json["warnings"]) == (0, [])


def test_a_folder_that_cannot_be_written(run, tmp_path):
    (tmp_path / "课").touch()

    result = run("init", "课/内")

    assert result.code == 1
    assert "choose another folder" in result.err


def test_quiet_says_only_what_was_written(run):
    told, quiet = run("init", "甲").out, run("init", "乙", "-q").out

    assert "Next" in told
    assert "audiolecture.toml" in quiet
    assert "Next" not in quiet


def test_three_questions(on_a_terminal, tmp_path):
    seen = on_a_terminal("init", typed="主题党课\n李老师\nxiaoxiao\n2\n")

    settings = config.load(tmp_path / "content")
    assert seen.code == 0
    assert "zh-CN-XiaoxiaoNeural" in seen.shown  # the answer that is no voice brings a suggestion
    assert (settings.album, settings.author) == ("主题党课", "李老师")
    assert settings.voice == "zh-CN-XiaoxiaoNeural"


def test_a_flag_answers_a_question(on_a_terminal, tmp_path):
    on_a_terminal("init", "--author", "李老师", "--voice", "zhf", typed="\n")

    assert config.load(tmp_path / "content").album == tmp_path.name


def test_nothing_is_asked_with_yes(on_a_terminal, tmp_path):
    seen = on_a_terminal("init", "--yes", piped=True)

    assert (seen.code, seen.shown) == (0, "")
    assert "audiolecture build" in seen.out


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["课.txt"], 1, "课.txt"),
        ([".", "--voice", "xiaoxia"], 2, "try zh-CN-XiaoxiaoNeural"),
    ],
)
def test_what_cannot_be_is_explained(run, lecture, arguments, code, expected):
    before = contents(lecture.parent)

    result = run("init", *arguments)

    assert result.code == code
    assert expected in result.err
    assert len(result.err.splitlines()) == 2
    assert contents(lecture.parent) == before
