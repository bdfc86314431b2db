"""The one place that calls edge-tts: a single request, and the list of voices.

Whatever goes wrong becomes `Passing` (the next try may succeed) or `Permanent` (none of this run
will), with a sentence for people.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from audiolecture.engines.edge_reply import SAMPLE_RATE, TICKS, Reply, Word
from audiolecture.errors import SynthesisRefused
from audiolecture.messages import _

if TYPE_CHECKING:
    from audiolecture.model import Prosody

ENDPOINT = "AUDIOLECTURE_EDGE_ENDPOINT"
"""``ws://host:port`` of a relay or stand-in; the service's own paths are appended."""

_HOST = "speech.platform.bing.com"
_PATH = "/consumer/speech/synthesize/readaloud"
_FORBIDDEN, _NOT_FOUND, _PROXY_LOGIN = 403, 404, 407
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Route:
    """How the service is reached."""

    idle_timeout: float
    """Seconds without a message after which a request is given up: edge-tts would wait for ever."""
    total_timeout: float
    proxy: str = ""
    ca_file: str = ""


class Passing(Exception):  # noqa: N818 - a state of the connection, handled inside the engine
    """This request failed; the next may not."""

    def __init__(self, message: str, *, busy: bool = False, flawed: bool = False) -> None:
        super().__init__(message)
        self.busy = busy
        self.flawed = flawed


class Permanent(Exception):  # noqa: N818
    """No request of this run will succeed."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


async def request(text: str, voice: str, prosody: Prosody, route: Route) -> Reply:
    """Ask for one text.

    Raises:
        Passing: it failed.
        Permanent: it will always fail.
        SynthesisRefused: this voice or prosody can be asked for of nobody.
    """
    import edge_tts  # noqa: PLC0415 - only online: 300 ms

    _point_edge_tts_at(route)
    try:
        talk = edge_tts.Communicate(
            text,
            voice,
            boundary="WordBoundary",  # SentenceBoundary has been seen to skip sentences
            rate=f"{prosody.rate:+d}%",
            volume=f"{prosody.volume:+d}%",
            pitch=f"{prosody.pitch:+d}Hz",
            proxy=proxy_for(route),
        )
    except ValueError as error:
        raise SynthesisRefused(
            _("edge-tts refuses it: {error}", error=str(error).rstrip(".")),
            where=_("engine {name}", name="edge"),
            hint=_("'audiolecture voices --engine edge' lists the voices"),
        ) from error
    audio, words = await _received(talk, route)
    state = talk.state
    # edge-tts clears the first and raises the second only when the service says turn.end.
    ended = not state["chunk_audio_bytes"] and state["cumulative_audio_bytes"] == len(audio)
    return Reply(audio, words, ended)


async def _received(talk: Any, route: Route) -> tuple[bytes, tuple[Word, ...]]:
    audio = bytearray()
    words: list[Word] = []
    stream = talk.stream()
    try:
        async with asyncio.timeout(route.total_timeout):
            while True:
                async with asyncio.timeout(route.idle_timeout):
                    message = await anext(stream, None)
                if message is None:
                    return bytes(audio), tuple(words)
                if message["type"] == "audio":
                    audio += message["data"]
                else:
                    words.append(_word(message))
    except Exception as error:
        raise _explained(error) from error
    finally:
        with suppress(Exception):  # the socket is closed; why it broke was said above
            await stream.aclose()


def _word(message: Any) -> Word:
    start = message["offset"] * SAMPLE_RATE // TICKS
    return Word(message["text"], start, start + message["duration"] * SAMPLE_RATE // TICKS)


async def list_voices(route: Route) -> list[dict[str, Any]]:
    """The service's own list.

    Raises:
        Passing: it failed.
        Permanent: it will always fail.
    """
    import edge_tts  # noqa: PLC0415 - only online

    _point_edge_tts_at(route)
    try:
        async with asyncio.timeout(route.idle_timeout):
            return [dict(row) for row in await edge_tts.list_voices(proxy=proxy_for(route))]
    except Exception as error:
        raise _explained(error) from error


def _explained(error: Exception) -> Exception:  # noqa: PLR0911 - a table, one row a kind
    """What went wrong, as one of our two kinds; a bug of ours stays what it is."""
    import aiohttp  # noqa: PLC0415 - only online
    from edge_tts.exceptions import EdgeTTSException, SkewAdjustmentError  # noqa: PLC0415

    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError):
        return Permanent(
            _("its certificate is not trusted"),
            _("name your network's CA file: [engines.edge] ca_file, or SSL_CERT_FILE"),
        )
    if isinstance(error, aiohttp.ClientResponseError):
        return _of_status(error.status)
    if isinstance(error, SkewAdjustmentError):
        return _of_status(_FORBIDDEN)
    if isinstance(error, TimeoutError):
        return Passing(_("it went silent"))
    if isinstance(error, aiohttp.ClientConnectorError):
        return Passing(_("it cannot be reached"))
    if isinstance(error, EdgeTTSException):
        return Passing(
            _("its reply was not understood ({name})", name=type(error).__name__), flawed=True
        )
    if isinstance(error, aiohttp.ClientError | OSError):
        return Passing(_("the connection broke ({name})", name=type(error).__name__))
    if isinstance(error, ValueError | KeyError | json.JSONDecodeError):
        return Passing(_("its reply was not understood"), flawed=True)
    return error


def _of_status(status: int) -> Exception:
    if status == _FORBIDDEN:
        return Permanent(
            _("it refused our token (403)"),
            _("check this machine's clock, then update edge-tts: pip install -U edge-tts"),
        )
    if status == _NOT_FOUND:
        return Permanent(_("its address has changed (404)"), _("update edge-tts"))
    if status == _PROXY_LOGIN:
        return Permanent(
            _("the proxy asks for a login (407)"),
            _(
                "put user and password into the proxy's address: {address}",
                address="http://user:password@host:port",
            ),
        )
    return Passing(_("it answered {status}", status=status), busy=status in _BUSY)


def endpoint() -> str:
    """The address that stands for the service, or an empty string for the service itself."""
    return os.environ.get(ENDPOINT, "").rstrip("/")


def web_address() -> str:
    """Where the service is asked for the time."""
    address = endpoint()
    return "http" + address.removeprefix("ws") if address else f"https://{_HOST}"


def proxy_for(route: Route) -> str | None:
    """The proxy from the settings or the usual variables; edge-tts itself reads only one."""
    if route.proxy:
        return route.proxy
    host = endpoint().partition("://")[2] or _HOST
    if urllib.request.proxy_bypass(host):
        return None
    names = ("WSS_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    found = (os.environ.get(name) or os.environ.get(name.lower()) for name in names)
    return next(filter(None, found), None)


def _point_edge_tts_at(route: Route) -> None:
    """edge-tts offers only its modules' globals for the address and for certificates."""
    from edge_tts.constants import TRUSTED_CLIENT_TOKEN  # noqa: PLC0415 - only online

    communicate, voices = import_module("edge_tts.communicate"), import_module("edge_tts.voices")
    address = endpoint()
    if address:
        speak = f"{address}{_PATH}/edge/v1?TrustedClientToken={TRUSTED_CLIENT_TOKEN}"
        listing = f"{web_address()}{_PATH}/voices/list?trustedclienttoken={TRUSTED_CLIENT_TOKEN}"
        vars(communicate)["WSS_URL"], vars(voices)["VOICE_LIST"] = speak, listing
    extra = route.ca_file or os.environ.get("SSL_CERT_FILE", "")
    if extra:
        try:
            vars(communicate)["_SSL_CTX"].load_verify_locations(extra)
        except OSError as error:
            raise Permanent(
                _("the CA file {file} cannot be read", file=extra),
                _("check [engines.edge] ca_file"),
            ) from error
