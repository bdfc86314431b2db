from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.model import Block, Chapter, Override, Section
from audiolecture.source.lengths import LEAST, MOST, divided, parts_of
from audiolecture.source.outline import outline
from audiolecture.source.text import read_text


def of(text):
    return outline(read_text(text.encode(), name="讲稿", where="讲稿.txt"))[0]


def sizes(lecture):
    return [sum(len(block.text) for block in chapter.blocks) for chapter in lecture.chapters]


SENTENCE = "山那边的人家到了傍晚就点起灯来，"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([(SENTENCE * 4)[:-1] + "。"] * 300),
        ((SENTENCE * 4)[:-1] + "。") * 300,
        (SENTENCE * 30)[:-1].replace("，", "") * 40,
    ],
    ids=["paragraphs", "one paragraph", "no punctuation at all"],
)
def test_without_headings_every_chapter_has_eight_to_twelve_minutes(text):
    lecture = of(text)
    assert all(LEAST <= size <= MOST for size in sizes(lecture))
    assert "".join(b.text for c in lecture.chapters for b in c.blocks) == text.replace("\n", "")


def test_a_giant_paragraph_is_cut_at_sentence_ends():
    chapters = of(((SENTENCE * 4)[:-1] + "。") * 300).chapters
    assert len(chapters) > 5
    assert all(chapter.blocks[-1].text.endswith("。") for chapter in chapters)


def test_chapters_are_named_by_their_first_words():
    lecture = of("读书的好处\n各位朋友：\n大家好！读书是一件快乐的事情。" + "书里有路。" * 1_000)
    assert lecture.title == "读书的好处"
    assert [chapter.title for chapter in lecture.chapters] == ["读书是一件快乐的事情", "书里有路"]


def test_inline_marks_move_with_the_text_that_is_cut():
    mark = Override(5_000, 5_002, ("can1", "yu4"))
    (whole,) = [Block("text", "一二三四五六七八九。" * 800, 1, (mark,))]
    marks = [
        (block.text[each.start : each.end], offset + each.start)
        for part in parts_of([whole])
        for block, offset in zip(part.blocks, part.offsets, strict=True)
        for each in block.overrides
    ]
    assert marks == [("一二", 5_000)]


@given(st.lists(st.text(alphabet="山水。，", min_size=1, max_size=2_000), min_size=1, max_size=30))
def test_parts_hold_every_character_once(texts):
    blocks = [Block("text", text, line) for line, text in enumerate(texts, 1)]
    cut = [block.text for part in parts_of(blocks) for block in part.blocks]
    assert "".join(cut) == "".join(texts)


def chapter(*lengths):
    """A chapter of a heading, and sections of so many characters."""
    blocks, sections = [Block("heading", "一、长", 1), Block("text", "引" * 100, 2)], []
    for number, length in enumerate(lengths, 1):
        sections.append(Section(f"（{number}）", len(blocks)))
        blocks += [Block("heading", f"（{number}）", 3), Block("text", "文" * length, 4)]
    return Chapter("body", "一、长", tuple(blocks), tuple(sections))


@pytest.mark.parametrize(
    ("lengths", "minutes", "titles"),
    [
        ((900, 900), 0, ["一、长"]),
        ((900, 900), 10, ["一、长"]),
        ((2_000, 2_000, 900), 10, ["一、长", "一、长 · （2）", "一、长 · （3）"]),
        ((3_000, 500, 500), 10, ["一、长", "一、长 · （1）", "一、长 · （2）"]),
        ((5_000,), 10, ["一、长", "一、长 · （1）"]),
    ],
)
def test_a_long_chapter_is_divided_at_its_sections(lengths, minutes, titles):
    whole = chapter(*lengths)
    parts = divided(whole, minutes)
    assert [part.title for part in parts] == titles
    assert tuple(block for part in parts for block in part.blocks) == whole.blocks
    for part in parts:
        assert all(part.blocks[s.block].text == s.title for s in part.sections)
    assert all(one.blocks and two.blocks for one, two in pairwise(parts))


def test_a_mark_over_the_end_of_a_sentence_is_not_cut():
    sentence = "一二三四五六七八九。"
    mark = Override(8, 12, ("jiu3", "jiu3", "yi1", "er4"))
    (whole,) = [Block("text", sentence * 800, 1, (mark,))]
    parts = parts_of([whole])
    assert "".join(block.text for part in parts for block in part.blocks) == sentence * 800
    assert [each for part in parts for block in part.blocks for each in block.overrides] == [mark]


def test_a_mark_over_all_sentences_keeps_them_together():
    text = "一二三四五六七八九。" * 800
    (part,) = parts_of([Block("text", text, 1, (Override(0, len(text) + 1, say_as="好"),))])
    assert [block.text for block in part.blocks] == [text]
