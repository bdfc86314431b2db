from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.mandarin.normalize import normalize
from audiolecture.mandarin.rules.base import words
from audiolecture.model import Override, Span

# Digits, signs, units and cue words in every order: what the rules look at.
NUMERIC = st.text(
    alphabet="0123456789.,:/-–—~+%‰$¥€℃㎡年月日号时点分秒第个前公元后约至到人米"
    "mkgKGBsxX*×=<>^()（）“”、，。 \n①Ⅲ²₂½αμ°AaIVX'’@w百千万亿两二三级型负温度电话０９，．٣",
    max_size=40,
)
ANY = st.one_of(st.text(max_size=60), NUMERIC)


def spoken(text: str) -> str:
    return "".join(span.spoken for span in normalize(text))


@given(ANY)
def test_the_spans_cover_the_text(text: str) -> None:
    spans = normalize(text)
    assert [span.start for span in spans] == [0, *(span.end for span in spans)][:-1]
    assert (spans[-1].end if spans else 0) == len(text)
    assert all(span.start < span.end for span in spans)
    assert all(s.spoken == text[s.start : s.end] for s in spans if s.kind == "text")


@given(ANY)
def test_untouched_neighbours_are_one_span(text: str) -> None:
    kinds = [span.kind for span in normalize(text)]
    assert ("text", "text") not in set(pairwise(kinds))


@given(ANY)
def test_no_digit_is_left(text: str) -> None:
    assert not any(char.isdecimal() for char in spoken(text))


@given(ANY)
def test_spoken_text_stays_as_it_is(text: str) -> None:
    once = spoken(text)
    assert spoken(once) == once


@given(st.text(alphabet="①②⑳⑴⒈²³¹₀₂½¼ⅢⅫ㎡㎏㋀㏠㍘㏡０９", min_size=1, max_size=12))
def test_compatibility_forms_leave_no_digit_either(text: str) -> None:
    assert not any(char.isdecimal() for char in unicodedata.normalize("NFKC", spoken(text)))


def test_no_character_of_unicode_leaves_a_digit() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        plain = unicodedata.normalize("NFKC", char)
        if char.isdigit() or any(map(str.isdecimal, plain)):
            said = spoken(char)
            assert not any(map(str.isdigit, unicodedata.normalize("NFKC", said))), char


@pytest.mark.parametrize(
    "unit",
    words(
        "1 1.1 1- 1, 1: a1 a.b 1/2 (1 http:// a@ -1 $1 1a- 1x 1,111 A- 1℃- “ （ 1e 第1 IV ² —1 "
        "零— 1至 1:1、 12秒12 血压1/ 2排2座 10⁵m 《2021 ± ⅩⅤ"
    ),
)
def test_two_thousand_characters_of_anything_are_read(unit: str) -> None:
    text = unit * (2_000 // len(unit))
    spans = normalize(text)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert not any(char.isdecimal() for span in spans for char in span.spoken)


# ---------------------------------------------------------------- what other normalizers get wrong

DANGEROUS = (
    ("2012—2022年", "二零一二到二零二二年"),
    ("2012–2022年", "二零一二到二零二二年"),
    ("2012－2022年", "二零一二到二零二二年"),
    ("1998-2008", "一九九八到二零零八"),
    ("第3-5章", "第三到五章"),
    ("10%-15%", "百分之十到百分之十五"),
    ("COVID-19", "COVID十九"),
    ("东风-41", "东风四十一"),
    ("GPT-4", "GPT四"),
    ("增长12.9", "增长十二点九"),
    ("约2/3", "约三分之二"),
    ("$100万", "一百万美元"),
    ("5，345人", "五，三百四十五人"),
    ("第2个", "第二个"),
    ("第200页", "第二百页"),
    ("每天2次", "每天两次"),
    ("2种", "两种"),
    ("2倍", "两倍"),
    ("公元前221年", "公元前二二一年"),
    ("〔2023〕", "〔二零二三〕"),
    ("（1893—1976）", "（一八九三到一九七六）"),
    ("7×24", "七乘二十四"),
    ("1990s", "一九九零s"),
    ("985", "九八五"),
    ("30㎡", "三十平方米"),
    ("7‰", "千分之七"),
    ("Ⅲ", "三"),
    ("①", "一"),
    ("8cm³", "八立方厘米"),
    ("V3.1.2", "V三点一点二"),
    ("www.gov.cn", "www点gov点cn"),
    ("li@163.com", "liat一六三点com"),
)


@pytest.mark.parametrize(("written", "said"), DANGEROUS)
def test_dangerous_readings(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”规划、“五一”、二〇二三年、三五天、七八个人",
        "一、总体要求（一）指导思想",
        "GDP、AI、PPT、A股、T恤、R&D、World War II",
        "他说：“走吧——”然后……",
        "和/或、上—下、南方-北方",
        "He told the ceo of the vip team.",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert normalize(text) == (Span(0, len(text), text),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # The same sign, read by what stands around it.
        (
            "气温-5℃，收益-3.5，5-3=2，3-5天，歼-20",
            "气温零下五摄氏度，收益负三点五，五减三等于二，三到五天，歼二十",
        ),
        ("10:30开会，比例10:30，比分3:2", "十点三十分开会，比例十比三十，比分三比二"),
        ("5/1前，1/5的人，5/1劳动节", "五月一日前，五分之一的人，五一劳动节"),
        ("12.9运动，12.9英寸", "一二九运动，十二点九英寸"),
        ("2000年，近2000年，2000元，第2000名", "二零零零年，近两千年，两千元，第二千名"),
        ("2月2日2点2分，2个2两2楼2号", "二月二日两点二分，两个二两二楼二号"),
        ("5G、5g、5A级、5m、5M", "五G、五克、五A级、五米、五M"),
        ("110米、拨打110、110报警", "一百一十米、拨打幺幺零、幺幺零报警"),
        ("图①；①提高", "图一；一、提高"),
        ("共2023人，2023年，〔2023〕3号", "共两千零二十三人，二零二三年，〔二零二三〕三号"),
        ("II型、VIP、WWII、第V章", "二型、VIP、WWII、第五章"),
        ("211人、211工程、8路、211路", "二百一十一人、二一一工程、八路、二一一路"),
    ],
)
def test_the_context_decides(written: str, said: str) -> None:
    assert spoken(written) == said


# ---------------------------------------------------------------- spans


def test_spans_say_what_was_done_and_where() -> None:
    assert normalize("增长5.2%，好。") == (
        Span(0, 2, "增长"),
        Span(2, 6, "百分之五点二", "percent", "percent"),
        Span(6, 9, "，好。"),
    )


@pytest.mark.parametrize("written", ["16:9", "1998-2008工作", "飞龙-3", "24.3.15", "表现60~70"])
def test_ambiguous_places_are_marked(written: str) -> None:
    assert any(span.doubtful for span in normalize(written))


@pytest.mark.parametrize("written", ["8:30", "3-5天", "歼-20", "2023年5月4日", "50%"])
def test_clear_places_are_not_marked(written: str) -> None:
    assert not any(span.doubtful for span in normalize(written))


def test_full_width_letters_and_digits_are_plain() -> None:
    assert spoken("ＧＤＰ增长５．２％，共１，２３４人") == "GDP增长百分之五点二，共一千二百三十四人"


@pytest.mark.parametrize("digits", ["٣٤", "३४", "３４", "𝟑𝟒"])
def test_digits_of_other_scripts(digits: str) -> None:
    assert spoken(f"共{digits}人") == "共三十四人"


def test_text_that_only_becomes_ambiguous_when_spoken_is_settled() -> None:
    assert [(span.start, span.end, span.spoken) for span in normalize("0—①")] == [
        (0, 1, "零"),
        (1, 2, "到"),
        (2, 3, "一"),
    ]


# ---------------------------------------------------------------- overrides


def test_the_authors_words_win() -> None:
    spans = normalize("在2012—2022年", (Override(1, 10, say_as="二零一二至二零二二"),))
    assert spans == (
        Span(0, 1, "在"),
        Span(1, 10, "二零一二至二零二二", "override", "override"),
        Span(10, 11, "年"),
    )


def test_an_override_is_read_without_digits_too() -> None:
    assert normalize("甲", (Override(0, 1, say_as="A3"),))[0].spoken == "A三"


def test_text_with_a_reading_is_protected() -> None:
    text = "参与μ，5个"
    spans = normalize(text, (Override(2, 3, reading=("mu4",)),))
    assert "".join(span.spoken for span in spans) == "参与μ，五个"


def test_overrides_may_come_in_any_order_and_be_silent() -> None:
    overrides = (Override(2, 3, say_as=""), Override(0, 1, say_as="甲"))
    assert "".join(span.spoken for span in normalize("1二3", overrides)) == "甲二"


READ = ("x1",)


@pytest.mark.parametrize(
    ("text", "overrides", "pieces"),
    [
        # a rule sees neither into what the author reads nor beyond it
        ("3-5天", (Override(1, 2, READ),), ["三", "-", "五", "天"]),
        ("第2个2", (Override(1, 2, READ),), ["第2个", "二"]),
        ("5%甲6%", (Override(1, 3, READ),), ["五", "%甲", "百分之六"]),
        ("甲５", (Override(0, 2, READ),), ["甲５"]),
        ("5甲5", (Override(0, 2, READ),), ["5甲", "五"]),
        ("12", (Override(0, 1, say_as="乙"),), ["乙", "二"]),
        ("12", (Override(1, 2, say_as="2个"),), ["一", "两个"]),
        (
            "1甲2乙3",
            (Override(3, 4, say_as="丁"), Override(1, 2, say_as="丙")),
            ["一", "丙", "二", "丁", "三"],
        ),
    ],
)
def test_what_the_author_says_bounds_the_rules(
    text: str, overrides: tuple[Override, ...], pieces: list[str]
) -> None:
    spans = normalize(text, overrides)
    assert [span.spoken for span in spans] == pieces
    assert [span.start for span in spans] == [0, *(span.end for span in spans)][:-1]
    assert spans[-1].end == len(text)
    said = {(each.start, each.end) for each in overrides if each.say_as is not None}
    assert {(s.start, s.end) for s in spans if s.kind == s.rule == "override"} == said
