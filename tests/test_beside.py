"""The clips of an edit are made by a process beside the build, as the build would make them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from finished import contents

TEXT = "标题\n\n一、开头\n先把话说清楚。\n\n二、结尾\n再把事办好，{}一件一件地办。\n"
pytestmark = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="it needs a second processor")


@pytest.fixture(scope="module")
def built(tmp_path_factory, speaking):
    """A lecture that was built once, and a copy; the engine notes which process it speaks in."""
    folder = tmp_path_factory.mktemp("course")
    settings = f'[engines.tone]\njournal = "{folder / "said.txt"}"\n'
    (folder / "audiolecture.toml").write_text(settings, encoding="utf-8")
    (folder / "课.txt").write_text(TEXT.format(""), encoding="utf-8")
    with speaking("en"):
        build(folder, "output")
    (folder / "said.txt").unlink()
    return folder, shutil.copytree(folder, tmp_path_factory.mktemp("kept") / "course")


@pytest.fixture
def course(built):
    """It as it was built, in its own place: a script is remembered by where it is."""
    folder, kept = built
    shutil.rmtree(folder)
    return shutil.copytree(kept, folder)


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


def test_the_clip_of_an_edit_is_made_beside_the_build_and_is_the_same(course):
    (course / "课.txt").write_text(TEXT.format("而且"), encoding="utf-8")

    pid, result = build(course, "output")

    said = (course / "said.txt").read_text(encoding="utf-8").splitlines()
    assert len(said) == 1
    assert not said[0].startswith(f"{pid} ")
    assert result["synthesized"] == 1
    assert [c["status"] for c in result["chapters"]] == ["kept", "written"]
    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")
    _, again = build(course, "output")
    assert again["synthesized"] == 0


def test_the_lecture_behind_one_of_which_all_is_made_anew_is_built(tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    long, short = folder / "一.txt", folder / "二.txt"
    long.write_text("长的\n\n" + "".join(f"说到第{i}件事。\n" for i in range(1, 13)), "utf-8")
    short.write_text("短的\n\n只有一句。\n", encoding="utf-8")
    words = ["-q", "build", "--engine", "tone", "--cache-dir", "store"]
    command = [sys.executable, "-m", "audiolecture", *words]
    subprocess.run(command, cwd=tmp_path, check=True)
    with long.open("a", encoding="utf-8") as script:
        script.write("又加一句。\n")
    (folder / "audiolecture.toml").write_text('rate = "+10%"\n', encoding="utf-8")

    subprocess.run(command, cwd=tmp_path, check=True)


def test_an_audiobook_repairs_a_speech_after_an_edit(course):
    settings = course / "audiolecture.toml"
    settings.write_text('formats = ["m4b"]\n' + settings.read_text("utf-8"), encoding="utf-8")
    build(course, "output")
    for speech in (course / "store" / "speech").glob("*/*"):
        speech.unlink()
    (course / "课.txt").write_text(TEXT.format("而且"), encoding="utf-8")

    build(course, "output")

    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")


def captions(folder):
    """The captions of both chapters."""
    paths = sorted((folder / "web").glob("*.vtt"))
    assert len(paths) == 2
    return paths


def test_a_title_is_written_by_both_and_captions_are_kept_as_they_are(course):
    before = [path.stat().st_ino for path in captions(course / "output" / "课")]
    (course / "课.txt").write_text("---\ntitle: 新的名字\n---\n" + TEXT.format(""), "utf-8")

    _, result = build(course, "output")

    assert {chapter["status"] for chapter in result["chapters"]} == {"written"}
    assert [path.stat().st_ino for path in captions(course / "output" / "课")] == before
    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")


def test_captions_that_were_altered_are_not_taken_for_those_of_the_same_sound(course):
    for path in captions(course / "output" / "课"):
        path.write_bytes(path.read_bytes().replace(b"WEBVTT", b"WEBVTX"))
    (course / "课.txt").write_text("---\ntitle: 新的名字\n---\n" + TEXT.format(""), "utf-8")

    build(course, "output")

    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")


def test_a_chapter_whose_helper_died_is_written_here(course):
    (course / "课.txt").write_text("---\ntitle: 新的名字\n---\n" + TEXT.format(""), "utf-8")
    code = """
import os
import signal
from audiolecture import writing
from audiolecture.cli import main

build = os.getpid()
write = writing.write_again

def mortal(files, path):
    if os.getpid() != build:
        open("died", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return write(files, path)

mortal.__module__, mortal.__qualname__ = "audiolecture.writing", "write_again"
writing.write_again = mortal
main(["build", "课.txt", "--engine", "tone", "-o", "output", "--cache-dir", "store", "-q"])
"""
    in_an_interpreter(code, course)

    assert (course / "died").exists()
    build(course, "anew", "another store")
    assert contents(course / "anew" / "课") == contents(course / "output" / "课")


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


def test_a_plan_makes_nothing(course):
    before = contents(course / "store" / "speech")
    (course / "课.txt").write_text(TEXT.format("而且"), encoding="utf-8")

    words = ["plan", "课.txt", "--engine", "tone", "--cache-dir", "store", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "audiolecture", *words], cwd=course, capture_output=True, check=True
    )

    assert "而且" in done.stdout.decode()
    assert not (course / "said.txt").exists()
    assert contents(course / "store" / "speech") == before


def in_an_interpreter(code, folder):
    """What a program prints that has loaded nothing yet and has one thread, as a fork needs it."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def test_a_process_that_dies_says_so_and_one_that_has_nothing_to_do_is_not_waited_for(course):
    (course / "课.txt").write_text(TEXT.format("又"), encoding="utf-8")
    code = """
import os
import signal
from concurrent.futures import BrokenExecutor
from audiolecture.beside import started

def outcome(function, *args):
    try:
        return process.submit(function, *args).result()
    except (BrokenExecutor, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"

with started(["build", "课.txt", "--cache-dir", "store"]) as process:
    print(outcome(len, "三个字"))
    print(outcome(os.getpid) == os.getpid())
    print(outcome(divmod, 1, 0))
    print(outcome(signal.raise_signal, signal.SIGKILL))
    print(outcome(len, "三个字"))
"""
    said = in_an_interpreter(code, course)

    assert said[:2] == ["3", "False"]
    assert said[2].startswith("RuntimeError: ZeroDivisionError")
    assert said[3].startswith("BrokenExecutor: ")
    assert said[4].startswith("BrokenExecutor: ")


LINES = [
    ("build 课.txt --cache-dir store", True),
    ("-q build --engine tone 课.txt --cache-dir=store", True),
    ("build 课.txt --cache-dir elsewhere", False),  # it was never read
    ("build --engine=tone 课.txt --cache-dir store", True),
    ("build other.txt --cache-dir store", False),
    ("build . --cache-dir store", True),
    ("build --cache-dir store", True),  # content/
    ("build lectures --cache-dir store", False),  # two were saved
    ("plan 课.txt --cache-dir store", True),
    ("outline 课.txt --cache-dir store", False),
    ("build books/long.txt --cache-dir store", True),  # it was never read
    ("build --cache-dir", False),
]


def test_a_process_is_started_if_one_script_was_saved_since_it_was_read(course):
    for name in ("content", "lectures", "books"):
        (course / name).mkdir()
    (course / "books" / "long.txt").write_text("很长。" * 20_000, encoding="utf-8")
    for name in ("content/一.txt", "lectures/一.txt", "lectures/二.txt"):
        (course / name).write_text(TEXT.format(""), encoding="utf-8")
    for folder in ("content", "lectures"):
        words = ["build", folder, "--engine", "tone", "-o", f"{folder} out", "--cache-dir", "store"]
        subprocess.run([sys.executable, "-m", "audiolecture", "-q", *words], cwd=course, check=True)
    code = f"""
from audiolecture.beside import started
for line in {[line for line, _ in LINES]!r}:
    with started(line.split()) as process:
        print(process is not None)
"""
    assert in_an_interpreter(code, course) == [str("long" in line) for line, _ in LINES]
    for path in course.rglob("*.txt"):
        if path.parent.name in {course.name, "content", "lectures"}:
            path.write_text(TEXT.format("又"), encoding="utf-8")

    # A process that was started has a thread here, so each line has a process of its own.
    code = f"""
import os
from audiolecture.beside import started
for line in {[line for line, _ in LINES]!r}:
    if (child := os.fork()) == 0:
        with started(line.split()) as process:
            print(process is not None, flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, line
"""
    said = dict(zip((line for line, _ in LINES), in_an_interpreter(code, course), strict=True))
    assert said == {line: str(expected) for line, expected in LINES}


def test_a_script_that_was_saved_without_a_new_paragraph_is_read_once(course):
    code = """
from audiolecture.beside import started
with started(["build", "课.txt", "--cache-dir", "store"]) as process:
    print(process is not None)
"""
    (course / "lexicon.tsv").write_text("没有的词\tci2 ci2 ci2 ci2\n", encoding="utf-8")
    titled = "---\ntitle: 新的名字\n---\n" + TEXT.format("")
    (course / "课.txt").write_text(titled, encoding="utf-8")
    assert in_an_interpreter(code, course) == ["True"]
    build(course, "output")
    assert in_an_interpreter(code, course) == ["False"]


def test_what_is_loaded_ahead_can_be_loaded(tmp_path):
    code = (
        "from audiolecture.beside import _load_ahead; _load_ahead(makes_clips=True); print('done')"
    )
    assert in_an_interpreter(code, tmp_path) == ["done"]


def test_no_process_is_started_where_threads_run(course):
    (course / "课.txt").write_text(TEXT.format("又"), encoding="utf-8")
    code = """
import threading
from audiolecture.beside import started
leave = threading.Event()
threading.Thread(target=leave.wait).start()
with started(["build", "课.txt", "--cache-dir", "store"]) as process:
    print(process is not None)
leave.set()
"""
    assert in_an_interpreter(code, course) == ["False"]
