from __future__ import annotations

import pytest

SCRIPT = """\
# 题目

开场的话，详见 https://example.org/a 一文。

## 一、甲

| 年 | 数 |
|---|---|
| 1 | 2 |

话。

## 二、乙

话。
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "课.md"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_explain_names_the_rule_of_every_line(run, script):
    found = run("outline", script, "--explain", "--json").json
    rows = {row["line"]: row for row in found["decisions"] if row["role"] != "left out"}
    assert rows[1]["role"] == "title"
    assert rows[5] == {
        "line": 5,
        "role": "chapter",
        "rule": "the format says heading 2",
        "text": "一、甲",
    }
    left_out = [
        (row["line"], row["rule"]) for row in found["decisions"] if row["role"] == "left out"
    ]
    assert left_out == [(3, "not speech: link"), (7, "not speech: table")]


def test_explain_shows_a_table(run, script):
    shown = run("outline", script, "--explain").out
    assert "the format says heading 2" in shown
    assert "decisions" not in run("outline", script, "--json").json


@pytest.mark.parametrize("command", [["outline"], ["plan", "--engine", "espeak"]])
def test_what_is_left_out_is_listed_with_its_line(run, script, command):
    shown = run(*command, script)
    assert "left out, line 3 (link): https://example.org/a" in shown.out
    assert "left out, line 7 (table): 年，数 1，2" in shown.out
    found = run(*command, script, "--json").json
    omitted = found.get("omitted") or found["lectures"][0]["omitted"]
    assert [(item["kind"], item["line"]) for item in omitted] == [("link", 3), ("table", 7)]


def test_the_sentence_around_an_address_is_spoken_whole(run, script):
    assert "开场的话，详见一文。" in run("spoken", script).out


def test_a_correction_of_a_line_that_is_not_there_is_refused(run, script):
    script.with_name("课.outline.toml").write_text('[[line]]\nat = 99\nis = "text"\n')
    failed = run("plan", script)
    assert failed.code == 2
    assert "课.outline.toml: there is no text at line 99" in failed.err
    assert "outline --explain" in failed.err


def test_long_chapters_are_divided_when_asked(run, script, tmp_path):
    sections = "".join(f"### 第{n}节\n\n" + "话说得很长。" * 60 + "\n\n" for n in range(1, 4))
    script.write_text(f"# 题\n\n## 长\n\n{sections}## 短\n\n话。\n", encoding="utf-8")
    (tmp_path / "audiolecture.toml").write_text("[outline]\nsplit = 2\n", encoding="utf-8")
    titles = [chapter["title"] for chapter in run("outline", script, "--json").json["chapters"]]
    assert titles == ["长", "长 · 第2节", "长 · 第3节", "短"]
