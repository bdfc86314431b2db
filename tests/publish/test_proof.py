"""The proof sheet's data."""

from __future__ import annotations

from audiolecture.mandarin.normalize import normalize
from audiolecture.publish.proof import document, read_lines


def sentence(text, spans, forced):
    (line,) = read_lines([(text, spans, forced)])
    return document(line)


def test_readings_are_counted_in_the_written_text():
    text = "在2012年，银行"
    result = sentence(text, normalize(text, ()), {})
    last = result["readings"][-1]
    assert (last["char"], last["pinyin"], text[last["index"]]) == ("行", "hang2", "行")
    assert result["spoken"][last["spoken_index"]] == "行"
    assert result["spans"][0]["spoken"].startswith("二零一二")


def test_an_empty_line_has_nothing():
    assert sentence("", (), {}) == {"text": "", "spoken": "", "readings": [], "spans": []}


def test_the_authors_reading_stands():
    (reading,) = sentence("行", normalize("行", ()), {0: "hang2"})["readings"]
    assert reading["pinyin"] == "hang2"
    assert not reading["doubtful"]
