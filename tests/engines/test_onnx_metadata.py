from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiolecture.engines.onnx_metadata import metadata


def field(number: int, data: bytes) -> bytes:
    assert len(data) < 128
    return bytes([number << 3 | 2, len(data)]) + data


GRAPH = bytes([7 << 3 | 2, 0x80, 0x02]) + b"g" * 256  # length as a varint of two bytes
VERSION = bytes([1 << 3, 8])
SPEAKERS = field(14, field(1, b"n_speakers") + field(2, b"174"))
COMMENT = field(14, field(1, b"comment") + field(2, "中文".encode()))


def test_entries_stand_before_and_after_the_graph(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(VERSION + SPEAKERS + GRAPH + COMMENT)
    assert metadata(path) == {"n_speakers": "174", "comment": "中文"}


def test_a_model_of_the_onnx_package(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="pip install audiolecture[test-neural]")
    import toy_onnx  # noqa: PLC0415 - needs onnx

    toy_onnx.vits(tmp_path / "model.onnx", comment="eine Stimme")
    found = metadata(tmp_path / "model.onnx")
    assert found["comment"] == "eine Stimme"
    assert found["sample_rate"] == "22050"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"version https://git-lfs.github.com/spec/v1\n",
        field(14, bytes([1 << 3, 5])),  # an entry with a number in it
        b"\xff" * 12,
        b"<!DOCTYPE html>",
        GRAPH[:-1],
        (VERSION + GRAPH + COMMENT)[:-1],
        bytes(100),
    ],
)
def test_what_is_no_onnx_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"ONNX|empty|cut short"):
        metadata(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(data)
    with contextlib.suppress(ValueError):
        found = metadata(path)
        assert all(isinstance(text, str) for pair in found.items() for text in pair)
