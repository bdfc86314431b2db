"""A stand-in for the Edge service on loopback, spoken to by the real edge-tts.

It speaks through the embedded espeak-ng, so that its audio is speech and the time of every
character is known, and it can fail in every way that the service or the network was seen to fail.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import email.utils
import json
import random
import re
import socket
import struct
import tempfile
import threading
import time
import uuid
import xml.etree.ElementTree as ET
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import lameenc
import numpy as np
import soxr
from aiohttp import WSCloseCode, WSMsgType, web
from edge_tts.constants import TRUSTED_CLIENT_TOKEN
from edge_tts.drm import generate_sec_ms_gec_v2

from audiolecture.engines.base import EngineContext
from audiolecture.engines.espeak import EspeakEngine
from audiolecture.mandarin.readings import pinyin
from audiolecture.model import Prosody, Span, Utterance

PATH = "/consumer/speech/synthesize/readaloud"
RATE = 24_000
FRAME = 144
DRIP = 0.1
"""Seconds between the messages of audio of a line that is slow."""
_NS = "{http://www.w3.org/2001/10/synthesis}"

AT_HANDSHAKE = ("401", "429", "500", "503", "302", "200", "reset", "stall")
AFTER_HANDSHAKE = (
    "close at 0 %", "close at 50 %", "reset at 50 %", "stall at 50 %", "stall before the end",
    "no turn end", "half with turn end", "words dropped", "no metadata", "unknown type",
    "unknown path", "bad json", "bad header", "short binary", "long header", "wrong type",
    "wrong path", "empty audio", "garbage",
)  # fmt: skip
PASSING = AT_HANDSHAKE + AFTER_HANDSHAKE
"""Faults after which the same request may succeed."""


@dataclass(frozen=True)
class Spoken:
    """What is said for a text, and when each character of it really sounds."""

    pcm: np.ndarray
    """At 24 kHz."""
    audio: bytes
    truth: tuple[tuple[int, int, int], ...]
    """Character, onset and offset in samples of ``pcm``."""


@dataclass
class StandIn:
    """The service. What it does next is set from outside."""

    voices: tuple[str, ...] = ("zh-CN-YunyangNeural", "zh-CN-XiaoxiaoNeural")
    faults: collections.deque = field(default_factory=collections.deque)
    """One for each request to come, an empty text for none."""
    by_text: dict[str, str] = field(default_factory=dict)
    """Faults of every request that holds a text."""
    chance: float = 0.0
    """Share of the requests that fail, in a way that ``dice`` chooses."""
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    limit: int = 1_000
    """Connections at once, over which it answers 429."""
    skew: float = 0.0
    """Seconds that its clock is ahead."""
    delay: float = 0.0
    """Seconds that it thinks before it speaks."""
    together: dict[int, int] = field(default_factory=dict)
    """From which request on it answers nobody before how many were there at once."""
    refuse_all: bool = False
    """The scheme of its tokens has changed."""
    on_request: object = None
    """Called with the number of each request before it is answered."""
    several: bool = False
    """Put several words into one message of metadata."""

    requests: list[str] = field(default_factory=list)
    handshakes: int = 0
    failed: collections.Counter = field(default_factory=collections.Counter)
    running: int = 0
    met: asyncio.Condition = field(default_factory=asyncio.Condition)
    peak: int = 0
    port: int = 0

    @property
    def endpoint(self):
        return f"ws://127.0.0.1:{self.port}"

    # ------------------------------------------------------------ http

    async def list_voices(self, request):
        if not self._knows(request.query):
            return self._refusal(403)
        return web.json_response([_voice(name) for name in self.voices])

    async def tell_the_time(self, _):
        return self._refusal(404)

    async def log_in_first(self, _):
        """What the network of a train or hotel answers instead."""
        return web.Response(text="<html>Please log in</html>", content_type="text/html")

    async def speak(self, request):
        self.handshakes += 1
        fault = self._fault()
        if fault in {"reset", "stall"}:
            return await self._broken_handshake(request, fault)
        if fault[:3].isdigit():
            return self._refusal(int(fault[:3]), fault)
        if self.running >= self.limit:
            return self._refusal(429)
        if not self._knows(request.query):
            return self._refusal(403)
        return await self._conversation(request, fault)

    def _fault(self):
        if self.faults:
            fault = self.faults.popleft()
        elif self.dice.random() < self.chance:
            fault = self.dice.choice(PASSING)
        else:
            fault = ""
        self.failed[fault] += bool(fault)
        return fault

    def _knows(self, query):
        if self.refuse_all:
            return False
        token = query.get("TrustedClientToken") or query.get("trustedclienttoken")
        now = time.time() + self.skew
        good = {generate_sec_ms_gec_v2(now + step) for step in (-300, 0, 300)}
        return token == TRUSTED_CLIENT_TOKEN and query.get("Sec-MS-GEC") in good

    def _refusal(self, status, fault=""):
        date = email.utils.formatdate(time.time() + self.skew, usegmt=True)
        headers = {"Date": "yesterday" if "bad date" in fault else date}
        if status == 302:
            headers["Location"] = "/elsewhere"
        return web.Response(status=status, headers=headers, text="<html>no</html>")

    async def _broken_handshake(self, request, fault):
        if fault == "stall":
            await asyncio.Event().wait()
        _abort(request)
        return web.Response()

    # ------------------------------------------------------------ the socket

    async def _conversation(self, request, fault):
        line = web.WebSocketResponse(compress=True)
        await line.prepare(request)
        self.running += 1
        self.peak = max(self.peak, self.running)
        async with self.met:
            self.met.notify_all()
        try:
            async for message in line:
                if message.type is not WSMsgType.TEXT:
                    break
                head, _, body = message.data.partition("\r\n\r\n")
                if "Path:ssml" in head and await self._turn(request, line, body, fault):
                    break
        finally:
            self.running -= 1
        return line

    async def _turn(self, request, line, ssml, fault):
        """Answer one request; true if the connection is not to be used any more."""
        root = ET.fromstring(ssml)
        voice = re.sub(r".*\((.+), ?(.+)\)", r"\1-\2", root.find(f"{_NS}voice").get("name"))
        prosody = next(root.iter(f"{_NS}prosody"))
        text = prosody.text or ""
        self.requests.append(text)
        wanted = [count for first, count in self.together.items() if first <= len(self.requests)]
        if self.on_request:
            self.on_request(len(self.requests))
        fault = next((kind for part, kind in self.by_text.items() if part in text), fault)
        if voice not in self.voices or fault == "bad voice":
            await line.close(code=WSCloseCode.INVALID_TEXT, message=b"Unsupported voice")
            return True
        rate, volume = (int(prosody.get(name).rstrip("%")) for name in ("rate", "volume"))
        manner = Prosody(rate=rate, volume=volume)
        spoken = await asyncio.to_thread(speech, text, manner)
        async with self.met:
            await self.met.wait_for(lambda: self.peak >= max(wanted, default=1))
        await asyncio.sleep(self.delay)
        await _send(line, "turn.start", {})
        await _send(line, "response", {})
        return await self._answer(request, line, spoken, text, fault)

    async def _answer(self, request, line, spoken, text, fault):  # noqa: C901 - a branch a fault
        words = list(_words(text, spoken.truth))
        audio = spoken.audio
        if fault == "words dropped":
            audio, words = _half(audio), words[: len(words) // 2]
        if fault == "half with turn end":
            audio = _half(audio)
        if fault == "no metadata":
            words = []
        if fault == "garbage":
            audio = b"<html>busy</html>" * 300
        await self._metadata(line, words)
        await _oddity(line, fault)
        end = len(audio) * (0 if "0 %" in fault and "50" not in fault else 1)
        if "at 50 %" in fault:
            end = len(audio) // 2
        for start in range(0, end, FRAME * 40):
            await _audio(line, audio[start : min(end, start + FRAME * 40)])
            if fault == "slow drip":
                await asyncio.sleep(DRIP)
        if fault.startswith("close") or fault == "no turn end":
            await line.close()
            return True
        if fault.startswith("reset"):
            _abort(request)
            return True
        if fault.startswith("stall"):
            await asyncio.Event().wait()
        await _audio(line, b"", kind=None)
        await _send(line, "turn.end", {})
        return False

    async def _metadata(self, line, words):
        step = 3 if self.several else 1
        for start in range(0, len(words), step):
            await _send(line, "audio.metadata", {"Metadata": words[start : start + step]})


async def _oddity(line, fault):
    """What edge-tts does not understand."""
    match fault:
        case "unknown type":
            await _send(line, "audio.metadata", {"Metadata": [{"Type": "Viseme", "Data": {}}]})
        case "unknown path":
            await _send(line, "turn.wat", {})
        case "bad json":
            await line.send_str("X-RequestId:0\r\nPath:audio.metadata\r\n\r\n{not json")
        case "bad header":
            await line.send_str("garbage without any header\r\n\r\n{}")
        case "short binary":
            await line.send_bytes(b"\0")
        case "long header":
            await line.send_bytes(b"\xff\xffPath:audio\r\n")
        case "wrong type":
            await _audio(line, b"x" * 10, kind="audio/ogg")
        case "wrong path":
            await _audio(line, b"x" * 10, path="video")
        case "empty audio":
            await _audio(line, b"")


async def _send(line, path, body):
    head = f"X-RequestId:{uuid.uuid4().hex}\r\nContent-Type:application/json\r\nPath:{path}"
    await line.send_str(f"{head}\r\n\r\n{json.dumps(body, ensure_ascii=False)}")


async def _audio(line, data, *, kind="audio/mpeg", path="audio"):
    head = "X-RequestId:0\r\n" + (f"Content-Type:{kind}\r\n" if kind else "") + f"Path:{path}\r\n"
    await line.send_bytes(len(head).to_bytes(2, "big") + head.encode() + data)


def _abort(request):
    raw = request.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


def _half(audio):
    return audio[: len(audio) // 2 // FRAME * FRAME]


def _voice(name):
    return {
        "Name": name,
        "ShortName": name,
        "Gender": "Female" if "Xiao" in name else "Male",
        "Locale": name[:5],
        "SuggestedCodec": "audio-24khz-48kbitrate-mono-mp3",
        "FriendlyName": name,
        "Status": "GA",
        "VoiceTag": {"ContentCategories": ["News"], "VoicePersonalities": ["Calm"]},
    }


# ---------------------------------------------------------------- speech

_engine = EspeakEngine(EngineContext(Path(tempfile.gettempdir()) / "audiolecture-standin"))
_spoken: dict[tuple[str, Prosody], Spoken] = {}
_lock = threading.Lock()


def speech(text, prosody=Prosody()):  # noqa: B008 - frozen
    """The same audio for the same text and manner, whatever came before."""
    with _lock:
        if (text, prosody) not in _spoken:
            _spoken[text, prosody] = _speak(text, prosody)
        return _spoken[text, prosody]


def _speak(text, prosody):
    heard = re.sub("[&<>]", " ", text)
    spans, readings = (Span(0, len(text), heard),), pinyin(heard)
    said = Utterance(heard, spans, readings, ((0, len(text)),), prosody=prosody)
    reply = asyncio.run(_engine.synthesize(said))
    chance = random.Random(zlib.crc32(text.encode()))
    head, tail = (
        chance.randint(low, high) * RATE // 1000 for low, high in ((100, 185), (600, 1_200))
    )
    voice = np.frombuffer(reply.audio, "<i2").astype(np.float32)
    voice = soxr.resample(voice, reply.sample_rate, RATE)
    pcm = np.concatenate([np.zeros(head), voice, np.zeros(tail)]).clip(-32_768, 32_767)
    pcm = np.pad(pcm, (0, -len(pcm) % 576)).astype("<i2")
    truth = tuple(
        (
            at,
            head + m.onset * RATE // reply.sample_rate,
            head + m.offset * RATE // reply.sample_rate,
        )
        for m in reply.marks
        for at in range(m.start, m.end)
    )
    return Spoken(pcm, _encoded(pcm), truth)


def _encoded(pcm):
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    data = bytes(encoder.encode(pcm.tobytes())) + bytes(encoder.flush())
    return data[: len(data) // FRAME * FRAME]


def _words(text, truth):
    """The service's marks: words of one or two characters, no punctuation, no offsets."""
    times = {at: (onset, offset) for at, onset, offset in truth}
    for match in re.finditer(r"[\u3400-\u9fff]{1,2}|[A-Za-z0-9]+", text):
        inside = [times[at] for at in range(*match.span()) if at in times]
        if inside:
            start, end = inside[0][0], inside[-1][1]
            yield {
                "Type": "WordBoundary",
                "Data": {
                    "Offset": start * 10_000_000 // RATE,
                    "Duration": (end - start) * 10_000_000 // RATE,
                    "text": {
                        "Text": match[0],
                        "Length": len(match[0]),
                        "BoundaryType": "WordBoundary",
                    },
                },
            }


# ---------------------------------------------------------------- serving


@contextlib.asynccontextmanager
async def serving(standin):
    """Serve on a free port of loopback."""
    app = web.Application()
    app.router.add_get(f"{PATH}/edge/v1", standin.speak)
    app.router.add_get(f"{PATH}/voices/list", standin.list_voices)
    app.router.add_get("/elsewhere", standin.log_in_first)
    app.router.add_get("/", standin.tell_the_time)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    standin.port = runner.addresses[0][1]
    try:
        yield standin
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def serving_beside(standin):
    """Serve from a thread of its own, for a whole build in this process or another."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    done = asyncio.Event()

    async def main():
        async with serving(standin):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield standin
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()
