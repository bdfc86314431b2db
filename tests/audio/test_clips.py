"""Clips from speeches whose every sample is known."""

import tracemalloc
from dataclasses import fields, replace

import numpy as np
import pytest

from audiolecture.audio import clips, codec, gating, loudness, settings
from audiolecture.audio.clips import ClipSettings, make_clip
from audiolecture.errors import AudioError
from audiolecture.model import Mark, Speech

RATE = 22_050


def tone(seconds: float, level: float = 0.3, frequency: float = 300.0) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * frequency * time)).astype(np.float32)


def hush(seconds: float) -> np.ndarray:
    """What a voice leaves between words: noise at -80 dBFS."""
    count = round(seconds * RATE)
    return np.random.default_rng(count).normal(0, 1e-4, count).astype(np.float32)


def hiss(seconds: float, level_db: float) -> np.ndarray:
    """A soft consonant: noise so much below the vowel of `tone`."""
    level = 0.3 / np.sqrt(2) * 10 ** (level_db / 20)
    count = round(seconds * RATE)
    return np.random.default_rng(1).normal(0, level, count).astype(np.float32)


def speech(*parts: np.ndarray, marks: tuple[Mark, ...] = ()) -> Speech:
    pcm = np.rint(np.concatenate(parts) * 32767).clip(-32768, 32767).astype("<i2")
    return Speech(pcm.tobytes(), "pcm_s16le", RATE, marks)


def at(seconds: float) -> int:
    return round(seconds * 48_000)


def test_silence_at_both_ends_is_trimmed() -> None:
    clip = make_clip(speech(hush(0.3), tone(1.0), hush(0.9)), ClipSettings())
    start, end = clip.speech
    assert abs(start - at(0.040)) <= at(0.005)
    assert abs(end - start - at(1.0)) <= at(0.010)
    assert clip.samples - end < at(0.060) + clips.CLOSING_SILENCE + 1152 + at(0.005)


def test_marks_move_with_the_audio() -> None:
    marks = (Mark(0, 1, 6615, 17640), Mark(1, 2, 17640, 28665))  # 0.3 to 0.8 to 1.3 s
    clip = make_clip(speech(hush(0.3), tone(1.0), hush(0.9), marks=marks), ClipSettings())
    shift = at(0.3) - clip.marks[0].onset
    assert [(m.onset, m.offset) for m in clip.marks] == [
        (at(0.3) - shift, at(0.8) - shift),
        (at(0.8) - shift, at(1.3) - shift),
    ]
    heard = codec.decode_clip(clip.frames, 64)
    onset = clip.marks[0].onset
    assert np.abs(heard[: onset - at(0.01)]).max() < 0.01
    assert np.abs(heard[onset : onset + at(0.01)]).max() > 0.1


def test_nothing_is_cut_past_the_first_and_last_mark() -> None:
    marks = (Mark(0, 1, 2205, 4410), Mark(1, 2, 4410, 46305))  # 0.1 s to 2.1 s
    clip = make_clip(speech(hush(0.3), tone(1.0), hush(0.9), marks=marks), ClipSettings())
    assert clip.marks[0].onset == 0
    assert clip.marks[1].offset == at(2.0)


@pytest.mark.parametrize("level_db", [-20, -30, -36, -40])
def test_soft_initials_are_kept(level_db: float) -> None:
    initial = hiss(0.12, level_db)
    clip = make_clip(speech(hush(0.2), initial, tone(0.8), hush(0.5)), ClipSettings())
    start, end = clip.speech
    assert abs(end - start - at(0.92)) <= at(0.010)


def test_a_click_is_not_the_first_sound() -> None:
    click = np.full(20, 0.2, np.float32)
    clip = make_clip(speech(hush(0.2), click, hush(0.4), tone(0.8), hush(0.5)), ClipSettings())
    start, end = clip.speech
    assert abs(end - start - at(0.8)) <= at(0.010)


def test_a_clip_is_whole_frames_and_ends_in_digital_silence() -> None:
    clip = make_clip(speech(hush(0.3), tone(1.0), hush(0.05)), ClipSettings())
    assert clip.samples % 1152 == 0
    assert len(clip.frames) == clip.samples // 1152 * 192
    heard = codec.decode_clip(clip.frames, 64)
    assert len(heard) == clip.samples
    assert np.abs(heard[-1105 - 1152 :]).max() < 2e-5


def test_gain_is_exact_in_spite_of_the_encoder() -> None:
    take = speech(tone(2.0))
    for gain in (-12.0, -3.0, 0.0, 3.0):
        clip = make_clip(take, ClipSettings(gain_db=gain))
        heard = codec.decode_clip(clip.frames, 64)[at(0.5) : at(1.5)]
        level = 20 * np.log10(np.abs(heard).mean() / np.abs(tone(1.0)).mean())
        assert abs(level - gain) < 0.05


@pytest.mark.parametrize("gain", [3.0, 12.0, 20.0])
def test_no_true_peak_above_the_ceiling_after_encoding(gain: float) -> None:
    time = np.arange(RATE * 2) / RATE
    bursts = tone(2.0, 0.5) * (np.sin(2 * np.pi * 3 * time) > 0) + hiss(2.0, -10)
    clip = make_clip(speech(bursts.astype(np.float32)), ClipSettings(gain_db=gain))
    assert 0.5 < clip.peak <= 10 ** (-1 / 20)
    assert clip.peak == pytest.approx(
        loudness.true_peak(codec.decode_clip(clip.frames, 64)), abs=1e-4
    )


@pytest.mark.parametrize(("gain", "times"), [(0.0, 2.0), (9.0, 3.0)])
def test_a_minute_is_made_in_little_more_memory_than_its_samples(gain, times) -> None:
    minute = speech(hush(0.3), tone(60.0), hush(0.3))
    make_clip(minute, ClipSettings())  # what is loaded for it is no part of it
    tracemalloc.start()
    try:
        clip = make_clip(minute, ClipSettings(gain_db=gain))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < times * 4 * clip.samples


def test_same_speech_same_clip() -> None:
    take = speech(hush(0.3), tone(1.0), hush(0.9))
    assert make_clip(take, ClipSettings()) == make_clip(take, ClipSettings())


@pytest.mark.parametrize(
    ("take", "told"),
    [
        (speech(hush(2.0)), "without any sound"),
        (speech(np.zeros(RATE, np.float32)), "without any sound"),
        (speech(tone(0.02)), "too short to be one"),
        (Speech(b"", "pcm_s16le", RATE, ()), "without audio"),
        (Speech(b"odd", "pcm_s16le", RATE, ()), "an odd number of bytes"),
        (Speech(b"<html>", "mp3", 24_000, ()), "no MP3 frame at byte 0"),
    ],
)
def test_what_is_not_speech_is_an_error(take: Speech, told: str) -> None:
    with pytest.raises(AudioError, match=told):
        make_clip(take, ClipSettings())


def test_every_setting_is_in_the_revision() -> None:
    usual = ClipSettings()
    assert usual.revision == ClipSettings().revision
    names = [field.name for field in fields(ClipSettings)]
    others = {replace(usual, **{name: (getattr(usual, name) or 0) + 1}) for name in names}
    assert len({other.revision for other in others} - {usual.revision}) == len(names)
    assert settings.encoder_revision() in usual.revision


@pytest.mark.parametrize("strays_by", [-3.0, -0.6, 0.0, 0.6, 3.0])
def test_a_clip_that_strays_from_its_voice_is_evened(strays_by):
    rng = np.random.default_rng(1)
    # Low enough that MP3 at 64 kbit/s keeps all of it.
    noise = np.convolve(rng.standard_normal(48_000 * 4), np.ones(16) / 64, "same")
    noise = noise.astype(np.float32)
    usual = loudness.measure(noise)
    pcm = (noise * 10 ** (strays_by / 20) * 32_767).astype("<i2").tobytes()
    evened = ClipSettings(gain_db=-19.0 - usual, target_lufs=-19.0)

    clip = make_clip(Speech(pcm, "pcm_s16le", 48_000, ()), evened)

    # A clip is never alone: a quarter of a second of the pause behind it counts.
    assert gating.integrated([clip, 10]) == pytest.approx(-19.0, abs=0.35)
