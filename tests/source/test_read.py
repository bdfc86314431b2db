from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.config import Content
from audiolecture.errors import SourceError
from audiolecture.model import Lecture
from audiolecture.source.markdown import read_markdown
from audiolecture.source.outline import outline
from audiolecture.source.policy import speech
from audiolecture.source.read import read_document, read_lecture
from audiolecture.source.text import read_text

SPEECH = """\
　　同志们，今天我以“把小事　做到底”为题，和大家谈一谈基层的工作。
一、认识小事
小事里有大道理，这是我们在村里的体会。去年一、二月份我们走访了很多人家。
一是要听得懂。听懂了才能办好。
二是要记得住。记住了才不会忘。
二、办好小事
首先，要到现场去。其次，要和大家商量。最后，要有回音。
1.5万元的水渠，是大家一起修的。
同志们，让我们一起努力。谢谢大家！
"""


def shape(lecture: Lecture) -> list[tuple[str, str, list[str]]]:
    return [(c.kind, c.title, [s.title for s in c.sections]) for c in lecture.chapters]


EXPECTED = [
    ("opening", "开场", []),
    ("body", "一、认识小事", ["一是要听得懂", "二是要记得住"]),
    ("body", "二、办好小事", ["首先，要到现场去", "其次，要和大家商量", "最后，要有回音"]),
    ("closing", "结语", []),
]


def of(text: str) -> Lecture:
    return outline(read_text(text.encode(), name="讲稿", where="讲稿.txt"))[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_gives_the_same_outline(tmp_path: Path, encoding: str, ending: str) -> None:
    path = tmp_path / "讲稿.txt"
    path.write_bytes(SPEECH.replace("\n", ending).encode(encoding))
    lecture = read_lecture(path)
    assert lecture.title == "把小事 做到底"
    assert shape(lecture) == EXPECTED


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    text = "各位朋友，我們今天來談一談大家的生活。\n這是一個很好的問題，也是我們的問題。\n"
    path = tmp_path / "講稿.txt"
    path.write_bytes(text.encode("big5"))
    assert [p.text for p in read_document(path).paragraphs] == text.splitlines()


def test_markdown_gives_the_outline_of_its_headings() -> None:
    text = """---
title: 小事
voice: yunxi
titel: 错
---
# 题目

开头的话。

## 甲

```
print()
```

正文[参与]{can1 yu4}。

### 子

| a | b |
|---|---|
| 1 | 2 |

## 乙

完。
"""
    document = read_markdown(text.encode(), name="x", where="x.md")
    lecture = outline(speech(document, Content()).document)[0]
    assert lecture.title == "小事"
    assert lecture.settings == (("voice", "yunxi"),)
    assert lecture.warnings == ("x.md:4: unknown key 'titel', did you mean 'title'?",)
    assert shape(lecture) == [("opening", "开场", []), ("body", "甲", ["子"]), ("body", "乙", [])]
    assert [(o.kind, o.line) for o in lecture.omitted] == [("code", 12), ("table", 20)]
    body = lecture.chapters[1].blocks[1]
    assert (body.text, body.overrides[0].reading) == ("正文参与。", ("can1", "yu4"))


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        ("第一章 起\n话。\n第二章 承\n话。", ["第一章 起", "第二章 承"]),
        ("（一）起\n话。\n1．点\n话。\n2．点\n话。\n（二）承\n话。", ["（一）起", "（二）承"]),
        ("一、起。这里是正文。\n二、承。这里也是正文。", ["一、起", "二、承"]),
        ("一、起\n话。\n二、承\n话。\n结束语\n再会。", ["一、起", "二、承", "结束语"]),
        ("十、百、千\n都是数。\n3.15晚会\n又到了。", ["十、百、千"]),
    ],
)
def test_chapters(text: str, chapters: list[str]) -> None:
    assert [c.title for c in of(text).chapters] == chapters


def test_author_and_date_stand_on_lines_of_their_own() -> None:
    lecture = of("人生的意义\n作者：张三\n（2023年5月）\n各位同学，大家好。\n话。")
    assert (lecture.title, lecture.author, lecture.date) == ("人生的意义", "张三", "2023-05")


def test_a_gap_is_warned_of() -> None:
    assert of("一、起\n话。\n三、合\n话。").warnings == (
        "讲稿.txt:3: the numbering goes from 1 to 3 (一、)",
    )


def test_without_headings_chapters_are_about_ten_minutes_long() -> None:
    chapters = of("\n".join(["这是没有标题的一段话。" * 20] * 40)).chapters
    assert len(chapters) == 4
    assert all(2_000 <= sum(len(b.text) for b in c.blocks) <= 3_000 for c in chapters)


def test_explain_says_which_rule_decided() -> None:
    decisions = outline(read_text(SPEECH.encode(), name="x", where="x"))[1]
    assert (decisions[1].role, decisions[1].rule) == (
        "chapter",
        "numbered 一、, in a sequence from one",
    )
    assert decisions[-1].role == "closing"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x7fELF\x00\x01", "not a text file"),
        (b"PK\x03\x04", "damaged"),
        ("……！\n".encode(), "nothing to say"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message) as caught:
        read_lecture(path)
    assert caught.value.where == str(path)
    assert caught.value.hint


def test_a_folder_or_a_missing_file_is_no_script(tmp_path: Path) -> None:
    for path, message in ((tmp_path, "a folder"), (tmp_path / "missing.txt", "cannot be read")):
        with pytest.raises(SourceError, match=message):
            read_lecture(path)


def test_a_pipe_nobody_writes_to_and_a_device_without_end_are_no_scripts(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for name in ("pipe.txt", "zero.txt"):
        with pytest.raises(SourceError, match="device or a pipe"):
            read_lecture(tmp_path / name)


def test_a_link_that_leads_to_itself_is_no_script(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("a.txt")

    with pytest.raises(SourceError, match="cannot be read"):
        read_lecture(tmp_path / "a.txt")


def test_a_name_that_is_not_utf_8_is_told_with_a_better_one(tmp_path: Path) -> None:
    name = os.fsdecode("党课.txt".encode("gbk"))
    (tmp_path / name).write_text("一句话。", encoding="utf-8")

    with pytest.raises(SourceError, match="not UTF-8") as caught:
        read_lecture(tmp_path / name)
    assert "党课.txt" in caught.value.hint
    caught.value.where.encode("utf-8")


def test_a_front_matter_of_nonsense_is_warned_of_in_a_few_lines(tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    letters = "abcdefghijklmnopqrstuvwxyz"
    keys = "\n".join(f"x{a}{b}: 1" for a in letters for b in letters)
    script.write_text(f"---\n{keys}\n---\n一句话。", encoding="utf-8")

    warnings = read_lecture(script).warnings

    assert len(warnings) == 11
    assert "666" in warnings[-1]


@settings(deadline=None)
@given(st.text(alphabet="一二三四、（）第章是，。：\n 　首先其次最后a1#-[]谢总之", max_size=200))
def test_every_paragraph_is_in_exactly_one_block(text: str) -> None:
    document = read_text(text.encode(), name="x", where="x")
    lecture = outline(document)[0]
    blocks = [b for c in lecture.chapters for b in c.blocks]
    assert [b.line for b in blocks] == [p.line for p in document.paragraphs]
    for chapter in lecture.chapters:
        assert all(s.offset < len(chapter.blocks[s.block].text) for s in chapter.sections)


def test_the_real_lecture(shared: Path) -> None:
    lecture = read_lecture(shared / "lectures" / "grassroots-lecture.txt")
    assert lecture.title == "做一名热爱基层 扎根基层 奉献基层的合格党员"
    assert [len(c.sections) for c in lecture.chapters] == [0, 3, 3, 4, 0]
    assert [c.title[:2] for c in lecture.chapters] == ["开场", "一、", "二、", "三、", "结语"]


@pytest.mark.parametrize(
    ("lines", "shape_of_it"),
    [
        pytest.param(
            "提纲|一、认识小事|二、办好小事|一、认识小事|话在这里。|二、办好小事|事在人为。",
            [("opening", "开场", []), ("body", "一、认识小事", []), ("body", "二、办好小事", [])],
            id="what is listed at the top is no heading there",
        ),
        pytest.param(
            "第一章|同志们：|话在这里。|第二章|朋友们：|还有话。",
            [("body", "第一章", []), ("body", "第二章", [])],
            id="who is addressed is not the name of a chapter",
        ),
        pytest.param(
            "第一章|开头|话在这里。|第二章|结尾",
            [("body", "第一章", []), ("body", "第二章", []), ("closing", "结尾", [])],
            id="the last line names no chapter",
        ),
        pytest.param(
            "一、甲事|首先，要看。看得清楚。|其次，要想。想得明白。"
            "|二、乙事|首先，要做。做得认真。|最后，同志们要记。记得长久。",
            [
                ("body", "一、甲事", ["首先，要看", "其次，要想"]),
                ("body", "二、乙事", ["首先，要做", "最后，同志们要记"]),
            ],
            id="the last of a count is no farewell",
        ),
    ],
)
def test_what_looks_like_a_heading_or_like_none(
    lines: str, shape_of_it: list[tuple[str, str, list[str]]]
) -> None:
    assert shape(of(lines.replace("|", "\n"))) == shape_of_it


def test_a_title_may_stand_below_its_byline() -> None:
    lecture = of("作者：张三\n把根扎深\n同志们，话在这里。\n还有别的话。\n")
    assert (lecture.title, lecture.author) == ("把根扎深", "张三")


def test_two_headings_at_the_top_are_title_and_chapter() -> None:
    written = "# 甲乙丙\n# 丁戊己\n话在这里。\n# 庚辛\n还有话。\n"
    lecture = outline(read_markdown(written.encode(), name="讲稿", where="讲稿.md"))[0]
    assert lecture.title == "甲乙丙"
    assert shape(lecture) == [("body", "丁戊己", []), ("body", "庚辛", [])]


def test_headings_that_nobody_styled_go_on_with_those_that_are() -> None:
    written = "## 一、甲事\n话。\n\n## 二、乙事\n话。\n\n三、丙事\n\n话。\n\n四、丁事\n\n话。\n"
    lecture = outline(read_markdown(written.encode(), name="讲稿", where="讲稿.md"))[0]
    assert [chapter.title for chapter in lecture.chapters] == [
        "一、甲事", "二、乙事", "三、丙事", "四、丁事",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("top", "is_matter"),
    [
        ("---\n# 给作者\n\nauthor: 张三\n---", True),
        ("---\nauthor: 张三\n...", True),
        ("---\n  author: 张三\n  title: 课\n---", True),
        ("---\nauthor: [张三]\ntags:\n- 甲\n- 乙\n---", True),
        ("---\nauthor:\n  - 张三\n---", True),
        ("+++\nauthor = '张三'\n+++", True),
        ("---\n说的是张三。\n---", False),
        ("---\n---\nauthor: 张三", False),
    ],
)
def test_front_matter_has_an_end_and_nothing_but_keys(top: str, is_matter: bool) -> None:
    lecture = of(f"{top}\n话在这里。\n")
    said = "".join(block.text for chapter in lecture.chapters for block in chapter.blocks)
    assert lecture.author == ("张三" if is_matter else "")
    assert ("张三" in said) is not is_matter


@pytest.mark.parametrize("name", ["课.txt", "课.md"])
@pytest.mark.parametrize(
    ("top", "line", "message"),
    [
        ("---\ntitle: 课\n这是一句话。\n---", 3, "no key: 这是一句话。"),
        ("---\ntags:\n- 甲\n乙\nauthor: 张三\n---", 4, "no key: 乙"),
        ("---\n- 甲\n- 乙\n---", 2, "no key: - 甲"),
        ("---\n{title: 课}\n---", 2, "no key: {title: 课}"),
        ("---\ntitle: 课\nauthor: 张三\n", 3, "no end"),
        ('+++\ntitle = "课"\n', 2, "no end"),
    ],
)
def test_front_matter_that_cannot_be_used_is_an_error(
    tmp_path: Path, top: str, line: int, message: str, name: str
) -> None:
    script = tmp_path / name
    script.write_text(f"{top}\n话在这里。\n", encoding="utf-8")

    with pytest.raises(SourceError, match=message) as caught:
        read_lecture(script)

    assert caught.value.where == f"{script}:{line}"


def test_values_of_front_matter_may_stand_below_their_keys(tmp_path: Path) -> None:
    script = tmp_path / "课.md"
    top = "title:\n  渠水\nsummary: |\n  第一行\n  第二行\nauthor:\n- 张三\n- 李四\nskip:\n  - 不说"
    script.write_text(f"---\n{top}\n---\n不说的。\n\n话在这里。\n", encoding="utf-8")

    lecture = read_lecture(script)

    assert (lecture.title, lecture.summary) == ("渠水", "第一行 第二行")
    assert lecture.author == "张三、李四"
    assert [block.text for c in lecture.chapters for block in c.blocks] == ["话在这里。"]


@pytest.mark.parametrize("rule", ["---", "***", "======"])
def test_a_rule_at_the_top_is_no_title(rule: str) -> None:
    assert of(f"{rule}\n春天来了\n{rule}\n话在这里，说得很长。\n还有话。\n").title == "春天来了"


def test_roman_numerals_number_chapters() -> None:
    lecture = of("Ⅰ、甲事\n话在这里。\nⅡ、乙事\n还有话。\nⅢ、丙事\n再说话。\n")
    assert [chapter.title for chapter in lecture.chapters] == ["Ⅰ、甲事", "Ⅱ、乙事", "Ⅲ、丙事"]
