"""The ``.lrc`` beside an MP3: what most music players show while it plays."""

from __future__ import annotations

import re

from audiolecture.model import SAMPLE_RATE, Cue, Publication, Track
from audiolecture.patterns import lazily
from audiolecture.publish.text import one_line

_LOOKS_TIMED = lazily(r"[\[<](?=\s*[0-9a-z#]+\s*:)", re.IGNORECASE)
_WIDE = str.maketrans("[]<>", "［］＜＞")


def render_lrc(publication: Publication, track: Track, *, words: bool = False) -> str:
    """The chapter's transcript as LRC, a line per cue.

    Args:
        publication: the lecture that the chapter belongs to.
        track: the chapter.
        words: add the time of each word (``<mm:ss.xx>``); many players show those as text, so
            only on request.

    Returns:
        Text to be written as UTF-8 without a byte order mark.
    """
    head = (
        _tag("ti", track.timeline.title),
        _tag("ar", publication.author),
        _tag("al", publication.album or publication.title),
        "[offset:0]",
    )
    cues = track.timeline.cues
    before = ("", *(cue.speaker for cue in cues))
    lines = (
        _line(cue, words=words, named=cue.speaker not in {"", speaker})
        for cue, speaker in zip(cues, before, strict=False)
    )
    return "\n".join((*head, *lines)) + "\n"


def stamp(samples: int) -> str:
    """``mm:ss.xx``, rounded down: a line shown early disturbs less than one shown late."""
    centiseconds = samples * 100 // SAMPLE_RATE
    minutes, rest = divmod(centiseconds, 60 * 100)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _tag(name: str, value: str) -> str:
    return f"[{name}:{one_line(value).translate(_WIDE)}]"


def _line(cue: Cue, *, words: bool, named: bool) -> str:
    """A sentence; the first of a turn begins with the speaker's name."""
    text = _timed_words(cue) if words and cue.words else _plain(cue.text).rstrip()
    label = f"{_plain(cue.speaker)}：" if named else ""
    return f"[{stamp(cue.start)}]{label}{text}"


def _timed_words(cue: Cue) -> str:
    """Each word after its time; what stands between two words goes with the one before."""
    starts = [0, *(mark.start for mark in cue.words[1:]), len(cue.text)]
    pieces = (
        f"<{stamp(mark.onset)}>{_plain(cue.text[starts[i] : starts[i + 1]])}"
        for i, mark in enumerate(cue.words)
    )
    return "".join(pieces) + f"<{stamp(cue.words[-1].offset)}>"


def _plain(text: str) -> str:
    """On one line, and nothing in it that a player would take for a time or a tag."""
    space = " " if text[-1:].isspace() else ""
    return _LOOKS_TIMED.sub(_widen, one_line(text)) + space


def _widen(match: re.Match[str]) -> str:
    return match.group().translate(_WIDE)
