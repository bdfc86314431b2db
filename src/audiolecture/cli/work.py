"""How far a build has come: what its events say, added up. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from audiolecture import events
from audiolecture.events import Event

_WINDOW = 24
"""Utterances that the pace is measured on: a service that slows down is noticed within a minute."""
_TELLING = 3
"""Utterances before which a pace says nothing: the first ones were begun at the same moment."""


@dataclass(frozen=True, slots=True)
class ChapterWork:
    """A chapter that something is made of; numbers are characters."""

    title: str
    total: int
    made: int = 0
    speaking: tuple[str, ...] = ()
    """The utterances that the engine was given, the first one first."""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One lecture being built, as one of ``lectures``. Times in seconds of one clock."""

    lecture: str = ""
    chapters: tuple[ChapterWork, ...] = ()
    synthesizes: bool = False
    began: float = 0.0
    made: tuple[tuple[float, int], ...] = ()
    """When utterances were ready, and their characters: at most `_WINDOW`, for the pace."""
    before: float = 0.0
    """When the pace's measurement begins."""
    lectures: int = 1
    lectures_done: int = 0

    @property
    def under_way(self) -> tuple[ChapterWork, ...]:
        """The chapters that are made in part, and the one of the utterance that was begun first.

        An engine is given more than it speaks at once: to have been given does not count.
        """
        first = next((chapter for chapter in self.chapters if chapter.speaking), None)
        return tuple(c for c in self.chapters if not c.done and (c.made or c is first))

    @property
    def total(self) -> int:
        """Characters that are to be made."""
        return sum(chapter.total for chapter in self.chapters)

    @property
    def done(self) -> int:
        """Characters that are made."""
        return sum(chapter.total if chapter.done else chapter.made for chapter in self.chapters)

    def seconds_left(self, now: float) -> float | None:
        """At the pace of the last utterances, in characters; ``None`` before there is one."""
        if len(self.made) < _TELLING or now <= self.before:
            return None
        pace = sum(characters for _, characters in self.made) / (now - self.before)
        return (self.total - self.done) / pace if pace else None


def after(work: Work, event: Event, now: float) -> Work:  # noqa: PLR0911 - a table, one row an event
    """What is known after an event.

    Args:
        work: what was known before it.
        event: of the build.
        now: seconds of any clock that only goes forward.
    """
    match event:
        case events.RunStarted(lectures):
            return replace(work, lectures=lectures)
        case events.BuildStarted():
            return _begun(work, event, now)
        case events.UtteranceStarted(title, text):
            return _with(work, title, lambda c: replace(c, speaking=(*c.speaking, text)))
        case events.UtteranceReady(title, text, characters, synthesized):
            work = _with(work, title, lambda c: _made(c, text, characters))
            counts = synthesized or not work.synthesizes
            return _paced(work, characters, now) if counts else work
        case events.UtteranceFailed(title, _, text):
            return _with(work, title, lambda c: _made(c, text, len(text)))
        case events.ChapterPublished(title):
            return _with(work, title, lambda c: replace(c, done=True, speaking=()))
        case events.LectureDone():
            return replace(work, chapters=(), lectures_done=work.lectures_done + 1)
    return work


def _begun(work: Work, event: events.BuildStarted, now: float) -> Work:
    totals: dict[str, int] = {}
    for title, characters in event.work:
        totals[title] = totals.get(title, 0) + characters
    return replace(
        work,
        lecture=event.lecture,
        chapters=tuple(ChapterWork(title, characters) for title, characters in totals.items()),
        synthesizes=event.to_synthesize > 0,
        began=now,
        made=(),
        before=now,
    )


def _with(work: Work, title: str, change: Callable[[ChapterWork], ChapterWork]) -> Work:
    chapters = tuple(change(c) if c.title == title else c for c in work.chapters)
    return replace(work, chapters=chapters)


def _made(chapter: ChapterWork, text: str, characters: int) -> ChapterWork:
    left = list(chapter.speaking)
    if text in left:
        left.remove(text)
    made = min(chapter.total, chapter.made + characters)
    return replace(chapter, made=made, speaking=tuple(left))


def _paced(work: Work, characters: int, now: float) -> Work:
    made = (*work.made, (now, characters))
    dropped, kept = made[:-_WINDOW], made[-_WINDOW:]
    return replace(work, made=kept, before=dropped[-1][0] if dropped else work.before)
