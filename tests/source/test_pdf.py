"""PDF: lines become the paragraphs that they were."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from writers import as_pdf, chinese

from audiolecture.errors import SourceError
from audiolecture.source import pdf
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
    style = ParagraphStyle("b", fontName=chinese(), fontSize=11, leading=17, wordWrap="CJK")
    style.firstLineIndent = 22
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


def test_more_than_anybody_reads_is_refused_with_the_page(tmp_path, monkeypatch):
    assert pdf._MOST == 1_000_000  # a PDF of so many takes seconds
    monkeypatch.setattr(pdf, "_MOST", 10_000)

    def draw(page):
        for _ in range(3):
            for row in range(100):
                page.setFont("Helvetica", 1)
                page.drawString(0, 800 - 8 * row, "word " * 8)
            page.showPage()

    with pytest.raises(SourceError, match=r"more than 10,000 characters: page 3 of 4"):
        read(drawn(tmp_path, draw))


# ---------------------------------------------------------------- lines that are lines

LETTER = 12
LEFT = 72
PROSE = "基层是离群众最近的地方，道理要讲给人听，事情要办给人看，" * 4 + "这才算数。"
VERSE = ["床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。"]
NOVEL = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, "
    "must be in want of a wife. However little known the feelings."
)
WALK = [
    "会上讲一遍，会后跑三遍，事情才能办成，大家要记牢这一条。",
    "路是一步一步走出来的，信任是一点一滴攒起来的，急不得。",
    "他说，那年的水大，庄稼都淹了，村里人却一个也没有走散。",
    "老支书听了，笑了笑，没有说话，只是把烟袋磕了又磕，站起来走了。",
]


def line(text, left=LEFT, size=LETTER):
    return text, left, size


def wrapped(text, most, *, left=LEFT, indent=2, hang=0):
    """The lines of a paragraph of which none has more than so many characters."""
    first, rest = text[: most - indent], text[most - indent :]
    lines = [rest[at : at + most] for at in range(0, len(rest), most)]
    below = [line(each, left + hang * LETTER) for each in lines]
    return [line(first, left + indent * LETTER), *below]


def typeset(*pages, size=A4, top=90):
    """Lines where they are put: (text, left, size of letters), left may be "centre" or "right"."""
    file = BytesIO()
    page = canvas.Canvas(file, pagesize=size, invariant=True)
    for lines in pages:
        y = size[1] - top
        for text, left, letter in (
            each if isinstance(each, tuple) else line(each) for each in lines
        ):
            page.setFont(chinese(), letter)
            if left == "centre":
                page.drawCentredString(size[0] / 2, y, text)
            elif left == "right":
                page.drawRightString(size[0] - LEFT, y, text)
            else:
                page.drawString(left, y, text)
            y -= letter * 1.6
        page.showPage()
    page.save()
    return file.getvalue()


def as_written(lines):
    return [each if isinstance(each, str) else each[0] for each in lines if each and each[0]]


@pytest.mark.parametrize(
    "lines",
    [
        ["静夜思", *VERSE],
        [line(each, "centre") for each in ["静夜思", "李白", *VERSE]],
        ["山行", "远上寒山石径斜", "白云生处有人家", "停车坐爱枫林晚", "霜叶红于二月花"],
        ["春望", "国破山河在，城春草木深", "感时花溅泪，恨别鸟惊心", "烽火连三月，家书抵万金"],
        ["人之初，性本善，", "性相近，习相远，", "苟不教，性乃迁，", "教之道，贵以专，"],
        ["水调歌头", "明月几时有？把酒问青天。", "我欲乘风归去，又恐琼楼玉宇，高处不胜寒。"],
        ["再别康桥", "轻轻的我走了，", "正如我轻轻的来；", "", "那河畔的金柳，", "是夕阳的新娘；"],
        ["致橡树", line("我如果爱你——"), line("绝不像攀援的凌霄花，", 96), line("我如果爱你——")],
        ["Two roads diverged in a yellow wood,", "And sorry I could not travel both",
         "And be one traveler, long I stood", "And looked down one as far as I could"],
        ["联系方式", "青山县城关镇解放路12号", "邮编：310000", "电话：0571-8888", "联系人：王小明"],
        ["会议要点", "认真学习文件", "按时上交材料", "加强值班值守", "做好防汛准备"],
        ["会议要点", "● 认真学习文件", "● 按时上交材料", "● 加强值班值守"],
        ["会议要点", "1. 认真学习文件", "2. 按时上交材料", "3. 加强值班值守"],
        ["日程安排", "8:30 签到", "9:00 开幕式", "9:30 主题报告", "10:30 茶歇"],
        ["尊敬的王老师：", line("您好！来信收到了，谢谢您的关心。", 96), line("此致", 96), "敬礼！",
         line("学生 李明", "right"), line("2023年5月9日", "right")],
    ],
)  # fmt: skip
def test_short_lines_stay_lines(lines):
    assert [p.text for p in read(typeset(lines)).paragraphs] == as_written(lines)


def test_short_paragraphs_of_a_program_stay_paragraphs():
    lines = ["通知", "各位同志：", "请准时到会。", "带上笔记本。", "地点：三楼会议室"]

    assert [p.text for p in read(as_pdf(lines)).paragraphs] == lines


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ([*wrapped(PROSE, 37), *[line(each, 150) for each in VERSE], *wrapped(PROSE, 37)],
         [PROSE, *VERSE, PROSE]),
        ([*wrapped(PROSE, 37), *[line(each, 150) for each in VERSE * 10], *wrapped(PROSE, 37)],
         [PROSE, *VERSE * 10, PROSE]),
        ([*wrapped(PROSE, 37), *[line(each, "centre") for each in VERSE], *wrapped(PROSE, 37)],
         [PROSE, *VERSE, PROSE]),
        (["尊敬的王老师：", *wrapped(PROSE, 37), line("此致", 96), "敬礼！", line("李明", "right")],
         ["尊敬的王老师：", PROSE, "此致", "敬礼！", "李明"]),
        ([*wrapped(PROSE, 15), *wrapped(PROSE[5:], 15)], [PROSE, PROSE[5:]]),
        ([*wrapped(PROSE, 15, indent=0), "", *wrapped(PROSE[5:], 15, indent=0)],
         [PROSE, PROSE[5:]]),
        ([each for text in WALK for each in wrapped(text, 22)], WALK),
        ([*wrapped(PROSE, 37), *wrapped("1. " + PROSE[:50], 38, indent=0, hang=1.5),
          *wrapped("● " + PROSE[5:60], 36, indent=0, hang=1.5)],
         [PROSE, "1. " + PROSE[:50], "● " + PROSE[5:60]]),
        (["It is a truth universally", "acknowledged, that a single", "man in possession of a good",
          "fortune, must be in want of", "a wife. However little", "known the feelings."],
         [NOVEL]),
    ],
)  # fmt: skip
def test_wrapped_lines_are_joined_beside_lines_that_are_not(lines, paragraphs):
    assert [p.text for p in read(typeset(lines)).paragraphs] == paragraphs


def test_verse_on_a_small_page():
    page = typeset(["静夜思", *VERSE], size=(298, 420), top=50)

    assert [p.text for p in read(page).paragraphs] == ["静夜思", *VERSE]


SLIDES = [
    ("学习的意义", ["把握时代的脉搏", "提高自己的本领", "更好地服务群众"], 28),
    ("学习的方法", ["多读书", "多思考"], 32),
    ("学习的计划", ["第一季度读完三本书", "第二季度写一篇心得", "第三季度到基层去"], 24),
    ("第四部分", [], 0),
    ("第五部分", [], 0),
]


def test_each_point_of_a_slide_is_a_line_however_large_it_is():
    pages = [
        [line(title, 60, 40), *[line(each, 60, size) for each in points],
         *[line("", 60, 30)] * 2, line(f"内部资料 {number}", 60, 10)]
        for number, (title, points, size) in enumerate(SLIDES, 1)
    ]  # fmt: skip

    found = read(typeset(*pages, size=(960, 540))).paragraphs

    said = [p for p in found if "内部" not in p.text]
    assert [p.text for p in said] == [
        each for title, points, _ in SLIDES for each in (title, *points)
    ]
    titles = {title for title, _, _ in SLIDES}
    assert all((p.level > 0) == (p.text in titles) for p in said)


def test_a_point_of_a_slide_that_is_wrapped_is_one():
    pages = [
        [
            "学习的意义",
            "把握时代的脉搏，提高自己的本领，更好地服务群众，把工作做得更",
            "好",
            "不忘初心",
        ],
        ["学习的方法", "多读书", "多思考"],
    ]
    lines = [
        [line(each, 60, 40 if n == 0 else 24) for n, each in enumerate(page)] for page in pages
    ]

    assert [p.text for p in read(typeset(*lines, size=(960, 540))).paragraphs] == [
        "学习的意义", "把握时代的脉搏，提高自己的本领，更好地服务群众，把工作做得更好", "不忘初心",
        "学习的方法", "多读书", "多思考",
    ]  # fmt: skip
