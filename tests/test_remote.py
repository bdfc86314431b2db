"""A store at an address keeps what a store in a folder keeps, byte for byte."""

from __future__ import annotations

import os
import sys
import uuid

import pytest

from audiolecture.errors import ConfigError, StoreError
from audiolecture.model import Clip, Mark, Speech
from audiolecture.remote import RemoteStore, _filesystem, open_store
from audiolecture.store import Store

pytest.importorskip("fsspec")

KEY = "ab" + "0" * 62
OTHER = "cd" + "1" * 62
SPEECH = Speech(b"\x01\x02" * 500, "pcm_s16le", 22_050, (Mark(0, 1, 10, 400),), exact=True)
CLIP = Clip(b"\xff\xfb" * 96, 1_152, (Mark(0, 1, 5, 900),), (5, 900), (0.25, 1e-9), 0.5)


@pytest.fixture(params=["memory", "s3", "aside"])
def store(request, tmp_path, monkeypatch):
    """An empty store behind each kind of address: in memory, in a bucket, and where files move."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = uuid.uuid4().hex
    match request.param:
        case "memory":
            return open_store(f"memory://{name}")
        case "s3":
            return open_store(f"{request.getfixturevalue('bucket')}/{name}")
        case _:
            return RemoteStore(tmp_path / "beside", f"local://{tmp_path / name}")


def damage(store, kind, key):
    data = bytearray(store._fetch(kind, key))
    data[40] ^= 0x10
    store._put(kind, key, bytes(data))


def test_gives_back_a_speech(store):
    store.put_speech(KEY, SPEECH)

    assert store.speech(KEY) == SPEECH


def test_gives_back_a_clip(store):
    store.put_clip(KEY, CLIP)

    assert store.clip(KEY) == CLIP


def test_what_is_not_there_is_none(store):
    assert store.speech(KEY) is None
    assert store.keys("speech") == frozenset()


def test_knows_its_keys_by_kind(store):
    store.put_clip(KEY, CLIP)
    store.put_clip(OTHER, CLIP)

    assert store.keys("clip") == {KEY, OTHER}
    assert store.keys("speech") == frozenset()


def test_damage_counts_as_absent_and_is_replaced(store):
    store.put_clip(KEY, CLIP)
    damage(store, "clip", KEY)
    damaged = store.clip(KEY)

    store.put_clip(KEY, CLIP)

    assert damaged is None
    assert store.clip(KEY) == CLIP


def test_an_entry_has_the_bytes_that_it_has_in_a_folder(store, tmp_path):
    folder = Store(tmp_path / "folder")

    for either in (store, folder):
        either.put_clip(KEY, CLIP)

    assert store._fetch("clip", KEY) == folder.path("clip", KEY).read_bytes()


def test_what_is_written_in_a_run_is_present(store):
    present = store.present("clip")
    before = KEY in present

    store.put_clip(KEY, CLIP)

    assert (before, KEY in store.present("clip")) == (False, True)


def test_a_new_run_sees_what_others_wrote(store):
    assert KEY not in store.present("clip")
    RemoteStore(store.root, store.url).put_clip(KEY, CLIP)

    store.refresh()

    assert KEY in store.present("clip")


def test_a_folder_and_a_file_address_are_the_same_store(tmp_path):
    assert open_store(tmp_path) == open_store(tmp_path.as_uri()) == Store(tmp_path)


def test_the_environment_may_name_an_address(monkeypatch):
    monkeypatch.setenv("AUDIOLECTURE_CACHE_DIR", "memory://named")

    assert open_store(None).address == "memory://named"


def test_the_address_opens_the_same_store(store):
    if store.url.startswith("local:"):
        pytest.skip("not an address that a user would give")
    assert open_store(store.address) == store


@pytest.mark.parametrize("address", ["nonsense://x/y", "unheard+of://host"])
def test_an_unknown_kind_of_address_is_explained(address):
    with pytest.raises(ConfigError) as caught:
        open_store(address)

    assert caught.value.where == address


@pytest.mark.parametrize("address", ["s3://", "memory:///"])
def test_an_address_of_no_place_is_explained(address):
    with pytest.raises(ConfigError, match="names no place"):
        open_store(address)


@pytest.mark.parametrize("fault", ["no bucket", "no credentials"])
def test_a_build_without_its_bucket_ends_in_a_line(run, lecture, bucket, monkeypatch, fault):
    address = "s3://absent-bucket/clips" if fault == "no bucket" else f"{bucket}/unseen"
    if fault == "no credentials":
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(lecture.parent))  # whose own credentials are not these
    forget_connections()

    result = run("build", lecture, "--engine", "tone", "--cache-dir", address)

    forget_connections()
    last = result.err.strip().splitlines()[-2:]
    assert result.code == 1
    assert last[0].startswith(f"audiolecture: {address}: the clip store cannot be ")
    assert "credentials" in last[1]


def forget_connections():
    """Of this process: they hold the credentials that they were made with."""
    pytest.importorskip("s3fs").S3FileSystem.clear_instance_cache()
    _filesystem.cache_clear()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    with pytest.raises(ConfigError, match="needs another package") as caught:
        open_store("memory://no-package")

    assert "audiolecture[cluster]" in caught.value.hint


def test_a_bucket_that_is_not_there_is_explained(bucket):
    with pytest.raises(StoreError, match="cannot be written") as caught:
        open_store("s3://absent-bucket/x").put_clip(KEY, CLIP)

    assert caught.value.where == "s3://absent-bucket/x"


def test_a_cache_command_does_not_touch_an_address(run):
    result = run("cache", "info", "--cache-dir", "memory://x")

    assert result.code == 2
    assert "in a folder only" in result.err


def test_doctor_tries_an_address(run):
    result = run("doctor", "--json", "--cache-dir", "memory://tried")
    (finding,) = (item for item in result.json["findings"] if item["subject"] == "store")

    assert finding["state"] == "ok"
    assert finding["message"] == "memory://tried"


def test_a_build_into_an_address_is_a_build_into_a_folder(run, lecture, store, tmp_path):
    if store.url.startswith("local:"):
        pytest.skip("not an address that a user would give")
    arguments = ("build", lecture, "--engine", "tone", "--json")
    assert run(*arguments, "-o", "local").code == 0

    first = run(*arguments, "-o", "far", "--cache-dir", store.address)
    again = run(*arguments, "-o", "far", "--cache-dir", store.address)

    assert (first.json["synthesized"] > 0, again.json["synthesized"]) == (True, 0)
    names = sorted(os.listdir("local/课"))
    assert sorted(os.listdir("far/课")) == names
    for path in (tmp_path / "local").rglob("*.mp3"):
        assert (tmp_path / "far" / path.relative_to(tmp_path / "local")).read_bytes() == (
            path.read_bytes()
        )
