"""Very small ONNX "voices" that the real runtimes load.

Token number *i* becomes a sine of 200 + 20·i Hz for 2,048 samples (number 0: silence), so the
audio tells which tokens a runtime was given. A speaker number *s* multiplies the frequency by
1 + s/2; the tone input of Melo adds 2 Hz for each tone, which rounds away.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HOP, FRAMES, BASE, STEP = 256, 8, 200.0, 20.0
TOKEN = HOP * FRAMES


class Graph:
    """A graph under construction; every method returns the name of a tensor."""

    def __init__(self, **inputs: tuple[int, list[int | str]]) -> None:
        self.inputs = [helper.make_tensor_value_info(n, t, s) for n, (t, s) in inputs.items()]
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(
        self, kind: str, *inputs: str | float | list[int], name: str = "", **options: Any
    ) -> str:
        names = [
            one if isinstance(one, str)
            else self.constant(np.float32(one) if isinstance(one, float) else np.int64(one))
            for one in inputs
        ]  # fmt: skip
        name = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, names, [name], **options))
        return name

    def save(self, path: Path, output: str, rank: int, metadata: dict[str, object]) -> None:
        shape = [f"d{axis}" for axis in range(rank)]
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, "toy", self.inputs, [result], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        for key, value in metadata.items():
            entry = model.metadata_props.add()
            entry.key, entry.value = key, str(value)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))


IDS, LENGTH = (TensorProto.INT64, [1, "n"]), (TensorProto.INT64, [1])
SCALE = (TensorProto.FLOAT, [1])


def _frequency(graph: Graph, ids: str, speaker: str = "", tones: str = "") -> str:
    number = graph.op("Cast", ids, to=TensorProto.FLOAT)
    frequency = graph.op("Add", graph.op("Mul", number, STEP), BASE)
    if tones:
        tone = graph.op("Cast", tones, to=TensorProto.FLOAT)
        frequency = graph.op("Add", frequency, graph.op("Mul", tone, 2.0))
    if speaker:
        factor = graph.op("Cast", speaker, to=TensorProto.FLOAT)
        frequency = graph.op("Mul", frequency, graph.op("Add", graph.op("Mul", factor, 0.5), 1.0))
    return frequency


def _amplitude(graph: Graph, ids: str) -> str:
    number = graph.op("Cast", ids, to=TensorProto.FLOAT)
    return graph.op("Mul", graph.op("Clip", number, 0.0, 1.0), 0.3)


def _sine(graph: Graph, frequency: str, amplitude: str, rate: int) -> str:
    """Both of shape [1, samples]."""
    phase = graph.op("Mul", graph.op("CumSum", frequency, 1), 2 * np.pi / rate)
    return graph.op("Mul", graph.op("Sin", phase), amplitude)


def _stretched(graph: Graph, values: str, samples: str) -> str:
    """Every value of [1, n] repeated ``samples`` times: [1, n * samples]."""
    shape = graph.op("Concat", graph.constant(np.int64([1, 1])), samples, axis=0)
    long = graph.op("Expand", graph.op("Unsqueeze", values, [2]), shape)
    return graph.op("Reshape", long, [1, -1])


def _voice(graph: Graph, ids: str, scale: str, unused: tuple[str, ...], **more: Any) -> str:
    rate = more.pop("rate", 22_050)
    frames = graph.op("Ceil", graph.op("Expand", graph.op("Mul", scale, float(FRAMES)),
                                       graph.op("Shape", ids)))  # fmt: skip
    first = graph.op("Reshape", graph.op("Slice", frames, [0], [1], [1]), [-1])
    samples = graph.op("Cast", graph.op("Mul", first, float(HOP)), to=TensorProto.INT64)
    frequency = _stretched(graph, _frequency(graph, ids, **more), samples)
    wave = _sine(graph, frequency, _stretched(graph, _amplitude(graph, ids), samples), rate)
    for name in unused:  # a runtime sets every input, so every input must be there
        nothing = graph.op("Mul", graph.op("ReduceSum", name, keepdims=0), 0.0)
        wave = graph.op("Add", wave, nothing)
    return wave


def vits(path: Path, *, melo: bool = False, speakers: int = 1, **metadata: object) -> None:
    inputs = {"x": IDS, "x_length": LENGTH}
    inputs |= {"tones": IDS, "sid": LENGTH} if melo else {}
    inputs |= {"noise_scale": SCALE, "length_scale": SCALE, "noise_scale_w": SCALE}
    inputs |= {"sid": LENGTH} if speakers > 1 else {}
    graph = Graph(**inputs)
    wave = _voice(
        graph, "x", "length_scale", ("noise_scale", "noise_scale_w"),
        speaker="sid" if speakers > 1 else "", tones="tones" if melo else "",
    )  # fmt: skip
    if melo:
        wave = graph.op("Add", wave, graph.op("Mul", graph.op("Cast", "sid", to=1), 0.0))
    graph.op("Reshape", wave, [1, 1, -1], name="y")
    described: dict[str, object] = {
        "model_type": "vits", "sample_rate": 22_050, "n_speakers": speakers, "add_blank": 1,
        "language": "Chinese", "comment": "toy", "punctuation": "， 。 ！ ？",
    }  # fmt: skip
    if melo:
        described |= {"comment": "melo", "version": 2, "jieba": 1, "speaker_id": 1}
    graph.save(path, "y", 3, _kept(described | metadata))


def piper(path: Path, speakers: int = 1) -> None:
    inputs = {"input": IDS, "input_lengths": LENGTH, "scales": (TensorProto.FLOAT, [3])}
    inputs |= {"sid": LENGTH} if speakers > 1 else {}
    graph = Graph(**inputs)
    scale = graph.op("Slice", "scales", [1], [2], [0])
    speaker = "sid" if speakers > 1 else ""
    wave = _voice(graph, "input", scale, ("scales",), speaker=speaker)
    graph.op("Reshape", wave, [1, 1, 1, -1], name="output")
    graph.save(path, "output", 4, {})


def matcha(acoustic: Path, vocoder: Path, **metadata: object) -> None:
    """The "mel" spectrum holds a frequency and an amplitude for each frame."""
    graph = Graph(x=IDS, x_length=LENGTH, noise_scale=SCALE, length_scale=SCALE)
    frames = graph.op("Cast", graph.op("Mul", "length_scale", float(FRAMES)), to=7)
    rows = [
        graph.op("Unsqueeze", _stretched(graph, values, frames), [1])
        for values in (_frequency(graph, "x"), _amplitude(graph, "x"))
    ]
    mel = graph.op("Pad", graph.op("Concat", *rows, axis=1), [0, 0, 0, 0, 78, 0])
    graph.op("Add", mel, graph.op("Mul", "noise_scale", 0.0), name="mel")
    described = {
        "model_type": "matcha-tts", "sample_rate": 22_050, "n_speakers": 1, "jieba": 1,
        "has_espeak": 0, "use_eos_bos": 0, "pad_id": 0, "voice": "zh", "version": 1,
        "language": "Chinese",
    }  # fmt: skip
    graph.save(acoustic, "mel", 3, _kept(described | metadata))
    graph = Graph(mel=(TensorProto.FLOAT, [1, 80, "f"]))
    hop = graph.constant(np.int64([HOP]))
    rows = [graph.op("Slice", "mel", [row], [row + 1], [1]) for row in (0, 1)]
    frequency, amplitude = (
        _stretched(graph, graph.op("Reshape", row, [1, -1]), hop) for row in rows
    )
    graph.op("Identity", _sine(graph, frequency, amplitude, 22_050), name="audio")
    graph.save(vocoder, "audio", 2, {"model_type": "hifigan"})


def kokoro(path: Path, styles: Path, speakers: int = 2, **metadata: object) -> None:
    """The style vector of speaker *s* holds s: the speaker is heard."""
    width, longest = 4, 510
    graph = Graph(tokens=IDS, style=(TensorProto.FLOAT, [1, width]), speed=SCALE)
    speaker = graph.op("Reshape", graph.op("Slice", "style", [0], [1], [1]), [1])
    wave = _voice(
        graph, "tokens", graph.op("Reciprocal", "speed"), (), speaker=speaker, rate=24_000
    )
    graph.op("Reshape", wave, [-1], name="audio")
    described = {
        "model_type": "kokoro", "sample_rate": 24_000, "n_speakers": speakers, "version": 2,
        "has_espeak": 1, "voice": "en-us", "language": "English",
        "style_dim": f"{longest},1,{width}",
        "speaker_names": ",".join(("af_toy", "zf_001", "zm_002")[:speakers]),
    }  # fmt: skip
    graph.save(path, "audio", 1, _kept(described | metadata))
    vectors = np.zeros((speakers, longest, width), np.float32)
    vectors[:, :, 0] = np.arange(speakers)[:, None]
    vectors.tofile(styles)


def _kept(metadata: dict[str, object]) -> dict[str, object]:
    """Without the entries that a test takes away by None."""
    return {key: value for key, value in metadata.items() if value is not None}


def heard(samples: np.ndarray, rate: int, *, speaker: int = 0) -> list[int]:
    """The token numbers in the audio, in order; silence is left out."""
    numbers = [
        _number(samples[start : start + 4 * HOP].astype(float), rate, speaker)
        for start in range(0, len(samples) - 4 * HOP + 1, HOP)
    ]
    runs = ((number, len(list(run))) for number, run in groupby(numbers))
    return [number for number, length in runs if number and length >= 3]


def _number(window: np.ndarray, rate: int, speaker: int) -> int:
    if np.sqrt((window**2).mean()) < 3_000:
        return 0
    spectrum = np.abs(np.fft.rfft(window * np.hanning(len(window)), 16 * len(window)))
    frequency = float(spectrum.argmax()) * rate / (16 * len(window)) / (1 + speaker / 2)
    return round((frequency - BASE) / STEP)
