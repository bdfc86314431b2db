"""What the commands print for people, where the other tests read their JSON."""

from __future__ import annotations

import io
import re
import sys

import pytest
from rich.console import Console

from audiolecture import events
from audiolecture.cli import console
from audiolecture.cli.cache import size
from audiolecture.cli.lines import fitted
from audiolecture.model import clock


def test_voices_as_a_table(run):
    result = run("voices", "--engine", "espeak")

    assert result.code == 0
    heading, *rows = result.out.splitlines()
    assert heading.split() == ["Engine", "Voice", "Locale", "Gender", "Description"]
    listed = run("voices", "--engine", "espeak", "--json").json["voices"]
    assert [row.split()[:2] for row in rows] == [["espeak", voice["name"]] for voice in listed]


def test_an_engine_that_cannot_name_its_voices_does_not_hide_the_others(run, tmp_path):
    table = '[engines.piper]\nmodel = "nowhere"\n[engines.sherpa]\nmodel = "nowhere"\n'
    (tmp_path / "audiolecture.toml").write_text(table)

    result = run("voices", "--json")

    assert result.code == 0
    assert {voice["engine"] for voice in result.json["voices"]} >= {"espeak"}
    assert any("piper" in problem for problem in result.json["problems"])
    assert "! " in run("voices").out
    assert run("voices", "--engine", "piper").code == 1


def test_voices_of_another_language(run):
    assert run("voices", "--engine", "espeak", "--locale", "fr", "--json").json["voices"] == []


def test_cache_info_as_a_table(run, lecture, tmp_path):
    run("build", lecture, "--engine", "tone")

    out = run("cache", "info").out

    found = run("cache", "info", "--json").json
    assert out.splitlines()[0] == str(tmp_path / "store") == found["folder"]
    for kind, count in found["kinds"].items():
        row = next(line.split() for line in out.splitlines() if line.startswith(f"{kind} "))
        assert (row[1], row[-1]) == (str(count["entries"]), str(count["needed"]))
    assert f"used by {tmp_path / 'output' / '课'}" in out


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (2_500_000, "2.5 MB"), (3 * 10**12, "3.0 TB")],
)
def test_sizes_for_people(count, said):
    assert size(count) == said


def test_a_limit_that_is_no_size(run):
    result = run("cache", "prune", "--limit", "much")

    assert result.code == 2
    assert "'much' must be a size" in result.err


def test_the_store_is_cleared_only_after_a_yes(run, lecture, monkeypatch):
    run("build", lecture, "--engine", "tone")
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))

    before = run("cache", "info", "--json").json["kinds"]

    refused = run("cache", "clear")

    assert (refused.code, refused.err) == (1, "nothing was removed\n")
    assert before["clip"]["entries"] > 0
    assert run("cache", "info", "--json").json["kinds"] == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_store_is_cleared_without_a_question_only_if_that_is_said(run, monkeypatch, language):
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    result = run("--lang", language, "cache", "clear")

    assert result.code == 2
    assert "audiolecture cache clear --yes" in result.err
    assert "interrupted" not in result.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "--jobs", "300"), "'300' is not a whole number from 0 to 256"),
        (("check", "--jobs", "two"), "'two' is not a whole number from 0 to 256"),
        (("serve", "--port", "-1"), "'-1' is not a whole number from 0 to 65535"),
        (("--lang", "zh", "serve", "--port", "99999"), "“99999”不是 0 到 65535 之间的整数"),
    ],
)
def test_a_number_that_is_too_large_is_told_without_formulae(run, arguments, told):
    result = run(*arguments)

    assert result.code == 2
    assert told in result.err


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("command", "most"), [("check", "256"), ("serve", "65535")])
def test_help_says_how_large_a_number_may_be_without_formulae(run, language, command, most):
    shown = run("--lang", language, command, "--help").out

    assert most in shown
    assert "<=" not in shown


def test_doctor_for_people(run, tmp_path):
    (tmp_path / "output").write_text("a file where the folder should be")

    result = run("doctor")

    found = run("doctor", "--json").json["findings"]
    signs = {"ok": "✓", "unused": "·", "note": "!", "problem": "✗"}
    told = "".join(result.out.split())
    for item in found:
        subject = re.sub(r", (.*)", r" (\1)", item["subject"])
        said = f"{signs[item['state']]} {subject}: {item['message']}"
        assert "".join(said.split()) in told
    assert "✗ output: " in result.out
    assert result.out.count("→ choose another folder") == 1
    assert "✓ engine espeak: ready" in result.out
    assert result.code == 1


def test_doctor_is_content_where_all_is_well(run):
    result = run("doctor", "--json")

    states = {item["subject"]: item["state"] for item in result.json["findings"]}
    assert {states[name] for name in ("audiolecture", "store", "output", "engine espeak")} == {"ok"}
    assert "problem" not in states.values()
    assert result.code == 0


def test_proof_of_lines_lists_what_is_in_doubt(run, monkeypatch):
    lines = "今天天气好。\n长长长长长长长。\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    sentences = run("proof", "-", "--json").json["sentences"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))

    assert run("proof", "-").out.splitlines() == [
        f"{reading['char']} {reading['pinyin']}\t{sentence['text']}"
        for sentence in sentences
        for reading in sentence["readings"]
        if reading["doubtful"]
    ]
    assert any(reading["doubtful"] for reading in sentences[1]["readings"])


def test_proof_of_a_folder_without_scripts(run, tmp_path):
    (tmp_path / "empty").mkdir()

    result = run("proof", "empty")

    assert result.code == 1
    assert "no lecture script in this folder" in result.err


def test_spoken_as_json(run, lecture):
    sentences = run("spoken", lecture, "--json").json["sentences"]

    (span,) = next(each["spans"] for each in sentences if each["spans"])
    assert (span["written"], span["spoken"]) == ("2012—2022", "二零一二到二零二二")
    assert sentences[0]["line"] == 1


def test_outline_and_plan_tell_what_is_left_out(run, tmp_path):
    path = tmp_path / "课.md"
    path.write_text("# 题\n\n开头的话。\n\n```\nx = 1\n```\n\n## 一、甲\n\n正文。\n", "utf-8")

    assert "left out, line 5 (code): x = 1" in run("outline", path).out
    assert "left out, line 5 (code): x = 1" in run("plan", path, "--engine", "tone").out


def test_plan_names_files_that_go(run, lecture):
    run("build", lecture, "--engine", "tone")
    lecture.write_text(lecture.read_text("utf-8").replace("二、干在一处", "二、干到实处"), "utf-8")

    out = run("plan", lecture, "--engine", "tone").out

    assert "to be removed: 03 - 二、干在一处.mp3" in out


def test_check_says_what_is_wrong_and_what_to_do(run, lecture, tmp_path):
    run("build", lecture, "--engine", "tone")
    (tmp_path / "output/课/02 - 一、想在一处.lrc").unlink()

    result = run("check")

    assert result.code == 1
    assert len(run("check", "--json").json["lectures"][0]["problems"]) == 1
    assert "把根扎深: 1 problem in output/课" in result.out
    assert "02 - 一、想在一处.lrc: is gone (missing)" in result.out


@pytest.mark.parametrize(
    ("samples", "said"),
    [(0, "0:00"), (48_000 * 59 + 24_000, "1:00"), (48_000 * 3_599, "59:59"),
     (48_000 * 3_661, "1:01:01")],
)  # fmt: skip
def test_a_clock(samples, said):
    assert clock(samples) == said


def test_the_page_has_the_durations_of_the_command_line(run, lecture, tmp_path):
    built = run("build", lecture, "--engine", "tone").out

    page = (tmp_path / "output/课/web/index.html").read_text(encoding="utf-8")

    told = re.findall(r"(\d+:\d\d) +[\d.]+ MB", built)
    assert len(told) == 4
    assert re.findall(r"(?<=>)\d+:\d\d(?=<)", page)[: len(told)] == told


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.PaceChanged("edge", 1, "busy"), "  edge: 1 request at once (busy)"),
        (events.PaceChanged("edge", 4, "all well"), "  edge: 4 requests at once (all well)"),
        (events.Retrying("edge", 2, 1.6, "busy"), "  edge: busy; attempt 2 in 2 s"),
        (events.Warned("look"), "  ! look"),
    ],
)
def test_what_is_told_of_a_service(event, line):
    assert console.describe(event)[0] == line


def test_a_failure_that_repeats_is_explained_once(run, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('[engines.tone]\nfail = "一遍"\n', "utf-8")
    text = lecture.read_text("utf-8").replace("路是一步一步", "路是一遍一遍")
    lecture.write_text(text, "utf-8")

    result = run("build", lecture, "--engine", "tone")

    assert result.code == 1
    assert result.err.count("refuses '一遍' → it was told to") == 1
    assert result.err.count("not spoken either") == 1
    assert result.err.count("not published, what stood there before stays") == 2
    quiet = run("build", lecture, "--engine", "tone", "-q").err
    # Several are asked for at once: either may fail first.
    assert sorted(line for line in quiet.splitlines() if line) == [
        "line 11: refuses '一遍'", "line 13: refuses '一遍'",
    ]  # fmt: skip


def test_voices_mention_engines_that_nobody_set_up_in_one_line(run):
    result = run("voices")

    edge, unused = result.out.splitlines()[-2:]
    assert edge == "! engine edge: it cannot be reached ('audiolecture doctor' looks closer)"
    assert unused == (
        "· engines piper, sherpa: not set up → 'audiolecture voices --engine piper' says how"
    )
    assert len(run("voices", "--json").json["problems"]) == 3


def test_an_engine_that_was_set_up_and_cannot_speak_is_a_problem(run, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('[engines.piper]\nmodel = "nowhere"\n', "utf-8")

    assert "! engine piper: " in run("voices").out
    found = {item["subject"]: item for item in run("doctor", "--json").json["findings"]}
    assert (found["engine piper"]["state"], found["engine sherpa"]["state"]) == ("note", "unused")


def test_the_doctor_ends_with_what_it_comes_to(run, tmp_path):
    assert run("doctor").out.splitlines()[-1] == "Lectures can be built here."
    (tmp_path / "output").write_text("a file where the folder should be")
    assert run("doctor").out.splitlines()[-1] == "1 problem (✗) is to be solved first."


def test_a_table_that_does_not_fit_is_told_row_by_row():
    paper = io.StringIO()
    screen = Console(file=paper, width=30, force_terminal=True, no_color=True, highlight=False)

    screen.print(
        console.table(("Chapter", "Duration", "File"), [("一、开场", "0:16", "written" * 2)])
    )

    assert [line.rstrip() for line in paper.getvalue().splitlines()] == [
        "一、开场",
        "  Duration 0:16 · File",
        "  writtenwritten",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("! engine edge: it cannot be reached", ["! engine edge: it", "  cannot be reached"]),
        ("✓ 设置：没有这个文件，按默认设置", ["✓ 设置：没有这个文", "  件，按默认设置"]),
        ("  → 请用（另）一个文件", ["  → 请用（另）一个文", "    件"]),
    ],
)
def test_messages_are_broken_behind_their_sign(text, lines):
    assert fitted(text, 19).split("\n") == lines


def test_messages_are_not_broken_where_nobody_looks(run, tmp_path):
    (tmp_path / "课.txt").write_text("好。", "utf-8")

    told = run("plan", "课.txt", "--engine", "tone", "--output", "很长的名字" * 16).out

    assert "很长的名字" * 16 in told


def test_the_program_by_itself_shows_the_first_steps(run):
    result = run()

    assert result.code == 2
    assert "First steps:\n    audiolecture init 党课\n    cd 党课\n" in result.err
    assert "Error" not in result.err


def test_proof_says_what_it_found(run, tmp_path, monkeypatch):
    (tmp_path / "课.txt").write_text("课\n\n他一行人去银行还款。\n", "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("好。\n"))

    page, nothing = run("proof", "课.txt"), run("proof", "-")

    assert page.out == "output/课.proof.html\n"
    assert page.err == "  → 1 reading in doubt; open the page in a browser\n"
    assert (nothing.out, nothing.err) == ("", "Nothing is in doubt.\n")


def test_outline_and_plan_tell_of_a_gap_in_the_numbers(run, tmp_path):
    path = tmp_path / "课.txt"
    path.write_text("一、甲事\n话在这里。\n三、丙事\n还有话。\n四、丁事\n再说话。\n", "utf-8")

    for command in (["outline"], ["plan", "--engine", "tone"]):
        told = [line for line in run(*command, path).out.splitlines() if "课.txt:3" in line]
        assert [line.lstrip().startswith("! ") for line in told] == [True], command


def test_a_plan_names_the_lecture_that_cannot_be_read(run, lecture, tmp_path):
    (tmp_path / "坏.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    result = run("plan", tmp_path, "--engine", "tone")

    assert "✗ " in result.out
    assert "坏.txt: this is not a text file" in result.out


def test_there_must_be_something_to_say(run):
    result = run("say", "，。", "--engine", "tone")

    assert result.code == 1
    assert result.err.splitlines() == [
        "audiolecture: text: there is nothing to say",
        "  → give a sentence",
    ]


def test_two_lectures_that_would_share_a_folder(run, lecture, tmp_path):
    other = tmp_path / "别处" / lecture.name
    other.parent.mkdir()
    other.write_text("一句话。", "utf-8")

    result = run("build", lecture, other, "--engine", "tone")

    assert result.code == 1
    assert "so both would go to one folder" in result.err
    assert not (tmp_path / "output").exists()


def test_a_feed_of_somebody_else_is_left_alone(run, tmp_path):
    content, feed = tmp_path / "content", tmp_path / "output/feed.xml"
    content.mkdir()
    feed.parent.mkdir()
    feed.write_text("<rss/>", "utf-8")
    for name in ("甲", "乙"):
        (content / f"{name}.txt").write_text(f"{name}的话。", "utf-8")

    result = run("build", content, "--engine", "tone")

    assert "this feed is not ours" in result.err
    assert feed.read_text("utf-8") == "<rss/>"
