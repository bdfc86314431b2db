"""The piper engine through the real runtime, with voices of a few kilobytes.

What was spoken is read from the audio: every phoneme number has a frequency of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from audiolecture.engines.base import EngineContext
from audiolecture.engines.piper import PiperEngine
from audiolecture.errors import EngineUnavailable, SynthesisRefused
from audiolecture.model import Prosody, Speech, Utterance
from audiolecture.testing import utterance

WHY = "not installed: pip install audiolecture[test-neural]"
pytest.importorskip("onnx", reason=WHY)
pytest.importorskip("piper", reason=WHY)
import toy_onnx  # noqa: E402 - needs onnx

SYMBOLS = {
    "pinyin": ["_", "^", "$", "Ø", *"bhnyx", "zh", "ao", *"ioe", "in", "ang", "ing", "ong", "er",
               *"12345。？，"],
    "espeak": ["_", "^", "$", *"nihaoutsχɑˈɕjɡə.,?235ɜ1lʊɒwŋ"],
}  # fmt: skip

Make = Callable[..., PiperEngine]


def build(kind: str, folder: Path, **changes: object) -> Path:
    """A voice: the path of its .onnx file."""
    folder.mkdir(parents=True)
    model = folder / f"toy-{kind}.onnx"
    speakers = int(str(changes.get("num_speakers", 1)))
    toy_onnx.piper(model, speakers)
    ids = {symbol: [number] for number, symbol in enumerate(dict.fromkeys(SYMBOLS[kind]))}
    description = {
        "audio": {"sample_rate": 22_050}, "espeak": {"voice": "cmn"}, "phoneme_type": kind,
        "num_symbols": len(ids), "num_speakers": speakers, "phoneme_id_map": ids,
        "inference": {"noise_scale": 0.0, "length_scale": 1.0, "noise_w": 0.0},
    } | changes  # fmt: skip
    kept = {key: value for key, value in description.items() if value is not None}
    model.with_name(model.name + ".json").write_text(json.dumps(kept))
    return model


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, PiperEngine]]:
    root = tmp_path_factory.mktemp("voices")
    made = {
        kind: PiperEngine(
            EngineContext(
                root, settings={"model": str(build(kind, root / kind)), "workers": 1, "threads": 1}
            )
        )
        for kind in SYMBOLS
    }
    yield made
    for engine in made.values():
        asyncio.run(engine.aclose())


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[PiperEngine] = []

    def engine(model: Path) -> PiperEngine:
        table = {"model": str(model), "workers": 1, "threads": 1}
        made.append(PiperEngine(EngineContext(tmp_path, settings=table)))
        return made[-1]

    yield engine
    for one in made:
        asyncio.run(one.aclose())


def speak(engine: PiperEngine, request: Utterance) -> Speech:
    return asyncio.run(engine.synthesize(request))


def heard(samples: np.ndarray, kind: str, speaker: int = 0) -> str:
    symbols = list(dict.fromkeys(SYMBOLS[kind]))
    return " ".join(symbols[n] for n in toy_onnx.heard(samples, 22_050, speaker=speaker))


def said(speech: Speech, kind: str, speaker: int = 0) -> str:
    return heard(np.frombuffer(speech.audio, "<i2"), kind, speaker)


@pytest.mark.parametrize(
    ("spoken", "pinyin", "expected"),
    [
        ("你好。", "ni3 hao3", "^ n i 3 h ao 3 。 $"),
        ("行，行？", "xing2 hang2", "^ x ing 2 ， h ang 2 ？ $"),
        ("银", "yin2", "^ y in 2 $"),
        ("哦嗯", "o5 er4", "^ Ø o 5 Ø er 4 $"),
        ("1", "", "^ y i 1 $"),
        ("好。中。", "hao3 zhong1", "^ h ao 3 。 $ ^ zh ong 1 。 $"),
    ],
)
def test_pinyin_voices_are_given_initials_finals_and_tones(
    engines: dict[str, PiperEngine], spoken: str, pinyin: str, expected: str
) -> None:
    assert said(speak(engines["pinyin"], utterance(spoken, pinyin)), "pinyin") == expected


@pytest.mark.parametrize(
    ("spoken", "pinyin", "expected"),
    [
        ("你好。", "ni3 hao3", "^ n ˈ i 2 χ ˈ ɑ u 2 . $"),
        ("习", "xi2", "^ ɕ ˈ i ɜ $"),
        ("熊", "xiong2", "^ ɕ j ˈ o n ɡ ɜ $"),
        ("的", "de5", "^ t ˈ ə 1 $"),
        ("hello", "", "^ h ə l ˈ o ʊ $"),
    ],
)
def test_espeak_voices_are_given_phonemes_of_each_reading(
    engines: dict[str, PiperEngine], spoken: str, pinyin: str, expected: str
) -> None:
    assert said(speak(engines["espeak"], utterance(spoken, pinyin)), "espeak") == expected


def test_marks_are_exact(engines: dict[str, PiperEngine]) -> None:
    request = utterance("行，好。中行", "xing2 hao3 zhong1 hang2")
    speech = speak(engines["pinyin"], request)
    samples = np.frombuffer(speech.audio, "<i2")
    assert speech.exact
    assert [request.spoken[mark.start : mark.end] for mark in speech.marks] == list("行好中行")
    sounds = [heard(samples[mark.onset : mark.offset], "pinyin") for mark in speech.marks]
    assert sounds == ["x ing 2", "h ao 3", "zh ong 1", "h ang 2"]


def test_the_speaker_is_the_one_asked_for(tmp_path: Path, make: Make) -> None:
    engine = make(build("pinyin", tmp_path / "voice", num_speakers=3, speaker_id_map={"wang": 2}))
    assert [v.name for v in asyncio.run(engine.voices())] == ["speaker0", "speaker1", "wang"]
    speech = speak(engine, utterance("你好", "ni3 hao3", voice="wang"))
    assert said(speech, "pinyin", speaker=2) == "^ n i 3 h ao 3 $"


def test_prosody(engines: dict[str, PiperEngine]) -> None:
    def spoken(prosody: Prosody) -> np.ndarray:
        request = utterance("你好", "ni3 hao3", prosody=prosody)
        return np.frombuffer(speak(engines["pinyin"], request).audio, "<i2").astype(int)

    plain = spoken(Prosody())
    assert len(spoken(Prosody(rate=100))) / len(plain) == pytest.approx(0.5, abs=0.1)
    assert abs(spoken(Prosody(volume=-50))).max() / abs(plain).max() == pytest.approx(0.5, abs=0.01)
    with pytest.raises(SynthesisRefused, match="no adjustable pitch"):
        spoken(Prosody(pitch=10))


@pytest.mark.parametrize(
    ("kind", "request_", "named"),
    [
        ("pinyin", utterance("你龘", "ni3 da2"), r"龘 \(da2\)"),
        ("pinyin", utterance("hello"), "hello"),
        ("espeak", utterance("绿", "lv4"), r"绿 \(lv4\)"),
        ("pinyin", utterance("你", "ni3", voice="nobody"), "nobody"),
    ],
)
def test_what_the_voice_cannot_say_is_refused(
    engines: dict[str, PiperEngine], kind: str, request_: Utterance, named: str
) -> None:
    with pytest.raises(SynthesisRefused, match=named):
        speak(engines[kind], request_)


@pytest.mark.parametrize("kind", SYMBOLS)
def test_a_complete_voice_is_ready(engines: dict[str, PiperEngine], kind: str) -> None:
    assert asyncio.run(engines[kind].check()) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phoneme_id_map": None}, "lacks phoneme_id_map"),
        ({"audio": {}}, "lacks audio.sample_rate"),
        ({"phoneme_type": "espeak", "espeak": {"voice": "en-us"}}, "does not speak Chinese"),
        ({"phoneme_type": "hebrew"}, "does not speak Chinese"),
    ],
)
def test_a_voice_that_cannot_be_used_is_told_before_it_is_loaded(
    tmp_path: Path, make: Make, changes: dict[str, object], message: str
) -> None:
    engine = make(build("pinyin", tmp_path / "voice", **changes))
    assert message in (asyncio.run(engine.check()) or "")
    assert engine._pool is None


@pytest.mark.parametrize("fault", ["no description", "cut description", "cut model", "no model"])
def test_files_that_are_missing_or_damaged(tmp_path: Path, make: Make, fault: str) -> None:
    model = build("pinyin", tmp_path / "voice")
    what, path = fault.partition(" ")[0], model
    if "description" in fault:
        path = model.with_name(model.name + ".json")
    path.write_bytes(path.read_bytes()[:200]) if what == "cut" else path.unlink()
    engine = make(model.parent)
    assert str(tmp_path) in (asyncio.run(engine.check()) or "")
    with pytest.raises(EngineUnavailable):
        speak(engine, utterance("你", "ni3"))
    assert engine._pool is None


def test_without_a_voice_the_advice_names_some(tmp_path: Path) -> None:
    problem = asyncio.run(PiperEngine(EngineContext(tmp_path)).check()) or ""
    assert "[engines.piper] model" in problem
    assert "zh_CN-huayan-medium" in problem
