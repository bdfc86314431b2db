"""Who speaks a lecture: the engine, its voice, and the gain that brings the voice to its level."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from audiolecture.config import Settings
from audiolecture.engines import registry
from audiolecture.engines.base import Engine, EngineContext
from audiolecture.errors import ConfigError, EngineUnavailable, SpeechGone, SynthesisRefused
from audiolecture.events import Listener
from audiolecture.mandarin.sentences import split_sentences
from audiolecture.messages import _, at, series, several
from audiolecture.model import Prosody, Utterance, Voice
from audiolecture.patterns import lazily
from audiolecture.plan import Speaker, digest, speech_key
from audiolecture.script import Delivery, prepare
from audiolecture.store import Store
from audiolecture.suggestions import alike

ONLINE, OFFLINE = "edge", "espeak"
"""What ``auto`` chooses between."""

CALIBRATION = (
    "基层是离群众最近的地方，也是检验工作的考场。怎样把好政策变成好日子？先要弄明白为谁干，再学会怎样干。"
    "心里装着群众，脚下才有力量；道理讲透了，事情就好办了一半。路是一步一步走出来的，信任是一点一滴攒起来的。"
)
"""What an unknown voice is asked to say once, so that its level can be measured."""

_ASSUMED = -23.0
"""LUFS of a voice that cannot be measured: that of speech by EBU R 128. Clips are evened anyway."""


@dataclass(frozen=True, slots=True)
class Member:
    """An engine with the voice and prosody that a lecture is spoken in."""

    engine: Engine
    voice: str
    prosody: Prosody
    reason: str = ""
    """Why this engine, if it was chosen for the user."""
    voices: tuple[tuple[str, str], ...] = ()
    """Other speakers of the lecture and their voices."""

    @property
    def delivery(self) -> Delivery:
        """What the script needs to know."""
        return Delivery(self.voice, self.prosody, self.engine.capabilities.readings, self.voices)

    @property
    def every(self) -> tuple[Member, ...]:
        """Each of the voices alone, the lecturer's first."""
        names = dict.fromkeys((self.voice, *(voice for _, voice in self.voices)))
        return tuple(replace(self, voice=name, voices=()) for name in names)

    @property
    def told(self) -> str:
        """The voices, for people: ``low; 主持人: high``."""
        return several((self.voice, *(at(name, voice) for name, voice in self.voices)))

    def speaker(self, clip_revisions: Mapping[str, str]) -> Speaker:
        """What the keys need to know."""
        engine = self.engine
        return Speaker(engine.name, engine.revision, self.voice, self.prosody, clip_revisions)


class Troupe:
    """The engines of one run: each is made once, asked once whether it is ready, and closed.

    Courses may set up the same engine differently, with another model for example.
    """

    def __init__(self, cache_dir: Path, emit: Listener) -> None:
        self._cache_dir = cache_dir
        self._emit = emit
        self._engines: dict[str, Engine] = {}
        self._problems: dict[int, str | None] = {}

    def engine(self, name: str, settings: Settings) -> Engine:
        """The engine called ``name``.

        Raises:
            ConfigError: there is no such engine.
            EngineUnavailable: what it needs is not installed.
        """
        table = settings.engine_settings(name)
        key = repr((name, sorted(table.items())))
        if key not in self._engines:
            context = EngineContext(self._cache_dir / "engines" / name, table, self._emit)
            self._engines[key] = registry.create(name, context)
        return self._engines[key]

    async def problem(self, engine: Engine) -> str | None:
        """What keeps the engine from speaking, or ``None``."""
        if id(engine) not in self._problems:
            self._problems[id(engine)] = await engine.check()
        return self._problems[id(engine)]

    async def aclose(self) -> None:
        """Free all engines."""
        for engine in self._engines.values():
            await engine.aclose()

    async def choose(
        self,
        settings: Settings,
        is_complete: Callable[[Member], Awaitable[bool]],
        *,
        others_voices: bool = False,
    ) -> Member:
        """Cast the lecture.

        Args:
            settings: name the engine, or ``auto``, and the voice.
            is_complete: whether a member would have nothing left to synthesize; then an online
                engine need not be reached at all.
            others_voices: the voices are those of another engine than the one that is named: where
                it does not offer them, others speak.
        """
        if settings.engine != "auto":
            named = self._member(self.engine(settings.engine, settings), settings)
            return await _at_home(named) if others_voices else named
        offline = self.engine(OFFLINE, settings)
        if settings.voice and await _offers(offline, settings.voice):
            member = self._member(
                offline, settings, _("it has the voice {voice}", voice=settings.voice)
            )
            return await _recast(member)
        try:
            online = self._member(self.engine(ONLINE, settings), settings)
            if await is_complete(online):
                return online
            problem = await self.problem(online.engine)
        except EngineUnavailable as error:
            problem = error.message
        if problem is None:
            return online
        reason = _(
            "the natural voices of {engine} cannot be used now: {problem}",
            engine=ONLINE,
            problem=problem,
        )
        voice = offline.default_voice
        return await _recast(Member(offline, voice, settings.prosody, reason, settings.voices))

    def _member(self, engine: Engine, settings: Settings, reason: str = "") -> Member:
        voice = settings.voice or engine.default_voice
        return Member(engine, voice, settings.prosody, reason, settings.voices)


_ELSEWHERE = lazily(r"[a-z]{2,3}-[A-Z]{2}-\S+Neural|zh[mf]")
"""What the voices of `ONLINE` and `OFFLINE` are called; any other name may be a misspelt one."""


async def _at_home(member: Member) -> Member:
    """The member with voices that the engine offers, where the settings name those of another."""
    engine = member.engine
    if _ELSEWHERE.fullmatch(member.voice) and not await _offers(engine, member.voice):
        reason = _("it has no voice {voice}", voice=member.voice)
        member = replace(member, voice=engine.default_voice, reason=reason)
    known = [_ELSEWHERE.fullmatch(v) or await _offers(engine, v) for __, v in member.voices]
    return await _recast(member) if all(known) else member


async def _recast(member: Member) -> Member:
    """The other speakers with voices that the engine offers: theirs, or others in turn."""
    if not member.voices:
        return member
    offered = [voice.name for voice in await member.engine.voices()]
    others = cycle([name for name in offered if name != member.voice] or [member.voice])
    voices = tuple((n, voice if voice in offered else next(others)) for n, voice in member.voices)
    return replace(member, voices=voices)


async def _offers(engine: Engine, voice: str) -> bool:
    return any(offered.name == voice for offered in await engine.voices())


async def confirm_voices(member: Member) -> None:
    """See to it that the engine offers the voices.

    Raises:
        ConfigError: it does not; the message names voices that come close.
        EngineUnavailable: the engine cannot say.
    """
    names = [voice.name for voice in await member.engine.voices()]
    others = ((f"voices.{name}", voice) for name, voice in member.voices)
    for where, voice in (("voice", member.voice), *others):
        if voice not in names:
            close = alike(voice, names, most=3, cutoff=0.4) or names[:6]
            raise ConfigError(
                _(
                    "the engine {engine} has no voice '{voice}'",
                    engine=member.engine.name,
                    voice=voice,
                ),
                where=where,
                hint=_(
                    "try {voices}; 'audiolecture voices --engine {engine}' lists all",
                    voices=series(close),
                    engine=member.engine.name,
                ),
            )


async def known_level(member: Member, store: Store) -> float | None:
    """Loudness of the voice in LUFS at its own level, if it is known without asking the engine."""
    if member.prosody.volume == 0 and not member.engine.capabilities.online:
        voice = await _voice(member)
        if voice is not None and voice.loudness is not None:
            return voice.loudness
    blob = await asyncio.to_thread(store.blob, "level", _level_key(member))
    return float(blob) if blob else None


Say = Callable[[Utterance, str], Awaitable[object]]
"""Has an utterance in the store under a key, unless it is there."""


async def measured_level(member: Member, store: Store, say: Say | None = None) -> float:
    """Measure the voice once on a fixed passage, and keep the result.

    A voice that cannot say the passage is measured by the first sentence of it that it can say,
    and taken for `_ASSUMED` if there is none: what it can say of the lecture it shall say.

    Args:
        member: whose voice.
        store: where the passage and the result are kept.
        say: who says it; if nobody is named, the engine here and now.

    Raises:
        EngineError: the engine does not speak.
    """
    say = say or _said_here(member.engine, store)
    level = _ASSUMED
    for start, end in ((0, len(CALIBRATION)), *split_sentences(CALIBRATION)):
        with suppress(SynthesisRefused):
            level = await _measured(CALIBRATION[start:end], member, store, say)
            break
    await asyncio.to_thread(store.put_blob, "level", _level_key(member), repr(level).encode())
    return level


async def _measured(text: str, member: Member, store: Store, say: Say) -> float:
    from audiolecture.audio.loudness import measure_speech  # noqa: PLC0415 - loads numpy

    utterance, __ = prepare(text, (), member.delivery)
    key = speech_key(utterance, member.engine.name, member.engine.revision)
    if await asyncio.to_thread(store.speech, key) is None:
        await say(utterance, key)
    speech = await asyncio.to_thread(store.speech, key)
    if speech is None:
        raise SpeechGone(
            _("a voice's sample is gone from the store"), where=store.where("speech", key)
        )
    return await asyncio.to_thread(measure_speech, speech)


def _said_here(engine: Engine, store: Store) -> Say:
    async def say(utterance: Utterance, key: str) -> None:
        speech = await engine.synthesize(utterance)
        await asyncio.to_thread(store.put_speech, key, speech)

    return say


async def _voice(member: Member) -> Voice | None:
    voices = await member.engine.voices()
    return next((voice for voice in voices if voice.name == member.voice), None)


def _level_key(member: Member) -> str:
    engine, prosody = member.engine, member.prosody
    return digest(
        [
            "level",
            CALIBRATION,
            engine.name,
            engine.revision,
            member.voice,
            [prosody.rate, prosody.pitch, prosody.volume],
        ]
    )
