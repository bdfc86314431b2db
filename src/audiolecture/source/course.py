"""A folder of scripts is a course, ordered by the numbers in the names; of courses, a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiolecture.patterns import lazily
from audiolecture.source.formats import SUFFIXES
from audiolecture.source.numbering import fold, value_of

_HAN = "一二三四五六七八九十百零〇两"
_STATED = lazily(
    rf"第\s*(\d{{1,4}}|[{_HAN}]+)\s*(?:[讲课章节集期回部篇单]|周|天|$|[\s_.、-])"
    r"|^\s*[（(\[【]?(\d{1,3})(?!\d)(?![年月日号级届])"
    rf"|^\s*[（(]?([{_HAN}]+)(?:[）)、.．_\s-]|$)"
    r"|^(?:lecture|lesson|chapter|part|ch|unit)[\s_.-]*(\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_DIGITS = lazily(r"(\d+)")
_APART = r"(?=$|[\s_.、：:（(\d-]|[一二三四五六七八九十]+$)"
_FIRST = lazily(
    rf"\s*(?:前言|引言|绪论|导论|导言|序言?|自序|开篇|楔子|发刊词|课程介绍|课程简介){_APART}"
)
_AFTER_ALL = lazily(rf"\s*(?:附录|附件|后记|结语|结束语|尾声|跋){_APART}")
_WRITTEN_OUT = lazily(
    rf"(?<=[（(\[【])(?:[{_HAN}]+|[上中下])(?=[）)\]】])"
    rf"|(?:[{_HAN}]+|[上中下])(?=(?:篇|集|部|卷|册|编)?$)"
)
"""党课（二）, 长征 上, 第三讲之二: no digits, where a name ends or brackets close."""
_LAST = 10**9
_NAMELESS = frozenset(
    {"", "content", "contents", "src", "source", "scripts", "text", "docs", "讲稿"}
)
"""Folders that say what is in them rather than which course it is."""


@dataclass(frozen=True, slots=True)
class Course:
    """The scripts of one folder, in order."""

    names: tuple[str, ...]
    """The folders that lead to it from the one that was named; none for that one itself."""
    folder: Path
    scripts: tuple[Path, ...]


def courses_in(folder: Path) -> Iterator[Course]:
    """The courses of a folder: itself if it holds scripts, else those of the folders in it.

    So a folder of notes in a course stays out.
    """
    return _courses(folder, ())


def _courses(folder: Path, names: tuple[str, ...]) -> Iterator[Course]:
    scripts = lectures_in(folder)
    if scripts:
        telling = names[:-1] if names and names[-1].lower() in _NAMELESS else names
        yield Course(telling, folder, scripts)
        return
    inside = (path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    for path in sorted(inside, key=_place):
        if not path.name.startswith("."):
            yield from _courses(path, (*names, path.name))


def lectures_in(folder: Path) -> tuple[Path, ...]:
    """The scripts in a folder, in order: numbered ones first, then by name."""
    found = (
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.is_file()
    )
    return tuple(sorted(found, key=_place))


def _place(path: Path) -> tuple[int, int, list[tuple[int, int, str]], str]:
    """前言 first, 附录 last; by the stated number, then by name: 3-2 before 3-10, 中 before 下."""
    stated = number_in(path.stem)
    name = _WRITTEN_OUT.sub(lambda written: str(value_of(written[0])), fold(path.stem))
    number = stated or _first_number(name) or _LAST
    parts = [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in _DIGITS.split(name) if p]
    return _tier(name), number, parts, path.name


def _tier(name: str) -> int:
    return -1 if _FIRST.match(name) else 1 if _AFTER_ALL.match(name) else 0


def _first_number(name: str) -> int:
    match = _DIGITS.search(name)
    return int(match[0]) if match else 0


def number_in(name: str) -> int:
    """The place that a file name states (第3讲, 03-…, 三、…); 0 for none: 2023年总结."""
    match = _STATED.search(fold(name))
    written = next((group for group in match.groups() if group), "") if match else ""
    return value_of(written) if written else 0


def numbers_of(paths: Sequence[Path]) -> tuple[int, ...]:
    """The places of the lectures of a course, in its order: ascending, and each only once.

    What the names state, be there gaps or not; lectures without a number follow the last. Names
    that state the same number twice are counted instead.
    """
    stated = [number_in(path.stem) for path in paths]
    given = [number for number in stated if number]
    if len(set(given)) < len(given) or stated != [*sorted(given), *[0] * stated.count(0)]:
        return tuple(range(1, len(paths) + 1))
    after = max(given, default=0)
    return tuple(number or after + place for place, number in enumerate(stated, 1 - len(given)))


def album_of(folder: Path) -> str:
    """The name of the course in a folder: the folder's, or its parent's if it only says content."""
    for candidate in (folder.resolve(), folder.resolve().parent):
        if candidate.name.lower() not in _NAMELESS:
            return candidate.name
    return ""
