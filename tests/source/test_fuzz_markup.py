"""Documents whose markup is damaged give a lecture or an error of ours, in one line.

The archive stays whole and its XML well-formed: elements are moved, doubled, renamed and taken
out, their attributes and texts are exchanged. ``make fuzz`` does it for minutes.
"""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from test_fuzz import fuzzed
from writers import zipped

from audiolecture.errors import AudioLectureError
from audiolecture.source.read import read_outline


def p(inside=""):
    properties = "<pStyle val='s1'/><numPr><ilvl val='0'/><numId val='1'/></numPr>"
    return f"<p><pPr>{properties}</pPr><r><t>一句话。</t>{inside}</r></p>"


PARTS = ("styles", "numbering", "footnotes", "header")
RELATIONS = "".join(f"<b Id='{part}' Type='/{part}' Target='{part}.xml'/>" for part in PARTS)
BOXED = f"<drawing><docPr descr='图'/><blip/><txbxContent>{p()}</txbxContent></drawing>"
NOTED = p("<footnoteReference id='1'/>") + p("<footnoteReference id='2'/>")
WORD = {
    "_rels/.rels": "<a><b Id='r' Type='/officeDocument' Target='word/document.xml'/></a>",
    "word/_rels/document.xml.rels": f"<a>{RELATIONS}</a>",
    "word/document.xml": f"<d><body>{p('<tab/>')}<tbl><tr><tc>{p()}</tc><tc>{p()}</tc></tr></tbl>{NOTED}"
    f"<sdt><sdtPr><docPartObj><docPartGallery val='Bibliographies'/></docPartObj></sdtPr>{p()}</sdt>"
    f"{p(BOXED)}<p><pPr><outlineLvl val='0'/><rPr><del/></rPr></pPr><r><rPr><vanish/></rPr>"
    "<sym char='2460'/></r></p><oMathPara><t>x</t></oMathPara></body></d>",
    "word/styles.xml": "<s><style type='paragraph' default='1' styleId='s0'><name val='Normal'/></style>"
    "<style type='paragraph' styleId='s1'><name val='heading 1'/><basedOn val='s0'/></style></s>",
    "word/numbering.xml": "<n><abstractNum abstractNumId='1'><lvl ilvl='0'><start val='3'/>"
    "<numFmt val='lowerRoman'/><lvlText val='%1.'/><pStyle val='s1'/></lvl><numStyleLink val='x'/>"
    "</abstractNum><num numId='1'><abstractNumId val='1'/><lvlOverride ilvl='0'><startOverride val='2'/>"
    "</lvlOverride></num></n>",
    "word/footnotes.xml": f"<f><footnote id='1'>{p()}</footnote><footnote id='2'>{p()}</footnote></f>",
    "word/header.xml": f"<h>{p()}</h>",
}
SLIDES = {
    "_rels/.rels": "<a><b Id='r' Type='/officeDocument' Target='ppt/p.xml'/></a>",
    "ppt/p.xml": "<a><sldIdLst><sldId id='r1'/><sldId id='r2'/></sldIdLst></a>",
    "ppt/_rels/p.xml.rels": "<a><b Id='r1' Type='/slide' Target='s.xml'/>"
    "<b Id='r2' Type='/slide' Target='t.xml'/></a>",
    "ppt/_rels/s.xml.rels": "<a><b Id='r' Type='/notesSlide' Target='n.xml'/></a>",
    "ppt/s.xml": "<s show='1'><sp><ph type='title'/><p><t>题目</t></p></sp><sp><p><t>话。</t></p></sp></s>",
    "ppt/t.xml": "<s><grpSp><sp><ph type='sldNum'/><p><t>2</t></p></sp><pic><cNvPr descr='图'/></pic>"
    "</grpSp><graphicFrame><tr><tc><p><t>甲</t><br/><t>乙</t></p></tc></tr></graphicFrame></s>",
    "ppt/n.xml": "<n><sp><p><t>说的话。</t><oMath><t>x</t></oMath></p></sp></n>",
}
PAGE = (
    "<html><head><title>题_站</title></head><body><nav>首页</nav><header>头</header><h1>题目</h1>"
    "<article><p>第一句话<sup>2</sup>，这里有<b>一句</b>长的话。</p><ol start='3' type='i' reversed=''>"
    "<li value='2'>甲</li><li>乙</li></ol><div class='toc'><a href='#x'>一</a></div><table><caption>表"
    "</caption><tr><td>甲</td><td>乙</td></tr></table><pre>a\nb</pre><math display='block'><mi>x</mi>"
    "<annotation encoding='tex'>x</annotation></math><figure><svg><title>图</title></svg><figcaption>说明"
    "</figcaption></figure><img alt='山'/><br/></article><aside class='footnotes'>注</aside><footer>尾"
    "</footer></body></html>"
)
BOOK = {
    "META-INF/container.xml": "<a><rootfile full-path='b.opf'/></a>",
    "b.opf": "<a><metadata><title>书</title><creator>某</creator></metadata><manifest>"
    "<item id='p' href='p.xhtml' media-type='application/xhtml+xml'/>"
    "<item id='q' href='q.xhtml' media-type='text/html' properties='nav'/>"
    "<item id='n' href='n.ncx' media-type='application/x-dtbncx+xml'/></manifest>"
    "<spine><itemref idref='p'/><itemref idref='q'/></spine>"
    "<guide><reference type='cover' href='q.xhtml'/></guide></a>",
    "p.xhtml": PAGE,
    "q.xhtml": "<html><body><nav><a href='p.xhtml'>题目</a></nav></body></html>",
    "n.ncx": "<n><navPoint><navLabel><text>题目</text></navLabel><content src='p.xhtml'/></navPoint></n>",
}
DOCUMENTS = {"x.docx": WORD, "x.pptx": SLIDES, "x.epub": BOOK, "x.html": {"": PAGE}}

VALUES = (
    *(
        "",
        "0",
        "1",
        "-1",
        "9",
        "99",
        "999999999",
        "9" * 5_000,
        "²",
        "１",
        "x",
        "r1",
        "s1",
        "#",
        "/",
        "..",
    ),
    *(
        "D83D",
        "%1%2",
        "none",
        "bullet",
        "chineseCounting",
        "lowerLetter",
        "heading 1",
        "Title",
        "toc 1",
    ),
    *("nav", "title", "footnote", "display:none", "External", "b.opf", "word/document.xml", "&#7;"),
)
TEXTS = (
    "",
    "一、",
    "目录",
    "谢谢大家。",
    "\n",
    "2",
    "\u2028",
    "\u200b",
    "😀",
    "同志们，",
    "山" * 300,
)


def put_value(one, other, value, text):
    if one.attrib:
        one.set(sorted(one.attrib)[len(value) % len(one.attrib)], value)


def put_value_of(one, other, value, text):
    if one.attrib and other.attrib:
        one.set(min(one.attrib), other.attrib.values()[-1])


def put_name(one, other, value, text):
    one.tag = other.tag


def put_text(one, other, value, text):
    one.text, one.tail = text, value.replace("&#7;", text)


def take_out(one, other, value, text):
    if one.getparent() is not None:
        one.getparent().remove(one)


def put_inside(one, other, value, text):
    one.append(deepcopy(other))


def put_before(one, other, value, text):
    if one.getparent() is not None:
        one.addprevious(deepcopy(other))


def put_around(one, other, value, text):
    if one.getparent() is not None:
        around = etree.Element(other.tag, other.attrib)
        one.getparent().replace(one, around)
        around.append(one)


EDITS = (put_value, put_value_of, put_name, put_text, take_out, put_inside, put_before, put_around)
PLACE = st.integers(0, 10_000)


def damaged(members, edits):
    """The members with edits, each at two places of the document; ``&#7;`` is taken at its word."""
    trees = {name: etree.fromstring(text) for name, text in members.items()}
    for place, other_place, edit, value, text in edits:
        elements = [element for tree in trees.values() for element in tree.iter()]
        one, other = (elements[at % len(elements)] for at in (place, other_place))
        if len(elements) < 1_000:  # or what is doubled ten times
            edit(one, other, value, text)
    return {
        name: etree.tostring(tree, encoding="unicode").replace("&amp;#7;", "&#7;")
        for name, tree in trees.items()
    }


def written(folder, name, edits=()):
    members = damaged(DOCUMENTS[name], edits)
    path = folder / name
    path.write_bytes(members[""].encode() if name == "x.html" else zipped(members))
    return path


def refused(path):
    """What is said of a document that cannot be read; nothing of one that can."""
    try:
        read_outline(path)
    except AudioLectureError as error:
        return error.message
    return ""


@fuzzed
@given(
    name=st.sampled_from(sorted(DOCUMENTS)),
    edits=st.lists(
        st.tuples(
            PLACE, PLACE, st.sampled_from(EDITS), st.sampled_from(VALUES), st.sampled_from(TEXTS)
        ),
        max_size=10,
    ),
)
def test_damaged_markup(tmp_path, name, edits):
    assert "\n" not in refused(written(tmp_path, name, edits))


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_whole_markup_is_read(tmp_path, name):
    assert read_outline(written(tmp_path, name)).lecture.chapters
