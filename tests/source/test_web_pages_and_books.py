"""Web pages and electronic books: every sentence, and as little else as can be."""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

import pytest
from writers import as_html, epub

from audiolecture.errors import SourceError
from audiolecture.source.epub import read_epub
from audiolecture.source.html import read_html

SENTENCES = [
    "基层是离群众最近的地方，道理要讲给人听。",
    "会上讲一遍，会后跑三遍，事情才能办成。",
    "路是一步一步走出来的，信任是一点一滴攒起来的。",
]


def read(markup, encoding="utf-8"):
    return read_html(markup.encode(encoding), name="网页", where="网页.html")


def texts(markup, kind="text"):
    return [p.text for p in read(markup).paragraphs if p.kind == kind]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>甲<b>乙</b>丙</p>", ["甲乙丙"]),
        ("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"]),
        ("甲<div>乙<p>丙</p>丁</div>戊", ["甲", "乙", "丙", "丁", "戊"]),
        ("<p>甲\n  乙 one\n two</p>", ["甲乙 one two"]),
        ("<p>&#12288;&#12288;甲&nbsp;乙&amp;</p>", ["甲 乙&"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲</li><li value=7>乙</li><li>丙</li></ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol type=A><li>甲<li>乙</ol><ol type=i><li>丙", ["A. 甲", "B. 乙", "i. 丙"]),
        ("<ol><li></li></ol><p>甲</p>", ["甲"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        ("<p>他<img alt=囧 src=x>了。</p>", ["他囧了。"]),
        ("<p>甲<script>x()</script><style>p{}</style><!-- 注 --></p>", ["甲"]),
        ("<p>甲<sup><a href=#n>1</a></sup>乙<sup>[2]</sup>3m<sup>2</sup></p>", ["甲乙3m²"]),
        ("<p><ruby>参<rp>(</rp><rt>cān</rt><rp>)</rp>与<rt>yù</rt></ruby></p>", ["参与"]),
        ("<p>甲</p><p hidden>乙</p><p style='display: none'>丙</p>", ["甲"]),
        ("<p>甲<p>乙<div>丙", ["甲", "乙", "丙"]),
        ("<h2>一、甲<br>乙</h2><p>丙</p>", ["一、甲 乙", "丙"]),
        ("<table><tr><td><h2>甲</h2><p>乙</p></td></tr></table>", ["甲", "乙"]),
    ],
)
def test_a_page_reads_as_the_browser_shows_it(markup, expected):
    assert texts(f"<html><body>{markup}</body></html>") == expected


def test_code_tables_pictures_and_captions_are_told_apart():
    markup = (
        "<p>甲</p><pre>a = 1\nb = 2</pre><table><tr><th>年</th><th>人</th></tr><tr><td>一</td><td>二</td></tr></table>"
        "<figure><img alt='村口' src=x><figcaption>图一 村口</figcaption></figure>"
    )

    assert texts(markup, "code") == ["a = 1", "b = 2"]
    assert texts(markup, "table") == ["年，人", "一，二"]
    assert texts(markup, "image") == ["村口"]
    assert texts(markup, "caption") == ["图一 村口"]


def test_a_page_may_begin_with_the_mark_of_its_encoding():
    page = f"<meta charset=gb2312><p>{SENTENCES[0]}</p>"

    assert [p.text for p in read(page, "utf-8-sig").paragraphs] == [SENTENCES[0]]
    assert [p.text for p in read(page, "utf-16").paragraphs] == [SENTENCES[0]]


def test_a_row_without_words_is_no_row():
    rows = "<tr><td></td><td> </td></tr><tr><td>年份</td><td>产量</td></tr><tr><td>一</td><td>二</td></tr>"

    assert texts(f"<table>{rows}</table>", "table") == ["年份，产量", "一，二"]


def test_headings_have_their_levels():
    found = read("<h1>题</h1><h2>甲</h2><p>正文。</p><h3>乙</h3>")

    assert [(p.text, p.level) for p in found.paragraphs] == [
        ("题", 1),
        ("甲", 2),
        ("正文。", 0),
        ("乙", 3),
    ]


@pytest.mark.parametrize("stated", ["gb2312", "GBK", "gb18030"])
def test_the_stated_encoding_is_used_in_its_widest_form(stated):
    page = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={stated}"><p>朱镕基讲话。</p>'
    )

    assert [p.text for p in read(page, "gb18030").paragraphs] == ["朱镕基讲话。"]


def test_a_page_that_lies_about_its_encoding_is_read_all_the_same():
    page = '<meta charset="utf-8"><p>这是用国标码写的一段中文，是很久以前的网页。</p>'

    assert read(page, "gb18030").paragraphs[0].text.startswith("这是用国标码写的")


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1252", "undefined", "punycode", "rot13"])
def test_an_encoding_that_chinese_is_not_written_in_is_not_believed(stated):
    page = f'<meta charset="{stated}"><p>{SENTENCES[0]}</p>'

    assert [p.text for p in read(page).paragraphs] == [SENTENCES[0]]


@pytest.mark.parametrize(
    "markup",
    [
        "<aside>插话</aside>",
        "<div class=comments>插话</div>",
        "<header><a href=/>插话</a></header>",
    ],
)
def test_whatever_a_reader_would_have_seen_is_listed(markup):
    found = read(f"<body>{markup}<p>{SENTENCES[0]}</p></body>")

    assert [p.text for p in found.paragraphs] == [SENTENCES[0]]
    assert [o.text for o in found.omitted] == ["插话"]


def test_the_header_of_an_article_is_text():
    markup = f"<article><header><h1>题</h1><p>张三</p></header><p>{SENTENCES[0]}</p></article>"

    assert texts(markup) == ["题", "张三", SENTENCES[0]]


def test_what_stands_around_the_text_is_left_out_and_listed():
    page = as_html(
        SENTENCES,
        before="<nav><a href=/>首页</a></nav><div class='breadcrumb'>当前位置</div><h1>讲话</h1><div><a href=/a>登录</a></div>",
        after="<div class='related'><a href=/b>相关阅读</a></div><footer>版权所有</footer>",
    )

    found = read_html(page, name="a", where="a")

    assert [p.text for p in found.paragraphs] == ["讲话", *SENTENCES]
    assert {"首页", "版权所有", "登录"} <= {o.text for o in found.omitted}


def test_a_sentence_beside_the_others_is_never_left_out_when_it_is_long():
    page = f"<body><div><p>{'</p><p>'.join(SENTENCES)}</p></div><div><p>{SENTENCES[0]}</p></div></body>"

    assert texts(page) == [*SENTENCES, SENTENCES[0]]


def test_the_title_of_the_page_is_the_last_resort():
    page = as_html(SENTENCES, title="一次讲话_某某网")

    assert read_html(page, name="文件", where="a").name == "一次讲话"


def outcome(page):
    try:
        return texts(page)
    except SourceError as error:
        return error.message


def test_a_page_nested_deeply_is_read_and_one_without_end_is_not_cut_short():
    def page(depth):
        return f"<body>{'<div>' * depth}{SENTENCES[0]}{'</div>' * depth}</body>"

    assert texts(page(1_500)) == [SENTENCES[0]]
    # libxml2 2.12 knows no limit
    refused = "this page is nested too deeply to be read whole"
    assert outcome(page(20_000)) in ([SENTENCES[0]], refused)


# ---------------------------------------------------------------- books


def book(*arguments, **options):
    return read_epub(epub(*arguments, **options), name="书", where="书.epub")


def test_a_book_is_read_in_the_order_of_its_spine():
    found = book(
        {"b.xhtml": "<h1>甲</h1><p>一。</p>", "a.xhtml": "<h1>乙</h1><p>二。</p>"}, title="书名"
    )

    assert [(p.text, p.line, p.level) for p in found.paragraphs] == [
        ("甲", 1, 1),
        ("一。", 2, 0),
        ("乙", 3, 1),
        ("二。", 4, 0),
    ]
    assert dict(found.matter) == {"title": "书名"}


def test_the_contents_name_chapters_without_headings():
    found = book(
        {"a.xhtml": "<p>一。</p>", "b.xhtml": "<p>第二章</p><p>二。</p>"},
        labels={"a.xhtml": "第一章", "b.xhtml#top": "第二章"},
    )

    assert [(p.text, p.level) for p in found.paragraphs] == [
        ("第一章", 1),
        ("一。", 0),
        ("第二章", 1),
        ("二。", 0),
    ]


@pytest.mark.parametrize(
    ("method", "refused"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", True),
        ("http://www.idpf.org/2008/embedding", False),
    ],
)
def test_a_protected_book_is_refused_but_not_for_its_fonts(method, refused):
    xml = f'<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'
    data = epub({"a.xhtml": "<p>一。</p>"}, extra={"META-INF/encryption.xml": xml})
    if refused:
        with pytest.raises(SourceError, match="DRM"):
            read_epub(data, name="a", where="a")
    else:
        assert [p.text for p in read_epub(data, name="a", where="a").paragraphs] == ["一。"]


def test_a_chapter_that_is_missing_is_told():
    data = epub({"a.xhtml": "<p>一。</p>"}).replace(b"OEBPS/a.xhtml", b"OEBPS/z.xhtml")

    with pytest.raises(SourceError, match="missing"):
        read_epub(data, name="a", where="a")


def test_the_contents_may_name_places_within_a_page():
    found = book(
        {"a.xhtml": "<p>第一章　甲</p><p>一。</p><p>第二章</p><p>二。</p>"},
        labels={"a.xhtml#a": "第一章 甲", "a.xhtml#b": "第二章"},
    )

    assert [p.text for p in found.paragraphs if p.level] == ["第一章　甲", "第二章"]


def ncx(doctype):
    return {
        "OEBPS/toc.ncx": f'<?xml version="1.0"?><!DOCTYPE ncx {doctype}><ncx><navMap><navPoint>'
        '<navLabel><text>第一章</text></navLabel><content src="a.xhtml"/></navPoint></navMap></ncx>'
    }


@pytest.mark.parametrize(
    ("doctype", "expected"),
    [
        ('PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://127.0.0.1:9/ncx.dtd"', ["第一章", "一。"]),
        ('[<!ENTITY a "aaaa">]', ["一。"]),
    ],
)
def test_contents_may_name_their_document_type_and_declare_nothing(doctype, expected):
    found = book({"a.xhtml": "<p>一。</p>"}, labels={"a.xhtml": "甲"}, extra=ncx(doctype))

    assert [p.text for p in found.paragraphs] == expected


def test_a_page_of_contents_is_left_out_and_listed():
    links = "".join(f"<p><a href='{n}.xhtml'>第{n}章 想在一处</a> {n}</p>" for n in "一二三")
    found = book({"toc.xhtml": f"<h1>目录</h1>{links}", "一.xhtml": "<h1>第一章</h1><p>一。</p>"})

    assert [p.text for p in found.paragraphs] == ["第一章", "一。"]
    assert [o.text for o in found.omitted] == ["OEBPS/toc.xhtml"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol reversed start=9><li>甲<li value=5>乙<li>丙</ol>", ["9. 甲", "5. 乙", "4. 丙"]),
        ("<ol start=3 type=a><li>甲<li>乙</ol>", ["c. 甲", "d. 乙"]),
        (
            "<p>一句话。</p><ul><li>甲<ol reversed><li>乙</ol><li>丙</ul>",
            ["一句话。", "甲", "1. 乙", "丙"],
        ),
    ],
)
def test_lists_count_as_the_browser_does(markup, expected):
    assert texts(markup) == expected


def test_notes_and_the_signs_that_refer_to_them_are_told_apart():
    markup = (
        "<p>墙还在。<a class='sdfootnoteanc' href='#n'><sup>1</sup></a></p><p>人也在。</p>"
        "<div id='sdfootnote1'><p>见《县志》。</p></div><section role='doc-endnotes'><p>同上。</p></section>"
    )

    assert [(p.text, p.kind) for p in read(markup).paragraphs] == [
        ("墙还在。", "text"),
        ("人也在。", "text"),
        ("见《县志》。", "note"),
        ("同上。", "note"),
    ]
