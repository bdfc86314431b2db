"""What every reader makes of a file, before anyone asks what is a chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audiolecture.model import Omission

Kind = Literal["text", "code", "table", "formula", "image", "caption", "note", "link"]
"""``text`` is spoken; of the others a setting decides, kind by kind."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the script: stripped at both ends, never empty, without line breaks."""

    text: str
    line: int
    level: int = 0
    """Heading level that the format itself states (``#``, a heading style); 0: none."""
    kind: Kind = "text"
    quoted: bool = False
    """The format says that it is part of a quotation: its numbers are not the script's."""
    column: int = 1
    """1-based column of its first character in that line, where lines have columns."""
    speaker: str = ""
    """Whose label stood before it; empty if there was none."""


UNNAMED = "图片"
"""What is said of a picture that nobody described."""


def picture(words: str, line: int) -> Paragraph:
    """A picture, by what describes it."""
    return Paragraph(words or UNNAMED, line, kind="image")


def inline_formula(text: str) -> str:
    """A formula in running text, in the signs that TeX puts around it."""
    return f"\\({text}\\)" if text else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A script as a format-blind sequence of paragraphs."""

    name: str
    """The file name without its ending: the title of last resort."""
    where: str
    paragraphs: tuple[Paragraph, ...]
    matter: tuple[tuple[str, str], ...] = ()
    """Known keys of the front matter, as written."""
    omitted: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()
