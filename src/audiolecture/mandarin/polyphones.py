"""Which of its readings a character has here: a linear model over a network's opinion.

The network knows sentences but errs in short phrases; the linear model weighs its opinion against
the phrases and the neighbours, and a second, smaller one says how far the answer can be trusted.
Both are made by ``benchmarks/train_readings.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from operator import itemgetter

from audiolecture.mandarin.network import Opinion, opinions
from audiolecture.mandarin.tables import Found, Words, own_readings, tables

FLOOR = -6.0
"""The least log probability that the network may give: phrases must be able to overrule it."""
_SHORT = 12
"""Texts of fewer characters are unlike the sentences that the network was trained on."""
_SURE = 0.9995
"""More than this the linear model cannot claim."""

_SETTLED = 0.96
"""At least this sure is what words settle if the model agrees, or of a character of `_GRAMMAR`."""
_TIE = 1e-6
"""By so much what words settle is ahead: weights of two digits do add up to the same."""
_GRAMMAR = frozenset("子得地了为过着都儿")
"""Settled by grammar more safely than by what few sentences of each teach."""

_LENGTH = itemgetter(0)
"""Of a phrase that was found."""

Features = dict[str, float]
"""What speaks for something, by name: the sum of weight times value is its score."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is to be weighed at a place."""

    readings: list[str]
    """The candidates."""
    rows: list[Features]
    """What speaks for each of them."""
    around: tuple[tuple[str, float], ...]
    """What stands there; it has a weight with each candidate, ``name=reading``."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is read, and the phrases in it."""

    text: str
    words: Words
    """Of the careful dictionary."""
    more: Words
    """Of the larger collection."""


def candidates(char: str, *found: Sequence[Found]) -> list[str]:
    """The readings that are possible at a place: the character's own and those of phrases."""
    own = list(own_readings(char))
    for part in found:
        for item in part:
            if item[2] not in own:
                own.append(item[2])
    return own


def features(source: Text, index: int, network: Opinion, seen: Mapping[str, int]) -> Evidence:
    """The candidates at a place, and what speaks for them.

    Args:
        source: what is read.
        index: the place.
        network: the network's logit for each reading that it knows.
        seen: how often ``character + reading`` was seen in training.
    """
    text, char = source.text, source.text[index]
    over, over_more = source.words.over.get(index, []), source.more.over.get(index, [])
    readings = candidates(char, over, over_more)
    opinion = _opinion([network.get(reading, -20.0) for reading in readings])
    counts = tuple([seen.get(char + reading, 0) for reading in readings])
    prior = _prior(counts)
    longest = max(over, default=None, key=_LENGTH)
    shared = ("lp", f"lp{min(longest[0] if longest else 0, 3)}", f"lps{int(len(text) < _SHORT)}")
    of_char, known = f"lpc|{char}", any(counts)
    rows = []
    for place, reading in enumerate(readings):
        row = dict.fromkeys(shared, opinion[place])
        row["pr"], row[of_char] = prior[place], opinion[place] / 3
        if place == 0:
            row["first"] = row[f"first_{int(known)}"] = 1.0
        if reading[-1] == "5":
            row["neutral"] = 1.0
        if over:
            row.update(_votes("A", reading, over, source.words.taken.get(index), index))
        if over_more:
            row.update(_votes("B", reading, over_more, source.more.taken.get(index), index))
        if longest:
            row[f"{'pc' if longest[2] == reading else 'pn'}|{char}"] = 0.7
        rows.append(row)
    return Evidence(readings, rows, around(char, text, index))


def _opinion(logits: list[float]) -> list[float]:
    top = max(logits)
    total = log(sum(exp(value - top) for value in logits))
    return [max(value - top - total, FLOOR) for value in logits]


@cache
def _prior(counts: tuple[int, ...]) -> Sequence[float]:
    total = sum(counts) + 0.5 * len(counts)
    return [log((count + 0.5) / total) for count in counts]


def around(char: str, text: str, index: int) -> tuple[tuple[str, float], ...]:
    """What stands around a place: names of weights, and how much of each counts."""
    padded = f"^^{text[max(0, index - 2) : index]}"[-2:]
    following = f"{text[index + 1 : index + 3]}$$"[:2]
    return (
        (f"b|{char}", 1.0),
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


def trust(
    source: Text,
    index: int,
    network: Opinion,
    seen: Mapping[str, int],
    chances: Mapping[str, float],
    settled: str = "",
) -> Features:
    """What tells whether the answer is right: ``settled``, or else the likeliest of ``chances``.

    Args:
        source: what is read.
        index: the place.
        network: the network's logit for each reading that it knows.
        seen: how often ``character + reading`` was seen in training.
        chances: the linear model's probability of each reading.
        settled: what the words around it settle, if they do.
    """
    char = source.text[index]
    likeliest = max(chances, key=chances.__getitem__)
    best = settled or likeliest
    readings = list(dict.fromkeys((*chances, best)))
    opinion = dict(zip(readings, _opinion([network.get(r, -20.0) for r in readings]), strict=True))
    prior = dict(
        zip(readings, _prior(tuple([seen.get(char + r, 0) for r in readings])), strict=True)
    )
    sure = min(max(chances.get(best, 0.0), 1 - _SURE), _SURE)
    agrees = max(opinion, key=opinion.__getitem__) == best
    odds = log(sure / (1 - sure))
    found = {
        "?network": opinion[best],
        "?agrees": float(agrees),
        "?prior": prior[best],
        "?entropy": -sum(exp(value) * value for value in prior.values()),
        f"?many{min(len(readings), 4)}": 1.0,
        f"?char|{char}": 1.0,
        f"?reading|{char}{best}": 1.0,
    }
    if settled:
        found |= {"?settled": 1.0, "?settled odds": odds}
        found |= {"?settled alone": float(settled != likeliest and not agrees)}
    else:
        found |= {"?": 1.0, "?odds": odds}
    votes = [_vote(words.over.get(index, ()), best) for words in (source.words, source.more)]
    for name, vote in zip("AB", votes, strict=True):
        found[f"?{name}{vote}"] = 1.0
        found[f"?{name}{vote[:1]}{int(agrees)}{int(bool(settled))}"] = 1.0
    if settled:
        found[f"?settled {votes[0][:1]}{votes[1][:1]}{int(agrees)}"] = 1.0
        found[f"?settled {int(agrees)}{int(settled == likeliest)}"] = 1.0
    return found


def _vote(over: Sequence[Found], best: str) -> str:
    """Whether the longest phrase over a place is for or against a reading, and how long it is."""
    if not over:
        return "-"
    longest = max(over)
    return f"{'+' if longest[2] == best else '!'}{min(longest[0], 4)}"


def judge_all(
    texts: Sequence[Text],
    places: Sequence[Sequence[int]],
    settled: Sequence[Mapping[int, str]],
    *,
    sure: bool,
) -> Iterator[list[tuple[int, str, float]]]:
    """For each text the reading at each of its ``places`` and how sure it is (0-1).

    Args:
        texts: what is read.
        places: where, for each text.
        settled: the readings that the words around a place settle, for each text.
        sure: tell how sure; without it, that is 0 and takes no time.
    """
    found = opinions([text.text for text in texts], places)
    for source, own, networks in zip(texts, settled, found, strict=True):
        yield [
            (i, *_judged(source, i, each, own.get(i, ""), sure=sure))
            for i, each in networks.items()
        ]


def _judged(
    source: Text, index: int, network: Opinion, settled: str, *, sure: bool
) -> tuple[str, float]:
    readings, scores = weighed(source, index, network)
    if settled in readings:
        scores[readings.index(settled)] += _TIE
    top = max(scores)
    likeliest = readings[scores.index(top)]
    if not sure:
        return settled or likeliest, 0.0
    shares = [exp(value - top) for value in scores]
    total = sum(shares)
    chances = {r: share / total for r, share in zip(readings, shares, strict=True)}
    value = score(trust(source, index, network, tables().counts, chances, settled))
    chance = 1 / (1 + exp(-value))
    return settled or likeliest, raised(chance, source.text[index], settled, likeliest)


def raised(sure: float, char: str, settled: str, likeliest: str) -> float:
    """How sure an answer is, given that words settle it."""
    if settled and (settled == likeliest or char in _GRAMMAR):
        return max(sure, _SETTLED)
    return sure


def score(row: Features) -> float:
    """The sum of weight times value."""
    weights = tables().weights
    total = 0.0
    for name, value in row.items():
        if name in weights:
            total += weights[name] * value
    return total


# ---------------------------------------------------------------- scores without names


def weighed(source: Text, index: int, network: Opinion) -> tuple[list[str], list[float]]:
    """The candidates at a place and the score of each, as the weights of its `features` add up.

    Of every sixth character this is asked, so no feature is named here that need not be: what
    depends on the character alone is added up once.

    Args:
        source: what is read.
        index: the place.
        network: the network's logit for each reading that it knows.
    """
    text, char = source.text, source.text[index]
    over, over_more = source.words.over.get(index, ()), source.more.over.get(index, ())
    readings = candidates(char, over, over_more)
    longest = max(over, default=None, key=_LENGTH)
    factor = _factor(char, min(longest[0] if longest else 0, 3), len(text) < _SHORT)
    opinion = _opinion([network.get(reading, -20.0) for reading in readings])
    usual = _usual(char, tuple(readings))
    scores = [own + factor * value for own, value in zip(usual, opinion, strict=True)]
    if over:
        _vote_for(scores, readings, _vote_weights("A"), over, source.words.taken.get(index), index)
    if over_more:
        taken = source.more.taken.get(index)
        _vote_for(scores, readings, _vote_weights("B"), over_more, taken, index)
    if longest:
        same, other = _phrase_weights(char)
        for place, reading in enumerate(readings):
            scores[place] += same if reading == longest[2] else other
    contexts = tables().contexts
    for name, value in around(char, text, index):
        if name in contexts:
            for reading, weight in contexts[name].items():
                if reading in readings:
                    scores[readings.index(reading)] += weight * value
    return readings, scores


@cache
def _factor(char: str, longest: int, short: bool) -> float:
    """What the network's opinion is multiplied by."""
    names = ("lp", f"lp{longest}", f"lps{int(short)}")
    return sum(map(_weight, names)) + _weight(f"lpc|{char}") / 3


@cache
def _usual(char: str, readings: tuple[str, ...]) -> tuple[float, ...]:
    """What speaks for each of the readings of a character wherever it stands."""
    counts = tuple(tables().counts.get(char + reading, 0) for reading in readings)
    first = _weight("first") + _weight(f"first_{int(any(counts))}")
    return tuple(
        _weight("pr") * prior
        + (first if place == 0 else 0.0)
        + (_weight("neutral") if readings[place][-1] == "5" else 0.0)
        for place, prior in enumerate(_prior(counts))
    )


@dataclass(frozen=True, slots=True)
class _Votes:
    """What the phrases of one collection weigh, by their length up to four."""

    longest: tuple[float, ...]
    taken: tuple[float, ...]
    at_start: float
    """A phrase of two characters that begins here."""
    at_end: float


@cache
def _vote_weights(name: str) -> _Votes:
    lengths = range(5)
    return _Votes(
        tuple(_weight(f"{name}max{length}") for length in lengths),
        tuple(_weight(f"{name}seg{length}") for length in lengths),
        _weight(f"{name}2r"),
        _weight(f"{name}2l"),
    )


def _vote_for(
    scores: list[float],
    readings: list[str],
    weights: _Votes,
    over: Sequence[Found],
    taken: Found | None,
    index: int,
) -> None:
    longest: dict[str, int] = {}
    for length, start, reading in over:
        longest[reading] = max(longest.get(reading, 0), length)
        if length == 2:  # noqa: PLR2004 - as in `_votes`
            weight = weights.at_start if start == index else weights.at_end
            scores[readings.index(reading)] += weight
    for reading, length in longest.items():
        scores[readings.index(reading)] += weights.longest[min(length, 4)]
    if taken:
        scores[readings.index(taken[2])] += weights.taken[min(taken[0], 4)]


@cache
def _phrase_weights(char: str) -> tuple[float, float]:
    """What the longest phrase weighs for its own reading, and for any other."""
    return 0.7 * _weight(f"pc|{char}"), 0.7 * _weight(f"pn|{char}")


def _weight(name: str) -> float:
    return tables().weights.get(name, 0.0)
