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
    ("学名为", "xue2 ming2 wei2"),
    ("目的地", "mu4 di4 di4"),
    ("花儿", "hua1 r5"),
    ("一点儿", "yi4 dian3 r5"),
    ("事儿", "shi4 r5"),
    ("玩儿", "wan2 r5"),
    ("这儿", "zhe4 r5"),
    ("那儿", "na4 r5"),
    ("哪儿", "na3 r5"),
    ("那个儿童和女儿", "na4 ge5 er2 tong2 he2 nv3 er2"),
    ("仇书记和解主任", "qiu2 shu1 ji4 he2 xie4 zhu3 ren4"),
    ("区同志", "ou1 tong2 zhi4"),
    ("一项一项地办", "yi2 xiang4 yi2 xiang4 de5 ban4"),
    ("吃得了苦", "chi1 de5 liao3 ku3"),
    ("取得了成绩", "qu3 de2 le5 cheng2 ji4"),
    ("还得有本事", "hai2 dei3 you3 ben3 shi4"),
    ("睡着了", "shui4 zhao2 le5"),
    ("看着我", "kan4 zhe5 wo3"),
    ("为群众办实事", "wei4 qun2 zhong4 ban4 shi2 shi4"),
    ("以人民为中心", "yi3 ren2 min2 wei2 zhong1 xin1"),
    ("参与率", "can1 yu4 lv4"),
    ("率领", "shuai4 ling3"),
    ("长效机制", "chang2 xiao4 ji1 zhi4"),
    ("使命中有担当", "shi3 ming4 zhong1 you3 dan1 dang1"),
    ("振兴行业", "zhen4 xing1 hang2 ye4"),
    ("好读书，勤学好问", "hao3 du2 shu1 qin2 xue2 hao4 wen4"),
    ("种了一百亩", "zhong4 le5 yi4 bai3 mu3"),
    ("走过七年", "zou3 guo4 qi1 nian2"),
    ("去年做过一次", "qu4 nian2 zuo4 guo5 yi2 ci4"),
    ("叫得出来", "jiao4 de5 chu1 lai2"),
    ("稳定都是大事", "wen3 ding4 dou1 shi4 da4 shi4"),
    ("应当适应", "ying1 dang1 shi4 ying4"),
    ("看一看", "kan4 yi5 kan4"),
    ("不一样", "bu4 yi2 yang4"),
    ("星期一", "xing1 qi1 yi1"),
    ("一月一日", "yi1 yue4 yi1 ri4"),
)


@pytest.mark.parametrize(("text", "said"), CASES)
def test_reads(text, said):
    assert " ".join(syllable for syllable in pinyin(text) if syllable) == said


def test_the_author_decides():
    readings = read("行不行", {0: "hang2"})
    assert (readings[0].pinyin, readings[0].forced, readings[0].confidence) == ("hang2", True, 1.0)


def test_what_is_in_doubt_is_marked_and_the_plain_is_not():
    assert not any(reading.doubtful for reading in read("我们学习中国历史"))
    assert all(reading.doubtful == (reading.confidence < 0.95) for reading in read("他得了行长"))


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("一不的行长单了。，a1曾书记\n"), max_size=60))
def test_both_views_agree(text):
    syllables = pinyin(text)
    assert len(syllables) == len(text)
    assert {r.index: r.pinyin for r in read(text)} == {i: s for i, s in enumerate(syllables) if s}


@pytest.mark.parametrize(
    "text",
    [
        "专一地",
        "他很专一地",
        "唯一的希望",
        "我们统一步调",
        "其一是学习",
        "始终如一地做",
        "表里如一。",
        "十年如一日",
        "他三十年如一日地守着灯塔",
    ],
)
def test_one_at_the_end_of_a_word_keeps_its_tone(text):
    assert pinyin(text)[text.index("一")] == "yi1"


@pytest.mark.parametrize("text", ["与其一个人去", "好像如一块玉"])
def test_one_that_counts_changes_its_tone(text):
    assert pinyin(text)[text.index("一")] == "yi2"
