"""The store gives back what was put in, or nothing."""

from __future__ import annotations

import asyncio

import pytest

from audiolecture.errors import StoreError
from audiolecture.model import Clip, Mark, Speech
from audiolecture.store import Store, write_atomically

KEY = "ab" + "0" * 62
SPEECH = Speech(b"\x01\x02" * 500, "pcm_s16le", 22_050, (Mark(0, 1, 10, 400),), exact=True)
CLIP = Clip(b"\xff\xfb" * 96, 1_152, (Mark(0, 1, 5, 900),), (5, 900), (0.25, 1e-9), 0.5)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_gives_back_a_speech(store):
    store.put_speech(KEY, SPEECH)

    assert store.speech(KEY) == SPEECH


def test_gives_back_a_clip_with_its_energies(store):
    store.put_clip(KEY, CLIP)

    assert store.clip(KEY) == CLIP


def test_knows_its_keys_by_kind(store):
    store.put_clip(KEY, CLIP)

    assert store.keys("clip") == {KEY}
    assert store.keys("speech") == frozenset()


def test_makes_nothing_before_the_first_write(store):
    assert store.clip(KEY) is None
    assert not store.root.exists()


@pytest.mark.parametrize("position", [0, 5, 40, 200, -1])
def test_a_flipped_bit_counts_as_absent(store, position):
    store.put_clip(KEY, CLIP)
    path = store.path("clip", KEY)
    data = bytearray(path.read_bytes())
    data[position] ^= 0x10
    path.write_bytes(data)

    assert store.clip(KEY) is None


@pytest.mark.parametrize("length", [0, 1, 20, 100, -1])
def test_a_truncated_entry_counts_as_absent(store, length):
    store.put_speech(KEY, SPEECH)
    path = store.path("speech", KEY)
    path.write_bytes(path.read_bytes()[:length])

    assert store.speech(KEY) is None


def test_a_damaged_entry_can_be_replaced(store):
    store.put_clip(KEY, CLIP)
    store.path("clip", KEY).write_bytes(b"rubbish")

    store.put_clip(KEY, CLIP)

    assert store.clip(KEY) == CLIP


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be") as caught:
        Store(tmp_path / "file").put_clip(KEY, CLIP)

    assert "--cache-dir" in caught.value.hint


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "kept"
    write_atomically(path, [b"old"])

    with pytest.raises(TypeError):
        write_atomically(path, [b"new", "not bytes"])

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_is_held_by_one_task_at_a_time(store):
    log = []

    async def hold(name):
        async with store.key_lock(KEY):
            log.append(f"{name} in")
            await asyncio.sleep(0)
            log.append(f"{name} out")

    async def both():
        await asyncio.gather(hold("a"), hold("b"))

    asyncio.run(both())

    assert log in (
        ["a in", "a out", "b in", "b out"],
        ["b in", "b out", "a in", "a out"],
    )


def test_a_lock_that_cannot_be_made_is_told_as_a_sentence(store):
    (store.root / "locks" / f"{KEY[:3]}.lock").mkdir(parents=True)

    async def enter():
        async with store.key_lock(KEY):
            pass

    with pytest.raises(StoreError, match="the clip store cannot be written: is a directory"):
        asyncio.run(enter())


def test_without_a_setting_it_is_in_the_cache_folder_of_the_user(run, tmp_path, monkeypatch):
    monkeypatch.delenv("AUDIOLECTURE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert run("cache", "info", "--json").json["folder"] == str(tmp_path / "cache/audiolecture")
