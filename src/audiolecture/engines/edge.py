"""The Edge read-aloud service, never trusted: every reply is checked, every fault survived."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiolecture.engines import edge_reply, edge_wire
from audiolecture.engines.base import Capabilities, EngineContext
from audiolecture.engines.edge_pace import START, Pace
from audiolecture.engines.edge_reply import Reply, Sendable
from audiolecture.engines.edge_wire import Passing, Permanent, Route
from audiolecture.errors import (
    BadSpeech,
    ConfigError,
    EngineError,
    EngineUnavailable,
    SynthesisRefused,
)
from audiolecture.events import Retrying
from audiolecture.messages import N_, _, series
from audiolecture.model import Mark, Speech, Utterance, Voice
from audiolecture.suggestions import closest

if TYPE_CHECKING:
    from tenacity import RetryCallState

_PROBE = "今天天气很好。"
"""Said when a text fails again and again: if this succeeds, the text is at fault."""
_VOICES_KEPT = 24 * 3600
_RESUME = N_("what is finished is kept; run the same command again to go on")


@dataclass(frozen=True, slots=True)
class Options:
    """The table ``[engines.edge]``; times in seconds."""

    idle_timeout: float = 30.0
    total_timeout: float = 180.0
    check_timeout: float = 4.0
    tries: int = 6
    backoff: float = 1.5
    """The first wait; each is twice the last one, up to a minute, and up to as much again."""
    concurrency: int = START
    proxy: str = ""
    ca_file: str = ""


def _options(context: EngineContext) -> Options:
    usual = Options()
    names = [field.name for field in fields(Options)]
    for name, value in context.settings.items():
        if name not in names:
            close = closest(name, names)
            hint = _("known are {names}", names=series(names))
            if close:
                hint = _("did you mean '{name}'? {others}", name=close, others=hint)
            raise ConfigError(
                _("unknown setting '{name}'", name=name), where="engines.edge", hint=hint
            )
        wanted = type(getattr(usual, name))
        if not isinstance(value, (int, float) if wanted is float else wanted):
            hint = _("it is {value!r} if nothing is said", value=getattr(usual, name))
            raise ConfigError(
                _("'{name}' cannot be {value!r}", name=name, value=value),
                where="engines.edge",
                hint=hint,
            )
    changes: dict[str, Any] = dict(context.settings)
    return replace(usual, **changes)


class EdgeEngine:
    """Microsoft's voices, over the network."""

    name = "edge"
    revision = "1"
    capabilities = Capabilities(readings=False, online=True, concurrency=16)
    default_voice = "zh-CN-YunyangNeural"

    def __init__(self, context: EngineContext) -> None:
        """Read the settings; nothing is connected yet."""
        self._options = _options(context)
        self.capabilities = replace(type(self).capabilities, everywhere=self._options.concurrency)
        self._route = Route(
            self._options.idle_timeout,
            self._options.total_timeout,
            self._options.proxy,
            self._options.ca_file,
        )
        self._voices_file = context.cache_dir / "voices.json"
        self._emit = context.emit
        self._pace = Pace(self._options.concurrency, context.emit)
        self._voices: tuple[Voice, ...] | None = None

    async def voices(self) -> Sequence[Voice]:
        """What the service lists, at most a day old; an older list if it cannot be reached."""
        if self._voices is None:
            rows = self._kept_rows(_VOICES_KEPT)
            if rows is None:
                try:
                    rows = await self._fetched_rows(self._route)
                except EngineUnavailable:
                    rows = self._kept_rows(float("inf"))
                    if rows is None:
                        raise
            self._voices = tuple(map(_voice, rows))
        return self._voices

    async def check(self) -> str | None:
        """Ask for the list of voices, and wait only for a few seconds."""
        try:
            await self.reach()
        except EngineUnavailable as error:
            return error.message
        return None

    async def reach(self) -> Sequence[Voice]:
        """Ask the service itself for its voices, and wait only for a few seconds.

        Raises:
            EngineUnavailable: it cannot be used now.
        """
        return tuple(map(_voice, await self._fetched_rows(self.route)))

    @property
    def route(self) -> Route:
        """How the service is reached when it is only looked at."""
        return replace(self._route, idle_timeout=self._options.check_timeout)

    async def aclose(self) -> None:
        """Nothing is held between requests."""

    async def synthesize(self, utterance: Utterance) -> Speech:
        """Speak; see `audiolecture.engines.base.Engine.synthesize`."""
        whole = edge_reply.sendable(utterance.spoken)
        if not any(char.isalnum() for char in whole.text):
            raise SynthesisRefused(
                _("there is nothing to say"), where=_("engine {name}", name="edge")
            )
        audio, marks, position = b"", [], 0
        for part in edge_reply.requests(whole):
            reply = await self._spoken(part, utterance)
            for mark in edge_reply.marks(reply, part):
                onset, offset = mark.onset + position, mark.offset + position
                marks.append(Mark(mark.start, mark.end, onset, offset))
            audio += reply.audio
            position += reply.samples
        return Speech(audio, "mp3", edge_reply.SAMPLE_RATE, tuple(marks))

    # ------------------------------------------------------------ persistence

    async def _spoken(self, part: Sendable, utterance: Utterance) -> Reply:
        """The reply to one request, after as many tries as it is worth.

        When they are used up, a sentence that is known to be good tells whether the service is at
        fault, which ends the run, or the text, which gets a second round.
        """
        try:
            return await self._tried(part.text, utterance)
        except Passing as error:
            await self._probe(utterance, error)
        try:
            return await self._tried(part.text, utterance)
        except Passing as error:
            kind = BadSpeech if error.flawed else SynthesisRefused
            raise kind(
                _("the service speaks other texts, but not this one: {error}", error=error),
                hint=_("say it in other words, or run the same command again later"),
                where=_("engine {name}", name="edge"),
            ) from error

    async def _probe(self, utterance: Utterance, reason: Passing) -> None:
        try:
            await self._once(_PROBE, utterance)
        except Passing as error:
            stopped = EngineUnavailable(
                _("the service is out of order: {reason}", reason=reason),
                hint=_(_RESUME),
                where=_("engine {name}", name="edge"),
            )
            self._pace.stop(stopped)
            raise stopped from error

    async def _tried(self, text: str, utterance: Utterance) -> Reply:
        from tenacity import (  # noqa: PLC0415 - only online
            AsyncRetrying,
            retry_if_exception_type,
            stop_after_attempt,
            wait_exponential,
            wait_random,
        )

        base = self._options.backoff
        tries = AsyncRetrying(
            retry=retry_if_exception_type(Passing),
            stop=stop_after_attempt(self._options.tries),
            wait=wait_exponential(multiplier=base, max=40 * base) + wait_random(0, base),
            before_sleep=self._tell,
            reraise=True,
        )
        reply: Reply = await tries(self._once, text, utterance)
        return reply

    def _tell(self, state: RetryCallState) -> None:
        reason = str(state.outcome.exception()) if state.outcome else ""
        delay = state.next_action.sleep if state.next_action else 0.0
        self._emit(Retrying("edge", state.attempt_number + 1, delay, reason))

    async def _once(self, text: str, utterance: Utterance) -> Reply:
        """One request, believed only if nothing is wrong with its reply."""
        voice = utterance.voice or self.default_voice
        async with self._pace.slot():
            try:
                reply = await edge_wire.request(text, voice, utterance.prosody, self._route)
            except Passing as error:
                if error.busy:
                    self._pace.slower(str(error))
                raise
            except Permanent as error:
                self._pace.stop(_stopping(error))
                self._pace.raise_if_stopped()
                raise
        flaw = edge_reply.flaw(reply, text)
        if flaw:
            raise Passing(flaw, flawed=True)
        self._pace.well()
        return reply

    # ------------------------------------------------------------ voices

    def _kept_rows(self, age: float) -> list[dict[str, Any]] | None:
        with suppress(OSError, ValueError):
            if time.time() - self._voices_file.stat().st_mtime < age:
                rows: list[dict[str, Any]] = json.loads(self._voices_file.read_bytes())
                return rows
        return None

    async def _fetched_rows(self, route: Route) -> list[dict[str, Any]]:
        try:
            rows = await edge_wire.list_voices(route)
        except Passing as error:
            raise EngineUnavailable(
                str(error),
                hint=_("'audiolecture doctor' looks closer"),
                where=_("engine {name}", name="edge"),
            ) from error
        except Permanent as error:
            raise _stopping(error) from error
        with suppress(OSError):
            self._keep(json.dumps(rows, ensure_ascii=False))
        return rows

    def _keep(self, text: str) -> None:
        self._voices_file.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(f"{self._voices_file}.{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self._voices_file)


def _stopping(error: Permanent) -> EngineError:
    return EngineUnavailable(str(error), hint=error.hint, where=_("engine {name}", name="edge"))


def _voice(row: dict[str, Any]) -> Voice:
    tags = row.get("VoiceTag", {})
    about = [*tags.get("VoicePersonalities", []), *tags.get("ContentCategories", [])]
    return Voice(
        str(row["ShortName"]), str(row["Locale"]), str(row.get("Gender", "")), ", ".join(about)
    )
