"""The tables, what settles a reading, and that many texts are read like one."""

from __future__ import annotations

import subprocess
import sys
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.mandarin.contexts import settle
from audiolecture.mandarin.network import opinions
from audiolecture.mandarin.polyphones import (
    Text,
    around,
    candidates,
    features,
    judge_all,
    raised,
    score,
    trust,
    weighed,
)
from audiolecture.mandarin.readings import pinyin, pinyin_all, read, read_all
from audiolecture.mandarin.tables import FIRST_CODE, Phrases, Words, own_readings, tables

SENTENCES = (
    "银行行长把重担都扛了起来，长年累月地为群众奔走，乐此不疲。",
    "他得好好地想一想，这种子弹得还得了！音乐会上大家都乐了。",
    "参差不齐的差事，出差的人差一点没赶上；朝阳朝着东方升起。",
    "还书的还没还，还有谁得还？教书先生教得好，好奇的学生好学。",
)

TEXTS = ("他是银行行长。", "", "得了奖，还得干；重新种植！", "a1，", "花儿一样的儿童\n乐了")


@pytest.mark.parametrize(
    ("name", "at_least"), [("settled", 5_000), ("phrases", 40_000), ("more", 20_000)]
)
def test_no_phrase_has_more_or_fewer_readings_than_characters(name, at_least):
    phrases = getattr(tables(), name)
    assert len(phrases) > at_least
    assert [word for word, codes in phrases.items() if len(word) != len(codes)] == []


def test_every_word_of_ours_settles_something():
    settled = tables().settled
    assert [word for word, codes in settled.items() if not codes.strip("\u3000")] == []


@pytest.mark.parametrize(
    ("char", "readings"), [("行", ("xing2", "hang2")), ("我", ("wo3",)), ("a", ())]
)
def test_a_character_has_its_readings_the_commonest_first(char, readings):
    assert own_readings(char) == readings


def test_the_longest_phrase_is_taken_from_the_left():
    words = Words(tables().phrases, "在中华人民共和国银行")
    assert words.taken[1][0] >= len("中华人民")
    assert words.taken[9][2] == "hang2"
    assert 0 not in words.taken


def test_a_phrase_is_found_once_at_the_end_of_a_text_and_not_in_its_beginning():
    code = chr(FIRST_CODE)
    said = tables().syllables[0]
    phrases = Phrases("甲乙 甲乙丙丁", f"{code * 2} {code * 4}")
    assert Words(phrases, "甲乙").over[0] == [(2, 0, said)]
    assert Words(phrases, "甲乙丙").over[0] == [(2, 0, said)]
    assert Words(phrases, "甲乙丙丁").over[0] == [(2, 0, said), (4, 0, said)]
    assert Words(phrases, "甲乙丙丁").taken[3] == (4, 0, said)


def test_what_a_phrase_leaves_open_is_not_among_what_stands_over_a_place():
    code, said = chr(FIRST_CODE), tables().syllables[0]
    settled = {"甲乙丙": f"{code}\u3000{code}", "丙丁": code * 2}
    words = Words(Phrases("", "", settled), "甲乙丙丁")
    assert words.over == {0: [(3, 0, said)], 2: [(3, 0, said), (2, 2, said)], 3: [(2, 2, said)]}
    assert words.taken == {0: (3, 0, said), 2: (3, 0, said)}


def test_a_phrase_that_is_only_begun_takes_nothing():
    code, said = chr(FIRST_CODE), tables().syllables[0]
    phrases = Phrases("", "", {"甲乙丙": code * 3, "丙丁": code * 2, "丁戊己": code * 3})
    words = Words(phrases, "甲乙丙丁戊")
    assert words.over[3] == [(2, 2, said)]
    assert words.taken == dict.fromkeys(range(3), (3, 0, said))


def test_phrases_are_taken_side_by_side_to_the_very_end():
    code, said = chr(FIRST_CODE), tables().syllables[0]
    phrases = Phrases("甲乙 甲乙丙丁戊", f"{code * 2} {code * 5}")
    assert Words(phrases, "甲乙甲乙").taken == {
        place: (2, place // 2 * 2, said) for place in range(4)
    }


def test_the_longest_phrase_that_is_looked_up_has_eight_characters():
    word = "甲乙丙丁戊己庚辛"
    found = Words(Phrases(word, chr(FIRST_CODE) * 8), word)
    assert found.taken[7] == (8, 0, tables().syllables[0])


@pytest.mark.parametrize("others", [0, 600])
def test_phrases_besides_win_and_take_nothing_away(others):
    """Whether the few characters of a text are looked for or all phrases are read."""
    code, another = chr(FIRST_CODE), chr(FIRST_CODE + 1)
    more = {"甲乙": another * 2, "甲丁戊": another * 3, "辛壬": another * 2}
    phrases = Phrases("甲丙 甲乙", f"{code * 2} {code * 2}", more)
    assert len(phrases) == len(list(phrases)) == 4
    lengths, said = phrases.headed("甲辛" + "".join(chr(0x5000 + n) for n in range(others)))
    assert said == {"甲丙": code * 2, **more}
    assert lengths == {"甲丙": (2,), "甲乙": (2,), "甲丁": (3,), "辛壬": (2,)}


@pytest.mark.parametrize("text", ["甲", "".join(chr(0x4E00 + n) for n in range(600)) + "甲"])
def test_a_phrase_is_read_once(text):
    code = chr(FIRST_CODE) * 2
    phrases = Phrases("甲乙 辛壬", f"{code} {code}")  # what is read anew is not the same object
    held = dict(phrases.headed(text)[1])
    assert phrases.headed("丙辛")[1].keys() == {"甲乙", "辛壬"}
    said = phrases.headed(text)[1]
    assert all(said[word] is code for word, code in held.items())


def test_only_what_begins_with_a_character_of_the_text_is_looked_for():
    code = chr(FIRST_CODE)
    phrases = Phrases("一人 丁香 七夕 三人 三月", " ".join([code * 2] * 5))
    assert phrases.headed("一")[1].keys() == {"一人"}
    assert phrases.headed("三")[1].keys() == {"一人", "三人", "三月"}
    assert phrases.headed("七")[1].keys() == {"一人", "三人", "三月", "七夕"}


def test_phrases_and_readings_that_do_not_belong_together_are_not_read():
    code = chr(FIRST_CODE)
    with pytest.raises(ValueError, match="zip"):
        Phrases("甲乙 甲丙", code * 2).headed("甲")


def test_the_longest_phrases_are_held_but_not_looked_up():
    word = "甲乙丙丁戊己庚辛壬"
    phrases = Phrases(word, chr(FIRST_CODE) * len(word))
    assert list(phrases) == [word]
    assert phrases[word] == chr(FIRST_CODE) * len(word)
    assert "甲乙" not in phrases
    assert "乙丙" not in phrases
    assert Words(phrases, word).over == {}


@pytest.mark.parametrize(
    ("text", "index", "said"),
    [
        ("作为基层干部", 1, "wei2"),  # the word that begins earlier
        ("为人民服务", 0, "wei4"),
        ("以人民为中心", 3, "wei2"),
        ("一件一件地办", 4, "de5"),
        ("守得住初心", 1, "de5"),
        ("答复不了的", 3, "liao3"),
        ("天下为公", 2, "wei2"),
    ],
)
def test_words_and_grammar_settle(text, index, said):
    assert settle(text, [index]) == {index: said}


def test_only_what_was_asked_for_is_settled():
    assert settle("作为基层干部", [4]) == {4: "gan4"}
    assert settle("甲乙丙", [0, 1, 2]) == {}


def test_many_texts_are_read_like_one_by_one():
    together = read_all(TEXTS, [{1: "shi4"}, {}, {0: "dei3"}, {}, {}])
    assert together[0] == read(TEXTS[0], {1: "shi4"})
    assert together[2] == read(TEXTS[2], {0: "dei3"})
    assert together[4] == read(TEXTS[4])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(st.sampled_from("行长得了一不儿种。，重\na9"), max_size=30), max_size=6))
def test_a_text_is_read_alike_in_any_company(texts):
    found = read_all(texts)
    assert [[r.pinyin for r in each] for each in found] == [
        [syllable for syllable in pinyin(text) if syllable] for text in texts
    ]


def test_many_long_texts_are_said_like_one_by_one():
    texts = [text * 700 for text in TEXTS] + ["", "。"]
    assert sum(map(len, texts)) > 20_000
    forced = [{1: "shi4"}, *[{}] * (len(texts) - 1)]
    assert list(pinyin_all(texts, forced)) == list(map(pinyin, texts, forced))
    assert list(pinyin_all([], [])) == []


def test_the_network_thinks_alike_of_a_sentence_in_any_company():
    (alone,) = opinions(["他在银行。"], [[3]])
    _, second = opinions(["我们的行为很长很长很长。", "他在银行。"], [[3], [3]])
    assert {"xing2", "hang2"} <= alone[3].keys()
    assert second[3] == pytest.approx(alone[3], abs=1e-4)


def test_what_is_settled_is_the_answer_and_contradiction_costs_trust():
    table = tables()
    text = "他在银行工作。"
    source = Text(text, Words(table.phrases, text), Words(table.more, text))
    ((_, plain, sure),) = next(judge_all([source], [[3]], [{}], sure=True))
    ((_, told, doubted),) = next(judge_all([source], [[3]], [{3: "xing2"}], sure=True))
    assert (plain, told) == ("hang2", "xing2")
    assert 0 < doubted < sure < 1


def test_pypinyin_and_numpy_are_not_loaded_to_read_what_needs_neither():
    code = (
        "import sys; from audiolecture.mandarin.readings import pinyin; print(pinyin('我们'));"
        "assert 'numpy' not in sys.modules; pinyin('银行'); assert 'pypinyin' not in sys.modules;"
        "from audiolecture.mandarin.homophones import substitute; substitute('在行', {1: 'hang2'});"
        "assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_stands_around_a_character_has_the_names_and_values_of_the_weights():
    assert around("行", "他在银行里存钱", 3) == (
        ("b|行", 1.0),
        ("L|行银", 0.7),
        ("R|行里", 0.7),
        ("LL|行在银", 0.5),
        ("RR|行里存", 0.5),
        ("l2|行在", 0.7),
        ("r2|行存", 0.7),
    )
    assert dict(around("行", "行", 0)).keys() >= {"LL|行^^", "RR|行$$", "L|行^", "r2|行$"}


def test_the_weights_of_what_stands_around_are_found_by_reading():
    weights = tables().contexts[around("为", "为民", 0)[0][0]]
    assert {"wei2", "wei4"} <= weights.keys()
    assert not any("=" in name for name in tables().contexts)


NETWORK = {"xing2": -9.0, "hang2": -8.0}
SEEN = {"行xing2": 26, "行hang2": 2}


def source_of(text):
    table = tables()
    return Text(text, Words(table.phrases, text), Words(table.more, text))


def rounded(row):
    return {name: round(value, 3) for name, value in row.items()}


def test_what_speaks_for_a_reading_has_the_names_of_the_weights():
    shared = {"lpc|行": -0.438, "lp": -1.313, "lp2": -1.313, "lps1": -1.313}
    xing, hang = features(source_of("他在银行工作了三年。"), 3, NETWORK, SEEN).rows
    assert rounded(xing) == shared | {
        "pr": -0.09, "first": 1.0, "first_1": 1.0, "pn|行": 0.7,
    }  # fmt: skip
    shared = {"lpc|行": -0.104, "lp": -0.313, "lp2": -0.313, "lps1": -0.313}
    votes = dict.fromkeys(("Amax2", "A2l", "Aseg2", "Bmax2", "B2l", "Bseg2"), 1.0)
    assert rounded(hang) == shared | votes | {"pr": -2.451, "pc|行": 0.7}


def test_without_a_phrase_only_the_network_and_the_counts_speak():
    rows = features(source_of("行。"), 0, {"xing2": -1.0}, {}).rows
    assert rounded(rows[0]) == {
        "lp": 0.0, "lp0": 0.0, "lps1": 0.0, "pr": -0.693, "lpc|行": 0.0, "first": 1.0,
        "first_0": 1.0,
    }  # fmt: skip
    assert rounded(rows[1]) == {
        "lp": -6.0, "lp0": -6.0, "lps1": -6.0, "pr": -0.693, "lpc|行": -2.0,
    }  # fmt: skip


@pytest.mark.parametrize(("length", "name"), [(11, "lps1"), (12, "lps0")])
def test_short_texts_are_weighed_apart(length, name):
    text = "行" + "，" * (length - 1)
    assert name in features(source_of(text), 0, NETWORK, SEEN).rows[0]


def test_the_longest_phrase_counts_up_to_three_characters():
    (row, *_) = features(source_of("骑自行车"), 2, NETWORK, SEEN).rows
    assert "lp3" in row


def added_up(evidence):
    """The score of each candidate, of every weight that has a name."""
    contexts = tables().contexts
    around_it = [
        sum(value * contexts.get(name, {}).get(reading, 0) for name, value in evidence.around)
        for reading in evidence.readings
    ]
    rows = zip(evidence.rows, around_it, strict=True)
    return pytest.approx([score(row) + each for row, each in rows], abs=1e-9)


def test_a_score_is_what_the_weights_of_the_features_add_up_to():
    table, places = tables(), 0
    for text in (*TEXTS, *SENTENCES):
        source = source_of(text)
        wanted = [i for i, char in enumerate(text) if len(own_readings(char)) > 1]
        for index, network in opinions([text], [wanted])[0].items():
            evidence = features(source, index, network, table.counts)
            assert weighed(source, index, network) == (evidence.readings, added_up(evidence))
            places += 1
    assert places > 40


CHARS = "行长了得的"
"""Each has several readings, and weights of its own."""


@st.composite
def _readings_of_phrases(draw):
    """Phrases over `CHARS` with any of their characters' readings, or none, for each place."""
    table = tables()
    words = draw(st.lists(st.text(CHARS, min_size=2, max_size=9), unique=True, max_size=12))
    codes = {
        word: "".join(
            draw(st.sampled_from(("\u3000", *table.readings.get(char, ""), chr(FIRST_CODE + 9))))
            for char in word
        )
        for word in words
    }
    return Phrases("", "", codes)


@settings(deadline=None, max_examples=60)
@given(
    st.text(CHARS, min_size=1, max_size=16),
    _readings_of_phrases(),
    _readings_of_phrases(),
    st.floats(-12, 12),
    st.data(),
)
def test_a_score_is_what_the_weights_add_up_to_whatever_stands_over_a_place(
    text, phrases, more, logit, data
):
    table = tables()
    source = Text(text, Words(phrases, text), Words(more, text))
    index = data.draw(st.integers(0, len(text) - 1))
    known = data.draw(st.sets(st.sampled_from(own_readings(text[index]))))
    network = {reading: logit + place for place, reading in enumerate(sorted(known))}
    evidence = features(source, index, network, table.counts)
    assert weighed(source, index, network) == (evidence.readings, added_up(evidence))


@pytest.mark.parametrize(("earlier", "later"), [("xing2", "hang2"), ("hang2", "xing2")])
def test_of_phrases_as_long_as_each_other_the_one_that_begins_earlier_counts(earlier, later):
    table, text = tables(), "甲行甲"
    (own,) = table.readings["甲"]
    code = {said: table.readings["行"][own_readings("行").index(said)] for said in (earlier, later)}
    phrases = Phrases("", "", {"甲行": own + code[earlier], "行甲": code[later] + own})
    source = Text(text, Words(phrases, text), Words(Phrases("", ""), text))
    evidence = features(source, 1, NETWORK, table.counts)
    rows = dict(zip(evidence.readings, evidence.rows, strict=True))
    assert rows[earlier]["pc|行"] == rows[later]["pn|行"] == 0.7
    assert weighed(source, 1, NETWORK) == (evidence.readings, added_up(evidence))


def test_a_reading_that_only_the_larger_collection_knows_is_weighed_too():
    table, text = tables(), "行甲"
    assert table.syllables[9] not in own_readings("行")
    more = Phrases("", "", {text: chr(FIRST_CODE + 9) + table.readings["甲"][0]})
    source = Text(text, Words(Phrases("", ""), text), Words(more, text))
    evidence = features(source, 0, NETWORK, table.counts)
    assert evidence.readings == [*own_readings("行"), table.syllables[9]]
    assert weighed(source, 0, NETWORK) == (evidence.readings, added_up(evidence))


def test_what_words_settle_wins_where_the_weights_are_even():
    text = "走了四十余里，光着脚，穿着单薄的衣服，号哭顿足。"
    (said,) = [each for each in read(text) if each.char == "号"]
    assert (said.pinyin, said.doubtful) == ("hao2", False)


def test_phrases_that_are_read_together_are_those_that_are_read_one_by_one():
    firsts = [chr(FIRST_CODE + number) for number in range(600)]
    words = [first + rest for first in firsts for rest in ("的", "的人", "里的一个很长很长的地方")]
    codes = [chr(FIRST_CODE + number % 7) * len(word) for number, word in enumerate(words)]
    more = {"一的确": codes[1], "龙门": codes[0]}
    held = " ".join(words), " ".join(codes), more
    together, alone = Phrases(*held), Phrases(*held)
    lengths, readings = together.headed("".join(firsts))
    for word in (*words, *more):
        own_lengths, own = alone.headed(word[0])
        assert own[word] == readings[word]
        assert own_lengths[word[:2]] == lengths[word[:2]]
    assert (lengths["一的"], lengths["丁的"]) == ((2, 3), (2, 3))
    assert dict(together) == dict(alone)


def test_what_tells_whether_an_answer_is_right_has_the_names_of_the_weights():
    source = source_of("他在银行工作了三年。")
    likely = trust(source, 3, NETWORK, SEEN, {"hang2": 0.7, "xing2": 0.3})
    assert rounded(likely) == {
        "?network": -0.313, "?agrees": 1.0, "?prior": -2.451, "?entropy": 0.294, "?many2": 1.0,
        "?char|行": 1.0, "?reading|行hang2": 1.0, "?": 1.0, "?odds": 0.847, "?A+2": 1.0,
        "?A+10": 1.0, "?B+2": 1.0, "?B+10": 1.0,
    }  # fmt: skip
    told = trust(source, 3, NETWORK, SEEN, {"hang2": 0.7, "xing2": 0.3}, "xing2")
    assert rounded(told) == {
        "?network": -1.313, "?agrees": 0.0, "?prior": -0.09, "?entropy": 0.294, "?many2": 1.0,
        "?char|行": 1.0, "?reading|行xing2": 1.0, "?settled": 1.0, "?settled odds": -0.847,
        "?settled alone": 1.0, "?A!2": 1.0, "?A!01": 1.0, "?B!2": 1.0, "?B!01": 1.0,
        "?settled !!0": 1.0, "?settled 00": 1.0,
    }  # fmt: skip
    bare = trust(source_of("行。"), 0, {"xing2": -1.0}, {}, {"xing2": 1.0})
    assert {"?A-", "?A-10", "?B-", "?B-10"} <= bare.keys()


def test_an_answer_that_nothing_speaks_against_is_not_wholly_sure():
    source = source_of("行。")
    sure = trust(source, 0, {"xing2": -1.0}, {}, {"xing2": 1.0})["?odds"]
    unsure = trust(source, 0, {"xing2": -1.0}, {}, {"xing2": 1.0}, "hang2")["?settled odds"]
    assert 4 < sure < 30
    assert unsure == pytest.approx(-sure)


JUDGED = (
    ("他在银行工作。", {3: ""}),
    ("他在银行工作。", {3: "xing2"}),
    ("他在银行工作。", {3: "hang2"}),
    ("行长得高，还得重新种。", {0: "", 1: "", 2: "", 6: "dei3", 7: "", 9: ""}),
    ("乐了！为了大家都得到，还给他。", {0: "", 1: "le5", 3: "wei4", 7: "", 8: "de2", 11: ""}),
)


@pytest.mark.parametrize(("text", "places"), JUDGED)
def test_an_answer_is_the_likeliest_or_what_is_settled_and_as_sure_as_the_second_model_says(
    text, places
):
    """The models, worked out once more from what speaks for each reading."""
    table, source = tables(), source_of(text)
    settled = {index: said for index, said in places.items() if said}
    (networks,) = opinions([text], [list(places)])
    (found,) = judge_all([source], [list(places)], [settled], sure=True)
    (unasked,) = judge_all([source], [list(places)], [settled], sure=False)
    assert [index for index, _, _ in found] == sorted(places)
    for index, said, sure in found:
        evidence = features(source, index, networks[index], table.counts)
        scores = {
            reading: sum(table.weights.get(name, 0) * value for name, value in row.items())
            + sum(
                table.contexts.get(name, {}).get(reading, 0) * value
                for name, value in evidence.around
            )
            for reading, row in zip(evidence.readings, evidence.rows, strict=True)
        }
        total = sum(map(exp, scores.values()))
        chances = {reading: exp(value) / total for reading, value in scores.items()}
        likeliest = max(chances, key=lambda reading: chances[reading])
        told = trust(source, index, networks[index], table.counts, chances, places[index])
        odds = sum(table.weights.get(name, 0) * value for name, value in told.items())
        wanted = raised(1 / (1 + exp(-odds)), text[index], places[index], likeliest)
        assert said == (places[index] or likeliest)
        assert sure == pytest.approx(wanted, abs=1e-5)
        assert (index, said, 0.0) in unasked


@pytest.mark.parametrize(
    ("sure", "char", "settled", "likeliest", "result"),
    [
        (0.5, "行", "hang2", "hang2", 0.96),  # words and the model agree
        (0.99, "行", "hang2", "hang2", 0.99),
        (0.5, "行", "hang2", "xing2", 0.5),
        (0.5, "得", "dei3", "de5", 0.96),  # grammar settles it
        (0.5, "得", "", "de5", 0.5),
        (0.5, "行", "", "", 0.5),
    ],
)
def test_what_words_settle_is_at_least_so_sure(sure, char, settled, likeliest, result):
    assert raised(sure, char, settled, likeliest) == result


def test_a_score_is_the_sum_of_known_weights_times_values():
    (first, one), (second, two) = list(tables().weights.items())[:2]
    assert score({first: 2.0, second: -0.5}) == pytest.approx(2 * one - two / 2)
    assert score({"no such weight": 5.0}) == 0
    assert score({}) == 0


def test_candidates_are_a_characters_own_readings_and_those_of_phrases_once():
    own = list(own_readings("行"))
    assert candidates("行") == own
    found = [(2, 0, "heng2"), (3, 1, own[0])], [(2, 1, "heng2"), (2, 0, "x1")]
    assert candidates("行", *found) == [*own, "heng2", "x1"]


@pytest.mark.parametrize(
    ("text", "index", "shared", "votes"),
    [
        ("在银行里", 2, {"lp2", "lps1"}, {"Amax2", "A2l", "Aseg2"}),
        ("行列", 0, {"lp2", "lps1"}, {"Amax2", "A2r", "Aseg2"}),
        ("各行各业", 1, {"lp3", "lps1"}, {"Amax4", "Aseg4"}),
        ("骑自行车", 2, {"lp3", "lps1"}, {"Amax3", "A2l", "A2r", "Aseg3"}),
        ("，行，", 1, {"lp0", "lps1"}, set()),
    ],
)
def test_phrases_vote_by_their_length_and_place(text, index, shared, votes):
    evidence = features(source_of(text), index, NETWORK, SEEN)
    found = [{name for name in row if name[:1] == "A"} for row in evidence.rows]
    assert all(shared <= row.keys() for row in evidence.rows)
    assert votes in found


def test_what_the_network_does_not_know_is_least_likely():
    first, second, *others = own_readings("着")
    evidence = features(source_of("着。"), 0, {first: 1.0, second: 1.0}, {"着" + second: 3})
    rows = dict(zip(evidence.readings, evidence.rows, strict=True))
    assert rows[first]["lp"] == rows[second]["lp"] == pytest.approx(-log(2), abs=1e-6)
    assert others
    assert {rows[said]["lp"] for said in others} == {-6.0}
    seen = 3 + len(evidence.readings) / 2
    assert rows[second]["pr"] == pytest.approx(log(3.5 / seen))
    assert rows[first]["pr"] == pytest.approx(log(0.5 / seen))
    assert rows[first]["first_1"] == rows[first]["first"] == 1.0
    assert "first" not in rows[second]


def test_a_neutral_tone_speaks_for_itself():
    evidence = features(source_of("了。"), 0, {"le5": 1.0}, {})
    rows = dict(zip(evidence.readings, evidence.rows, strict=True))
    assert rows["le5"]["neutral"] == 1.0
    assert "neutral" not in rows["liao3"]
