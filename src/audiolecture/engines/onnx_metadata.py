"""The metadata of an ONNX file, read without loading the model.

An ONNX file is one protobuf message. Of its fields only ``metadata_props`` (14) is wanted, so the
graph, which is nearly all of the file, is skipped with a seek.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from audiolecture.messages import _

_METADATA_PROPS = 14  # onnx.proto, ModelProto
_KEY, _VALUE = 1, 2  # onnx.proto, StringStringEntryProto
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # protobuf wire types
_SMALL = 1 << 20
"""No metadata entry is longer; a field that claims to be is not one."""


def metadata(path: Path) -> dict[str, str]:
    """All metadata entries of an ONNX file.

    Raises:
        ValueError: the file is not ONNX, or it is cut short.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            raise ValueError(_("the file is empty"))
        entries = (_entry(data) for data in _fields(file, size, _METADATA_PROPS))
        return dict(entries)


def _entry(data: bytes) -> tuple[str, str]:
    parts = {_KEY: "", _VALUE: ""}
    position = 0
    while position < len(data):
        tag, position = _number(data, position)
        length, position = _number(data, position)
        if tag & 7 != _BYTES:
            raise ValueError(_("not an ONNX file"))
        parts[tag >> 3] = data[position : position + length].decode()
        position += length
    return parts[_KEY], parts[_VALUE]


def _number(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return value, position
    raise ValueError(_("not an ONNX file, or it is cut short"))


def _fields(file: BinaryIO, size: int, wanted: int) -> Iterator[bytes]:
    """The contents of every length-delimited field with this number."""
    while file.tell() < size:
        tag = _read_number(file)
        number, kind = tag >> 3, tag & 7
        if kind not in (_VARINT, _FIXED64, _BYTES, _FIXED32) or not number:
            raise ValueError(_("not an ONNX file"))
        length = _length(file, kind)
        if file.tell() + length > size:
            raise ValueError(_("not an ONNX file, or it is cut short"))
        if number == wanted and kind == _BYTES and length < _SMALL:
            yield file.read(length)
        else:
            file.seek(length, os.SEEK_CUR)


def _length(file: BinaryIO, kind: int) -> int:
    if kind == _VARINT:
        _read_number(file)
        return 0
    return {_FIXED64: 8, _FIXED32: 4}.get(kind) or (_read_number(file) if kind == _BYTES else 0)


def _read_number(file: BinaryIO) -> int:
    data = b""
    while len(data) < 10:  # noqa: PLR2004 - the longest varint
        byte = file.read(1)
        data += byte
        if not byte or byte[0] < 0x80:  # noqa: PLR2004
            break
    return _number(data, 0)[0]
