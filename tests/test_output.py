"""The output folder: ours or not, whole files, times that keep the order."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from audiolecture import manifest as manifests
from audiolecture.errors import PublishError
from audiolecture.manifest import FileRecord, Manifest
from audiolecture.model import Prosody
from audiolecture.output import OutputFolder


def manifest_of(*files):
    return Manifest(
        "题", "人", "辑", "zh-CN", "", "", "a.txt", "tone", "1", "v", Prosody(), files=files
    )


@pytest.fixture
def folder(tmp_path):
    result = OutputFolder(tmp_path / "lecture")
    result.claim((), ())
    return result


def publish(folder, **files):
    records = tuple(folder.write(name, "k", [data]) for name, data in files.items())
    folder.write(manifests.FILE_NAME, "", manifests.render(manifest_of(*records)))
    return manifest_of(*records)


def test_an_absent_or_empty_folder_is_free(tmp_path, folder):
    assert OutputFolder(tmp_path / "none").manifest() is None
    assert folder.manifest() is None


def test_system_droppings_belong_to_nobody(folder):
    (folder.path / ".DS_Store").write_text("")

    assert folder.manifest() is None


def test_a_folder_with_foreign_files_is_refused(folder):
    (folder.path / "thesis.doc").write_text("mine")

    with pytest.raises(PublishError, match="did not make") as caught:
        folder.manifest()

    assert "--output" in caught.value.hint


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1}', "\x00"])
def test_somebody_elses_manifest_is_refused(folder, text):
    (folder.path / "manifest.json").write_text(text)

    with pytest.raises(PublishError, match="not a manifest"):
        folder.manifest()


def test_the_manifest_comes_back(folder):
    manifest = publish(folder, a=b"123")

    assert folder.manifest() == manifest


def test_survey_tells_kept_from_altered_and_missing(folder):
    manifest = publish(folder, kept=b"123", longer=b"123", altered=b"123", gone=b"123")
    (folder.path / "longer").write_bytes(b"1234")
    os.utime(folder.path / "altered", (1, 1))
    (folder.path / "altered").write_bytes(b"321")
    (folder.path / "gone").unlink()

    assert folder.survey(manifest) == {"kept": True, "longer": False, "altered": False}


def test_a_file_that_was_only_touched_is_kept(folder):
    manifest = publish(folder, kept=b"123")
    os.utime(folder.path / "kept", (1, 1))

    assert folder.survey(manifest) == {"kept": True}


def test_the_same_bytes_are_not_written_again(folder):
    first = folder.write("a", "k1", [b"12", b"3"], mtime=1_000)
    second = folder.write("a", "k2", [b"123"], mtime=2_000)

    assert (first.size, first.sha256) == (second.size, second.sha256)
    assert (folder.path / "a").stat().st_mtime == 1_000


def test_a_failing_write_leaves_the_old_file_alone(folder):
    folder.write("a", "k", [b"old"])

    def parts():
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(PublishError, match="no space left"):
        folder.write("a", "k", parts())

    assert (folder.path / "a").read_bytes() == b"old"
    assert os.listdir(folder.path) == ["a"]


def test_a_foreign_file_is_not_overwritten(folder):
    (folder.path / "01.mp3").write_bytes(b"foreign")

    with pytest.raises(PublishError, match="not ours"):
        folder.claim(["01.mp3"], [])

    folder.claim(["01.mp3"], ["01.mp3"])
    assert (folder.path / "01.mp3").read_bytes() == b"foreign"


def test_what_a_killed_build_left_half_written_is_swept(folder):
    (folder.path / ".audiolecture-half").write_bytes(b"half")

    folder.claim((), ())

    assert os.listdir(folder.path) == []


def test_times_ascend_in_twos(folder):
    times = folder.chapter_times(["a", "b", "c"], now=1_000)

    assert list(times.values()) == [994, 996, 998]


def test_a_rewritten_chapter_keeps_its_place_among_kept_ones(folder):
    names = ["a", "b", "c"]
    for name, time in folder.chapter_times(names, now=1_000).items():
        folder.write(name, "k", [name.encode()], mtime=time)

    again = folder.chapter_times(names, now=9_000)
    folder.write("b", "k", [b"new"], mtime=again["b"])
    stats = [(folder.path / name).stat().st_mtime for name in names]

    assert stats == [994, 997, 998]
    third = folder.chapter_times(names, now=9_999)
    assert third["b"] == 996


def test_only_what_is_named_is_removed(folder):
    publish(folder, a=b"1", b=b"2")

    folder.remove(["a", "never-there"])

    assert sorted(os.listdir(folder.path)) == ["b", "manifest.json"]


def test_a_record_is_found_by_name():
    record = FileRecord("a", "k", 1, "0")

    assert manifest_of(record).file("a") == record
    assert manifest_of(record).file("b") is None


def test_links_that_are_made_at_once_are_not_mixed_up(folder):
    names = [f"{number}.mp3" for number in range(200)]
    records = [folder.write(name, "k", [name.encode()]) for name in names]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(folder.link, records, [f"web/{name}" for name in names]))

    assert [(folder.path / "web" / name).read_text() for name in names] == names
    assert not list(folder.path.glob(f"{folder.temporary_prefix}*"))
