"""Writes a script in every format that is read, as other programs would."""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

import docx
from docx.shared import Pt
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate


def as_docx(lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document):
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def as_html(lines, *, before="", after="", title="某网站"):
    text = "\n".join(f"<p>　　{escape(line)}</p>" for line in lines)
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body>{before}<div id='content'>{text}</div>{after}</body></html>"
    ).encode()


def as_epub(lines, *, title=""):
    chapters = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return epub({"a.xhtml": chapters}, title=title)


def epub(pages, *, title="", labels=None, extra=None):
    """A book of pages (name: body); ``labels`` become a table of contents in NCX."""
    manifest = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    points = "".join(
        f'<navPoint id="p{n}"><navLabel><text>{label}</text></navLabel><content src="{name}"/></navPoint>'
        for n, (name, label) in enumerate((labels or {}).items())
    )
    if labels:
        manifest += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    named = f"<dc:title>{title}</dc:title>" if title else ""
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{named}</metadata>'
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<?xml version="1.0"?><container><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": opf,
        "OEBPS/toc.ncx": f'<?xml version="1.0"?><ncx><navMap>{points}</navMap></ncx>',
    } | (extra or {})
    for name, body in pages.items():
        members[f"OEBPS/{name}"] = (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            f"<body>{body}</body></html>"
        )
    return zipped(members)


def zipped(members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def chinese():
    """The name of a font that can be written with."""
    font = "STSong-Light"
    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    return font


def as_pdf(lines, *, headings=(), header="", numbers=True, title=True, size=12, page=A4):
    """A book page: indented paragraphs, a centred title, headings larger, a header on each page."""
    font = chinese()
    body = ParagraphStyle(
        "body", fontName=font, fontSize=size, leading=size * 1.6, firstLineIndent=size * 2,
        wordWrap="CJK",
    )  # fmt: skip
    heading = ParagraphStyle("heading", parent=body, fontSize=size * 1.3, leading=size * 2)
    great = ParagraphStyle("great", parent=heading, fontSize=size * 1.7, alignment=TA_CENTER)
    great.leading = size * 2.6
    flow = []
    for index, line in enumerate(lines):
        style = great if title and index == 0 else heading if line in headings else body
        flow.append(Paragraph(escape(line), style))

    def furniture(canvas, document):
        canvas.setFont(font, 9)
        if header:
            canvas.drawString(72, page[1] - 36, header)
        if numbers:
            canvas.drawCentredString(page[0] / 2, 30, f"- {document.page} -")

    file = BytesIO()
    template = SimpleDocTemplate(file, pagesize=page, invariant=True)
    template.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return file.getvalue()


def word_style(document, name, size):
    """A paragraph style of that name, as a Chinese Word calls it."""
    style = document.styles.add_style(name, docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = Pt(size)
    return style
