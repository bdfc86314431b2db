"""The first sound of real speech is found, however soft it is."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from audiolecture.audio import codec, silence
from audiolecture.engines.base import EngineContext
from audiolecture.engines.espeak import EspeakEngine
from audiolecture.testing import utterance

RATE = 48_000


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EspeakEngine:
    return EspeakEngine(EngineContext(tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("和大家", "he2 da4 jia1"),
        ("好的", "hao3 de5"),
        ("发展", "fa1 zhan3"),
        ("飞机", "fei1 ji1"),
        ("思想", "si1 xiang3"),
        ("四季", "si4 ji4"),
        ("学习", "xue2 xi2"),
        ("喜欢", "xi3 huan1"),
        ("啊", "a1"),
    ],
)
@pytest.mark.parametrize("noise_db", [-90, -75])
def test_soft_initials_belong_to_the_sound(
    engine: EspeakEngine, text: str, pinyin: str, noise_db: int
) -> None:
    speech = asyncio.run(engine.synthesize(utterance(text, pinyin)))
    spoken = codec.samples_of(codec.decode(speech))
    true_start = np.flatnonzero(np.abs(spoken) > 1e-3)[0] + RATE // 4
    floor = np.random.default_rng(1).normal(0, 10 ** (noise_db / 20), len(spoken) + RATE // 2)
    floor[RATE // 4 : -RATE // 4] += spoken
    start, end = silence.bounds(floor.astype(np.float32), -45.0)
    assert abs(start - true_start) < RATE * 0.020  # 40 ms before it are kept
    assert end <= len(floor) - RATE // 4
