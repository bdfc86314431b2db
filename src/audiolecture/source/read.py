"""Script files become lectures."""

from __future__ import annotations

from pathlib import Path

from audiolecture.errors import SourceError
from audiolecture.model import Block, Lecture
from audiolecture.source.outline import outline

LIMIT = 64_000_000
"""Bytes: a hundred hours of speech are five million."""

_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})


def read_lecture(path: Path) -> Lecture:
    """Read and parse a script.

    Raises:
        SourceError: it cannot be read, is not text in UTF-8, or has nothing to say.
    """
    text = _text(path)
    markdown = path.suffix.lower() in {".md", ".markdown"}
    lecture = outline(_blocks(text, markdown=markdown), path.stem, markdown=markdown)
    spoken = (char for c in lecture.chapters for b in c.blocks for char in b.text)
    if not any(char.isalnum() for char in spoken):
        raise SourceError(
            "there is nothing to say in this file",
            where=str(path),
            hint="it needs at least one sentence",
        )
    return lecture


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LIMIT:
            raise SourceError("the file is too large for a script", where=str(path))
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {(error.strerror or str(error)).lower()}",
            where=str(path),
            hint="check the name of the file",
        ) from error
    if not data.strip():
        raise SourceError("the file is empty", where=str(path), hint="put the script into it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise SourceError(
            "the file is not text in UTF-8",
            where=str(path),
            hint="save it as UTF-8 text and run again",
        )
    return text


def _blocks(text: str, *, markdown: bool) -> list[Block]:
    del markdown
    lines = enumerate(text.splitlines(), 1)
    return [Block("text", " ".join(line.split()), n) for n, line in lines if line.strip()]
