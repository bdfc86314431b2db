"""What the Edge service sent: whether it may be believed, and which character sounds when. Pure.

edge-tts returns normally when a connection ends in the middle of the audio, so the reply itself has
to prove that it is whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiolecture.messages import _
from audiolecture.model import Mark

SAMPLE_RATE = 24_000
FRAME_BYTES, FRAME_SAMPLES = 144, 576
"""One frame of MPEG-2 Layer III at 48 kbit/s and 24 kHz: 24 ms."""

MOST_BYTES = 4_096
"""Escaped bytes in one request; edge-tts splits longer texts, and not where Chinese may be."""

TICKS = 10_000_000
"""The service counts time in 100 ns."""

_SLACK = SAMPLE_RATE // 20  # 50 ms
_COVERED = 0.9
_PACE = (0.06, 0.9)
"""Seconds per character between which any voice speaks at rates from -50 to +100 %."""
_LOOK_AHEAD = 40
"""Characters in which the next word of a reply is looked for."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the service's metadata, in samples from the reply's first."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Audio as it came, and the words that the service says are in it."""

    audio: bytes
    words: tuple[Word, ...]
    ended: bool
    """The service said that its turn was over, and all bytes before that arrived."""

    @property
    def samples(self) -> int:
        """Length of the audio, from the number of its frames."""
        return len(self.audio) // FRAME_BYTES * FRAME_SAMPLES


@dataclass(frozen=True, slots=True)
class Sendable:
    """A text that XML can carry, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]


def sendable(spoken: str) -> Sendable:
    """The text without what XML 1.0 cannot carry and without line breaks."""
    kept = [(char, at) for at, char in enumerate(spoken) if _is_carried(char)]
    text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char, _ in kept)
    return Sendable(text, tuple(at for _, at in kept))


def _is_carried(char: str) -> bool:
    """Surrogates, unassigned and private characters and invisible ones are not for speech."""
    return unicodedata.category(char) not in {"Cs", "Cn", "Co", "Cf"}


def requests(whole: Sendable) -> Iterator[Sendable]:
    """The text in parts that fit into one request each, cut after punctuation if possible."""
    start = 0
    while start < len(whole.text):
        end = _end_of_request(whole.text, start)
        yield Sendable(whole.text[start:end], whole.places[start:end])
        start = end


def _end_of_request(text: str, start: int) -> int:
    size, end, cut = 0, start, 0
    while end < len(text):
        size += _escaped_size(text[end])
        if size > MOST_BYTES:
            return cut or end
        end += 1
        if not text[end - 1].isalnum():
            cut = end
    return end


def _escaped_size(char: str) -> int:
    return {"&": 5, "<": 4, ">": 4}.get(char) or len(char.encode("utf-8", "replace"))


def flaw(reply: Reply, text: str) -> str:  # noqa: PLR0911 - a list of checks, each with its name
    """Why the reply to ``text`` is not to be believed; empty if it is."""
    if not reply.audio:
        return _("no audio came")
    if not reply.ended:
        return _("the audio was cut short")
    if len(reply.audio) % FRAME_BYTES or not _are_frames(reply.audio):
        return _("the audio is not whole MP3 frames")
    if not reply.words:
        return _("the audio came without marks")
    if reply.words[-1].end > reply.samples + _SLACK:
        return _("the audio is shorter than its marks")
    spoken = sum(char.isalnum() for char in text)
    if sum(1 for __ in _found(text, reply)) < _COVERED * spoken:
        return _("words are missing from the audio")
    return (
        "" if _is_plausible(reply, spoken) else _("the audio is too short or too long for the text")
    )


def _are_frames(audio: bytes) -> bool:
    """Every frame starts like the first one: MPEG-2 Layer III, 48 kbit/s, 24 kHz."""
    head = audio[:3]
    starts = range(0, len(audio), FRAME_BYTES)
    return head == b"\xff\xf3\x64" and all(audio[at : at + 3] == head for at in starts)


def _is_plausible(reply: Reply, spoken: int) -> bool:
    seconds = (reply.words[-1].end - reply.words[0].start) / SAMPLE_RATE
    least, most = _PACE
    return spoken * least <= seconds <= spoken * most + 2


@dataclass(frozen=True, slots=True)
class _Place:
    """A character of the text, and the samples in which it sounds."""

    index: int
    onset: int
    offset: int


def _found(text: str, reply: Reply) -> Iterator[_Place]:
    """The characters of ``text`` that the words spell, in order; a word's time is shared out."""
    at = 0
    for word in reply.words:
        letters = [char for char in word.text if char.isalnum()]
        length = word.end - word.start
        for number, letter in enumerate(letters):
            index = text.find(letter, at, at + _LOOK_AHEAD)
            if index >= 0:
                at = index + 1
                onset = word.start + length * number // len(letters)
                yield _Place(index, onset, word.start + length * (number + 1) // len(letters))


def marks(reply: Reply, part: Sendable) -> Iterator[Mark]:
    """A mark for every letter, digit and Han character of ``part``, ascending.

    What no word was found for shares the time between its neighbours evenly.
    """
    known = {place.index: place for place in _found(part.text, reply)}
    spoken = [index for index, char in enumerate(part.text) if char.isalnum()]
    last = reply.words[0].start if reply.words else 0
    for place in _filled(spoken, known, reply):
        onset = max(last, place.onset)
        last = max(onset, place.offset)
        at = part.places[place.index]
        yield Mark(at, at + 1, onset, last)


def _filled(spoken: Sequence[int], known: dict[int, _Place], reply: Reply) -> Iterator[_Place]:
    gap: list[int] = []
    last = reply.words[0].start if reply.words else 0
    for index in spoken:
        place = known.get(index)
        if place is None:
            gap.append(index)
            continue
        yield from _shared(gap, last, place.onset)
        gap = []
        last = place.offset
        yield place
    yield from _shared(gap, last, reply.samples)


def _shared(gap: Sequence[int], start: int, end: int) -> Iterator[_Place]:
    room = max(0, end - start)
    for number, index in enumerate(gap):
        onset = start + room * number // len(gap)
        yield _Place(index, onset, start + room * (number + 1) // len(gap))
