"""Which of its readings a character has here: a small network and a linear model over it.

The network is the bidirectional LSTM of g2pM (Park and Lee, 2020; Apache-2.0), run with numpy
from weights kept in sixteen bits. It knows sentences but errs in short phrases; the linear model
weighs its opinion against the phrases and the neighbours. What is in ``data/`` is made by
``benchmarks/train_readings.py``; where it comes from stands in ``data/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

FLOOR = -6.0
"""The least log probability that the network may give: phrases must be able to overrule it."""
_SHORT = 12
"""Texts of fewer characters are unlike the sentences that the network was trained on."""
_LONGEST = 8
"""Characters in the longest phrase that is looked up."""
_UNKNOWN, _BEGIN, _END = 1, 2, 3
"""The network's codes for characters it does not know and for the ends of a sentence."""
_HIDDEN = 32
_SENTENCE = re.compile(r"[^。！？\n]{1,200}[。！？\n]*|[。！？\n]+")

Phrases = Mapping[str, str]
"""Syllables with spaces between them, by phrase."""
Found = tuple[int, int, str]
"""A phrase over a place: its length, its start, the reading of the place."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything but the network, in memory."""

    readings: Mapping[str, str]
    """Every reading of a character, the commonest first, with spaces between them."""
    phrases: Phrases
    """Words whose reading is settled."""
    more: Phrases
    """Words from a larger, less careful collection with an unusual reading in them."""
    counts: Mapping[str, int]
    """How often ``character + reading`` was seen in training."""
    weights: Mapping[str, float]
    """Of the linear model."""


@cache
def tables() -> Tables:
    """The shipped tables."""
    return Tables(
        _pairs("readings.tsv"),
        _pairs("phrases.tsv") | _pairs("corrections.tsv"),
        _pairs("more.tsv"),
        {key: int(value) for key, value in _pairs("counts.tsv").items()},
        {key: int(value) / 100 for key, value in _pairs("weights.tsv").items()},
    )


def _pairs(name: str) -> dict[str, str]:
    text = files(__package__).joinpath("data", name).read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines() if "\t" in line)


class Words:
    """The phrases of one collection in one text."""

    __slots__ = ("over", "taken")

    over: dict[int, list[Found]]
    """Every phrase, by the places that it covers."""
    taken: dict[int, Found]
    """The phrases that are left when the longest is taken first, from left to right."""

    def __init__(self, phrases: Phrases, text: str) -> None:
        self.over, self.taken = {}, {}
        free = 0
        for start in range(len(text) - 1):
            longest = 0
            for length in range(2, min(_LONGEST, len(text) - start) + 1):
                said = phrases.get(text[start : start + length])
                if said:
                    longest = length
                    for place, syllable in enumerate(said.split(), start):
                        self.over.setdefault(place, []).append((length, start, syllable))
            if longest and start >= free:
                free = start + longest
                for place in range(start, free):
                    self.taken[place] = self.over[place][-1]


def candidates(table: Tables, char: str, *found: Sequence[Found]) -> list[str]:
    """The readings that are possible at a place: the character's own and those of phrases."""
    own = table.readings.get(char, "").split()
    return list(dict.fromkeys((*own, *(item[2] for part in found for item in part))))


def features(
    table: Tables,
    text: str,
    index: int,
    network: Mapping[str, float],
    words: Words,
    more: Words,
    seen: Mapping[str, int],
) -> tuple[list[str], list[dict[str, float]]]:
    """The candidates at a place, and for each what speaks for it.

    Args:
        table: the shipped tables.
        text: what is read.
        index: the place.
        network: the network's logit for each reading that it knows.
        words: settled phrases in ``text``.
        more: phrases of the larger collection in ``text``.
        seen: how often ``character + reading`` was seen in training.
    """
    char = text[index]
    over, over_more = words.over.get(index, []), more.over.get(index, [])
    readings = candidates(table, char, over, over_more)
    opinion = _opinion([network.get(reading, -20.0) for reading in readings])
    prior = _prior([seen.get(char + reading, 0) for reading in readings])
    around = _neighbours(char, text, index)
    longest = max(over, default=None, key=lambda item: item[0])
    shared = ("lp", f"lp{min(longest[0] if longest else 0, 3)}", f"lps{int(len(text) < _SHORT)}")
    known = any(seen.get(char + reading, 0) for reading in readings)
    rows = []
    for place, reading in enumerate(readings):
        row = dict.fromkeys(shared, opinion[place])
        row |= {"pr": prior[place], f"lpc|{char}": opinion[place] / 3, f"b|{char}{reading}": 1.0}
        row |= {f"{name}{reading}": value for name, value in around}
        row |= {"first": 1.0, f"first_{int(known)}": 1.0} if place == 0 else {}
        row |= {"neutral": 1.0} if reading[-1] == "5" else {}
        row |= _votes("A", reading, over, words.taken.get(index), index)
        row |= _votes("B", reading, over_more, more.taken.get(index), index)
        if longest:
            row[f"{'pc' if longest[2] == reading else 'pn'}|{char}"] = 0.7
        rows.append(row)
    return readings, rows


def _opinion(logits: list[float]) -> list[float]:
    top = max(logits)
    total = log(sum(exp(value - top) for value in logits))
    return [max(value - top - total, FLOOR) for value in logits]


def _prior(counts: list[int]) -> list[float]:
    total = sum(counts) + 0.5 * len(counts)
    return [log((count + 0.5) / total) for count in counts]


def _neighbours(char: str, text: str, index: int) -> tuple[tuple[str, float], ...]:
    padded = f"^^{text[max(0, index - 2) : index]}"[-2:]
    following = f"{text[index + 1 : index + 3]}$$"[:2]
    return (
        (f"L|{char}{padded[1]}", 0.7),
        (f"R|{char}{following[0]}", 0.7),
        (f"LL|{char}{padded}", 0.5),
        (f"RR|{char}{following}", 0.5),
        (f"l2|{char}{padded[0]}", 0.7),
        (f"r2|{char}{following[1]}", 0.7),
    )


def _votes(
    name: str, reading: str, over: Sequence[Found], taken: Found | None, index: int
) -> Iterator[tuple[str, float]]:
    mine = [item for item in over if item[2] == reading]
    if mine:
        yield f"{name}max{min(max(mine)[0], 4)}", 1.0
    for length, start, _ in mine:
        if length == 2:  # noqa: PLR2004 - a word of two characters, the commonest kind
            yield f"{name}2{'r' if start == index else 'l'}", 1.0
    if taken and taken[2] == reading:
        yield f"{name}seg{min(taken[0], 4)}", 1.0


def judge(
    text: str, words: Words, more: Words, places: Sequence[int]
) -> Iterator[tuple[int, str, float]]:
    """The best reading for each of ``places`` and how sure it is (0-1)."""
    table = tables()
    for index, network in logits(text, places):
        readings, rows = features(table, text, index, network, words, more, table.counts)
        scores = [
            sum(table.weights.get(key, 0.0) * value for key, value in row.items()) for row in rows
        ]
        best = max(range(len(scores)), key=scores.__getitem__)
        yield index, readings[best], 1 / sum(exp(score - scores[best]) for score in scores)


def logits(text: str, places: Sequence[int]) -> Iterator[tuple[int, Mapping[str, float]]]:
    """What the network thinks of each place: a logit for every reading of the character."""
    import numpy as np  # noqa: PLC0415 - 100 ms

    network, table = _network(), tables()
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    wanted = set(places)
    sentences = [span for span in sentences if any(i in wanted for i in range(*span))]
    order = sorted(sentences, key=lambda span: span[1] - span[0])
    for first in range(0, len(order), 64):
        spans = order[first : first + 64]
        hidden = network.hidden([text[start:end] for start, end in spans])
        at = [
            (row, index - start, index)
            for row, (start, end) in enumerate(spans)
            for index in range(start, end)
            if index in wanted
        ]
        inner = np.stack([hidden[row, offset] for row, offset, _ in at])
        inner = np.maximum(inner @ network.weights["w0"].T + network.weights["b0"], 0)
        scores = inner @ network.weights["w1"].T + network.weights["b1"]
        for (_, _, index), row in zip(at, scores, strict=True):
            known = (r for r in table.readings[text[index]].split() if r in network.classes)
            yield index, {reading: float(row[network.classes[reading]]) for reading in known}


class _Network:
    """The weights, and the hidden states of sentences."""

    def __init__(self, weights: dict[str, Any], characters: str, classes: str) -> None:
        self.weights = weights
        self.codes = {char: code for code, char in enumerate(characters)}
        self.classes = {reading: number for number, reading in enumerate(classes.split())}

    def hidden(self, sentences: Sequence[str]) -> Any:
        """Both directions' states: sentences x characters x 64."""
        import numpy as np  # noqa: PLC0415

        sizes = [len(sentence) for sentence in sentences]
        codes = np.zeros((2, len(sentences), max(sizes) + 1), int)
        for row, sentence in enumerate(sentences):
            inner = [self.codes.get(char, _UNKNOWN) for char in sentence]
            codes[0, row, : len(inner) + 1] = [_BEGIN, *inner]
            codes[1, row, : len(inner) + 1] = [_END, *inner[::-1]]
        states = self._run(codes)
        backward = np.zeros_like(states[1, :, 1:])
        for row, size in enumerate(sizes):
            backward[row, :size] = states[1, row, size:0:-1]
        return np.concatenate([states[0, :, 1:], backward], axis=-1)

    def _run(self, codes: Any) -> Any:
        import numpy as np  # noqa: PLC0415

        taught = np.stack(
            [
                self.weights["embedding"][codes[way]] @ self.weights["input"][way]
                + self.weights["bias"][way]
                for way in (0, 1)
            ]
        )
        cell = state = np.zeros((2, codes.shape[1], _HIDDEN), np.float32)
        states = np.empty((*codes.shape, _HIDDEN), np.float32)
        for step in range(codes.shape[2]):
            gates = taught[:, :, step] + state @ self.weights["recurrent"]
            opened = 1 / (1 + np.exp(-gates))
            fresh = np.tanh(gates[..., 64:96])
            cell = opened[..., 32:64] * cell + opened[..., :32] * fresh
            state = opened[..., 96:] * np.tanh(cell)
            states[:, :, step] = state
        return states


@cache
def _network() -> _Network:
    import numpy as np  # noqa: PLC0415

    with files(__package__).joinpath("data", "network.npz").open("rb") as file:
        data = np.load(file)
        weights = {
            name: data[name].astype(np.float32)
            for name in data.files
            if data[name].dtype != "U" and name not in {"characters", "classes"}
        }
        return _Network(weights, str(data["characters"]), str(data["classes"]))
