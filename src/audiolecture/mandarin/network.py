"""The small network that knows sentences: the bidirectional LSTM of g2pM, run with numpy.

Park and Lee, 2020 (Apache-2.0); its weights are kept in sixteen bits. Sentences of many texts go
through it together, those of one length side by side: that is what makes it quick.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from audiolecture.mandarin.tables import own_readings
from audiolecture.patterns import lazily

# Its products are small: a second thread that waits for its share of one costs five times what the
# product does. It holds if numpy is loaded after this, as here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_UNKNOWN, _BEGIN, _END = 1, 2, 3
"""The codes for characters that it does not know and for the ends of a sentence."""
_HIDDEN = 32
_TOGETHER = 192
"""Sentences that go through it side by side."""
_SENTENCE = lazily(r"[^。！？\n]{1,200}[。！？\n]*|[。！？\n]+")

Opinion = Mapping[str, float]
"""A logit for every reading that the network knows of a character."""
_Sentence = tuple[str, int, list[tuple[int, int]]]
"""Its text, the number of the text that it is from, and its places: in it and in that text."""


def opinions(texts: Sequence[str], places: Sequence[Sequence[int]]) -> list[dict[int, Opinion]]:
    """What the network thinks of the characters at ``places`` of each text, by place."""
    found: list[dict[int, Opinion]] = [{} for _ in texts]
    sentences = [
        sentence
        for number, text in enumerate(texts)
        for sentence in _sentences(text, number, set(places[number]))
    ]
    sentences.sort(key=lambda each: len(each[0]))
    for first in range(0, len(sentences), _TOGETHER):
        for number, index, opinion in _judged(sentences[first : first + _TOGETHER]):
            found[number][index] = opinion
    return found


def _sentences(text: str, number: int, wanted: set[int]) -> Iterator[_Sentence]:
    if not wanted:
        return
    for match in _SENTENCE.finditer(text):
        at = [(i - match.start(), i) for i in range(*match.span()) if i in wanted]
        if at:
            yield match[0], number, at


def _judged(sentences: Sequence[_Sentence]) -> Iterator[tuple[int, int, Opinion]]:
    import numpy as np  # noqa: PLC0415 - 100 ms

    network = load()
    hidden = network.hidden([text for text, _, _ in sentences])
    rows = [row for row, (_, _, at) in enumerate(sentences) for _ in at]
    offsets = [offset for _, _, at in sentences for offset, _ in at]
    inner = np.maximum(hidden[rows, offsets] @ network.weights["w0"].T + network.weights["b0"], 0)
    known = [network.known(text[offset]) for text, _, at in sentences for offset, _ in at]
    # of 876 readings only the few of a character are of interest
    columns = [column for _, several in known for column in several]
    each = np.repeat(inner, [len(several) for _, several in known], axis=0)
    logits = np.einsum("ij,ij->i", each, network.weights["w1"][columns])
    values = iter((logits + network.weights["b1"][columns]).tolist())
    places = ((number, index) for _, number, at in sentences for _, index in at)
    for (number, index), (names, _) in zip(places, known, strict=True):
        yield number, index, {name: next(values) for name in names}


class Network:
    """The weights, and the hidden states of sentences."""

    def __init__(self, weights: dict[str, Any], characters: str, classes: str) -> None:
        self.weights = weights
        self.codes = {char: code for code, char in enumerate(characters)}
        self.classes = {reading: number for number, reading in enumerate(classes.split())}
        self._known: dict[str, tuple[tuple[str, ...], list[int]]] = {}

    def known(self, char: str) -> tuple[tuple[str, ...], list[int]]:
        """The readings of a character that the network can give, and their columns."""
        if char not in self._known:
            names = tuple(name for name in own_readings(char) if name in self.classes)
            self._known[char] = names, [self.classes[name] for name in names]
        return self._known[char]

    def hidden(self, sentences: Sequence[str]) -> Any:
        """Both directions' states: sentences x characters x 64."""
        import numpy as np  # noqa: PLC0415

        sizes = [len(sentence) for sentence in sentences]
        codes = np.zeros((max(sizes) + 1, 2, len(sentences)), np.intp)
        for row, sentence in enumerate(sentences):
            inner = [self.codes.get(char, _UNKNOWN) for char in sentence]
            codes[: len(inner) + 1, 0, row] = [_BEGIN, *inner]
            codes[: len(inner) + 1, 1, row] = [_END, *inner[::-1]]
        states = self._run(codes)
        result = np.zeros((len(sentences), max(sizes), 2 * _HIDDEN), np.float32)
        for row, size in enumerate(sizes):
            result[row, :size, :_HIDDEN] = states[1 : size + 1, 0, row]
            result[row, :size, _HIDDEN:] = states[size:0:-1, 1, row]
        return result

    def _run(self, codes: Any) -> Any:
        """The states of both directions: steps x 2 x sentences x 32."""
        import numpy as np  # noqa: PLC0415

        taught = np.empty((*codes.shape, 4 * _HIDDEN), np.float32)
        seen, which = np.unique(codes, return_inverse=True)
        known = self.weights["embedding"][seen]
        for way, places in enumerate(np.moveaxis(which.reshape(codes.shape), 1, 0)):
            inputs = known @ self.weights["input"][way] + self.weights["bias"][way]
            taught[:, way] = inputs[places]
        recurrent = self.weights["recurrent"]
        cell = np.zeros((*codes.shape[1:], _HIDDEN), np.float32)
        state = cell.copy()
        states = np.empty((*codes.shape, _HIDDEN), np.float32)
        for step, gates in enumerate(taught):
            # sigmoid(x) = (1 + tanh(x / 2)) / 2; the weights of these gates are halved already
            opened = np.tanh(gates + state @ recurrent)
            sigmoid = opened[..., : 3 * _HIDDEN]
            sigmoid *= 0.5
            sigmoid += 0.5
            cell *= sigmoid[..., _HIDDEN : 2 * _HIDDEN]
            cell += sigmoid[..., :_HIDDEN] * opened[..., 3 * _HIDDEN :]
            state = np.multiply(sigmoid[..., 2 * _HIDDEN :], np.tanh(cell), out=states[step])
        return states


@cache
def load() -> Network:
    """The shipped weights, their gates in the order that `Network` runs them in."""
    import numpy as np  # noqa: PLC0415

    # as they are stored: in, forget, fresh, out
    order = np.r_[0 : 2 * _HIDDEN, 3 * _HIDDEN : 4 * _HIDDEN, 2 * _HIDDEN : 3 * _HIDDEN]
    halved = np.repeat([0.5, 1.0], [3 * _HIDDEN, _HIDDEN]).astype(np.float32)
    with files(__package__).joinpath("data", "network.npz").open("rb") as file:
        data = np.load(file)
        texts = {name: str(data[name]) for name in ("characters", "classes")}
        weights = {n: data[n].astype(np.float32) for n in data.files if n not in texts}
    for name in ("input", "recurrent", "bias"):
        weights[name] = np.ascontiguousarray(weights[name][..., order] * halved)
    return Network(weights, **texts)
