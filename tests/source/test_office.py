"""Word files and slides: the text as Word shows it."""

# ruff: noqa: E501, ISC004 - markup is read best as it is written

from __future__ import annotations

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from ooxml import p, word
from pptx.util import Inches
from writers import as_docx, saved, word_style, zipped

from audiolecture.errors import SourceError
from audiolecture.source.counting import written
from audiolecture.source.docx import read_docx
from audiolecture.source.pptx import read_pptx

W = nsdecls("w")


def read(document):
    return read_docx(saved(document), name="讲稿", where="讲稿.docx")


def texts(document, kind="text"):
    return [p.text for p in read(document).paragraphs if p.kind == kind]


def body(document, xml):
    """Raw WordprocessingML before the end of the body."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    return document


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize("style", ["Heading 1", "Heading 2", "Heading 3"])
def test_a_heading_style_states_its_level(style):
    document = docx.Document()
    document.add_paragraph("背景", style=style)
    document.add_paragraph("正文。")

    assert [p.level for p in read(document).paragraphs] == [int(style[-1]), 0]


def test_chinese_style_names_and_styles_based_on_headings_are_headings():
    document = docx.Document()
    word_style(document, "标题 2", 14)
    derived = word_style(document, "我的样式", 14)
    derived.base_style = document.styles["Heading 1"]
    document.add_paragraph("甲", style="标题 2")
    document.add_paragraph("乙", style="我的样式")

    assert [p.level for p in read(document).paragraphs] == [2, 1]


def test_an_outline_level_of_the_paragraph_itself_counts():
    document = body(
        docx.Document(), '<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>甲</w:t></w:r>'
    )

    assert [p.level for p in read(document).paragraphs] == [2]


def test_headings_stand_below_the_title():
    document = docx.Document()
    document.add_paragraph("讲座的名字", style="Title")
    document.add_paragraph("第一部分", style="Heading 1")
    document.add_paragraph("第二部分", style="Heading 1")

    assert [p.level for p in read(document).paragraphs] == [1, 2, 2]


# ---------------------------------------------------------------- automatic numbers


def numbered(document, levels, *, overrides=""):
    """A list (numId 91) with the given levels: (format, text, start)."""
    xml = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text, start) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{xml}</w:abstractNum>'))
    for number, inner in (("91", ""), ("92", overrides)):
        root.append(
            parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{inner}</w:num>')
        )
    return document


def item(document, text, depth=0, number="91"):
    return body(
        document,
        f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r>",
    )


def test_automatic_numbers_stand_before_the_text():
    document = numbered(
        docx.Document(),
        [
            ("chineseCountingThousand", "%1、", 1),
            ("chineseCounting", "（%2）", 1),
            ("decimal", "%3.", 1),
        ],
    )
    for text, depth in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1)):
        item(document, text, depth)

    assert texts(document) == ["一、甲", "（一）乙", "（二）丙", "1. 丁", "二、戊", "（一）己"]


def test_a_level_that_shows_the_ones_above_it():
    document = numbered(docx.Document(), [("decimal", "第%1章", 1), ("decimal", "%1.%2", 1)])
    for text, depth in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0), ("戊", 1)):
        item(document, text, depth)

    assert texts(document) == ["第1章 甲", "1.1 乙", "1.2 丙", "第2章 丁", "2.1 戊"]


def test_a_list_may_begin_anywhere_and_count_anew():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    document = numbered(docx.Document(), [("decimal", "%1．", 5)], overrides=override)
    item(document, "甲")
    item(document, "乙")
    item(document, "丙", number="92")

    assert texts(document) == ["5．甲", "6．乙", "1．丙"]


def test_bullets_and_paragraphs_taken_off_their_list_have_no_number():
    document = numbered(docx.Document(), [("bullet", "●", 1)])
    item(document, "甲")
    item(document, "乙", number="0")

    assert texts(document) == ["甲", "乙"]


def test_a_style_may_carry_the_number():
    document = numbered(docx.Document(), [("chineseCounting", "%1、", 1)])
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:numId w:val="91"/></w:numPr>'))
    for text in "甲乙":
        document.add_paragraph(text, style="Heading 1")

    assert [(p.text, p.level) for p in read(document).paragraphs] == [("一、甲", 1), ("二、乙", 1)]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (12, "ideographZodiac", "亥"),
        (7, "decimalEnclosedCircle", "⑦"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (3, "decimalZero", "03"),
        (3, "decimalFullWidth", "３"),
        (3, "somethingNew", "3"),
        (0, "lowerLetter", "0"),
        (10_000, "chineseCounting", "10000"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number, form, expected):
    assert written(number, form) == expected


# ---------------------------------------------------------------- what is on the page


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>", ["甲"]),
        ("<w:ins><w:r><w:t>甲</w:t></w:r></w:ins>", ["甲"]),
        ("<w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", ["甲"]),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>甲</w:t></w:r>', ["甲"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
        ("<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink>", ["甲"]),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>甲</w:t></w:r>',
            ["甲"],
        ),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>jiǎ</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ["甲"],
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt>", ["甲"]),
        ('<w:r><w:t>甲</w:t><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', ["甲"]),
    ],
)
def test_what_word_shows_is_text_and_nothing_else(xml, expected):
    assert texts(body(docx.Document(), xml)) == expected


def test_a_text_box_is_read_once():
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    document = body(
        docx.Document(),
        f"<w:r><w:t>甲</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )

    assert texts(document) == ["甲", "框"]


def test_tables_captions_and_contents_are_told_apart():
    document = docx.Document()
    word_style(document, "toc 1", 10)
    document.add_paragraph("目录一 …… 3", style="toc 1")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("年份", "人数", "2020", "8"), strict=True):
        cell.text = text
    document.add_paragraph("图一 村口", style="Caption")
    document.add_paragraph("正文。")

    assert texts(document, "table") == ["年份，人数", "2020，8"]
    assert texts(document, "caption") == ["图一 村口"]
    assert texts(document) == ["正文。"]


def test_a_footnote_follows_its_paragraph():
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{p("出处")}</w:footnote>'
    data = word(p("甲", inside=reference) + p("乙"), footnotes=note)

    found = read_docx(data, name="a", where="a").paragraphs

    assert [(p.text, p.kind) for p in found] == [("甲", "text"), ("出处", "note"), ("乙", "text")]


def test_the_strict_namespace_is_read_too():
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    data = zipped(
        {
            "word/document.xml": f"<w:document {strict}><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p>"
            "</w:body></w:document>"
        }
    )

    assert [p.text for p in read_docx(data, name="a", where="a").paragraphs] == ["甲"]


# ---------------------------------------------------------------- slides


def test_slides_are_sections_and_notes_are_preferred():
    deck = pptx.Presentation()
    for title, text, note in (("背景", "要点甲", "这是备注。"), ("现状", "要点乙", "")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
        if note:
            slide.notes_slide.notes_text_frame.text = note
    table = deck.slides[1].shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"

    found = read_pptx(saved(deck), name="a", where="a")

    assert [(p.text, p.line, p.level, p.kind) for p in found.paragraphs] == [
        ("背景", 1, 1, "text"),
        ("这是备注。", 1, 0, "text"),
        ("现状", 2, 1, "text"),
        ("要点乙", 2, 0, "text"),
        ("甲，乙", 2, 0, "table"),
    ]
    assert [(o.kind, o.text, o.line) for o in found.omitted] == [("slide", "要点甲", 1)]


def test_hidden_slides_are_left_out_and_listed():
    deck = pptx.Presentation()
    for title in ("甲", "乙"):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    deck.slides[0]._element.set("show", "0")

    found = read_pptx(saved(deck), name="a", where="a")

    assert [p.text for p in found.paragraphs] == ["乙"]
    assert [(o.kind, o.text) for o in found.omitted] == [("hidden slide", "甲")]


# ---------------------------------------------------------------- bad files


def test_a_file_without_a_document_is_damaged():
    with pytest.raises(SourceError, match="damaged"):
        read_docx(zipped({"a.txt": "x"}), name="a", where="a")


def test_a_long_document_is_read_whole():
    lines = ["这是很长的一段话，" * 50] * 400

    found = read_docx(as_docx(lines), name="a", where="a").paragraphs

    assert [p.text for p in found] == lines
