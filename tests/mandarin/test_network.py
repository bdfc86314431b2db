"""The network, run once more as books write it: one sentence, one step, one gate at a time."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from audiolecture.mandarin.network import load, opinions
from audiolecture.mandarin.tables import own_readings

HIDDEN = 32


@pytest.fixture(scope="module")
def stored():
    with files("audiolecture.mandarin").joinpath("data", "network.npz").open("rb") as file:
        data = np.load(file)
        return {name: data[name] for name in data.files}


def sigmoid(value):
    return 1 / (1 + np.exp(-value))


def states(stored, codes, way):
    """The state after each character; the gates are stored as in, forget, fresh, out."""
    weights = {n: stored[n][way].astype(float) for n in ("input", "recurrent", "bias")}
    state = cell = np.zeros(HIDDEN)
    found = []
    for code in codes:
        gates = stored["embedding"][code].astype(float) @ weights["input"] + weights["bias"]
        first, forget, fresh, out = np.split(gates + state @ weights["recurrent"], 4)
        cell = sigmoid(forget) * cell + sigmoid(first) * np.tanh(fresh)
        state = sigmoid(out) * np.tanh(cell)
        found.append(state)
    return found


def by_the_book(stored, sentence, offset):
    characters, classes = str(stored["characters"]), str(stored["classes"]).split()
    codes = [characters.index(char) if char in characters else 1 for char in sentence]
    forwards = states(stored, [2, *codes], 0)[offset + 1]
    backwards = states(stored, [3, *codes[::-1]], 1)[len(codes) - offset]
    inner = stored["w0"].astype(float) @ np.concatenate([forwards, backwards]) + stored["b0"]
    logits = stored["w1"].astype(float) @ np.maximum(inner, 0) + stored["b1"]
    own = own_readings(sentence[offset])
    return {name: logits[classes.index(name)] for name in own if name in classes}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("他在银行工作。", ["他在银行工作。"]),
        ("行长说：重新种！为了还给他？得了", ["行长说：重新种！", "为了还给他？", "得了"]),
        ("一\n行。！乐", ["一\n", "行。！", "乐"]),
        ("。行", ["。", "行"]),
        ("𠮷行a", ["𠮷行a"]),  # characters that it has never seen
        ("行" * 450, ["行" * 200, "行" * 200, "行" * 50]),
    ],
)
def test_opinions_are_those_of_the_book(stored, text, sentences):
    assert "".join(sentences) == text
    places = [index for index, char in enumerate(text) if char in "行重为还得乐𠮷"]
    places = places[:3] + places[-2:]
    (found,) = opinions([text], [places])
    assert sorted(found) == sorted(set(places))
    start = 0
    for sentence in sentences:
        for index in set(places) & set(range(start, start + len(sentence))):
            wanted = by_the_book(stored, sentence, index - start)
            assert found[index] == pytest.approx(wanted, abs=2e-3)
        start += len(sentence)


def test_many_sentences_go_through_side_by_side(stored):
    texts = [f"{'他' * (n % 7)}行{'好' * (n % 5)}。" for n in range(400)]
    found = opinions(texts, [[n % 7] if n % 3 else [] for n in range(400)])
    assert [sorted(each) for each in found] == [[n % 7] if n % 3 else [] for n in range(400)]
    for number in (1, 199, 398):
        wanted = by_the_book(stored, texts[number], number % 7)
        assert found[number][number % 7] == pytest.approx(wanted, abs=2e-3)


def test_nothing_is_asked_of_it_for_nothing():
    assert opinions([], []) == []
    assert opinions(["他在银行。", ""], [[], []]) == [{}, {}]


def test_states_are_small_numbers_in_half_the_room():
    hidden = load().hidden(["银行。", "行"])
    assert hidden.shape == (2, 3, 2 * HIDDEN)
    assert hidden.dtype == np.float32
    assert not hidden[1, 1:].any()  # nothing stands there
    assert np.abs(hidden).max() < 1
    assert all(each.dtype == np.float32 for each in load().weights.values())
