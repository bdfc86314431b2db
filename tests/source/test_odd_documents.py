"""What only some programs write: parts wrapped in others, references to nothing, lists of old."""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

import pytest
from ooxml import SPACES, p, relations, shape, slides, word
from writers import epub, zipped

from audiolecture.errors import AudioLectureError, SourceError
from audiolecture.source.read import read_lecture

FIRST = p("第一句话就在这里。")


@pytest.fixture
def read(tmp_path):
    def read_it(data, name="课.docx"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_lecture(path)

    return read_it


def spoken(lecture):
    return [block.text for chapter in lecture.chapters for block in chapter.blocks]


def left_out(lecture):
    return [(item.kind, item.text) for item in lecture.omitted]


# ---------------------------------------------------------------- Word


def test_a_part_may_be_named_from_the_root(read):
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="/text/main.xml"),
        "text/main.xml": f"<w:document {SPACES}><w:body>{FIRST}</w:body></w:document>",
    }

    assert spoken(read(zipped(members))) == ["第一句话就在这里。"]


def test_a_sign_that_xml_forbids_is_told_in_one_line(read):
    with pytest.raises(SourceError, match=r"is damaged: [^\n<]+, line 1, column \d+ \(open"):
        read(word(FIRST + "\0"))


def test_an_archive_of_too_many_parts_is_refused(read):
    many = dict.fromkeys((f"{number}.xml" for number in range(20_001)), "")

    with pytest.raises(AudioLectureError, match="it has 20001 parts"):
        read(zipped(many))


def test_a_formula_of_its_own_is_left_out(read):
    formula = "<m:oMathPara><m:oMath><m:r><m:t>E=mc</m:t></m:r><m:r/></m:oMath></m:oMathPara>"
    lecture = read(word(FIRST + formula + "<m:oMathPara/>" + p("接着说下去。")))

    assert spoken(lecture) == ["第一句话就在这里。", "接着说下去。"]
    assert left_out(lecture) == [("formula", "E=mc")]


@pytest.mark.parametrize(
    ("symbol", "text"),
    [("2014", "甲—乙。"), ("F0B7", "甲乙。"), ("nonsense", "甲乙。"), ("0", "甲乙。"),
     ("110000", "甲乙。")],
)  # fmt: skip
def test_symbols_that_mean_something_outside_their_font(read, symbol, text):
    body = f'<w:p><w:r><w:t>甲</w:t><w:sym w:char="{symbol}"/><w:t>乙。</w:t></w:r></w:p>'

    assert spoken(read(word(FIRST + body)))[-1] == text


def test_a_note_that_is_not_there(read):
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    note = f'<w:footnote w:id="2">{p("注释里的话。")}</w:footnote>'
    body = p("有注释。", inside=reference.format(2)) + p("没有注释。", inside=reference.format(9))

    lecture = read(word(FIRST + body, footnotes=note))

    assert spoken(lecture)[1:] == ["有注释。", "没有注释。"]
    assert left_out(lecture) == [("note", "注释里的话。")]


def refer(number):
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def note(number, text, inside=""):
    return f'<w:footnote w:id="{number}">{p(text, inside=inside)}</w:footnote>'


def test_a_note_that_refers_to_itself_is_listed_once(read):
    body = p("第二句话有注解。", inside=refer(2))

    lecture = read(word(FIRST + body, footnotes=note(2, "注解的话。", refer(2))))

    assert spoken(lecture) == ["第一句话就在这里。", "第二句话有注解。"]
    assert left_out(lecture) == [("note", "注解的话。")]


def test_notes_that_refer_to_each_other_again_and_again_are_listed_once(read):
    notes = [note(n, f"注解{n}的话。", refer(n + 1) * 10) for n in range(2, 400)]
    body = p("第二句话有注解。", inside=refer(2))

    lecture = read(word(FIRST + body, footnotes="".join(notes)))

    assert left_out(lecture) == [("note", f"注解{n}的话。") for n in range(2, 400)]


def test_tables_wrapped_in_content_controls(read):
    cell = "<w:sdt><w:sdtContent><w:tc>{}</w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell.format(p('甲'))}{cell.format(p('乙'))}</w:tr></w:sdtContent></w:sdt>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('删')}</w:tc><w:tc>{p('了')}</w:tc></w:tr>"
    bare = f"<w:tr><w:tc>{p('')}</w:tc><w:tc/></w:tr>"
    properties = "<w:tblPr/><w:tblGrid/><w:del/>"

    lecture = read(word(FIRST + f"<w:tbl>{properties}{row}{gone}{bare}</w:tbl>"))

    assert left_out(lecture) == [("table", "甲，乙")]


GONE = '<w:rPr><w:del w:id="1" w:author="甲"/></w:rPr>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("前半句，", GONE) + p("后半句。"), ["前半句，后半句。"]),
        (p("甲，", GONE) + p("乙，", GONE) + p("丙。") + p("丁。"), ["甲，乙，丙。", "丁。"]),
        (p("", GONE) + p("后半句。"), ["后半句。"]),
        (p("最后一句。", GONE), ["最后一句。"]),
        (
            p("前半句。", '<w:rPr><w:del w:val="0"/></w:rPr>') + p("另一段。"),
            ["前半句。", "另一段。"],
        ),
        (p("前半句，", "<w:rPr><w:moveFrom/></w:rPr>") + p("后半句。"), ["前半句，后半句。"]),
    ],
)
def test_a_paragraph_whose_end_was_deleted_runs_on(read, body, expected):
    assert spoken(read(word(FIRST + body)))[1:] == expected


def test_a_heading_whose_end_was_deleted_takes_the_style_of_what_follows(read):
    heading = '<w:outlineLvl w:val="0"/>'

    lecture = read(word(FIRST + p("本来是标题", heading + GONE) + p("，现在是正文。")))

    assert spoken(lecture)[1:] == ["本来是标题，现在是正文。"]
    assert [chapter.blocks[0].kind for chapter in lecture.chapters] == ["text"]


def test_contents_and_hidden_words_are_not_spoken(read):
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        "</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    inline = (
        f"<w:p><w:r><w:t>正文。</w:t></w:r>{contents.format('<w:r><w:t>目录</w:t></w:r>')}</w:p>"
    )
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>看得见。</w:t></w:r></w:p>"
    special = p("样式分隔", "<w:rPr><w:specVanish/></w:rPr>")

    lecture = read(word(FIRST + contents.format(p("目录的一行")) + inline + hidden + special))

    assert spoken(lecture)[1:] == ["正文。", "看得见。", "样式分隔"]
    assert left_out(lecture) == [
        ("table of contents", "目录的一行"),
        ("table of contents", "目录"),
        ("hidden text", "看不见"),
    ]


def test_a_box_of_text_is_said_once_and_a_picture_has_its_words(read):
    box = "<w:r><w:drawing><wp:docPr descr='框'/><a:blip/><w:txbxContent>{}</w:txbxContent></w:drawing></w:r>"
    inner = box.format(p("框里的框。"))
    boxed = p("前面。", inside=box.format(p("框里的话。", inside=inner)))
    picture = p(
        "后面。", inside="<w:r><w:drawing><wp:docPr descr='一张图'/><a:blip/></w:drawing></w:r>"
    )
    nameless = p("再后面。", inside="<w:r><w:pict><v:imagedata/></w:pict></w:r>")
    line = p("最后面。", inside="<w:r><w:pict><v:line/></w:pict></w:r>")

    lecture = read(word(FIRST + boxed + picture + nameless + line))

    assert spoken(lecture)[1:] == [
        "前面。", "框里的话。", "框里的框。", "后面。", "再后面。", "最后面。",
    ]  # fmt: skip
    assert left_out(lecture) == [("image", "一张图"), ("image", "图片")]


def test_lists_that_refer_to_nothing(read):
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl>'
    deep = '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2、"/><w:lvlRestart w:val="0"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}{deep}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="77"/></w:num>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        f'<w:lvlOverride w:ilvl="1">{deep.replace("%1.%2、", "（%2）")}</w:lvlOverride></w:num>'
    )

    def item(text, number, depth=0):
        return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')

    body = (
        item("甲事要办好。", 1) + item("乙事也要办好。", 1, 1) + item("丙事也要办好。", 1)
        + item("丁事也要办好。", 1, 1) + item("没有这样的清单。", 2) + item("没有这样的清单了。", 9)
        + item("没有这样的层次。", 1, 7) + item("不算在内。", 0) + item("从五开始。", 3) + item("另一种写法。", 3, 1)
    )  # fmt: skip

    assert spoken(read(word(FIRST + body, numbering=numbering)))[1:] == [
        "1、甲事要办好。", "1.1、乙事也要办好。", "2、丙事也要办好。", "2.2、丁事也要办好。",
        "没有这样的清单。", "没有这样的清单了。", "没有这样的层次。", "不算在内。", "5、从五开始。",
        "（3）另一种写法。",  # a level that never starts anew goes on
    ]  # fmt: skip


@pytest.mark.parametrize("depth", ["9" * 5_000, "999999999", "-1", "²"])
def test_a_level_that_no_list_has(read, depth):
    level = '<w:lvl w:ilvl="{}"><w:start w:val="7"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level.format(999_999_999)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    item = p("甲事要办好。", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')

    assert spoken(read(word(FIRST + item, numbering=numbering)))[1:] == ["甲事要办好。"]


def test_styles_based_on_one_another_in_a_long_line(read):
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="n{n}"/><w:basedOn w:val="s{n + 1}"/></w:style>'
        for n in range(5_000)
    )

    assert spoken(read(word(FIRST, styles=styles))) == ["第一句话就在这里。"]


def test_a_drawing_of_many_boxes_of_text(read):
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent>"
    drawing = f"<w:r><w:drawing>{box * 20_000}</w:drawing></w:r>"

    assert len(spoken(read(word(p("前面。", inside=drawing))))) == 20_001


def test_a_paragraph_that_a_heading_style_is_taken_off_again(read):
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    heading = p("第一个题目", '<w:pStyle w:val="1"/>')
    plain = p("这里不是题目", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')

    lecture = read(word(heading + p("话在这里。") + plain + p("还有话。"), styles=styles))

    assert [chapter.title for chapter in lecture.chapters] == ["第一个题目"]
    assert spoken(lecture) == ["第一个题目", "话在这里。", "这里不是题目", "还有话。"]


def test_a_frame_of_one_cell_is_no_table(read):
    frame = f"<w:tbl><w:tr><w:tc>{p('框里的话。')}</w:tc></w:tr></w:tbl>"

    lecture = read(word(FIRST + frame))

    assert spoken(lecture) == ["第一句话就在这里。", "框里的话。"]
    assert left_out(lecture) == []


def test_a_formula_inside_a_sentence_is_left_out_of_it(read):
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath><w:r><w:t>为和。</w:t></w:r>"

    lecture = read(word(FIRST + p("设", inside=formula)))

    assert spoken(lecture)[-1] == "设为和。"
    assert left_out(lecture) == [("formula", "a+b")]


def test_a_format_of_numbers_from_a_later_version_has_a_substitute(read):
    newer = (
        '<mc:AlternateContent xmlns:mc="x"><mc:Choice><w:numFmt w:val="decimalZero"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{newer}<w:lvlText w:val="%1、"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    item = p("甲事要办好。", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')

    assert spoken(read(word(FIRST + item, numbering=numbering)))[1:] == ["1、甲事要办好。"]


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("sign", ["\x07", "&#7;", "&#x0b;", "\x0c", "\ufffe", "&#xffff;"])
@pytest.mark.parametrize("name", ["课.html", "课.md"])
def test_signs_that_xml_forbids_behind_what_is_left_out(read, name, sign):
    lecture = read(f"<div><p>第一句话就在这里。</p><nav>首页</nav>{sign}后面的话。</div>", name)

    assert spoken(lecture) == ["第一句话就在这里。", "后面的话。"]


# ---------------------------------------------------------------- slides


def test_a_slide_with_all_kinds_of_shapes(read):
    rows = "<a:tr><a:tc><a:p><a:t>甲</a:t></a:p></a:tc><a:tc><a:p><a:t>乙</a:t></a:p></a:tc></a:tr><a:tr><a:tc/></a:tr>"
    lecture = read(
        slides(
            shape("题目是这个", "title"),
            shape("7", "sldNum"),
            f"<p:grpSp>{shape('组里的话。')}<p:pic><p:cNvPr descr='一张图'/></p:pic><p:pic/></p:grpSp>",
            f"<p:graphicFrame>{rows}</p:graphicFrame>",
            f"<mc:Fallback xmlns:mc='x'>{shape('不说第二遍')}</mc:Fallback>",
            "<p:sp><a:p><a:t>一行</a:t><a:br/><a:t>又一行。</a:t></a:p><a:p/></p:sp>",
        ),
        "课.pptx",
    )

    assert spoken(lecture) == ["题目是这个", "组里的话。", "一行 又一行。"]
    assert left_out(lecture) == [
        ("page furniture", "7"),
        ("image", "一张图"),
        ("image", "图片"),
        ("table", "甲，乙"),
    ]


def test_a_slide_that_is_only_a_title_is_said_as_text(read):
    lecture = read(slides(shape("谢谢大家", "title")), "课.pptx")

    assert spoken(lecture) == ["谢谢大家"]


def test_a_slide_that_is_listed_twice_is_said_once(read):
    lecture = read(slides(shape("题目是这个", "title"), shape("一句话。"), listed=2), "课.pptx")

    assert spoken(lecture).count("一句话。") == 1


# ---------------------------------------------------------------- books


BOOK = "<p>第一句话就在这里。</p>"


def test_a_book_that_refers_to_nothing(read):
    data = epub({"a.xhtml": BOOK}, labels={"a.xhtml": "上", "gone.xhtml": "无"})
    assert spoken(read(data, "书.epub")) == ["上", "第一句话就在这里。"]

    broken = epub({"a.xhtml": BOOK}, extra={"OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="i0" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="i0"/></spine></package>'})  # fmt: skip
    with pytest.raises(AudioLectureError, match=r"gone\.xhtml is missing"):
        read(broken, "书.epub")


def test_a_chapter_that_is_listed_twice_is_said_once(read):
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="a"/></spine></package>'
    )

    lecture = read(epub({"a.xhtml": BOOK}, extra={"OEBPS/book.opf": opf}), "书.epub")

    assert spoken(lecture) == ["第一句话就在这里。"]


def test_parts_of_a_book_that_are_no_chapters(read):
    links = "<p><a href='a.xhtml'>一、甲</a></p><p><a href='b.xhtml'>二、乙</a></p>"
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="l" href="list.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="x" href="x.css" media-type="text/css"/>'
        '<item id="g" href="gone.css" media-type="text/css"/>'
        '</manifest><spine><itemref idref="c"/><itemref idref="l"/><itemref idref="n"/><itemref idref="x"/>'
        '<itemref idref="nobody"/><itemref idref="a"/></spine>'
        '<guide><reference type="cover" href="cover.xhtml"/><reference type="text" href="a.xhtml"/></guide></package>'
    )
    pages = {"cover.xhtml": "<p>封面</p>", "list.xhtml": links, "a.xhtml": BOOK,
             "nav.xhtml": "<nav><a href='a.xhtml'>一、甲</a><a>空</a></nav>"}  # fmt: skip

    lecture = read(epub(pages, extra={"OEBPS/book.opf": opf, "OEBPS/x.css": "p{}"}), "书.epub")

    assert spoken(lecture) == ["一、甲", "第一句话就在这里。"]
    assert left_out(lecture) == [
        ("contents or cover", f"OEBPS/{name}.xhtml") for name in ("cover", "list", "nav")
    ]


def test_a_chapter_without_a_name_in_the_contents_keeps_its_own(read):
    data = epub({"a.xhtml": f"<h1>甲的题目</h1>{BOOK}"}, labels={"a.xhtml": " "})

    assert [c.title for c in read(data, "书.epub").chapters] == ["甲的题目"]


def test_contents_that_are_damaged_do_not_hide_the_book(read):
    data = epub({"a.xhtml": BOOK}, labels={"a.xhtml": "上"}, extra={"OEBPS/toc.ncx": "<ncx"})

    assert spoken(read(data, "书.epub")) == ["第一句话就在这里。"]


def test_an_archive_that_is_no_book(read):
    with pytest.raises(AudioLectureError, match=r"lacks META-INF/container\.xml"):
        read(zipped({"mimetype": "application/epub+zip", "a": ""}), "书.epub")


# ---------------------------------------------------------------- Markdown


def test_html_in_markdown(read):
    lecture = read(
        "# 题\n\n开头的话。\n\n<div>\n看得见<b>的</b>话。\n<!-- 不\n说 -->\n</div>\n\n"
        "<!-- 只给作者看 -->\n\n<style>\np { color: red }\n</style>\n\n结尾的话。\n",
        "课.md",
    )

    assert spoken(lecture) == ["题", "开头的话。", "看得见的话。", "结尾的话。"]
    assert left_out(lecture) == [
        ("html", "<!-- 只给作者看 -->"),
        ("html", "<style>\np { color: red }\n</style>"),
    ]


def test_an_unfinished_comment_hides_the_rest_of_it(read):
    assert spoken(read("开头的话。\n\n<!-- 不说\n也不说\n", "课.md")) == ["开头的话。"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1. 甲事\n\n2. 乙事\n\n1. 丙事\n\n话。\n", ["1. 甲事", "2. 乙事", "1. 丙事", "话。"]),
        (
            "这一行写到这里还没有完因为写字的人把它折成了两行所以\n接着的这一行是同一句话。\n",
            ["这一行写到这里还没有完因为写字的人把它折成了两行所以接着的这一行是同一句话。"],
        ),
        ("这一行短\n这也是一行。\n", ["这一行短", "这也是一行。"]),
    ],
)
def test_lists_and_folded_lines(read, written, said):
    assert spoken(read(written, "课.md")) == said


def test_a_row_of_a_table_without_words_is_no_row(read):
    lecture = read("| 甲 | 乙 |\n|---|---|\n|  |  |\n| 1 | 2 |\n\n话。\n", "课.md")

    assert left_out(lecture) == [("table", "甲，乙\n1，2")]


def test_a_link_within_the_course_is_no_address(read):
    lecture = read("话在[这里](别的.html)，也在[那里](https://a.cn/b)。\n", "课.md")

    assert spoken(lecture) == ["话在这里，也在那里。"]
    assert left_out(lecture) == [("link", "https://a.cn/b")]
