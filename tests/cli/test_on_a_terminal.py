"""A build as it looks on a terminal: the real command at the other end of a pseudo-terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")


@pytest.fixture
def on_terminal(tmp_path):
    """Run a command and return its exit code and everything that the terminal was sent."""

    def run_there(*words, **surroundings):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "audiolecture", *map(str, words)],
            cwd=tmp_path,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={
                **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
                "AUDIOLECTURE_CACHE_DIR": str(tmp_path / "store"),
                "TERM": "xterm",
                "COLUMNS": "80",
            }
            | surroundings,
        )
        os.close(theirs)
        sent = b""
        try:
            while part := os.read(ours, 65_536):
                sent += part
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(ours)
        return process.wait(), sent.decode()

    return run_there


def test_the_bar_counts_to_the_end(on_terminal, lecture):
    code, sent = on_terminal("build", lecture, "--engine", "tone")

    assert code == 0
    assert "\x1b[" in sent
    assert "✓" in sent
    for title in ("开场", "一、想在一处", "二、干在一处", "结语"):
        assert title in sent


def test_failures_scroll_by_above_the_bar(on_terminal, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('[engines.tone]\nfail = "一遍"\n', "utf-8")

    code, sent = on_terminal("build", lecture, "--engine", "tone")

    assert code == 1
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\s", "", sent)  # whatever colours and width
    assert "itwastoldto" in plain
    assert "✗ 二、干在一处" in sent


def test_a_dumb_terminal_gets_plain_lines(on_terminal, lecture):
    code, sent = on_terminal("build", lecture, "--engine", "tone", TERM="dumb")

    assert code == 0
    assert "\x1b[" not in sent
    assert "✓ 一、想在一处" in sent
