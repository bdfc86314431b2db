"""A build as it looks on a terminal: the real command at the other end of a pseudo-terminal."""

from __future__ import annotations

import re


def test_the_bar_counts_to_the_end(on_a_terminal, lecture):
    seen = on_a_terminal("build", lecture, "--engine", "tone")

    assert seen.code == 0
    assert "\x1b[" in seen.shown
    assert "✓" in seen.shown
    for title in ("开场", "一、想在一处", "二、干在一处", "结语"):
        assert title in seen.shown


def test_failures_scroll_by_above_the_bar(on_a_terminal, lecture, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('[engines.tone]\nfail = "一遍"\n', "utf-8")

    seen = on_a_terminal("build", lecture, "--engine", "tone")

    assert seen.code == 1
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\s", "", seen.shown)  # whatever colours and width
    assert "itwastoldto" in plain
    assert "✗ 二、干在一处" in seen.shown


def test_a_dumb_terminal_gets_plain_lines(on_a_terminal, lecture):
    seen = on_a_terminal("build", lecture, "--engine", "tone", TERM="dumb")

    assert seen.code == 0
    assert "\x1b[" not in seen.shown
    assert "✓ 一、想在一处" in seen.shown
