"""The lexicon files of a course: which hold for a lecture, and which lines nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from audiolecture.errors import AudioLectureError, LexiconError
from audiolecture.mandarin.lexicon import Entry, Lexicon, parse_lexicon, unused
from audiolecture.messages import _
from audiolecture.model import Lecture
from audiolecture.source.course import lectures_in
from audiolecture.source.text import decode

_TOLD = 10
"""Unused lines that are named one by one; more of them are a borrowed dictionary."""

Read = tuple[Path, Lecture, Lexicon]
"""A script, the lecture in it, and the lexicon that holds for it."""


def lexicon_files(source: Path) -> tuple[Path, Path]:
    """The course's lexicon beside the lecture, and the lecture's own; neither need exist."""
    return source.with_name("lexicon.tsv"), source.with_name(f"{source.stem}.lexicon.tsv")


def read_lexicon(source: Path) -> Lexicon:
    """The course's lexicon beside the lecture, and over it the lecture's own.

    Raises:
        LexiconError: a file cannot be read, or a line of it cannot be used.
    """
    lexicon: Lexicon | None = None
    for path in lexicon_files(source):
        found = _read(path)
        if found is not None:
            lexicon = found if lexicon is None else lexicon.merged(found)
    return lexicon or Lexicon()


def _read(path: Path) -> Lexicon | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            _("the lexicon cannot be read as text in UTF-8"),
            where=str(path),
            hint=_("save it as UTF-8 and run again"),
        ) from error
    return parse_lexicon(text, str(path))


def lexicon_warnings(lectures: Sequence[Read]) -> tuple[tuple[str, ...], ...]:
    """What the author should know of the lexicons, told once: for each lecture its part.

    A line is unused if it holds in none of ``lectures``; one of a course's lexicon is not
    reported if its written form stands in another script of that course.
    """
    used = [
        entry
        for _, lecture, lexicon in lectures
        for chapter in lecture.chapters
        for block in chapter.blocks
        for _, entry in lexicon.found(block.text, block.overrides)
    ]
    idle = unused((lexicon for _, _, lexicon in lectures), used)
    told: set[str] = set()
    result = []
    for source, _lecture, lexicon in lectures:
        own = {entry.where for entry in lexicon.entries}
        lines = [entry for entry in idle if entry.where in own]
        notes = (*lexicon.notes, *_unused(source, lines, [path for path, _, _ in lectures]))
        fresh = tuple(dict.fromkeys(note for note in notes if note not in told))
        told.update(fresh)
        result.append(fresh)
    return tuple(result)


def _unused(source: Path, lines: Sequence[Entry], built: Sequence[Path]) -> Iterator[str]:
    course, own = map(str, lexicon_files(source))
    for file in (course, own):
        mine = [entry for entry in lines if entry.where.rpartition(":")[0] == file]
        if file == course and mine:
            mine = _nowhere(mine, source.parent, built)
        for entry in mine[:_TOLD]:
            yield (
                _(
                    "{where}: nothing uses '{written}': it does not stand in the text, "
                    "or a longer form or a mark holds there",
                    where=entry.where,
                    written=entry.written,
                )
            )
        if len(mine) > _TOLD:
            yield _("{file}: {count} more lines are not used", file=file, count=len(mine) - _TOLD)


def _nowhere(entries: Sequence[Entry], folder: Path, built: Sequence[Path]) -> list[Entry]:
    """The entries whose written form stands in no other script of the course either."""
    left = list(entries)
    for path in lectures_in(folder):
        if path in built:
            continue
        try:
            text = decode(path.read_bytes(), str(path))
        except (AudioLectureError, OSError):
            return []  # it may use any of them
        left = [entry for entry in left if entry.written not in text]
    return left
