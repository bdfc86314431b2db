"""The commands besides build: what they print."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from audiolecture import __version__
from audiolecture.cli.app import COMMANDS


def test_version(run):
    assert run("--version").out == f"audiolecture {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run, command):
    result = run(command, "--help")

    assert result.code == 0
    assert "Example:" in result.out
    assert f"audiolecture {command}" in result.out


def test_help_lists_every_command(run):
    out = run("--help").out

    for command in COMMANDS:
        assert f"\n  {command} " in out


def test_the_start_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from audiolecture.cli import main\n"
        "try:\n main(['--help'])\nexcept SystemExit:\n pass\n"
        "print(sorted(set(sys.modules) & set(sys.argv[1].split(','))))"
    )
    heavy = "numpy,av,pydub,mutagen,pypinyin,rich,edge_tts,aiohttp,asyncio,PIL,json"
    done = subprocess.run(
        [sys.executable, "-c", program, heavy],
        capture_output=True,
        text=True,
        check=True,
        # What measures coverage loads some of it.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_outline_as_json(run, lecture):
    outline = run("outline", lecture, "--json").json

    assert outline["title"] == "把根扎深"
    assert [(c["kind"], c["title"]) for c in outline["chapters"]] == [
        ("opening", "开场"),
        ("body", "一、想在一处"),
        ("body", "二、干在一处"),
        ("closing", "结语"),
    ]
    assert [s["title"] for s in outline["chapters"][1]["sections"]] == [
        "一是要记得住",
        "二是要说得清",
    ]
    assert outline["chapters"][2]["paragraphs"] == [
        "有了感情，还得有本事。",
        "会上讲一遍，会后跑三遍。",
    ]


def test_outline_for_people(run, lecture):
    out = run("outline", lecture).out

    assert "把根扎深" in out
    assert "02 一、想在一处" in out
    assert "    一是要记得住" in out


def test_plan_touches_nothing(run, lecture, tmp_path):
    before = sorted(path for path in tmp_path.rglob("*"))

    plan = run("plan", lecture, "--engine", "tone", "--json").json["lectures"][0]

    assert {chapter["status"] for chapter in plan["chapters"]} == {"new"}
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_plan_says_why(run, lecture):
    run("build", lecture, "--engine", "tone")
    lecture.write_text(lecture.read_text("utf-8").replace("跑三遍", "跑两遍"), "utf-8")

    plan = run("plan", lecture, "--engine", "tone", "--json").json["lectures"][0]

    todo = [u for c in plan["chapters"] for u in c["utterances"] if u["action"] != "kept"]
    assert [(u["text"], u["reason"]) for u in todo] == [
        ("会上讲一遍，会后跑两遍。", "new or changed text or reading")
    ]
    assert "1 of 3" in run("plan", lecture, "--engine", "tone").out


def test_spoken_of_a_script(run, lecture):
    lines = run("spoken", lecture).out.splitlines()

    assert "二零一二到二零二二年，村里变了样。" in lines
    assert lines[0] == "同志们，今天我以“把根扎深”为题，和大家谈谈心。"


def test_spoken_of_lines(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("增长98.6%\n\n[参与]{can1 yu4}讨论\n"))

    assert run("spoken", "-").out == "增长百分之九十八点六\n\n参与讨论\n"


def test_proof_writes_a_page_and_says_where(run, lecture, tmp_path):
    assert run("proof", lecture).out.strip() == "output/课.proof.html"

    html = (tmp_path / "output" / "课.proof.html").read_text("utf-8")
    assert "二零一二到二零二二" in html
    assert run("proof", lecture, "-o", "-").out.strip() == html.strip()


def test_proof_of_a_folder_is_a_page_for_each_script(run, lecture, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    for name in ("1 甲", "2 乙"):
        (folder / f"{name}.txt").write_text("他在银行。", "utf-8")

    assert run("proof", folder).out.split("\n")[:2] == [
        "output/1 甲.proof.html", "output/2 乙.proof.html",
    ]  # fmt: skip
    assert len(run("proof", folder, "--json").json["sentences"]) == 2
    assert run("proof", folder, "-o", "x.html").code == 2


def test_proof_makes_the_folder_that_it_is_sent_to(run, lecture, tmp_path):
    assert run("proof", lecture, "-o", "a/b/c.html").code == 0
    assert (tmp_path / "a" / "b" / "c.html").exists()
    (tmp_path / "file").write_text("")
    assert run("proof", lecture, "-o", "file/c.html").code == 1


def test_proof_of_a_script_as_json(run, lecture):
    sentences = run("proof", lecture, "--json").json["sentences"]

    assert sentences[0]["text"].startswith("同志们")
    (span,) = next(each["spans"] for each in sentences if each["spans"])
    assert span["spoken"] == "二零一二到二零二二"


def test_proof_of_lines(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("[参与]{can1 yu4}2个\n\n好\n"))
    sentences = run("proof", "-", "--json").json["sentences"]

    assert [each["text"] for each in sentences] == ["参与2个", "", "好"]
    assert [r["pinyin"] for r in sentences[0]["readings"]][:2] == ["can1", "yu4"]


def test_voices_hide_what_is_for_tests(run):
    def engines(*arguments):
        return {voice["engine"] for voice in run("voices", "--json", *arguments).json["voices"]}

    assert "espeak" in engines()
    assert "tone" not in engines()
    assert engines("--engine", "tone") == {"tone"}
    assert "tone" not in run("voices", "--help").out


def test_say_writes_one_file(run, tmp_path):
    result = run("say", "试一试", "--engine", "tone", "--output", "试.mp3")

    assert result.code == 0
    assert (tmp_path / "试.mp3").read_bytes()[:2] == b"\xff\xfb"


def test_quiet_keeps_to_the_result(run, lecture):
    assert run("build", lecture, "--engine", "tone", "-q").err == ""


def test_json_is_one_document(run, lecture):
    result = run("build", lecture, "--engine", "tone", "--json")

    document = json.loads(result.out)
    assert set(document) >= {
        "engine", "voice", "synthesized", "reused", "failed", "chapters", "warnings",
    }  # fmt: skip


def test_cache_info_prune_and_clear(run, lecture):
    run("build", lecture, "--engine", "tone", "--voice", "low")
    run("build", lecture, "--engine", "tone", "--voice", "high")
    before = run("cache", "info", "--json").json["kinds"]["clip"]

    assert before["needed"] * 2 == before["entries"]
    assert run("cache", "prune", "--limit", "0").code == 0
    after = run("cache", "info", "--json").json["kinds"]["clip"]
    assert after["entries"] == after["needed"] == before["needed"]
    assert (
        run("build", lecture, "--engine", "tone", "--voice", "high", "--json").json["synthesized"]
        == 0
    )
    assert run("cache", "clear", "--yes").code == 0
    assert run("cache", "info", "--json").json["kinds"]["clip"]["entries"] == 0


def test_a_plan_lists_what_changed_in_chapters_that_are_there(run, lecture):
    first = run("plan", lecture, "--engine", "tone").out
    run("build", lecture, "--engine", "tone")
    lecture.write_text(lecture.read_text("utf-8").replace("跑三遍", "跑两遍"), "utf-8")
    edited = run("plan", lecture, "--engine", "tone").out
    again = run("plan", lecture, "--engine", "tone", "--rate", "+5%").out

    assert "  line " not in first
    assert edited.count("  line ") == 1
    assert "kept:" not in edited
    assert "  02 - 一、想在一处: all of it (rate, pitch or volume changed)" in again
    assert "  line " not in again


def test_the_voice_of_another_engine_gives_way(run, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('voice = "zh-CN-YunyangNeural"\n', "utf-8")

    built = run("build", lecture, "--engine", "espeak")
    said = run("say", "好", "--engine", "espeak")
    wrong = run("build", lecture, "--engine", "espeak", "--voice", "zh-CN-YunyangNeural")

    assert "Speaker: espeak, zhm (it has no voice zh-CN-YunyangNeural)" in built.err
    assert (built.code, said.code) == (0, 0)
    assert wrong.code == 2


def test_the_voices_of_others_give_way_too(run, tmp_path):
    script = tmp_path / "课.txt"
    script.write_text(
        "---\nvoices:\n  主持人: zh-CN-XiaoxiaoNeural\n---\n好。\n\n主持人：请讲。\n", "utf-8"
    )

    plan = run("plan", script, "--engine", "espeak", "--json").json["lectures"][0]

    assert plan["voices"] == {"主持人": "zhf"}


def test_a_voice_misspelt_for_its_own_engine_is_an_error(run, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('engine = "espeak"\nvoice = "zhx"\n', "utf-8")

    assert run("build", lecture, "--engine", "espeak").code == 2
