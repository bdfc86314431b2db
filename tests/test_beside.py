"""The clips of an edit are made by a process beside the build, as the build would make them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from hashlib import sha256

import pytest

from audiolecture import beside

TEXT = "标题\n\n一、开头\n先把话说清楚。\n\n二、结尾\n再把事办好，{}一件一件地办。\n"
pytestmark = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="it needs a second processor")


@pytest.fixture
def course(tmp_path):
    """A lecture that was built; the engine notes which process it speaks in."""
    settings = f'[engines.tone]\njournal = "{tmp_path / "said.txt"}"\n'
    (tmp_path / "audiolecture.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "课.txt").write_text(TEXT.format(""), encoding="utf-8")
    build(tmp_path, "output")
    (tmp_path / "said.txt").unlink()
    return tmp_path


def build(folder, output, store="store"):
    """Build in a process of its own, and say which one that was."""
    words = ["build", "课.txt", "--engine", "tone", "-o", output, "--cache-dir", store, "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "audiolecture", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return process.pid, json.loads(out)


def contents(folder):
    return {
        path.relative_to(folder): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_clip_of_an_edit_is_made_beside_the_build_and_is_the_same(course):
    (course / "课.txt").write_text(TEXT.format("而且"), encoding="utf-8")

    pid, result = build(course, "output")

    said = (course / "said.txt").read_text(encoding="utf-8").splitlines()
    assert len(said) == 1
    assert not said[0].startswith(f"{pid} ")
    assert result["synthesized"] == 1
    assert [c["status"] for c in result["chapters"]] == ["kept", "kept", "written"][
        -len(result["chapters"]) :
    ]
    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")
    _, again = build(course, "output")
    assert again["synthesized"] == 0


def test_what_the_engine_refuses_is_told_as_ever(course):
    settings = (course / "audiolecture.toml").read_text(encoding="utf-8")
    (course / "audiolecture.toml").write_text(f'{settings}fail = "而且"\n', encoding="utf-8")
    (course / "课.txt").write_text(TEXT.format("而且"), encoding="utf-8")

    words = ["build", "课.txt", "--engine", "tone", "--cache-dir", "store"]
    done = subprocess.run(
        [sys.executable, "-m", "audiolecture", *words],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "refuses '而且'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_process_that_dies_says_so_and_one_that_has_nothing_to_do_is_not_waited_for():
    process = beside._Beside()
    assert process.submit(len, "三个字").result() == 3
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        process.submit(divmod, 1, 0).result()
    with pytest.raises(BrokenExecutor):
        process.submit(os._exit, 1).result()
    with pytest.raises(BrokenExecutor):
        process.submit(len, "三个字").result()
    process.shutdown()


def test_no_process_is_started_for_a_script_that_was_not_changed(course, monkeypatch):
    monkeypatch.delitem(sys.modules, "av", raising=False)
    with beside.started([course / "课.txt"], str(course / "store")) as process:
        assert process is None
    (course / "课.txt").write_text(TEXT.format("又"), encoding="utf-8")
    with beside.started([course / "课.txt"], str(course / "store")) as process:
        assert process is not None
