"""Whether a chapter sounds as it should: its length, its level, and every sentence of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from audiolecture.audio.gating import decibels
from audiolecture.checking.problem import Problem
from audiolecture.checking.text import clock, excerpt
from audiolecture.config import LOUDNESS
from audiolecture.mandarin.normalize import normalize
from audiolecture.manifest import ChapterRecord, UtteranceRecord
from audiolecture.messages import _, at, series
from audiolecture.model import SAMPLE_RATE

if TYPE_CHECKING:
    from audiolecture.audio.acoustics import Hearing, Sound

LOUDNESS_TOLERANCE = 0.5
"""LU that a chapter may be from its preset."""

_RECORD_TOLERANCE = 0.2
"""LU and dB that a measurement may differ from what the manifest says."""

_SHORT = 10 * SAMPLE_RATE
"""Samples of a chapter in which few blocks of 400 ms are loud, so that their places matter."""

_SHORT_TOLERANCE = 1.5
"""LU that such a chapter may be from its preset, and its measurements from each other."""

PEAK_MAX = -1.0
"""dBTP."""

_ROUNDING = 0.01
_SENTENCE_FACTOR = 2.0
"""How much slower or faster than its voice a single sentence may be: its ends are not always
measured, and emphasis is speech, too."""
_SENTENCE_SYLLABLES = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with the pause after it, inside its clip. Times in samples of the chapter."""

    utterance: int
    text: str
    start: int
    end: int
    last: bool
    """It ends where its clip ends."""


def passages(chapter: ChapterRecord) -> list[Passage]:
    """The clips of a chapter cut where sentences begin: ascending and apart."""
    found: list[Passage] = []
    for index, item in enumerate(chapter.utterances):
        edges = _edges(item)
        texts = [cue.text for cue in item.cues] or [""]
        if edges != sorted(set(edges)):  # said by `cue_problems`
            edges = [item.start, item.start + item.samples]
            texts = ["".join(texts)]
        for text, (start, end) in zip(texts, pairwise(edges), strict=True):
            found.append(Passage(index, text, start, end, end == edges[-1]))
    apart = all(one.end <= two.start for one, two in pairwise(found))
    return found if apart and all(p.start >= 0 for p in found) else []


def _edges(item: UtteranceRecord) -> list[int]:
    return [item.start, *(cue.start for cue in item.cues[1:]), item.start + item.samples]


@lru_cache(maxsize=65_536)
def syllables(text: str) -> int:
    """How many syllables a sentence has when it is spoken; 0 if it holds other words than Han."""
    spoken = "".join(span.spoken for span in normalize(text))
    if any(char.isalnum() and not _is_han(char) for char in spoken):
        return 0
    return sum(map(_is_han, spoken))


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char == "〇" or char >= "\U00020000"


# ---------------------------------------------------------------- times


def cue_problems(chapter: ChapterRecord) -> Iterator[Problem]:
    """Sentences outside their clips or the audio, and times that do not ascend."""
    floor = 0
    for item in chapter.utterances:
        if item.start < floor or item.start + item.samples > chapter.samples:
            yield _at(chapter, item.start, _("a clip is outside the audio or in another one"))
        floor = item.start + item.samples
    before = 0
    for item in chapter.utterances:
        for cue in item.cues:
            said = excerpt(cue.text)
            if not item.start <= cue.start < cue.end <= item.start + item.samples:
                yield _at(chapter, cue.start, _("{said} is outside its clip", said=said))
            elif cue.start < before:
                yield _at(
                    chapter,
                    cue.start,
                    _("{said} begins before the one ahead of it ends", said=said),
                )
            before = cue.end


def pace_problems(chapters: Sequence[ChapterRecord]) -> Iterator[Problem]:
    """Sentences that are given far more or far less time than the others of the lecture."""
    rated = [
        (chapter, cue.start, cue.text, (cue.end - cue.start) / syllables(cue.text))
        for chapter in chapters
        for item in chapter.utterances
        for cue in item.cues
        if syllables(cue.text) >= _SENTENCE_SYLLABLES
    ]
    usual = median(pace for *_, pace in rated) if rated else 0.0
    for chapter, start, text, pace in rated:
        if not usual / _SENTENCE_FACTOR <= pace <= usual * _SENTENCE_FACTOR:
            yield _at(
                chapter,
                start,
                _(
                    "{text} has {pace:.2f} s a syllable, where the lecture takes {usual:.2f} s",
                    text=excerpt(text),
                    pace=pace / SAMPLE_RATE,
                    usual=usual / SAMPLE_RATE,
                ),
            )


# ---------------------------------------------------------------- what is heard


def length_problems(chapter: ChapterRecord, heard: Hearing) -> Iterator[Problem]:
    """The audio is not as long as it should be, to the sample."""
    if heard.samples != chapter.samples:
        less = heard.samples < chapter.samples
        difference = clock(abs(heard.samples - chapter.samples))
        yield Problem(
            "length",
            chapter.mp3,
            _(
                "{found} samples, where {written} were written: {difference} missing"
                if less
                else "{found} samples, where {written} were written: {difference} too many",
                found=heard.samples,
                written=chapter.samples,
                difference=difference,
            ),
        )


def level_problems(chapter: ChapterRecord, heard: Hearing, target: float) -> Iterator[Problem]:
    """The chapter is louder or quieter than its preset, or its peaks are too high."""
    level, peak = heard.loudness, peak_of(heard)
    is_short = heard.samples < _SHORT
    tolerance = _SHORT_TOLERANCE if is_short else LOUDNESS_TOLERANCE
    if level is not None and abs(level - target) > tolerance:
        yield Problem(
            "loudness",
            chapter.mp3,
            _(
                "{level:.1f} LUFS, where it should be {target:.1f} ± {tolerance:.1f}",
                level=level,
                target=target,
                tolerance=tolerance,
            ),
        )
    elif _apart(level, chapter.loudness, tolerance if is_short else _RECORD_TOLERANCE):
        yield Problem(
            "loudness",
            chapter.mp3,
            _(
                "{found} LUFS, recorded as {written}",
                found=_named(level),
                written=_named(chapter.loudness),
            ),
        )
    if peak is not None and peak > PEAK_MAX + _ROUNDING:
        yield Problem(
            "peak",
            chapter.mp3,
            _("{peak:.2f} dBTP, where {limit:.0f} is the limit", peak=peak, limit=PEAK_MAX),
        )
    elif _apart(peak, chapter.peak, _RECORD_TOLERANCE):
        yield Problem(
            "peak",
            chapter.mp3,
            _(
                "{found} dBTP, recorded as {written}",
                found=_named(peak),
                written=_named(chapter.peak),
            ),
        )


def _apart(one: float | None, two: float | None, tolerance: float) -> bool:
    if one is None or two is None:
        return one is not two
    return abs(one - two) > tolerance


def _named(value: float | None) -> str:
    return _("silence") if value is None else f"{value:.1f}"


def target_of(chapters: Sequence[ChapterRecord]) -> float:
    """The preset that a lecture was built for: the one that its chapters are nearest to."""
    levels = [chapter.loudness for chapter in chapters if chapter.loudness is not None]
    usual = median(levels) if levels else LOUDNESS["speech"]
    return min(LOUDNESS.values(), key=lambda target: abs(target - usual))


def voice_pace(heard: Sequence[tuple[ChapterRecord, Hearing]]) -> float | None:
    """Samples per syllable of the voice, over every sentence of the lecture."""
    from audiolecture.audio.acoustics import pace_of  # noqa: PLC0415 - loads numpy

    return pace_of(
        (sound, syllables(passage.text))
        for chapter, hearing in heard
        for passage, sound in zip(passages(chapter), hearing.sounds, strict=True)
        if sound.active
    )


def sound_problems(chapter: ChapterRecord, heard: Hearing, pace: float | None) -> Iterator[Problem]:
    """Silent sentences, cut ends, gaps, clipping, and clips that are too short or too long."""
    pairs = [
        (passage, sound)
        for passage, sound in zip(passages(chapter), heard.sounds, strict=True)
        if passage.end <= heard.samples  # what is cut off was said by its length
    ]
    for index, item in enumerate(chapter.utterances):
        own = [(passage, sound) for passage, sound in pairs if passage.utterance == index]
        if own and own[-1][0].last:
            yield from _clip_problems(chapter, item, own, pace)


def _clip_problems(
    chapter: ChapterRecord,
    item: UtteranceRecord,
    own: Sequence[tuple[Passage, Sound]],
    pace: float | None,
) -> Iterator[Problem]:
    from audiolecture.audio.acoustics import is_silent, problems  # noqa: PLC0415 - loads numpy

    counts = [syllables(passage.text) for passage, _sound in own]
    whole = _joined([sound for _passage, sound in own])
    inside = [] if is_silent(whole) else list(_sentence_problems(chapter, own, pace))
    yield from inside
    # What is wrong with a sentence explains the pace of the whole.
    wrong = problems(whole, sum(counts) if all(counts) else 0, None if inside else pace, whole=True)
    said = excerpt("".join(passage.text for passage, _sound in own))
    if wrong:
        yield Problem("sound", _where(chapter, item.start), at(said, series(wrong)))


def _sentence_problems(
    chapter: ChapterRecord, own: Sequence[tuple[Passage, Sound]], pace: float | None
) -> Iterator[Problem]:
    """Sentences of a clip that are silent, or out of all proportion."""
    from audiolecture.audio.acoustics import is_silent  # noqa: PLC0415 - loads numpy

    for passage, sound in own if len(own) > 1 else ():
        count = syllables(passage.text)
        share = sound.active / (count * pace) if pace and count >= _SENTENCE_SYLLABLES else 1.0
        if is_silent(sound):
            message = _("silent")
        elif share < 1 / _SENTENCE_FACTOR:
            message = _("more than half of it is missing")
        elif share > _SENTENCE_FACTOR:
            message = _("more than twice as long as the voice takes")
        else:
            continue
        where = _where(chapter, passage.start)
        yield Problem("sound", where, at(excerpt(passage.text), message))


def _joined(sounds: Sequence[Sound]) -> Sound:
    """The sound of passages one after the other."""
    from audiolecture.audio.acoustics import Sound  # noqa: PLC0415 - loads numpy

    count = len(sounds)
    return Sound(
        peak=max(sound.peak for sound in sounds),
        clipped=sum(sound.clipped for sound in sounds) / count,
        offset=sum(sound.offset for sound in sounds) / count,
        active=sum(sound.active for sound in sounds),
        gap=max([sound.gap for sound in sounds] + [sound.tail for sound in sounds[:-1]]),
        tail=sounds[-1].tail,
    )


def peak_of(heard: Hearing) -> float | None:
    """True peak of a file in dBTP; ``None`` for silence."""
    return decibels(heard.peak)


def _where(chapter: ChapterRecord, samples: int) -> str:
    return _("{file} at {time}", file=chapter.mp3, time=clock(max(samples, 0)))


def _at(chapter: ChapterRecord, samples: int, message: str) -> Problem:
    return Problem("cues", _where(chapter, samples), message)
