"""What the author is asked: every doubtful place, like cases together, with the line to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from audiolecture.mandarin.homophones import has_homophone, rewording
from audiolecture.mandarin.tables import own_readings
from audiolecture.mandarin.words import is_han, widened, word_around
from audiolecture.model import Reading, Span
from audiolecture.publish.proof import ReadSentence

_AROUND = 36
"""Characters of a sentence that are shown on either side of a doubtful place."""
_WIDEST = 8
"""Characters in the longest written form that is proposed for the lexicon."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case occurs: the sentence by its number, and the text around it."""

    sentence: int
    line: int
    before: str
    here: str
    after: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to say it, and the lexicon line that asks for it."""

    said: str
    """The character's syllable with a tone digit, or other words."""
    entry: str
    """``written⇥reading``, with a real tab; empty if the author has said so already."""
    rewording: str = ""
    """The line for a voice that takes no readings and has no homophone for this one."""
    unsaid: bool = False
    """Such a voice cannot say it, and nothing sounds alike: the sentence needs other words."""


@dataclass(frozen=True, slots=True)
class Case:
    """A doubtful character, or a number that can be said in two ways, in its word."""

    written: str
    word: str
    offset: int
    """``word[offset:]`` begins with ``written``."""
    confidence: float
    choices: tuple[Choice, ...]
    """What is chosen now comes first."""
    places: tuple[Place, ...]
    forced: bool = False
    """The author has decided; only a voice without readings cannot be told."""


def cases(sentences: Sequence[ReadSentence]) -> tuple[Case, ...]:
    """Every doubtful place of a lecture, like ones together, the most frequent first."""
    known = _Known(sentences)
    found: dict[tuple[str, str, int, str], Case] = {}
    for number, sentence in enumerate(sentences):
        for case in (*_doubtful_spans(sentence, number), *_readings(sentence, number, known)):
            key = (case.written, case.word, case.offset, case.choices[0].said)
            before = found.get(key)
            found[key] = case if before is None else _joined(before, case)
    return tuple(sorted(found.values(), key=lambda case: (case.forced, -len(case.places))))


def _joined(first: Case, second: Case) -> Case:
    least = min(first.confidence, second.confidence)
    return replace(first, places=first.places + second.places, confidence=least)


def _doubtful_spans(sentence: ReadSentence, number: int) -> Iterator[Case]:
    for span in sentence.spans:
        if span.doubtful:
            written = sentence.text[span.start : span.end]
            before = _before_hyphen(sentence.text, span.start)
            choice = Choice(span.spoken, f"{before}{written}\t={before}{span.spoken}")
            place = _place(sentence, number, span.start, span.end)
            yield Case(written, before + written, len(before), 0.0, (choice,), (place,))


def _before_hyphen(text: str, start: int) -> str:
    """The name that a hyphen joins a number to: an entry for -3 alone would hold in -3℃ as well."""
    joined = 0 < start < len(text) and text[start] in "-‐‑" and is_han(text[start - 1])
    return text[word_around(text, start - 1)[0] : start] if joined else ""


def _readings(sentence: ReadSentence, number: int, known: _Known) -> Iterator[Case]:
    doubtful = [r for r in sentence.readings if r.doubtful or _mute(r)]
    if not doubtful:
        return
    places = sentence.places
    verbatim = {at for span in sentence.spans if span.kind == "text" for at in _inside(span)}
    for reading in doubtful:
        at = places[reading.index]
        if at not in verbatim:
            continue
        start, end = (
            known.decided(number, at) if reading.forced else known.word(number, at, reading.pinyin)
        )
        choices = tuple(_choices(sentence, number, reading, at, (start, end), known))
        place = _place(sentence, number, at, at + 1)
        word = sentence.text[start:end]
        yield Case(
            reading.char, word, at - start, reading.confidence, choices, (place,), reading.forced
        )


def _mute(reading: Reading) -> bool:
    """The author's reading that a voice without readings cannot be told."""
    return reading.forced and not has_homophone(reading.char, reading.pinyin)


def _inside(span: Span) -> range:
    return range(span.start, span.end)


def _choices(
    sentence: ReadSentence,
    number: int,
    reading: Reading,
    at: int,
    word: tuple[int, int],
    known: _Known,
) -> Iterator[Choice]:
    start, end = word
    written = sentence.text[start:end]
    own = own_readings(reading.char)
    wanted = [reading.pinyin] if reading.forced else list(dict.fromkeys((reading.pinyin, *own)))
    for syllable in wanted:
        said = [known.pinyin(number, place) for place in range(start, end)]
        said[at - start] = syllable
        entry = "" if reading.forced else f"{written}\t{' '.join(said)}"
        if has_homophone(reading.char, syllable):
            yield Choice(syllable, entry)
            continue
        other = known.rewording(written, at - start, syllable)
        line = f"{written}\t={written[: at - start]}{other}{written[at - start + 1 :]}"
        yield Choice(syllable, entry, line if other else "", unsaid=not other)


def _place(sentence: ReadSentence, number: int, start: int, end: int) -> Place:
    text = sentence.text
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = ("…" if left else "") + text[left:start].lstrip()
    after = text[end:right].rstrip() + ("…" if right < len(text.rstrip()) else "")
    return Place(number, sentence.line, before, text[start:end], after)


class _Known:
    """The whole lecture, to see whether a written form is read in one way throughout."""

    def __init__(self, sentences: Sequence[ReadSentence]) -> None:
        self._texts = [sentence.text for sentence in sentences]
        self._said = [_by_place(sentence) for sentence in sentences]
        self._open = [
            _open_places(sentence, said)
            for sentence, said in zip(sentences, self._said, strict=True)
        ]
        self._everything = "\n".join(self._texts)
        self._starts: list[int] = []
        position = 0
        for text in self._texts:
            self._starts.append(position)
            position += len(text) + 1
        self._places = {
            start + place: syllable
            for start, said in zip(self._starts, self._said, strict=True)
            for place, syllable in said.items()
        }
        self._ways: dict[tuple[str, int], bool] = {}
        self._rewordings: dict[tuple[str, int, str], str] = {}

    def pinyin(self, number: int, place: int) -> str:
        """How a written character is read; empty for what is not read as it is written."""
        return self._said[number].get(place, "")

    def decided(self, number: int, at: int) -> tuple[int, int]:
        """The characters around a place that the author has decided."""
        said, open_places = self._said[number], self._open[number]
        start, end = at, at + 1
        while start - 1 in said and start - 1 not in open_places:
            start -= 1
        while end in said and end not in open_places:
            end += 1
        return start, end

    def word(self, number: int, at: int, syllable: str) -> tuple[int, int]:
        """The shortest form around a place that is read in one way throughout the lecture."""
        text = self._texts[number]
        start, end = self._verbatim(number, at, word_around(text, at))
        while end - start == 1 or not self._one_way(text[start:end], at - start, syllable):
            wider = self._verbatim(number, at, widened(text, start, end))
            if wider == (start, end) or end - start >= _WIDEST:
                break
            start, end = wider
        return start, end

    def _verbatim(self, number: int, at: int, word: tuple[int, int]) -> tuple[int, int]:
        """As much of a word as a lexicon may still match: read as written, not yet decided."""
        open_places, (start, end) = self._open[number], word
        while start < at and not open_places.issuperset(range(start, at)):
            start += 1
        while end > at + 1 and not open_places.issuperset(range(at + 1, end)):
            end -= 1
        return start, end

    def _one_way(self, word: str, offset: int, syllable: str) -> bool:
        known = self._ways.get((word, offset))
        if known is None:
            said = {self._places.get(found + offset, syllable) for found in self._found(word)}
            known = self._ways[word, offset] = len(said) <= 1
        return known

    def _found(self, word: str) -> Iterator[int]:
        found = self._everything.find(word)
        while found >= 0:
            yield found
            found = self._everything.find(word, found + 1)

    def rewording(self, word: str, offset: int, syllable: str) -> str:
        """As in `homophones`, for the word alone: what is proposed must hold wherever it stands."""
        key = (word, offset, syllable)
        if key not in self._rewordings:
            self._rewordings[key] = rewording(word, offset, syllable)
        return self._rewordings[key]


def _by_place(sentence: ReadSentence) -> Mapping[int, str]:
    """The syllable of every written character that is said as it is written."""
    places = sentence.places
    verbatim = {at for span in sentence.spans if span.kind == "text" for at in _inside(span)}
    return {
        places[reading.index]: reading.pinyin
        for reading in sentence.readings
        if places[reading.index] in verbatim
    }


def _open_places(sentence: ReadSentence, said: Mapping[int, str]) -> frozenset[int]:
    """The places that no entry of a lexicon and no mark has taken."""
    places = sentence.places
    return frozenset(said) - {places[r.index] for r in sentence.readings if r.forced}


@dataclass(frozen=True, slots=True)
class Change:
    """What is said otherwise than it is written, and on which lines."""

    written: str
    spoken: str
    kind: str
    places: tuple[tuple[int, int], ...]
    """Sentence and line."""


def changes(sentences: Iterable[ReadSentence]) -> tuple[Change, ...]:
    """Everything that was normalized, like ones together, by kind."""
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for number, sentence in enumerate(sentences):
        for span in sentence.spans:
            written = sentence.text[span.start : span.end]
            if span.kind != "text" and span.spoken != written:
                key = (span.kind, written, span.spoken)
                found.setdefault(key, []).append((number, sentence.line))
    kinds = list(dict.fromkeys(kind for kind, _, _ in found))
    return tuple(
        Change(written, spoken, kind, tuple(places))
        for wanted in kinds
        for (kind, written, spoken), places in found.items()
        if kind == wanted
    )
