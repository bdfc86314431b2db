"""The whole way with the tone engine: what is made, what is kept, what an edit costs."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import av
import feedparser
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from PIL import Image

from audiolecture import build as builds
from audiolecture import making
from audiolecture.config import Pauses
from audiolecture.drafts import Request
from audiolecture.store import Store
from finished import contents, decoded, manifest_of


@pytest.fixture
def build(run, lecture):
    def build_lecture(*options, source=lecture):
        return run("build", source, "--engine", "tone", "--json", *options)

    return build_lecture


@pytest.fixture(scope="module")
def once(tmp_path_factory, lecture_text, speaking):
    """The lecture built once, for all tests that only ask what comes of it."""
    place = tmp_path_factory.mktemp("once")
    script = place / "课.txt"
    script.write_text(lecture_text, encoding="utf-8")
    request = Request((script,), place / "output", Store(place / "store"), {"engine": "tone"})
    with speaking("en"):
        (result,) = asyncio.run(builds.build(request))
    assert not result.failed
    return place


@pytest.fixture
def finished(once, lecture, tmp_path):
    """A copy of it, where it would have been built."""
    for name in ("output", "store"):
        shutil.copytree(once / name, tmp_path / name)


built = pytest.mark.usefixtures("finished")


def state(folder):
    """Bytes and modification time of every file."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def changed(before, after):
    return {name for name in before | after if before.get(name) != after.get(name)}


def split(names):
    """Files of the folder itself, and what the others in ``web/`` are (number and ending)."""
    web = {name for name in names if name.startswith("web/")}
    return names - web, {re.sub("-[0-9a-f]{8}", "", name.removeprefix("web/")) for name in web}


def edit(lecture, old, new):
    text = lecture.read_text(encoding="utf-8")
    assert text.count(old) == 1
    lecture.write_text(text.replace(old, new), encoding="utf-8")


def test_a_lecture_becomes_chapters(build, tmp_path):
    result = build()

    assert result.code == 0
    assert [chapter["title"] for chapter in result.json["chapters"]] == [
        "开场",
        "一、想在一处",
        "二、干在一处",
        "结语",
    ]
    assert {chapter["status"] for chapter in result.json["chapters"]} == {"written"}
    names, web = split(set(state(tmp_path / "output" / "课")))
    assert web == {"index.html", "feed.xml", "cover.jpg"} | {
        f"ch0{number}{end}" for number in range(1, 5) for end in (".mp3", ".vtt", ".chapters.json")
    }
    assert sorted(names) == [
        "01 - 开场.lrc",
        "01 - 开场.mp3",
        "02 - 一、想在一处.lrc",
        "02 - 一、想在一处.mp3",
        "03 - 二、干在一处.lrc",
        "03 - 二、干在一处.mp3",
        "04 - 结语.lrc",
        "04 - 结语.mp3",
        "cover.jpg",
        "manifest.json",
        "把根扎深.m3u8",
    ]


def test_lengths_agree_to_the_sample(build):
    for chapter in build().json["chapters"]:
        assert len(decoded(chapter["path"])) == chapter["samples"]
        assert MP3(chapter["path"]).info.length == pytest.approx(
            chapter["samples"] / chapter["sample_rate"], abs=1e-6
        )


@built
def test_pauses_clips_and_cues_add_up_to_the_sample(tmp_path):
    manifest = manifest_of(tmp_path / "output/课")

    for chapter in manifest.chapters:
        position = 0
        for utterance in chapter.utterances:
            assert utterance.start == position + utterance.pause
            position = utterance.start + utterance.samples
            times = list(itertools.chain(*((c.start, c.end) for c in utterance.cues)))
            assert times == sorted(times)
            assert utterance.start <= times[0] < times[-1] <= position
        assert position + chapter.pause_after == chapter.samples


@built
def test_every_sentence_is_a_cue_in_order(tmp_path, lecture):
    manifest = manifest_of(tmp_path / "output/课")

    cues = [c.text for ch in manifest.chapters for u in ch.utterances for c in u.cues]

    assert "".join("".join(cues).split()) == "".join(lecture.read_text(encoding="utf-8").split())


def test_unchanged_means_untouched(build, tmp_path):
    build()
    before = state(tmp_path / "output/课")

    again = build()

    assert again.json["synthesized"] == 0
    assert {chapter["status"] for chapter in again.json["chapters"]} == {"kept"}
    assert state(tmp_path / "output/课") == before


def test_one_character_costs_one_utterance_and_one_chapter(build, lecture, tmp_path):
    build()
    before = state(tmp_path / "output/课")
    edit(lecture, "跑三遍", "跑两遍")

    again = build()

    assert again.json["synthesized"] == 1
    names, web = split(changed(before, state(tmp_path / "output/课")))
    assert names == {"03 - 二、干在一处.mp3", "03 - 二、干在一处.lrc", "manifest.json"}
    assert web == {"index.html", "feed.xml", "ch03.mp3", "ch03.vtt", "ch03.chapters.json"}


@built
def test_the_order_of_times_survives_an_edit(build, lecture, tmp_path):
    edit(lecture, "跑三遍", "跑两遍")
    build()

    files = sorted((tmp_path / "output/课").glob("*.mp3"))
    times = [file.stat().st_mtime for file in files]

    assert len(times) == 4
    assert times == sorted(set(times))


def test_a_paragraph_at_the_front_costs_one_utterance(build, lecture, tmp_path):
    build()
    before = state(tmp_path / "output/课")
    edit(lecture, "基层是离群众最近的地方。", "先说一件小事。\n基层是离群众最近的地方。")

    assert build().json["synthesized"] == 1
    names, web = split(changed(before, state(tmp_path / "output/课")))
    assert names == {"01 - 开场.mp3", "01 - 开场.lrc", "manifest.json"}
    assert web == {"index.html", "feed.xml", "ch01.mp3", "ch01.vtt", "ch01.chapters.json"}


def test_swapped_paragraphs_cost_nothing(build, lecture):
    build()
    a, b = "有了感情，还得有本事。", "会上讲一遍，会后跑三遍。"
    edit(lecture, f"{a}\n{b}", f"{b}\n{a}")

    again = build()

    assert again.json["synthesized"] == 0
    assert [c["status"] for c in again.json["chapters"]] == ["kept", "kept", "written", "kept"]


def test_lines_that_moved_are_known_though_nothing_is_written_anew(run, build, lecture, tmp_path):
    build()
    lecture.write_text("\n\n" + lecture.read_text(encoding="utf-8"), encoding="utf-8")

    assert {chapter["status"] for chapter in build().json["chapters"]} == {"kept"}
    run("build", lecture, "--engine", "tone", "--output", tmp_path / "fresh")
    moved, fresh = (tmp_path / place / "课/manifest.json" for place in ("output", "fresh"))
    assert moved.read_bytes() == fresh.read_bytes()


def test_a_lexicon_entry_costs_what_it_touches(build, lecture):
    build()
    (lecture.parent / "lexicon.tsv").write_text("村民\tcun1 min2\n本事\t=能力\n", encoding="utf-8")

    assert build().json["synthesized"] == 1


def test_the_same_inputs_give_the_same_bytes_anywhere(run, lecture, tmp_path):
    for place in ("a", "b"):
        result = run(
            "build", lecture, "--engine", "tone", "--output", tmp_path / place,
            "--cache-dir", tmp_path / f"store-{place}",
        )  # fmt: skip
        assert result.code == 0

    assert contents(tmp_path / "a/课") == contents(tmp_path / "b/课")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"---\ntitle: 另一个名字\nauthor: 某人\n---\n{text}",
        lambda text: text.replace(
            "一、想在一处", "一、新的一章\n这一章是新的。\n二、想在一处"
        ).replace("二、干在一处", "三、干在一处"),
    ],
)
def test_what_only_gets_other_tags_is_the_same_as_built_anew(run, build, lecture, tmp_path, change):
    build()
    lecture.write_text(change(lecture.read_text(encoding="utf-8")), encoding="utf-8")

    again = build()
    anew = run(
        "build", lecture, "--engine", "tone", "--output", tmp_path / "b",
        "--cache-dir", tmp_path / "store-b",
    )  # fmt: skip

    assert anew.code == 0
    assert {chapter["status"] for chapter in again.json["chapters"]} == {"written"}
    assert contents(tmp_path / "output/课") == contents(tmp_path / "b/课")


@built
def test_what_a_killed_build_left_in_the_web_is_removed_and_nothing_else(build, tmp_path):
    web = tmp_path / "output" / "课" / "web"
    left = [web / f"ch07-0123abcd{ending}" for ending in (".mp3", ".vtt", ".chapters.json")]
    own = [web / "notes.txt", web / "ch07.mp3", web / "ch07-0123abcd.pdf"]
    for path in (*left, *own):
        path.write_bytes(b"x")
    before = {path.name for path in web.iterdir()} - {path.name for path in left}

    build()

    assert {path.name for path in web.iterdir()} == before


@built
def test_a_renamed_chapter_leaves_nothing_stale(build, lecture, tmp_path):
    foreign = tmp_path / "output/课/notes.txt"
    foreign.write_text("mine")
    edit(lecture, "二、干在一处", "二、干到实处")

    build()

    names = set(state(tmp_path / "output/课"))
    assert "03 - 二、干到实处.mp3" in names
    assert not [name for name in names if "干在一处" in name]
    assert foreign.read_text() == "mine"


@built
@pytest.mark.parametrize("name", ["02 - 一、想在一处.mp3", "02 - 一、想在一处.lrc"])
def test_a_removed_or_altered_file_is_restored_without_synthesis(build, tmp_path, name):
    path = tmp_path / "output/课" / name
    good = path.read_bytes()
    for damage in (path.unlink, lambda: path.write_bytes(good[:-1] + b"\x01")):
        damage()

        assert build().json["synthesized"] == 0
        assert path.read_bytes() == good


@built
def test_a_damaged_store_is_repaired(build, lecture, tmp_path):
    good = contents(tmp_path / "output/课")
    clips = [path for path in (tmp_path / "store/clip").rglob("*") if path.is_file()]
    assert len(clips) == 10
    for path in clips:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    for path in (tmp_path / "output/课").glob("*.mp3"):
        path.unlink()

    result = build()

    assert result.code == 0
    assert contents(tmp_path / "output/课") == good


@pytest.mark.parametrize("form", ["m4b", "opus"])
def test_an_audiobook_repairs_the_speech_that_it_needs(build, tmp_path, form):
    build("--format", form)
    folder = tmp_path / "output/课"
    good = {path.name: path.read_bytes() for path in folder.glob(f"*.{form}")}
    for path in list((tmp_path / "store/speech").rglob("*"))[::3]:
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-9])
    for name in good:
        (folder / name).unlink()

    result = build("--format", form)

    assert result.code == 0
    assert 0 < result.json["synthesized"] < 10
    assert {path.name: path.read_bytes() for path in folder.glob(f"*.{form}")} == good


def failing(tmp_path, text):
    table = f'[engines.tone]\nfail = "{text}"\n' if text else ""
    (tmp_path / "audiolecture.toml").write_text(table, encoding="utf-8")


def test_a_failed_utterance_stops_only_its_chapter(build, lecture, tmp_path):
    failing(tmp_path, "本事")

    result = build()

    assert result.code == 1
    assert result.json["failed"] == 1
    assert [c["status"] for c in result.json["chapters"]] == [
        "written",
        "written",
        "failed",
        "written",
    ]
    assert not (tmp_path / "output/课/03 - 二、干在一处.mp3").exists()
    assert "课.txt:10" in result.json["failures"][0]


@built
def test_the_previous_chapter_stays_when_the_new_one_fails(build, lecture, tmp_path):
    before = state(tmp_path / "output/课")
    edit(lecture, "有了感情，还得有本事。", "有了感情，更要有本事。")
    failing(tmp_path, "本事")

    assert build().code == 1
    assert not changed(before, state(tmp_path / "output/课"))

    failing(tmp_path, "")
    mended = build()
    assert (mended.code, mended.json["synthesized"]) == (0, 1)


def test_force_synthesizes_everything(build):
    total = build().json["synthesized"]

    assert build("--force").json["synthesized"] == total


@built
def test_the_manifest_names_every_file(tmp_path):
    folder = tmp_path / "output/课"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert {record["name"] for record in manifest["files"]} | {"manifest.json"} == set(
        state(folder)
    )
    for record in manifest["files"]:
        assert (folder / record["name"]).stat().st_size == record["size"]


def test_the_same_paragraph_twice_is_spoken_twice_and_asked_for_once(build, lecture):
    edit(lecture, "有了感情，还得有本事。", "会上讲一遍，会后跑三遍。")

    result = build()

    assert result.code == 0
    assert result.json["reused"] == 1


@pytest.mark.parametrize("most", [1, 4])
def test_only_so_many_utterances_are_under_way_and_all_are_made(tmp_path, monkeypatch, most):
    script = tmp_path / "长.txt"
    said = {n: "".join(f"在{n}里说{word}。\n" for word in "天地人") for n in "一二三四五六七八"}
    chapters = "".join(f"{n}、第{n}章\n{text}" for n, text in said.items())
    script.write_text(f"长的课\n\n{chapters}", encoding="utf-8")
    waiting = []

    def listen(_):
        waiting.append(len(asyncio.all_tasks()))

    monkeypatch.setattr(making, "_AHEAD", most)
    store = Store(tmp_path / "store")
    request = Request((script,), tmp_path / "output", store, {"engine": "tone"}, emit=listen)

    (result,) = asyncio.run(builds.build(request))

    assert result.status == "built"
    assert result.synthesized == 1 + 8 * 4
    own = 8 + 1 + 1 + 1  # a chapter each, what begins utterances, the build, what is at hand
    assert max(waiting) <= own + 4 * (most + 4)  # of a chapter in its turn, all are begun


def test_the_audio_on_the_web_is_the_same_file(build, tmp_path):
    build()
    folder = tmp_path / "output/课"

    for number, path in enumerate(sorted(folder.glob("*.mp3")), 1):
        (web,) = folder.glob(f"web/ch0{number}-*.mp3")
        assert web.samefile(path)
        assert web.stem == f"ch0{number}-{sha256(path.read_bytes()).hexdigest()[:8]}"


@built
@pytest.mark.parametrize("name", ["index.html", "feed.xml", "cover.jpg", "ch02-*.vtt"])
def test_a_removed_file_of_the_web_is_restored(build, tmp_path, name):
    (path,) = (tmp_path / "output/课/web").glob(name)
    good = path.read_bytes()
    path.unlink()

    assert build().json["synthesized"] == 0
    assert path.read_bytes() == good


def test_the_authors_own_cover_wins(build, tmp_path):
    drawn = build()
    assert drawn.code == 0
    before = (tmp_path / "output/课/cover.jpg").read_bytes()
    Image.new("RGB", (900, 700), (200, 30, 30)).save(tmp_path / "cover.png")

    again = build()

    assert again.json["synthesized"] == 0
    with Image.open(tmp_path / "output/课/cover.jpg") as picture:
        assert picture.size == (600, 600)
        assert picture.getpixel((300, 300))[0] > 150
    assert (tmp_path / "output/课/cover.jpg").read_bytes() != before
    assert (
        MP3(again.json["chapters"][0]["path"])["APIC:"].data
        == (tmp_path / "output/课/cover.jpg").read_bytes()
    )


def test_a_cover_that_is_no_picture_is_named(build, tmp_path):
    (tmp_path / "cover.jpg").write_text("not a picture")

    result = build()

    assert result.code == 1
    assert "cover.jpg" in result.err


def test_the_feed_knows_where_it_will_be(build, tmp_path):
    build("--base-url", "https://example.org/kurs/")

    text = (tmp_path / "output/课/web/feed.xml").read_text(encoding="utf-8")

    assert text.count("https://example.org/kurs/%E8%AF%BE/web/ch0") == 4 * 3


def test_an_audiobook_is_as_long_as_its_chapters(build, tmp_path):
    result = build("--format", "m4b")

    path = tmp_path / "output/课/把根扎深.m4b"
    total = sum(chapter["samples"] for chapter in result.json["chapters"])
    assert abs(len(decoded(path)) - total) < 1_152
    with av.open(str(path)) as file:
        marks = [chapter["metadata"]["title"] for chapter in file.chapters()]
    assert marks == [
        "开场", "一、想在一处", "一是要记得住", "二是要说得清", "二、干在一处", "结语",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["m4b", "opus"])
def test_without_any_pause_clips_follow_each_other(build, tmp_path, form):
    pauses = Pauses.__dataclass_fields__
    table = "".join(f"{name} = 0\n" for name in pauses)
    (tmp_path / "audiolecture.toml").write_text(f"[pauses]\n{table}", encoding="utf-8")

    result = build("--format", form)

    total = sum(chapter["samples"] for chapter in result.json["chapters"])
    manifest = manifest_of(tmp_path / "output/课")
    clips = sum(item.samples for chapter in manifest.chapters for item in chapter.utterances)
    files = sorted((tmp_path / "output/课").glob(f"*.{form}"))
    lengths = [len(decoded(path)) for path in files]
    assert clips == total
    assert abs(sum(lengths) - total) < 1_152 * len(files)


def test_what_belongs_together_is_made_again_only_after_an_edit(build, lecture, tmp_path):
    build("--format", "m4b,zip")
    before = state(tmp_path / "output/课")

    assert build("--format", "m4b,zip").code == 0
    assert state(tmp_path / "output/课") == before

    edit(lecture, "跑三遍", "跑两遍")
    build("--format", "m4b,zip")
    assert {"把根扎深.m4b", "把根扎深.zip"} < changed(before, state(tmp_path / "output/课"))


def test_a_zip_holds_what_a_phone_needs(build, tmp_path):
    build("--format", "zip")

    with zipfile.ZipFile(tmp_path / "output/课/把根扎深.zip") as archive:
        names = archive.namelist()
        assert archive.testzip() is None

    assert names[0] == "课/01 - 开场.mp3"
    assert len(names) == 4 * 2 + 2


def test_an_audiobook_that_is_no_longer_asked_for_goes(build, tmp_path):
    build("--format", "m4b")
    before = set(state(tmp_path / "output/课"))
    build()

    assert before - set(state(tmp_path / "output/课")) == {"把根扎深.m4b"}


@built
def test_exported_twice_nothing_is_copied(run, tmp_path):
    (tmp_path / "stick").mkdir()

    assert "10 copied" in run("export", "--device", "stick").out
    assert "0 copied, 10 kept" in run("export", "--device", "stick").out
    names = sorted(os.listdir(tmp_path / "stick/课"))
    assert names[0] == "01 - 开场.lrc"
    assert "web" not in names


def test_nothing_to_export_is_said(run, tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "output").mkdir()

    result = run("export", "--device", "stick")

    assert result.code == 1
    assert "run audiolecture build first" in result.err


def test_a_course_goes_by_the_numbers_in_its_names(build, lecture, tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    text = lecture.read_text(encoding="utf-8")
    for name in ("第十讲", "第二讲", "第九讲"):  # as a computer sorts them: 第二讲, 第九讲, 第十讲
        (folder / f"{name}.txt").write_text(text.replace("把根扎深", name), encoding="utf-8")

    assert build("--base-url", "https://example.org", source=folder).code == 0

    expected = [("第二讲", "2"), ("第九讲", "9"), ("第十讲", "10")]
    for name, number in expected:
        tags = [ID3(path) for path in (tmp_path / "output" / name).glob("*.mp3")]
        assert {str(each["TPOS"]) for each in tags} == {number}
        assert {str(each["TALB"]) for each in tags} == {tmp_path.name}  # what the course is called
    feed = feedparser.parse((tmp_path / "output/feed.xml").read_bytes())
    seasons = [entry.itunes_season for entry in feed.entries]
    assert list(dict.fromkeys(seasons)) == [number for _, number in expected]
    times = [entry.published_parsed for entry in feed.entries]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_a_course_has_one_feed(build, lecture, tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    for number, name in enumerate(("第一讲", "第二讲", "第三讲"), 1):
        text = lecture.read_text(encoding="utf-8").replace("把根扎深", f"把根扎深{number}")
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")

    result = build("--base-url", "https://example.org", source=folder)

    assert result.code == 0
    feed = feedparser.parse((tmp_path / "output/feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 12
    assert len({entry.id for entry in feed.entries}) == 12
    for entry in feed.entries:
        path = (
            tmp_path
            / "output"
            / unquote(entry.enclosures[0].href).removeprefix("https://example.org/")
        )
        assert path.stat().st_size == int(entry.enclosures[0].length)


def test_an_edit_keeps_the_guids_of_the_feed(build, lecture, tmp_path):
    def feed():
        return feedparser.parse((tmp_path / "output/课/web/feed.xml").read_bytes()).entries

    build()
    before = feed()
    edit(lecture, "跑三遍", "一户一户地跑五遍")
    build()
    after = feed()

    assert [entry.id for entry in before] == [entry.id for entry in after]
    lengths = [
        (a.enclosures[0].length, b.enclosures[0].length) for a, b in zip(before, after, strict=True)
    ]
    assert [one == two for one, two in lengths] == [True, True, False, True]


def test_opus_chapters_are_as_long_as_the_mp3(build, tmp_path, lecture):
    result = build("--format", "opus")

    for chapter in result.json["chapters"]:
        path = Path(chapter["path"]).with_suffix(".opus")
        assert abs(len(decoded(path)) - chapter["samples"]) <= 960
        tags = OggOpus(path)
        assert tags["title"] == [chapter["title"]]
        assert tags["metadata_block_picture"]
    before = state(tmp_path / "output/课")
    build("--format", "opus", "--output", "again")
    assert contents(tmp_path / "again/课") == contents(tmp_path / "output/课")
    edit(lecture, "跑三遍", "跑两遍")
    build("--format", "opus")
    names, _ = split(changed(before, state(tmp_path / "output/课")))
    assert {name for name in names if name.endswith(".opus")} == {"03 - 二、干在一处.opus"}


@built
def test_words_have_times_on_request(build, tmp_path):
    (tmp_path / "audiolecture.toml").write_text('captions = "words"\n')

    again = build()

    assert again.json["synthesized"] == 0
    text = (tmp_path / "output/课/03 - 二、干在一处.lrc").read_text(encoding="utf-8")
    assert re.search(r"\[\d\d:\d\d\.\d\d\]<\d\d:\d\d\.\d\d>有<", text)


def test_bundles_are_the_same_bytes_anywhere(build, tmp_path):
    build("--format", "m4b,zip")
    build("--format", "m4b,zip", "--output", "again")

    first, second = (contents(tmp_path / place / "课") for place in ("output", "again"))
    assert {"把根扎深.m4b", "把根扎深.zip"} < set(first)
    assert first == second


def true_starts(folder):
    """Where each chapter and each section of the lecture is first heard, in samples."""
    position = 0
    for chapter in manifest_of(folder).chapters:
        cues = [cue for utterance in chapter.utterances for cue in utterance.cues]
        yield chapter.number, chapter.title, position, 0
        for title, _, _ in chapter.sections:
            start = next(cue.start for cue in cues if cue.text.startswith(title))
            yield chapter.number, title, position, start
        position += chapter.samples


def test_chapter_marks_are_where_the_sections_are_first_heard(build, tmp_path):
    result = build("--format", "m4b")
    folder = tmp_path / "output/课"
    wanted = list(true_starts(folder))

    with av.open(str(folder / "把根扎深.m4b")) as file:
        marks = [
            (mark["metadata"]["title"], float(mark["start"] * mark["time_base"]))
            for mark in file.chapters()
        ]
    assert [title for title, _ in marks] == [title for _, title, _, _ in wanted]
    for (_, seconds), (_, _, position, start) in zip(marks, wanted, strict=True):
        assert abs(seconds * 48_000 - position - start) <= 1_152

    for number, chapter in enumerate(result.json["chapters"], 1):
        frames = sorted(MP3(chapter["path"]).tags.getall("CHAP"), key=lambda f: f.start_time)
        found = [(str(f.sub_frames["TIT2"]), f.start_time) for f in frames]
        expected = [(title, start) for n, title, _, start in wanted if n == number]
        assert [title for title, _ in found] == [title for title, _ in expected]
        for (_, milliseconds), (_, start) in zip(found, expected, strict=True):
            assert abs(milliseconds * 48 - start) <= 1_152
