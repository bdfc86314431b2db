"""Accuracy and speed of normalization, and whether the spans give back the text."""

from __future__ import annotations

import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiolecture.mandarin.normalize import normalize
from audiolecture.mandarin.rules.base import words

System = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Case:
    written: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """Rows that ask for one of two ways of saying the same thing; a rule, not a list of rows."""

    reason: str
    written: str
    accepted: str

    def covers(self, case: Case) -> bool:
        return bool(re.search(self.written, case.written)) and all(
            re.search(self.accepted, form) for form in case.accepted
        )


STYLE = (
    Style("号 replaced by 日: we keep the script's word", r"\d号", r"日"),
    Style("a lone round number of years as a year: 50年 is fifty years to us", r"^\d0年$", r"零年"),
    Style("¥ as 人民币: we say 元", r"[￥¥]", r"人民币"),
    Style(
        "8:05 without 零 before the minute: we say 零五分",
        r"\d:0[1-9]",
        r"点[一二三四五六七八九]分",
    ),
    Style("am and pm left as they are: we say 上午, 下午", r"\d[ap]m", r"[ap]m$"),
)


def accepts(path: Path) -> bool:
    """Whether the file holds written and spoken forms (and not, say, pinyin)."""
    first = next(iter(read_cases(path)), None)
    return first is not None and "▁" not in first.written


def read_cases(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        written, separator, spoken = line.partition("\t" if "\t" in line else "~")
        if separator and spoken.strip():
            yield Case(written, tuple(form.strip() for form in spoken.split("|")))


# ---------------------------------------------------------------- systems


def _ours(text: str) -> str:
    return "".join(span.spoken for span in normalize(text))


def _wetext() -> System:
    from wetext import Normalizer  # noqa: PLC0415 - it may not be installed

    return Normalizer(lang="zh", operator="tn").normalize


def _cn2an() -> System:
    import cn2an  # noqa: PLC0415 - it may not be installed

    return lambda text: cn2an.transform(text, "an2cn")


def systems() -> Iterator[tuple[str, System]]:
    yield "ours", _ours
    for name, make in (("wetext", _wetext), ("cn2an", _cn2an)):
        try:
            yield name, make()
        except ImportError:
            continue


# ---------------------------------------------------------------- scores


def strict(text: str) -> str:
    """Without punctuation and spaces: they are not said."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def lenient(text: str) -> str:
    """As `strict`, without case, and with 两 = 二, 幺 = 一."""
    return strict(text).casefold().replace("两", "二").replace("幺", "一")


def two(text: str) -> str:
    """As `lenient`, but 两 and 二 are different words."""
    return strict(text).casefold().replace("幺", "一")


def share(cases: Sequence[Case], spoken: Sequence[str], same: Callable[[str], str]) -> str:
    if not cases:
        return "–"
    right = sum(
        same(said) in map(same, case.accepted) for case, said in zip(cases, spoken, strict=True)
    )
    return f"{100 * right / len(cases):.1f}"


def _said(system: System, text: str) -> str:
    try:
        return system(text)
    except Exception:  # noqa: BLE001 - another program's failure is a wrong answer
        return ""


def _speed(system: System, cases: Sequence[Case]) -> str:
    started, characters = time.perf_counter(), 0
    while time.perf_counter() - started < 0.3:  # seconds; enough to time, short enough to wait for
        for case in cases:
            _said(system, case.written)
            characters += len(case.written)
    return f"{characters / (time.perf_counter() - started):,.0f}"


def rows(name: str, cases: Sequence[Case]) -> Iterator[dict[str, str]]:
    """One row of the table for each system, by column."""
    kept = [case for case in cases if not any(style.covers(case) for style in STYLE)]
    twos = [case for case in kept if re.search("[两二]", "".join(case.accepted))]
    for system_name, system in systems():
        groups = {"strict": (cases, strict), "lenient": (cases, lenient)}
        groups |= {"not style": (kept, lenient), "两/二": (twos, two)}
        yield {
            "cases": name,
            "n": str(len(cases)),
            "style": str(len(cases) - len(kept)),
            "system": system_name,
            **{
                column: share(group, [_said(system, case.written) for case in group], same)
                for column, (group, same) in groups.items()
            },
            "chars/s": _speed(system, cases),
        }


def notes(cases: Sequence[Case]) -> Iterator[str]:
    """What was left out as style, our misses, and the span check."""
    yield from _style(cases)
    yield from misses(cases)
    yield _reconstruction(case.written for case in cases)


def _style(cases: Sequence[Case]) -> Iterator[str]:
    for style in STYLE:
        if count := sum(style.covers(case) for case in cases):
            yield f"style: {count:3} {style.reason}"


def misses(cases: Sequence[Case]) -> Iterator[str]:
    for case in cases:
        said = _ours(case.written)
        wrong = lenient(said) not in map(lenient, case.accepted)
        if wrong and not any(style.covers(case) for style in STYLE):
            yield f"miss: {case.written} -> {said}, not {' | '.join(case.accepted)}"


# ---------------------------------------------------------------- spans


_PIECES = words(
    "我国 经济 同比增长 会议于 召开 约有 人参加 气温 第 个 年 月 日 ， 。 （ ） — - ~ : . / % ℃ "
    "km/h 万亿元 GDP 5G V2. ￥ $ 2 3.5 10 2012 1,234 ２０ ① Ⅲ x² α 东风-41 COVID-19 7×24 “ ” 、 "
    "www.gov.cn 第2 1/3 8:30"
)


def generated(count: int, seed: int = 20) -> Iterator[str]:
    """Sentences that join words, numbers and signs at random; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(_PIECES, k=chance.randint(3, 25)))


def _reconstruction(texts: Iterable[str]) -> str:
    sentences = [*texts, *generated(5000)]
    good = sum(map(gives_back, sentences))
    return f"spans that give back the text: {good} of {len(sentences)}"


def gives_back(text: str) -> bool:
    spans = normalize(text)
    cut = "".join(text[span.start : span.end] for span in spans)
    ordered = [position for span in spans for position in (span.start, span.end)]
    return cut == text and ordered == sorted(ordered)
