"""Markdown: headings are headings; every paragraph with its kind, also code, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audiolecture.model import Omission
from audiolecture.source.document import Document, Kind, Paragraph
from audiolecture.source.lines import glue
from audiolecture.source.matter import split_matter
from audiolecture.source.numbering import FAMILIES, fold, number_at
from audiolecture.source.text import clean, decode, speakable, unreadable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ESCAPED = re.compile(r"\\([^\w\s\[\\])")
# A line that ends like this ends its paragraph, as in pasted scripts; others are wrapped prose.
_WRAPPED = re.compile(r"(?<=[\w，、,])\n(?=[^\W\d])")
_WRAPPED_LEAST = 25
"""Characters: a shorter line that does not end as a sentence is a title or a heading."""
_HEADING_MOST = 60
_SENTENCE_END = "。！？；…!?;，,"
_CODE = {
    "fence": "code",
    "code_block": "code",
    "math_block": "formula",
    "math_block_label": "formula",
}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_UNSEEN = re.compile(r"\s*<(?:script|style|pre|svg|iframe)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,400}>")

_ENOUGH = 4
"""Characters that tell where in its line a paragraph begins."""


def read_markdown(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs, headings and list items of a Markdown file."""
    whole = decode(data, where)
    matter, text, warnings = split_matter(whole, where)
    walk = _Walk()
    paragraphs = tuple(walk.paragraphs(_parser().parse(text)))
    warnings += unreadable(whole, where)
    return Document(name, where, paragraphs, matter, tuple(walk.omitted), warnings)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only for Markdown
    from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

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
        quoted = bool(self.quotes) or len(self.counters) > 1 or None in self.counters
        for offset, line in enumerate(lines):
            yield Paragraph(self.prefix + line, self.line + offset, level, kind, quoted)
            self.prefix = ""
        for alt in images:
            yield Paragraph(alt, self.line, kind="image")

    def _said(self, token: Token, images: list[str]) -> str:
        """The words of a paragraph; pictures and addresses behind words are put aside."""
        parts: list[str] = []
        for child in token.children or ():
            if child.type in {"text", "code_inline"}:
                parts.append(child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                parts.append("\n")
            elif child.type == "math_inline":
                parts.append(f"${child.content}$")
            elif child.type == "image":
                images.append(clean(child.content) or "图片")
            elif child.type == "link_open" and child.info != "auto":
                address = str(child.attrs.get("href", ""))
                if "://" in address:
                    self.omitted.append(Omission("link", address, self.line))
        return _ESCAPED.sub(r"\1", "".join(parts))

    def _special(self, kind: Kind, token: Token) -> Iterator[Paragraph]:
        for offset, line in enumerate(token.content.strip("\n").split("\n")):
            if text := clean(line):
                yield Paragraph(text, self.line + offset, kind=kind)

    def _html(self, token: Token) -> Iterator[Paragraph]:
        """What a person sees of raw HTML is text; comments are for the author's eyes."""
        content = _COMMENT.sub("", token.content)
        if content.strip() and _UNSEEN.match(content):
            content = ""
        shown = [clean(_TAG.sub("", line)) for line in content.split("\n")]
        if not any(speakable(line) for line in shown):
            self.omitted.append(Omission("html", token.content.strip(), self.line))
            return
        for offset, line in enumerate(shown):
            if line:
                yield Paragraph(line, self.line + offset)


def _is_heading(lines: list[str]) -> bool:
    """A line over a rule of ``---`` is a heading only if it looks like one."""
    only = lines[0] if len(lines) == 1 else ""
    return 0 < len(only) <= _HEADING_MOST and only[-1] not in _SENTENCE_END and "。" not in only


def _lines(text: str) -> Iterator[str]:
    held = ""
    for line in text.split("\n"):
        if held and not _goes_on(held, line):
            yield clean(held)
            held = ""
        held += (glue(held, line) if held else "") + line
    if clean(held):
        yield clean(held)


def _goes_on(held: str, line: str) -> bool:
    if len(held) < _WRAPPED_LEAST or not _WRAPPED.search(f"{held[-1:]}\n{line[:1]}"):
        return False
    return number_at(fold(line), FAMILIES) is None
