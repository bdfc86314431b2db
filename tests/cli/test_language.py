"""Commands in Chinese: chosen by ``--lang`` or by the locale."""

from __future__ import annotations

import re

import pytest

from audiolecture.cli.app import COMMANDS
from audiolecture.cli.help import columns, wrapped

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
    assert "预览" not in run("plan", "--help").out


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
    assert "错误：没有选项 '--nosuch'。" in wrong.err


def test_lines_are_broken_by_columns_and_no_line_begins_with_a_stop():
    text = "片段缓存放在哪里：文件夹，或 s3://bucket/clips 这样的地址。  [默认：用户缓存文件夹]"

    lines = list(wrapped(text, 24))

    assert max(map(columns, lines)) <= 24
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert not [line for line in lines if line[0] in "，。：、"]
    assert any("s3://bucket/clips" in line for line in lines)
