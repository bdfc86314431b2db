"""WebVTT for web players and podcast apps, a cue per sentence, long ones in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from audiolecture.model import SAMPLE_RATE, Cue, Track
from audiolecture.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARS = 65
"""Characters of a cue: what Podcasting 2.0 advises for a line of a transcript."""

_BREAKS = ("；;", "，,：:—", "、 ")
"""Where a long sentence is cut, best first."""
_CLOSING = "”’」』》）)…—。！？"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A caption: ``text`` from ``start`` up to ``end``, in milliseconds."""

    text: str
    start: int
    end: int
    speaker: str = ""


def render_vtt(track: Track) -> str:
    """The chapter's transcript as WebVTT: ascending cues that never overlap.

    One bad time makes AntennaPod reject the whole file, so an empty cue is left out and every
    cue lasts at least a millisecond.
    """
    pieces = [piece for cue in track.timeline.cues for piece in _pieces(cue)]
    blocks = map(_block, pieces, _times(pieces))
    return "\n\n".join(("WEBVTT", *blocks)) + "\n"


def timestamp(milliseconds: int) -> str:
    """``hh:mm:ss.mmm``; the hours are optional in WebVTT, but not for every reader."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{thousandths:03d}"


def _block(piece: _Piece, time: tuple[int, int]) -> str:
    voice = f"<v {escape(one_line(piece.speaker), quote=False)}>" if piece.speaker else ""
    text = escape(piece.text, quote=False)
    return f"{timestamp(time[0])} --> {timestamp(time[1])}\n{voice}{text}"


def _times(pieces: list[_Piece]) -> Iterator[tuple[int, int]]:
    """When each is shown: ascending, none over another."""
    floor = 0
    for i, piece in enumerate(pieces):
        start = max(piece.start, floor)
        limit = pieces[i + 1].start if i + 1 < len(pieces) else piece.end
        floor = max(min(piece.end, limit), start + 1)
        yield start, floor


def _pieces(cue: Cue) -> Iterator[_Piece]:
    ends = _cuts(cue.text)
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        text = one_line(cue.text[start:end])
        if text:
            onset = cue.start if start == 0 else _onset(cue, start)
            offset = cue.end if end == len(cue.text) else _onset(cue, end)
            yield _Piece(text, _milliseconds(onset), _milliseconds(offset), cue.speaker)


def _milliseconds(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE


def _onset(cue: Cue, position: int) -> int:
    """When ``cue.text[position]`` sounds: by its mark, or else by its share of the cue."""
    for mark in cue.words:
        if mark.start >= position:
            return mark.onset
    return cue.start + (cue.end - cue.start) * position // len(cue.text)


def _cuts(text: str) -> list[int]:
    """Ends of the pieces of ``text``, each at most `MAX_CHARS` long and none much shorter."""
    ends: list[int] = []
    start = 0
    while len(text) - start > MAX_CHARS:
        count = -(-(len(text) - start) // MAX_CHARS)
        aim = start + (len(text) - start) // count
        start = _cut_near(text, start, aim)
        ends.append(start)
    return [*ends, len(text)]


def _cut_near(text: str, start: int, aim: int) -> int:
    """The best place to cut after ``start``, as near to ``aim`` as there is one."""
    least, most = start + MAX_CHARS // 4, start + MAX_CHARS
    for marks in _BREAKS:
        places = [
            at
            for at in range(least, most + 1)
            if text[at - 1] in marks and text[at] not in marks + _CLOSING
        ]
        if places:
            return min(places, key=lambda at: abs(at - aim))
    return most
