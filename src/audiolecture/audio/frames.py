"""MPEG audio frames as bytes: reading, silence, the Info frame, and the joining of a chapter.

Nothing is decoded here. A frame of our own format (48 kHz mono, constant bit rate) always lasts
1,152 samples (24 ms) and has one size, so byte offsets and time are the same thing. Sources:
ISO/IEC 11172-3 for the header and the side information; "Mp3 Info Tag" revision 1 and libmp3lame's
VbrTag.c for the Info frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from audiolecture.audio.crc import appended, crc16, crc16_of_rows
from audiolecture.errors import AudioError
from audiolecture.messages import _, series
from audiolecture.model import SAMPLE_RATE, Clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FRAME_SAMPLES = 1152
"""Samples in one frame of MPEG-1 Layer III."""

ENCODER_DELAY = 576
"""Samples that LAME puts before the first one of its input."""

DECODER_DELAY = 529
"""Samples that every Layer III decoder adds; players know it and add it to what the tag says."""

FLUSH_FRAMES = 2
"""Silent frames at a chapter's end: the delays (1,105 samples) push its last sample into them."""

_MPEG1, _MPEG2, _MPEG25 = 3, 2, 0
_BIT_RATES = {
    _MPEG1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    _MPEG2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_BIT_RATES[_MPEG25] = _BIT_RATES[_MPEG2]
_SAMPLE_RATES = {
    _MPEG1: (44_100, 48_000, 32_000),
    _MPEG2: (22_050, 24_000, 16_000),
    _MPEG25: (11_025, 12_000, 8_000),
}
_MONO = 3
_SYNC, _LAYER_3 = 0xFF, 0xE2
_HEADER = 4
_FOR_STEREO = 190
"""Where the checksum of the LAME tag stands in a stereo frame."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first four bytes of a frame say."""

    version: int
    bit_rate: int
    """Kilobits per second."""
    sample_rate: int
    channels: int
    size: int
    """Bytes of the whole frame."""
    samples: int
    side: int
    """Bytes of the side information that follows the header."""


def header(mp3: bytes, at: int = 0) -> Header:
    """Read the frame header at a byte position.

    Raises:
        AudioError: no Layer III frame starts there.
    """
    if len(mp3) < at + _HEADER or mp3[at] != _SYNC or mp3[at + 1] & 0xE6 != _LAYER_3:
        raise AudioError(_("no MP3 frame at byte {at}", at=at))
    version, rate = (mp3[at + 1] >> 3) & 3, (mp3[at + 2] >> 2) & 3
    index = mp3[at + 2] >> 4
    if version not in _SAMPLE_RATES or rate == 3 or index in (0, 15):  # noqa: PLR2004 - reserved
        raise AudioError(_("an MP3 frame header that makes no sense at byte {at}", at=at))
    bit_rate, sample_rate = _BIT_RATES[version][index], _SAMPLE_RATES[version][rate]
    samples = FRAME_SAMPLES if version == _MPEG1 else FRAME_SAMPLES // 2
    size = samples // 8 * bit_rate * 1000 // sample_rate + ((mp3[at + 2] >> 1) & 1)
    mono = mp3[at + 3] >> 6 == _MONO
    side = (17 if mono else 32) if version == _MPEG1 else (9 if mono else 17)
    return Header(version, bit_rate, sample_rate, 1 if mono else 2, size, samples, side)


def parse(mp3: bytes) -> tuple[bytes, ...]:
    """Split a stream into its frames, each complete.

    Raises:
        AudioError: something else than whole Layer III frames is in it, or nothing at all.
    """
    if not mp3:
        raise AudioError(_("no MP3 frames at all"))
    frames, at = [], 0
    while at < len(mp3):
        end = at + header(mp3, at).size
        frames.append(mp3[at:end])
        at = end
    if at != len(mp3):
        raise AudioError(_("the last MP3 frame is cut short"))
    return tuple(frames)


def is_ours(frames: bytes, count: int, bit_rate: int) -> bool:
    """Whether these are ``count`` frames of our own format, looking at their headers only."""
    size, first = frame_size(bit_rate), _frame_header(bit_rate)
    starts = (frames[byte::size] == first[byte : byte + 1] * count for byte in range(_HEADER))
    return len(frames) == count * size and all(starts)


def info_offset(frame: bytes) -> int | None:
    """Where the word "Info" or "Xing" stands in a frame that holds it instead of audio."""
    at = _HEADER + header(frame).side
    return at if frame[at : at + 4] in (b"Info", b"Xing") else None


def frame_size(bit_rate: int) -> int:
    """Bytes of one frame of ours.

    Raises:
        AudioError: MPEG-1 Layer III has no such bit rate.
    """
    return FRAME_SAMPLES // 8 * 1000 * _checked(bit_rate) // SAMPLE_RATE


def silence(count: int, bit_rate: int) -> bytes:
    """``count`` frames of digital silence.

    The side information is all zeros: no main data, none borrowed from the frames before.
    """
    return _silent_frame(bit_rate) * count


@lru_cache
def _silent_frame(bit_rate: int) -> bytes:
    return _frame_header(bit_rate).ljust(frame_size(bit_rate), b"\0")


def _frame_header(bit_rate: int) -> bytes:
    """MPEG-1 Layer III without checksum, 48 kHz, mono, original; as LAME writes it."""
    index = _BIT_RATES[_MPEG1].index(_checked(bit_rate))
    return bytes((0xFF, 0xFB, index << 4 | 1 << 2, _MONO << 6 | 1 << 2))


def _checked(bit_rate: int) -> int:
    if bit_rate not in _BIT_RATES[_MPEG1][1:]:
        choice = series(_BIT_RATES[_MPEG1][1:])
        raise AudioError(
            _("MP3 has no bit rate of {bit_rate} kbit/s", bit_rate=bit_rate),
            hint=_("one of {choice}", choice=choice),
        )
    return bit_rate


# ---------------------------------------------------------------- the Info frame


def info_frame(count: int, crc: int, bit_rate: int) -> bytes:
    """The frame in front of a chapter that tells players how long it is and what to cut off.

    Args:
        count: frames of content; `FLUSH_FRAMES` of silence follow them.
        crc: `crc16` of everything that follows this frame, the flush frames included.
        bit_rate: of the frames that follow, in kbit/s.
    """
    following = count + FLUSH_FRAMES
    own_rate = _info_bit_rate(bit_rate)
    size = frame_size(own_rate)
    total = size + following * frame_size(bit_rate)
    padding = FLUSH_FRAMES * FRAME_SAMPLES - ENCODER_DELAY
    body = b"".join(
        (
            b"Info",
            (0b1111).to_bytes(4, "big"),  # frames, bytes, seek table and quality are given
            following.to_bytes(4, "big"),
            total.to_bytes(4, "big"),
            _seek_table(size, following * frame_size(bit_rate)),
            (57).to_bytes(4, "big"),  # 100 - 10 * VBR quality - quality, LAME's defaults
            b"LAME3.100",
            b"\x01",  # tag revision 0, constant bit rate
            b"\0" * 9,  # low-pass, peak, replay gains: not said here
            b"\0",  # encoding flags
            min(bit_rate, 255).to_bytes(1, "big"),
            (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
            b"\x80",  # source was sampled at 48 kHz; mono
            b"\0\0\0",  # no mp3gain, no preset
            total.to_bytes(4, "big"),
            crc.to_bytes(2, "big"),
        )
    )
    # LAME reckons the second checksum over all that stands before it.
    unsigned = _frame_header(own_rate) + b"\0" * 17 + body
    signed = unsigned + crc16(unsigned).to_bytes(2, "big")
    # Some readers (eyeD3) look for the checksum where a stereo frame has it.
    filled = signed.ljust(_FOR_STEREO, b"\0")
    return (filled + crc16(filled).to_bytes(2, "big")).ljust(size, b"\0")


def _info_bit_rate(bit_rate: int) -> int:
    """The lowest bit rate from ``bit_rate`` up whose frames have room for tag and checksums."""
    needed = _FOR_STEREO + 2
    return next(r for r in _BIT_RATES[_MPEG1][1:] if r >= bit_rate and frame_size(r) >= needed)


def _seek_table(lead: int, following: int) -> bytes:
    """For each percent of the time, where its byte is, in 256ths of the whole."""
    return bytes((lead + following * i // 100) * 256 // (lead + following) for i in range(100))


# ---------------------------------------------------------------- a chapter


def chapter_audio(parts: Sequence[Clip | int], bit_rate: int) -> Iterator[bytes]:
    """The whole audio of a chapter, piece by piece.

    What a gapless player hears of it is exactly the clips and pauses: 1,152 samples per frame.

    Args:
        parts: clips, and pauses as a number of frames.
        bit_rate: of the clips, in kbit/s.

    Raises:
        AudioError: there is nothing to join, or a clip is not in this bit rate.
    """
    stretches = [_stretch(part, bit_rate) for part in parts]
    count = sum(frames for frames, _ in stretches)
    if not count:
        raise AudioError(_("a chapter without audio"))
    crc = joined_crc([*stretches, _stretch(FLUSH_FRAMES, bit_rate)], bit_rate)
    yield info_frame(count, crc, bit_rate)
    for part in parts:
        yield silence(part, bit_rate) if isinstance(part, int) else part.frames
    yield silence(FLUSH_FRAMES, bit_rate)


def chapter_bytes(frames: int, bit_rate: int) -> int:
    """Bytes that `chapter_audio` makes of so many frames of content."""
    return frame_size(_info_bit_rate(bit_rate)) + (frames + FLUSH_FRAMES) * frame_size(bit_rate)


def joined_crc(stretches: Iterable[tuple[int, int]], bit_rate: int) -> int:
    """`frames_crc` of stretches one after the other, from (frames, CRC) of each."""
    size, crc = frame_size(bit_rate), 0
    for frames, own in stretches:
        crc = appended(crc, own, frames * size)
    return crc


def frames_crc(frames: bytes, bit_rate: int) -> int:
    """CRC-16 of whole frames, as the LAME tag reckons it."""
    return crc16_of_rows(frames, frame_size(bit_rate))


def _stretch(part: Clip | int, bit_rate: int) -> tuple[int, int]:
    if isinstance(part, int):
        return part, _silence_crc(part, bit_rate)
    frames = part.samples // FRAME_SAMPLES
    if len(part.frames) != frames * frame_size(bit_rate):
        raise AudioError(
            _("a clip that is not made of {bit_rate} kbit/s frames", bit_rate=bit_rate),
            hint=_("build again"),
        )
    return frames, part.crc


@lru_cache(maxsize=256)
def _silence_crc(count: int, bit_rate: int) -> int:
    one = 1, frames_crc(silence(1, bit_rate), bit_rate)
    return joined_crc(repeat(one, count), bit_rate)
