"""Makes ``src/audiolecture/mandarin/data``: phrases, the network's weights, the linear model.

    python benchmarks/train_readings.py G2PM_FOLDER CPP_DEV.TSV

G2PM_FOLDER is the unpacked package of g2pM 0.1.2.5; the development sentences of CPP mark the
character as ``▁字▁`` and give its reading after a tab. Needs `audiolecture[train]`. The figures
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

from audiolecture.mandarin import polyphones, tables
from audiolecture.mandarin.contexts import settle
from audiolecture.mandarin.network import opinions
from audiolecture.mandarin.readings import DOUBT

DATA = Path(polyphones.__file__).parent / "data"
MINORITY, WINDOWS, ALONE = 3.0, 0.5, 0.3
"""How much a sentence with a rarer reading, a short window and a lone phrase weigh."""
PRIOR, SHARED_PRIOR = 3.0, 0.05
"""How strongly weights are held back: those of one character, and those of all."""
TRUST_PRIOR, SHARED_TRUST_PRIOR = 2.0, 0.5
"""The same for the model of trust."""
FOLDS = 5


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
        char: list(dict.fromkeys((one, *(known[char] if len(known.get(char, ())) > 1 else ()))))
        for char, one in first.items()
    }
    settled = collection(phrases_dict, 8)
    more = {
        word: said
        for word, said in collection(large_pinyin.phrases_dict, 4).items()
        if any(len(known.get(c, ())) > 1 and s != known[c][0] for c, s in zip(word, said))
    }
    every = {s for group in (readings, settled, more) for said in group.values() for s in said}
    codes = {s: chr(tables.FIRST_CODE + number) for number, s in enumerate(sorted(every))}
    parts = [
        " ".join(codes),
        "".join(readings),
        " ".join("".join(codes[s] for s in said) for said in readings.values()),
        common(readings, settled),
    ]
    (DATA / "readings.txt").write_text("\n".join(parts) + "\n", "utf-8")
    for name, words in (("phrases.txt", settled), ("more.txt", more)):
        coded = ("".join(codes[s] for s in words[word]) for word in sorted(words))
        text = " ".join(sorted(words)) + "\n" + " ".join(coded) + "\n"
        (DATA / name).write_text(text, "utf-8")
    return known, settled


def common(readings, phrases):
    """Characters in use, commonest first; before them those with one reading in all collections."""
    counts = Counter("".join(phrases))
    ranked = [c for c, count in counts.most_common() if count > 4 and c in readings]
    several = {chr(code) for code, said in pinyin_dict.items() if "," in said}
    return "".join(sorted(ranked, key=lambda char: char in several))


def collection(phrases, longest):
    return {
        word: tuple("r5" if c + s == "儿er5" else s for c, s in zip(word, syllables(said)))
        for word, said in phrases.items()
        if len(word) == len(said) and 1 < len(word) <= longest
    }


def syllables(said):
    return (tone3(each[0]) for each in said)


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
    cases = list(cases)
    table = tables.tables()
    found = opinions([text for text, _, _ in cases], [[index] for _, index, _ in cases])
    for (text, index, reading), network in zip(cases, found):
        words, more = tables.Words(table.phrases, text), tables.Words(table.more, text)
        yield polyphones.Text(text, words, more), index, reading, network[index]


class Without(dict):
    """Counts as they would be without the case that is looked at."""

    def __init__(self, counts, key):
        self.counts, self.key = counts, key

    def get(self, key, default=0):
        return max(0, self.counts.get(key, default) - (key == self.key))


def matrix(cases, counts, names, learn):
    rows_, groups, gold, choices = [], [], [], []
    for number, (source, index, reading, network) in enumerate(cases):
        seen = Without(counts, source.text[index] + reading) if learn else counts
        evidence = polyphones.features(source, index, network, seen)
        readings = evidence.readings
        gold.append(len(groups) + readings.index(reading) if reading in readings else -1)
        choices.append((len(groups), readings))
        rows_ += (
            row | {f"{name}={reading}": value for name, value in evidence.around}
            for reading, row in zip(readings, evidence.rows)
        )
        groups += [number] * len(readings)
    return sparse(rows_, names, learn), np.array(groups), np.array(gold), choices


def sparse(rows_, names, learn):
    entries = []
    for number, row in enumerate(rows_):
        for name, value in row.items():
            if learn:
                names.setdefault(name, len(names))
            if name in names:
                entries.append((value, number, names[name]))
    values, down, across = zip(*entries)
    return scipy.sparse.csr_matrix((values, (down, across)), (len(rows_), len(names)))


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
    counts = Counter(dev[i][0].text[dev[i][1]] + dev[i][2] for i in chosen)
    names = {}
    cases = [dev[i] for i in chosen] + [short[i] for i in chosen] + alone
    inputs, groups, gold, _ = matrix(cases, counts, names, learn=True)
    own = np.where(rare[chosen], MINORITY, 1.0)
    importance = np.concatenate([own, WINDOWS * own, np.full(len(alone), ALONE)])
    return names, fit(inputs, groups, gold, names, importance), counts


def judged(cases, names, weights, counts):
    """The probability of each reading, for each case."""
    inputs, groups, _, choices = matrix(cases, counts, names, learn=False)
    chance = softmax(inputs @ weights, groups)
    for start, readings in choices:
        yield dict(zip(readings, chance[start : start + len(readings)].tolist()))


def fit_trust(rows_, right):
    """Logistic regression: whether an answer is right."""
    names = {}
    inputs = sparse(rows_, names, learn=True)
    held = np.array([TRUST_PRIOR if "|" in name else SHARED_TRUST_PRIOR for name in names])
    start = np.zeros(len(names))
    start[names["?odds"]] = 1

    def loss(weights):
        scores = inputs @ weights
        distance = weights - start
        value = np.logaddexp(0, np.where(right, -scores, scores)).sum()
        slope = inputs.T @ (1 / (1 + np.exp(-scores)) - right)
        return value + 0.5 * (held * distance**2).sum(), slope + held * distance

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return dict(zip(names, found))


def trusted(row, weights):
    return 1 / (1 + np.exp(-sum(weights.get(name, 0.0) * value for name, value in row.items())))


def cross_validated(dev, short, alone, rare, folds, settled):
    """What the linear model says of sentences that it has not seen, and what tells of its trust."""
    chances, rows_ = [None] * len(dev), [None] * len(dev)
    for fold in range(FOLDS):
        model = train(dev, short, alone, np.flatnonzero(folds != fold), rare)
        held = np.flatnonzero(folds == fold)
        for i, chance in zip(held, judged([dev[i] for i in held], *model)):
            source, index, _, network = dev[i]
            chances[i] = chance
            rows_[i] = polyphones.trust(source, index, network, model[2], chance, settled[i])
    return chances, rows_


def report(name, right, sure, rare):
    order = np.argsort(sure, kind="stable")
    marked = len(right) // 20
    print(
        f"{name}: overall {right.mean():.4f}, minority {right[rare].mean():.4f}, right on the"
        f" surest 95 % {right[order[marked:]].mean():.4f} (from {sure[order[marked]]:.3f});"
        f" doubtful {(sure < DOUBT).mean():.4f}, right else {right[sure >= DOUBT].mean():.4f}"
    )


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
    folds = np.random.default_rng(0).permutation(len(dev)) % FOLDS
    settled = [settle(text, [index]).get(index, "") for text, index, _ in plain]
    chances, rows_ = cross_validated(dev, short, alone, rare, folds, settled)
    report_all(plain, rare, folds, chances, rows_, settled)
    names, weights, counts = train(dev, short, alone, np.arange(len(dev)), rare)
    save("counts.tsv", counts)
    right = np.array([answer(*each) == case[2] for *each, case in zip(chances, settled, plain)])
    learnt = dict(zip(names, weights)) | fit_trust(rows_, right)
    whole = {name: round(100 * weight) for name, weight in learnt.items()}
    save("weights.tsv", {name: value for name, value in whole.items() if abs(value) > 3})


def answer(chance, settled):
    return settled or max(chance, key=chance.get)


def report_all(plain, rare, folds, chances, rows_, settled):
    gold = [reading for _, _, reading in plain]
    bare = np.array([answer(chance, "") == said for chance, said in zip(chances, gold)])
    right = np.array([answer(*each) == said for *each, said in zip(chances, settled, gold)])
    own = np.array([said != "" for said in settled])
    sure = np.zeros(len(plain))
    for fold in range(FOLDS):
        learnt = np.flatnonzero(folds != fold)
        trust = fit_trust([rows_[i] for i in learnt], right[learnt])
        for i in np.flatnonzero(folds == fold):
            text, index, _ = plain[i]
            told = trusted(rows_[i], trust)
            sure[i] = polyphones.raised(told, text[index], settled[i], answer(chances[i], ""))
    print(f"the model alone: overall {bare.mean():.4f}, minority {bare[rare].mean():.4f}")
    print(f"settled by words and grammar: {own.mean():.4f}, right there {right[own].mean():.4f}")
    report("together", right, sure, rare)
    for doubt in (0.7, 0.8, 0.85, 0.9):
        print(f"doubt {doubt}: {(sure < doubt).mean():.4f}, else {right[sure >= doubt].mean():.4f}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
