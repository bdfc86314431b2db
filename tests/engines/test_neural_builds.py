"""Whole builds with neural engines: what is heard in the chapters is what the script says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

WHY = "not installed: pip install audiolecture[test-neural]"
pytest.importorskip("onnx", reason=WHY)
pytest.importorskip("sherpa_onnx", reason=WHY)
pytest.importorskip("piper", reason=WHY)
import test_piper  # noqa: E402 - needs onnx
import test_sherpa  # noqa: E402
import toy_onnx  # noqa: E402

from audiolecture.audio.codec import decode_mp3  # noqa: E402
from audiolecture.store import Store  # noqa: E402

Run = Callable[..., Any]

RATE = 22_050
SCRIPT = """---
title: 你好
voices:
  主持人: speaker1
---

# 好

银行。[行]{xing2}，[行]{hang2}，NUMBER。

您，中。

# 中

主持人：你好。

# 你

你，龘。
"""
SPEAKER = 1


def sherpa(folder: Path) -> Path:
    """A VITS model of two speakers."""
    return test_sherpa.build("vits", folder)


def piper(folder: Path) -> Path:
    """A voice of two speakers that was trained on pinyin."""
    return test_piper.build("pinyin", folder, num_speakers=2)


MODELS = {"sherpa": sherpa, "piper": piper}
TOKENS = {
    "sherpa": test_sherpa.TOKENS,
    "piper": list(dict.fromkeys(test_piper.SYMBOLS["pinyin"])),
}
NUMBERS = {"sherpa": ("39", "s an1 sh i2 j iu3"), "piper": ("2", "Ø er 4")}
WORDS = {
    "sherpa": {"行": ("x ing2", "h ang2"), "银": "y in2", "你": "n i3", "好": "h ao3",
               "中": "zh ong1"},
    "piper": {"行": ("x ing 2", "h ang 2"), "银": "y in 2", "你": "n i 3", "好": "h ao 3",
              "中": "zh ong 1"},
}  # fmt: skip


def write(folder: Path, number: str) -> Path:
    path = folder / "课.md"
    path.write_text(SCRIPT.replace("NUMBER", number), "utf-8")
    path.with_name("课.lexicon.tsv").write_text("您\t=你\n", "utf-8")
    return path


def settings(folder: Path, engine: str, model: object) -> None:
    table = f'[engines.{engine}]\nmodel = "{model}"\nworkers = 1\nthreads = 1\n'
    (folder / "audiolecture.toml").write_text(table, "utf-8")


def heard(path: Path, tokens: list[str], speaker: int = 0) -> str:
    """The tokens in a chapter, if that speaker says all of it."""
    samples, rate = decode_mp3(path.read_bytes())
    slower = soxr.resample(samples, rate, RATE)
    numbers = toy_onnx.heard(slower / np.abs(slower).max() * 32_000, RATE, speaker=speaker)
    signs = {*"，。？^$"}
    said = [tokens[n] if 0 <= n < len(tokens) else "?" for n in numbers]
    return " ".join(token for token in said if token not in signs)


@pytest.mark.parametrize("engine", MODELS)
def test_chapters_hold_the_tokens_of_the_script(run: Run, tmp_path: Path, engine: str) -> None:
    number, as_said = NUMBERS[engine]
    script = write(tmp_path, number)
    settings(tmp_path, engine, MODELS[engine](tmp_path / "model"))
    result = run("build", script, "--engine", engine, "--json")
    first, second, third = result.json["chapters"]
    say, (xing, hang) = WORDS[engine], WORDS[engine]["行"]
    expected = [say["好"], say["银"], hang, xing, hang, as_said, say["你"], say["中"]]
    assert heard(tmp_path / first["path"], TOKENS[engine]) == " ".join(expected)
    # The heading is the lecturer's; what follows the label is the other speaker's.
    whole = tmp_path / second["path"]
    assert heard(whole, TOKENS[engine]).startswith(f"{say['中']} ")
    assert heard(whole, TOKENS[engine], SPEAKER).endswith(f"{say['你']} {say['好']}")
    # The one utterance that cannot be said is named, and costs only its chapter.
    assert (result.code, result.json["failed"], third["status"]) == (1, 1, "failed")
    assert "cannot speak 龘 (da2)" in result.json["failures"][0]
    assert f"{script}:" in result.json["failures"][0]
    again = run("build", script, "--engine", engine, "--json")
    assert again.json["synthesized"] == 0


@pytest.mark.parametrize("kind", ["melo", "matcha", "kokoro"])
def test_every_kind_of_model_says_a_chapter(run: Run, tmp_path: Path, kind: str) -> None:
    script = tmp_path / "课.md"
    script.write_text("# 好\n\n银行。[行]{xing2}，39。\n", "utf-8")
    settings(tmp_path, "sherpa", test_sherpa.build(kind, tmp_path / "model"))
    result = run("build", script, "--engine", "sherpa", "--json")
    (chapter,) = result.json["chapters"]
    said = heard(
        tmp_path / chapter["path"],
        test_sherpa.TOKENS,
        test_sherpa.DEFAULT_SPEAKER.get(kind, 0),
    )
    assert result.code == 0, result.err
    assert said == "h ao3 y in2 h ang2 x ing2 s an1 sh i2 j iu3"


# ---------------------------------------------------------------- what is wrong is told in a line


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("without sample_rate", "lacks the metadata entry sample_rate"),
        ("empty lexicon.txt", "lexicon.txt is empty"),
        ("cut model.onnx", "model.onnx is damaged"),
        ("missing tokens.txt", "tokens.txt is missing"),
    ],
)
def test_a_broken_model_ends_the_build_in_a_line(
    run: Run, tmp_path: Path, fault: str, message: str
) -> None:
    script = write(tmp_path, "3")
    settings(tmp_path, "sherpa", test_sherpa.broken("vits", fault, tmp_path / "model"))
    result = run("build", script, "--engine", "sherpa")
    said, advice = result.err.splitlines()
    assert result.code == 1
    assert message in said
    assert str(tmp_path / "model") in said
    assert advice.startswith("  → ")


@pytest.mark.parametrize(
    ("engine", "model", "message"),
    [
        ("sherpa", "nowhere", "nowhere is not there"),
        ("piper", "nowhere", "nowhere is not there"),
        ("sherpa", "课.md", "课.md is a file"),
        ("piper", "", "holds no voice (.onnx)"),
        ("piper", "two", "holds several voices (a.onnx, b.onnx)"),
        ("piper", "list/a.onnx", "is damaged: no JSON object"),
        ("sherpa", "", "holds no model (.onnx)"),
    ],
)
def test_a_model_that_is_not_there(
    run: Run, tmp_path: Path, engine: str, model: str, message: str
) -> None:
    script = write(tmp_path, "3")
    for name in ("two/a.onnx", "two/b.onnx", "list/a.onnx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "list/a.onnx.json").write_text("[]")
    settings(tmp_path, engine, tmp_path / model)
    result = run("build", script, "--engine", engine)
    assert (result.code, len(result.err.splitlines())) == (1, 2)
    assert message in result.err


def test_a_model_is_found_beside_its_settings(run: Run, tmp_path: Path) -> None:
    course = tmp_path / "course"
    sherpa(course / "models" / "toy")
    settings(course, "sherpa", "models/toy")
    script = write(course, "3")
    script.write_text("# 好\n\n你好。\n", "utf-8")
    assert run("build", script, "--engine", "sherpa").code == 0  # from another folder


def test_a_worker_that_is_killed_costs_at_most_its_utterance(run: Run, tmp_path: Path) -> None:
    """The runtime is killed while a build goes on: the next build has only that to say, if any."""
    script = tmp_path / "课.md"
    lines = "\n\n".join("你好，" * (2 + number) + "中。" for number in range(30))
    script.write_text(f"# 好\n\n{lines}\n", "utf-8")
    settings(tmp_path, "sherpa", sherpa(tmp_path / "model"))
    words = ["build", str(script), "--engine", "sherpa", "--json"]
    command = [sys.executable, "-m", "audiolecture", *words]
    spoken = Store(tmp_path / "store")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not spoken.keys("speech"):
            pass
        workers = children(process.pid)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        first = json.loads(process.communicate(timeout=60)[0])
    again = run(*words)
    assert workers
    assert (again.code, again.json["failed"]) == (0, 0)
    assert again.json["synthesized"] == first["failed"] <= 1


def children(pid: int) -> list[int]:
    """The workers that a build has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                command = stat.with_name("cmdline").read_bytes()
                found += [int(stat.parent.name)] if b"_worker" in command else []
        except OSError:
            continue
    return found
