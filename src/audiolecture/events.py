"""Progress, as frozen records. The build and the engines emit them; listeners draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineChosen:
    """``--engine auto`` or the user decided who speaks, and why."""

    engine: str
    voice: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A build of so many lectures begins."""

    lectures: int


@dataclass(frozen=True, slots=True)
class BuildStarted:
    """How much there is to do. ``characters`` counts what is to be synthesized."""

    lecture: str
    chapters: int
    utterances: int
    to_synthesize: int
    characters: int
    work: tuple[tuple[str, int], ...] = ()
    """The chapters that something is to be made of, and how many characters that is."""


@dataclass(frozen=True, slots=True)
class UtteranceStarted:
    """The engine was given an utterance to speak."""

    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class UtteranceReady:
    """One utterance is in the store."""

    chapter: str
    text: str
    characters: int
    synthesized: bool


@dataclass(frozen=True, slots=True)
class UtteranceFailed:
    """One utterance could not be made; the build goes on."""

    chapter: str
    line: int
    text: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Retrying:
    """An engine tries a request again after ``delay`` seconds."""

    engine: str
    attempt: int
    delay: float
    reason: str


@dataclass(frozen=True, slots=True)
class PaceChanged:
    """An engine changed how many requests it has under way at once."""

    engine: str
    concurrency: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChapterPublished:
    """A chapter's files are in the output folder. ``status``: written, kept or failed."""

    title: str
    path: str
    samples: int
    size: int
    status: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the user should know that does not stop the build."""

    message: str


@dataclass(frozen=True, slots=True)
class BuildFinished:
    """The end of one lecture's build."""

    lecture: str
    synthesized: int
    reused: int
    failed: int


@dataclass(frozen=True, slots=True)
class LectureDone:
    """Nothing more happens to one lecture of a run, whatever became of it."""

    source: str


Event = (
    EngineChosen
    | RunStarted
    | BuildStarted
    | UtteranceStarted
    | UtteranceReady
    | UtteranceFailed
    | Retrying
    | PaceChanged
    | ChapterPublished
    | Warned
    | BuildFinished
    | LectureDone
)
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener that draws nothing."""
    del event
