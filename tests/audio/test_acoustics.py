"""Faults put into real speech are found, and intact speech gives no alarm."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pypinyin import Style, lazy_pinyin

from audiolecture.audio import codec, gating
from audiolecture.audio.acoustics import Sound, hear, pace_of, problems, sound
from audiolecture.audio.clips import ClipSettings, make_clip
from audiolecture.audio.frames import chapter_audio
from audiolecture.audio.tags import Tags, render
from audiolecture.engines.base import EngineContext
from audiolecture.engines.espeak import EspeakEngine
from audiolecture.errors import AudioError
from audiolecture.testing import utterance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audiolecture.audio.codec import Samples
    from audiolecture.model import Clip

RATE = 48_000
SENTENCES = (
    "同志们，今天我想和大家谈一谈怎样在基层做好工作。",
    "第一，要把学习当作一种责任。",
    "山路再远，也要走到每一户人家门口去听一听。",
    "她在村里住了三年，认得每一条小路。",
    "办法总比困难多。",
    "春天种下的树，到了秋天就能看见影子。",
    "开会不是目的，解决问题才是目的。",
    "一件小事做好了，群众就会记在心里。",
    "希望大家把今天的话带回去，慢慢地想，认真地做。",
    "谢谢大家！",
)


def syllables(text: str) -> int:
    return sum("一" <= character <= "鿿" for character in text)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clip, ...]:
    engine = EspeakEngine(EngineContext(tmp_path_factory.mktemp("cache")))

    def spoken(text: str) -> Clip:
        han = "".join(c if "一" <= c <= "鿿" else "" for c in text)
        pinyin = " ".join(lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True))
        speech = asyncio.run(engine.synthesize(utterance(text, pinyin)))
        return make_clip(speech, ClipSettings())

    return tuple(spoken(text) for text in SENTENCES)


@pytest.fixture(scope="module")
def takes(clips: tuple[Clip, ...]) -> tuple[Samples, ...]:
    return tuple(codec.decode_clip(clip.frames, 64) for clip in clips)


@pytest.fixture(scope="module")
def pace(takes: tuple[Samples, ...]) -> float:
    found = pace_of((sound(t), syllables(s)) for t, s in zip(takes, SENTENCES, strict=True))
    assert found is not None
    return found


def without(samples: Samples, share: float) -> Samples:
    """The first part only, and the silence at the end."""
    kept = samples.copy()
    kept[round(len(samples) * (1 - share)) :] = 0
    return kept


def gap(samples: Samples) -> Samples:
    middle = len(samples) // 2
    return np.concatenate([samples[:middle], np.zeros(2 * RATE, np.float32), samples[middle:]])


FAULTS: dict[str, Callable[[Samples], Samples]] = {
    "silent": np.zeros_like,
    "too short": lambda samples: without(samples, 0.5),
    "too long": lambda samples: np.concatenate([samples, samples]),
    "full scale": lambda samples: np.clip(samples * 30, -1, 1),
    "offset": lambda samples: samples + np.float32(0.1),
    "gap": gap,
    "cut off": lambda samples: samples[: np.flatnonzero(np.abs(samples) > 0.02)[-1]],
}


def test_intact_speech_gives_no_alarm(takes: tuple[Samples, ...], pace: float) -> None:
    for text, take in zip(SENTENCES, takes, strict=True):
        assert problems(sound(take), syllables(text), pace, whole=True) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_found(fault: str, takes: tuple[Samples, ...], pace: float) -> None:
    for text, take in zip(SENTENCES, takes, strict=True):
        found = problems(sound(FAULTS[fault](take)), syllables(text), pace, whole=True)
        assert any(fault in problem for problem in found), text


def test_short_passages_have_no_pace() -> None:
    long_ago = Sound(peak=0.5, clipped=0, offset=0, active=4 * RATE, gap=0, tail=RATE)
    assert problems(long_ago, 3, RATE / 4) == ()
    assert problems(long_ago, 4, RATE / 4) != ()
    assert problems(long_ago, 4, None) == ()
    assert pace_of([(long_ago, 3)]) is None


@pytest.mark.parametrize("length", [0, 1, 479, 480, 5000])
def test_silence_of_any_length_can_be_measured(length: int) -> None:
    assert problems(sound(np.zeros(length, np.float32)), 5, None) == ("silent",)


# ---------------------------------------------------------------- a finished file


def chapter(path: Path, clips: tuple[Clip, ...]) -> tuple[list[Clip | int], list[tuple[int, int]]]:
    """A file with its parts, and where its clips lie."""
    parts: list[Clip | int] = [20]
    ranges, at = [], 20 * 1152
    for clip in clips * 2:
        parts += [clip, 15]
        ranges.append((at, at + clip.samples))
        at += clip.samples + 15 * 1152
    tags = render(Tags("题", lyrics="词" * 9000))
    path.write_bytes(tags + b"".join(chapter_audio(parts, 64)))
    return parts, ranges


def test_a_file_is_heard_as_it_was_made(
    tmp_path: Path, clips: tuple[Clip, ...], takes: tuple[Samples, ...]
) -> None:
    parts, ranges = chapter(tmp_path / "a.mp3", clips)
    heard = hear(tmp_path / "a.mp3", ranges)
    assert heard.samples == sum(p * 1152 if isinstance(p, int) else p.samples for p in parts)
    assert heard.loudness == pytest.approx(gating.integrated(parts), abs=0.1)
    assert heard.peak == pytest.approx(max(clip.peak for clip in clips), rel=0.01)
    assert [s.active for s in heard.sounds] == [sound(take).active for take in takes * 2]
    assert [s.peak for s in heard.sounds] == pytest.approx(
        [sound(take).peak for take in takes * 2], abs=1e-5
    )


def test_a_file_cut_short_is_noticed(tmp_path: Path, clips: tuple[Clip, ...]) -> None:
    whole, cut = tmp_path / "a.mp3", tmp_path / "b.mp3"
    _, ranges = chapter(whole, clips)
    cut.write_bytes(whole.read_bytes()[: -1000 * 192])
    heard = hear(cut, ranges)
    assert heard.samples < hear(whole).samples
    assert problems(heard.sounds[-1], 20, None) == ("silent",)


@pytest.mark.parametrize("content", [b"", b"no audio", bytes(5000)])
def test_what_is_not_an_mp3_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=r"a\.mp3"):
        hear(path)
    with pytest.raises(AudioError, match=r"missing\.mp3"):
        hear(tmp_path / "missing.mp3")
