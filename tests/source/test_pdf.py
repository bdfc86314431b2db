"""PDF: lines become the paragraphs that they were."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from writers import as_pdf

from audiolecture.errors import SourceError
from audiolecture.source.pdf import read_pdf

LONG = "基层是离群众最近的地方，道理要讲给人听，事情要办给人看，" * 6 + "这才算数。"
LINES = [
    "把根扎深",
    LONG,
    "一、想在一处",
    LONG[5:],
    "会上讲一遍，会后跑三遍。",
    "二、干在一处",
    LONG[11:],
]
HEADINGS = (LINES[2], LINES[5])


def read(data):
    return read_pdf(data, name="讲稿", where="讲稿.pdf")


def test_lines_become_paragraphs_and_large_letters_headings():
    found = read(as_pdf(LINES, headings=HEADINGS))

    assert [p.text for p in found.paragraphs] == LINES
    assert [p.level for p in found.paragraphs] == [1, 0, 2, 0, 0, 2, 0]


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    text = [LINES[0], *[LONG * 3] * 9]

    assert [p.text for p in read(as_pdf(text)).paragraphs] == text


def test_headers_and_page_numbers_are_left_out_and_listed():
    text = [LINES[0], *[LONG * 3] * 12]

    found = read(as_pdf(text, header="党课讲稿 内部资料"))

    assert [p.text for p in found.paragraphs] == text
    listed = {o.text for o in found.omitted}
    assert {"党课讲稿 内部资料", "- 1 -", "- 2 -"} <= listed


def test_latin_words_keep_their_spaces():
    text = ["把根扎深", "The quick brown fox jumps over the lazy dog and is not seen again. " * 3]

    assert read(as_pdf(text, title=False)).paragraphs[1].text == text[1].strip()


def drawn(tmp_path, draw, **options):
    path = tmp_path / "a.pdf"
    page = canvas.Canvas(str(path), **options)
    draw(page)
    page.showPage()
    page.save()
    return path.read_bytes()


def test_a_scan_says_so(tmp_path):
    with pytest.raises(SourceError, match="pictures"):
        read(drawn(tmp_path, lambda page: page.rect(10, 10, 100, 100)))


def test_a_password_is_told(tmp_path):
    data = drawn(tmp_path, lambda page: page.drawString(72, 700, "secret words"), encrypt="secret")

    with pytest.raises(SourceError, match="password"):
        read(data)


def test_what_is_cut_short_is_damaged():
    with pytest.raises(SourceError, match="damaged"):
        read(as_pdf(LINES)[:300])


def test_text_that_repeats_itself_is_no_header():
    text = [LINES[0], *[f"第{n}段。{LONG * (1 + n % 3)}" for n in range(12)]]

    assert [p.text for p in read(as_pdf(text, header="内部资料")).paragraphs] == text


def test_two_columns_are_read_one_after_the_other():
    style = ParagraphStyle("b", fontName="STSong-Light", fontSize=11, leading=17, wordWrap="CJK")
    style.firstLineIndent = 22
    as_pdf(["甲"])  # registers the font
    frames = [Frame(50, 60, 240, 700), Frame(305, 60, 240, 700)]
    file = BytesIO()

    def number(canvas, document):
        canvas.drawCentredString(A4[0] / 2, 30, str(document.page))

    layout = PageTemplate(frames=frames, onPage=number)
    template = BaseDocTemplate(file, pagesize=A4, pageTemplates=layout)
    text = [f"第{n}段。{LONG}" for n in range(30)]
    template.build([Paragraph(line, style) for line in text])

    assert [p.text for p in read(file.getvalue()).paragraphs] == text


@pytest.mark.parametrize("others", [[], ["这一段比一行长得多。" * 6]])
def test_a_paragraph_of_one_full_line_ends_with_it(others):
    """As wide as the page, and what follows is a paragraph of its own."""
    full = "一行正好三十五个字的一段话在这里说完了不多也不少它的后面还有另外一段。"
    lines = ["讲稿", full, "二、下一段", "短短的一段。", full, "又是一段。", *others]

    found = read_pdf(as_pdf(lines), name="a", where="a").paragraphs

    assert [paragraph.text for paragraph in found] == lines


def test_a_word_that_is_cut_at_the_end_of_a_line_is_whole_again(tmp_path):
    def draw(page):
        lines = "Every lecture is read and every exam-", "ple is spoken as it stands in the text"
        for row, line in enumerate(lines):
            page.drawString(72, 700 - 16 * row, line)

    whole = "Every lecture is read and every example is spoken as it stands in the text"
    assert [p.text for p in read(drawn(tmp_path, draw)).paragraphs] == [whole]


def test_more_than_anybody_reads_is_refused_with_the_page(tmp_path):
    def draw(page):
        for _ in range(26):
            for row in range(100):
                page.setFont("Helvetica", 1)
                page.drawString(0, 800 - 8 * row, "word " * 800)
            page.showPage()

    with pytest.raises(SourceError, match=r"more than [\d,]+ characters: page \d+ of 27"):
        read(drawn(tmp_path, draw))
