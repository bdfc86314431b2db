"""The sherpa engine through the real runtime, with models of a few kilobytes.

What was spoken is read from the audio: every token has a frequency of its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from audiolecture.engines.base import EngineContext
from audiolecture.engines.sherpa import SherpaEngine
from audiolecture.errors import BadSpeech, ConfigError, EngineUnavailable, SynthesisRefused
from audiolecture.model import Prosody, Speech, Utterance
from audiolecture.testing import utterance

WHY = "not installed: pip install audiolecture[test-neural]"
pytest.importorskip("onnx", reason=WHY)
pytest.importorskip("sherpa_onnx", reason=WHY)
import toy_onnx  # noqa: E402 - needs onnx

TOKENS = ["_", "n", "i3", "h", "ao3", "，", "。", "zh", "ong1", "x", "ing2", "ang2", "y", "in2",
          "b", "i1", "er4", "d", "e4", "s", "an1", "j", "iu3", "l", "iang4", "c", "e2",
          "sh", "i2"]  # fmt: skip
LEXICON = {
    "你": "n i3", "好": "h ao3", "中": "zh ong1", "银": "y in2", "型": "x ing2", "杭": "h ang2",
    "逼": "b i1", "二": "er4", "得": "d e4", "三": "s an1", "九": "j iu3", "亮": "l iang4",
    "册": "c e4", "十": "sh i2", "银行": "y in2 x ing2", "GO": "zh ong1", "a": "n i3", "b": "b i1",
}  # fmt: skip
DEFAULT_SPEAKER = {"kokoro": 1}  # the first that speaks Chinese
KINDS = ("vits", "melo", "matcha", "kokoro")

Make = Callable[..., SherpaEngine]


def build(kind: str, folder: Path, **metadata: object) -> Path:
    """A complete model folder."""
    folder.mkdir(parents=True)
    (folder / "tokens.txt").write_text(
        "".join(f"{name} {number}\n" for number, name in enumerate(TOKENS))
    )
    lines = [f"{word} {tokens}\n" for word, tokens in LEXICON.items()]
    if kind == "melo":  # a tone number after the tokens for each of them
        lines = [f"{line.strip()} {'1 ' * (len(line.split()) - 1)}\n" for line in lines]
    (folder / "lexicon.txt").write_text("".join(lines))
    model = folder / "model.onnx"
    match kind:
        case "vits":
            toy_onnx.vits(model, speakers=2, **metadata)
        case "melo":
            toy_onnx.vits(model, melo=True, **metadata)
        case "matcha":
            toy_onnx.matcha(folder / "model-steps-3.onnx", folder / "hifigan_v2.onnx", **metadata)
        case "kokoro":
            toy_onnx.kokoro(model, folder / "voices.bin", 3, **metadata)
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("models")
    return {kind: build(kind, root / kind) for kind in KINDS}


@pytest.fixture(scope="module")
def engines(
    models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, SherpaEngine]]:
    cache = tmp_path_factory.mktemp("cache")
    made = {
        kind: SherpaEngine(
            EngineContext(cache, settings={"model": str(folder), "workers": 1, "threads": 1})
        )
        for kind, folder in models.items()
    }
    yield made
    for engine in made.values():
        asyncio.run(engine.aclose())


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[SherpaEngine] = []

    def engine(folder: Path, **settings: object) -> SherpaEngine:
        table = {"model": str(folder), "workers": 1, "threads": 1} | settings
        made.append(SherpaEngine(EngineContext(tmp_path / "cache", settings=table)))
        return made[-1]

    yield engine
    for one in made:
        asyncio.run(one.aclose())


def speak(engine: SherpaEngine, request: Utterance) -> Speech:
    return asyncio.run(engine.synthesize(request))


def tokens(speech: Speech, speaker: int = 0) -> list[str]:
    samples = np.frombuffer(speech.audio, "<i2")
    return [TOKENS[n] for n in toy_onnx.heard(samples, speech.sample_rate, speaker=speaker)]


def without_signs(said: Sequence[str]) -> list[str]:
    return [token for token in said if token not in "，。"]


# ---------------------------------------------------------------- the right tokens


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("spoken", "pinyin", "expected"),
    [
        ("你好。", "ni3 hao3", "n i3 h ao3"),
        ("银行", "yin2 hang2", "y in2 h ang2"),  # the lexicon's own phrase says xing2
        ("行行", "xing2 hang2", "x ing2 h ang2"),  # not in the lexicon at all
        ("3", "", "s an1"),
        ("中，好！", "zhong1 hao3", "zh ong1 h ao3"),
        ("好go好", "hao3 hao3", "h ao3 zh ong1 h ao3"),
        ("AB", "", "n i3 b i1"),
        ("嗯儿", "er4 er4", "er4 er4"),
    ],
)
def test_the_reading_decides_the_tokens(
    engines: dict[str, SherpaEngine], kind: str, spoken: str, pinyin: str, expected: str
) -> None:
    speech = speak(engines[kind], utterance(spoken, pinyin))
    said = without_signs(tokens(speech, DEFAULT_SPEAKER.get(kind, 0)))
    assert said == expected.split() or (kind == "kokoro" and said == ["er4"])  # no gap between


@pytest.mark.parametrize("kind", KINDS)
def test_punctuation_is_spoken_where_the_model_has_it(
    engines: dict[str, SherpaEngine], kind: str
) -> None:
    speech = speak(engines[kind], utterance("你好，你好。", "ni3 hao3 ni3 hao3"))
    said = tokens(speech, DEFAULT_SPEAKER.get(kind, 0))
    assert said == ["n", "i3", "h", "ao3", "，", "n", "i3", "h", "ao3", "。"]


@pytest.mark.parametrize(
    ("kind", "number", "voice"), [("vits", 1, "speaker1"), ("kokoro", 2, "zm_002")]
)
def test_the_speaker_is_the_one_asked_for(
    engines: dict[str, SherpaEngine], kind: str, number: int, voice: str
) -> None:
    speech = speak(engines[kind], utterance("你好", "ni3 hao3", voice=voice))
    assert tokens(speech, speaker=number)[:4] == ["n", "i3", "h", "ao3"]


def test_a_syllable_is_found_in_another_tone(engines: dict[str, SherpaEngine]) -> None:
    # The lexicon has 册 as ce4 and nothing with ce2 or ce3; only e2 is a token.
    assert tokens(speak(engines["vits"], utterance("册", "ce2"))) == ["c", "e2"]
    with pytest.raises(SynthesisRefused, match=r"册 \(ce3\)"):
        speak(engines["vits"], utterance("册", "ce3"))


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize("kind", KINDS)
def test_marks_lie_where_the_words_sound(engines: dict[str, SherpaEngine], kind: str) -> None:
    request = utterance("你好中。好中你？", "ni3 hao3 zhong1 hao3 zhong1 ni3")
    speech = speak(engines[kind], request)
    assert [request.spoken[m.start : m.end] for m in speech.marks] == list("你好中好中你")
    assert not speech.exact
    samples = np.frombuffer(speech.audio, "<i2")
    first = samples[speech.marks[0].onset : speech.marks[2].offset]
    number = DEFAULT_SPEAKER.get(kind, 0)
    said = [TOKENS[n] for n in toy_onnx.heard(first, speech.sample_rate, speaker=number)]
    assert without_signs(said) == ["n", "i3", "h", "ao3", "zh", "ong1"]
    assert not samples[speech.marks[2].offset + 1_000 : speech.marks[3].onset - 1_000].any()


def test_prosody(engines: dict[str, SherpaEngine]) -> None:
    def spoken(prosody: Prosody) -> np.ndarray:
        request = utterance("你好你好", "ni3 hao3 ni3 hao3", prosody=prosody)
        return np.frombuffer(speak(engines["vits"], request).audio, "<i2").astype(int)

    plain = spoken(Prosody())
    assert len(spoken(Prosody(rate=100))) / len(plain) == pytest.approx(0.5, abs=0.1)
    assert abs(spoken(Prosody(volume=-50))).max() / abs(plain).max() == pytest.approx(0.5, abs=0.01)
    with pytest.raises(SynthesisRefused, match="no adjustable pitch"):
        spoken(Prosody(pitch=10))


# ---------------------------------------------------------------- voices, check, revision


def test_voices(engines: dict[str, SherpaEngine]) -> None:
    def voices(kind: str) -> list[tuple[str, str, str]]:
        return [(v.name, v.locale, v.gender) for v in asyncio.run(engines[kind].voices())]

    assert voices("matcha") == [("default", "zh-CN", "")]
    assert voices("vits") == [("speaker0", "zh-CN", ""), ("speaker1", "zh-CN", "")]
    assert voices("kokoro")[1:] == [("zf_001", "zh-CN", "Female"), ("zm_002", "zh-CN", "Male")]
    assert engines["kokoro"].default_voice == "zf_001"


@pytest.mark.parametrize("kind", KINDS)
def test_a_complete_model_is_ready(engines: dict[str, SherpaEngine], kind: str) -> None:
    assert asyncio.run(engines[kind].check()) is None


def test_another_model_has_another_revision(models: dict[str, Path], make: Make) -> None:
    revisions = {make(folder).revision for folder in models.values()}
    assert len(revisions) == len(KINDS)
    assert make(models["vits"]).revision == make(models["vits"]).revision


# ---------------------------------------------------------------- what is wrong with a model


def broken(kind: str, fault: str, folder: Path) -> Path:
    if fault.startswith("without "):
        return build(kind, folder, **{fault.split()[1]: None})
    build(kind, folder)
    action, name = fault.split()
    if action == "empty":
        (folder / name).write_text("")
    elif action == "blank":
        (folder / name).write_text("\n\n")
    elif action == "cut":
        (folder / name).write_bytes((folder / name).read_bytes()[:500])
    else:
        (folder / name).unlink()
    return folder


@pytest.mark.parametrize(
    ("kind", "fault", "message"),
    [
        ("vits", "without sample_rate", "model.onnx lacks the metadata entry sample_rate"),
        ("vits", "without language", "model.onnx lacks the metadata entry language"),
        ("melo", "without version", "lacks the metadata entry version"),
        ("matcha", "without pad_id", "lacks the metadata entry pad_id"),
        ("kokoro", "without style_dim", "lacks the metadata entry style_dim"),
        ("vits", "empty lexicon.txt", "lexicon.txt is empty"),
        ("vits", "blank lexicon.txt", "the lexicon is empty"),
        ("matcha", "missing lexicon.txt", "lexicon.txt is missing"),
        ("vits", "empty tokens.txt", "tokens.txt is empty"),
        ("vits", "missing tokens.txt", "tokens.txt is missing"),
        ("vits", "missing model.onnx", "holds no model"),
        ("vits", "cut model.onnx", "damaged"),
        ("vits", "empty model.onnx", "damaged"),
        ("matcha", "missing hifigan_v2.onnx", "lacks a vocoder"),
        ("kokoro", "cut voices.bin", "voices.bin does not fit the model"),
    ],
)
def test_a_broken_model_is_told_before_it_is_loaded(
    tmp_path: Path, make: Make, kind: str, fault: str, message: str
) -> None:
    engine = make(broken(kind, fault, tmp_path / "model"))
    problem = asyncio.run(engine.check()) or ""
    assert message in problem
    with pytest.raises(EngineUnavailable):
        speak(engine, utterance("你好", "ni3 hao3"))
    assert engine._pool is None  # nothing was loaded


def test_without_a_model_the_advice_names_some(tmp_path: Path) -> None:
    engine = SherpaEngine(EngineContext(tmp_path))
    problem = asyncio.run(engine.check()) or ""
    assert "[engines.sherpa] model" in problem
    assert "kokoro-multi-lang-v1_1" in problem
    assert "Apache-2.0" in problem
    assert engine.default_voice == ""


def test_a_piper_voice_is_sent_to_the_piper_engine(tmp_path: Path, make: Make) -> None:
    engine = make(build("vits", tmp_path / "model", comment="piper"))
    assert "--engine piper" in (asyncio.run(engine.check()) or "")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"modle": "x"}, r"unknown setting 'modle' \(did you mean 'model'\? known are"),
        ({"zzz": "x"}, r"unknown setting 'zzz' \(known are model, workers, threads"),
        ({"model": 3}, "model is not a path"),
        ({"workers": 0}, "workers = 0 is not a whole number from 1"),
        ({"threads": "two"}, "threads = 'two' is not a whole number from 1"),
    ],
)
def test_settings_that_cannot_be_used(
    tmp_path: Path, settings: dict[str, object], told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        SherpaEngine(EngineContext(tmp_path, settings=settings))


# ---------------------------------------------------------------- what is refused, what dies


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (utterance("你龘", "ni3 da2"), r"龘 \(da2\)"),
        (utterance("hello"), "hello"),
        (utterance("你好", "ni3 hao3", voice="nobody"), "nobody"),
    ],
)
def test_what_the_model_cannot_say_is_refused(
    engines: dict[str, SherpaEngine], request_: Utterance, named: str
) -> None:
    with pytest.raises(SynthesisRefused, match=named):
        speak(engines["matcha"], request_)


def test_a_worker_that_dies_costs_nothing(models: dict[str, Path], make: Make) -> None:
    engine = make(models["vits"])
    request = utterance("你好", "ni3 hao3")
    before = speak(engine, request)
    pool = engine._pool
    assert pool
    child = pool._workers[0]._child
    assert child
    os.kill(child.process.pid, signal.SIGKILL)
    assert tokens(speak(engine, request)) == tokens(before)


def test_a_model_that_ends_the_runtime_ends_only_the_worker(tmp_path: Path, make: Make) -> None:
    # sherpa-onnx calls exit() for a Melo model of the first version
    engine = make(build("melo", tmp_path / "model", version=1))
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match=r"died \(exit code 255\) while loading"):
            speak(engine, utterance("你好", "ni3 hao3"))
    assert "MeloTTS" in (asyncio.run(engine.check()) or "")


def test_a_model_with_another_graph_ends_in_an_error(tmp_path: Path, make: Make) -> None:
    folder = build("vits", tmp_path / "model")
    toy_onnx.matcha(folder / "model.onnx", folder / "unused.onnx", model_type="vits", comment="toy")
    (folder / "unused.onnx").unlink()
    with pytest.raises((BadSpeech, EngineUnavailable)):  # an exception or a crash, as it happens
        speak(make(folder), utterance("你好", "ni3 hao3"))
