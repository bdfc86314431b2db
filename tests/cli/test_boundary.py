"""Where errors meet people: exit codes, the log of a bug, interrupts, a reader that went away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import audiolecture


def command(*words, **surroundings):
    return subprocess.Popen(
        [sys.executable, "-m", "audiolecture", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"NO_COLOR": "1"} | surroundings,
    )


def test_a_bug_leaves_a_log_that_can_be_sent(run, lecture, monkeypatch, tmp_path):
    # An engine of somebody else that breaks its promises, found by its entry point.
    site = tmp_path / "site"
    (site / "broken-1.0.dist-info").mkdir(parents=True)
    (site / "broken-1.0.dist-info/METADATA").write_text("Name: broken\nVersion: 1.0\n")
    (site / "broken-1.0.dist-info/entry_points.txt").write_text(
        "[audiolecture.engines]\nbroken = broken_engine:Broken\n"
    )
    (site / "broken_engine.py").write_text(
        "from audiolecture.engines.tone import ToneEngine\n"
        "class Broken(ToneEngine):\n"
        " name = 'broken'\n"
        " @property\n"
        " def revision(self): raise ZeroDivisionError('oh no')\n"
    )
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    result = run("build", lecture, "--engine", "broken")

    assert result.code == 3
    assert "this is a bug of ours, sorry: ZeroDivisionError: oh no" in result.err
    assert "Traceback" not in result.err
    log = Path(re.search(r"please send us (.*)", result.err)[1]).read_text("utf-8")
    assert log.startswith(f"audiolecture {audiolecture.__version__}, Python ")
    assert "broken_engine.py" in log
    assert log.rstrip().endswith("ZeroDivisionError: oh no")


def test_a_traceback_for_who_asks(run, monkeypatch):
    words = ["build", "没有.txt", "-vv"]
    monkeypatch.setattr(sys, "argv", ["audiolecture", *words])

    result = run(*words)

    assert result.code == 1
    assert "Traceback" in result.err


def test_a_reader_that_went_away(lecture, tmp_path):
    lecture.write_text("村里变了样。\n" * 8_000, "utf-8")  # more than a pipe holds
    process = command("spoken", lecture, AUDIOLECTURE_CACHE_DIR=str(tmp_path / "store"))
    assert process.stdout.readline()
    process.stdout.close()

    assert process.wait(timeout=60) == 1
    assert process.stderr.read() == ""
    process.stdin.close()
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("words", [("build", "--engine", "tone", "--json"), ("spoken",)])
def test_a_disk_that_is_full_of_what_is_printed(lecture, tmp_path, words):
    command, *options = words
    line = [sys.executable, "-m", "audiolecture", command, str(lecture), *options]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            line, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False
        )

    assert done.returncode == 1
    last = [text for text in done.stderr.splitlines() if "Speaker" not in text][-2:]
    assert last[0].startswith("audiolecture: cannot be written: no space left on device")
    assert "Traceback" not in done.stderr


def test_an_interrupt_says_that_nothing_is_lost():
    process = command("spoken", "-", PYTHONUNBUFFERED="1")
    process.stdin.write("好\n")
    process.stdin.flush()
    assert process.stdout.readline() == "好\n"  # so it reads lines by now
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "interrupted; what is finished is kept" in err


@pytest.mark.parametrize(
    "words",
    [("--color", "always", "voices", "--engine", "tone"),
     ("voices", "--engine", "tone", "--color", "always"),
     ("voices", "--color=always", "--engine", "tone")],
)  # fmt: skip
def test_flags_of_the_program_may_stand_anywhere(run, words):
    assert "\x1b[" in run(*words).out


def test_what_stands_behind_two_dashes_is_no_flag(run):
    assert "-q" in run("outline", "--", "-q").err


def test_an_unknown_command_without_likeness(run):
    result = run("zzzzzz")

    assert (result.code, "Did you mean" in result.err) == (2, False)
