"""Loudness and peaks against the meter of another project, on finished MP3 files."""

from __future__ import annotations

import io
import math
from functools import cache

import av
import numpy as np
import pytest
from av.filter import Graph

from audiolecture.audio import codec, gating, loudness, settings
from audiolecture.audio.clips import ClipSettings, make_clip
from audiolecture.audio.frames import chapter_audio
from audiolecture.audio.limiter import limited
from audiolecture.errors import AudioError
from audiolecture.model import Clip, Speech

RATE = 48_000


def babble(seconds: float, seed: int, level: float = 0.08) -> np.ndarray:
    """Noise with the spectrum, the syllables and the dynamics of speech, more or less."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(random.normal(0, 1, count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= (frequency > 90) / (1 + (frequency / 700) ** 2) ** 0.6
    time = np.arange(count) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 2.2 * time + seed) + 0.4, 0.01, None)
    slow = 0.6 + 0.4 * np.sin(2 * np.pi * 0.21 * time)
    wave = np.fft.irfft(spectrum, count) * syllables * slow
    return (wave * level / wave.std()).astype(np.float32)


def speech(samples: np.ndarray) -> Speech:
    pcm = np.rint(samples * 32767).clip(-32768, 32767).astype("<i2").tobytes()
    return Speech(pcm, "pcm_s16le", RATE, ())


@cache
def clips() -> tuple[Clip, ...]:
    lengths = (0.9, 4.3, 11.7, 2.2, 7.05)
    return tuple(make_clip(speech(babble(s, i)), ClipSettings()) for i, s in enumerate(lengths))


def decoded(mp3: bytes) -> np.ndarray:
    with av.open(io.BytesIO(mp3), format="mp3") as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def metered(samples: np.ndarray) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP by ffmpeg's ebur128."""
    if not hasattr(av.AudioFrame, "metadata"):
        pytest.skip("this PyAV does not show what a filter measured")
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono")
    meter = graph.add("ebur128", "peak=true:metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples[None, :].astype(np.float32), "flt", "mono")
    frame.sample_rate = RATE
    source.push(frame)
    source.push(None)
    read: dict[str, str] = {}
    peak = -math.inf
    while True:
        try:
            metadata = dict(sink.pull().metadata)
        except (av.EOFError, av.BlockingIOError):
            return float(read["lavfi.r128.I"]), 20 * math.log10(peak)
        read |= metadata
        peak = max(peak, float(read.get("lavfi.r128.true_peak", 0)))


def test_a_reference_tone() -> None:
    """A full-scale sine of 997 Hz on one channel is -3.01 LUFS (BS.1770-4, annex 1)."""
    tone = np.sin(2 * np.pi * 997 * np.arange(RATE * 5) / RATE).astype(np.float32)
    assert loudness.measure(tone) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_measured_like_another_meter(seed: int) -> None:
    samples = babble(8.0, seed)
    theirs, _ = metered(samples)
    assert loudness.measure(samples) == pytest.approx(theirs, abs=0.05)


@pytest.mark.parametrize(
    "pauses", [(1, 15, 30, 7, 45, 60), (0, 0, 0, 0, 0, 0), (40, 200, 3, 9, 1, 80)]
)
def test_a_chapter_is_as_loud_as_the_finished_file(pauses: tuple[int, ...]) -> None:
    parts: list[Clip | int] = [pauses[0]]
    for clip, pause in zip(clips(), pauses[1:], strict=True):
        parts += [clip, pause]
    theirs, _ = metered(decoded(b"".join(chapter_audio(parts, 64))))
    assert gating.integrated(parts) == pytest.approx(theirs, abs=0.1)


def test_peak_of_the_finished_file() -> None:
    parts = list(clips())
    _, theirs = metered(decoded(b"".join(chapter_audio(parts, 64))))
    ours = gating.decibels(max(clip.peak for clip in parts))
    assert ours == pytest.approx(theirs, abs=0.1)


@pytest.mark.parametrize("frequency", [1000, 6000, 11_999.0, 15_000])
def test_true_peak_between_samples(frequency: float) -> None:
    wave = 0.5 * np.sin(2 * np.pi * frequency * np.arange(9600) / RATE + 0.3)
    wave *= np.hanning(9600)
    assert loudness.true_peak(wave.astype(np.float32)) == pytest.approx(0.5, rel=0.03)


def test_energies_cover_every_sample() -> None:
    samples = babble(1.234, 7)
    parts = loudness.energies(samples)
    assert len(parts) == 13
    assert loudness.energies(np.zeros(4801, np.float32)) == (0.0, 0.0)


def by_the_book(samples: np.ndarray) -> np.ndarray:
    """The two filters of BS.1770-4 one after the other, sample by sample, as tables 1 and 2 say."""
    heard = samples.astype(float).tolist()
    for forwards, backwards in (
        ((1.53512485958697, -2.69169618940638, 1.19839281085285),
         (-1.69065929318241, 0.73248077421585)),
        ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
    ):  # fmt: skip
        (b0, b1, b2), (a1, a2) = forwards, backwards
        x1 = x2 = y1 = y2 = 0.0
        for place, now in enumerate(heard):
            out = b0 * now + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            x1, x2, y1, y2 = now, x1, out, y1
            heard[place] = out
    return np.array(heard)


def rumbling(count: int) -> np.ndarray:
    """Noise whose level changes from one 100 ms to the next, on something too low to be heard."""
    random = np.random.default_rng(count)
    levels = np.repeat(random.uniform(0.001, 0.2, count // 4800 + 1), 4800)[:count]
    return (levels * random.normal(0, 1, count) + 0.2).astype(np.float32)


@pytest.mark.parametrize("count", [4800, 7200, 98_304, 98_305, 250_000])
def test_energies_are_those_of_the_book(count: int) -> None:
    """Also of what is longer than the stretches in which it is weighted."""
    samples = rumbling(count)
    squares = np.pad(by_the_book(samples) ** 2, (0, -count % 4800))
    found = loudness.energies(samples)
    assert found == pytest.approx(squares.reshape(-1, 4800).mean(axis=1).tolist(), rel=1e-4)
    assert found == tuple(float(f"{value:.5g}") for value in found)


@pytest.mark.parametrize("cut", [2400 * 2, 4800 * 21, 4800 * 30])
def test_energies_of_stretches_are_those_of_the_whole(cut: int) -> None:
    """If what the filters have not forgotten is told, be it more or less than they remember."""
    samples = rumbling(200_000)
    first, rest = loudness.energies(samples[:cut]), samples[cut:]
    whole = loudness.energies(samples)
    assert first + loudness.energies(rest, before=samples[:cut]) == pytest.approx(whole, rel=1e-4)
    alone = loudness.energies(rest)
    assert alone[0] != pytest.approx(whole[len(first)], rel=1e-3)
    assert loudness.energies(rest[:4800], before=samples[cut - 3000 : cut])[0] == pytest.approx(
        whole[len(first)], rel=0.01
    )


def test_energies_of_nothing() -> None:
    assert loudness.energies(np.zeros(0, np.float32)) == ()


def test_what_is_louder_has_energies_that_grow_as_the_square() -> None:
    assert loudness.scaled((1.0, 0.123456789), 0.5) == (0.25, 0.030864)
    assert loudness.scaled((), 2.0) == ()


def test_silence_that_was_encoded_is_silence() -> None:
    silent = loudness.powers(np.zeros(9600, np.float32))
    assert loudness.changed_energies((0.0, 0.5), silent, silent) == (0.0, 0.5)


def burst(place: int, count: int, turn: float = 0.0) -> np.ndarray:
    """A sine of 12 kHz whose samples are at most 0.71 of its peak of 0.8, at a place in silence."""
    time = np.arange(count) - place - 0.5 - turn
    wave = 0.8 * np.cos(np.pi / 2 * time) * np.exp(-((time / 12) ** 2))
    return wave.astype(np.float32)


STRETCH = 1 << 17


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("place", [40, *range(STRETCH - 3, STRETCH + 4), 2 * STRETCH - 1])
def test_a_peak_is_found_wherever_it_lies(place: int, sign: int) -> None:
    """Also where what is searched at once comes to its end."""
    samples = sign * burst(place, 2 * STRETCH + 500)
    assert np.abs(samples).max() < 0.57
    assert loudness.true_peak(samples) == pytest.approx(0.8, rel=0.01)


@pytest.mark.parametrize("level", [0.55, 0.9])
def test_the_highest_of_several_peaks_counts(level: float) -> None:
    """Though it be another whose sample is the highest, and whichever comes first."""
    samples = burst(2000, 4000) + np.float32(level) * burst(600, 4000)
    samples[1300] = 0.6
    assert loudness.true_peak(samples) == pytest.approx(0.8, rel=0.01)
    assert loudness.true_peak(samples[::-1]) == pytest.approx(0.8, rel=0.01)


def test_a_peak_at_either_end_counts() -> None:
    samples = np.zeros(300, np.float32)
    samples[0] = 0.5
    assert 0.5 <= loudness.true_peak(samples) < 0.6
    assert 0.5 <= loudness.true_peak(-samples[::-1]) < 0.6
    assert loudness.true_peak(samples[:1]) == pytest.approx(0.5, rel=0.05)
    assert loudness.true_peak(samples[1:]) == 0.0
    assert loudness.true_peak(samples[:0]) == 0.0


def test_what_rises_between_two_samples() -> None:
    """A wave is known between its samples: its values at the quarters, of which the highest."""
    time = np.arange(400)
    samples = np.sin(0.9 * time + 0.2).astype(np.float32)
    places = np.array([100, 171, 255, 300])
    quarters = places[:, None] + np.array([0.25, 0.5, 0.75])
    highest = np.abs(np.sin(0.9 * quarters + 0.2)).max(axis=1)
    assert loudness.peaks_after(samples, places) == pytest.approx(highest, abs=0.01)
    assert len(loudness.peaks_after(samples, places[:0])) == 0


def test_what_is_beyond_a_height_on_either_side() -> None:
    samples = np.array([0.5, -0.5, 0.51, -0.51, 0.0], np.float32)
    assert loudness.beyond(samples, 0.5).tolist() == [2, 3]


def test_energies_of_a_clip_are_those_of_what_is_heard() -> None:
    clip = clips()[2]
    measured = loudness.measure(codec.decode_clip(clip.frames, 64))
    assert gating.gated(clip.loudness) == pytest.approx(measured, abs=0.06)
    powers = [loudness.powers(np.full(12_000, level)) for level in (2.0, 1.0)]
    halved = loudness.changed_energies((1.0, 0.5, 0.25), *powers)
    assert halved == pytest.approx((0.25, 0.125, 0.25), rel=1e-4)


@pytest.mark.parametrize("rest", range(0, 500, 45))
def test_energies_where_sound_ends_just_before_a_block_does(rest: int) -> None:
    """The block behind it is silent but for the ringing of the filters, and what encoding adds."""
    end = 2 * RATE - rest
    samples = np.zeros(-(-(end + RATE // 4) // 1_152) * 1_152, np.float32)
    samples[:end] = babble(2.0, 5, 0.1)[:end]
    heard = codec.decode_clip(codec.encode(samples, bit_rate=64, quality=5), 64)
    known = loudness.energies(samples)
    changed = loudness.changed_energies(known, loudness.powers(samples), loudness.powers(heard))
    assert changed == pytest.approx(loudness.energies(heard), rel=0.05, abs=max(known) / 200)


def test_silence_has_no_loudness() -> None:
    assert gating.integrated([100, 20]) is None
    assert gating.integrated([]) is None
    assert loudness.measure(np.zeros(RATE, np.float32)) is None
    with pytest.raises(AudioError, match="too quiet or too short"):
        loudness.measure_speech(speech(np.zeros(RATE)))
    with pytest.raises(AudioError, match="too quiet or too short"):
        loudness.measure_speech(speech(babble(0.3, 1)))


def test_the_gain_of_a_voice_brings_its_clips_to_the_target() -> None:
    takes = [speech(babble(seconds, seed, 0.03)) for seed, seconds in enumerate((6.0, 9.0, 4.0))]
    gain = settings.gain_for(loudness.measure_speech(takes[0]), -19.0)
    assert gain % settings.GAIN_STEP == 0
    made = [make_clip(take, ClipSettings(gain_db=gain)) for take in takes]
    assert gating.integrated(made) == pytest.approx(-19.0, abs=0.5)


@pytest.mark.parametrize("target", [-19.0, -16.0])
def test_clips_reach_the_target_though_their_peaks_are_turned_down(target: float) -> None:
    takes = [speech(babble(seconds, seed)) for seed, seconds in enumerate((6.0, 9.0, 4.0))]
    gain = settings.gain_for(loudness.measure_speech(takes[0]), target)
    made = [make_clip(take, ClipSettings(gain_db=gain, target_lufs=target)) for take in takes]
    assert gating.integrated(made) == pytest.approx(target, abs=0.5)
    assert max(clip.peak for clip in made) <= 10 ** (-1 / 20)


@pytest.mark.parametrize(
    ("measured", "target", "gain"), [(-22.0, -19.0, 3.0), (-18.9, -19.0, 0.0), (-16.6, -19.0, -2.5)]
)
def test_gains_come_in_steps(measured: float, target: float, gain: float) -> None:
    assert settings.gain_for(measured, target) == gain


# ---------------------------------------------------------------- the limiter


@pytest.mark.parametrize("level", [0.2, 0.5, 1.5])
def test_the_limiter_keeps_under_the_ceiling_and_turns_down_no_more_than_that(level: float) -> None:
    samples = babble(4.0, 1, level)
    held = limited(samples, 0.8)
    assert len(held) == len(samples)
    assert loudness.true_peak(held) <= 0.8
    gains = held[samples != 0] / samples[samples != 0]
    assert gains.max() == pytest.approx(1, abs=1e-5)
    assert gains.min() == pytest.approx(0.8 / loudness.true_peak(samples), rel=0.02)


def test_the_limiter_leaves_alone_what_is_low_enough() -> None:
    samples = babble(1.0, 1, 0.05)
    assert limited(samples, 0.8) is samples


def test_the_limiter_acts_only_near_a_peak() -> None:
    samples = babble(1.0, 3, 0.05)
    samples[24_000] = 1.0
    held = limited(samples, 0.5)
    far = np.abs(np.arange(RATE) - 24_000) > 20 * 48
    assert np.array_equal(held[far], samples[far])
    assert loudness.true_peak(held) <= 0.5


def test_full_scale_is_not_wrapped_around() -> None:
    loud = codec.segment(np.array([2.0, -2.0, 0.5], np.float32))
    assert codec.samples_of(loud).tolist() == [32767 / 32768, -1.0, 0.5]
