"""How characters are read: our own sentences, one kind of difficulty a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.mandarin.readings import pinyin, read

CASES = (
    ("学习的目的是了解银行", "xue2 xi2 de5 mu4 di4 shi4 liao3 jie3 yin2 hang2"),
    ("单老师和任教授", "shan4 lao3 shi1 he2 ren2 jiao4 shou4"),
    ("曾书记到了社区", "zeng1 shu1 ji4 dao4 le5 she4 qu1"),
    ("简单地说", "jian3 dan1 de5 shuo1"),
    ("六安和蚌埠", "lu4 an1 he2 beng4 bu4"),
    ("台州", "tai1 zhou1"),
    ("一个人", "yi2 ge4 ren2"),
    ("一起", "yi4 qi3"),
    ("第一次", "di4 yi1 ci4"),
    ("统一思想", "tong3 yi1 si1 xiang3"),
    ("不是", "bu2 shi4"),
    ("不能", "bu4 neng2"),
    ("孩子们", "hai2 zi5 men5"),
)


@pytest.mark.parametrize(("text", "said"), CASES)
def test_reads(text, said):
    assert " ".join(pinyin(text)) == said


def test_the_author_decides():
    readings = read("行不行", {0: "hang2"})
    assert (readings[0].pinyin, readings[0].forced, readings[0].confidence) == ("hang2", True, 1.0)


def test_what_is_in_doubt_is_marked_and_the_plain_is_not():
    assert not any(reading.doubtful for reading in read("我们学习中国历史"))
    assert all(reading.doubtful == (reading.confidence < 0.92) for reading in read("他得了行长"))


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("一不的行长单了。，a1曾书记\n"), max_size=60))
def test_both_views_agree(text):
    syllables = pinyin(text)
    assert len(syllables) == len(text)
    assert {r.index: r.pinyin for r in read(text)} == {i: s for i, s in enumerate(syllables) if s}
