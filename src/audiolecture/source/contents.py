"""A table of contents in a script: 目录, and the headings that follow once more. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from audiolecture.patterns import lazily

_PRINTED = frozenset({"目录", "目錄", "目次"})
_SAID = frozenset({"提纲", "本讲提纲", "内容提要"})
_NEAR = 12
"""Paragraphs at the top among which a table of contents begins."""
_PAGE = lazily(r"(?:[.…·・—-]{2,}\d*|(?<=\D)\d{1,3})$")
_LEADERS = lazily(r".*[.…·・]{2,}\d{1,4}$")


def entries(texts: Sequence[str]) -> range:
    """Places of the heading and of the lines below it that stand in the script again."""
    said = _PRINTED | _SAID
    start = next((i for i, text in enumerate(texts[:_NEAR]) if _entry(text) in said), None)
    if start is None:
        return range(0)
    bare = [_entry(text) for text in texts]
    last_places = {text: index for index, text in enumerate(bare)}
    seen: set[str] = set()
    for index in range(start + 1, len(bare)):
        again = last_places[bare[index]] != index and bare[index] not in seen
        if not again and not _LEADERS.fullmatch("".join(texts[index].split())):
            return range(start, index)
        seen.add(bare[index])
    return range(0)  # nothing but a table of contents


def is_printed(text: str) -> bool:
    """Whether a heading names what is for the eye; 提纲 is said to the listeners."""
    return _entry(text) in _PRINTED


def _entry(text: str) -> str:
    """A line without its white space, leader dots and page number."""
    return _PAGE.sub("", "".join(text.split()))
