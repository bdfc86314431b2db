"""The children that speak, talked to as the program does: lines of JSON in, JSON and bytes out.

In a build they are killed when they are done with; here they end by themselves, as they do when
the program that started them is gone.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

WHY = "not installed: pip install audiolecture[test-neural]"
pytest.importorskip("onnx", reason=WHY)
pytest.importorskip("piper", reason=WHY)
pytest.importorskip("sherpa_onnx", reason=WHY)


def answers(module, *requests):
    """Every answer and its bytes; the child ends when there is nothing more to read."""
    done = subprocess.run(
        [sys.executable, "-m", f"audiolecture.engines.{module}"],
        input="".join(f"{json.dumps(request)}\n" for request in requests).encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    rest, found = done.stdout, []
    while rest:
        line, _, rest = rest.partition(b"\n")
        header = json.loads(line)
        found.append((header, rest[: header["bytes"]]))
        rest = rest[header["bytes"] :]
    return found


def test_piper(tmp_path):
    from test_piper import build  # noqa: PLC0415 - needs onnx

    model = build("espeak", tmp_path / "voice")
    loaded, phonemes, spoken, refused = answers(
        "_piper_worker",
        {"model": str(model), "config": f"{model}.json", "threads": 1},
        {"phonemize": [["cmn", "好"], ["en-us", "one two"]]},
        {"phrases": [[1, 5, 2], [1, 6, 7, 2]], "sid": None, "speed": 1.0},
        {"phrases": [[1]], "sid": None, "speed": "fast"},
    )

    assert loaded == ({"bytes": 0}, b"")
    chinese, english = phonemes[0]["phonemes"]
    assert "χ" in chinese
    assert english.count(" ") == 1
    lengths = spoken[0]["lengths"]
    assert len(lengths) == 2
    assert sum(lengths) == spoken[0]["bytes"] == len(spoken[1])
    # A duration for each number: what is heard is as long as what the model says.
    assert [len(row) for row in spoken[0]["durations"]] == [3, 4]
    assert refused[0]["error"].startswith("TypeError")


@pytest.mark.parametrize(
    ("kind", "phrases"),
    [("vits", ["你好", "好"]), ("matcha", [["n", "i3", "h", "ao3"], ["h", "ao3"]])],
)
def test_sherpa(tmp_path, kind, phrases):
    from test_sherpa import build  # noqa: PLC0415 - needs onnx

    folder = build(kind, tmp_path / "model")
    names = {
        "vits": {"model": "model.onnx"},
        "matcha": {"acoustic_model": "model-steps-3.onnx", "vocoder": "hifigan_v2.onnx"},
    }[kind] | {"lexicon": "lexicon.txt", "tokens": "tokens.txt"}
    files = {key: str(folder / name) for key, name in names.items()}
    loaded, spoken = answers(
        "_sherpa_worker",
        {"family": kind, "files": files, "threads": 1},
        {"phrases": phrases, "sid": 0, "speed": 1.0},
    )

    assert loaded == ({"bytes": 0}, b"")
    longer, shorter = spoken[0]["lengths"]
    assert longer > shorter > 0
    assert longer + shorter == len(spoken[1])


def test_files_that_sherpa_does_not_accept(tmp_path):
    files = dict.fromkeys(("model", "lexicon", "tokens"), str(tmp_path / "nothing"))
    ((header, _),) = answers("_sherpa_worker", {"family": "vits", "files": files, "threads": 1})

    assert "does not accept" in header["error"]
