"""The commands that go on until they are told to stop, as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from urllib.parse import quote

import pytest


@pytest.fixture
def start(tmp_path):
    """Start a command; its lines can be read while it runs."""
    running = []

    def start_command(*words):
        surroundings = os.environ | {
            "AUDIOLECTURE_CACHE_DIR": str(tmp_path / "store"),
            "NO_COLOR": "1",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "audiolecture", *map(str, words)],
            cwd=tmp_path,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start_command
    for process in running:
        process.kill()
        process.communicate()


def test_serve_shows_the_page_and_stops_cleanly(run, lecture, start):
    run("build", lecture, "--engine", "tone")
    process = start("serve", "output", "--port", "0")

    url = process.stdout.readline().split()[0]
    with urllib.request.urlopen(f"{url}{quote('课')}/web/index.html") as answer:
        page = answer.read().decode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert "把根扎深" in page
    assert url.startswith("http://127.0.0.1:")
    assert process.returncode == 0


def test_serve_without_a_folder_is_explained(run):
    result = run("serve", "nowhere")

    assert result.code == 1
    assert "nowhere" in result.err


def test_watch_rebuilds_on_every_save_and_survives_errors(lecture, start):
    process = start("watch", lecture, "--engine", "tone")

    first = process.stdout.readline()
    assert "10 synthesized" in first
    assert "Watching" in process.stdout.readline()

    text = lecture.read_text(encoding="utf-8")
    lecture.write_text(text.replace("跑三遍", "跑两遍"), encoding="utf-8")
    assert "1 synthesized, 二、干在一处" in process.stdout.readline()

    lecture.write_text("", encoding="utf-8")
    assert "empty" in process.stdout.readline()

    lecture.write_text(text, encoding="utf-8")
    assert "0 synthesized" in process.stdout.readline()

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert errors == ""
    assert process.returncode == 0
