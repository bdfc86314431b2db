from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.mandarin.sentences import split_sentences, split_utterances

CHINESE = st.text(alphabet="国家发展。！？…，；：“”（）《》.!?aB1 \n—、的说", max_size=200)


@pytest.mark.parametrize(
    "sentences",
    [
        ["第一句。", "第二句！", "第三句？"],
        ["他说：“走吧。”", "然后走了。"],
        ["“走吧！”他说。", "天黑了。"],
        ["总书记强调：“基础不牢，地动山摇。”", "这一论述很深刻。"],
        ["回答“为谁？靠谁？”的问题。", "好！！", "真的？！", "是的。"],
        ["“我们怎么办？”这个问题要想清楚。"],
        ["要做到三问（问谁？问什么？），再动手。", "完。"],
        ["《谁是最可爱的人？》写得好。", "读吧。"],
        ["古人说：“学而时习之。”（《论语》）", "今天也是。"],
        ["我说：“去！”就走了。", "「好。」他說。", "「走！」"],
        ["“成功了。”——《日记》"],
        ["总书记强调：“要实干。”", "这一论述很深。"],
        ["增长1.5倍，圆周率3.14。", "见http://a.cn/b?d=e。", "好。"],
        ["等等……", "他走了。"],
        ["他走了……，我们也走。"],
        ["He came at 3.5 today. ", "Then he left. ", "OK。"],
        ["Dr. Smith met Mr. Li in the U.S. in May."],
        ["Prof. Wang met them. ", "Then he left."],
        ["第一行\n", "第二行"],
        ["（注意。）", "下面开始。"],
        ["好。 ", "再来。  "],
        ["没有标点"],
        ["Is it so?"],
        ["见b?=1。"],
        ["   "],
        ["。。。"],
        # a mark inside an address is none; one between scripts or before a space is
        ["a?b=c好。", "再来。"],
        ["看a!b吧。", "好。"],
        ["见x?=1。", "见x.&、x?/、x!#、x?%。", "好。"],
        ["真的?", "好。"],
        ["a?", "好。", "真?", "b。"],
        ["真-?", "b。"],
        ["a? ", "b。"],
        # asides and titles, and those that are sentences of their own
        ["要做（先想？再做！）才行。", "好。"],
        ["说完。", "（注意！想想。）", "下面。"],
        ["好！", "（对吗？）", "是…", "（对。）", "好\n", "（是。）", "完。"],
        ["【先看。】", "再做【先想。】才好。"],
        ["说(一。二。)完。", "(是。)", "好。"],
        ["《问？》答。", "好。"],
        # a sentence goes on after a quote or an ellipsis
        ["好……，走。", "好……；走。", "好…：走。", "好…、走。", "好…,走。", "好…;走。", "好…:走。"],
        ["他说“走！”，好。", "他说“走！”他说道。", "好。"],
        ["“走。”的话。", "“走！”的话。", "好。"],
        ["“走。”", "就好。", "“走！”就好。"],
        ["“走。”", "这个词。", "“走！”这个词。"],
        ["“走。”他笑道。", "“走。”他说，好。"],
        ["『去。』", "走。", "好。』」", "走。"],
        # lines, spaces and rows of marks
        ["一\r\n", "二\u2028", "三\n\n", "四\n"],
        ["一\n，"],
        ["，\n二"],
        ["。一。"],
        ["！好"],
        ["一。 ", "！ 二。"],
        ["一。 \n ", "二"],
        # English full stops and abbreviations
        ["He met Dr. Wang. ", "Then he left."],
        ["Dr. A came. ", "“So he did.” ", "(And left.) ", "End now. ", "好。"],
        ["Mr. A etc. B cf. C"],
        ["A few incl. ", "More vs. B and Vol. C"],
        ["Some are kept. ", "B"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def pieces_of(text: str, **sizes: int) -> list[str]:
    return [text[start:end] for start, end in split_utterances(text, **sizes)]


def spoken_size(text: str) -> int:
    return sum(map(str.isalnum, text))


def _cost(text: str, pieces: Sequence[tuple[int, int]], *, aim: int, most: int) -> float:
    """What is wrong with a division into sentences: pieces that are uneven, cuts that do not stick.

    Infinite if a piece is too long.
    """
    sentences, ideal = split_sentences(text), max(1, aim * 3 // 4)
    cost = 0.0
    for start, end in pieces:
        if spoken_size(text[start:end]) > most:
            return float("inf")
        cost += (spoken_size(text[start:end]) / ideal - 1) ** 2
    for _, end in pieces[:-1]:
        start = next(start for start, stop in sentences if stop == end)
        cost += 0.25 * (zlib.crc32(text[start:end].encode()) & 255) / 255
    return cost


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.tuples(st.lists(st.integers(1, 12), min_size=2, max_size=9), st.integers(8, 20)),
        st.tuples(st.lists(st.integers(1, 5), min_size=2, max_size=9), st.integers(1, 20)),
    )
)
def test_no_division_into_pieces_is_better(sizes_and_aim: tuple[list[int], int]) -> None:
    sizes, aim = sizes_and_aim
    sentences = [chr(0x4E00 + 7 * n) * size + "。" for n, size in enumerate(sizes)]
    text, most = "".join(sentences), aim + 4
    pieces = split_utterances(text, aim=aim, most=most)
    ends = [end for _, end in split_sentences(text)][:-1]
    if spoken_size(text) <= aim:
        assert pieces == ((0, len(text)),)
        return
    others = (
        tuple(pairwise([0, *cuts, len(text)]))
        for count in range(len(ends) + 1)
        for cuts in combinations(ends, count)
    )
    cheapest = min(_cost(text, other, aim=aim, most=most) for other in others)
    assert _cost(text, pieces, aim=aim, most=most) == pytest.approx(cheapest)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        # the next best mark of a sentence that is too long: with what closes after it, and spaces
        ("甲甲甲；」 乙乙乙；丙丙丙。", ["甲甲甲；」 ", "乙乙乙；", "丙丙丙。"]),
        (
            "甲甲甲，」 乙乙乙、丙丙丙：丁丁丁。",
            ["甲甲甲，」 ", "乙乙乙、", "丙丙丙：", "丁丁丁。"],
        ),
        ("甲甲甲——乙乙乙 丙丙丙:丁丁丁。", ["甲甲甲——", "乙乙乙 ", "丙丙丙:", "丁丁丁。"]),
        # a clause is better than a phrase
        ("甲甲，甲；乙乙，乙。", ["甲甲，甲；", "乙乙，乙。"]),
        # anywhere, in slices of half the most
        ("甲乙丙丁戊己庚辛", ["甲乙丙丁", "戊己庚辛"]),
        ("ab cd ef gh", ["ab cd ", "ef gh"]),
    ],
)
def test_where_a_long_sentence_is_cut(text: str, pieces: list[str]) -> None:
    assert pieces_of(text, aim=3, most=4) == pieces


@pytest.mark.parametrize(
    ("aim", "most", "pieces"),
    [
        (1, 4, ["甲。", "乙。", "丙。", "丁。"]),
        (2, 4, ["甲。", "乙。", "丙。", "丁。"]),  # three quarters of two are one
        (3, 4, ["甲。乙。", "丙。丁。"]),
        (4, 4, ["甲。乙。丙。丁。"]),
    ],
)
def test_pieces_of_three_quarters_of_the_aim(aim: int, most: int, pieces: list[str]) -> None:
    text = "甲。乙。丙。丁。"
    assert pieces_of(text, aim=aim, most=most) == pieces


@given(st.one_of(st.text(max_size=200), CHINESE))
def test_sentences_cover_the_text(text: str) -> None:
    ranges = split_sentences(text)
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(start < end for start, end in ranges)


def test_an_empty_text_has_no_parts() -> None:
    assert split_sentences("") == ()
    assert split_utterances("") == ()


@given(st.one_of(st.text(max_size=300), CHINESE), st.integers(1, 60), st.integers(0, 40))
def test_utterances_cover_the_text_and_are_never_too_long(text: str, aim: int, more: int) -> None:
    pieces = split_utterances(text, aim=aim, most=aim + more)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(start < end for start, end in pieces)
    assert all(spoken_size(text[start:end]) <= aim + more for start, end in pieces)


def test_a_paragraph_up_to_the_aim_is_one_utterance() -> None:
    text = "我们要坚持走群众路线。" * 30
    assert spoken_size(text) == 300
    assert split_utterances(text) == ((0, len(text)),)
    assert len(split_utterances(text + "还要坚持从群众中来，到群众中去。" * 4)) == 2


def test_pieces_are_even_and_end_with_sentences() -> None:
    text = "我们要坚持走群众路线，把工作做到群众心坎上。" * 40
    pieces = pieces_of(text)
    assert all(piece.endswith("。") for piece in pieces)
    assert all(150 <= spoken_size(piece) <= 300 for piece in pieces)


@pytest.mark.parametrize("mark", ["；", "，"])
def test_a_sentence_that_is_too_long_is_cut_after_the_next_best_mark(mark: str) -> None:
    text = f"坚持以人民为中心的发展思想{mark}" * 60 + "。"
    pieces = pieces_of(text)
    assert len(pieces) > 1
    assert all(piece.endswith(mark) for piece in pieces[:-1])


def test_a_long_sentence_is_cut_no_more_than_it_must() -> None:
    short = "我们要坚持走群众路线，把工作做到群众心坎上。" * 8
    long = "坚持以人民为中心的发展思想，" * 36 + "这样才好。"
    pieces = pieces_of(short + long + short)
    assert sum(piece.endswith("，") for piece in pieces) == 1


def test_words_stay_whole_where_there_is_no_mark() -> None:
    text = "abcdefgh" + "字" * 95 + "internationalization" + "字" * 300
    pieces = pieces_of(text, aim=100, most=100)
    assert any("internationalization" in piece for piece in pieces)


@pytest.mark.parametrize("text", ["字" * 300_000, "。" * 300_000, "a" * 300_000, "字，" * 150_000])
def test_a_text_without_sentences_is_cut(text: str) -> None:
    pieces = split_utterances(text)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(spoken_size(text[start:end]) <= 400 for start, end in pieces)
    assert max(end - start for start, end in pieces) <= 1600


def test_an_edit_disturbs_few_other_utterances() -> None:
    sentences = [
        f"第{chr(0x4E00 + 37 * n)}{'我们共同努力' * (2 + n * 7 % 5)}。" for n in range(120)
    ]

    def pieces(parts: list[str]) -> set[str]:
        return set(pieces_of("".join(parts)))

    whole = pieces(sentences)
    changed = [
        len(whole - pieces([*sentences[:at], "这里插入了一句新的话。", *sentences[at:]]))
        for at in range(0, 120, 7)
    ]
    assert len(whole) > 10
    assert sum(changed) / len(changed) <= 3


@pytest.mark.parametrize(("aim", "most"), [(0, 10), (20, 10), (-1, -1)])
def test_impossible_sizes_are_refused(aim: int, most: int) -> None:
    with pytest.raises(ValueError, match="is needed"):
        split_utterances("字", aim=aim, most=most)
