"""Commands in Chinese: chosen by ``--lang`` or by the locale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audiolecture.cli.app import COMMANDS
from audiolecture.cli.lines import columns, wrapped

HAN = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_is_chinese(run, command):
    page = run(command, "--lang", "zh", "--help")

    assert page.code == 0
    assert page.out.startswith("用法：")
    described = [line for line in page.out.splitlines() if re.match(r"  -", line)]
    assert described
    assert not [line for line in described if re.search(r"  +[A-Z][a-z]+ [a-z]", line)]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_chinese_fits_eighty_columns(run, command):
    page = run(command, "--lang", "zh", "--help")

    assert max(map(columns, page.out.splitlines())) <= 80


def test_the_language_may_stand_anywhere(run):
    pages = [run("--lang", "zh", "plan", "--help"), run("plan", "--help", "--lang=zh")]

    assert pages[0].out == pages[1].out


def test_the_last_language_wins(run):
    assert run("plan", "--lang", "zh", "--lang", "en", "--help").out.startswith("Usage:")


def test_a_word_that_looks_like_the_flag_is_text_behind_two_dashes(run):
    assert "Usage:" in run("spoken", "--help", "--", "--lang", "zh").out


def test_a_language_that_is_not_spoken_is_refused(run):
    refused = run("plan", "--lang", "fr")

    assert refused.code == 2
    assert "'fr' is not one of 'zh', 'en'" in refused.err


def test_the_locale_chooses_the_language(run, monkeypatch):
    monkeypatch.delenv("AUDIOLECTURE_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    assert "没有命令“paln”。是想输入“plan”吗？" in run("paln").err


def test_clicks_own_complaints_are_chinese(run):
    wrong = run("plan", "--nosuch", "--lang", "zh")

    assert wrong.code == 2
    assert wrong.err.splitlines()[0].startswith("用法：")
    assert "错误：没有选项“--nosuch”。" in wrong.err


def test_lines_are_broken_by_columns_and_no_line_begins_with_a_stop():
    text = "片段缓存放在哪里：文件夹，或 s3://bucket/clips 这样的地址。  [默认：用户缓存文件夹]"

    lines = list(wrapped(text, 24))

    assert max(map(columns, lines)) <= 24
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert not [line for line in lines if line[0] in "，。：、"]
    assert any("s3://bucket/clips" in line for line in lines)


ENGLISH = re.compile(r"(?!audiolecture )\b[a-z]{3,} [a-z]{2,}")


@pytest.fixture
def chinese(run, monkeypatch):
    """Run a command as somebody with a Chinese locale does."""
    monkeypatch.delenv("AUDIOLECTURE_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    return run


def test_a_session_in_chinese_has_no_english_sentences(chinese, lecture):
    said = [
        chinese("plan", lecture, "--engine", "tone"),
        chinese("build", lecture, "--engine", "tone"),
        chinese("plan", lecture, "--engine", "tone"),
        chinese("outline", lecture, "--explain"),
        chinese("proof", lecture),
        chinese("cache", "info"),
        chinese("export", "--device", lecture.parent),
    ]

    assert [page.code for page in said] == [0] * len(said)
    said.append(chinese("check"))  # which hears that tones are no speech
    assert all(HAN.search(page.out) for page in said)
    assert [ENGLISH.search(page.out + page.err) for page in said] == [None] * len(said)


def test_columns_of_a_chinese_table_stand_below_each_other(chinese, lecture):
    page = chinese("outline", lecture, "--explain")

    head, *rows = page.out.splitlines()
    places = [columns(head[: head.index(word)]) for word in ("角色", "规则", "文字")]
    assert len(rows) == 10  # as many as the script has lines
    for row in rows:
        cells = "".join(char * columns(char) for char in row)  # a cell a column
        assert all(cells[place - 1] == " " != cells[place] for place in places)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("build", "没有.txt"), 1, "没有.txt：无法读取：没有这个文件或文件夹"),
        (("build", "--engine", "tones"), 2, "没有引擎“tones”"),
        (("plan", "--rate", "fast"), 2, "“rate”应是 -90% 到 +200% 的整数"),
        (("serve", "没有"), 1, "没有：没有这个文件夹"),
        (("check", "没有"), 1, "这里还没有做好的讲座"),
    ],
)
def test_errors_are_chinese_and_their_codes_the_same(chinese, lecture, arguments, code, told):
    content = lecture.with_name("content")
    content.mkdir()
    lecture.rename(content / lecture.name)

    failed = chinese(*arguments)

    assert failed.code == code
    assert told in failed.err


def test_what_is_built_is_the_same_in_every_language(run, lecture):
    for language in ("en", "zh"):
        built = run("build", lecture, "--engine", "tone", "-o", language, "--lang", language)
        assert built.code == 0

    files = {path.relative_to("en") for path in Path("en").rglob("*") if path.is_file()}
    assert len(files) > 10
    assert files == {path.relative_to("zh") for path in Path("zh").rglob("*") if path.is_file()}
    assert [
        f for f in files if (Path("en") / f).read_bytes() != (Path("zh") / f).read_bytes()
    ] == []


def test_a_build_in_another_language_finds_nothing_to_do(run, lecture):
    run("build", lecture, "--engine", "tone", "--lang", "en")

    again = run("build", lecture, "--engine", "tone", "--lang", "zh", "--json").json

    assert again["synthesized"] == 0
    assert {chapter["status"] for chapter in again["chapters"]} == {"kept"}


def test_documents_have_the_same_words_for_machines(run, lecture):
    def documents(language):
        plan = run("plan", lecture, "--engine", "tone", "--json", "--lang", language).json
        shape = run("outline", lecture, "--explain", "--json", "--lang", language).json
        return plan["lectures"][0]["chapters"][0]["status"], shape

    assert documents("zh") == documents("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", "build", "voices", "serve"])
def test_help_fits_a_narrow_terminal(run, monkeypatch, command, lang):
    monkeypatch.setenv("COLUMNS", "40")

    page = run(*filter(None, [command]), "--lang", lang, "--help").out

    typed = re.compile(r"  +audiolecture |^  -.*[|].*[|]|zh-CN|DIR|\[default")
    assert [
        line for line in page.splitlines() if columns(line) > 40 and not typed.search(line)
    ] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_to_be_filled_in_has_chinese_names(run, command):
    page = run(command, "--lang", "zh", "--help").out

    named = re.findall(r"(?m)^  (?:-\w, )?--[\w-]+ ([A-Z]{2,}\S*)|^用法：.*?([A-Z]{3,})", page)
    assert named == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("build", "--formt", "m4b"), "错误：没有选项“--formt”。是想输入“--format”吗？\n"),
        (("export",), "错误：缺少选项“--device”。\n"),
        (("--lang", "fr", "plan"), "错误：“--lang”的值无效："),
    ],
)
def test_what_is_typed_wrong_is_told_in_chinese_signs(run, in_chinese, words, told):
    wrong = run(*words).err

    assert told in wrong
    assert not re.search(r"[一-鿿”][.:,] |'", wrong)
