"""The binding to libespeak-ng: text and parameters in, PCM and events out.

The library is one set of global variables, so there is one of it in a process and one lock. What
it remembers from one request to the next is brought to the same state before each, so that the
same request gives the same bytes in any order, in any process.
"""

from __future__ import annotations

import ctypes
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiolecture.errors import BadSpeech, EngineUnavailable
from audiolecture.messages import _

# espeak_EVENT_TYPE, espeak_PARAMETER and flags of speak_lib.h
_WORD, _END, _PHONEME = 1, 5, 7
_RATE, _VOLUME, _PITCH, _RANGE, _WORDGAP = 1, 2, 3, 4, 7
_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE = 0x8000 | 1  # do not exit the process on an error; report phonemes
_SYNTH = 1 | 0x100 | 0x1000  # UTF-8; phonemes in [[ ]]; a pause at the end

_SETTLE = "a1 "
"""Spoken and thrown away before each request.

The gain control of ``wavegen.c`` returns to unity at one step in eight voiced samples, 93 ms at
most; pitch, phase and formants start from where this syllable left them.
"""


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class Sound:
    """One reply of the library."""

    pcm: bytes
    """16-bit little-endian mono at the rate of `Library`."""
    words: tuple[tuple[int, int], ...]
    """1-based position in the text, and the sample at which the word begins; in order."""
    silences: tuple[int, ...]
    """Samples at which a pause or the end of a clause begins; ascending."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A voice file and the library's own units (words a minute, percent, 0-99)."""

    voice: str
    rate: int
    volume: int
    pitch: int


class Library:
    """libespeak-ng, loaded and reading ``data``; hold `lock` around every call."""

    def __init__(self, path: str) -> None:
        """Load the shared library at ``path``.

        Raises:
            EngineUnavailable: it cannot be loaded on this system.
        """
        self.lock = threading.Lock()
        self.sample_rate = 0
        self._data: Path | None = None
        self._pcm = bytearray()
        self._words: list[tuple[int, int]] = []
        self._silences: list[int] = []
        self._callback = _Callback(self._receive)  # the library keeps only a bare pointer
        try:
            self._library = _declare(ctypes.CDLL(path))
        except (OSError, AttributeError) as error:
            raise EngineUnavailable(
                _("libespeak-ng cannot be loaded: {error}", error=error),
                hint=_("reinstall espeakng-loader; it has wheels for Linux, macOS and Windows"),
                where=_("engine {name}", name="espeak"),
            ) from error

    def open(self, data: Path) -> None:
        """Read the data folder, if it is not the one that is already in use."""
        if data == self._data:
            return
        if self._data is not None:
            self._library.espeak_Terminate()
        self._data = None
        rate = self._library.espeak_Initialize(
            _OUTPUT_SYNCHRONOUS, 0, os.fsencode(data), _INITIALIZE
        )
        if rate <= 0:
            raise EngineUnavailable(
                _("espeak-ng refuses its data in {data} (status {rate})", data=data, rate=rate),
                hint=_("remove this folder: it is made again"),
                where=_("engine {name}", name="espeak"),
            )
        self._library.espeak_SetSynthCallback(self._callback)
        self._data, self.sample_rate = data, rate

    def speak(self, text: str, parameters: Parameters) -> Sound:
        """Synthesize ``text``, which is in espeak-ng's own notation."""
        self._set(parameters)
        self._synthesize(_SETTLE)
        return self._synthesize(text + " ")

    def _set(self, parameters: Parameters) -> None:
        name = f"cmn-latn-pinyin+{parameters.voice}".encode()
        _succeed(self._library.espeak_SetVoiceByName(name), _("set the voice"))
        values = {
            _RATE: parameters.rate,
            _VOLUME: parameters.volume,
            _PITCH: parameters.pitch,
            _RANGE: 50,
            _WORDGAP: 0,
        }
        for number, value in values.items():  # after the voice, which resets them
            _succeed(self._library.espeak_SetParameter(number, value, 0), _("set a parameter"))

    def _synthesize(self, text: str) -> Sound:
        self._pcm.clear()
        self._words.clear()
        self._silences.clear()
        data = text.encode() + b"\0"
        status = self._library.espeak_Synth(data, len(data), 0, 0, 0, _SYNTH, None, None)
        _succeed(status, "speak")
        _succeed(self._library.espeak_Synchronize(), "finish")
        return Sound(bytes(self._pcm), tuple(self._words), tuple(self._silences))

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, count * 2)
        index = 0
        while events[index].type:
            self._note(events[index])
            index += 1
        return 0

    def _note(self, event: _Event) -> None:
        if event.type == _WORD:
            self._words.append((event.text_position, event.sample))
        elif event.type == _END or (event.type == _PHONEME and event.id.string.startswith(b"_:")):
            self._silences.append(event.sample)


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    integer, text, pointer = ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p
    unsigned, size = ctypes.c_uint, ctypes.c_size_t
    prototypes: dict[str, tuple[Any, ...]] = {
        "espeak_Initialize": (integer, integer, integer, text, integer),
        "espeak_Terminate": (integer,),
        "espeak_SetSynthCallback": (None, _Callback),
        "espeak_SetVoiceByName": (integer, text),
        "espeak_SetParameter": (integer, integer, integer, integer),
        "espeak_Synth": (
            integer, text, size, unsigned, integer, unsigned, unsigned, pointer, pointer,
        ),
        "espeak_Synchronize": (integer,),
    }  # fmt: skip
    for name, (result, *arguments) in prototypes.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _succeed(status: int, action: str) -> None:
    if status:
        raise BadSpeech(
            _("espeak-ng could not {action} (status {status})", action=action, status=status),
            hint=_("remove the espeak-… folder in the cache: it is made again"),
            where=_("engine {name}", name="espeak"),
        )
