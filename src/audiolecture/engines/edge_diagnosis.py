"""What keeps the Edge service from being used here, looked at one thing after the other."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version

from audiolecture.engines import edge_wire
from audiolecture.engines.base import EngineContext
from audiolecture.engines.edge import EdgeEngine
from audiolecture.engines.edge_wire import Route
from audiolecture.errors import EngineError
from audiolecture.messages import _

_CLOCK_MOST = 300
"""Seconds: the token is made for steps of five minutes; edge-tts makes up for more by itself."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at; ``advice`` is empty if it is well."""

    subject: str
    message: str
    advice: str = ""


async def diagnose(context: EngineContext) -> list[Symptom]:
    """Look at the version of edge-tts, the proxy, the connection, the clock and the service."""
    route = EdgeEngine(context).route
    proxy = edge_wire.proxy_for(route)
    found = [Symptom("edge-tts", version("edge-tts"))]
    if edge_wire.endpoint():
        found.append(Symptom("endpoint", edge_wire.endpoint()))
    if proxy:
        found.append(Symptom("proxy", proxy.rpartition("@")[2]))
    clock = await _clock(route, proxy)
    if clock:
        found.append(clock)
    found.append(await _service(context))
    return found


async def _service(context: EngineContext) -> Symptom:
    engine = EdgeEngine(context)
    try:
        voices = await engine.reach()
    except EngineError as error:
        advice = error.hint
        if not isinstance(error.__cause__, edge_wire.Permanent):
            advice = _("look at the network; behind a proxy, set HTTPS_PROXY")
        return Symptom("service", error.message, advice)
    mandarin = sum(voice.locale.startswith("zh") for voice in voices)
    return Symptom("service", _("answers, {count} Chinese voices", count=mandarin))


async def _clock(route: Route, proxy: str | None) -> Symptom | None:
    """The difference between the service's clock and ours, or ``None`` if it tells no time."""
    import aiohttp  # noqa: PLC0415 - only online

    address = edge_wire.web_address()
    try:
        async with (
            asyncio.timeout(route.idle_timeout),
            aiohttp.ClientSession() as session,
            session.head(address, proxy=proxy, allow_redirects=False) as answer,
        ):
            told = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return None
    behind = round(told - time.time())
    if abs(behind) <= _CLOCK_MOST:
        return Symptom("clock", _("right to {seconds} s", seconds=abs(behind)))
    message = _("{seconds} s slow" if behind > 0 else "{seconds} s fast", seconds=abs(behind))
    return Symptom("clock", message, _("set this machine's clock"))
