"""Frames as bytes, judged by decoders and taggers that are not ours."""

import io
from contextlib import suppress
from itertools import pairwise
from random import Random

import av
import mutagen.mp3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.audio import codec, frames
from audiolecture.audio.crc import appended, crc16, crc16_of_rows
from audiolecture.errors import AudioError
from audiolecture.model import Clip

BIT_RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def heard(mp3: bytes) -> np.ndarray:
    """What a gapless player plays."""
    container = av.open(io.BytesIO(mp3), format="mp3")
    return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def noise(count: int, seed: int, bit_rate: int = 64) -> tuple[Clip, np.ndarray]:
    """A clip of so many frames that ends in silence, and the samples it was made of."""
    samples = np.random.default_rng(seed).normal(0, 0.05, count * 1152).astype(np.float32)
    samples[-(1105 + 2 * 1152) :] = 0
    encoded = codec.encode(samples, bit_rate=bit_rate, quality=7)
    crc = frames.frames_crc(encoded, bit_rate)
    return Clip(encoded, len(samples), marks=(), crc=crc), samples


# ---------------------------------------------------------------- checksums


def test_crc_check_value() -> None:
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_crc_of_joined_data(left: bytes, right: bytes) -> None:
    assert appended(crc16(left), crc16(right), len(right)) == crc16(left + right)


@given(st.integers(1, 40), st.integers(0, 20), st.randoms(use_true_random=False))
def test_crc_of_rows(row: int, count: int, random: Random) -> None:
    data = random.randbytes(row * count)
    assert crc16_of_rows(data, row) == crc16(data)


# ---------------------------------------------------------------- reading


def test_parse_gives_back_every_byte() -> None:
    clip, _ = noise(20, 1)
    pieces = frames.parse(clip.frames)
    assert b"".join(pieces) == clip.frames
    assert {len(piece) for piece in pieces} == {192}


NO_FRAME, NO_SENSE = "no MP3 frame at byte", "header that makes no sense at byte"


@pytest.mark.parametrize(
    ("mp3", "said"),
    [
        (b"", "no MP3 frames at all"),
        (b"not audio at all", f"{NO_FRAME} 0"),
        (b"\xff\xfb", f"{NO_FRAME} 0"),
        (b"\xff\xff\x54\xc4" + bytes(188), f"{NO_FRAME} 0"),  # layer I
        (b"\xff\xeb\x54\xc4" + bytes(188), f"{NO_SENSE} 0"),  # reserved version
        (b"\xff\xfb\x04\xc4" + bytes(188), f"{NO_SENSE} 0"),  # free format
        (b"\xff\xfb\xf4\xc4" + bytes(188), f"{NO_SENSE} 0"),  # no such bit rate
        (b"\xff\xfb\x5c\xc4" + bytes(188), f"{NO_SENSE} 0"),  # no such sample rate
        (frames.silence(3, 64)[:-1], "the last MP3 frame is cut short"),
        (frames.silence(1, 64) + b"RIFF", f"{NO_FRAME} 192"),
    ],
)
def test_parse_rejects(mp3: bytes, said: str) -> None:
    with pytest.raises(AudioError, match=f"{said}$"):
        frames.parse(mp3)


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize("rate", [48_000, 44_100, 32_000, 24_000, 22_050, 16_000])
def test_a_header_says_what_the_encoder_was_asked_for(rate: int, layout: str) -> None:
    pieces = written_by_ffmpeg(layout, rate)
    heads = [frames.header(piece) for piece in pieces]
    long = rate >= 32_000
    assert {head.version for head in heads} == {3 if long else 2}
    assert {head.sample_rate for head in heads} == {rate}
    assert {head.channels for head in heads} == {1 if layout == "mono" else 2}
    assert {head.samples for head in heads} == {1152 if long else 576}
    assert {head.bit_rate for head in heads[1:]} == {64 if layout == "mono" else 128}
    # Where the side information ends, the tag begins: so its length is right.
    assert pieces[0][4 + heads[0].side :][:4] in (b"Info", b"Xing")
    assert frames.info_offset(pieces[0]) == 4 + heads[0].side
    assert frames.info_offset(pieces[1]) is None


def test_a_variable_bit_rate_is_told_by_another_word() -> None:
    vbr, *_ = written_by_ffmpeg("mono", 44_100, quality=True)
    assert vbr[4 + 17 :][:4] == b"Xing"
    assert frames.info_offset(vbr) == 4 + 17


def test_a_header_can_stand_at_the_very_end() -> None:
    assert frames.header(frames.silence(1, 64)[:4]).size == 192


@given(st.binary(max_size=600))
def test_parse_raises_nothing_else(mp3: bytes) -> None:
    with suppress(AudioError):
        assert b"".join(frames.parse(mp3)) == mp3


def test_an_unknown_bit_rate_is_an_error() -> None:
    with pytest.raises(AudioError, match="no bit rate of 65 kbit/s") as caught:
        frames.silence(1, 65)
    assert caught.value.hint == f"one of {', '.join(map(str, BIT_RATES))}"


def test_frames_of_another_kind_are_not_ours() -> None:
    assert frames.is_ours(frames.silence(3, 64), 3, 64)
    assert not frames.is_ours(frames.silence(3, 64), 2, 64)
    assert not frames.is_ours(frames.silence(2, 96), 3, 64)


# ---------------------------------------------------------------- a chapter


@pytest.mark.parametrize("bit_rate", BIT_RATES)
def test_a_chapter_lasts_as_long_as_its_parts(bit_rate: int) -> None:
    clip, _ = noise(9, 2, bit_rate)
    mp3 = b"".join(frames.chapter_audio([5, clip, 3, clip], bit_rate))
    content = (5 + 9 + 3 + 9) * 1152
    assert len(heard(mp3)) == content
    assert round(mutagen.mp3.MP3(io.BytesIO(mp3)).info.length * 48_000) == content
    assert len(mp3) == frames.chapter_bytes(26, bit_rate)
    info, *music = frames.parse(mp3)
    at = frames.info_offset(info)
    assert frames.header(info).bit_rate == max(bit_rate, 64)  # 192 bytes hold the tag
    assert int.from_bytes(info[190:192], "big") == crc16(info[:190])  # where stereo has it
    assert not any(info[at + 156 : 190])
    assert not any(info[192:])
    assert info[at + 140] == min(bit_rate, 255)
    assert int.from_bytes(info[at + 152 : at + 154], "big") == crc16(b"".join(music))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_pauses_are_silent_and_exact(pauses: list[int]) -> None:
    if not sum(pauses):
        with pytest.raises(AudioError, match=r"^a chapter without audio$"):
            list(frames.chapter_audio(pauses, 64))
        return
    samples = heard(b"".join(frames.chapter_audio(pauses, 64)))
    assert len(samples) == sum(pauses) * 1152
    assert not samples.any()


def test_joining_changes_no_clip_and_nothing_drifts() -> None:
    clips = [noise(count, seed) for seed, count in enumerate((30, 12, 45, 20))]
    parts = [part for clip, _ in clips for part in (clip, 4)]
    samples = heard(b"".join(frames.chapter_audio(parts, 64)))
    at = 0
    for clip, original in clips:
        alone = codec.decode_clip(clip.frames, 64)
        joined = samples[at : at + clip.samples]
        assert np.abs(joined - alone).max() < 1e-6
        assert _offset(joined, original) == 0
        at += clip.samples
        # Silence around the join; what follows may ring up to the delays before it starts.
        assert np.abs(samples[at - 1105 : at + 4 * 1152 - 1105]).max() < 1e-6
        at += 4 * 1152


def _offset(joined: np.ndarray, original: np.ndarray) -> int:
    middle = original[2400:-6000]
    return max(range(-20, 21), key=lambda k: joined[2400 + k : 2400 + k + len(middle)] @ middle)


def test_exactly_one_info_frame() -> None:
    clip, _ = noise(10, 3)
    pieces = frames.parse(b"".join(frames.chapter_audio([clip, 2, clip], 64)))
    assert [i for i, piece in enumerate(pieces) if frames.info_offset(piece) is not None] == [0]
    assert sum(piece.count(b"Info") + piece.count(b"Xing") for piece in pieces) == 1


def test_a_clip_of_another_bit_rate_is_not_joined() -> None:
    clip, _ = noise(10, 3, 96)
    with pytest.raises(AudioError, match="64 kbit/s") as caught:
        list(frames.chapter_audio([clip], 64))
    assert caught.value.hint == "build again"


# ---------------------------------------------------------------- the Info frame, field by field


def written_by_ffmpeg(
    layout: str, rate: int = 48_000, *, quality: bool = False
) -> tuple[bytes, ...]:
    """Frames of an MP3 file from another muxer, its Info frame first; ``quality`` for VBR."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3", options={"id3v2_version": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout=layout)
        if quality:
            stream.options = {"flags": "+qscale", "global_quality": str(4 * 118)}
        else:
            stream.bit_rate = 64_000 if layout == "mono" else 128_000
        channels = 1 if layout == "mono" else 2
        samples = np.random.default_rng(5).normal(0, 0.1, (channels, 48_000)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return frames.parse(file.getvalue())


@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_checksum_of_the_music_is_what_ffmpeg_writes(layout: str) -> None:
    info, *music = written_by_ffmpeg(layout)
    at = frames.info_offset(info)
    assert int.from_bytes(info[at + 152 : at + 154], "big") == crc16(b"".join(music))


def test_checksum_of_the_tag_covers_all_before_it() -> None:
    # ffmpeg reckons 190 bytes, which is right for stereo only; LAME all that it has written.
    info, *_ = written_by_ffmpeg("stereo")
    at = frames.info_offset(info)
    assert at + 154 == 190
    assert int.from_bytes(info[190:192], "big") == crc16(info[:190])


def test_fields_of_the_info_frame() -> None:
    theirs, *music = written_by_ffmpeg("mono")
    ours = frames.info_frame(len(music) - 2, crc16(b"".join(music)), 64)
    at = frames.info_offset(theirs)
    assert frames.info_offset(ours) == at
    assert ours[:2] == theirs[:2]
    assert frames.header(ours) == frames.header(theirs)
    for start, end in ((0, 16), (116 + 32, 154)):  # counts; music length and checksum
        assert ours[at + start : at + end] == theirs[at + start : at + end]
    tag = ours[at + 120 :]
    assert ours[at + 116 : at + 120] == (57).to_bytes(4, "big")  # LAME's defaults
    assert tag[:9] == b"LAME3.100"
    delay, padding = tag[21] << 4 | tag[22] >> 4, (tag[22] & 15) << 8 | tag[23]
    assert (delay, padding) == (576, 2 * 1152 - 576)
    assert int.from_bytes(tag[34:36], "big") == crc16(ours[: at + 154])


@pytest.mark.parametrize("bit_rate", BIT_RATES)
def test_the_seek_table_points_at_the_right_byte(bit_rate: int) -> None:
    info = frames.info_frame(2000, 0, bit_rate)
    table = info[21 + 16 : 21 + 116]
    total = frames.chapter_bytes(2000, bit_rate)
    assert all(before <= after for before, after in pairwise(table))
    for percent, entry in enumerate(table):
        wanted = len(info) + percent / 100 * (total - len(info))
        assert abs(entry * total / 256 - wanted) <= total / 256
