"""The proof sheet: what is asked of the author, and the page."""

from __future__ import annotations

import re

import pytest

from audiolecture.mandarin.lexicon import Lexicon, parse_lexicon
from audiolecture.mandarin.normalize import normalize
from audiolecture.model import Block, Chapter, Lecture, Reading
from audiolecture.publish.doubts import cases, changes
from audiolecture.publish.proof import ReadSentence, read_sentences
from audiolecture.publish.proofpage import Sheet, render_proof


def lecture(*paragraphs):
    blocks = tuple(Block("text", text, line) for line, text in enumerate(paragraphs, 1))
    return Lecture("把根<扎>深", (Chapter("body", "一、开头", blocks),))


def doubting(text, line, *places):
    """A sentence in which the characters at ``places`` are read ``x1`` and in doubt."""
    readings = tuple(
        Reading(index, char, "hang2" if char == "行" else "a1", 0.6, doubtful=index in places)
        for index, char in enumerate(text)
    )
    return ReadSentence(text, normalize(text), readings, line)


def test_sentences_are_read_as_a_build_reads_them():
    whole = tuple(read_sentences(lecture("他在银行。2个行人。"), Lexicon()))

    assert [each.text for each in whole] == ["他在银行。", "2个行人。"]
    assert [each.spoken for each in whole] == ["他在银行。", "两个行人。"]
    for each in whole:
        assert all(each.spoken[reading.index] == reading.char for reading in each.readings)
    said = {reading.char: reading.pinyin for reading in whole[1].readings}
    assert (said["两"], said["行"]) == ("liang3", "xing2")


def test_like_cases_are_one_with_all_its_places():
    found = cases([doubting("我去行里", 3, 2), doubting("你去行里", 7, 2)])

    assert [(case.written, len(case.places)) for case in found] == [("行", 2)]
    assert [place.line for place in found[0].places] == [3, 7]


def test_the_first_choice_is_what_is_read_now():
    (case,) = cases([doubting("我去行里", 1, 2)])

    assert case.choices[0].said == "hang2"
    assert "xing2" in [choice.said for choice in case.choices]


def test_a_number_behind_a_hyphen_is_asked_of_with_the_name_before_it():
    found = cases([doubting("乘飞龙-3和24-25。", 1)])

    assert [case.choices[0].entry for case in found] == [
        "飞龙-3\t=飞龙三",
        "24-25\t=二十四到二十五",
    ]
    case = found[0]
    assert (case.word[: case.offset], case.written) == ("飞龙", "-3")


def test_every_line_can_be_pasted():
    found = cases([doubting("我去行里的还得行", 1, 2, 5, 7)])
    lines = [line for c in found for o in c.choices for line in (o.entry, o.rewording) if line]

    assert len(lines) > 4
    for line in lines:
        (entry,) = parse_lexicon(line, "l.tsv").entries
        assert entry.written in "我去行里的还得行"


def test_a_form_that_is_read_in_two_ways_is_widened():
    first, second = "去行里坐", "在行里走"
    other = doubting(second, 2)
    readings = tuple(
        Reading(r.index, r.char, "xing2" if r.char == "行" else r.pinyin) for r in other.readings
    )
    found = cases([doubting(first, 1, 1), ReadSentence(second, other.spans, readings, 2)])

    assert found[0].word not in second


def test_what_is_proposed_will_be_matched():
    text = "参与率只有六成"
    lexicon = parse_lexicon("参与\tcan1 yu4\n", "l.tsv")
    readings = tuple(
        Reading(i, char, "lv4", 0.5, doubtful=i == 2, forced=i < 2) for i, char in enumerate(text)
    )
    (case,) = cases([ReadSentence(text, normalize(text), readings, 1)])

    both = lexicon.merged(parse_lexicon(case.choices[0].entry, "m.tsv"))
    assert [text[o.start : o.end] for o in both.match(text)] == ["参与", case.word]


def test_what_was_normalized_is_listed_by_kind():
    whole = tuple(read_sentences(lecture("增长98.6%。", "2012年增长98.6%。"), Lexicon()))
    found = {(change.kind, change.written): change for change in changes(whole)}

    percent = found["percent", "98.6%"]
    assert percent.spoken == "百分之九十八点六"
    assert [line for _, line in percent.places] == [1, 2]


def page(*paragraphs, **given):
    made = lecture(*paragraphs)
    return render_proof(Sheet(made, tuple(read_sentences(made, Lexicon())), **given))


def test_the_page_needs_nothing_else_and_escapes_the_text():
    html = page("<b>他在</b>银行，2012年&起。", warnings=("<w>",))

    assert not re.search(r"(?:src|href)=\"(?!#|data:)", html)
    assert "<b>他在" not in html
    assert "&lt;b&gt;他在" in html
    assert "&lt;w&gt;" in html
    assert "把根&lt;扎&gt;深" in html


def test_every_character_of_the_lecture_is_there_once():
    text = "他在银行存了3元。他重新来过，行长同意了。"
    html = page(text)
    body = html[html.index('<p data-p="') :]
    body = body[: body.index("</p>")]
    plain = re.sub(r"<rt>.*?</rt>|<i .*?</i>|<[^>]+>", "", body)

    assert plain == text


@pytest.mark.parametrize("text", ["", "……"])
def test_a_lecture_without_doubts(text):
    assert "Nothing is in doubt." in page("一二三" + text)


def test_the_page_is_in_the_language_of_the_command(speaking):
    text = "他在银行存了3元。\n"
    english = page(text)
    with speaking("zh"):
        chinese = page(text)

    assert "Readings in doubt" in english
    assert "存疑" not in english
    assert "存疑的读音" in chinese
    assert "Readings in doubt" not in chinese
