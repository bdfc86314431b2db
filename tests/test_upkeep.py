"""The store stays in its limit, never takes what an output needs, and knows its own format."""

from __future__ import annotations

import os
import shutil

import pytest

from audiolecture import upkeep
from audiolecture.errors import StoreError
from audiolecture.model import Speech
from audiolecture.store import KINDS, Store

HOUR = 3_600
SPEECH = Speech(bytes(1_000), "pcm_s16le", 24_000, ())


def key(number):
    return f"{number:064x}"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def keep(store, number, *, age):
    """An entry that was last used so many hours ago."""
    store.put_speech(key(number), SPEECH)
    path = store.path("speech", key(number))
    used = path.stat().st_mtime - age * HOUR
    os.utime(path, (used, used))
    return path


def built_of(store, folder, *numbers, text="{}"):
    """An output folder whose manifest names entries."""
    folder.mkdir()
    names = " ".join(map(key, numbers))
    data = text.format(names).encode("utf-8", "surrogateescape")
    (folder / "manifest.json").write_bytes(data)
    upkeep.register(store, folder, folder / "script.txt")


def stored(store):
    return {int(name, 16) for name in store.keys("speech")}


def test_the_least_recently_used_goes_first(store):
    (size,) = {keep(store, number, age=number).stat().st_size for number in (2, 5, 3, 4)}

    removal = upkeep.keep_within(store, 2 * size)

    assert removal.entries == 2
    assert stored(store) == {2, 3}


def test_a_store_within_its_limit_is_left_alone(store):
    keep(store, 1, age=100)

    assert upkeep.keep_within(store, 10**9) == upkeep.Removal(0, 0)
    assert stored(store) == {1}


def test_what_another_build_may_be_about_to_need_stays(store):
    keep(store, 1, age=0.5)

    assert upkeep.keep_within(store, 0).entries == 0


@pytest.mark.parametrize("text", ['{{"clip": "{}"}}', "cut off after {} and", "\udcff\udcfe {}"])
def test_what_a_present_output_needs_stays(store, tmp_path, text):
    keep(store, 1, age=50)
    keep(store, 2, age=50)
    built_of(store, tmp_path / "output", 1, text=text)

    upkeep.keep_within(store, 0)

    assert stored(store) == {1}


def test_what_only_an_output_needed_that_is_gone_goes(store, tmp_path):
    keep(store, 1, age=50)
    built_of(store, tmp_path / "output", 1)
    shutil.rmtree(tmp_path / "output")

    upkeep.keep_within(store, 0)

    assert stored(store) == set()


def test_an_entry_that_is_read_counts_as_used(store):
    path = keep(store, 1, age=50)
    before = path.stat().st_mtime

    assert store.speech(key(1)) == SPEECH
    assert path.stat().st_mtime > before


def test_what_killed_builds_left_half_written_is_swept(store):
    old, new = (keep(store, number, age=0).with_name(f".{number}.tmp") for number in (1, 2))
    for path, age in ((old, 2 * HOUR), (new, 0)):
        path.write_bytes(b"half")
        used = path.stat().st_mtime - age
        os.utime(path, (used, used))

    upkeep.keep_within(store, 10**9)

    assert (old.exists(), new.exists()) == (False, True)
    assert stored(store) == {1, 2}


def test_where_an_output_came_from_is_known(store, tmp_path):
    built_of(store, tmp_path / "one")
    (tmp_path / "two").mkdir()

    assert upkeep.source_of(store, tmp_path / "one") == tmp_path / "one/script.txt"
    assert upkeep.source_of(store, tmp_path / "two") is None


# ---------------------------------------------------------------- the format


def test_a_new_store_is_stamped(store):
    upkeep.admit(store)

    assert upkeep.format_of(store) == upkeep.FORMAT


@pytest.fixture
def newer(store):
    """A store that a newer program made."""
    store.root.mkdir()
    (store.root / "format").write_bytes(upkeep._stamp(upkeep.FORMAT + 1))
    return store


def test_a_store_of_a_newer_program_is_refused(newer):
    with pytest.raises(StoreError, match="newer audiolecture") as caught:
        upkeep.admit(newer)

    assert "--cache-dir" in caught.value.hint


@pytest.mark.parametrize("command", [["build"], ["plan"], ["cache", "info"]])
def test_every_command_says_that_a_store_is_newer(run, lecture, newer, command):
    sources = [] if command[0] == "cache" else [lecture, "--engine", "tone"]

    result = run(*command, *sources)

    assert result.code == 1
    assert "newer audiolecture" in result.err


def test_an_older_store_is_brought_up_to_date(store, monkeypatch):
    upkeep.admit(store)
    keep(store, 1, age=0)
    steps = []
    monkeypatch.setattr(upkeep, "FORMAT", upkeep.FORMAT + 1)
    monkeypatch.setattr(upkeep, "_MIGRATIONS", {upkeep.FORMAT - 1: steps.append})

    upkeep.admit(store)

    assert steps == [store]
    assert stored(store) == {1}
    assert upkeep.format_of(store) == upkeep.FORMAT


def test_an_older_store_that_nobody_can_read_is_set_aside(store, monkeypatch):
    upkeep.admit(store)
    keep(store, 1, age=0)
    monkeypatch.setattr(upkeep, "FORMAT", upkeep.FORMAT + 1)

    upkeep.admit(store)

    assert stored(store) == set()
    (kept,) = store.root.glob(f"old-*/speech/00/{key(1)}")
    assert kept.is_file()
    upkeep.clear(store)
    assert not kept.exists()


@pytest.mark.parametrize("bit", range(0, 30 * 8, 3))
def test_a_flipped_bit_of_the_stamp_costs_nothing(store, bit):
    upkeep.admit(store)
    keep(store, 1, age=0)
    path = store.root / "format"
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)

    upkeep.admit(store)

    assert stored(store) == {1}
    assert upkeep.format_of(store) == upkeep.FORMAT


# ---------------------------------------------------------------- the whole way


def test_a_build_keeps_the_store_in_its_limit(run, lecture, tmp_path, monkeypatch):
    store = Store(tmp_path / "store")
    for number in range(3):
        keep(store, number, age=10 + number)
    monkeypatch.setenv("AUDIOLECTURE_CACHE_LIMIT", "1 kB")

    assert run("build", lecture, "--engine", "tone").code == 0
    assert not any(key(number) in store.keys("speech") for number in range(3))
    assert run("build", lecture, "--engine", "tone", "--json").json["synthesized"] == 0


def test_the_course_sets_the_limit(run, lecture, tmp_path):
    store = Store(tmp_path / "store")
    keep(store, 1, age=10)
    (tmp_path / "audiolecture.toml").write_text('store_limit = "1 kB"\n', encoding="utf-8")

    run("build", lecture, "--engine", "tone")

    assert key(1) not in store.keys("speech")


def test_a_limit_that_is_none_is_explained(run, lecture, monkeypatch):
    monkeypatch.setenv("AUDIOLECTURE_CACHE_LIMIT", "plenty")

    result = run("build", lecture, "--engine", "tone")

    assert result.code == 2
    assert "AUDIOLECTURE_CACHE_LIMIT" in result.err
    assert "5 GB" in result.err


def test_a_flipped_bit_in_the_memory_of_a_script_is_never_heard(run, lecture, tmp_path):
    run("build", lecture, "--engine", "tone")
    (path,) = (tmp_path / "store/scripts").iterdir()
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"ceng2"', b'"ceng3"', 1))
    assert path.read_bytes() != good

    assert run("build", lecture, "--engine", "tone", "--json").json["synthesized"] == 0
    assert path.read_bytes() == good


def test_every_kind_is_cared_for(store):
    for kind in KINDS:
        store.put_blob(kind, key(1), b"something")

    assert {entry.kind for entry in upkeep.entries(store)} == set(KINDS)
    assert [entry.kind for entry in upkeep.entries(store) if entry.needed] == ["level"]
