"""The child process of the piper engine: loads one voice and speaks phoneme numbers."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig
from piper.patch_voice_with_alignment import add_alignment_output
from piper.phonemize_espeak import ESPEAK_DATA_DIR, EspeakPhonemizer

from audiolecture.engines._worker import Request, Speak, serve


def load(request: Request) -> Speak:
    """``request``: ``model``, ``config`` and ``threads``."""
    voice = PiperVoice(
        session=_session(request["model"], request["threads"]),
        config=PiperConfig.from_dict(json.loads(Path(request["config"]).read_text("utf-8"))),
    )
    phonemizer: list[EspeakPhonemizer] = []  # made when first needed

    def speak(request: Request) -> tuple[dict[str, Any], Sequence[bytes]]:
        if "phonemize" not in request:
            return _speak(voice, request)
        if not phonemizer:
            phonemizer.append(EspeakPhonemizer(ESPEAK_DATA_DIR))
        words = [phonemizer[0].phonemize(name, text) for name, text in request["phonemize"]]
        return {"phonemes": [[one for part in word for one in part] for word in words]}, ()

    return speak


def _session(path: str, threads: int) -> onnxruntime.InferenceSession:
    """As PiperVoice.load makes one, but with a limit on its threads, and alignments."""
    model = onnx.load(path)
    with contextlib.suppress(ValueError):  # already there, or a graph without durations
        add_alignment_output(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(
        model.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
    )


def _speak(voice: PiperVoice, request: Request) -> tuple[dict[str, Any], Sequence[bytes]]:
    config = SynthesisConfig(
        speaker_id=request["sid"], length_scale=voice.config.length_scale / request["speed"]
    )
    sounds, alignments = [], []
    for ids in request["phrases"]:
        audio, durations = voice.phoneme_ids_to_audio(ids, config, include_alignments=True)
        samples = np.rint(np.clip(audio, -1, 1) * 32_767).astype("<i2").reshape(-1)
        sounds.append(samples.tobytes())
        alignments.append([] if durations is None else durations.reshape(-1).tolist())
    return {"lengths": [len(sound) for sound in sounds], "durations": alignments}, sounds


if __name__ == "__main__":
    serve(load)
