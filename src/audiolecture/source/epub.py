"""Electronic books: the chapters in the order of the spine, each an XHTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiolecture.errors import SourceError
from audiolecture.messages import _
from audiolecture.model import Omission
from audiolecture.source.container import Container, damaged, open_container
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.html import page_text, parse_html, read_page
from audiolecture.source.text import clean
from audiolecture.source.wordml import attribute, child, children, local

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/xml"})
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Obfuscated fonts are no protection of the text (EPUB 3.3, 4.2)."""
_FURNITURE = frozenset({"cover", "toc", "title-page", "titlepage", "copyright-page", "nav"})

_NOTHING_SAID = re.compile(
    r"(?:Section|Part|Chapter|Page|Unnamed|Untitled)[\s_-]*\d*|(?:Unknown|No)\s+(?:Title|Author)|Unknown|未知|无标题|未命名",
    re.IGNORECASE,
)
"""What programs that make books put where nobody gave a name."""
_CONTENTS_REST = 0.25
"""Part of a page of contents, beside its links: a heading, numbers of pages."""


def read_epub(data: bytes, *, name: str, where: str) -> Document:
    """The paragraphs of a book; their lines count paragraphs from 1.

    Raises:
        SourceError: the file is damaged, protected or no book.
    """
    box = open_container(data, where)
    if _CONTAINER not in box.names:
        raise damaged(where, _("it lacks {name}", name=_CONTAINER))
    _refuse_protection(box)
    package = _package(box)
    root = box.xml(package)
    omitted: list[Omission] = []
    paragraphs = list(_paragraphs(box, package, root, omitted))
    numbered = tuple(replace(p, line=number) for number, p in enumerate(paragraphs, 1))
    return Document(name, where, numbered, _matter(root), tuple(omitted))


def _refuse_protection(box: Container) -> None:
    if _ENCRYPTION not in box.names:
        return
    methods = (
        attribute(child(item, "EncryptionMethod"), "Algorithm")
        for item in box.xml(_ENCRYPTION).iter()
        if local(item) == "EncryptedData"
    )
    if any(method not in _FONTS for method in methods):
        raise SourceError(
            _("this book is protected against copying (DRM)"),
            where=box.where,
            hint=_("use a copy without protection, or the text it was made from"),
        )


def _package(box: Container) -> str:
    for item in box.xml(_CONTAINER).iter():
        path = attribute(item, "full-path")
        if local(item) == "rootfile" and path in box.names:
            return path
    raise damaged(box.where, _("it does not say where its chapters are"))


def _matter(root: _Element) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for item in children(child(root, "metadata")):
        text = clean(" ".join((item.text or "").split()))
        for key, element in (("title", "title"), ("author", "creator")):
            if local(item) == element and text and not _NOTHING_SAID.fullmatch(text):
                found.setdefault(key, text)
    return tuple(found.items())


def _paragraphs(
    box: Container, package: str, root: _Element, omitted: list[Omission]
) -> Iterator[Paragraph]:
    pages = list(_pages(box, package, root))
    styled = any(paragraph.level for page in pages for paragraph in page.paragraphs)
    labels = {} if styled else _contents(box, package, root)
    count = 0
    for page in pages:
        made = list(page.paragraphs if styled else _named(page, labels.get(page.member, {})))
        omitted += (replace(item, line=count + 1 + _before(item, made)) for item in page.omitted)
        count += len(made)
        yield from made


@dataclass(frozen=True, slots=True)
class _Page:
    """A file of the book; the lines are its own."""

    member: str
    """Empty if it is no part of the text."""
    paragraphs: tuple[Paragraph, ...] = ()
    omitted: tuple[Omission, ...] = ()


def _before(item: Omission, paragraphs: Sequence[Paragraph]) -> int:
    """How many paragraphs of a page stand before what is left out there."""
    return sum(paragraph.line < item.line for paragraph in paragraphs)


def _named(page: _Page, named: Mapping[str, str]) -> Iterator[Paragraph]:
    """A page without headings; the contents of the book may know one."""
    marked = [replace(p, level=1) if _bare(p.text) in named else p for p in page.paragraphs]
    labels = [label for label in named.values() if not _NOTHING_SAID.fullmatch(label)]
    if labels and not any(paragraph.level for paragraph in marked):
        yield Paragraph(labels[0], 0, 1)
    yield from marked


def _bare(text: str) -> str:
    """A label without its gaps, which differ between the contents and the text."""
    return "".join(text.split())


def _pages(box: Container, package: str, root: _Element) -> Iterator[_Page]:
    items = {attribute(item, "id"): item for item in children(child(root, "manifest"))}
    furniture = {
        box.resolve(package, attribute(item, "href"))
        for item in children(child(root, "guide"))
        if attribute(item, "type") in _FURNITURE
    }
    spine = (attribute(reference, "idref") for reference in children(child(root, "spine")))
    for identity in dict.fromkeys(spine):  # which names no chapter twice (epubcheck: OPF-034)
        item = items.get(identity)
        if item is None or attribute(item, "media-type") not in _PAGES:
            continue
        member = box.resolve(package, attribute(item, "href"))
        if not member:
            raise damaged(
                box.where,
                _("the chapter {name} is missing", name=attribute(item, "href")),
            )
        beside = _Page("", omitted=(Omission("contents or cover", member, 0),))
        if "nav" in attribute(item, "properties").split() or member in furniture:
            yield beside
            continue
        tree = parse_html(page_text(box.read(member), box.where), box.where)
        if _is_contents(tree):
            yield beside
            continue
        page = read_page(tree, whole=True)
        yield _Page(member, page.paragraphs, page.omitted)


def _is_contents(tree: HtmlElement) -> bool:
    """Whether a page is little but links to other pages: a table of contents of its own."""
    body = tree.find("body")
    if body is None:
        return False
    links = [a for a in body.iter("a") if not (a.get("href") or "#").startswith("#")]
    linked = sum(len(_bare(a.text_content())) for a in links)
    rest = len(_bare(body.text_content())) - linked
    return len(links) > 1 and rest <= _CONTENTS_REST * linked


def _contents(box: Container, package: str, root: _Element) -> dict[str, dict[str, str]]:
    """The labels that the table of contents has for each file, by their text without gaps."""
    labels: dict[str, dict[str, str]] = {}
    try:
        for member, label in _entries(box, package, root):
            if label:
                labels.setdefault(member, {}).setdefault(_bare(label), label)
    except SourceError:
        return labels  # a book can be read without its contents
    return labels


def _entries(box: Container, package: str, root: _Element) -> Iterator[tuple[str, str]]:
    for item in children(child(root, "manifest")):
        member = box.resolve(package, attribute(item, "href"))
        if not member:
            continue
        if attribute(item, "media-type") == "application/x-dtbncx+xml":
            for point in (i for i in box.xml(member).iter() if local(i) == "navPoint"):
                label = child(point, "navLabel", "text")
                target = attribute(child(point, "content"), "src")
                yield (
                    box.resolve(member, target),
                    clean(label.text or "" if label is not None else ""),
                )
        elif "nav" in attribute(item, "properties").split():
            tree = parse_html(page_text(box.read(member), box.where), box.where)
            for link in tree.iter("a"):
                yield box.resolve(member, link.get("href") or ""), clean(link.text_content())
