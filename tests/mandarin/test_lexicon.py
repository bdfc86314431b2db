"""The author's word: lexicon files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiolecture.errors import LexiconError
from audiolecture.mandarin.lexicon import Entry, Lexicon, parse_lexicon, parse_marks, unused
from audiolecture.model import Override


@pytest.mark.parametrize("said", ["can1 yu4", "cān yù", "CAN1 yu4"])
def test_readings(said):
    assert parse_lexicon(f"参与\t{said}", "l.tsv").entries[0].reading == ("can1", "yu4")


def test_umlaut_neutral_tone_and_what_is_said_in_the_street():
    entries = parse_lexicon("绿了\tlǜ le\n女\tnu:3\n谁\tshei2\n这\tzhèi\n", "l.tsv").entries
    assert [entry.reading for entry in entries] == [
        ("lv4", "le5"), ("nv3",), ("shei2",), ("zhei4",),
    ]  # fmt: skip


def test_the_longest_form_wins():
    lexicon = parse_lexicon("行\txing2\n行长\thang2 zhang3\n", "l.tsv")
    assert [(o.start, o.end) for o in lexicon.match("行长行")] == [(0, 2), (2, 3)]


def test_where_a_longer_form_is_not_free_a_shorter_one_holds():
    lexicon = parse_lexicon("行\txing2\n行长\thang2 zhang3\n", "l.tsv")
    assert [(o.start, o.end) for o in lexicon.match("行长", (Override(1, 2),))] == [(0, 1)]


@pytest.mark.parametrize(
    ("written", "text", "count"),
    [
        ("2.5", "走了2.5公里", 1),
        ("2.5", "走了12.5公里", 0),
        ("2", "12", 0),
        ("I", "AI", 0),
        ("2", "2.5公里和2公里", 1),
        ("5", "1,500人", 0),
        ("5G", "用5G，不用15G", 1),
        ("AI", "SAID AI 和AI。", 2),
        ("第2", "第2章，第20章", 1),
        ("C919", "C919首飞", 1),
        ("行2", "行2.", 1),
    ],
)
def test_numbers_and_latin_words_are_never_cut(written, text, count):
    lexicon = Lexicon((Entry(written, say_as="好"),))
    assert len(lexicon.match(text)) == count


@given(st.lists(st.text("行长人民银", min_size=1, max_size=4), unique=True), st.text("行长人民银"))
def test_the_longest_form_at_each_place_from_the_left(forms, text):
    lexicon = Lexicon(tuple(Entry(form, say_as="x") for form in forms))
    expected, place = [], 0
    while place < len(text):
        held = [form for form in forms if text.startswith(form, place)]
        longest = max(held, key=len, default="")
        expected += [(place, place + len(longest))] if longest else []
        place += len(longest) or 1
    assert [(o.start, o.end) for o in lexicon.match(text)] == expected


def test_marks_are_taken_out_and_hold_for_what_stood_in_them():
    assert parse_marks("我们[参与]{can1 yu4}，[甲]{=乙}丙[丁]{ding1}。", "a.txt:1") == (
        "我们参与，甲丙丁。",
        (Override(2, 4, ("can1", "yu4")), Override(5, 6, say_as="乙"), Override(7, 8, ("ding1",))),
    )


def test_a_bracket_behind_a_backslash_is_only_a_bracket():
    assert parse_marks("甲\\[乙]{yi3}", "a.txt:1") == ("甲[乙]{yi3}", ())


FORM = "write: written form, tab, one syllable a character (can1 yu4), or =what to say"
COUNT = "give one syllable for each character, or other words behind ="
SIGNS = "digits, letters and signs have no syllable of their own: write =what to say"


@pytest.mark.parametrize(
    ("line", "message", "column", "hint"),
    [
        ("行长", "there is no tab in this line", 1, FORM),
        (" \thao3", "there is no written form", 1, FORM),
        ("行长\t", "it is not said how '行长' is read", 4, FORM),
        ("行长\thang2 zhang9", "'zhang9' is no syllable", 10, FORM),
        ("行长\t  hang2  zh!", "'zh!' is no syllable", 13, FORM),
        ("行长\thanng2 zhang3", "there is no syllable 'hanng2'", 4, FORM),
        ("  行长  \t  hang2  Zz1", "there is no syllable 'zz1'", 17, FORM),
        ("参与\tcan1", "'can1' is 1 syllable, but '参与' has 2 characters", 4, COUNT),
        ("行\thang2 zhang3", "'hang2 zhang3' is 2 syllables, but '行' has 1 character", 3, COUNT),
        ("参a\tcan1", "'can1' is 1 syllable, but '参a' has 2 characters", 4, SIGNS),
        ("参，与\tcan1", "'can1' is 1 syllable, but '参，与' has 3 characters", 5, SIGNS),
        ("5G\twu3", "'wu3' is 1 syllable, but '5G' has 2 characters", 4, SIGNS),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(line, message, column, hint):
    note = "\t a note" if "\t" in line else ""
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(f"# a note\n\n{line}{note}\n行\txing2\n", "l.tsv")
    assert caught.value.message == message
    assert caught.value.where == f"l.tsv:3:{column}"
    assert caught.value.hint == hint


def test_the_first_mistake_of_a_file_leads_and_the_others_follow():
    with pytest.raises(LexiconError) as caught:
        parse_lexicon("参与\tcan1\n好\thao3\n无\n行\tx1\n", "l.tsv")
    assert caught.value.message == (
        "'can1' is 1 syllable, but '参与' has 2 characters; "
        "l.tsv:3:1: there is no tab in this line; l.tsv:4:3: there is no syllable 'x1'"
    )
    assert (caught.value.where, caught.value.hint) == ("l.tsv:1:4", COUNT)


def test_the_first_mistake_of_a_paragraph_leads_too():
    with pytest.raises(LexiconError) as caught:
        parse_marks("\\[好[行]{hang2 x1}，[长]{}和[银行]{yin2}", "a.txt:7", 5)
    assert caught.value.message == (
        "there is no syllable 'x1'; a.txt:7:26: it is not said how '长' is read; "
        "a.txt:7:33: 'yin2' is 1 syllable, but '银行' has 2 characters"
    )
    assert (caught.value.where, caught.value.hint) == ("a.txt:7:18", FORM)


def test_what_a_line_of_a_lexicon_becomes():
    text = "\ufeff# a note\n\n \n 参与 \t  CAN1  yù \t can1\n甲\t= 乙 丙 \n# x\ty\n谁\tshei2\n"
    assert parse_lexicon(text, "l.tsv").entries == (
        Entry("参与", ("can1", "yu4"), None, "l.tsv:4"),
        Entry("甲", (), "乙 丙", "l.tsv:5"),
        Entry("谁", ("shei2",), None, "l.tsv:7"),
    )
    assert [entry.said for entry in parse_lexicon(text, "l.tsv").entries] == [
        "can1 yu4",
        "=乙 丙",
        "shei2",
    ]


def test_notes_name_both_places_and_what_is_said_there():
    text = "行\txing2\n长\t=常\n行\thang2\n长\t=常\n行\tháng\n行长\thang2 zhang3\n"
    assert parse_lexicon(text, "l.tsv").notes == (
        "l.tsv:3: '行' is 'hang2' here and 'xing2' in l.tsv:1; this line holds",
        "l.tsv:4: '长' already stands in l.tsv:2; one will do",
        "l.tsv:5: '行' already stands in l.tsv:3; one will do",
    )
    assert parse_lexicon(text, "l.tsv").entries == (
        Entry("行", ("hang2",), None, "l.tsv:5"),
        Entry("长", (), "常", "l.tsv:4"),
        Entry("行长", ("hang2", "zhang3"), None, "l.tsv:6"),
    )


def test_a_lexicon_merged_with_another_keeps_all_entries_and_notes():
    course = parse_lexicon("行\txing2\n行\txing2\n长\tchang2\n", "c.tsv")
    own = parse_lexicon("长\tzhang3\n好\thao3\n好\thao4\n", "o.tsv")
    both = course.merged(own)
    assert [(entry.written, entry.said, entry.where) for entry in both.entries] == [
        ("行", "xing2", "c.tsv:2"),
        ("长", "zhang3", "o.tsv:1"),
        ("好", "hao4", "o.tsv:3"),
    ]
    assert both.notes == (
        "c.tsv:2: '行' already stands in c.tsv:1; one will do",
        "o.tsv:3: '好' is 'hao4' here and 'hao3' in o.tsv:2; this line holds",
        "o.tsv:1: '长' is 'zhang3' here and 'chang2' in c.tsv:3; this line holds",
    )


def test_what_the_lexicon_finds_is_where_it_stands_and_says_all():
    lexicon = parse_lexicon("行长\thang2 zhang3\n行\t=航\n好\thao3\n", "l.tsv")
    text = "行行长好行长"
    assert lexicon.match(text, (Override(4, 5),)) == (
        Override(0, 1, (), "航"),
        Override(1, 3, ("hang2", "zhang3"), None),
        Override(3, 4, ("hao3",), None),
    )
    assert [(place, entry.written) for place, entry in lexicon.found(text)] == [
        (0, "行"),
        (1, "行长"),
        (3, "好"),
        (4, "行长"),
    ]
    assert list(Lexicon().found(text)) == []


def test_entries_that_no_lecture_used_are_told_once():
    course = parse_lexicon("行\txing2\n长\tchang2\n", "c.tsv")
    own = parse_lexicon("好\thao3\n", "o.tsv")
    nowhere = Lexicon((Entry("无", say_as="有"),))
    first, second = course.entries
    assert unused((course, own, course, nowhere), (first,)) == (second, own.entries[0])
    assert unused((course,), course.entries) == ()
    assert unused((), ()) == ()
