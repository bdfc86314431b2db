"""How characters are read: our own sentences, one kind of difficulty a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.mandarin.readings import pinyin, pinyin_all, read, read_all
from audiolecture.model import Reading

CASES = (
    ("学习的目的是了解银行", "xue2 xi2 de5 mu4 di4 shi4 liao3 jie3 yin2 hang2"),
    ("单老师和任教授", "shan4 lao3 shi1 he2 ren2 jiao4 shou4"),
    ("曾书记到了社区", "zeng1 shu1 ji4 dao4 le5 she4 qu1"),
    ("简单地说", "jian3 dan1 de5 shuo1"),
    ("六安和蚌埠", "lu4 an1 he2 beng4 bu4"),
    ("台州", "tai1 zhou1"),
    ("一个人", "yi2 ge4 ren2"),
    ("第一次", "di4 yi1 ci4"),
    ("统一思想", "tong3 yi1 si1 xiang3"),
    ("不是", "bu2 shi4"),
    ("不能", "bu4 neng2"),
    ("对不对不重要", "dui4 bu5 dui4 bu2 zhong4 yao4"),
    ("不对不对，不行不行", "bu2 dui4 bu2 dui4 bu4 xing2 bu4 xing2"),
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
    readings = read("他得了行长")
    assert [reading.char for reading in readings if reading.doubtful] == ["得"]
    assert [reading.char for reading in readings if reading.confidence < 0.95] == ["得"]


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


TONES = (
    # 一: digits, dates and orders keep the first tone; before the fourth and the neutral it rises.
    ("一", "yi1"),
    ("一，", "yi1"),
    ("，一天", "yi4 tian1"),
    ("一个", "yi2 ge4"),
    ("一年", "yi4 nian2"),
    ("一起", "yi4 qi3"),
    ("一月", "yi1 yue4"),
    ("一号", "yi1 hao4"),
    ("一日", "yi1 ri4"),
    ("十一个", "shi2 yi1 ge4"),
    ("一二三", "yi1 er4 san1"),
    ("一百", "yi4 bai3"),
    ("一千", "yi4 qian1"),
    ("一万", "yi2 wan4"),
    ("一亿", "yi2 yi4"),
    ("第一天", "di4 yi1 tian1"),
    ("统一大业", "tong3 yi1 da4 ye4"),
    ("知行合一的", "zhi1 xing2 he2 yi1 de5"),
    ("万一有事", "wan4 yi1 you3 shi4"),
    ("一楼", "yi1 lou2"),
    ("上一楼", "shang4 yi4 lou2"),
    ("一线", "yi1 xian4"),
    ("一线希望", "yi2 xian4 xi1 wang4"),
    # 一 between the same verb is neutral, but not where it counts.
    ("看一看", "kan4 yi5 kan4"),
    ("我看一看", "wo3 kan4 yi5 kan4"),
    ("一看一看", "yi2 kan4 yi2 kan4"),
    ("一项一项", "yi2 xiang4 yi2 xiang4"),
    # 不: it rises before the fourth tone only, and is neutral inside verbs and questions.
    ("不", "bu4"),
    ("不，", "bu4"),
    ("我不", "wo3 bu4"),
    ("不去", "bu2 qu4"),
    ("不好", "bu4 hao3"),
    ("不来", "bu4 lai2"),
    ("不吃", "bu4 chi1"),
    ("是不是", "shi4 bu5 shi4"),
    ("他是不是", "ta1 shi4 bu5 shi4"),
    ("差不多", "cha4 bu5 duo1"),
    ("看不见", "kan4 bu5 jian4"),
    ("说不定", "shuo1 bu5 ding4"),
    ("舍不得", "she3 bu5 de5"),
    # 里 is neutral inside something; names before titles.
    ("家里", "jia1 li5"),
    ("家里面", "jia1 li3 mian4"),
    ("公里", "gong1 li3"),
    ("单老师", "shan4 lao3 shi1"),
    ("小单说", "xiao3 shan4 shuo1"),
    ("小单位", "xiao3 dan1 wei4"),
    ("简单老师", "jian3 dan1 lao3 shi1"),
    ("了解同志", "liao3 jie3 tong2 zhi4"),
    ("小任书记", "xiao3 ren2 shu1 ji4"),
    ("小区书记", "xiao3 qu1 shu1 ji4"),
    ("区书记", "ou1 shu1 ji4"),
    ("令狐冲", "ling2 hu2 chong1"),
    ("曾某", "zeng1 mou3"),
)


def test_tones_and_names():
    texts = [text for text, _ in TONES]
    said = [" ".join(filter(None, each)) for each in pinyin_all(texts, [{}] * len(texts))]
    assert list(zip(texts, said, strict=True)) == list(TONES)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("我们", [1.0, 1.0]),  # one reading each
        ("一个", [1.0, None]),  # 一 and 不 by the tone that follows
        ("不去", [1.0, 1.0]),
        ("家里", [1.0, 1.0]),
        ("单老师", [0.99, 1.0, 1.0]),
        ("令狐冲", [0.99, 0.99, None]),
        ("，行", [None]),
    ],
)
def test_how_sure_a_reading_is(text, sure):
    readings = read(text)
    assert [reading.char for reading in readings] == [char for char in text if char != "，"]
    assert [text[reading.index] for reading in readings] == [reading.char for reading in readings]
    for reading, wanted in zip(readings, sure, strict=True):
        assert 0 < reading.confidence <= 1
        assert wanted in {None, reading.confidence}
        assert reading.confidence == round(reading.confidence, 4)
        assert not reading.forced


def test_the_authors_readings_are_sure_wherever_they_stand():
    texts, forced = (
        ["行不行", "一个", "家里", "单老师"],
        [{2: "hang2"}, {0: "yi1"}, {}, {0: "dan1"}],
    )
    for text, wanted, readings in zip(texts, forced, read_all(texts, forced), strict=True):
        assert readings == read(text, wanted)
        for reading in readings:
            assert reading.forced is (reading.index in wanted)
            if reading.forced:
                assert reading == Reading(
                    reading.index, text[reading.index], wanted[reading.index], forced=True
                )
    # 不 between the same characters is neutral, and 一 asked for has no tone changed
    assert pinyin("行不行", {2: "hang2"}) == ("xing2", "bu5", "hang2")
    assert pinyin("一个", {0: "yi1"})[0] == "yi1"
    assert pinyin("一个", {1: "ge1"})[0] == "yi4"
