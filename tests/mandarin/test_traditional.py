from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.mandarin.normalize import normalize
from audiolecture.mandarin.readings import pinyin, read
from audiolecture.mandarin.tables import own_readings
from audiolecture.mandarin.traditional import simplified


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(simplified(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        ("銀行行長說", "银行行长说"),
        ("看著、睡著了", "看着、睡着了"),
        ("著作、顯著、譯著", "著作、显著、译著"),
        ("乾淨、乾隆、乾坤", "干净、乾隆、乾坤"),
        ("瞭解、瞭望", "了解、瞭望"),
        ("简体不变。", "简体不变。"),
    ],
)
def test_simplified(written: str, simple: str) -> None:
    assert simplified(written) == simple


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("銀行行長", "yin2 hang2 hang2 zhang3"),
        ("他重視長期發展", "ta1 zhong4 shi4 chang2 qi1 fa1 zhan3"),
        ("頭髮發現", "tou2 fa4 fa1 xian4"),
        ("乾隆乾淨", "qian2 long2 gan1 jing4"),
        ("著作看著", "zhu4 zuo4 kan4 zhe5"),
        ("空調調查", "kong1 tiao2 diao4 cha2"),
        ("音樂快樂", "yin1 yue4 kuai4 le4"),
        ("覺得睡覺", "jue2 de5 shui4 jiao4"),
        ("重慶省長", "chong2 qing4 sheng3 zhang3"),
        ("至於一隻雞", "zhi4 yu2 yi4 zhi1 ji1"),
        ("儘管盡力", "jin3 guan3 jin4 li4"),
        ("鬥爭一斗", "dou4 zheng1 yi4 dou3"),
    ],
)
def test_traditional_characters_are_read_like_simplified_ones(text: str, said: str) -> None:
    assert " ".join(pinyin(text)) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2隻雞、2顆星、2臺電腦", "两隻雞、两顆星、两臺電腦"),
        ("於2021年7月1日慶祝成立100週年", "於二零二一年七月一日慶祝成立一百週年"),
        ("氣溫-5℃", "氣溫零下五摄氏度"),
        ("電話：010-62345678", "電話：零幺零六二三四五六七八"),
        ("第2個五年計劃，2萬億元", "第二個五年計劃，两萬億元"),
    ],
)
def test_numbers_in_traditional_text(written: str, said: str) -> None:
    assert "".join(span.spoken for span in normalize(written)) == said


def test_readings_of_a_traditional_character_are_those_of_the_simplified_one() -> None:
    assert own_readings("長") == own_readings("长") == ("zhang3", "chang2")
    assert own_readings("髮") == ("fa4",)
    assert own_readings("乾") == ("qian2",)


@pytest.mark.parametrize(
    ("text", "index", "syllable"),
    [
        ("頭髮", 1, "fa4"),
        ("發現", 0, "fa1"),
        ("一隻雞", 1, "zhi1"),
        ("他看著我", 2, "zhe5"),
        ("顯著", 1, "zhu4"),
    ],
)
def test_a_character_keeps_its_script_whatever_it_is_read(
    text: str, index: int, syllable: str
) -> None:
    (reading,) = [each for each in read(text) if each.index == index]
    assert (reading.char, reading.pinyin) == (text[index], syllable)
    assert pinyin(text)[index] == syllable
