"""What is not speech follows its setting in every format that can hold it, and is listed.

A kind that a format cannot hold has no row: plain text has neither notes of its own nor captions
other than those that are written as such, a PDF knows no tables, listings or formulae, only letters
with places, and slides have no style for code.
"""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import docx
import pptx
import pytest
from ooxml import p, shape, slides, word
from PIL import Image
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from writers import chinese, epub, saved, word_style

from audiolecture.source.policy import SETTING
from audiolecture.source.read import read_lecture

BEFORE, AFTER = "开头的一句话就在这里，说得很清楚。", "结尾的一句话就在这里，说得很清楚。"
LINK, FORMULA = "https://a.cn/b", "E=mc^2"
WHOLE = {
    "code": "（此处有一段代码）",
    "table": "（此处有一张表格）",
    "formula": "（此处有一个公式）",
    "image": "（此处有一张图片）",
    "caption": "（此处有一条图注）",
    "note": "（此处有一条注释）",
}
INSIDE = {"link": "（链接）", "formula": "（公式）"}
ANNOUNCED = WHOLE | INSIDE
"""A formula is inside a sentence in every format but plain text."""


@dataclass(frozen=True)
class Sample:
    """A script with one thing in it that is not speech."""

    name: str
    data: bytes
    kind: str
    content: str
    """What is spoken if it is to be read, and must not be otherwise."""
    line: int
    announced: str


def picture(colour="green", size=(200, 150)):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "png")
    file.seek(0)
    return file


# ---------------------------------------------------------------- one maker for each format

TEXT = {
    "code": ("```\nprint(羊群)\n```", "print(羊群)", 3),
    "table": ("|年份|羊群|\n|---|---|\n|2020|三只|", "年份，羊群", 3),
    "formula": (f"$$\n{FORMULA}\n$$", FORMULA, 3),
    "link": (f"详情请看{LINK}这一页。", LINK, 3),
    "image": ("![村口的羊群](a.png)", "村口的羊群", 3),
    "caption": ("图1 村口的羊群", "图1 村口的羊群", 3),
    "note": ("参考文献\n[1] 张三：《羊群》，北京出版社", "[1] 张三：《羊群》，北京出版社", 4),
}
MARKDOWN = TEXT | {
    "formula": (f"质量与能量的关系是${FORMULA}$这一条。", FORMULA, 3),
    "link": (f"详情请看<{LINK}>这一页。", LINK, 3),
    "note": ("有来历[^1]的一句话。\n\n[^1]: 出自《羊群》一书。", "出自《羊群》一书。", 5),
}
PAGE = {
    "code": ("<pre>print(羊群)</pre>", "print(羊群)"),
    "table": ("<table><tr><th>年份</th><th>羊群</th></tr><tr><td>2020</td><td>三只</td></tr></table>", "年份，羊群"),
    "formula": (f"<p>关系是<math><mi>E</mi><mo>=</mo><annotation encoding='application/x-tex'>{FORMULA}</annotation></math>这一条。</p>", FORMULA),
    "link": (f"<p>详情请看<a href='{LINK}'>{LINK}</a>这一页。</p>", LINK),
    "image": ("<p><img src='a.png' alt='村口的羊群'/></p>", "村口的羊群"),
    "caption": ("<figure><figcaption>村口的羊群</figcaption></figure>", "村口的羊群"),
    "note": ("<aside epub:type='footnote' role='doc-footnote'><p>出自《羊群》一书。</p></aside>", "出自《羊群》一书。"),
}  # fmt: skip


def as_text(kind, name="课.txt", table=TEXT):
    written, content, line = table[kind]
    data = f"{BEFORE}\n\n{written}\n\n{AFTER}\n".encode()
    announced = WHOLE[kind] if kind == "formula" and table is TEXT else ANNOUNCED[kind]
    return Sample(name, data, kind, content, line, announced)


def as_page(kind):
    written, content = PAGE[kind]
    data = f"<!doctype html>\n<meta charset='utf-8'>\n<p>{BEFORE}</p>\n{written}\n<p>{AFTER}</p>\n"
    return Sample("课.html", data.encode(), kind, content, 4, ANNOUNCED[kind])


def as_book(kind):
    written, content = PAGE[kind]
    written = written.replace("<aside ", "<aside xmlns:epub='http://www.idpf.org/2007/ops' ")
    data = epub({"a.xhtml": f"<p>{BEFORE}</p>\n{written}\n<p>{AFTER}</p>"})
    return Sample("课.epub", data, kind, content, 2, ANNOUNCED[kind])


def as_word(kind):
    document = docx.Document()
    document.add_paragraph(BEFORE)
    content = "村口的羊群"
    if kind == "code":
        word_style(document, "Source Code", 10)
        document.add_paragraph(content, style="Source Code")
    elif kind == "table":
        cells = document.add_table(2, 2)._cells
        for cell, text in zip(cells, ("年份", "羊群", "2020", "三只"), strict=True):
            cell.text = text
        content = "年份，羊群"
    elif kind == "image":
        document.add_picture(picture())
        document.element.body.xpath(".//wp:docPr")[0].set("descr", content)
    elif kind == "caption":
        word_style(document, "Image Caption", 10)
        document.add_paragraph(content, style="Image Caption")
    elif kind == "link":
        content = LINK
        document.add_paragraph(f"详情请看{LINK}这一页。")
    else:
        return as_written_word(kind)
    document.add_paragraph(AFTER)
    return Sample("课.docx", saved(document), kind, content, 2, ANNOUNCED[kind])


def as_written_word(kind):
    """What python-docx does not write."""
    if kind == "formula":
        inside = f"<m:oMath><m:r><m:t>{FORMULA}</m:t></m:r></m:oMath>"
        data = word(p(BEFORE) + p("关系是", inside=inside) + p(AFTER))
        return Sample("课.docx", data, kind, FORMULA, 2, ANNOUNCED[kind])
    note = f'<w:footnote w:id="2">{p("出自《羊群》一书。")}</w:footnote>'
    body = p(BEFORE, inside='<w:r><w:footnoteReference w:id="2"/></w:r>') + p(AFTER)
    data = word(body, footnotes=note)
    return Sample("课.docx", data, kind, "出自《羊群》一书。", 2, ANNOUNCED[kind])


def as_slides(kind):
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "放羊", BEFORE
    content = "村口的羊群"
    place = (Inches(1), Inches(3), Inches(4), Inches(1))
    if kind == "table":
        table = slide.shapes.add_table(1, 2, *place).table
        table.cell(0, 0).text, table.cell(0, 1).text = "年份", "羊群"
        content = "年份，羊群"
    elif kind == "image":
        slide.shapes.add_picture(picture(), *place[:2])._element.nvPicPr.cNvPr.set("descr", content)
    elif kind == "formula":
        math = f"<a:p><a:r><a:t>关系是</a:t></a:r><a14:m xmlns:a14='x'><m:oMath><m:r><m:t>{FORMULA}</m:t></m:r></m:oMath></a14:m></a:p>"
        data = slides(shape(BEFORE), f"<p:sp>{math}</p:sp>", shape(AFTER))
        return Sample("课.pptx", data, kind, FORMULA, 1, ANNOUNCED[kind])
    else:
        content = {
            "caption": "图1 村口的羊群",
            "link": LINK,
            "note": "[1] 张三：《羊群》，北京出版社",
        }[kind]
        written = {"link": f"详情请看{LINK}这一页。", "note": f"参考文献\n{content}"}.get(
            kind, content
        )
        slide.shapes.add_textbox(*place).text_frame.text = written
    return Sample("课.pptx", saved(presentation), kind, content, 1, ANNOUNCED[kind])


def as_print(kind):
    file = BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=True)
    page.setFont(chinese(), 12)
    page.drawString(72, 740, BEFORE)
    page.showPage()
    page.setFont(chinese(), 12)
    content = {
        "link": LINK,
        "caption": "图1 村口的羊群",
        "note": "① 出自《羊群》一书。",
        "image": "图片",
    }[kind]
    page.drawString(72, 740, f"详情请看{LINK}这一页。" if kind == "link" else AFTER)
    if kind == "image":
        page.drawImage(ImageReader(picture()), 100, 400, 200, 150)
    elif kind == "caption":
        page.drawString(72, 600, content)
    elif kind == "note":
        page.setFont(chinese(), 8)
        page.drawString(72, 130, content)
    page.save()
    return Sample("课.pdf", file.getvalue(), kind, content, 2, ANNOUNCED[kind])


MAKERS = {
    "txt": (as_text, tuple(TEXT)),
    "md": (lambda kind: as_text(kind, "课.md", MARKDOWN), tuple(MARKDOWN)),
    "html": (as_page, tuple(PAGE)),
    "epub": (as_book, tuple(PAGE)),
    "docx": (as_word, tuple(TEXT)),
    "pptx": (as_slides, ("table", "formula", "link", "image", "caption", "note")),
    "pdf": (as_print, ("link", "image", "caption", "note")),
}
ROWS = [(form, kind) for form, (_, kinds) in MAKERS.items() for kind in kinds]


@pytest.mark.parametrize("policy", ["skip", "announce", "read"])
@pytest.mark.parametrize(("form", "kind"), ROWS)
def test_what_is_not_speech_follows_its_setting(run, tmp_path, form, kind, policy):
    sample = MAKERS[form][0](kind)
    (tmp_path / "audiolecture.toml").write_text(f'[content]\n{SETTING[kind]} = "{policy}"\n')
    (tmp_path / sample.name).write_bytes(sample.data)

    plan = run("plan", sample.name, "--engine", "tone", "--json").json["lectures"][0]
    told = run("plan", sample.name, "--engine", "tone").out

    utterances = [each for chapter in plan["chapters"] for each in chapter["utterances"]]
    spoken = "\n".join(each["text"] for each in utterances)
    left_out = [item for item in plan["omitted"] if sample.content in item["text"]]
    listed = f"left out, line {sample.line} ({kind})"
    assert (sample.content in spoken.replace(sample.announced, "")) is (policy == "read")
    assert (sample.announced in spoken) is (policy == "announce")
    assert [(item["kind"], item["line"]) for item in left_out] == (
        [] if policy == "read" else [(kind, sample.line)]
    )
    assert (listed in told) is (policy != "read")
    assert BEFORE in spoken


# ---------------------------------------------------------------- where it hides


def lines_of(tmp_path, name, data, **content):
    """What is spoken of a script, and what is left out."""
    settings = "".join(f'{key} = "{value}"\n' for key, value in content.items())
    (tmp_path / "audiolecture.toml").write_text(f"[content]\n{settings}")
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    lecture = read_lecture(path)
    said = [block.text for chapter in lecture.chapters for block in chapter.blocks]
    return said, [(item.kind, item.text, item.line) for item in lecture.omitted]


@pytest.mark.parametrize(
    ("written", "said", "left_out"),
    [
        ("甲。\n\n~~~python\nx = 1\n\ny = 2\n~~~\n\n乙。", ["甲。", "乙。"], [("code", "x = 1\ny = 2", 3)]),
        ("甲。\n```\n没有结束的一段。", ["甲。", "```", "没有结束的一段。"], []),
        ("甲|乙\n丙|丁", ["甲|乙", "丙|丁"], []),
        ("甲。\n\\[\nE=mc^2\n\\]\n乙。", ["甲。", "乙。"], [("formula", "E=mc^2", 2)]),
        ("甲。\n\\[E=mc^2\\]\n乙。", ["甲。", "乙。"], [("formula", "E=mc^2", 2)]),
        ("设\\(x_{平均}\\)为甲，$$a^2$$为乙。", ["设为甲，为乙。"], [("formula", "x_{平均}", 1), ("formula", "a^2", 1)]),
        ("他说：\\[1\\]和价格$5。", ["他说：[1\\]和价格$5。"], []),
        ("赚了$$，又赚$$。\n$$\n话。\n$$", ["赚了$$，又赚$$。", "$$", "话。", "$$"], []),
        ("图1 桥\n甲。\n图2 河", ["甲。"], [("caption", "图1 桥", 1), ("caption", "图2 河", 3)]),
    ],
)  # fmt: skip
def test_what_plain_text_draws(tmp_path, written, said, left_out):
    assert lines_of(tmp_path, "课.txt", written) == (said, left_out)


@pytest.mark.parametrize(
    ("written", "said", "left_out"),
    [
        ("甲。\n\n<table><tr><td>年</td><td>羊</td></tr>\n<tr><td>一</td><td>二</td></tr></table>", ["甲。"],
         [("table", "年，羊\n一，二", 3)]),
        ("甲。\n\n<pre>\nx = 1\n</pre>", ["甲。"], [("code", "x = 1", 3)]),
        ("甲。\n\n<div>\n<img src=a.png alt=羊群>\n</div>", ["甲。"], [("image", "羊群", 4)]),
        ("甲<br>乙，\n丙<img src=a.png alt='羊'>。", ["甲", "乙，", "丙。"], [("image", "羊", 2)]),
        ("甲。\n\n|年|羊|\n|-|-|\n|一|![羊](a.png)|", ["甲。"], [("table", "年，羊\n一", 3), ("image", "羊", 5)]),
        ("甲[^1]和乙[^2]。\n\n[^1]: 注一。\n[^3]: 没人用的。", ["甲和乙。"],
         [("note", "[^2]", 1), ("note", "注一。", 3), ("note", "没人用的。", 4)]),
        ("甲[乙](https://a.cn)，\n丙[https://b.cn](https://b.cn)丁。", ["甲乙，", "丙丁。"],
         [("link", "https://a.cn", 1), ("link", "https://b.cn", 2)]),
        ("关系是\\(E=mc^2\\)，见\\(注\\)。", ["关系是，见(注)。"], [("formula", "E=mc^2", 1)]),
        ("第一行。\n第二行![图](a.png)。\n第三行https://a.cn。", ["第一行。", "第二行。", "第三行。"],
         [("image", "图", 2), ("link", "https://a.cn", 3)]),
    ],
)  # fmt: skip
def test_what_markdown_holds_in_other_things(tmp_path, written, said, left_out):
    assert lines_of(tmp_path, "课.md", written) == (said, left_out)


@pytest.mark.parametrize(
    ("written", "left_out"),
    [
        ("<table><caption>表一 羊</caption><tr><td>年<img alt=羊></td><td>一</td></tr></table>",
         [("caption", "表一 羊"), ("table", "年，一"), ("image", "羊")]),
        ("<math display=block><mi>x</mi></math>", [("formula", "x")]),
        ("<figure><svg><title>一群羊</title><path/></svg><figcaption>羊</figcaption></figure>",
         [("image", "一群羊"), ("caption", "羊")]),
        ("<svg><path/></svg>", []),
        ("<p><a role=doc-noteref>1</a></p><section class=footnotes><ol><li>出处。<a class=footnote-backref>回</a></li></ol></section>",
         [("note", "1. 出处。")]),
        ("<ol class=endnotes><li>出处。</li></ol>", [("note", "1. 出处。")]),
    ],
)  # fmt: skip
def test_what_a_page_holds_in_other_things(tmp_path, written, left_out):
    said, found = lines_of(tmp_path, "课.html", f"<p>{BEFORE}</p>{written}<p>{AFTER}</p>")

    assert said == [BEFORE, AFTER]
    assert [(kind, text) for kind, text, _ in found] == left_out


def test_notes_beside_the_article_are_notes(tmp_path):
    page = (
        f"<article><p>{BEFORE * 9}</p></article><section class=footnotes><p>出处。</p></section>"
        "<pre>x = 1</pre>"
    )

    said, left_out = lines_of(tmp_path, "课.html", page, notes="read")

    assert said == [BEFORE * 9, "出处。"]
    assert left_out == [("page furniture", "x = 1", 1)]


def test_what_a_book_leaves_out_has_the_number_of_what_follows(tmp_path):
    page = f"<p>{BEFORE}</p>\n<aside>插话</aside>\n<p>{AFTER}</p>"

    _, left_out = lines_of(tmp_path, "课.epub", epub({"a.xhtml": page, "b.xhtml": page}))

    assert left_out == [("page furniture", "插话", 2), ("page furniture", "插话", 4)]


def test_a_table_in_word_is_told_by_its_first_cell_and_holds_words_only(tmp_path):
    drawing = "<w:r><w:drawing><wp:docPr descr='羊'/><a:blip/></w:drawing></w:r>"
    note = f'<w:footnote w:id="2">{p("出处。")}</w:footnote>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    row = f"<w:tr><w:tc>{p('年份', inside=drawing)}</w:tc><w:tc>{p('羊群', inside=reference)}</w:tc></w:tr>"
    other = f"<w:tr><w:tc>{p('一')}</w:tc><w:tc>{p('二')}</w:tc></w:tr>"
    data = word(p(BEFORE) + f"<w:tbl>{row}{other}</w:tbl>" + p(AFTER), footnotes=note)

    said, left_out = lines_of(tmp_path, "课.docx", data, tables="read")

    assert said == [BEFORE, "年份，羊群", "一，二", AFTER]
    assert left_out == [("image", "羊", 2), ("note", "出处。", 4)]


def test_what_word_shows_at_the_edge_and_in_its_lists_is_listed(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph(BEFORE)
    word_style(document, "toc 1", 10)
    document.add_paragraph("一、放羊\t3", style="toc 1")
    document.add_paragraph(AFTER).add_run("看不见").font.hidden = True

    said, left_out = lines_of(tmp_path, "课.docx", saved(document))

    assert said == [BEFORE, AFTER]
    assert left_out == [
        ("page furniture", "内部资料", 0),
        ("table of contents", "一、放羊 3", 2),
        ("hidden text", "看不见", 2),
    ]


def test_the_works_that_word_keeps_are_notes(tmp_path):
    works = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Bibliographies"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{p('张三：《羊群》。')}</w:sdtContent></w:sdt>"
    )

    assert lines_of(tmp_path, "课.docx", word(p(BEFORE) + works))[1] == [
        ("note", "张三：《羊群》。", 2)
    ]


def test_the_edge_of_slides_is_listed_once_and_a_chart_is_a_picture(tmp_path):
    chart = "<p:graphicFrame><p:cNvPr descr='羊的数目'/><a:graphicData/></p:graphicFrame>"
    data = slides(shape(BEFORE), shape("内部资料", "ftr"), shape("内部资料", "hdr"), chart)

    assert lines_of(tmp_path, "课.pptx", data) == (
        [BEFORE],
        [("page furniture", "内部资料", 1), ("image", "羊的数目", 1)],
    )


def printed(*pages):
    """A PDF: each page is its lines and its pictures (left, bottom, width, height)."""
    file = BytesIO()
    page = canvas.Canvas(file, pagesize=A4, invariant=True)
    for texts, pictures in pages:
        for place in pictures:
            page.drawImage(ImageReader(picture()), *place)
        page.setFont(chinese(), 12)
        for row, text in enumerate(texts):
            page.drawString(72, 700 - 20 * row, text)
        page.showPage()
    page.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("pages", "lines"),
    [
        ([([BEFORE, AFTER], [(100, 300, 200, 150)])], [1]),
        ([([BEFORE, AFTER], [(100, 300, 200, 50), (100, 350, 200, 50)])], [1]),  # in strips
        ([([BEFORE, AFTER], [(0, 0, *A4)])], []),  # the background
        ([([BEFORE, AFTER], [(60, 600, 300, 150)])], []),  # behind the text
        ([([BEFORE, AFTER], [(100, 300, 20, 20)])], []),  # an ornament
        ([([BEFORE, AFTER], [(100, 780, 200, 60)])], []),  # a letterhead
        ([([BEFORE, AFTER], [(100, 200, 200, 150)])] * 4, []),  # on every page
    ],
)  # fmt: skip
def test_pictures_of_a_pdf_that_are_seen(tmp_path, pages, lines):
    _, left_out = lines_of(tmp_path, "课.pdf", printed(*pages))

    assert [line for kind, _, line in left_out if kind == "image"] == lines


def test_an_address_in_a_note_that_is_read_follows_its_own_setting(tmp_path):
    written = "甲。\n\n参考文献\n[1] 张三，《羊群》，https://a.cn/b\n[2] 李四，《马群》，2020\n"

    said, left_out = lines_of(tmp_path, "课.txt", written, notes="read")
    announced, _ = lines_of(tmp_path, "课.txt", written, notes="announce")

    assert said[-2:] == ["[1] 张三，《羊群》，", "[2] 李四，《马群》，2020"]
    assert left_out == [("link", "https://a.cn/b", 4)]
    assert announced == ["甲。", "（此处有几条注释）"]
