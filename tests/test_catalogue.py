"""Many lectures: courses in folders, failures that stop nobody, plans that cost little."""

from __future__ import annotations

import os
from pathlib import Path

import feedparser
import pytest

from audiolecture import catalogue, recollection
from audiolecture.drafts import Request, lecture_places
from audiolecture.source.course import courses_in
from audiolecture.store import Store

TEXT = "一、想在一处\n心里装着群众，脚下才有力量。这是{name}。\n"


def write(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(TEXT.format(name=name), encoding="utf-8")


@pytest.fixture
def courses(tmp_path):
    """Two courses of two lectures; one keeps its scripts in ``content``."""
    folder = tmp_path / "目录"
    write(folder / "党课", "第一讲", "第二讲")
    write(folder / "语文" / "content", "第一讲", "第二讲")
    return folder


def broken(folder, name="第三讲"):
    path = folder / f"{name}.txt"
    path.write_text("\n", encoding="utf-8")
    return path


def test_a_folder_of_folders_is_a_catalogue(courses):
    found = [(c.names, [path.name for path in c.scripts]) for c in courses_in(courses)]

    assert found == [
        (("党课",), ["第一讲.txt", "第二讲.txt"]),
        (("语文",), ["第一讲.txt", "第二讲.txt"]),
    ]


def test_a_folder_in_a_course_is_no_course(courses):
    write(courses / "党课" / "笔记", "随想")
    write(courses / "党课" / ".cache", "x")

    assert [course.names for course in courses_in(courses / "党课")] == [()]


def test_hidden_folders_and_links_are_no_courses(courses):
    write(courses / ".旧", "第一讲")
    (courses / "环").symlink_to(courses, target_is_directory=True)

    assert [course.names for course in courses_in(courses)] == [("党课",), ("语文",)]


def test_every_course_gets_a_folder_and_a_feed(run, courses, tmp_path):
    arguments = ("build", courses, "--engine", "tone", "--base-url", "https://example.org/a/")

    result = run(*arguments, "--json")

    assert result.code == 0
    assert [item["status"] for item in result.json["lectures"]] == ["built"] * 4
    output = tmp_path / "output"
    assert sorted(os.listdir(output)) == ["党课", "语文"]
    feed = feedparser.parse((output / "党课" / "feed.xml").read_bytes())
    enclosures = {link.href for entry in feed.entries for link in entry.enclosures}
    assert len(enclosures) == 2
    prefix = "https://example.org/a/%E5%85%9A%E8%AF%BE/"
    assert all(address.startswith(prefix) for address in enclosures)
    again = run(*arguments, "--json")
    assert [item["status"] for item in again.json["lectures"]] == ["unchanged"] * 4


def test_a_lecture_that_cannot_be_read_stops_no_other(run, courses):
    path = broken(courses / "党课")

    result = run("build", courses, "--engine", "tone", "--json")

    assert result.code == 1
    by_source = {Path(item["source"]).name: item for item in result.json["lectures"]}
    states = [item["status"] for item in result.json["lectures"]]
    assert by_source[path.name]["status"] == "failed"
    assert sorted(states) == ["built"] * 4 + ["failed"]
    (failure,) = result.json["failures"]
    assert str(path) in failure


def test_every_course_has_the_engine_that_it_sets_up(run, courses):
    for course, refused in (("党课", "第八讲"), ("语文", "第九讲")):
        table = f"[engines.tone]\nfail = '{refused}'\n"
        (courses / course / "audiolecture.toml").write_text(table, encoding="utf-8")
    write(courses / "党课", "第八讲")
    write(courses / "语文" / "content", "第九讲")

    result = run("build", courses, "--engine", "tone", "--json")

    failed = {Path(i["source"]).stem for i in result.json["lectures"] if i["status"] == "failed"}
    assert failed == {"第八讲", "第九讲"}


def test_the_end_of_a_build_lists_every_lecture(run, courses):
    path = broken(courses / "党课")

    result = run("build", courses, "--engine", "tone")

    assert "5 lectures: 4 built, 1 failed" in result.out
    assert f"✗ {path}" in result.out


def test_only_broken_lectures_are_an_error(run, tmp_path):
    write(tmp_path / "课")
    broken(tmp_path / "课", "a")
    broken(tmp_path / "课", "b")

    result = run("build", tmp_path / "课", "--engine", "tone")

    assert result.code == 1
    assert "a.txt: " in result.err


def test_a_plan_goes_on_after_a_broken_lecture(run, courses):
    path = broken(courses / "党课")

    result = run("plan", courses, "--engine", "tone", "--json")

    assert result.code == 1
    assert len(result.json["lectures"]) == 4
    (failure,) = result.json["failures"]
    assert str(path) in failure


def test_many_lectures_get_a_line_each(run, tmp_path):
    write(tmp_path / "课", *(f"第{number}讲" for number in range(1, 14)))

    planned = run("plan", tmp_path / "课", "--engine", "tone").out.splitlines()

    assert len(planned) == 1 + 13 + 1
    assert planned[-1] == "13 lectures: 0 unchanged, 0 cannot be planned"


def test_new_scripts_are_read_by_other_processes(run, courses, monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "_WORTHWHILE", 2)
    monkeypatch.setattr(catalogue.os, "cpu_count", lambda: 2)
    broken(courses / "党课")
    store = Store(tmp_path / "store")
    store.root.mkdir()
    request = Request((courses,), tmp_path / "output", store, {"engine": "tone"})
    places = lecture_places(request)
    learnt = []

    async def plan():
        async with catalogue.reading_ahead(places, request) as is_read:
            for place in places:
                await is_read(place)
                learnt.append(recollection.is_recent(store, place.source))

    catalogue.asyncio.run(plan())

    assert sorted(learnt) == [False, True, True, True, True]


def test_what_is_read_ahead_is_planned_alike(run, courses, monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "_WORTHWHILE", 2)
    arguments = ("plan", courses, "--engine", "tone", "--json", "--cache-dir")
    alone = run(*arguments, "nowhere").json
    (tmp_path / "somewhere").mkdir()

    ahead = run(*arguments, "somewhere").json

    assert ahead == alone


def test_a_script_saved_since_is_not_known(courses, tmp_path):
    store, (first, *_) = Store(tmp_path / "store"), sorted(courses.rglob("*.txt"))
    store.root.mkdir()
    with recollection.of(store, first):
        pass
    before = recollection.is_recent(store, first)

    later = first.stat().st_mtime_ns + 10**10
    os.utime(first, ns=(later, later))

    assert (before, recollection.is_recent(store, first)) == (True, False)


def test_lectures_built_together_are_told_one_by_one(run, courses):
    result = run("build", courses, "--engine", "tone", "--cluster", "processes:1")

    assert result.code == 0
    lines = [line for line in result.err.splitlines() if line.strip()]
    starts = [index for index, line in enumerate(lines) if line.startswith("Speaker")]
    pieces = [lines[start : start + 3] for start in starts]
    assert [len(piece) for piece in pieces] == [3] * 4
    assert all(piece[1].endswith("to synthesize") for piece in pieces)
    assert all(piece[2].lstrip().startswith("✓") for piece in pieces)


def test_the_json_of_one_lecture_names_it(run, courses):
    result = run("build", courses / "党课" / "第一讲.txt", "--engine", "tone", "--json")

    (item,) = result.json["lectures"]
    assert item["title"] == "第一讲"
    assert item["synthesized"] == result.json["synthesized"] > 0
