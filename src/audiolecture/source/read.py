"""Script files become lectures."""

from __future__ import annotations

from pathlib import Path

from audiolecture.errors import SourceError
from audiolecture.model import Lecture
from audiolecture.source.document import Document
from audiolecture.source.markdown import read_markdown
from audiolecture.source.outline import outline
from audiolecture.source.text import read_text, speakable

LIMIT = 64_000_000
"""Bytes: a hundred hours of speech are five million."""

_MARKDOWN = frozenset({".md", ".markdown"})
# What these bytes begin is a format of its own, whatever the name says.
_MARKUP = frozenset({".htm", ".html", ".rtf", ".xhtml", ".xml"})
_FOREIGN = ((b"PK\x03\x04", "a zip archive or Office file"), (b"%PDF-", "a PDF"))


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
    read = read_markdown if path.suffix.lower() in _MARKDOWN else read_text
    document = read(data, name=path.stem, where=where)
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
    if path.suffix.lower() in _MARKUP:
        raise SourceError(
            "this format cannot be read yet",
            where=str(path),
            hint="copy the text into a .txt file and run again",
        )
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise SourceError(
                f"this is {what}, not text",
                where=str(path),
                hint="save the script as UTF-8 text and run again",
            )
    return data
