"""Tags, judged from the raw bytes and by readers that are not the writer."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import av
import eyed3
import pytest
import taglib
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image
from pymediainfo import MediaInfo
from tinytag import TinyTag

from audiolecture.audio.frames import chapter_audio
from audiolecture.audio.tags import Tags, render

if TYPE_CHECKING:
    from pathlib import Path


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 600), "teal").save(file, "JPEG")
    return file.getvalue()


COVER = jpeg()
FULL = Tags(
    title="二、扎根基层",
    album="党课 第一讲",
    artist="张三",
    album_artist="张三",
    composer="zh-CN-YunyangNeural",
    track=3,
    tracks=12,
    disc=1,
    date="2024-05-31",
    comment="在基层服务",
    lyrics="第一段。\n\n第二段。",
    cover=COVER,
    replaygain_gain=1.04,
    replaygain_peak=0.8,
    # The longest title first, since mutagen writes short frames first.
    chapters=(
        ("一是把学习当作一种责任，一种追求", 0, 1200),
        ("二是实干", 1200, 2000),
        ("三", 2000, 2400),
    ),
    synced_lyrics=((0, "第一段。"), (1200, "第二段。")),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "03 - 二、扎根基层.mp3"
    path.write_bytes(render(FULL) + b"".join(chapter_audio([100], 64)))
    return path


def raw(block: bytes) -> list[tuple[str, bytes]]:
    """Identifier and body of each frame, read as the standard says and without a library."""
    assert block[:6] == b"ID3\x03\x00\x00"
    size = sum(byte << shift for byte, shift in zip(block[6:10], (21, 14, 7, 0), strict=True))
    assert len(block) == 10 + size
    found, at = [], 10
    while at < len(block) and block[at]:
        (length,) = struct.unpack_from(">I", block, at + 4)
        assert block[at + 8 : at + 10] == b"\0\0"
        found.append((block[at : at + 4].decode(), block[at + 10 : at + 10 + length]))
        at += 10 + length
    assert not any(block[at:])
    return found


def utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


# ---------------------------------------------------------------- the bytes


def test_every_frame_byte_by_byte() -> None:
    frames = raw(render(FULL))
    texts = {name: body for name, body in frames if name[0] == "T" and name != "TXXX"}
    assert texts == {
        name: b"\x01" + utf16(text) + b"\0\0"
        for name, text in {
            "TIT2": "二、扎根基层",
            "TALB": "党课 第一讲",
            "TPE1": "张三",
            "TPE2": "张三",
            "TCOM": "zh-CN-YunyangNeural",
            "TRCK": "3/12",
            "TPOS": "1",
            "TYER": "2024",
            "TDAT": "3105",
            "TCON": "Audiobook",
            "TLAN": "zho",
        }.items()
    }
    others = dict(frame for frame in frames if frame[0] in ("COMM", "USLT", "APIC", "CTOC"))
    empty = utf16("") + b"\0\0"
    assert others["COMM"] == b"\x01zho" + empty + utf16("在基层服务") + b"\0\0"
    assert others["USLT"] == b"\x01zho" + empty + utf16("第一段。\n\n第二段。") + b"\0\0"
    assert others["APIC"] == b"\x00image/jpeg\x00\x03\x00" + COVER
    assert others["CTOC"] == b"toc\x00\x03\x03chp0\x00chp1\x00chp2\x00"
    gains = [body for name, body in frames if name == "TXXX"]
    assert sorted(gains) == [
        b"\x01" + utf16("REPLAYGAIN_TRACK_GAIN") + b"\0\0" + utf16("+1.04 dB") + b"\0\0",
        b"\x01" + utf16("REPLAYGAIN_TRACK_PEAK") + b"\0\0" + utf16("0.800000") + b"\0\0",
    ]


def test_synced_lyrics_byte_by_byte() -> None:
    (body,) = (body for name, body in raw(render(FULL)) if name == "SYLT")
    lines = b"".join(
        utf16(text) + b"\0\0" + struct.pack(">I", start) for start, text in FULL.synced_lyrics
    )
    assert body == b"\x01zho\x02\x01" + utf16("") + b"\0\0" + lines


def test_chapters_ascend_in_the_file() -> None:
    bodies = [body for name, body in raw(render(FULL)) if name == "CHAP"]
    times = [struct.unpack_from(">IIII", body, body.index(b"\0") + 1) for body in bodies]
    none = 0xFFFFFFFF
    assert times == [(0, 1200, none, none), (1200, 2000, none, none), (2000, 2400, none, none)]
    assert all(b"TIT2" in body for body in bodies)


def test_what_is_empty_is_left_out() -> None:
    assert {name for name, _ in raw(render(Tags("标题", genre="", language="")))} == {"TIT2"}


def test_nothing_of_version_2_4_or_version_1(file: Path) -> None:
    names = {name for name, _ in raw(render(FULL))}
    assert names.isdisjoint({"TDRC", "TDRL", "TSOP", "RVA2"})
    assert file.read_bytes()[-128:-125] != b"TAG"


@pytest.mark.parametrize(
    ("date", "year", "day"),
    [("2024", "2024", None), ("2024-05", "2024", None), ("2024-12-01", "2024", "0112")],
)
def test_dates(date: str, year: str, day: str | None) -> None:
    frames = dict(raw(render(Tags("标题", date=date))))
    assert frames["TYER"] == b"\x01" + utf16(year) + b"\0\0"
    assert frames.get("TDAT") == (b"\x01" + utf16(day) + b"\0\0" if day else None)


def test_padding_changes_the_size_and_nothing_else() -> None:
    bare, padded = render(FULL), render(FULL, padding=7)
    assert len(padded) == len(bare) + 7
    assert raw(bare) == raw(padded)


def test_same_tags_same_bytes() -> None:
    assert render(FULL) == render(FULL)


def test_more_sections_than_the_table_of_contents_can_hold() -> None:
    many = Tags("标题", chapters=tuple((f"第{i}节", i, i + 1) for i in range(300)))
    frames = raw(render(many))
    assert sum(name == "CHAP" for name, _ in frames) == 300
    assert dict(frames)["CTOC"][5] == 255


@given(st.text(max_size=80))
def test_any_text_can_be_a_title(title: str) -> None:
    block = ID3(io.BytesIO(render(Tags(title, chapters=((title, 0, 1),), lyrics=title))))
    kept = title.replace("\0", "")
    assert str(block.get("TIT2", "")) == kept
    assert str(block.get("USLT::zho", "")) == kept


def test_text_that_unicode_does_not_know() -> None:
    block = ID3(io.BytesIO(render(Tags("一\ud800二\0三"))))
    assert str(block["TIT2"]) == "一?二三"


# ---------------------------------------------------------------- other readers


def test_tinytag(file: Path) -> None:
    tag = TinyTag.get(file, image=True)
    assert (tag.title, tag.album, tag.artist, tag.albumartist) == (
        FULL.title,
        FULL.album,
        FULL.artist,
        FULL.album_artist,
    )
    assert (tag.track, tag.track_total, tag.disc) == (3, 12, 1)
    assert (tag.composer, tag.genre, tag.comment) == (FULL.composer, "Audiobook", FULL.comment)
    assert tag.images.front_cover is not None
    assert tag.images.front_cover.data == COVER
    assert tag.year is not None
    assert tag.year.startswith("2024")


def test_mutagen(file: Path) -> None:
    block = ID3(file)
    assert block.version == (2, 3, 0)
    assert str(block["TIT2"]) == FULL.title
    assert [(t, s) for t, s in block["SYLT::zho"].text] == [(t, s) for s, t in FULL.synced_lyrics]
    assert block["CTOC:toc"].child_element_ids == ["chp0", "chp1", "chp2"]


def test_libavformat(file: Path) -> None:
    with av.open(file) as container:
        assert container.metadata["title"] == FULL.title
        assert container.metadata["album"] == FULL.album
        assert container.metadata["track"] == "3/12"
        assert container.metadata["REPLAYGAIN_TRACK_GAIN"] == "+1.04 dB"
        chapters = [(c["metadata"]["title"], c["start"], c["end"]) for c in container.chapters()]
        assert chapters == list(FULL.chapters)
        assert [stream.type for stream in container.streams] == ["audio", "video"]
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples == 100 * 1152


def run(*command: object) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
    return done.stdout


def test_ffprobe(file: Path) -> None:
    shown = run("ffprobe", "-v", "error", "-show_format", "-show_chapters", "-of", "json", file)
    found = json.loads(shown)
    assert found["format"]["tags"]["title"] == FULL.title
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == [
        title for title, _, _ in FULL.chapters
    ]


def test_mediainfo(file: Path) -> None:
    general = MediaInfo.parse(file).general_tracks[0]
    assert (general.track_name, general.album) == (FULL.title, FULL.album)
    assert general.track_name_position == "3"


def test_taglib(file: Path) -> None:
    with taglib.File(file) as found:
        assert found.tags["TITLE"] == [FULL.title]
        assert found.tags["TRACKNUMBER"] == ["3/12"]
        assert found.tags["REPLAYGAIN_TRACK_GAIN"] == ["+1.04 dB"]


def test_eyed3(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = eyed3.load(file)
    assert found.tag.title == FULL.title
    assert found.tag.version == (2, 3, 0)
    assert [mark.title for mark in found.tag.chapters] == [title for title, _, _ in FULL.chapters]
    assert "CRC" not in caplog.text


# mp3check does not know ID3v2 and takes it for junk at the start (-S).
@pytest.mark.parametrize("checker", [("mp3val",), ("mp3check", "-e", "-S")])
def test_nothing_to_complain_of(checker: tuple[str, ...], file: Path) -> None:
    shown = run(*checker, file)
    assert "WARNING" not in shown
    assert "ERROR" not in shown.upper()
