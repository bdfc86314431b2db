"""The author's word: lexicon files."""

from __future__ import annotations

import pytest

from audiolecture.errors import LexiconError
from audiolecture.mandarin.lexicon import parse_lexicon


@pytest.mark.parametrize("said", ["can1 yu4", "cān yù", "CAN1 yu4"])
def test_readings(said):
    assert parse_lexicon(f"参与\t{said}", "l.tsv").entries[0].reading == ("can1", "yu4")


def test_umlaut_and_neutral_tone():
    entries = parse_lexicon("绿了\tlǜ le\n女\tnu:3\n", "l.tsv").entries
    assert [entry.reading for entry in entries] == [("lv4", "le5"), ("nv3",)]


def test_the_longest_form_wins():
    lexicon = parse_lexicon("行\txing2\n行长\thang2 zhang3\n", "l.tsv")
    assert [(o.start, o.end) for o in lexicon.match("行长行")] == [(0, 2), (2, 3)]


def test_all_problems_are_told_with_their_places():
    with pytest.raises(LexiconError) as caught:
        parse_lexicon("好\thao3\n参与\tcan1\n无\n", "l.tsv")
    assert caught.value.where == "l.tsv:2:4"
    assert "l.tsv:3:1" in caught.value.message


def test_a_syllable_must_exist():
    with pytest.raises(LexiconError, match="no syllable 'cax1'"):
        parse_lexicon("参\tcax1\n", "l.tsv")
