"""The child process of the sherpa engine: loads one model and speaks phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sherpa_onnx

from audiolecture.engines._worker import Request, Speak, serve


def load(request: Request) -> Speak:
    """``request``: the arguments of the model's configuration, its family, and ``threads``."""
    family = {
        "vits": sherpa_onnx.OfflineTtsVitsModelConfig,
        "matcha": sherpa_onnx.OfflineTtsMatchaModelConfig,
        "kokoro": sherpa_onnx.OfflineTtsKokoroModelConfig,
    }[request["family"]]
    model = sherpa_onnx.OfflineTtsModelConfig(
        **{request["family"]: family(**request["files"])}, num_threads=request["threads"]
    )
    config = sherpa_onnx.OfflineTtsConfig(model=model, max_num_sentences=1)
    if not config.validate():  # it says why on standard error and would go on
        raise ValueError("sherpa-onnx does not accept the model's files")
    speech = sherpa_onnx.OfflineTts(config)

    def speak(request: Request) -> tuple[dict[str, Any], Sequence[bytes]]:
        sounds = [_generate(speech, phrase, request) for phrase in request["phrases"]]
        return {"lengths": [len(sound) for sound in sounds]}, sounds

    return speak


def _generate(speech: Any, phrase: Any, request: Request) -> bytes:
    """``phrase``: a text, or a list of tokens."""
    config = sherpa_onnx.GenerationConfig()
    config.sid, config.speed, config.silence_scale = request["sid"], request["speed"], 1.0
    text = phrase
    if not isinstance(phrase, str):
        config.tokens, text = [phrase], ""
    audio = speech.generate(text, config)
    samples = np.clip(np.asarray(audio.samples, np.float32), -1, 1)
    return bytes(np.rint(samples * 32_767).astype("<i2"))


if __name__ == "__main__":
    serve(load)
