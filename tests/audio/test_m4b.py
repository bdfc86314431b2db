"""The audiobook file, read back by others."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from mutagen.mp4 import MP4
from PIL import Image
from tinytag import TinyTag

from audiolecture.audio import codec
from audiolecture.audio.clips import ClipSettings, make_audio, make_clip
from audiolecture.audio.m4b import write_m4b
from audiolecture.audio.tags import Tags
from audiolecture.errors import AudioError
from audiolecture.model import Speech

if TYPE_CHECKING:
    from pathlib import Path

    from pydub import AudioSegment


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "teal").save(file, "JPEG")
    return file.getvalue()


TAGS = Tags(
    title="扎根基层",
    album="党课",
    artist="张三",
    album_artist="张三",
    composer="云扬",
    date="2024",
    comment="在基层服务",
    lyrics="第一段。\n\n第二段。",
    cover=jpeg(),
    chapters=(("一、“开场”", 0, 1500), ("二、<扎根> & 基层", 1500, 4000)),
)


def tone(seconds: float, frequency: float = 400.0) -> AudioSegment:
    time = np.arange(round(seconds * 48_000)) / 48_000
    return codec.segment((0.3 * np.sin(2 * np.pi * frequency * time)).astype(np.float32))


PARTS: tuple[AudioSegment | int, ...] = (24_000, tone(1.3), 70_001, tone(0.777, 900), 11)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("m4b") / "扎根基层.m4b.part"
    samples = write_m4b(path, PARTS, TAGS)
    assert samples == 24_000 + 62_400 + 70_001 + 37_296 + 11
    return path


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def wanted() -> np.ndarray:
    arrays = [np.zeros(p) if isinstance(p, int) else codec.samples_of(p) for p in PARTS]
    return np.concatenate(arrays)


def atom(content: bytes, name: bytes) -> int:
    """Where the atom's content starts."""
    return content.index(name) + 4


def test_every_sample_is_in_its_place(file: Path) -> None:
    samples, original = heard(file), wanted()
    assert 0 <= len(samples) - len(original) < 1024  # decoders play the last frame to its end
    error = samples[: len(original)] - original
    assert np.sqrt(np.square(error).mean()) < 0.02
    shifted = samples[1 : len(original)] - original[:-1]
    assert np.square(shifted).mean() > 2 * np.square(error).mean()


def test_length_is_exact_in_the_container(file: Path) -> None:
    content, length = file.read_bytes(), len(wanted())
    edit = atom(content, b"elst")
    assert struct.unpack_from(">IIIi", content, edit) == (0, 1, length, 1024)
    # mutagen counts what the encoder put in front as well.
    assert MP4(file).info.length == pytest.approx((length + 1024) / 48_000, abs=1 / 48_000)
    (gapless,) = MP4(file)["----:com.apple.iTunes:iTunSMPB"]
    _, priming, padding, total, *_ = (int(field, 16) for field in bytes(gapless).split())
    assert (priming, total) == (1024, length)
    assert (priming + padding + total) % 1024 == 0


def test_brand_and_order(file: Path) -> None:
    content = file.read_bytes()
    assert content[4:12] == b"ftypM4B "
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"chpl" in content


def test_chapters(file: Path) -> None:
    with av.open(str(file)) as container:
        found = [
            (
                chapter["metadata"]["title"],
                chapter["start"] * chapter["time_base"] * 1000,
                chapter["end"] * chapter["time_base"] * 1000,
            )
            for chapter in container.chapters()
        ]
    assert found == list(TAGS.chapters)


def test_tags(file: Path) -> None:
    tags = MP4(file)
    assert tags["stik"] == [2]
    assert bytes(tags["covr"][0]) == TAGS.cover
    assert (tags["\xa9nam"], tags["\xa9lyr"]) == ([TAGS.title], [TAGS.lyrics])
    seen = TinyTag.get(str(file), file_obj=io.BytesIO(file.read_bytes()))
    assert (seen.title, seen.album, seen.artist, seen.composer) == (
        "扎根基层",
        "党课",
        "张三",
        "云扬",
    )


def test_same_parts_same_bytes(tmp_path: Path, file: Path) -> None:
    write_m4b(tmp_path / "again", PARTS, TAGS)
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_ffprobe(file: Path) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    command = ["ffprobe", "-v", "error", "-show_format", "-show_chapters", "-of", "json", str(file)]
    shown = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert [c["tags"]["title"] for c in shown["chapters"]] == [t for t, _, _ in TAGS.chapters]
    assert shown["format"]["tags"]["major_brand"] == "M4B "


def test_a_book_without_audio_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="without audio"):
        write_m4b(tmp_path / "empty.m4b", [], TAGS)
    with pytest.raises(AudioError, match="cannot be written"):
        write_m4b(tmp_path / "no" / "folder.m4b", PARTS, TAGS)


def test_audio_for_other_formats_is_as_long_as_the_clip() -> None:
    pcm = np.rint(codec.samples_of(tone(1.5)) * 32767).astype("<i2").tobytes()
    speech = Speech(pcm, "pcm_s16le", 48_000, ())
    settings = ClipSettings(gain_db=-3.0)
    audio, clip = make_audio(speech, settings), make_clip(speech, settings)
    assert len(audio.raw_data) == 2 * clip.samples
    difference = codec.samples_of(audio) - codec.decode_clip(clip.frames, 64)
    assert np.sqrt(np.square(difference).mean()) < 0.01
