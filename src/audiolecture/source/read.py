"""Script files become lectures."""

from __future__ import annotations

from pathlib import Path

from audiolecture.errors import SourceError
from audiolecture.model import Lecture
from audiolecture.source.document import Document
from audiolecture.source.formats import reader_of
from audiolecture.source.outline import outline
from audiolecture.source.text import speakable

LIMIT = 64_000_000
"""Bytes: a hundred hours of speech are five million."""


def read_lecture(path: Path) -> Lecture:
    """Read and parse a script.

    Raises:
        SourceError: it cannot be read, is not text, or has nothing to say.
        LexiconError: an inline mark cannot be used.
    """
    return outline(read_document(path))


def read_document(path: Path) -> Document:
    """Read a script without asking what is a chapter; raises as `read_lecture` does."""
    data, where = _bytes(path), str(path)
    document = reader_of(data, path.suffix, where)(data, name=path.stem, where=where)
    if not any(speakable(paragraph.text) for paragraph in document.paragraphs):
        raise SourceError(
            "there is nothing to say in this file",
            where=where,
            hint="it needs at least one sentence",
        )
    return document


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT:
            raise SourceError(
                "the file is too large for a script",
                where=str(path),
                hint=f"at most {LIMIT // 1_000_000} MB",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {(error.strerror or str(error)).lower()}",
            where=str(path),
            hint="check the name of the file",
        ) from error
    if not data.strip():
        raise SourceError("the file is empty", where=str(path), hint="put the script into it")
    return data
