"""Decoding: every sample in its place, whatever the engine sent."""

from __future__ import annotations

import io

import av
import lameenc
import numpy as np
import pytest

from audiolecture.audio import codec
from audiolecture.errors import AudioError
from audiolecture.model import Mark, Speech


def pulses(rate: int, seconds: float = 2.0) -> np.ndarray:
    """Short tones at known places in silence: 0.24 s, then every 0.4 s."""
    samples = np.zeros(round(rate * seconds))
    length = round(rate * 0.02)
    tone = np.sin(2 * np.pi * 1000 * np.arange(length) / rate) * np.hanning(length)
    for start in np.arange(0.24, seconds - 0.1, 0.4):
        at = round(start * rate)
        samples[at : at + length] = 0.5 * tone
    return samples.astype(np.float32)


def pcm(samples: np.ndarray) -> bytes:
    return np.rint(samples * 32767).astype("<i2").tobytes()


def lame(samples: np.ndarray, rate: int, bit_rate: int) -> bytes:
    """MP3 without an Info frame, as the Edge service sends it at 24 kHz and 48 kbit/s."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(2)
    encoder.silence()
    return bytes(encoder.encode(pcm(samples))) + bytes(encoder.flush())


def file_of(samples: np.ndarray, rate: int, layout: str = "mono") -> bytes:
    """An MP3 file with an ID3 tag and an Info frame, as other engines write it."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        container.metadata["title"] = "题"
        stream = container.add_stream("libmp3lame", rate=rate, layout=layout)
        planes = np.repeat(samples[None, :], 1 if layout == "mono" else 2, axis=0)
        frame = av.AudioFrame.from_ndarray(planes.astype(np.float32), "fltp", layout)
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def offset(heard: np.ndarray, wanted: np.ndarray) -> int:
    """By how many samples ``heard`` is late."""
    size = 1 << (len(heard) + len(wanted)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)))
    best = int(match.argmax())
    return best if best < size // 2 else best - size


@pytest.mark.parametrize(("rate", "bit_rate"), [(24_000, 48), (48_000, 64), (16_000, 32)])
def test_a_bare_stream_loses_the_delays_and_nothing_else(rate: int, bit_rate: int) -> None:
    wanted = pulses(rate)
    heard, found = codec.decode_mp3(lame(wanted, rate, bit_rate))
    assert found == rate
    assert offset(heard, wanted) == 0
    assert len(wanted) <= len(heard) < len(wanted) + 3 * 1152


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
def test_a_file_with_a_tag_is_cut_to_the_sample(rate: int, layout: str) -> None:
    wanted = pulses(rate)
    heard, found = codec.decode_mp3(file_of(wanted, rate, layout))
    assert found == rate
    assert len(heard) == len(wanted)
    assert offset(heard, wanted) == 0


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_resampling_moves_nothing(rate: int) -> None:
    speech = Speech(pcm(pulses(rate)), "pcm_s16le", rate, ())
    heard = codec.samples_of(codec.decode(speech))
    assert offset(heard, pulses(48_000)) == 0
    assert abs(len(heard) - 96_000) <= 1


def test_marks_scale_with_the_audio() -> None:
    marks = (Mark(0, 1, 0, 2205), Mark(1, 2, 2205, 22_050))
    assert codec.scaled_marks(marks, 22_050) == (Mark(0, 1, 0, 4800), Mark(1, 2, 4800, 48_000))


def test_marks_of_a_decoded_stream_are_where_the_sound_is() -> None:
    speech = Speech(lame(pulses(24_000), 24_000, 48), "mp3", 24_000, (Mark(0, 1, 5760, 6240),))
    heard = codec.samples_of(codec.decode(speech))
    (mark,) = codec.scaled_marks(speech.marks, speech.sample_rate)
    inside = np.abs(heard[mark.onset : mark.offset]).max()
    assert inside > 0.4
    assert np.abs(heard[mark.onset - 480 : mark.onset]).max() < inside / 20


def test_an_audio_segment_is_what_the_project_says() -> None:
    audio = codec.decode(Speech(pcm(pulses(24_000)), "pcm_s16le", 24_000, ()))
    assert (audio.frame_rate, audio.channels, audio.sample_width) == (48_000, 1, 2)


CUT = lame(pulses(24_000), 24_000, 48)[:-50]
MIXED = lame(pulses(24_000), 24_000, 48) + lame(pulses(48_000), 48_000, 64)


@pytest.mark.parametrize(
    ("mp3", "told"),
    [
        (b"", "without audio"),
        (b"<html></html>", "no MP3 frame at byte 0"),
        (CUT, "the last MP3 frame is cut short"),
        (MIXED, "changes its format on the way"),
        (bytes(1000), "no MP3 frame at byte 0"),
        (b"ID3", "no MP3 frame at byte 0"),
    ],
)
def test_a_broken_stream_is_an_error(mp3: bytes, told: str) -> None:
    with pytest.raises(AudioError, match=told):
        codec.decode(Speech(mp3, "mp3", 24_000, ()))


def test_noise_behind_valid_headers_does_not_crash() -> None:
    good = bytearray(lame(pulses(24_000), 24_000, 48))
    noise = np.random.default_rng(3).bytes(140)
    for at in range(0, len(good), 144):
        good[at + 4 : at + 144] = noise
    try:
        samples, _ = codec.decode_mp3(bytes(good))
    except AudioError:
        return
    assert np.isfinite(samples).all()


def test_only_whole_frames_are_encoded() -> None:
    with pytest.raises(AudioError, match="whole"):
        codec.encode(np.zeros(1000, np.float32), bit_rate=64, quality=7)
