from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import pytest

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.engines.espeak import EspeakEngine
from audiolecture.engines.tone import ToneEngine
from audiolecture.errors import BadSpeech
from audiolecture.model import Speech, Utterance
from audiolecture.testing import utterance
from audiolecture.testing.engine_contract import EngineContract

DOCS = Path(__file__).resolve().parents[2] / "docs" / "engines.md"


class TestEspeak(EngineContract):
    def make(self, context: EngineContext) -> Engine:
        return EspeakEngine(context)


class TestTone(EngineContract):
    def make(self, context: EngineContext) -> Engine:
        return ToneEngine(context)


@pytest.mark.skipif(not find_spec("onnx"), reason="pip install audiolecture[test-neural]")
class Neural(EngineContract):
    sentence = utterance(
        "你好中，好中你好中你。", "ni3 hao3 zhong1 hao3 zhong1 ni3 hao3 zhong1 ni3"
    )
    readings = (utterance("行", "xing2"), utterance("行", "hang2"))
    model: ClassVar[Path]

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def voice(cls, tmp_path_factory: pytest.TempPathFactory) -> None:
        cls.model = cls.build(tmp_path_factory.mktemp("model") / "voice")

    @staticmethod
    def build(folder: Path) -> Path:
        raise NotImplementedError

    def _settings(self) -> Mapping[str, object]:
        return {"model": str(self.model), "workers": 1, "threads": 1}


@pytest.mark.skipif(not find_spec("sherpa_onnx"), reason="pip install audiolecture[test-neural]")
class TestSherpa(Neural):
    @staticmethod
    def build(folder: Path) -> Path:
        import test_sherpa  # noqa: PLC0415 - needs onnx

        return test_sherpa.build("vits", folder)

    def make(self, context: EngineContext) -> Engine:
        from audiolecture.engines.sherpa import SherpaEngine  # noqa: PLC0415

        return SherpaEngine(replace(context, settings=self._settings()))


@pytest.mark.skipif(not find_spec("piper"), reason="pip install audiolecture[test-neural]")
class TestPiper(Neural):
    @staticmethod
    def build(folder: Path) -> Path:
        import test_piper  # noqa: PLC0415 - needs onnx

        return test_piper.build("pinyin", folder)

    def make(self, context: EngineContext) -> Engine:
        from audiolecture.engines.piper import PiperEngine  # noqa: PLC0415

        return PiperEngine(replace(context, settings=self._settings()))


# ---------------------------------------------------------------- the contract can fail


class Faulty(ToneEngine):
    """An engine with one fault, named in its settings."""

    def __init__(self, context: EngineContext) -> None:
        super().__init__(EngineContext(context.cache_dir))
        self.fault = context.settings["fault"]
        if self.fault == "writes":
            (context.cache_dir / "junk").write_text("")
        if self.fault == "default":
            self.default_voice = "nobody"

    async def check(self) -> str | None:
        return "out of order" if self.fault == "check" else None

    async def synthesize(self, utterance: Utterance) -> Speech:
        known = {voice.name for voice in await self.voices()} | {""}
        if self.fault == "any voice" and utterance.voice not in known:
            utterance = replace(utterance, voice="")
        if self.fault == "wrong error" and utterance.voice not in known:
            raise BadSpeech("no such voice")
        if self.fault == "deaf":
            utterance = replace(utterance, readings=("",) * len(utterance.readings))
        if self.fault == "same pace":
            utterance = replace(utterance, prosody=replace(utterance.prosody, rate=0))
        return spoilt(await super().synthesize(utterance), str(self.fault))


def spoilt(speech: Speech, fault: str) -> Speech:
    first, *others = speech.marks
    marks = {
        "lost mark": tuple(others),
        "late mark": (*others[:-1], replace(first, start=99, end=100)),
        "overlap": (first, *(replace(mark, onset=first.onset) for mark in others)),
    }.get(fault, speech.marks)
    audio = {
        "silent": bytes(len(speech.audio)),
        "cut": speech.audio[:2_000],
        "odd": speech.audio[:-1],
    }.get(fault, speech.audio)
    return replace(speech, audio=audio, marks=marks)


FAULTS = {
    "writes": "making_it", "default": "voices", "check": "ready", "any voice": "refuses_a_voice",
    "wrong error": "refuses_a_voice", "deaf": "readings", "same pace": "prosody",
    "lost mark": "it_speaks", "late mark": "it_speaks", "overlap": "it_speaks",
    "silent": "it_speaks", "cut": "it_speaks", "odd": "it_speaks",
}  # fmt: skip


def failed(tmp_path: Path, fault: str) -> set[str]:
    """The tests of the contract that an engine with this fault fails."""

    class Contract(EngineContract):
        settings: ClassVar = {"fault": fault}

        def make(self, context: EngineContext) -> Engine:
            return Faulty(context)

    found = set()
    for name in dir(Contract):
        if name.startswith("test_"):
            folder = tmp_path / name
            folder.mkdir()
            try:
                getattr(Contract(), name)(folder)
            except Exception:  # noqa: BLE001 - however a test fails
                found.add(name)
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_found(tmp_path: Path, fault: str) -> None:
    assert any(FAULTS[fault] in name for name in failed(tmp_path, fault))


def test_without_a_fault_nothing_is_found(tmp_path: Path) -> None:
    assert failed(tmp_path, "") == set()


# ---------------------------------------------------------------- the engine of the handbook


def test_the_engine_of_the_handbook_fulfils_the_contract(tmp_path: Path) -> None:
    block = re.compile(r"```python\n# (\S+\.py)\n(.*?)```", re.DOTALL)
    blocks = dict(block.findall(DOCS.read_text("utf-8")))
    engine, test = blocks["acme_engine.py"], blocks["test_acme_engine.py"]
    assert len(engine.splitlines()) < 60
    (tmp_path / "acme_engine.py").write_text(engine, "utf-8")
    (tmp_path / "test_acme_engine.py").write_text(test, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider",
         # Or else it tidies up what other runs left in the folder of temporary files.
         "--basetemp", str(tmp_path / "own"), str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={
            "PYTHONPATH": ":".join([str(tmp_path), *filter(None, sys.path)]),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "14 passed" in ran.stdout
