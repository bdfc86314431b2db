"""The only place that decodes, resamples and encodes: PyAV, soxr and LAME stand behind it.

In memory a clip is pydub's `AudioSegment`, always 48 kHz, mono, 16 bits; arithmetic on it is done
on float arrays, 1.0 being full scale.
"""

from __future__ import annotations

import sys
import warnings
from functools import partial
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audiolecture.audio import frames as mpeg
from audiolecture.audio.tags import HEADER, tag_length
from audiolecture.errors import AudioError
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE, Mark, Speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av import AudioFrame

with warnings.catch_warnings():
    # pydub looks for an ffmpeg program when it is imported; we never ask it to run one.
    warnings.simplefilter("ignore", RuntimeWarning)
    warnings.simplefilter("ignore", SyntaxWarning)
    from pydub import AudioSegment

Samples = NDArray[np.float32]

PACKET = 100
"""Frames that the decoder is given at once; one each takes half as long again."""

_PIECE = 5 * SAMPLE_RATE
"""Samples that are converted and encoded at once: LAME copies what it is given twice."""

_FULL_SCALE = 32768.0
_LAME_SCALE = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
_LAME_SCALE_ELSE = 0.95
"""LAME turns its input down by these factors (presets.c, abr_switch_map; measured as well)."""
_LAME_TAG = 120
"""Bytes from the word "Info" to the name of the encoder in the tag."""


# ---------------------------------------------------------------- AudioSegment and arrays


def segment(samples: Samples) -> AudioSegment:
    """Samples at 48 kHz as a pydub clip, rounded to 16 bits; what exceeds full scale is clipped."""
    pcm = b"".join(_to_pcm(samples))
    return AudioSegment(data=pcm, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)


def samples_of(audio: AudioSegment) -> Samples:
    """A pydub clip as samples."""
    return _from_pcm(audio.raw_data)


def _to_pcm(samples: Samples, scale: float = 1.0) -> Iterator[bytes]:
    """Sixteen bits, a piece at a time: a whole minute in every form would be much memory."""
    for start in range(0, len(samples), _PIECE):
        scaled = samples[start : start + _PIECE] * np.float32(_FULL_SCALE * scale)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1, out=scaled)
        yield scaled.astype("<i2").tobytes()


def _from_pcm(pcm: bytes) -> Samples:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    samples *= np.float32(1 / _FULL_SCALE)
    return samples


# ---------------------------------------------------------------- decoding


def decode(speech: Speech) -> AudioSegment:
    """An engine's reply at 48 kHz.

    Raises:
        AudioError: the audio is empty, cut short, or not what it is said to be.
    """
    if not speech.audio:
        raise AudioError(_("an engine's reply without audio"))
    if speech.encoding == "mp3":
        samples, rate = decode_mp3(speech.audio)
    elif len(speech.audio) % 2:
        raise AudioError(_("16-bit audio with an odd number of bytes"))
    else:
        samples, rate = _from_pcm(speech.audio), speech.sample_rate
    return segment(resample(samples, rate))


def scaled_marks(marks: Iterable[Mark], sample_rate: int) -> tuple[Mark, ...]:
    """Marks counted in samples at ``sample_rate``, at 48 kHz instead."""
    scale = partial(_scaled, sample_rate=sample_rate)
    return tuple(Mark(m.start, m.end, scale(m.onset), scale(m.offset)) for m in marks)


def _scaled(position: int, sample_rate: int) -> int:
    return (position * SAMPLE_RATE + sample_rate // 2) // sample_rate


def resample(samples: Samples, rate: int) -> Samples:
    """Samples at another rate, at 48 kHz. soxr adds no delay: positions scale exactly."""
    if rate == SAMPLE_RATE:
        return samples
    import soxr  # noqa: PLC0415 - only who resamples needs it

    resampled: Samples = soxr.resample(samples, rate, SAMPLE_RATE, quality="HQ")
    return resampled


def decode_mp3(mp3: bytes) -> tuple[Samples, int]:
    """Decode an MP3 stream to what was put into its encoder, and its sample rate.

    A LAME tag says how much to cut off at both ends. A stream without one, such as the Edge
    service sends, loses the delay of LAME's encoder and of any decoder at its start.

    Raises:
        AudioError: not an intact MP3 stream.
    """
    pieces = mpeg.parse(_without_id3(mp3))
    sample_rate, channels = _format(pieces[0])
    if any(_format(piece) != (sample_rate, channels) for piece in pieces):
        raise AudioError(_("an MP3 stream that changes its format on the way"))
    start, end = _delays(pieces[0])
    first = 0 if mpeg.info_offset(pieces[0]) is None else 1
    packets = (b"".join(pieces[i : i + PACKET]) for i in range(first, len(pieces), PACKET))
    decoded = decode_frames(packets)
    return decoded[start : len(decoded) - end], sample_rate


def _format(frame: bytes) -> tuple[int, int]:
    head = mpeg.header(frame)
    return head.sample_rate, head.channels


def decode_frames(packets: Iterable[bytes]) -> Samples:
    """Every sample that a decoder makes of MP3 frames, nothing cut off; stereo becomes mono.

    Args:
        packets: any number of whole frames each; see `PACKET`.

    Raises:
        AudioError: the decoder refuses a frame.
    """
    samples = np.concatenate([*_decoded(packets)])
    if not samples.size:
        raise AudioError(_("MP3 audio without any sound in it"))
    return samples


def _decoded(packets: Iterable[bytes]) -> Iterator[Samples]:
    """What a decoder makes of each packet, and of the end; raises as `decode_frames` does."""
    import av  # noqa: PLC0415 - only who decodes needs it

    decoder = av.AudioCodecContext.create("mp3float", "r")
    assert isinstance(decoder, av.AudioCodecContext)  # noqa: S101 - create() gives any kind
    try:
        for packet in packets:
            yield _mono(decoder.decode(av.Packet(packet)))
        yield _mono(decoder.decode(None))
    except av.FFmpegError as error:
        raise AudioError(_("MP3 audio that cannot be decoded")) from error


def _mono(frames: Iterable[AudioFrame]) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *map(_mean_channel, frames)])


def _mean_channel(frame: AudioFrame) -> Samples:
    planes: tuple[Any, ...] = frame.planes  # they are buffers, though not typed as such
    first, *others = (np.frombuffer(plane, np.float32, frame.samples) for plane in planes)
    mean: Samples = sum(others, first) / np.float32(len(planes)) if others else first
    return mean


def _without_id3(mp3: bytes) -> bytes:
    """The stream behind an ID3v2 tag."""
    return mp3[tag_length(mp3[:HEADER]) :]


def _delays(first: bytes) -> tuple[int, int]:
    """Samples to cut off at the start and at the end of what is decoded."""
    at = mpeg.info_offset(first)
    tag = first[at + _LAME_TAG :] if at is not None else b""
    if tag[:4] not in (b"LAME", b"Lavc", b"Lavf"):
        return mpeg.ENCODER_DELAY + mpeg.DECODER_DELAY, 0
    both = int.from_bytes(tag[21:24], "big")
    return (both >> 12) + mpeg.DECODER_DELAY, max((both & 0xFFF) - mpeg.DECODER_DELAY, 0)


# ---------------------------------------------------------------- encoding


def encode(samples: Samples, *, bit_rate: int, quality: int) -> bytes:
    """Encode whole frames of samples at 48 kHz to exactly as many MP3 frames.

    A fresh encoder borrows nothing from frames before it, so clips may be joined byte by byte. What
    it would still flush is dropped: the samples have to end in silence longer than the delays.

    Raises:
        AudioError: not a whole number of frames, or the encoder made something else.
    """
    import lameenc  # noqa: PLC0415 - only who encodes needs the encoder

    count, rest = divmod(len(samples), mpeg.FRAME_SAMPLES)
    if rest:
        raise AudioError(_("audio to encode that is not a whole number of frames"))
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(quality)
    encoder.silence()
    _load_decoder()
    pcm = _to_pcm(samples, 1 / _LAME_SCALE.get(bit_rate, _LAME_SCALE_ELSE))
    stream = b"".join(bytes(encoder.encode(piece)) for piece in pcm) + bytes(encoder.flush())
    kept = stream[: count * mpeg.frame_size(bit_rate)]
    if not mpeg.is_ours(kept, count, bit_rate):
        raise AudioError(_("the MP3 encoder made frames of a kind that was not asked for"))
    return kept


def _load_decoder() -> None:
    """Load what a clip is heard with while it is encoded: the encoder leaves Python alone."""
    if "av" not in sys.modules:
        Thread(target=import_module, args=("av",), daemon=True).start()


def decode_clip(frames: bytes, bit_rate: int) -> Samples:
    """What is heard of a clip's frames inside a chapter: sample for sample what was encoded."""
    delay = mpeg.ENCODER_DELAY + mpeg.DECODER_DELAY
    count = len(frames) // mpeg.frame_size(bit_rate) * mpeg.FRAME_SAMPLES
    stream = frames + mpeg.silence(mpeg.FLUSH_FRAMES, bit_rate)
    step = PACKET * mpeg.frame_size(bit_rate)
    heard, place = np.zeros(count, np.float32), -delay
    for piece in _decoded(stream[i : i + step] for i in range(0, len(stream), step)):
        inside = piece[max(-place, 0) : max(count - place, 0)]
        start = max(place, 0)
        heard[start : start + len(inside)] = inside
        place += len(piece)
    if place < count:
        raise AudioError(_("MP3 audio that cannot be decoded"))
    return heard
