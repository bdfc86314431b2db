"""Markdown: headings are headings; code, tables, images and raw HTML are left out and listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audiolecture.model import Omission
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.matter import split_matter
from audiolecture.source.text import clean, decode

if TYPE_CHECKING:
    from markdown_it.token import Token

_OMITTED = {"fence": "code", "html_block": "html"}
_ESCAPED = re.compile(r"\\([^\w\s\[\\])")
# A line that ends like this ends its paragraph, as in pasted scripts; others are wrapped prose.
_WRAPPED = re.compile(r"(?<=[\w，、,])\n(?=[^\W\d])")
_WRAPPED_LEAST = 25
"""Characters: a shorter line that does not end as a sentence is a title or a heading."""

_ENOUGH = 4
"""Characters that tell where in its line a paragraph begins."""


def read_markdown(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs, headings and list items of a Markdown file."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only for Markdown

    matter, text, warnings = split_matter(decode(data, where), where)
    # Indented paragraphs are common in scripts and code is not; `---` after text is a rule;
    # `\[` belongs to our own inline marks.
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "lheading", "escape"])
    omitted: list[Omission] = []
    written = text.split("\n")
    paragraphs = tuple(
        replace(found, column=_column(found, written))
        for found in _paragraphs(parser.parse(text), omitted)
    )
    return Document(name, where, paragraphs, matter, tuple(omitted), warnings)


def _column(paragraph: Paragraph, written: Sequence[str]) -> int:
    """Where its text begins in its line, behind ``#`` and the like."""
    line = written[paragraph.line - 1] if 0 < paragraph.line <= len(written) else ""
    return max(0, line.find(paragraph.text[:_ENOUGH])) + 1


def _paragraphs(  # noqa: C901 - one branch per kind of token, all of one line
    tokens: list[Token], omitted: list[Omission]
) -> Iterator[Paragraph]:
    level, prefix, table = 0, "", False
    counters: list[int] = []
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "ordered_list_open":
            counters.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            counters.pop()
        elif token.type == "list_item_open" and token.info and counters:
            prefix = f"{counters[-1]}. "
            counters[-1] += 1
        elif token.type == "table_open":
            table = True
            omitted.append(Omission("table", "", line))
        elif token.type == "table_close":
            table = False
        elif token.type in _OMITTED:
            omitted.append(Omission(_OMITTED[token.type], token.content.strip(), line))
        elif token.type == "inline" and not table:
            for offset, text in enumerate(_lines(_inline(token, line, omitted))):
                yield Paragraph(prefix + text, line + offset, level)
                prefix = ""


def _inline(token: Token, line: int, omitted: list[Omission]) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "image":
            omitted.append(Omission("image", child.content, line))
    return _ESCAPED.sub(r"\1", "".join(parts))


def _lines(text: str) -> Iterator[str]:
    held = ""
    for line in text.split("\n"):
        if held and not (len(held) >= _WRAPPED_LEAST and _WRAPPED.search(f"{held}\n{line}")):
            yield clean(held)
            held = ""
        glue = " " if held[-1:].isascii() and line[:1].isascii() and held else ""
        held += glue + line
    if clean(held):
        yield clean(held)
