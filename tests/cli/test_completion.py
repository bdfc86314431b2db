"""What the shell completes: the protocol that click speaks, and a real shell where there is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("audiolecture")


@pytest.fixture
def completed(tmp_path):
    """What is offered for a line; the last word is being typed."""
    (tmp_path / "第一讲.txt").touch()
    (tmp_path / "第 二讲.md").touch()
    (tmp_path / "第一讲.mp3").touch()
    (tmp_path / "课程").mkdir()
    (tmp_path / "课程" / "讲稿.docx").touch()
    (tmp_path / "课程" / ".旧.txt").touch()

    def offered(*words, shell="bash"):
        line = " ".join(("audiolecture", *words))
        answer = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "audiolecture"],
            cwd=tmp_path,
            env={
                **os.environ,
                "_AUDIOLECTURE_COMPLETE": f"{shell}_complete",
                "COMP_WORDS": line,
                "COMP_CWORD": str(len(words)) if shell != "fish" else words[-1],
                "AUDIOLECTURE_CACHE_DIR": str(tmp_path / "store"),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        offered.imported = answer.stderr
        return [line.partition(",")[2] for line in answer.stdout.splitlines() if line]

    return offered


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["bu"], ["build"]),
        (["cache", "p"], ["prune"]),
        (["build", "--eng"], ["--engine"]),
        (["build", "-q", "--eng"], ["--engine"]),
        (["build", "--color", "never", "--eng"], ["--engine"]),
        (["build", "第"], ["第 二讲.md", "第一讲.txt"]),
        (["build", "课程/"], ["课程/讲稿.docx"]),
        (["plan", "第一讲.txt", "课"], ["课程"]),
        (["serve", ""], ["课程"]),
        (["outline", "第一"], ["第一讲.txt"]),
        (["build", "--engine", "e"], ["edge", "espeak"]),
        (["build", "--engine", "espeak", "--voice", ""], ["zhf", "zhm"]),
        (["say", "好", "--voice", "zh-cn-yuny"], ["zh-CN-YunyangNeural"]),
        (["build", "--format", "m4b,z"], ["m4b,zip"]),
        (["completion", "f"], ["fish"]),
    ],
)
def test_what_is_offered(completed, words, expected):
    assert completed(*words) == expected


def test_engines_that_are_not_for_users_are_not_offered(completed):
    assert "tone" not in completed("build", "--engine", "")


def test_voices_that_the_service_listed_before(completed, tmp_path):
    kept = tmp_path / "store" / "engines" / "edge" / "voices.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('[{"ShortName": "zh-CN-Liaoning-XiaobeiNeural"}, {"ShortName": "en-US-X"}]')

    assert completed("build", "--voice", "zh-CN-L") == ["zh-CN-Liaoning-XiaobeiNeural"]
    kept.write_text("damaged")
    assert completed("build", "--voice", "zh-CN-L") == []


@pytest.mark.parametrize("words", [["build", "--voice", "z"], ["build", "--engine", ""], ["b"]])
def test_nothing_heavy_is_imported_for_a_tab(completed, words):
    completed(*words)

    loaded = {line.rpartition("|")[2].strip() for line in completed.imported.splitlines()}
    assert "click" in loaded
    assert not loaded & {"numpy", "rich", "edge_tts", "aiohttp", "asyncio", "espeakng_loader"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_told_what_paths_are(run, shell):
    script = run("completion", shell).out

    assert f"{shell}_complete" in script
    assert re.search(r"""=+ ["']path["']""", script)  # click's own scripts know no such kind


def test_the_shell_that_is_used_is_meant(run, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")

    assert run("completion").out == run("completion", "fish").out


IN_BASH = """
eval "$({program} completion bash)"
compopt() {{ echo "compopt $*"; }}
COMP_WORDS=(audiolecture build {word}); COMP_CWORD=2
_audiolecture_completion audiolecture
printf '[%s]' "${{COMPREPLY[@]}}"
"""
IN_ZSH = """
autoload -U compinit; compinit -D -u
compadd() {{ while [[ "$1" == -* && "$1" != -- ]]; do shift; done; shift; printf '[%s]' "$@"; }}
eval "$({program} completion zsh)"
words=(audiolecture build {word}); CURRENT=3
_audiolecture_completion
"""
IN_FISH = """
{program} completion fish | source
complete -C 'audiolecture build {word}' | string replace -r '(.*)' '[$1]'
"""


@pytest.mark.parametrize(
    ("shell", "script", "flags"),
    [("bash", IN_BASH, ["--norc"]), ("zsh", IN_ZSH, ["-f"]), ("fish", IN_FISH, ["--no-config"])],
)
def test_a_real_shell_is_given_paths_with_spaces_whole(completed, tmp_path, shell, script, flags):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    assert completed("build", "第")  # made the files
    told = subprocess.run(
        [shell, *flags, "-c", script.format(program=PROGRAM, word="第")],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[第 二讲.md]" in told.stdout
    assert "[第一讲.txt]" in told.stdout
    assert "mp3" not in told.stdout
