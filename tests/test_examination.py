"""The doctor: every finding says what to do, and what is safe is mended."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audiolecture.doctor import keeping, machine, mended
from audiolecture.doctor.course import look
from audiolecture.doctor.finding import Finding
from audiolecture.publish import lettering
from audiolecture.store import Store
from audiolecture.upkeep import _stamp

OLD = 7_200


def found(run, subject, *arguments):
    """Message, state and advice of the findings of a subject."""
    items = run("doctor", "--json", *arguments).json["findings"]
    return [(i["state"], i["message"], i["advice"]) for i in items if i["subject"] == subject]


def old(path: Path, content=b"half"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    past = time.time() - OLD
    os.utime(path, (past, past))
    return path


@pytest.fixture(scope="module")
def once(tmp_path_factory, speaking):
    """A course with a finished lecture, built once, and a copy."""
    folder = tmp_path_factory.mktemp("course")
    program = [sys.executable, "-m", "audiolecture", "--quiet"]
    with speaking("en"):
        surroundings = os.environ | {"AUDIOLECTURE_CACHE_DIR": str(folder / "store")}
        for words in (["init", "--yes"], ["build", "--engine", "tone"]):
            subprocess.run([*program, *words], cwd=folder, env=surroundings, check=True)
    return folder, shutil.copytree(folder, tmp_path_factory.mktemp("kept") / "course")


@pytest.fixture
def course(run, once, monkeypatch):
    """It as it was built, in its own place: the store knows where it is."""
    folder, kept = once
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUDIOLECTURE_CACHE_DIR", str(folder / "store"))
    return folder


def test_a_good_course_has_no_problem(run, course):
    result = run("doctor", "--json")

    states = {item["subject"]: item["state"] for item in result.json["findings"]}
    assert result.code == 0
    assert states["settings"] == states["scripts"] == states["covers"] == "ok"
    assert states["store, entries"] == states["output"] == states["engine espeak"] == "ok"
    assert "problem" not in {item["state"] for item in result.json["findings"]}


def test_settings_that_cannot_be_used_are_a_finding(run, course):
    (course / "audiolecture.toml").write_text('voise = "zhm"\n', encoding="utf-8")

    result = run("doctor", "--json")
    (item,) = (i for i in result.json["findings"] if i["subject"] == "settings")

    assert result.code == 1
    assert item["state"] == "problem"
    assert "did you mean 'voice'?" in item["message"]


def test_a_table_for_an_engine_that_is_not_there(run, course):
    (course / "audiolecture.toml").write_text("[engines.egde]\ntries = 3\n", encoding="utf-8")

    assert ("note", "[engines.egde]: no engine has this name", "did you mean [engines.edge]?") in (
        found(run, "settings")
    )


def test_a_limit_of_the_environment_that_is_no_size(run, course, monkeypatch):
    monkeypatch.setenv("AUDIOLECTURE_CACHE_LIMIT", "much")

    assert "AUDIOLECTURE_CACHE_LIMIT" in found(run, "settings")[0][1]


def test_no_scripts(run, tmp_path):
    ((state, _, advice),) = found(run, "scripts")

    assert (state, "audiolecture init" in advice) == ("note", True)


def test_a_lexicon_that_cannot_be_used(run, course):
    (course / "content" / "lexicon.tsv").write_text("参与\tcan1\n", encoding="utf-8")

    ((state, message, advice),) = found(run, "lexicon")

    assert state == "problem"
    assert "lexicon.tsv:1" in message
    assert "syllable" in advice


def test_a_lexicon_that_contradicts_itself_is_told_once(run, course):
    (course / "content" / "第二讲.txt").write_text("今天天气很好。", encoding="utf-8")
    lexicon = "参与\tcan1 yu4\n参与\tcan1 yu2\n"
    (course / "content" / "lexicon.tsv").write_text(lexicon, encoding="utf-8")

    assert len(found(run, "lexicon")) == 1


def test_a_lexicon_of_no_script(run, course):
    (course / "content" / "第1讲.lexicon.tsv").write_text("", encoding="utf-8")

    ((state, message, advice),) = found(run, "lexicon")

    assert (state, advice) == ("note", "rename it 第一讲.lexicon.tsv")
    assert "belongs to no script" in message


def test_what_killed_builds_left_is_removed(run, course):
    folder = next((course / "output").iterdir())
    left = [
        old(folder / ".audiolecture-abc"),
        old(course / "store" / "clip" / "ab" / ".abc.tmp"),
    ]
    recent = folder / ".audiolecture-now"
    recent.touch()
    assert [state for state, _, _ in found(run, "output")] == ["ok", "note"]

    fixed = run("doctor", "--fix", "--json")

    assert fixed.code == 0
    assert not [path for path in left if path.exists()]
    assert recent.exists()
    assert [state for state, _, _ in found(run, "output")] == ["ok"]


def test_damaged_clips_are_removed(run, course):
    entries = [path for path in (course / "store" / "clip").glob("*/*") if path.is_file()]
    entries[0].write_bytes(entries[0].read_bytes()[:-1])

    message = found(run, "store, entries")[1][1]
    run("doctor", "--fix")

    assert message == "1 damaged entry"
    assert [state for state, _, _ in found(run, "store, entries")] == ["ok"]
    assert not entries[0].exists()
    assert entries[1].exists()


def test_nothing_is_mended_unasked(run, course):
    damaged = next(path for path in (course / "store" / "clip").glob("*/*"))
    damaged.write_bytes(b"")

    run("doctor")

    assert damaged.read_bytes() == b""


def test_looking_does_not_count_as_use(course):
    entry = next((course / "store" / "clip").glob("*/*"))
    old(entry, entry.read_bytes())
    before = entry.stat().st_mtime_ns

    list(keeping.look(Store(course / "store"), 10**9))

    assert entry.stat().st_mtime_ns == before


def test_a_store_of_a_newer_program(course):
    (course / "store" / "format").write_bytes(_stamp(99))

    (finding,) = keeping.look(Store(course / "store"), 10**9)

    assert finding.state == "problem"
    assert "update audiolecture" in finding.advice


def test_a_store_over_its_limit(course):
    finding = next(iter(keeping.look(Store(course / "store"), 1)))

    assert finding.state == "note"
    assert "store_limit" in finding.advice


def test_how_much_of_a_store_was_looked_through(course):
    (part, *_) = keeping.look(Store(course / "store"), 10**9, most=1_000)
    (whole, *_) = keeping.look(Store(course / "store"), 10**9)

    assert part.message.endswith("; damage was looked for in the 0 MB used last")
    assert "damage" not in whole.message


def test_a_mending_that_fails_is_a_problem():
    def mend():
        raise PermissionError(13, "Permission denied")

    finding = mended(Finding("store", "note", "1 unfinished file", "…", mend))

    assert finding.state == "problem"
    assert "permission denied" in finding.message


def test_an_extra_that_a_script_needs(monkeypatch):
    monkeypatch.setitem(machine.EXTRAS, "pdf", ("no-such-package", "scripts in PDF"))

    (needed,) = [f for f in machine.extras(frozenset({"pdf"})) if "pdf" in f.subject]
    (unused,) = [f for f in machine.extras(frozenset()) if "pdf" in f.subject]

    assert (needed.state, unused.state) == ("problem", "unused")
    assert needed.advice == "pip install 'audiolecture[pdf]'"


def test_a_file_from_the_future(tmp_path):
    path = tmp_path / "manifest.json"
    path.touch()
    assert not list(machine.clock(iter([path])))
    ahead = time.time() + 400_000
    os.utime(path, (ahead, ahead))

    (finding,) = machine.clock(iter([path]))

    assert "clock" in finding.advice


def test_a_python_that_nobody_tried(monkeypatch):
    monkeypatch.setattr(machine, "NEWEST", (3, 10))

    told = [f for f in machine.python() if f.subject == "Python"]

    assert [f.state for f in told] == ["note"]
    assert "use Python 3.10" in told[0].advice


def test_a_terminal_without_chinese(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))

    (finding,) = machine.python()

    assert "PYTHONUTF8" in finding.advice


@pytest.mark.parametrize(
    ("little", "too_little", "state"),
    [(0, 0, None), (10**20, 0, "note"), (10**20, 10**20, "problem")],
)
def test_a_disk_that_is_nearly_full(monkeypatch, tmp_path, little, too_little, state):
    monkeypatch.setattr(machine, "_LITTLE", little)
    monkeypatch.setattr(machine, "_TOO_LITTLE", too_little)

    told = [finding.state for finding in machine.room("output", tmp_path / "not" / "there")]

    assert told == ([state] if state else [])


def test_a_clock_that_was_never_set(monkeypatch):
    monkeypatch.setattr(machine, "_BEGINNING", time.time() + 1_000)

    (finding,) = machine.clock(iter(()))

    assert finding.state == "problem"


def test_a_typeface_that_is_gone(monkeypatch):
    monkeypatch.setattr(lettering, "_font_file", lambda: b"no typeface")
    lettering.font.cache_clear()

    finding = machine.typeface()
    lettering.font.cache_clear()

    assert finding.state == "problem"
    assert "reinstall" in finding.advice


def test_only_so_much_of_a_large_store_is_read(course):
    for path in (course / "store" / "clip").glob("*/*"):
        path.write_bytes(b"")

    assert [f.state for f in keeping.look(Store(course / "store"), 10**9, -1)] == ["ok"]


def test_an_entry_that_cannot_be_read_is_damaged(course):
    entry = next((course / "store" / "clip").glob("*/*"))
    entry.unlink()
    entry.mkdir()

    (damaged,) = [f for f in keeping.look(Store(course / "store"), 10**9) if f.mend]

    assert damaged.message == "1 damaged entry"
    assert mended(damaged).state == "problem"


def test_a_course_with_nothing_in_it(tmp_path):
    assert look(tmp_path / "nowhere").scripts == ()


def test_the_page_for_people(run, course):
    old(next((course / "output").iterdir()) / ".audiolecture-abc")

    page = run("doctor").out

    assert "→ 'audiolecture doctor --fix' removes them" in page
    assert run("doctor", "--fix").out.count("1 file removed") == 1
