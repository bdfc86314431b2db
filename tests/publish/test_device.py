from dataclasses import replace

import pytest

from audiolecture.publish.device import DeviceFile, OutputFile, device_files, plan_export
from audiolecture.testing.publications import HOSTILE, hostile, lecture


def output(publication, *, mtime: int = 1000) -> list[OutputFile]:
    names = [f"{t.stem}{e}" for t in publication.tracks for e in (".mp3", ".lrc")]
    names = [*reversed(names), "manifest.json", "cover.jpg", "课.m3u8"]
    return [OutputFile(name, 10, "d", mtime) for name in names]


def files(*names: str, digest: str = "d") -> list[DeviceFile]:
    return [DeviceFile(name, f"课/{name}", 10, digest, 2 * i) for i, name in enumerate(names)]


def paths(plan_files) -> list[str]:
    return [file.source for file in plan_files]


def test_a_lecture_in_chapter_order_with_ascending_even_times() -> None:
    wanted = device_files(lecture(), output(lecture(), mtime=999), folder="课")
    assert [file.path for file in wanted] == [
        "课/01 - 开场.mp3", "课/01 - 开场.lrc",
        "课/02 - 一、坚定信念.mp3", "课/02 - 一、坚定信念.lrc",
        "课/03 - 结语.mp3", "课/03 - 结语.lrc", "课/cover.jpg", "课/课.m3u8",
    ]  # fmt: skip
    assert [file.mtime for file in wanted] == list(range(1000, 1016, 2))


@pytest.mark.parametrize(
    ("album", "number", "folder"),
    [
        ("", 0, "李明远/基层是最好的课堂"),
        ("党课", 3, "李明远/党课/3 - 基层是最好的课堂"),
        ("党课", 0, "李明远/党课/基层是最好的课堂"),
    ],
)
def test_audiobookshelf(album: str, number: int, folder: str) -> None:
    publication = replace(lecture(), album=album, number=number)
    wanted = device_files(publication, output(publication), folder="x", layout="audiobookshelf")
    assert wanted[0].path == f"{folder}/01 - 开场.mp3"
    assert {file.path.rpartition(".")[2] for file in wanted} == {"mp3", "jpg"}


def test_an_empty_device_gets_everything_in_order() -> None:
    wanted = files("1.mp3", "2.mp3", "3.mp3")
    plan = plan_export(wanted, {}, {})
    assert (plan.removals, plan.copies, plan.kept) == ((), tuple(wanted), ())


def test_only_what_changed_is_copied() -> None:
    wanted = files("1.mp3", "2.mp3", "3.mp3")
    recorded = {"课/1.mp3": "d", "课/2.mp3": "old", "课/3.mp3": "d"}
    plan = plan_export(wanted, recorded, dict.fromkeys(recorded, 10))
    assert (paths(plan.copies), paths(plan.kept), plan.removals) == (
        ["2.mp3"], ["1.mp3", "3.mp3"], (),
    )  # fmt: skip


def test_a_file_cut_short_is_copied_again() -> None:
    wanted = files("1.mp3")
    assert paths(plan_export(wanted, {"课/1.mp3": "d"}, {"课/1.mp3": 9}).copies) == ["1.mp3"]


def test_what_follows_a_new_file_is_written_again_after_it() -> None:
    wanted = files("1.mp3", "2.mp3", "3.mp3")
    there = {"课/1.mp3": "d", "课/3.mp3": "d"}
    plan = plan_export(wanted, there, dict.fromkeys(there, 10))
    assert (paths(plan.kept), plan.removals, paths(plan.copies)) == (
        ["1.mp3"], ("课/3.mp3",), ["2.mp3", "3.mp3"],
    )  # fmt: skip


def test_only_our_own_files_are_ever_removed() -> None:
    recorded = {"课/1.mp3": "d", "课/旧.mp3": "d", "课/不在.mp3": "d"}
    present = {"课/1.mp3": 10, "课/旧.mp3": 10, "课/别人的.mp3": 10}
    plan = plan_export(files("1.mp3"), recorded, present)
    assert plan.removals == ("课/旧.mp3",)


def test_a_strangers_file_is_in_the_way() -> None:
    assert plan_export(files("1.mp3"), {}, {"课/1.mp3": 10}).strangers == ("课/1.mp3",)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_inside(text: str) -> None:
    publication = hostile(text)
    wanted = device_files(publication, output(publication), folder="x", layout="audiobookshelf")
    assert len(wanted) == 3  # two chapters and the cover
    for file in wanted:
        parts = file.path.split("/")
        assert len(parts) in {3, 4}
        assert not {"", ".", ".."} & set(parts)
