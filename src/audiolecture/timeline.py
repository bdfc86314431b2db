"""The order of clips and pauses of a chapter, and when every sentence sounds. Pure.

A clip carries some silence of its own at either end. Pauses are reckoned from sound to sound, so
that silence counts towards them; what is left is made of whole silent MP3 frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from audiolecture.model import Cue, Mark, SectionMark, Span, Timeline, Utterance
from audiolecture.script import ChapterScript, Line

FRAME = 1_152
"""Samples of one MPEG-1 Layer III frame: 24 ms at 48 kHz (ISO 11172-3)."""


class Measured(Protocol):
    """What the timeline needs to know of a clip."""

    @property
    def samples(self) -> int:
        """Length, whole frames."""
        ...

    @property
    def marks(self) -> tuple[Mark, ...]:
        """In samples from the clip's first."""
        ...

    @property
    def speech(self) -> tuple[int, int]:
        """First and last audible sample."""
        ...


@dataclass(frozen=True, slots=True)
class Placement:
    """Where each clip of a chapter starts, and the silent frames around the clips."""

    starts: tuple[int, ...]
    """First sample of each clip."""
    pauses: tuple[int, ...]
    """Silent frames before the first clip, between the clips, and after the last: one more."""
    samples: int


def place(chapter: ChapterScript, clips: Sequence[Measured]) -> Placement:
    """Put the clips one after the other with the script's pauses between them."""
    pauses = tuple(_silent_frames(wanted, own) for wanted, own in _gaps(chapter, clips))
    starts = []
    position = 0
    for pause, clip in zip(pauses, clips, strict=False):
        position += pause * FRAME
        starts.append(position)
        position += clip.samples
    return Placement(tuple(starts), pauses, position + pauses[-1] * FRAME)


def _silent_frames(wanted: int, own: int) -> int:
    return max(0, (wanted - own + FRAME // 2) // FRAME)


def _gaps(chapter: ChapterScript, clips: Sequence[Measured]) -> Iterator[tuple[int, int]]:
    """Pairs of the pause that is wanted and the silence that the clips bring along."""
    if not clips:
        yield chapter.pause_before, 0
        return
    yield chapter.pause_before, clips[0].speech[0]
    for line, (clip, following) in zip(chapter.lines, pairwise(clips), strict=False):
        yield line.pause_after, clip.samples - clip.speech[1] + following.speech[0]
    yield chapter.lines[-1].pause_after, clips[-1].samples - clips[-1].speech[1]


def timeline(chapter: ChapterScript, clips: Sequence[Measured], placement: Placement) -> Timeline:
    """When every sentence, word and section of the chapter sounds."""
    words = tuple(
        written_marks(line.utterance, clip.marks, start)
        for line, clip, start in zip(chapter.lines, clips, placement.starts, strict=True)
    )
    cues = tuple(
        cue for line, marks in zip(chapter.lines, words, strict=True) for cue in _cues(line, marks)
    )
    return Timeline(
        title=chapter.title,
        kind=chapter.kind,
        samples=placement.samples,
        cues=cues,
        sections=tuple(_sections(chapter, words, placement.samples)),
    )


def written_marks(utterance: Utterance, marks: Sequence[Mark], start: int) -> tuple[Mark, ...]:
    """Marks of the spoken text, as marks of the written text, ``start`` samples later.

    A span that was normalized is one mark: its characters have no times of their own.
    """
    result: list[Mark] = []
    position = 0
    pending = iter(marks)
    mark = next(pending, None)
    for span in utterance.spans:
        end = position + len(span.spoken)
        inside = []
        while mark is not None and mark.start < end:
            inside.append(mark)
            mark = next(pending, None)
        result.extend(_of_span(span, position, inside, start))
        position = end
    return tuple(result)


def _of_span(span: Span, position: int, marks: list[Mark], start: int) -> Iterator[Mark]:
    if span.kind == "text":
        for mark in marks:
            begin = span.start + mark.start - position
            end = min(span.start + mark.end - position, span.end)
            yield Mark(begin, end, start + mark.onset, start + mark.offset)
    elif marks:
        yield Mark(span.start, span.end, start + marks[0].onset, start + marks[-1].offset)


def _cues(line: Line, words: tuple[Mark, ...]) -> Iterator[Cue]:
    """One cue a sentence; a sentence without a sound (a lone bracket) joins the one before it."""
    utterance = line.utterance
    groups: list[tuple[int, int, list[Mark]]] = []
    for start, end in utterance.sentences:
        inside = [word for word in words if start <= word.start < end]
        if groups and (not inside or not groups[-1][2]):
            first, _, marks = groups.pop()
            groups.append((first, end, [*marks, *inside]))
        else:
            groups.append((start, end, inside))
    for start, end, marks in groups:
        if marks:
            yield Cue(
                text=utterance.written[start:end],
                start=marks[0].onset,
                end=marks[-1].offset,
                block=line.block,
                heading=line.heading,
                speaker=line.speaker,
                words=tuple(
                    Mark(word.start - start, min(word.end, end) - start, word.onset, word.offset)
                    for word in marks
                ),
            )


def _sections(
    chapter: ChapterScript, words: Sequence[tuple[Mark, ...]], samples: int
) -> Iterator[SectionMark]:
    onsets = []
    for section in chapter.sections:
        after = (word for word in words[section.line] if word.end > section.offset)
        word = next(after, None)
        if word is not None:
            onsets.append((section.title, word.onset))
    for (title, start), (_, end) in pairwise([*onsets, ("", samples)]):
        yield SectionMark(title, start, end)
