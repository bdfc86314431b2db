"""Makes ``src/audiolecture/mandarin/data``: phrases, the network's weights, the linear model.

    python benchmarks/train_readings.py G2PM_FOLDER CPP_DEV.TSV

G2PM_FOLDER is the unpacked package of g2pM 0.1.2.5; the development sentences of CPP mark the
character as ``▁字▁`` and give its reading after a tab. Needs scipy and pypinyin-dict. The figures
that it prints are of five-fold cross-validation: no sentence is judged by a model that saw it.
"""

# ruff: noqa: ANN001, ANN201, ANN202, ANN204, B905, SIM102 - a script that is run once

from __future__ import annotations

import pickle
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import scipy.sparse
from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin_dict.phrase_pinyin_data import large_pinyin
from scipy.optimize import minimize

from audiolecture.mandarin import polyphones

DATA = Path(polyphones.__file__).parent / "data"
MINORITY, WINDOWS, ALONE = 3.0, 0.5, 0.3
"""How much a sentence with a rarer reading, a short window and a lone phrase weigh."""
PRIOR, SHARED_PRIOR = 3.0, 0.05
"""How strongly weights are held back: those of one character, and those of all."""


def tone3(syllable):
    return to_tone3(syllable, neutral_tone_with_five=True, v_to_u=False).replace("ü", "v")


def load(folder, name):
    return pickle.loads((folder / f"{name}.pkl").read_bytes())


def save(name, pairs):
    text = "".join(f"{key}\t{value}\n" for key, value in sorted(pairs.items()))
    (DATA / name).write_text(text, "utf-8")


def write_network(folder):
    weights, codes = load(folder, "np_ckpt"), load(folder, "char2idx")
    classes = load(folder, "class2idx")
    ways = ("", "_reverse")
    characters = ["\0"] * len(codes)
    for char, code in codes.items():
        characters[code] = char if len(char) == 1 else "\0"
    arrays = {
        "embedding": weights["embedding.weight"],
        "input": np.stack([weights[f"lstm.weight_ih_l0{way}"].T for way in ways]),
        "recurrent": np.stack([weights[f"lstm.weight_hh_l0{way}"].T for way in ways]),
        "bias": np.stack(
            [weights[f"lstm.bias_ih_l0{way}"] + weights[f"lstm.bias_hh_l0{way}"] for way in ways]
        ),
        **{f"w{layer}": weights[f"logit_layer.{2 * layer}.weight"] for layer in (0, 1)},
        **{f"b{layer}": weights[f"logit_layer.{2 * layer}.bias"] for layer in (0, 1)},
    }
    names = " ".join(sorted(classes, key=classes.get)).replace("u:", "v")
    np.savez_compressed(
        DATA / "network.npz",
        characters="".join(characters),
        classes=names,
        **{name: array.astype(np.float16) for name, array in arrays.items()},
    )


def write_phrases(folder):
    known = {
        char: [reading.replace("u:", "v") for reading in readings]
        for char, readings in load(folder, "digest_cedict").items()
    }
    first = {chr(code): tone3(text.split(",")[0]) for code, text in pinyin_dict.items()}
    readings = {
        char: dict.fromkeys((one, *(known[char] if len(known.get(char, ())) > 1 else ())))
        for char, one in first.items()
    }
    save("readings.tsv", {char: " ".join(each) for char, each in readings.items()})
    settled = collection(phrases_dict, 8)
    save("phrases.tsv", {word: " ".join(said) for word, said in settled.items()})
    more = collection(large_pinyin.phrases_dict, 4)
    save(
        "more.tsv",
        {
            word: " ".join(said)
            for word, said in more.items()
            if any(len(known.get(c, ())) > 1 and s != known[c][0] for c, s in zip(word, said))
        },
    )
    return known, settled


def collection(phrases, longest):
    return {
        word: tuple(tone3(each[0]) for each in said)
        for word, said in phrases.items()
        if len(word) == len(said) and 1 < len(word) <= longest
    }


def rows(path):
    for line in path.read_text("utf-8").splitlines():
        text, reading = line.split("\t")[:2]
        yield text.replace("▁", ""), text.index("▁"), reading.replace("u:", "v")


def windows(cases):
    for text, index, reading in cases:
        start = max(0, index - random.randint(1, 5))
        end = index + 1 + random.randint(1, 5)
        yield text[start:end], index - start, reading


def lone_phrases(known, settled):
    taken = defaultdict(list)
    words = sorted(word for word in settled if len(word) <= 4)
    random.shuffle(words)
    for word in words:
        for index, (char, reading) in enumerate(zip(word, settled[word])):
            if reading in known.get(char, ())[:9] and len(known[char]) > 1:
                if len(taken[char, reading]) < 8:
                    taken[char, reading].append((word, index, reading))
    return [case for cases in taken.values() for case in cases]


def prepared(cases):
    """What the features need, computed once."""
    table = polyphones.tables()
    for text, index, reading in cases:
        words = polyphones.Words(table.phrases, text)
        more = polyphones.Words(table.more, text)
        ((_, network),) = polyphones.logits(text, [index])
        yield text, index, reading, network, words, more


class Without(dict):
    """Counts as they would be without the case that is looked at."""

    def __init__(self, counts, key):
        self.counts, self.key = counts, key

    def get(self, key, default=0):
        return max(0, self.counts.get(key, default) - (key == self.key))


def matrix(cases, counts, names, learn):
    entries, groups, gold, choices = [], [], [], []
    for number, (text, index, reading, network, words, more) in enumerate(cases):
        seen = Without(counts, text[index] + reading) if learn else counts
        table = polyphones.tables()
        readings, rows_ = polyphones.features(table, text, index, network, words, more, seen)
        gold.append(len(groups) + readings.index(reading) if reading in readings else -1)
        choices.append((len(groups), readings))
        for row in rows_:
            for name, value in row.items():
                if learn:
                    names.setdefault(name, len(names))
                if name in names:
                    entries.append((value, len(groups), names[name]))
            groups.append(number)
    values, down, across = zip(*entries)
    shape = (len(groups), len(names))
    return (
        scipy.sparse.csr_matrix((values, (down, across)), shape),
        np.array(groups),
        np.array(gold),
        choices,
    )


def softmax(scores, groups):
    top = np.full(groups.max() + 1, -1e9)
    np.maximum.at(top, groups, scores)
    each = np.exp(scores - top[groups])
    return each / np.bincount(groups, each)[groups]


def fit(inputs, groups, gold, names, importance):
    usable = gold >= 0
    target = np.zeros(len(groups))
    target[gold[usable]] = 1
    held = np.array([PRIOR if "|" in name else SHARED_PRIOR for name in names])
    start = np.zeros(len(names))
    start[names["lp"]] = 1

    def loss(weights):
        chance = softmax(inputs @ weights, groups)
        distance = weights - start
        value = -(importance[usable] * np.log(chance[gold[usable]] + 1e-12)).sum()
        slope = inputs.T @ ((chance - target) * (usable * importance)[groups])
        return value + 0.5 * (held * distance**2).sum(), slope + held * distance

    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x


def train(dev, short, alone, chosen, rare):
    counts = Counter(dev[i][0][dev[i][1]] + dev[i][2] for i in chosen)
    names = {}
    cases = [dev[i] for i in chosen] + [short[i] for i in chosen] + alone
    inputs, groups, gold, _ = matrix(cases, counts, names, learn=True)
    own = np.where(rare[chosen], MINORITY, 1.0)
    importance = np.concatenate([own, WINDOWS * own, np.full(len(alone), ALONE)])
    return names, fit(inputs, groups, gold, names, importance), counts


def judged(cases, names, weights, counts):
    inputs, groups, _, choices = matrix(cases, counts, names, learn=False)
    chance = softmax(inputs @ weights, groups)
    for start, readings in choices:
        best = chance[start : start + len(readings)].argmax()
        yield readings[best], chance[start + best]


def main(folder, path):
    random.seed(1)
    DATA.mkdir(exist_ok=True)
    write_network(folder)
    known, settled = write_phrases(folder)
    for name in ("counts.tsv", "weights.tsv"):
        (DATA / name).write_text("", "utf-8")
    plain = list(rows(path))
    by_char = defaultdict(Counter)
    for text, index, reading in plain:
        by_char[text[index]][reading] += 1
    rare = np.array([by_char[t[i]].most_common(1)[0][0] != r for t, i, r in plain])
    dev, short = list(prepared(plain)), list(prepared(windows(plain)))
    alone = list(prepared(lone_phrases(known, settled)))
    folds = np.random.default_rng(0).permutation(len(dev)) % 5
    right, sure = np.zeros(len(dev), bool), np.zeros(len(dev))
    for fold in range(5):
        model = train(dev, short, alone, np.flatnonzero(folds != fold), rare)
        held = np.flatnonzero(folds == fold)
        for i, (reading, chance) in zip(held, judged([dev[i] for i in held], *model)):
            right[i], sure[i] = reading == dev[i][2], chance
    order = np.argsort(sure)
    marked = len(dev) // 20
    print(
        f"overall {right.mean():.4f}, minority {right[rare].mean():.4f}, right on the surest 95 %"
        f" {right[order[marked:]].mean():.4f} (confidence {sure[order[marked]]:.3f} and more)"
    )
    names, weights, counts = train(dev, short, alone, np.arange(len(dev)), rare)
    save("counts.tsv", counts)
    whole = {name: round(100 * weights[place]) for name, place in names.items()}
    save("weights.tsv", {name: value for name, value in whole.items() if abs(value) > 3})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
