"""Any bytes under any name give a lecture or an error of ours, and lose nothing on the way.

A small sample by default; ``make fuzz`` sets AUDIOLECTURE_LONG and runs for minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiolecture.errors import AudioLectureError
from audiolecture.source.course import SUFFIXES
from audiolecture.source.read import read_outline

LONG = bool(os.environ.get("AUDIOLECTURE_LONG"))
GOLDEN = Path(__file__).parent / "golden"
SEEDS = sorted(path for path in GOLDEN.iterdir() if path.suffix in {".txt", ".md"})
NAMES = sorted(SUFFIXES)

# A shared folder is overwritten by each example; it need not be new for each.
fuzzed = settings(
    max_examples=20_000 if LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PIECES = st.sampled_from(
    [
        "一、", "二、", "三、", "（一）", "（二）", "1．", "2．", "1.1 ", "①", "第一章 ", "第二章 ",
        "首先，", "其次，", "最后，", "一是", "二是", "同志们，", "谢谢大家。", "目录", "参考文献",
        "\n", "\n\n", "。", "：", "；", "“", "”", "\u3000\u3000", "---\n", "# ", "## ", "> ", "- ",
        "```\n", "|a|b|\n|-|-|\n", "$x^2$", "$$\n", "https://a.cn/b", "[^1]", "![图](a.png)",
        "[参与]{can1 yu4}", "<!-- ", "-->", "\t", "\r", "\x00", "\ufeff", "\ud7ff", "𠮷", "😀",
        "山水", "人家的灯火亮了", "The end. ", "2023年5月9日", "title: 课\n", "split: 1\n",
    ]
)  # fmt: skip


def read_or_refuse(folder, name, data):
    """What is read is consistent; what is not is an error that says what and where."""
    path = folder / name
    path.write_bytes(data)
    try:
        outlined = read_outline(path)
    except AudioLectureError as error:
        told = error.message, error.where
        assert all(told), "an error says what and where"
    else:
        assert_consistent(outlined)


def assert_consistent(outlined):
    """Every paragraph that is spoken is in the chapters, in order, and sections have places."""
    lecture = outlined.lecture
    assert lecture.title
    assert lecture.chapters
    blocks = [block for chapter in lecture.chapters for block in chapter.blocks]
    lines = [row.line for row in outlined.decisions if row.role != "left out"]
    assert list(dict.fromkeys(block.line for block in blocks)) == list(dict.fromkeys(lines))
    for chapter in lecture.chapters:
        assert chapter.blocks
        assert chapter.title
        for section in chapter.sections:
            assert section.offset < len(chapter.blocks[section.block].text)


@fuzzed
@given(data=st.binary(max_size=600), suffix=st.sampled_from(NAMES))
def test_any_bytes(tmp_path, data, suffix):
    read_or_refuse(tmp_path, f"x{suffix}", data)


@fuzzed
@given(pieces=st.lists(PIECES, max_size=60), suffix=st.sampled_from([".txt", ".md"]))
def test_anything_that_looks_like_a_script(tmp_path, pieces, suffix):
    read_or_refuse(tmp_path, f"x{suffix}", "".join(pieces).encode())


@fuzzed
@given(
    seed=st.sampled_from(SEEDS),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le"]),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6)), max_size=8
    ),
)
def test_damaged_scripts(tmp_path, seed, encoding, edits):
    data = seed.read_text(encoding="utf-8").encode(encoding)
    for place, length, other in edits:
        at = int(place * len(data))
        data = data[:at] + other + data[at + length :]
    read_or_refuse(tmp_path, seed.name, data)


@fuzzed
@given(text=st.text(max_size=300))
def test_any_correction(tmp_path, text):
    (tmp_path / "x.outline.toml").write_text(text, encoding="utf-8", errors="replace")
    read_or_refuse(tmp_path, "x.txt", "一、甲\n话。\n二、乙\n话。\n".encode())


@pytest.mark.parametrize(
    "piece",
    [
        "一、甲乙\n（一）丙\n话。\n",
        "山",
        "。",
        "山。",
        "“",
        "（",
        "一、",
        "a ",
        "1.",
        "[",
        "\n",
        "$",
        "|",
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_one_thing_many_times(tmp_path, piece, suffix):
    size = 300_000 if LONG else 30_000
    read_or_refuse(tmp_path, f"x{suffix}", (piece * (size // len(piece))).encode())


@pytest.mark.parametrize("piece", ["> ", "- ", "  - a\n", "#", "*", "_", "`", "<a>", "![", "[a]("])
def test_deep_nesting(tmp_path, piece):
    read_or_refuse(tmp_path, "x.md", (piece * (5_000 if LONG else 2_000) + "山").encode())
