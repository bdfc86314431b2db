"""Accuracy and speed of the readings of marked characters, in the format of CPP."""

from __future__ import annotations

import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiolecture.mandarin.readings import read_all

_MARKED = re.compile("▁(.)▁")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, and how the character at ``place`` is read in it."""

    text: str
    place: int
    pinyin: str

    @property
    def char(self) -> str:
        return self.text[self.place]


Answer = tuple[str, bool]
"""A reading, and whether the system is in doubt about it."""
System = Callable[[Sequence[Marked]], list[Answer]]


def accepts(path: Path) -> bool:
    """Whether characters are marked in it as ``▁字▁``."""
    return next(read_cases(path), None) is not None


def read_cases(path: Path) -> Iterator[Marked]:
    """Of ``sentence⇥reading`` lines, or of a ``.sent`` file with the readings in a ``.lb`` beside.

    A reading may be typed ``lu:4`` or ``lv4``.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    labels = path.with_suffix(".lb")
    if path.suffix == ".sent" and labels.exists():
        spoken = labels.read_text(encoding="utf-8").splitlines()
        lines = [f"{line}\t{said}" for line, said in zip(lines, spoken, strict=True)]
    for line in lines:
        sentence, _, pinyin = line.partition("\t")
        match = _MARKED.search(sentence)
        if match and pinyin.strip():
            text = sentence[: match.start()] + match[1] + sentence[match.end() :]
            yield Marked(text, match.start(), pinyin.strip().replace("u:", "v"))


# ---------------------------------------------------------------- systems


def _ours(cases: Sequence[Marked]) -> list[Answer]:
    found = read_all([case.text for case in cases])
    return [
        next(((r.pinyin, r.doubtful) for r in each if r.index == case.place), ("", False))
        for case, each in zip(cases, found, strict=True)
    ]


def _one_by_one(answer: Callable[[Marked], Answer]) -> System:
    def answers(cases: Sequence[Marked]) -> list[Answer]:
        return [_answer(answer, case) for case in cases]

    return answers


def _pypinyin() -> System:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - it may not be installed

    def answer(case: Marked) -> Answer:
        said = lazy_pinyin(
            case.text,
            style=Style.TONE3,
            neutral_tone_with_five=True,
            v_to_u=False,
            errors=list,  # a syllable for every character, so that places stay places
        )
        return said[case.place], False

    return _one_by_one(answer)


def _g2pm() -> System:
    from g2pM import G2pM  # noqa: PLC0415 - it may not be installed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its files to the collector
        model = G2pM()

    def answer(case: Marked) -> Answer:
        said = model(case.text, tone=True, char_split=True)
        return said[case.place].replace("u:", "v"), False

    return _one_by_one(answer)


def systems() -> Iterator[tuple[str, System]]:
    yield "ours", _ours
    for name, make in (("pypinyin", _pypinyin), ("g2pM", _g2pm)):
        try:
            yield name, make()
        except ImportError:
            continue


# ---------------------------------------------------------------- scores


def rows(name: str, cases: Sequence[Marked]) -> Iterator[dict[str, str]]:
    """One row of the table for each system, by column."""
    usual = _usual(cases)
    for system_name, system in systems():
        system(cases[:1])  # whatever is loaded once is not timed
        started = time.perf_counter()
        answers = system(cases)
        seconds = time.perf_counter() - started
        speed = f"{sum(len(case.text) for case in cases) / seconds:,.0f}"
        yield {"cases": name, "n": str(len(cases)), "system": system_name, "chars/s": speed,
               **scores(cases, answers, usual)}  # fmt: skip


def _answer(answer: Callable[[Marked], Answer], case: Marked) -> Answer:
    try:
        return answer(case)
    except Exception:  # noqa: BLE001 - another program's failure is a wrong answer
        return "", False


def _usual(cases: Sequence[Marked]) -> dict[str, str]:
    """Each character's most frequent reading in the file."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        counts.setdefault(case.char, Counter())[case.pinyin] += 1
    return {char: count.most_common(1)[0][0] for char, count in counts.items()}


def scores(
    cases: Sequence[Marked], answers: Sequence[Answer], usual: dict[str, str]
) -> dict[str, str]:
    """Overall; where the usual reading is wrong; where nothing is marked; how much is marked."""
    right = [said == case.pinyin for case, (said, _) in zip(cases, answers, strict=True)]
    rare = [hit for case, hit in zip(cases, right, strict=True) if usual[case.char] != case.pinyin]
    sure = [hit for hit, (_, doubtful) in zip(right, answers, strict=True) if not doubtful]
    found = {"overall": _percent(right), "minority": _percent(rare)}
    if len(sure) < len(cases):
        found |= {"unmarked": _percent(sure)}
        found |= {"marked": f"{100 * (1 - len(sure) / len(cases)):.1f}"}
    return found


def _percent(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.2f}" if hits else "–"
