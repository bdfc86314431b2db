"""A stand-in for the Edge service on loopback, spoken to by the real edge-tts."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import lameenc
import numpy as np
from aiohttp import WSMsgType, web

PATH = "/consumer/speech/synthesize/readaloud"
FRAME = 144
TICKS_PER_FRAME = 240_000
_PROSODY = "{http://www.w3.org/2001/10/synthesis}"


@dataclass
class StandIn:
    """Answers each request with tones, or with the next fault in `faults`."""

    voices: tuple[str, ...] = ("zh-CN-YunyangNeural", "zh-CN-XiaoxiaoNeural")
    faults: collections.deque = field(default_factory=collections.deque)
    requests: list[str] = field(default_factory=list)
    running: int = 0
    peak: int = 0
    limit: int = 1_000
    port: int = 0

    async def list_voices(self, _):
        return web.json_response(
            [
                {
                    "Name": name,
                    "ShortName": name,
                    "Gender": "Male",
                    "Locale": name[:5],
                    "SuggestedCodec": "",
                    "FriendlyName": name,
                    "Status": "GA",
                    "VoiceTag": {"ContentCategories": ["News"], "VoicePersonalities": ["Calm"]},
                }
                for name in self.voices
            ]
        )

    async def speak(self, request):
        fault = self.faults.popleft() if self.faults else ""
        if fault.isdigit():
            return web.Response(status=int(fault))
        if self.running >= self.limit:
            return web.Response(status=429)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.running += 1
        self.peak = max(self.peak, self.running)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                head, _, body = message.data.partition("\r\n\r\n")
                if "Path:ssml" in head:
                    await self.turn(socket, body, fault)
        finally:
            self.running -= 1
        return socket

    async def turn(self, socket, ssml, fault):  # noqa: C901 - one branch a fault
        text = next(ET.fromstring(ssml).iter(f"{_PROSODY}prosody")).text or ""
        self.requests.append(text)
        audio, marks = speech(text)
        await send(socket, "turn.start", {})
        if fault == "no marks":
            marks = []
        if fault == "words missing":
            marks = marks[: len(marks) // 2]
        for mark in marks:
            await send(socket, "audio.metadata", {"Metadata": [mark]})
        if fault == "garbage":
            audio = b"<html>busy</html>" * 100
        if fault == "half":
            audio = audio[: len(audio) // 2 // FRAME * FRAME]
        if fault == "silent":
            await socket.close()
            return
        for start in range(0, len(audio), FRAME * 20):
            if fault == "close" and start > len(audio) // 2:
                await socket.close()
                return
            if fault == "stall" and start > len(audio) // 2:
                await asyncio.Event().wait()
            await binary(socket, audio[start : start + FRAME * 20])
        if fault != "no turn end":
            await send(socket, "turn.end", {})
        else:
            await socket.close()


async def send(socket, path, body):
    head = f"X-RequestId:{uuid.uuid4().hex}\r\nContent-Type:application/json\r\nPath:{path}"
    await socket.send_str(f"{head}\r\n\r\n{json.dumps(body, ensure_ascii=False)}")


async def binary(socket, data):
    head = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    await socket.send_bytes(len(head).to_bytes(2, "big") + head + data)


def speech(text):
    """Tones of 192 ms a character between silences, and the service's marks of them."""
    words = re.findall(r"[\u3400-\u9fff]{1,2}|[A-Za-z0-9]+", text)
    frames, marks = 4, []
    for word in words:
        length = 8 * len(word)
        marks.append(
            {
                "Type": "WordBoundary",
                "Data": {
                    "Offset": frames * TICKS_PER_FRAME,
                    "Duration": length * TICKS_PER_FRAME,
                    "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"},
                },
            }
        )
        frames += length
    pcm = np.zeros((frames + 30) * 576)
    voiced = slice(4 * 576, frames * 576)
    pcm[voiced] = 0.3 * np.sin(np.arange(pcm[voiced].size) * 2 * np.pi * 300 / 24_000)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(24_000)
    encoder.set_out_sample_rate(24_000)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    data = bytes(encoder.encode((pcm * 32_767).astype("<i2").tobytes()) + encoder.flush())
    return data[: len(data) // FRAME * FRAME], marks


@contextlib.asynccontextmanager
async def serving(standin):
    """Serve on a free port of loopback."""
    app = web.Application()
    app.router.add_get(f"{PATH}/edge/v1", standin.speak)
    app.router.add_get(f"{PATH}/voices/list", standin.list_voices)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    standin.port = runner.addresses[0][1]
    try:
        yield standin
    finally:
        await runner.cleanup()
