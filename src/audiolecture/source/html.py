"""Web pages: the readable part, as the browser shows it.

Leaving out a sentence is worse than keeping an advertisement. So a page loses only what its own
markup says is no text, and what stands outside the one element that holds nearly all sentences;
that is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.model import Omission
from audiolecture.source.counting import written
from audiolecture.source.document import Document, Kind, Paragraph, inline_formula, picture
from audiolecture.source.text import clean, decode, speakable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SAID_AT_ONCE = 2048
"""Bytes at the start in which a page states its encoding (HTML standard: 1,024)."""
_STATED = (
    dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "cp936", "x-gbk", "gb18030"), "gb18030")
    | dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs")
    | dict.fromkeys(("utf-8", "utf8"), "utf-8")
)
"""What is believed, in its widest form. Of others (Latin-1 reads any bytes) the text decides."""

_NEVER = frozenset(
    {
        "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form",
        "button", "select", "option", "textarea", "input", "svg", "canvas", "iframe", "object",
        "embed", "video", "audio", "rt", "rp", "menu", "dialog", "map",
    }
)  # fmt: skip
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "canvas", "iframe", "rt", "rp"}
)
_BLOCKS = frozenset(
    {
        "html", "body", "div", "p", "section", "article", "main", "header", "h1", "h2", "h3",
        "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot",
        "tr", "td", "th", "caption", "blockquote", "figure", "figcaption", "pre", "address",
        "center", "details", "summary", "fieldset", "hgroup", "hr", "br", "aside",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CLOSED = frozenset({"table", "math", "svg"})
"""Elements that are taken as a whole."""
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumbs?|crumbs?|sidebar|share|social|comments?|footer|"
    r"copyright|related|recommend(?:ed)?|ads?|advert\w*|banner|pager|pagination|toolbar|login|"
    r"search|qrcode|tags)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:^|[-_\s])(?:toc|table[-_ ]of[-_ ]contents)\d*(?:$|[-_\s])", re.IGNORECASE
)
_APART = re.compile(r"(?:^|\s)(?:sd|doc-)?(?:foot|end|rear)notes?\d*(?:$|\s)", re.IGNORECASE)
"""Names of blocks that hold notes, LibreOffice's among them, and their roles."""
_HOLDERS = frozenset({"div", "section", "aside", "ol", "ul", "li", "dl", "p"})
_REFERS = re.compile(
    r"(?:^|\s)(?:(?:doc-)?(?:noteref|backlink)|footnote-(?:ref|back|backref))(?:$|\s)",
    re.IGNORECASE,
)
"""Roles and names of what leads to a note, and back."""
_SMALL = 400
"""Characters: an element with a furniture's name that holds more is no furniture after all."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？；…]|[，、].*[，、]")
_NEARLY_ALL = 0.9
_SITE = re.compile(r"\s*(?:[_|｜]|[-–—](?=\s)|(?<=\s)[-–—]|--+|——).*$")
_NOTE = re.compile(r"[\[【（(]?\s*(?:\d{1,3}|[*†‡]|注\d{0,3})\s*[\]】）)]?")
_RAISED = "0123456789"
_RAISED_SIGNS = str.maketrans(_RAISED, "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DECLARATIONS = re.compile(r"\A\s*<!DOCTYPE[^>\[]{0,300}\[.*?\]\s*>", re.IGNORECASE | re.DOTALL)
"""A document type with entities of its own, of which HTML knows nothing."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What lxml reads, if a page has it, but puts nowhere (XML 1.0, 2.2)."""
_BREAK = re.compile(r"\s*\n\s*")
_GAP = re.compile(r"[ \t\r\f\n]+")
_LONG_CELL = 80
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
"""``type`` of a list and what WordprocessingML calls it."""


def read_html(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a web page; their lines are those of its source.

    Raises:
        SourceError: the encoding cannot be told, or there is no page in it.
    """
    root = parse_html(page_text(data, where), where)
    page = read_page(root)
    return Document(page.title or name, where, page.paragraphs, omitted=page.omitted)


def page_text(data: bytes, where: str) -> str:
    """The characters of a page, by what it says of its encoding or else by what it looks like."""
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        match = _CHARSET.search(data, 0, _SAID_AT_ONCE)
        stated = match[1].decode("ascii", "replace").lower() if match else ""
        try:
            if stated in _STATED:
                return data.decode(_STATED[stated])
        except UnicodeDecodeError:
            pass  # it does not keep its word
    return decode(data, where)


def parse_html(text: str, where: str) -> HtmlElement:
    """The tree of a page, however badly it is written.

    Raises:
        SourceError: there is nothing in it, or the parser gives up on it.
    """
    from lxml import etree, html  # noqa: PLC0415 - 15 ms, only for such files

    text = _allowed(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    text = _DECLARATIONS.sub("", text, count=1)
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, no_network=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(
            _("there is no text in this page"), where=where, hint=_("save the page again, as text")
        ) from error
    if any("depth" in each.message for each in parser.error_log):  # lxml 6.0 has no name for it
        raise SourceError(
            _("this page is nested too deeply to be read whole"),
            where=where,
            hint=_("copy its text into a .txt file"),
        )
    if "&#" in text:
        _allow(root)
    return root


def _allow(root: HtmlElement) -> None:
    """Take out what was written as a number, ``&#7;``."""
    for element in root.iter():
        if element.text and _FORBIDDEN.search(element.text):
            element.text = _allowed(element.text)
        if element.tail and _FORBIDDEN.search(element.tail):
            element.tail = _allowed(element.tail)


def _allowed(text: str) -> str:
    """A text without signs that nobody sees; those of old printers part words."""
    return _FORBIDDEN.sub(lambda sign: " " if sign[0] in "\x0b\x0c" else "", text)


def read_fragment(text: str, where: str) -> Page:
    """What a piece of markup shows, as it may stand in another text.

    Raises:
        SourceError: it is nested too deeply.
    """
    if not text.strip():
        return Page((), "", ())
    return read_page(parse_html(f"<body>{text}</body>", where), whole=True)


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on a page."""

    paragraphs: tuple[Paragraph, ...]
    title: str
    """Of the page, if no heading of it says so."""
    omitted: tuple[Omission, ...]


def read_page(root: HtmlElement, *, whole: bool = False) -> Page:
    """The text of a page.

    Args:
        root: the parsed page.
        whole: everything on it is text, as in a book.
    """
    body = root.find("body")
    body = root if body is None else body
    omitted: list[Omission] = []
    _prune(body, omitted, whole=whole)
    content = body if whole else _content(body)
    paragraphs = list(_Walk(content).paragraphs())
    if content is not body:
        heading = _heading_before(body, content)
        outside = _outside(body, content, {paragraph.text for paragraph in heading})
        paragraphs = [*heading, *paragraphs, *(p for p in outside if p.kind == "note")]
        omitted += (
            Omission("page furniture", p.text, p.line)
            for p in outside
            if p.kind not in {"note", "image"}
        )
    title = "" if any(paragraph.level == 1 for paragraph in paragraphs) else _title(root)
    return Page(tuple(paragraphs), title, tuple(sorted(omitted, key=lambda item: item.line)))


def _title(root: HtmlElement) -> str:
    """What ``<title>`` says without the name of the site."""
    element = root.find(".//title")
    whole = " ".join((element.text or "").split()) if element is not None else ""
    return _SITE.sub("", whole) or whole


# ---------------------------------------------------------------- what is text


def _prune(body: HtmlElement, omitted: list[Omission], *, whole: bool) -> None:
    """Take out what is no text; whatever a reader would have seen is listed."""
    from lxml import etree  # noqa: PLC0415

    doomed, skip_until = [], None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if skip_until is not None:
            if event == "end" and element is skip_until:
                skip_until = None
        elif event == "start" and element is not body and _is_no_text(element, whole=whole):
            doomed.append(element)
            skip_until = element
    for element in doomed:
        seen = "" if _is_unseen(element) else clean(" ".join("".join(element.itertext()).split()))
        if seen:
            omitted.append(Omission("page furniture", seen[:200], element.sourceline or 0))
        element.drop_tree()


def _is_no_text(element: HtmlElement, *, whole: bool) -> bool:
    if _is_picture(element) or _holds_notes(element):
        return False
    if element.tag in _NEVER or _is_unseen(element):
        return True
    if whole or element.tag in {"body", "article", "main"}:
        return False
    names = _names(element)
    if _CONTENTS.search(names):
        return _is_links(element)
    named = _FURNITURE.search(names)
    if not named and not _is_letterhead(element):
        return False
    return len("".join(element.itertext())) < _SMALL and not element.xpath(".//h1")


def _names(element: HtmlElement) -> str:
    return " ".join(element.get(key) or "" for key in ("class", "id", "role", "epub:type"))


def _holds_notes(element: HtmlElement) -> bool:
    return element.tag in _HOLDERS and _APART.search(_names(element)) is not None


def _is_picture(element: HtmlElement) -> bool:
    """Whether a drawing has words or a caption; most are ornaments and signs of buttons."""
    if element.tag != "svg" or element.get("aria-hidden") == "true":
        return False
    return bool(_words_of(element)) or next(element.iterancestors("figure"), None) is not None


def _words_of(drawing: HtmlElement) -> str:
    """What a drawing says it shows."""
    title = next(drawing.iter("title"), None)
    words = drawing.get("aria-label") or (title.text if title is not None else "")
    return clean(" ".join((words or "").split()))


def _is_links(element: HtmlElement) -> bool:
    """Whether most of it is links."""
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return linked * 2 > len("".join("".join(element.itertext()).split()))


def _is_unseen(element: HtmlElement) -> bool:
    """Whether a browser shows nothing of it that could be missed."""
    get = element.get
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    if element.tag == "a" and _REFERS.search(_names(element)):
        return True
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(get("style") or "")) or (element.tag == "sup" and _is_note(element))


def _is_letterhead(element: HtmlElement) -> bool:
    """Whether it heads the whole site and not one text."""
    if element.tag != "header":
        return False
    return next(element.iterancestors("article", "main", "section"), None) is None


def _is_note(element: HtmlElement) -> bool:
    """Whether something raised refers to a note; the 2 of m² does not."""
    text = "".join(element.itertext()).strip()
    return _NOTE.fullmatch(text) is not None and (
        text[0] not in _RAISED or len(element) > 0 or element.getparent().tag == "a"
    )


def _content(body: HtmlElement) -> HtmlElement:
    """The smallest element that holds nearly all sentences of the page."""
    weights = _weights(body)
    element, least = body, _NEARLY_ALL * weights.get(body, 0)
    while least:
        heavy = [child for child in element if weights.get(child, 0) >= least]
        if not heavy or heavy[0].tag in {"p", "tr", "tbody", "ul", "ol", "li", "span"}:
            break
        element = heavy[0]
    return element


def _weights(body: HtmlElement) -> dict[HtmlElement, int]:
    """For every element the length of the sentences in it, links left aside."""
    from lxml import etree  # noqa: PLC0415

    weights: dict[HtmlElement, int] = {}
    links = 0
    stack: list[int] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            stack.append(0 if links else _sentences(element.text))
            continue
        links -= element.tag == "a"
        weight = stack.pop()
        weights[element] = weight
        if stack:
            stack[-1] += weight + (0 if links else _sentences(element.tail))
    return weights


def _sentences(text: str | None) -> int:
    stripped = (text or "").strip()
    return len(stripped) if len(stripped) > 12 or _SENTENCE.search(stripped) else 0  # noqa: PLR2004


def _heading_before(body: HtmlElement, content: HtmlElement) -> list[Paragraph]:
    """The page's one great heading, where it stands over the text and not in it."""
    headings = [h for h in body.iter("h1") if speakable("".join(h.itertext()))]
    inside = any(content in (up, *up.iterancestors()) for up in headings)
    if len(headings) != 1 or inside:
        return []
    text = clean(" ".join("".join(headings[0].itertext()).split()))
    return [Paragraph(text, headings[0].sourceline or 0, 1)]


def _outside(body: HtmlElement, content: HtmlElement, said: set[str]) -> list[Paragraph]:
    """What a reader of the whole page would see besides the text."""
    tail, content.tail = content.tail, None
    parent = content.getparent()
    place = parent.index(content)
    parent.remove(content)
    found = [paragraph for paragraph in _Walk(body).paragraphs() if paragraph.text not in said]
    parent.insert(place, content)
    content.tail = tail
    return found


# ---------------------------------------------------------------- the text itself


@dataclass(slots=True)
class _Walk:
    """One pass over the elements, without recursion: pages may be nested however deeply."""

    root: HtmlElement
    text: list[str] = field(default_factory=list)
    line: int = 0
    levels: list[int] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    """How each list counts: 1, -1, or 0 for one with bullets."""
    forms: list[str] = field(default_factory=list)
    prefix: str = ""
    code: int = 0
    images: list[Paragraph] = field(default_factory=list)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph below the root, in order."""
        from lxml import etree  # noqa: PLC0415

        closed = None
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            if closed is not None:
                if event == "end" and element is closed:
                    closed = None
                    yield from self._tail(element)
                continue
            if event == "start":
                if element.tag in _CLOSED and (element.tag != "table" or _is_data(element)):
                    yield from self._closed(element)
                    closed = element
                else:
                    yield from self._start(element)
            elif element is self.root:
                yield from self._flush()
            else:
                yield from self._end(element)

    def _closed(self, element: HtmlElement) -> Iterator[Paragraph]:
        """What is not gone into: a table of data, a formula, a drawing."""
        if element.tag == "table":
            yield from self._flush()
            yield from _rows(element)
        elif element.tag == "svg":
            self.images.append(picture(_words_of(element), element.sourceline or 0))
        elif element.get("display") == "block":
            yield from self._flush()
            yield Paragraph(_formula(element), element.sourceline or 0, kind="formula")
        else:
            self._say(inline_formula(_formula(element)), element)

    def _start(self, element: HtmlElement) -> Iterator[Paragraph]:
        tag = element.tag
        if tag == "br" and self.levels:  # a heading of two lines is one heading
            self.text.append(" ")
        elif tag in _BLOCKS:
            yield from self._flush()
            self._open(element)
        elif tag == "img":
            alt = clean(element.get("alt") or "")
            if _HAN.fullmatch(alt):  # a rare character, drawn because fonts lack it
                self._say(alt, element)
            else:
                self.images.append(picture(alt, element.sourceline or 0))
        text = element.text
        self._say(text.translate(_RAISED_SIGNS) if tag == "sup" and text else text, element)

    def _open(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag[0] == "h" and tag[1:].isdigit():
            self.levels.append(int(tag[1:]))
        elif tag == "ol":
            backwards = element.get("reversed") is not None
            first = sum(1 for _ in element.iterchildren("li")) if backwards else 1
            self.counters.append(_number(element.get("start"), first))
            self.steps.append(-1 if backwards else 1)
            self.forms.append(element.get("type") or "")
        elif tag == "ul":
            self.counters.append(0)
            self.steps.append(0)
            self.forms.append("")
        elif tag == "li" and self.steps and self.steps[-1]:
            number = _number(element.get("value"), self.counters[-1])
            form = _FORMS.get(element.get("type") or self.forms[-1], "decimal")
            self.prefix = f"{written(number, form)}. "
            self.counters[-1] = number + self.steps[-1]
        elif tag == "pre":
            self.kinds.append("code")
        elif tag in {"figcaption", "caption"}:
            self.kinds.append("caption")
        if _holds_notes(element):
            self.kinds.append("note")

    def _end(self, element: HtmlElement) -> Iterator[Paragraph]:
        tag = element.tag
        if tag in _BLOCKS and not (tag == "br" and self.levels):
            yield from self._flush()
            if tag[0] == "h" and tag[1:].isdigit():
                self.levels.pop()
            elif tag in {"ol", "ul"}:
                self.counters.pop()
                self.steps.pop()
                self.forms.pop()
            elif tag == "li":
                self.prefix = ""
            if tag in {"pre", "figcaption", "caption"} or _holds_notes(element):
                self.kinds.pop()
        yield from self._tail(element)

    def _tail(self, element: HtmlElement) -> Iterator[Paragraph]:
        if element is not self.root:
            self._say(element.tail, element)
        yield from ()

    def _say(self, text: str | None, element: HtmlElement) -> None:
        if text:
            if not self.text:
                self.line = element.sourceline or self.line
            self.text.append(text)

    def _flush(self) -> Iterator[Paragraph]:
        text, self.text = "".join(self.text), []
        kind: Kind = self.kinds[-1] if self.kinds else "text"
        lines = text.split("\n") if kind == "code" else [_one_line(text)]
        for line in lines:
            if cleaned := clean(line):
                level = self.levels[-1] if self.levels else 0
                yield Paragraph(self.prefix + cleaned, self.line, level, kind)
                self.prefix = ""
        yield from self.images
        self.images = []


def _one_line(text: str) -> str:
    """White space as a browser shows it; a line end between Chinese characters is nothing."""

    def shown(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return " " if before.isascii() or after.isascii() else ""

    text = _BREAK.sub(shown, text.strip())
    return _GAP.sub(" ", text)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text.strip()) else default


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data; old pages lay out their text with tables."""
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return False
    cells = [len("".join(cell.itertext()).strip()) for cell in table.iter(*_CELLS)]
    rows = sum(1 for _ in table.iter("tr"))
    return len(cells) > rows and bool(cells) and max(cells) <= _LONG_CELL


def _rows(table: HtmlElement) -> Iterator[Paragraph]:
    """What stands over a table, its rows, and the pictures in them."""
    for caption in table.iter("caption"):
        if text := clean(_one_line("".join(caption.itertext()))):
            yield Paragraph(text, caption.sourceline or 0, kind="caption")
    for row in table.iter("tr"):
        texts = (clean(_one_line("".join(cell.itertext()))) for cell in row.iter(*_CELLS))
        if text := "，".join(text for text in texts if text):
            yield Paragraph(text, row.sourceline or 0, kind="table")
    for image in table.iter("img"):
        yield picture(clean(image.get("alt") or ""), image.sourceline or 0)


def _formula(math: HtmlElement) -> str:
    """A formula as TeX, if the page says how it was written, or else its signs in a row."""
    written = next((a for a in math.iter("annotation") if "tex" in (a.get("encoding") or "")), None)
    text = math.get("alttext") or "".join((math if written is None else written).itertext())
    return clean(" ".join(text.split())) or "公式"
