"""The data that passes between the stages: frozen, with tuples inside, and no behaviour but views.

Time is counted in samples (``int``); a character position is an index into a Python string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SAMPLE_RATE = 48_000
"""Samples per second of every clip, timeline and file that is published."""


def whole_seconds(samples: int) -> int:
    """A duration as it is told everywhere: to the nearest second."""
    return (samples + SAMPLE_RATE // 2) // SAMPLE_RATE


def clock(samples: int) -> str:
    """A duration as ``m:ss`` or ``h:mm:ss``."""
    hours, rest = divmod(whole_seconds(samples), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


ChapterKind = Literal["opening", "body", "closing"]
BlockKind = Literal["heading", "text"]


# ---------------------------------------------------------------- the lecture, as written


@dataclass(frozen=True, slots=True)
class Override:
    """The author's word on how ``text[start:end]`` is said: pinyin, or other words."""

    start: int
    end: int
    reading: tuple[str, ...] = ()
    """One syllable with tone digit (1-5, ``v`` for ü) per character; empty if ``say_as`` is set."""
    say_as: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading on a line of its own: the text, and where it stands."""

    kind: BlockKind
    text: str
    line: int
    """1-based line of the source file (page or paragraph number where there are no lines)."""
    overrides: tuple[Override, ...] = ()
    """From inline marks; positions in ``text``, from which the marks themselves are gone."""
    quoted: bool = False
    """The format says that it is part of a quotation."""
    speaker: str = ""
    """Who says it, in a lecture with several voices; empty: the lecturer."""


@dataclass(frozen=True, slots=True)
class Section:
    """A point inside a chapter: it begins at ``blocks[block].text[offset]``."""

    title: str
    block: int
    offset: int = 0
    level: int = 2


@dataclass(frozen=True, slots=True)
class Chapter:
    """What becomes one MP3 file. A heading that is spoken is the first block."""

    kind: ChapterKind
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()

    @property
    def paragraphs(self) -> tuple[Block, ...]:
        """The blocks that are not headings."""
        return tuple(block for block in self.blocks if block.kind == "text")


@dataclass(frozen=True, slots=True)
class Omission:
    """Something of the script that is not speech (a table, a link, code) and why."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Lecture:
    """A parsed script."""

    title: str
    chapters: tuple[Chapter, ...]
    author: str = ""
    album: str = ""
    """The course that the lecture belongs to; empty: the lecture is its own album."""
    language: str = "zh-CN"
    date: str = ""
    """ISO date or year, as the script gives it; empty if it does not."""
    summary: str = ""
    number: int = 0
    """1-based place in the course; 0 if it stands alone."""
    settings: tuple[tuple[str, str], ...] = ()
    """Settings from the front matter (voice, rate, …), as written."""
    omitted: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- the script, as spoken


@dataclass(frozen=True, slots=True)
class Span:
    """``written[start:end]`` is spoken as ``spoken``.

    The spans of a text cover it exactly and in order; ``kind`` is ``"text"`` where nothing changed.
    """

    start: int
    end: int
    spoken: str
    kind: str = "text"
    rule: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How the character ``spoken[index]`` is read."""

    index: int
    char: str
    pinyin: str
    confidence: float = 1.0
    doubtful: bool = False
    forced: bool = False
    """The author said so, or a table of ours corrects what engines usually get wrong."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """Rate and volume in percent, pitch in hertz, all relative to the voice's own."""

    rate: int = 0
    pitch: int = 0
    volume: int = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """One request to an engine, complete: nothing else decides how it sounds."""

    written: str
    spans: tuple[Span, ...]
    readings: tuple[str, ...]
    """One entry per character of ``spoken``: pinyin with tone digit (5 = neutral), or ``""``."""
    sentences: tuple[tuple[int, int], ...]
    """Ranges of ``written`` that cover it exactly, in order; one caption cue each."""
    voice: str = ""
    prosody: Prosody = field(default_factory=Prosody)

    @property
    def spoken(self) -> str:
        """What the engine is to say."""
        return "".join(span.spoken for span in self.spans)


# ---------------------------------------------------------------- audio


@dataclass(frozen=True, slots=True)
class Mark:
    """``spoken[start:end]`` sounds from sample ``onset`` up to sample ``offset``."""

    start: int
    end: int
    onset: int
    offset: int


@dataclass(frozen=True, slots=True)
class Speech:
    """An engine's reply."""

    audio: bytes
    encoding: Literal["pcm_s16le", "mp3"]
    """``pcm_s16le``: 16-bit little-endian mono at ``sample_rate``; ``mp3``: mono MPEG audio."""
    sample_rate: int
    marks: tuple[Mark, ...]
    """Ascending, in samples at ``sample_rate``."""
    exact: bool = False
    """The engine measured the marks itself; nothing was interpolated."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine offers."""

    name: str
    locale: str
    gender: str = ""
    description: str = ""
    loudness: float | None = None
    """Integrated loudness of its replies in LUFS (mono) at volume 0, where it was measured."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A speech made ready to join: whole MP3 frames at the target level."""

    frames: bytes
    samples: int
    """Length of the audio: a whole number of frames of 1,152 samples."""
    marks: tuple[Mark, ...]
    """In samples from the clip's first, at `SAMPLE_RATE`."""
    speech: tuple[int, int] = (0, 0)
    """Where the audible part starts and ends: the rest is silence that pauses are reckoned with."""
    loudness: tuple[float, ...] = ()
    """BS.1770 energy of each 100 ms, for the loudness of anything made of this clip."""
    peak: float = 0.0
    """True peak of the decoded clip, linear (1.0 = full scale)."""
    crc: int = 0
    """CRC-16 of ``frames``, from which a chapter's follows without reading them again."""


# ---------------------------------------------------------------- what is published


@dataclass(frozen=True, slots=True)
class Cue:
    """One sentence of a chapter's transcript: as written, and when it sounds."""

    text: str
    start: int
    end: int
    block: int
    """Index of the chapter's block that it belongs to: cues of one block form a paragraph."""
    heading: bool = False
    words: tuple[Mark, ...] = ()
    """``text[mark.start:mark.end]`` sounds from ``onset`` to ``offset``, counted as `start` is."""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class SectionMark:
    """A section of a chapter, from sample ``start`` up to ``end``."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that happens in a chapter's audio, in samples from its first."""

    title: str
    kind: ChapterKind
    samples: int
    cues: tuple[Cue, ...]
    sections: tuple[SectionMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A chapter as a file."""

    number: int
    """1-based position in the lecture."""
    stem: str
    """File name without its ending, safe on every device: ``02 - 一、…``."""
    timeline: Timeline
    size: int = 0
    """Bytes of the MP3 file."""
    digest: str = ""
    """sha256 (hex) of the MP3 file."""
    loudness: float | None = None
    """Integrated loudness of the file in LUFS (mono); None for silence."""
    peak: float | None = None
    """True peak in dBTP."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A lecture with all its tracks: what every renderer is given."""

    title: str
    author: str
    album: str
    language: str
    voice: str
    tracks: tuple[Track, ...]
    date: str = ""
    summary: str = ""
    number: int = 0
