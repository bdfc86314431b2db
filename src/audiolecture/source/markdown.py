"""Markdown: headings are headings; every paragraph with its kind, also code, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.model import Omission
from audiolecture.source.document import Document, Kind, Paragraph, picture
from audiolecture.source.lines import glue
from audiolecture.source.matter import split_matter
from audiolecture.source.numbering import FAMILIES, fold, number_at
from audiolecture.source.text import clean, decode, speakable, unreadable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ESCAPED = re.compile(
    r"(\\\((?=[^\n]{0,99}?[\^_=+]|[^\n]{0,99}?\\[a-z]|\s?[A-Za-z]\s?\\\))"
    r"(?:(?!\\\))[^\n\u4e00-\u9fff]){1,400}\\\))|\\([^\w\s\[\\])"
)
"""A formula as TeX has it, which keeps its signs; or a sign that was escaped."""
# A line that ends like this ends its paragraph, as in pasted scripts; others are wrapped prose.
_WRAPPED = re.compile(r"(?<=[\w，、,])\n(?=[^\W\d])")
_DEEPEST = 60
"""Levels of nesting; a list has two."""
_WRAPPED_LEAST = 25
"""Characters: a shorter line that does not end as a sentence is a title or a heading."""
_HEADING_MOST = 60
_ENOUGH = 4
"""Characters that tell where in its line a paragraph begins."""
_SENTENCE_END = "。！？；…!?;，,"
_CODE = {
    "fence": "code",
    "code_block": "code",
    "math_block": "formula",
    "math_block_label": "formula",
}
_BRACKETS_MOST = 3_000
"""Of one line, which no person writes."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SHOWN_BREAK = "\v"
"""A line end that the file does not have."""
_PICTURE = re.compile(r"<img\b[^>]*", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_NO_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
"""Refers to a note that is not there."""


def read_markdown(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs, headings and list items of a Markdown file."""
    whole = decode(data, where)
    matter, text, warnings = split_matter(whole, where)
    walk = _Walk(where)
    lines = text.split("\n")
    parser = _parser()
    if any(line.count("[") > _BRACKETS_MOST for line in lines):
        parser.disable(["link", "image"])  # matching them takes the square of their number
    paragraphs = tuple(
        replace(found, column=_column(found, lines))
        for found in walk.paragraphs(_tokens(parser, text, where))
    )
    warnings += unreadable(whole, where)
    return Document(name, where, paragraphs, matter, tuple(walk.omitted), warnings)


def _tokens(parser: MarkdownIt, text: str, where: str) -> list[Token]:
    """What the parser finds; at its deepest level it would drop the text without a word."""
    tokens = parser.parse(text)
    if max((token.level for token in tokens), default=0) >= _DEEPEST - 2:
        raise SourceError(
            _("lists or quotations in this file are nested too deeply to be read whole"),
            where=where,
            hint=_("take away some of the signs at the beginning of its lines, or save it as .txt"),
        )
    return tokens


def _column(paragraph: Paragraph, lines: Sequence[str]) -> int:
    """Where its text begins in its line, behind ``#`` and the like."""
    line = lines[paragraph.line - 1] if 0 < paragraph.line <= len(lines) else ""
    return max(0, line.find(paragraph.text[:_ENOUGH])) + 1


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only for Markdown
    from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    # Indented paragraphs are common in scripts and code is not; `\[` belongs to our inline marks.
    parser = (
        MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
        .enable("table")
        .disable(["code", "escape"])
    )
    parser.use(footnote_plugin, inline=False).disable("footnote_tail")  # notes stay in their place
    parser.use(dollarmath_plugin, allow_digits=False, allow_space=False, double_inline=False)
    return parser


@dataclass(slots=True)
class _Walk:
    """One pass over the tokens: where they stand, and what is said beside the text."""

    where: str
    omitted: list[Omission] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    """The number of the latest item as it is written."""
    prefix: str = ""
    depth: int = 0
    quotes: int = 0
    notes: int = 0
    line: int = 1
    cells: list[str] | None = None
    pictures: list[Paragraph] = field(default_factory=list)
    """In the cells of the table."""
    setext: bool = False
    counters: list[int | None] = field(default_factory=list)

    def paragraphs(self, tokens: list[Token]) -> Iterator[Paragraph]:
        for token in tokens:
            self.line = token.map[0] + 1 if token.map else self.line
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type in _CODE:
                yield from self._special("formula" if "math" in token.type else "code", token)
            elif token.type == "html_block":
                yield from self._html(token)
            elif token.type == "tr_close" and self.cells is not None:
                text = clean("，".join(cell for cell in self.cells if cell))
                self.cells = None
                if text:
                    yield Paragraph(text, self.line, kind="table")
            elif token.type == "table_close":
                yield from self.pictures
                self.pictures = []
            else:
                self._step(token)

    def _step(self, token: Token) -> None:
        """Keep count of what the text stands in."""
        kind = token.type
        if kind == "heading_open":
            self.level, self.setext = int(token.tag[1]), token.markup in {"-", "="}
        elif kind == "heading_close":
            self.level, self.setext = 0, False
        elif kind == "ordered_list_open":
            self.marker = ""
            self.counters.append(int(token.attrs.get("start", 1)))
        elif kind == "bullet_list_open":
            self.counters.append(None)
        elif kind in {"ordered_list_close", "bullet_list_close"}:
            self.counters.pop()
        elif kind == "list_item_open":
            self._item(token.info)
        elif kind in {"blockquote_open", "blockquote_close"}:
            self.quotes += token.nesting
        elif kind in {"footnote_reference_open", "footnote_reference_close"}:
            self.notes += token.nesting
        elif kind == "tr_open":
            self.cells = []

    def _item(self, written: str) -> None:
        count = self.counters[-1] if self.counters else None
        # Two lists with nothing but a blank line between are one to Markdown, but not to a reader.
        if written == "1" and self.marker not in {"", "1"} and count is not None:
            count = self.counters[-1] = 1
        self.marker = written
        self.prefix = "" if count is None else f"{count}. "
        if count is not None:
            self.counters[-1] = count + 1

    def _inline(self, token: Token) -> Iterator[Paragraph]:
        images: list[Paragraph] = []
        text = self._said(token, images)
        if self.cells is not None:
            self.cells.append(clean(text.replace(_SHOWN_BREAK, " ")))
            self.pictures += images
            return
        kind: Kind = "note" if self.notes else "text"
        level, lines = self.level, list(_lines(text))
        if self.setext and not _is_heading([line for _, line in lines]):
            level = 0
        quoted = bool(self.quotes) or len(self.counters) > 1 or None in self.counters
        for offset, line in lines:
            yield Paragraph(self.prefix + line, self.line + offset, level, kind, quoted)
            self.prefix = ""
        yield from images

    def _said(self, token: Token, images: list[Paragraph]) -> str:
        """The words of a paragraph; pictures and addresses behind words are put aside."""
        parts: list[str] = []
        line = self.line
        for child, after in pairwise([*(token.children or ()), None]):
            assert child is not None  # noqa: S101 - only the last is
            if child.type == "text":
                parts.append(self._without_marks(child.content, line))
            elif child.type == "code_inline":
                parts.append(child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                parts.append("\n")
                line += 1
            elif child.type == "math_inline":
                parts.append(f"${child.content}$")
            elif child.type == "image":
                images.append(picture(clean(child.content), line))
            elif child.type == "html_inline":
                parts += _SHOWN_BREAK if _BREAK.fullmatch(child.content) else ""
                images += _pictures(child.content, line)
            elif child.type == "link_open" and child.info != "auto":
                address = str(child.attrs.get("href", ""))
                if "://" in address and (after is None or after.content != address):
                    self.omitted.append(Omission("link", address, line))
        return _ESCAPED.sub(lambda match: match[1] or match[2], "".join(parts))

    def _without_marks(self, text: str, line: int) -> str:
        """A text without marks that refer to notes which are not there."""
        if "[^" not in text:
            return text
        self.omitted += (Omission("note", mark, line) for mark in _NO_NOTE.findall(text))
        return _NO_NOTE.sub("", text)

    def _special(self, kind: Kind, token: Token) -> Iterator[Paragraph]:
        for offset, line in enumerate(token.content.strip("\n").split("\n")):
            if text := clean(line):
                yield Paragraph(text, self.line + offset, kind=kind)

    def _html(self, token: Token) -> Iterator[Paragraph]:
        """What a person sees of raw HTML is text; comments are for the author's eyes."""
        from audiolecture.source.html import read_fragment  # noqa: PLC0415 - seldom needed

        page = read_fragment(_without_comments(token.content), self.where)
        said = [
            found for found in page.paragraphs if found.kind == "image" or speakable(found.text)
        ]
        if not said and not page.omitted:
            self.omitted.append(Omission("html", token.content.strip(), self.line))
        above = self.line - 1
        self.omitted += (replace(item, line=item.line + above) for item in page.omitted)
        for found in said:
            yield replace(found, line=found.line + above)


def _pictures(html: str, line: int) -> Iterator[Paragraph]:
    """A picture that stands in a paragraph as HTML."""
    if match := _PICTURE.match(html):
        alt = _ALT.search(match[0])
        words = next((group for group in alt.groups() if group), "") if alt else ""
        yield picture(clean(words), line)


def _without_comments(text: str) -> str:
    """Text without what stands in comments, of which the line ends stay."""
    shown = ""
    while text:
        before, opened, after = text.partition("<!--")
        hidden, _, text = after.partition("-->") if opened else ("", "", "")
        shown += before + "\n" * hidden.count("\n")
    return shown


def _is_heading(lines: list[str]) -> bool:
    """A line over a rule of ``---`` is a heading only if it looks like one."""
    only = lines[0] if len(lines) == 1 else ""
    return 0 < len(only) <= _HEADING_MOST and only[-1] not in _SENTENCE_END and "。" not in only


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs in a block, and how many lines below its first one each begins."""
    held, begun = "", 0
    for number, row in enumerate(text.split("\n")):
        for place, line in enumerate(row.split(_SHOWN_BREAK)):
            if held and (place or not _goes_on(held, line)):
                yield begun, clean(held)
                held = ""
            begun = begun if held else number
            held += (glue(held, line) if held else "") + line
    if clean(held):
        yield begun, clean(held)


def _goes_on(held: str, line: str) -> bool:
    if len(held) < _WRAPPED_LEAST or not _WRAPPED.search(f"{held[-1:]}\n{line[:1]}"):
        return False
    return number_at(fold(line), FAMILIES) is None
