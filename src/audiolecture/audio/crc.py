"""CRC-16 as the LAME tag uses it (polynomial 0x8005, reflected, from 0), quick on long input.

The CRC of joined data follows from the CRCs of its parts, so a chapter's costs nothing per byte.
Nothing in the standard library computes this polynomial; `crc16_of_rows` does it in C all the same,
by treating many rows at once with `bytes.translate` and exclusive-or of long integers.
"""

from __future__ import annotations

from functools import lru_cache

_POLYNOMIAL = 0xA001
_ONE = 0x8000
"""The polynomial 1 in reflected notation: the lowest power is the highest bit."""


def _step(crc: int) -> int:
    for _ in range(8):
        crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


_TABLE = tuple(_step(byte) for byte in range(256))
_LOW = bytes(entry & 0xFF for entry in _TABLE)
_HIGH = bytes(entry >> 8 for entry in _TABLE)


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC-16 of ``data``, going on from ``crc``."""
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def crc16_of_rows(data: bytes, row: int) -> int:
    """`crc16` of data whose length is a multiple of ``row`` bytes, all rows at once."""
    low = high = bytes(len(data) // row)
    for column in range(row):
        index = _xor(low, data[column::row])
        low, high = _xor(index.translate(_LOW), high), index.translate(_HIGH)
    crc, factor = 0, _zeros(row)
    down = tuple(_times(byte, factor) for byte in range(256))
    up = tuple(_times(byte << 8, factor) for byte in range(256))
    for low_byte, high_byte in zip(low, high, strict=True):
        crc = down[crc & 0xFF] ^ up[crc >> 8] ^ low_byte ^ high_byte << 8
    return crc


def appended(crc: int, other: int, length: int) -> int:
    """CRC of data with CRC ``crc`` followed by ``length`` bytes with CRC ``other``."""
    return _times(crc, _zeros(length)) ^ other


def _xor(left: bytes, right: bytes) -> bytes:
    number = int.from_bytes(left, "little") ^ int.from_bytes(right, "little")
    return number.to_bytes(len(left), "little")


def _times(left: int, right: int) -> int:
    """Product of two polynomials modulo the generator, both reflected."""
    product, bit = 0, _ONE
    while bit:
        if right & bit:
            product ^= left
        left = left >> 1 ^ (_POLYNOMIAL if left & 1 else 0)
        bit >>= 1
    return product


@lru_cache(maxsize=4096)
def _zeros(length: int) -> int:
    """What ``length`` further zero bytes multiply a CRC by: x to the power of 8 * length."""
    power, square = _ONE, _TABLE_X8
    while length:
        if length & 1:
            power = _times(power, square)
        square = _times(square, square)
        length >>= 1
    return power


_TABLE_X8 = _ONE >> 8
"""x to the power of 8."""
