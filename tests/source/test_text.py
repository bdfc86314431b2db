from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.errors import SourceError
from audiolecture.source.lines import text_lines, unwrapped
from audiolecture.source.text import decode, read_text

TEXT = (
    "同志们，今天我以“把小事做到底”为题，和大家谈一谈。\n"
    "一、认识小事\n小事里有大道理，这是我们的体会。\n"
)
TRADITIONAL = "各位朋友，我們今天來談一談大家的生活。\n這是一個很好的問題，也是我們的問題。\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("text", [TEXT, TEXT * 400, "好的，我们开始上课。"])
def test_simplified(encoding, text):
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("times", [1, 3_000])
def test_traditional(encoding, times):
    assert decode((TRADITIONAL * times).encode(encoding), "x") == TRADITIONAL * times


@pytest.mark.parametrize(("encoding", "broken"), [("utf-8", b"\xe5\xff"), ("gb18030", b"\xff")])
def test_a_few_broken_bytes_are_left_out_and_told(encoding, broken):
    data = (TEXT * 20).encode(encoding)
    cut = data.index("一、认识小事".encode(encoding))
    document = read_text(data[:cut] + broken + data[cut:], name="x", where="x.txt")
    assert [p.text for p in document.paragraphs][:3] == TEXT.splitlines()
    (warning,) = document.warnings
    assert warning.startswith("x.txt:2: ")
    assert "could not be read" in warning


def test_stray_nuls_are_left_out():
    data = (TEXT * 5).encode()
    document = read_text(data[:60] + b"\x00" + data[60:] + b"\x00\x00", name="x", where="x")
    assert [p.text for p in document.paragraphs] == (TEXT * 5).splitlines()


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x00\x01\x02\x00\x00",
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(SourceError, match="x: this is not a text file"):
        decode(data, "x")


def test_unspoken_characters_go():
    data = "\ufeff\u3000\u3000党\u200b课\ue123\xad开\ufeff始\u2060了。\r\n".encode()
    assert [p.text for p in read_text(data, name="x", where="x").paragraphs] == ["党课开始了。"]


@pytest.mark.parametrize("width", [30, 36, 40])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("blank", [False, True])
def test_hard_wrapped_lines_are_joined(width, indent, blank):
    sentence = "山那边的人家到了傍晚就点起灯来，河这边的孩子数着灯火回家，一盏两盏三四盏。"
    paragraphs = [
        "一、灯火",
        sentence * 3 + "真好",
        "二、回家",
        sentence * 2 + "真远",
        sentence * 4 + "完了",
    ]
    wrapped = [
        line
        for text in paragraphs
        for line in [
            *_wrapped(indent + text + ("。" if len(text) > 9 else ""), width),
            *[""] * blank,
        ]
    ]
    found = [line.text for line in unwrapped(list(text_lines("\n".join(wrapped))))]
    assert found == [text + ("。" if len(text) > 9 else "") for text in paragraphs]


def _wrapped(text, width):
    """As an editor wraps: no closing mark begins a line."""
    lines = []
    while len(text) > width:
        cut = width - (text[width] in "，。")
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


@pytest.mark.parametrize(
    "text",
    [
        "千山鸟飞绝，\n万径人踪灭。\n孤舟蓑笠翁，\n独钓寒江雪。",
        "船还没有来\n芦苇先弯下了腰\n风从对岸\n捎来半句山歌",
        "\n".join(["这一段话说的是很久以前的事情，那时候村里还没有通电，一到晚上就黑了。"] * 6),
        "\n".join(f"第{n}段，" + "说的是很久以前的事情，" * n + "完。" for n in range(1, 9)),
    ],
    ids=["poem", "free verse", "paragraphs of one length", "paragraphs of many lengths"],
)
def test_lines_that_nobody_wrapped_stay(text):
    assert [line.text for line in unwrapped(list(text_lines(text)))] == text.split("\n")


@given(st.text(alphabet="山水，。abc 一、\u3000\n", max_size=400))
def test_joining_loses_nothing(text):
    lines = list(text_lines(text))
    joined = "".join(line.text for line in unwrapped(lines))
    assert "".join(joined.split()) == "".join(text.split())
