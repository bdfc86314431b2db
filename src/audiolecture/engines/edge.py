"""The Edge read-aloud service, through edge-tts, and never trusted: every reply is checked.

edge-tts reports audio that a broken connection cut short as success, so a reply is accepted only if
its turn ended, its frames are whole, its marks fit its audio, and nearly all words have a mark.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.errors import BadSpeech, EngineError, EngineUnavailable, SynthesisRefused
from audiolecture.events import PaceChanged, Retrying
from audiolecture.model import Mark, Prosody, Speech, Utterance, Voice

SAMPLE_RATE = 24_000
FRAME_BYTES, FRAME_SAMPLES = 144, 576
"""One frame of MPEG-2 Layer III at 48 kbit/s and 24 kHz: 24 ms."""

_TICKS = 10_000_000
"""The service counts in 100 ns."""

_MOST_BYTES = 4_096
"""edge-tts splits longer texts, and not where Chinese may be split."""

_SLACK = SAMPLE_RATE // 20
_COVERED = 0.9
_PERMANENT = frozenset({403, 404, 407})
_BUSY = frozenset({429, 503})
_ENDPOINT = "AUDIOLECTURE_EDGE_ENDPOINT"
_PATH = "/consumer/speech/synthesize/readaloud"
_VOICES_KEPT = 86_400

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Options:
    """What ``[engines.edge]`` may say; seconds."""

    idle_timeout: float = 30.0
    total_timeout: float = 180.0
    check_timeout: float = 4.0
    retries: int = 5
    backoff: float = 2.0
    concurrency: int = 3
    proxy: str = ""
    ca_file: str = ""


class EdgeEngine:
    """Microsoft's voices, over the network."""

    name = "edge"
    revision = "1"
    capabilities = Capabilities(readings=False, online=True, concurrency=8)
    default_voice = "zh-CN-YunyangNeural"

    def __init__(self, context: EngineContext) -> None:
        """Read the settings; nothing is connected yet."""
        known = dict(context.settings)
        self._options = _Options(**known)  # type: ignore[arg-type]
        self._voices_file = context.cache_dir / "voices.json"
        self._emit = context.emit
        self._pace = _Pace(self._options.concurrency, context.emit)
        self._stopped: EngineError | None = None
        self._voices: tuple[Voice, ...] | None = None

    async def voices(self) -> Sequence[Voice]:
        """What the service lists, at most a day old."""
        if self._voices is None:
            self._voices = tuple(_voice(row) for row in await self._rows())
        return self._voices

    async def check(self) -> str | None:
        """Ask for the list of voices."""
        try:
            async with asyncio.timeout(self._options.check_timeout):
                await self._fetch_rows()
        except TimeoutError:
            return "it did not answer"
        except EngineError as error:
            return error.message
        return None

    async def aclose(self) -> None:
        """Nothing is held between requests."""

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        text, places = _clean(utterance.spoken)
        if not any(char.isalnum() for char in text):
            raise SynthesisRefused("there is nothing to say", where="engine edge")
        voice = utterance.voice or self.default_voice
        prosody = utterance.prosody
        reply = await self._persistently(lambda: self._request(text, voice, prosody))
        return Speech(
            reply.audio, "mp3", SAMPLE_RATE, tuple(_aligned(text, places, reply)), exact=False
        )

    # ------------------------------------------------------------ persistence

    async def _persistently(self, request: Callable[[], Awaitable[T]]) -> T:
        from tenacity import (  # noqa: PLC0415 - only online
            AsyncRetrying,
            RetryCallState,
            retry_if_exception_type,
            stop_after_attempt,
            wait_exponential,
            wait_random,
        )

        def tell(state: RetryCallState) -> None:
            reason = str(state.outcome.exception()) if state.outcome else ""
            pause = state.next_action.sleep if state.next_action else 0.0
            self._emit(Retrying("edge", state.attempt_number + 1, pause, reason))

        base = self._options.backoff
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(_Passing),
            stop=stop_after_attempt(self._options.retries + 1),
            wait=wait_exponential(multiplier=base, max=30 * base) + wait_random(0, base),
            before_sleep=tell,
            reraise=True,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._once(request)
        except _Passing as error:
            raise error.last() from error
        raise AssertionError("tenacity ends by returning or raising")

    async def _once(self, request: Callable[[], Awaitable[T]]) -> T:
        async with self._pace.slot():
            if self._stopped is not None:
                raise self._stopped
            try:
                result = await request()
            except _Permanent as error:
                self._stopped = EngineUnavailable(
                    error.args[0], hint=error.hint, where="engine edge"
                )
                raise self._stopped from error
            except _Passing as error:
                if error.busy:
                    self._pace.slower(error.args[0])
                raise
            self._pace.well()
            return result

    async def _request(self, text: str, voice: str, prosody: Prosody) -> _Reply:
        import aiohttp  # noqa: PLC0415 - only online
        import edge_tts  # noqa: PLC0415
        from edge_tts.exceptions import EdgeTTSException  # noqa: PLC0415

        self._configure()
        talk = edge_tts.Communicate(
            text,
            voice,
            boundary="WordBoundary",
            proxy=self._proxy(),
            rate=f"{prosody.rate:+d}%",
            volume=f"{prosody.volume:+d}%",
            pitch=f"{prosody.pitch:+d}Hz",
        )
        audio, marks = bytearray(), []
        stream = talk.stream()
        try:
            async with asyncio.timeout(self._options.total_timeout):
                while True:
                    async with asyncio.timeout(self._options.idle_timeout):
                        piece = await anext(stream, None)
                    if piece is None:
                        break
                    if piece["type"] == "audio":
                        audio += piece["data"]
                    else:
                        marks.append(_span(piece))
        except TimeoutError as error:
            raise _Passing("the service went silent") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise _Permanent(
                "its certificate is not trusted", "name your company's CA file in ca_file"
            ) from error
        except aiohttp.ClientResponseError as error:
            raise _of_status(error.status) from error
        except (EdgeTTSException, aiohttp.ClientError, OSError, ValueError, KeyError) as error:
            raise _Passing(f"{type(error).__name__}: {error}"[:120]) from error
        finally:
            with suppress(Exception):
                await stream.aclose()
        ended = talk.state["chunk_audio_bytes"] == 0 and talk.state[
            "cumulative_audio_bytes"
        ] == len(audio)
        return _accepted(_Reply(bytes(audio), tuple(marks)), text, ended=ended)

    # ------------------------------------------------------------ surroundings

    def _configure(self) -> None:
        """Point edge-tts at the endpoint and give it the extra CA file; it offers only globals."""
        from importlib import import_module  # noqa: PLC0415 - only online

        from edge_tts.constants import TRUSTED_CLIENT_TOKEN  # noqa: PLC0415

        communicate = import_module("edge_tts.communicate")
        voices = import_module("edge_tts.voices")

        endpoint = os.environ.get(_ENDPOINT, "")
        if endpoint:
            token = TRUSTED_CLIENT_TOKEN
            web = endpoint.replace("ws", "http", 1)
            communicate.__dict__["WSS_URL"] = (
                f"{endpoint}{_PATH}/edge/v1?TrustedClientToken={token}"
            )
            voices.__dict__["VOICE_LIST"] = f"{web}{_PATH}/voices/list?trustedclienttoken={token}"
        if self._options.ca_file:
            communicate._SSL_CTX.load_verify_locations(self._options.ca_file)  # noqa: SLF001

    def _proxy(self) -> str | None:
        names = ("WSS_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        found = (os.environ.get(n) or os.environ.get(n.lower()) for n in names)
        return self._options.proxy or next(filter(None, found), None)

    async def _rows(self) -> list[dict[str, Any]]:
        with suppress(OSError, ValueError):
            if time.time() - self._voices_file.stat().st_mtime < _VOICES_KEPT:
                rows: list[dict[str, Any]] = json.loads(self._voices_file.read_bytes())
                return rows
        return await self._fetch_rows()

    async def _fetch_rows(self) -> list[dict[str, Any]]:
        import aiohttp  # noqa: PLC0415 - only online
        import edge_tts  # noqa: PLC0415

        self._configure()
        try:
            rows: list[dict[str, Any]] = [
                dict(v) for v in await edge_tts.list_voices(proxy=self._proxy())
            ]
        except aiohttp.ClientResponseError as error:
            raise EngineUnavailable(f"it answered {error.status}", where="engine edge") from error
        except (aiohttp.ClientError, OSError, ValueError, KeyError) as error:
            raise EngineUnavailable("it cannot be reached", where="engine edge") from error
        with suppress(OSError):
            self._voices_file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._voices_file.with_suffix(f".{os.getpid()}")
            temporary.write_text(json.dumps(rows), encoding="utf-8")
            temporary.replace(self._voices_file)
        return rows


# ---------------------------------------------------------------- failures and pace


class _Passing(Exception):  # noqa: N818 - a state, not an error for anyone outside
    """This request failed; the next may not."""

    def __init__(self, message: str, *, busy: bool = False, bad: bool = False) -> None:
        super().__init__(message)
        self.busy = busy
        self.bad = bad

    def last(self) -> EngineError:
        """What to raise when there is no further try."""
        kind = BadSpeech if self.bad else EngineUnavailable
        hint = "what is finished is kept; run the same command again later"
        return kind(str(self), hint=hint, where="engine edge")


class _Permanent(Exception):  # noqa: N818
    """No request of this run will succeed."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _of_status(status: int) -> Exception:
    if status == 403:  # noqa: PLR2004 - HTTP
        return _Permanent(
            "the service refused the token (403)", "update edge-tts and check this machine's clock"
        )
    if status in _PERMANENT:
        return _Permanent(f"the service answered {status}", "check the proxy, or update edge-tts")
    return _Passing(f"the service answered {status}", busy=status in _BUSY)


class _Pace:
    """How many requests run at once: halved when the service is busy, one more when it is well."""

    MOST, LEAST, PATIENCE = 8, 1, 8

    def __init__(self, start: int, emit: Callable[[Any], None]) -> None:
        self._limit = start
        self._running = 0
        self._good = 0
        self._free = asyncio.Condition()
        self._emit = emit

    @asynccontextmanager
    async def slot(self) -> Any:
        async with self._free:
            await self._free.wait_for(lambda: self._running < self._limit)
            self._running += 1
        try:
            yield
        finally:
            async with self._free:
                self._running -= 1
                self._free.notify_all()

    def slower(self, reason: str) -> None:
        self._good = 0
        if self._limit > self.LEAST:
            self._limit = max(self.LEAST, self._limit // 2)
            self._emit(PaceChanged("edge", self._limit, reason))

    def well(self) -> None:
        self._good += 1
        if self._good >= self.PATIENCE and self._limit < self.MOST:
            self._good = 0
            self._limit += 1


# ---------------------------------------------------------------- replies


@dataclass(frozen=True, slots=True)
class _Reply:
    """Audio, and for each word its text and times in samples."""

    audio: bytes
    words: tuple[tuple[str, int, int], ...]

    @property
    def samples(self) -> int:
        return len(self.audio) // FRAME_BYTES * FRAME_SAMPLES


def _span(piece: Any) -> tuple[str, int, int]:
    start = piece["offset"] * SAMPLE_RATE // _TICKS
    return piece["text"], start, start + piece["duration"] * SAMPLE_RATE // _TICKS


def _accepted(reply: _Reply, text: str, *, ended: bool) -> _Reply:
    """The reply, if it may be believed."""
    if not ended or not reply.audio:
        raise _Passing("the reply was cut short", bad=True)
    if len(reply.audio) % FRAME_BYTES or reply.audio[:2] != b"\xff\xf3":
        raise _Passing("the reply is not whole MP3 frames", bad=True)
    if not reply.words:
        raise _Passing("the reply has no marks", bad=True)
    if reply.words[-1][2] > reply.samples + _SLACK:
        raise _Passing("the audio is shorter than its marks", bad=True)
    wanted = [char for char in text if char.isalnum()]
    if sum(1 for _ in _matched(text, reply)) < _COVERED * len(wanted):
        raise _Passing("words are missing from the reply", bad=True)
    return reply


def _matched(text: str, reply: _Reply) -> Iterator[tuple[int, int, int]]:
    """Characters of ``text`` that a word was found for: position, onset, offset in samples."""
    at = 0
    for word, start, end in reply.words:
        letters = [char for char in word if char.isalnum()]
        for number, letter in enumerate(letters):
            found = text.find(letter, at, at + 40)
            if found >= 0:
                at = found + 1
                length = end - start
                yield (
                    found,
                    start + length * number // len(letters),
                    start + length * (number + 1) // len(letters),
                )


def _aligned(text: str, places: Sequence[int], reply: _Reply) -> Iterator[Mark]:
    """A mark for every letter, digit and Han character; gaps are shared out evenly."""
    matched = {position: (onset, offset) for position, onset, offset in _matched(text, reply)}
    spoken = [index for index, char in enumerate(text) if char.isalnum()]
    last = 0
    for number, index in enumerate(spoken):
        if index not in matched:
            following = next((i for i in spoken[number:] if i in matched), None)
            run = (
                spoken.index(following) - number if following is not None else len(spoken) - number
            )
            until = matched[following][0] if following is not None else reply.samples
            matched[index] = (last, last + max(0, until - last) // max(1, run))
        onset, offset = matched[index]
        onset = max(last, onset)
        last = max(onset, offset)
        yield Mark(places[index], places[index] + 1, onset, last)


def _clean(text: str) -> tuple[str, list[int]]:
    """What XML can carry, without line breaks, and where each character stood."""
    kept = [
        (char, i)
        for i, char in enumerate(text)
        if unicodedata.category(char) not in {"Cs", "Cn", "Co", "Cf"}
    ]
    cleaned = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char, _ in kept)
    return cleaned, [index for _, index in kept]


def _voice(row: dict[str, Any]) -> Voice:
    tags = row.get("VoiceTag", {})
    about = ", ".join([*tags.get("VoicePersonalities", []), *tags.get("ContentCategories", [])])
    return Voice(str(row["ShortName"]), str(row["Locale"]), str(row.get("Gender", "")), about)
