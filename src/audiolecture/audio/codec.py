"""Between bytes and samples: the only module that calls a codec or a resampler.

In memory a clip is pydub's `AudioSegment`: 16-bit mono.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from audiolecture.audio.frames import DECODER_DELAY, ENCODER_DELAY, FRAME_SAMPLES, parse
from audiolecture.model import SAMPLE_RATE
from audiolecture.errors import AudioError
from audiolecture.model import Speech

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydub import AudioSegment

    Samples = NDArray[np.float32]

QUALITY = 5
"""LAME's algorithm quality: at 64 kbit/s mono 2 is half as fast and no closer to its input."""


def segment(samples: Samples, sample_rate: int = SAMPLE_RATE) -> AudioSegment:
    """Samples (1.0 = full scale) as an `AudioSegment`; what is over full scale is clipped."""
    data = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype("<i2").tobytes()
    return _segment(data, sample_rate)


def _segment(data: bytes, sample_rate: int) -> AudioSegment:
    import warnings  # noqa: PLC0415 - with pydub

    with warnings.catch_warnings():
        # pydub looks for an ffmpeg program; nothing of ours runs one.
        warnings.simplefilter("ignore", RuntimeWarning)
        from pydub import AudioSegment  # noqa: PLC0415 - 30 ms

    return AudioSegment(data=data, sample_width=2, frame_rate=sample_rate, channels=1)


def samples_of(clip: AudioSegment) -> Samples:
    """The samples of an `AudioSegment`, 1.0 = full scale."""
    return np.frombuffer(clip.raw_data, "<i2").astype(np.float32) / 32_768


def decode(speech: Speech) -> AudioSegment:
    """An engine's reply as samples at the engine's own rate, in step with its marks.

    Raises:
        AudioError: the reply cannot be decoded.
    """
    if speech.encoding == "pcm_s16le":
        data = speech.audio[: len(speech.audio) // 2 * 2]
    else:
        data = decode_mp3(speech.audio).tobytes()
    return _segment(data, speech.sample_rate)


def decode_mp3(data: bytes) -> NDArray[np.int16]:
    """All samples of an MP3 without the codec's delay.

    With an Info frame, the decoder takes the delay away; without one (as the Edge service sends) it
    is taken away here, on the assumption of an encoder that is as late as LAME.

    Raises:
        AudioError: it is not MP3.
    """
    import av  # noqa: PLC0415 - 60 ms
    from av.error import FFmpegError  # noqa: PLC0415

    try:
        with av.open(io.BytesIO(data), format="mp3") as container:
            blocks = [_pcm(frame) for frame in container.decode(audio=0)]
    except (FFmpegError, IndexError, ValueError) as error:
        raise AudioError(f"the audio is not MP3: {error}") from error
    if not blocks:
        raise AudioError("the audio is empty")
    pcm = np.concatenate(blocks)
    has_tag = b"Info" in data[:256] or b"Xing" in data[:256]
    return pcm if has_tag else pcm[ENCODER_DELAY + DECODER_DELAY :]


def _pcm(frame: Any) -> NDArray[np.int16]:
    block = frame.to_ndarray().reshape(-1)
    if block.dtype == np.int16:
        return block  # type: ignore[no-any-return]
    return np.clip(np.rint(block * 32_768), -32_768, 32_767).astype(np.int16)


def resampled(samples: Samples, sample_rate: int) -> Samples:
    """Samples at `SAMPLE_RATE`; the resampler's delay is zero, so that marks only scale."""
    if sample_rate == SAMPLE_RATE:
        return samples
    import soxr  # noqa: PLC0415 - 60 ms

    result: Samples = soxr.resample(samples, sample_rate, SAMPLE_RATE, "HQ")
    return result


@cache
def encoder_version() -> str:
    """Part of every clip's key: another encoder makes other frames of the same samples."""
    from importlib.metadata import version  # noqa: PLC0415 - only where clips are made

    return f"lameenc {version('lameenc')} q{QUALITY}"


def encode(clip: AudioSegment, bit_rate: int) -> bytes:
    """Whole frames of a clip whose length is whole frames; its end must be silent.

    The encoder's own last frames, which hold only its delay, are dropped. They hold nothing of the
    clip if that ends in 1,105 samples and two frames of silence.

    Raises:
        AudioError: the clip is not whole frames.
    """
    import lameenc  # noqa: PLC0415 - only where clips are made

    count, rest = divmod(len(clip.raw_data) // 2, FRAME_SAMPLES)
    if rest:
        raise AudioError("a clip has to be whole MP3 frames long")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(QUALITY)
    encoder.silence()
    data = bytes(encoder.encode(clip.raw_data)) + bytes(encoder.flush())
    return b"".join(parse(data)[:count])
