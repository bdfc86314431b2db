"""Which reader understands a file: its first bytes decide, then its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from audiolecture.errors import SourceError
from audiolecture.messages import N_, _
from audiolecture.source.document import Document

Reader = Callable[..., Document]
"""``read_x(data, *, name, where)``; raises SourceError for what cannot be read."""

_READERS = {
    ".txt": "text.read_text",
    ".text": "text.read_text",
    ".md": "markdown.read_markdown",
    ".markdown": "markdown.read_markdown",
    ".docx": "docx.read_docx",
    ".docm": "docx.read_docx",
    ".pptx": "pptx.read_pptx",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".xhtml": "html.read_html",
    ".epub": "epub.read_epub",
    ".pdf": "pdf.read_pdf",
}
SUFFIXES = frozenset(_READERS)
"""Endings of files that are scripts."""

_ELSEWHERE = {
    ".doc": N_("open it and save it as .docx"),
    ".wps": N_("open it and save it as .docx"),
    ".ppt": N_("open it and save it as .pptx"),
    ".rtf": N_("open it and save it as .docx"),
    ".odt": N_("open it and save it as .docx"),
    ".pages": N_("export it as .docx"),
    ".mobi": N_("convert it to .epub"),
    ".azw3": N_("convert it to .epub"),
    ".xml": N_("save the text as .txt or .html"),
    ".xlsx": N_("copy the text into a .txt file"),
}
"""Formats that are not read, and what to do with them."""

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIPPED = (
    ("word/", "docx.read_docx"),
    ("ppt/", "pptx.read_pptx"),
    ("META-INF/container.xml", "epub.read_epub"),
)
"""What the members of an archive begin with that is a script."""


def reader_of(data: bytes, suffix: str, where: str) -> Reader:
    """The function that reads these bytes.

    Raises:
        SourceError: nothing here reads them; the hint says what to do.
    """
    suffix = suffix.lower()
    if data.startswith(_OLE2):
        return _function("docx.read_docx")  # says whether it is old or has a password
    if data.startswith(b"PK"):
        return _function(_inside(data, suffix, where))
    if b"%PDF-" in data[:1024]:
        return _function("pdf.read_pdf")
    if data.startswith(b"{\\rtf"):
        suffix = ".rtf"
    if suffix in _ELSEWHERE:
        raise _not_read(suffix, where)
    return _function(_READERS.get(suffix, "text.read_text"))


def _inside(data: bytes, suffix: str, where: str) -> str:
    from audiolecture.source.container import open_container  # noqa: PLC0415 - only for archives

    named = _READERS.get(suffix, "")
    if named.split(".")[0] in {"docx", "pptx", "epub"}:
        return named
    if suffix in _ELSEWHERE:
        raise _not_read(suffix, where)
    names = open_container(data, where).names
    for start, reader in _ZIPPED:
        if any(name.startswith(start) for name in names):
            return reader
    raise SourceError(
        _("this is a zip archive or Office file, not a script"),
        where=where,
        hint=_("unpack it, or save the script as .docx or as UTF-8 text"),
    )


def _not_read(suffix: str, where: str) -> SourceError:
    return SourceError(
        _("{suffix} files cannot be read", suffix=suffix), where=where, hint=_(_ELSEWHERE[suffix])
    )


def _function(path: str) -> Reader:
    module, name = path.split(".")
    reader: Reader = getattr(importlib.import_module(f"audiolecture.source.{module}"), name)
    return reader
