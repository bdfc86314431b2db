from pathlib import Path

import pytest

from audiolecture.errors import PublishError
from audiolecture.publish.device import DeviceFile
from audiolecture.studio.export import RECORD, export


def built(folder: Path, contents: dict[str, str]) -> list[tuple[Path, list[DeviceFile]]]:
    """An output folder with these chapters, and what is wanted of it."""
    folder.mkdir(exist_ok=True)
    wanted = []
    for index, (name, text) in enumerate(contents.items()):
        (folder / name).write_text(text)
        size = len(text.encode())
        wanted.append(DeviceFile(name, f"课/{name}", size, f"digest of {text}", 1000 + 2 * index))
    return [(folder, wanted)]


def tree(device: Path) -> dict[str, tuple[str, int]]:
    return {
        path.relative_to(device).as_posix(): (path.read_text(), int(path.stat().st_mtime))
        for path in device.rglob("*")
        if path.is_file() and path.name != RECORD
    }


@pytest.fixture
def device(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_copies_then_nothing_then_only_the_edit(tmp_path: Path, device: Path) -> None:
    lectures = built(tmp_path / "out", {"1.mp3": "一", "2.mp3": "二", "3.mp3": "三"})
    assert len(export(device, lectures).copies) == 3
    assert tree(device) == {
        "课/1.mp3": ("一", 1000), "课/2.mp3": ("二", 1002), "课/3.mp3": ("三", 1004),
    }  # fmt: skip
    before = (device / "课/1.mp3").stat()
    assert export(device, lectures).copies == ()
    lectures = built(tmp_path / "out", {"1.mp3": "一", "2.mp3": "改", "3.mp3": "三"})
    assert [file.source for file in export(device, lectures).copies] == ["2.mp3"]
    assert tree(device)["课/2.mp3"] == ("改", 1002)
    assert (device / "课/1.mp3").stat().st_ino == before.st_ino


def test_a_chapter_that_is_gone_goes_and_a_strangers_file_stays(
    tmp_path: Path, device: Path
) -> None:
    export(device, built(tmp_path / "out", {"1.mp3": "一", "2.mp3": "二"}))
    (device / "课/我的.mp3").write_text("别人的")
    plan = export(device, built(tmp_path / "out", {"1.mp3": "一"}))
    assert plan.removals == ("课/2.mp3",)
    assert set(tree(device)) == {"课/1.mp3", "课/我的.mp3"}


def test_another_lecture_stays_on_the_device_and_is_still_known(
    tmp_path: Path, device: Path
) -> None:
    first = built(tmp_path / "out", {"1.mp3": "一"})
    other = [DeviceFile("1.mp3", "别的/1.mp3", 3, "digest of 一", 1000)]
    export(device, first)
    export(device, [(tmp_path / "out", other)])
    assert set(tree(device)) == {"课/1.mp3", "别的/1.mp3"}
    assert export(device, first).copies == ()


def test_a_strangers_file_in_the_way_stops_everything(tmp_path: Path, device: Path) -> None:
    (device / "课").mkdir()
    (device / "课/2.mp3").write_text("别人的")
    with pytest.raises(PublishError, match="another origin"):
        export(device, built(tmp_path / "out", {"1.mp3": "一", "2.mp3": "二"}))
    assert set(tree(device)) == {"课/2.mp3"}


def test_an_export_that_broke_off_goes_on(tmp_path: Path, device: Path) -> None:
    lectures = built(tmp_path / "out", {"1.mp3": "一", "2.mp3": "二"})
    (tmp_path / "out/2.mp3").unlink()
    with pytest.raises(PublishError, match="cannot write"):
        export(device, lectures)
    (tmp_path / "out/2.mp3").write_text("二")
    export(device, lectures)
    assert {path: text for path, (text, _) in tree(device).items()} == {
        "课/1.mp3": "一", "课/2.mp3": "二",
    }  # fmt: skip


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{", '{"files": {"../outside.txt": "x"}}', '{"files": {"/outside.txt": "x"}}',
     '{"files": ["x"]}'],
)  # fmt: skip
def test_a_damaged_record_removes_nothing(tmp_path: Path, device: Path, record: str) -> None:
    (tmp_path / "outside.txt").write_text("stays")
    (device / RECORD).write_text(record)
    export(device, built(tmp_path / "out", {"1.mp3": "一"}))
    assert (tmp_path / "outside.txt").read_text() == "stays"
    assert set(tree(device)) == {"课/1.mp3"}


def test_no_device(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="no such folder"):
        export(tmp_path / "away", [])
