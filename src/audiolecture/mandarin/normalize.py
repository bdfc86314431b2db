"""Numbers, units, symbols and abbreviations in the words of spoken Mandarin, aligned to the script.

`normalize` goes through the text once. At every place that could begin something to rewrite it asks
the rules of `audiolecture.mandarin.rules.order`, in their order; everything else passes untouched.

Questions of style, decided once:

* A dash or wave in a range is 到; where the script has 至, it stays.
* Years are read digit by digit with 零 (二零零五年), spans of years as numbers (两千年的历史).
* 2 is 两 before classifiers, 千, 万 and 亿; 二 before 百 and 十, in ordinals, dates and decimals.
* 1 is 幺 in telephone and service numbers, and only there.
* 8:05 is 八点零五分; seconds have no 零; a full hour has no minutes; 10:30 is 三十分, not 半.
* -5℃ is 负五摄氏度; after 气温 and the like it is 零下五摄氏度.
* Per-units come first (每小时一百二十公里); km is 公里, kg is 千克.
* Latin words and abbreviations stay Latin: engines spell GDP and read AI as listeners expect.
  Well-known ones in small letters become capitals, so that they are spelled too.
* The hyphen of a model is silent (歼-20: 歼二十); its number is read digit by digit from three
  digits on (C919: C九一九), unless it is round (空警-500: 空警五百).
* Chemical formulae are said as they are spelt (CO₂: CO二).
* What is ambiguous gets the likelier reading and is marked doubtful.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

from audiolecture.mandarin.alignment import composed
from audiolecture.mandarin.numbers import spell
from audiolecture.mandarin.rules.base import CONTEXT, DIGIT, LATIN, Rule
from audiolecture.mandarin.rules.order import RULES
from audiolecture.mandarin.traditional import simplified
from audiolecture.model import Override, Span

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def normalize(text: str, overrides: Sequence[Override] = ()) -> tuple[Span, ...]:
    """What is to be said for a text, piece by piece.

    Args:
        text: any text.
        overrides: the author's word; ranges must not overlap. Text with a reading is left as it is.

    Returns:
        Spans that cover ``text`` exactly, in order. A stretch in which nothing changes is one span
        of kind ``"text"``; other kinds are override, url, fixed, year, date, time, range, ratio,
        score, percent, fraction, money, measure, ordinal, cardinal, phone, id, acronym, symbol.
        The joined spoken forms hold no decimal digit, and normalizing them again changes nothing.
    """
    spans = _once(text, overrides)
    while not overrides:
        # What one rule says may stand beside a sign that another now claims. Each further turn
        # leaves fewer signs and no digits, so that this ends; it seldom begins.
        spoken = "".join(span.spoken for span in spans)
        again = [span for span in _once(spoken) if span.spoken != spoken[span.start : span.end]]
        if not again:
            break
        spans = tuple(composed(spans, again))
    return spans


def _once(text: str, overrides: Sequence[Override] = ()) -> tuple[Span, ...]:
    """One turn of the rules."""
    folded = _fold(text)
    spans: list[Span] = []
    start = 0
    for override in sorted(overrides, key=lambda each: each.start):
        spans += _rewritten(text, folded, start, override.start)
        if override.say_as is not None:
            said = "".join(span.spoken for span in normalize(override.say_as))
            spans.append(Span(override.start, override.end, said, "override", "override"))
        start = override.end
    spans += _rewritten(text, folded, start, len(text))
    return tuple(_filled(text, spans))


def _filled(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with the untouched stretches between them."""
    start = 0
    for span in spans:
        if start < span.start:
            yield Span(start, span.start, text[start : span.start])
        yield span
        start = span.end
    if start < len(text):
        yield Span(start, len(text), text[start:])


# ---------------------------------------------------------------- folding


_ENCLOSED = range(0x2460, 0x2800)  # Enclosed Alphanumerics to Dingbats


class _Fold(dict[int, str]):
    """What rules match, one character for one; the text itself keeps its script.

    Full-width forms and the digits of every script are in ASCII, traditional characters simplified.
    """

    def __missing__(self, code: int) -> str:
        char = _FULL_WIDTH.get(code) or simplified(chr(code))
        # Digits without a decimal place (፩) count; enclosed ones (➀) have rules of their own.
        formed = code in _ENCLOSED or unicodedata.normalize("NFKC", char) != char
        digit = unicodedata.decimal(char, None) if formed else unicodedata.digit(char, None)
        self[code] = folded = char if digit is None else str(digit)
        return folded


_FULL_WIDTH_SIGNS = "．％：／＋－＝＜＞～＄＃＆＊＠＾＿"
_FULL_WIDTH = {ord(char): chr(ord(char) - 0xFEE0) for char in _FULL_WIDTH_SIGNS}
_FULL_WIDTH |= {ord(letter) + 0xFEE0: letter for letter in _LETTERS}
_FOLD = _Fold()

# １，２３４: in full-width setting the comma between digits is the thousands separator.
# So is it before 000 and the like, which are no numbers of their own.
_FULL_WIDTH_COMMA = re.compile(
    r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))|(?<=[1-9])，(?=0\d\d(?!\d))"
)


def _fold(text: str) -> str:
    """The text for matching: as long as ``text``, position for position."""
    if text.isascii():
        return text
    return _FULL_WIDTH_COMMA.sub(",", text).translate(_FOLD)


# ---------------------------------------------------------------- matching


class _Compiled:
    """A rule whose patterns are compiled when it is first tried: all of them take 100 ms."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.rule.pattern)

    @cached_property
    def before(self) -> re.Pattern[str] | None:
        return re.compile(f"(?:{self.rule.before})\\Z") if self.rule.before else None


@cache
def _dispatch() -> tuple[re.Pattern[str], dict[str, tuple[_Compiled, ...]]]:
    """Where rules can begin, and the rules for each first character, in order."""
    table: dict[str, list[_Compiled]] = {}
    for rule in RULES:
        compiled = _Compiled(rule)
        for char in _first_characters(rule.starts):
            table.setdefault(char, []).append(compiled)
    anywhere = re.compile(f"[0-9A-Za-z{re.escape(''.join(table))}]")
    return anywhere, {char: tuple(rules) for char, rules in table.items()}


def _first_characters(starts: str) -> str:
    return starts.replace(DIGIT, "0123456789").replace(LATIN, _LETTERS)


_LATIN_WORD = re.compile(r"[A-Za-z]++")
_NUMBER = re.compile(r"\d++")


def _rewritten(text: str, folded: str, start: int, end: int) -> Iterator[Span]:
    """The spans in ``text[start:end]`` that differ from what is written, or are doubtful."""
    anywhere, table = _dispatch()
    place = anywhere.search(folded, start, end)
    while place:
        at = place.start()
        span = _first_that_applies(table.get(folded[at], ()), folded, at, end)
        span = span or _as_it_is(text, folded, at, end)
        if span.doubtful or span.spoken != text[at : span.end]:
            yield span
        place = anywhere.search(folded, span.end, end)


def _first_that_applies(
    candidates: tuple[_Compiled, ...], folded: str, at: int, end: int
) -> Span | None:
    for candidate in candidates:
        match = candidate.pattern.match(folded, at, end)
        if match is None or match.end() == at:
            continue
        before = candidate.before
        if before and not before.search(folded[max(0, at - CONTEXT) : at]):
            continue
        spoken = candidate.rule.say(match)
        if spoken is not None:
            rule = candidate.rule
            return Span(at, match.end(), spoken, rule.kind, rule.name, rule.doubtful)
    return None


def _as_it_is(text: str, folded: str, at: int, end: int) -> Span:
    """A Latin word or a sign that no rule claims, or a number too long for any."""
    if digits := _NUMBER.match(folded, at, end):
        return Span(at, digits.end(), spell(digits[0]), "id", "digits")
    word = _LATIN_WORD.match(folded, at, end)
    if word is None:
        return Span(at, at + 1, text[at])
    return Span(at, word.end(), word[0], "symbol", "full-width")
