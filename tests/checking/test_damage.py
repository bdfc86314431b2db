"""Each thing that can be wrong with finished files is found, named, and found alone."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import zipfile
from hashlib import sha256

import numpy as np
import pytest
from mutagen.id3 import CHAP, ID3, TIT2, TRCK

from audiolecture.audio import codec
from audiolecture.audio.frames import frame_size
from audiolecture.build import build
from audiolecture.drafts import Request
from audiolecture.store import Store

SECOND = "02 - 一、想在一处"
TALK = "基层是离群众最近的地方，大家都来说说心里话。路是一步一步走出来的。"
THIRD = "03 - 二、干在一处"


@pytest.fixture(scope="module")
def good(tmp_path_factory, lecture_text):
    """A lecture of four chapters and their zip, built once."""
    place = tmp_path_factory.mktemp("good")
    script = place / "课.txt"
    script.write_text(lecture_text, encoding="utf-8")
    flags = {"engine": "espeak", "formats": "zip", "rate": "+100%"}  # less to be listened to
    (result,) = asyncio.run(
        build(Request((script,), place / "output", Store(place / "store"), flags))
    )
    assert not result.failed
    return place


@pytest.fixture
def place(good, tmp_path):
    """A copy of it that may be damaged."""
    for name in ("课.txt", "output"):
        source = good / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / name)
    return tmp_path


@pytest.fixture
def folder(place):
    return place / "output/课"


@pytest.fixture
def check(run, place):
    def problems(*options):
        result = run("check", "--json", *options)
        document = result.json
        found = [problem for lecture in document["lectures"] for problem in lecture["problems"]]
        assert document["ok"] is not bool(found)
        assert result.code == (1 if found else 0)
        return found

    return problems


def kinds(problems):
    return sorted({problem["kind"] for problem in problems})


def files(problems):
    return sorted({problem["where"].partition(" at ")[0] for problem in problems})


def attest(folder, *names):
    """Let the manifest say that files are as they are now, so that checksums tell nothing."""

    def renew(manifest):
        for record in manifest["files"]:
            if record["name"] in names:
                data = (folder / record["name"]).read_bytes()
                record |= {"size": len(data), "sha256": sha256(data).hexdigest()}

    edit_manifest(folder, renew)


def edit_manifest(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def flip(path):
    """Another byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(data)


# ---------------------------------------------------------------- what is good


def test_what_is_good_is_said_in_one_line(run, place):
    result = run("check")

    assert result.code == 0
    assert re.fullmatch(
        r"把根扎深: good: 4 chapters, 14 sentences, \d:\d\d, -19\.\d to -1[89]\.\d LUFS,"
        r" peak -\d\.\d dBTP",
        result.out.strip(),
    )


@pytest.mark.parametrize("text", ["一句话。", "今天天气好。", "我。"])
def test_a_lecture_of_one_short_sentence_is_good(run, tmp_path, text):
    (tmp_path / "短.txt").write_text(text, encoding="utf-8")
    words = ("--cache-dir", "store")

    assert run("build", "短.txt", "--engine", "espeak", *words, "-o", "short").code == 0

    result = run("check", "short")
    assert (result.code, result.out.count("good")) == (0, 1), result.out


def test_a_foreign_file_is_nobodys_business(check, folder):
    (folder / "notes.txt").write_text("mine")
    (folder / "05 - bonus.mp3").write_bytes(b"somebody's own")
    (folder / "05 - bonus.lrc").write_text("[00:01.00]la la la")

    assert check() == []


def test_a_folder_where_nothing_was_built(run, tmp_path):
    (tmp_path / "empty").mkdir()

    result = run("check", "empty")

    assert result.code == 1
    assert "nothing was built here" in result.err


# ---------------------------------------------------------------- files


def test_a_flipped_byte(check, folder):
    path = folder / f"{SECOND}.lrc"
    data = bytearray(path.read_bytes())
    data[3] ^= 1  # in the title, which no other file repeats
    path.write_bytes(data)

    assert [(p["kind"], p["where"]) for p in check()] == [("altered", f"{SECOND}.lrc")]


def test_a_flipped_byte_in_the_sound(check, folder):
    flip(folder / f"{SECOND}.mp3")

    problems = check()

    assert "altered" in kinds(problems)
    assert files(problems) == [f"{SECOND}.mp3"]


def test_a_flipped_byte_in_the_copy_of_the_web(check, folder):
    path = next(folder.glob("web/ch02-*.mp3"))
    flip(path)

    assert [(p["kind"], p["where"]) for p in check()] == [("altered", f"web/{path.name}")]


def test_audio_that_is_one_file_with_that_of_the_web_is_named_once(check, folder):
    path = folder / f"{SECOND}.mp3"
    twin = next(folder.glob("web/ch02-*.mp3"))
    twin.unlink()
    os.link(path, twin)
    flip(path)

    assert [p["where"] for p in check() if p["kind"] == "altered"] == [path.name]


@pytest.mark.parametrize("ending", ["vtt", "chapters.json", "mp3"])
def test_a_file_of_the_web_that_is_gone(check, folder, ending):
    (path,) = folder.glob(f"web/ch02-*.{ending}")
    path.unlink()

    assert [(p["kind"], p["where"]) for p in check()] == [("missing", f"web/{path.name}")]


@pytest.mark.parametrize(
    "name", ["{}.mp3", "{}.lrc", "cover.jpg", "把根扎深.m3u8", "web/index.html", "web/feed.xml"]
)
def test_a_file_that_is_gone(check, folder, name):
    wanted = name.format(SECOND)
    (folder / wanted).unlink()

    assert [(p["kind"], p["where"]) for p in check()] == [("missing", wanted)]


def test_a_truncated_file(check, folder):
    path = folder / f"{SECOND}.mp3"
    path.write_bytes(path.read_bytes()[: -frame_size(64) * 200])

    problems = check()

    assert kinds(problems) == ["altered", "length"]
    assert files(problems) == [f"{SECOND}.mp3"]
    (length,) = [p for p in problems if p["kind"] == "length"]
    assert "0:04.7 missing" in length["message"] or "0:04.8 missing" in length["message"]


def test_two_chapters_that_were_swapped(check, folder):
    one, two = folder / f"{SECOND}.mp3", folder / f"{THIRD}.mp3"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    attest(folder, one.name, two.name)

    problems = check()

    assert {"length", "tags", "text"} <= set(kinds(problems))
    assert {one.name, two.name} <= set(files(problems))
    assert any("TRCK says “3/4”, not “2/4”" in p["message"] for p in problems)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (f"{SECOND}.mp3", "07 - 旧的.mp3"),
        (f"{SECOND}.lrc", "07 - 旧的.lrc"),
        (f"{SECOND}.mp3", "web/ch02-01234567.mp3"),
        ("把根扎深.m3u8", "旧的.m3u8"),
        (f"{SECOND}.lrc", ".audiolecture-k3j2"),
    ],
)
def test_a_file_of_ours_that_is_left_over(check, folder, source, name):
    shutil.copy2(folder / source, folder / name)

    assert [(p["kind"], p["where"]) for p in check()] == [("orphan", name)]


def test_a_build_that_was_interrupted(check, folder):
    pending = {"name": "05 - 新的.mp3", "key": "", "size": 0, "sha256": ""}
    edit_manifest(folder, lambda manifest: manifest["files"].append(pending))

    assert kinds(check()) == ["unfinished"]


def test_a_manifest_that_cannot_be_read(check, folder):
    (folder / "manifest.json").write_text("{", encoding="utf-8")

    assert kinds(check()) == ["manifest"]


# ---------------------------------------------------------------- sound


def rewrite_clip(folder, chapter, change, place=1):
    """Put other sound of the same length in the place of a chapter's clip, or its second one."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    record = manifest["chapters"][chapter - 1]
    clip = record["utterances"][place]
    path = folder / record["mp3"]
    data, size = path.read_bytes(), frame_size(64)
    frames = record["samples"] // 1_152 + 2
    start = len(data) - (frames - clip["start"] // 1_152) * size
    end = start + clip["samples"] // 1_152 * size
    sound = codec.decode_clip(data[start:end], 64)
    other = codec.encode(change(sound).astype(np.float32), bit_rate=64, quality=5)
    assert len(other) == end - start
    path.write_bytes(data[:start] + other + data[end:])
    attest(folder, path.name, f"web/{record['web']}.mp3")
    return path.name, clip


def silence(sound):
    return np.zeros_like(sound)


def noise(sound):
    return np.random.default_rng(1).normal(0, 0.1, len(sound))


def half(sound):
    return np.where(np.arange(len(sound)) < len(sound) // 2, sound, 0)


@pytest.mark.parametrize("change", [silence, noise, half])
def test_a_clip_that_does_not_sound_as_it_should(check, folder, change):
    name, _ = rewrite_clip(folder, 2, change)

    problems = [p for p in check() if p["kind"] not in {"altered", "loudness", "bundle"}]

    assert "sound" in kinds(problems)
    assert files(problems) == [name]


def test_a_silent_sentence_is_named_with_its_time(check, folder):
    name, clip = rewrite_clip(folder, 2, silence)

    (problem,) = [p for p in check() if p["kind"] == "sound"]

    assert re.fullmatch(rf"{name} at 0:0\d\.\d", problem["where"])
    assert problem["message"] == f"“{clip['cues'][0]['text']}”: silent"


def test_a_sentence_of_which_most_is_missing_is_named(check, folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    clip = manifest["chapters"][1]["utterances"][-1]
    first, second = clip["cues"]

    def cut(sound):
        end = second["start"] - clip["start"]
        return np.where((np.arange(len(sound)) - end // 4) % len(sound) < end * 3 // 4, 0, sound)

    rewrite_clip(folder, 2, cut, -1)

    said = [p["message"] for p in check() if p["kind"] == "sound"]

    assert f"“{first['text']}”: more than half of it is missing" in said


def test_a_chapter_that_is_said_to_be_silent(check, folder):
    edit_manifest(folder, lambda manifest: manifest["chapters"][1].update(loudness=None, peak=None))

    problems = [p for p in check() if p["where"] == f"{SECOND}.mp3"]

    assert kinds(problems) == ["loudness", "peak"]
    assert all("silence" in p["message"] for p in problems)


def test_a_chapter_that_is_too_quiet(check, folder):
    name = louder(folder, 2, 0.7)

    problems = [p for p in check() if p["kind"] != "bundle"]

    assert kinds(problems) == ["loudness", "peak"]
    assert "recorded as" in next(p["message"] for p in problems if p["kind"] == "peak")
    assert files(problems) == [name]


def test_a_chapter_with_peaks_that_are_too_high(check, folder):
    louder(folder, 2, 1.6)

    assert any("is the limit" in p["message"] for p in check() if p["kind"] == "peak")


def louder(folder, chapter, factor):
    """All sound of a chapter at another level."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for place in range(len(manifest["chapters"][chapter - 1]["utterances"])):
        name, _ = rewrite_clip(folder, chapter, lambda sound: sound * factor, place)
    return name


# ---------------------------------------------------------------- tags


def retag(folder, change):
    path = folder / f"{SECOND}.mp3"
    tags = ID3(path)
    change(tags)
    tags.save(path, v1=0, v2_version=3)
    attest(folder, path.name)
    return path.name


def no_marks(tags):
    tags.delall("CHAP")


def other_title(tags):
    tags.setall("TIT2", [TIT2(encoding=1, text="别的")])


def other_number(tags):
    tags.setall("TRCK", [TRCK(encoding=1, text="9/9")])


def no_lyrics_times(tags):
    tags.delall("SYLT")


def no_gain(tags):
    tags.delall("TXXX:REPLAYGAIN_TRACK_GAIN")


def no_cover(tags):
    tags.delall("APIC")


def no_peak(tags):
    tags.delall("TXXX:REPLAYGAIN_TRACK_PEAK")


def another_mark(tags):
    marks = tags.getall("CHAP")
    tags.add(CHAP(element_id="more", start_time=1, end_time=2, sub_frames=[TIT2(text="多")]))
    assert len(tags.getall("CHAP")) == len(marks) + 1


def other_contents(tags):
    (contents,) = tags.getall("CTOC")
    contents.child_element_ids.reverse()
    tags.setall("CTOC", [contents])


def lyrics_cut_short(tags):
    (lyrics,) = tags.getall("SYLT")
    lyrics.text = lyrics.text[:-1]


def marks_in_disorder(tags):
    """The same marks, under each other's names."""
    marks = tags.getall("CHAP")
    names = [mark.element_id for mark in marks]
    for mark, name in zip(marks, reversed(names), strict=True):
        mark.element_id = name
    tags.setall("CHAP", marks)


def late_mark(tags):
    marks = tags.getall("CHAP")
    marks[-1].start_time += 500
    tags.setall("CHAP", marks)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_marks, "CHAP"),
        (late_mark, "CHAP"),
        (other_title, "TIT2"),
        (other_number, "TRCK"),
        (no_lyrics_times, "SYLT"),
        (no_gain, "REPLAYGAIN_TRACK_GAIN"),
        (no_cover, "APIC"),
        (no_peak, "REPLAYGAIN_TRACK_PEAK"),
        (another_mark, "CHAP “多” does not belong"),
        (marks_in_disorder, "CHAP frames are not in the order of time"),
        (other_contents, "CTOC does not list the chapter marks"),
        (lyrics_cut_short, "SYLT differs from the sentences at “有98.6%"),
    ],
)
def test_a_wrong_tag(check, folder, change, said):
    name = retag(folder, change)

    problems = [p for p in check() if p["kind"] in {"tags", "text", "sound", "captions"}]

    assert kinds(problems) == ["tags"]
    assert files(problems) == [name]
    assert problems[0]["message"].startswith(said)


def test_no_tags_at_all(check, folder):
    path = folder / f"{SECOND}.mp3"
    ID3(path).delete(path, delete_v1=True, delete_v2=True)
    attest(folder, path.name)

    problems = [p for p in check() if p["where"] == path.name]

    assert [(p["kind"], p["message"]) for p in problems] == [("tags", "there are none")]


def test_what_is_no_mp3_of_ours(check, folder):
    path = folder / f"{SECOND}.mp3"
    path.write_bytes(b"RIFF" + bytes(4_000))
    attest(folder, path.name)

    said = {p["message"] for p in check() if p["where"] == path.name}

    assert "cannot be decoded as an MP3 file of ours" in said


# ---------------------------------------------------------------- text and captions


def test_a_sentence_that_the_manifest_lost(check, folder):
    def forget(manifest):
        del manifest["chapters"][1]["utterances"][2]["cues"][0]

    edit_manifest(folder, forget)

    problems = check()

    assert "text" in kinds(problems)
    assert any("is not among the sentences" in p["message"] for p in problems)


def test_cues_that_go_back(check, folder):
    def disturb(manifest):
        cue = manifest["chapters"][1]["utterances"][2]["cues"][1]
        cue["start"], cue["end"] = cue["end"], cue["start"]

    edit_manifest(folder, disturb)

    assert "cues" in kinds(check())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("从头到尾说别的话。", "is not in the text at this place"),
        ("", "is not among the sentences"),
    ],
)
def test_a_sentence_that_is_not_in_the_text(check, folder, text, said):
    def disturb(manifest):
        cues = manifest["chapters"][1]["utterances"][-1]["cues"]
        cues[-1]["text"] = text

    edit_manifest(folder, disturb)

    messages = [p["message"] for p in check() if p["kind"] == "text"]

    assert len(messages) == 1
    assert said in messages[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cue, item: cue.update(end=item["start"] + item["samples"] + 1), "outside its clip"),
        (lambda cue, item: item.update(start=0), "in another one"),
        (lambda cue, item: item.update(samples=10**9), "outside the audio"),
    ],
)
def test_clips_and_sentences_out_of_place(check, folder, change, said):
    def disturb(manifest):
        item = manifest["chapters"][1]["utterances"][1]
        change(item["cues"][0], item)

    edit_manifest(folder, disturb)

    assert any(said in p["message"] for p in check() if p["kind"] == "cues")


@pytest.mark.parametrize("back", [0, 1_152])
def test_a_sentence_that_begins_before_the_other_ends(check, folder, back):
    def disturb(manifest):
        first, second, *_ = manifest["chapters"][1]["utterances"][2]["cues"]
        second["start"] = first["start"] if back == 0 else first["end"] - back

    edit_manifest(folder, disturb)

    messages = [p["message"] for p in check() if p["kind"] == "cues"]

    assert len(messages) == 1
    assert messages[0].endswith("begins before the one ahead of it ends")


def altered_and(problems, kind, name):
    assert kinds(problems) == ["altered", kind] or kinds(problems) == ["altered", "bundle", kind]
    assert {p["where"] for p in problems if p["kind"] in {"altered", kind}} == {name}


def test_a_line_of_the_lrc_at_another_time(check, folder):
    path = folder / f"{SECOND}.lrc"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[00:0\d\.(\d\d)\](?=一是)", r"[00:33.\1]", text), encoding="utf-8")

    altered_and(check(), "captions", path.name)


def test_a_line_of_the_lrc_that_is_missing(check, folder):
    path = folder / f"{SECOND}.lrc"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")

    problems = check()

    altered_and(problems, "captions", path.name)
    assert any(p["message"].endswith("is missing") for p in problems)


@pytest.mark.parametrize(
    ("ending", "old", "new", "kind"),
    [
        (".vtt", "脚下", "手下", "captions"),
        (".vtt", "00:00:0", "00:01:0", "captions"),
        (".vtt", "WEBVTT", "WEBSRT", "captions"),
        (".vtt", "--> 00:00:0", "--> 00:00:00", "captions"),
        (".chapters.json", "一是", "三是", "chapters"),
        (".chapters.json", '"chapters"', '"sections"', "chapters"),
        (".chapters.json", '"startTime": 0', '"startTime": 1', "chapters"),
    ],
)
def test_files_of_the_web_that_say_something_else(check, folder, ending, old, new, kind):
    (path,) = folder.glob(f"web/ch02-*{ending}")
    replace_in(path, old, new)

    altered_and(check(), kind, f"web/{path.name}")


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("把根扎深.m3u8", f"{SECOND}.mp3\n", "", "playlist"),
        ("web/index.html", '"n": 2', '"n": 5', "page"),
        ("web/feed.xml", 'length="', 'length="1', "feed"),
        ("web/feed.xml", ".vtt", ".srt", "feed"),
        ("web/feed.xml", ".chapters.json", ".chapter.json", "feed"),
        ("web/feed.xml", "</channel>", "", "feed"),
        ("web/feed.xml", "channel>", "tunnel>", "feed"),
        ("web/feed.xml", "<item>", "<item></item><item>", "feed"),
        ("web/feed.xml", "<itunes:duration>", "<itunes:duration>1", "feed"),
        ("把根扎深.m3u8", "#EXTM3U", "EXTM3U", "playlist"),
        ("把根扎深.m3u8", f"{SECOND}.mp3", "09 - 别的.mp3", "playlist"),
        ("把根扎深.m3u8", f"{SECOND}.mp3\n", f"{SECOND}.mp3\n{SECOND}.mp3\n", "playlist"),
        ("web/index.html", 'id="timeline"', 'id="timelines"', "page"),
        ("web/index.html", '"chapters": [', '"chapters": 7, "x": [', "page"),
        ("web/index.html", '"chapters": [', '"chapters": [], "x": [', "page"),
        ("web/index.html", "村民的名字", "村民的姓名", "page"),
    ],
)
def test_lists_that_say_something_else(check, folder, name, old, new, kind):
    replace_in(folder / name, old, new)

    altered_and(check(), kind, name)


def test_two_items_of_the_feed_that_are_one(check, folder):
    path = folder / "web/feed.xml"
    text = path.read_text(encoding="utf-8")
    first, second, *_ = re.findall(r"<guid[^>]*>([^<]*)</guid>", text)
    replace_in(path, second, first)

    problems = check()

    altered_and(problems, "feed", "web/feed.xml")
    assert any(p["message"] == "two items have the same guid" for p in problems)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda path: path.write_bytes(b"PK" + bytes(100)), "is not a zip that can be read"),
        (lambda path: rezip(path, leave=f"{SECOND}.lrc"), f"{SECOND}.lrc is not in it"),
        (lambda path: rezip(path, add="more.txt"), "more.txt in it is another"),
    ],
)
def test_a_zip_that_is_not_as_it_was(check, folder, change, said):
    (path,) = folder.glob("*.zip")
    change(path)
    attest(folder, path.name)

    assert [(p["kind"], p["where"], p["message"]) for p in check()] == [("bundle", path.name, said)]


def rezip(path, leave="", add=""):
    with zipfile.ZipFile(path) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            if not (leave and name.endswith(leave)):
                archive.writestr(name, data)
        if add:
            archive.writestr(add, b"")


@pytest.mark.parametrize("ending", ["opus", "m4b"])
def test_sound_in_other_formats_is_as_long_as_the_chapters(check, folder, ending):
    # Any file that libav decodes will do for one of another length.
    name = f"{SECOND}.{ending}"
    shutil.copy2(folder / f"{THIRD}.mp3", folder / name)
    edit_manifest(
        folder, lambda m: m["files"].append({"name": name, "key": "", "size": 1, "sha256": "x"})
    )
    attest(folder, name)

    (problem,) = check()
    assert (problem["kind"], problem["where"]) == ("bundle", name)
    assert re.search(r"is \d:\d\d\.\d long, where its chapters are \d:\d\d\.\d", problem["message"])

    (folder / name).write_bytes(b"nothing that can be heard")
    attest(folder, name)
    assert [p["message"] for p in check()] == ["cannot be decoded"]


def test_an_opus_file_of_ours_that_is_left_over(check, folder):
    (folder / "07 - 旧的.opus").write_bytes(b"OggS")

    assert kinds(check()) == ["orphan"]


def test_a_zip_with_another_chapter_in_it(check, folder):
    path = folder / f"{SECOND}.lrc"
    replace_in(path, "[offset:0]", "[offset:0] ")
    attest(folder, path.name)

    assert kinds(check()) == ["bundle"]


# ---------------------------------------------------------------- the script


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("跑三遍", "跑两遍", "课.txt:11", "the text changed"),
        ("跑三遍。", "跑三遍！", "课.txt:11", "the text changed"),
        ("会上讲一遍，会后跑三遍。\n", "", "课.txt", "is gone"),
        ("二、干在一处", "二、干到实处", "课.txt", "干在一处"),
        ("把根扎深", "把根扎牢", "课.txt", "the title changed"),
        ("谢谢大家！", "谢谢大家！\n再见。", "课.txt:14", "the text changed since it was built"),
        ("同志们，今天", "---\nauthor: 别人\n---\n同志们，今天", "课.txt", "the author changed"),
    ],
)
def test_a_script_that_was_edited_since(check, place, old, new, where, said):
    replace_in(place / "课.txt", old, new)

    problems = check()

    assert kinds(problems) == ["stale"]
    assert problems[0]["where"].endswith(where)
    assert any(said in p["message"] for p in problems)


def test_chapters_in_another_order(check, place):
    script = place / "课.txt"
    text = script.read_text(encoding="utf-8")
    one, two = "想在一处", "干在一处"
    script.write_text(text.replace(one, "@").replace(two, one).replace("@", two), encoding="utf-8")

    said = [p["message"] for p in check()]

    assert any("is gone from the script" in message for message in said)
    assert any("was not built" in message for message in said)


def test_the_same_chapters_that_were_built_in_another_order(check, folder):
    edit_manifest(folder, lambda manifest: manifest["chapters"].reverse())

    said = [p["message"] for p in check() if p["kind"] == "stale"]

    assert said == ["the chapters are not in the order in which they were built"]


def test_a_script_that_cannot_be_read_any_more(check, place):
    (place / "课.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    assert kinds(check()) == ["stale"]


def test_an_engine_that_is_not_here_tells_no_readings(check, place, folder):
    edit_manifest(folder, lambda manifest: manifest.update(engine="gone"))
    (place / "lexicon.tsv").write_text("村民\tcun1 min5\n", encoding="utf-8")

    assert [p for p in check() if p["kind"] == "stale"] == []


def test_a_lexicon_that_was_changed_since(check, place):
    (place / "lexicon.tsv").write_text("村民\tcun1 min5\n", encoding="utf-8")

    (problem,) = check()

    assert problem["kind"] == "stale"
    assert "would be spoken otherwise" in problem["message"]


def test_without_the_script_the_files_speak_for_themselves(run, place):
    (place / "课.txt").unlink()

    result = run("check")

    assert result.code == 0
    assert "no script found" in result.out


def test_a_script_that_is_named(check, place):
    (place / "elsewhere").mkdir()
    other = (place / "课.txt").rename(place / "elsewhere/课.txt")
    replace_in(other, "跑三遍", "跑两遍")

    assert check() == []
    assert kinds(check("--source", place / "elsewhere")) == ["stale"]
    assert kinds(check("--source", other)) == ["stale"]
    another = place / "别的课.txt"
    another.write_text("一句话。", encoding="utf-8")
    assert check("--source", another) == []


# ---------------------------------------------------------------- a course


@pytest.fixture
def course(run, place):
    """Two lectures and their feed."""
    shutil.rmtree(place / "output")
    (place / "content").mkdir()
    for name in ("甲", "乙"):
        (place / f"content/{name}.txt").write_text(f"{name}，{TALK}", encoding="utf-8")
    assert run("build", "content", "--engine", "tone").code == 0
    return place / "output"


def test_lectures_of_a_course_are_good_as_they_were_built(check, course):
    assert check() == []


@pytest.mark.parametrize(("old", "new"), [("</channel>", ""), ('length="', 'length="1')])
def test_a_feed_of_the_course_that_says_something_else(check, course, old, new):
    replace_in(course / "feed.xml", old, new)

    assert [(p["kind"], p["where"]) for p in check()] == [("feed", "feed.xml")]


def test_a_feed_that_is_not_ours_is_nobodys_business(check, course):
    (course / "feed.xml").write_text("<rss/>", encoding="utf-8")

    assert check() == []
