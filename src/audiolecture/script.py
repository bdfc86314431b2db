"""From a lecture to what is said: utterances, pauses, and where the sections begin. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise, starmap
from typing import NamedTuple

from audiolecture.config import Pauses
from audiolecture.mandarin.lexicon import Lexicon
from audiolecture.mandarin.sentences import split_sentences, split_utterances
from audiolecture.mandarin.unsaid import Unsaid
from audiolecture.memory import Memory, Piece
from audiolecture.messages import _
from audiolecture.model import (
    Block,
    Chapter,
    ChapterKind,
    Lecture,
    Override,
    Prosody,
    Span,
    Utterance,
)
from audiolecture.source.speakers import QUOTATION


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance in its place: ``blocks[block].text[offset:]`` of the chapter begins with it."""

    utterance: Utterance
    block: int
    offset: int
    line: int
    heading: bool
    pause_after: int
    """Samples from its last sound to the next line's first (or to the end of the file)."""
    speaker: str = ""
    """Whose name the captions carry; empty: the lecturer's turn, or a quotation."""


@dataclass(frozen=True, slots=True)
class SectionStart:
    """A section begins at ``written[offset]`` of the chapter's line ``line``."""

    title: str
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class ChapterScript:
    """What is said in one chapter, in order."""

    kind: ChapterKind
    title: str
    lines: tuple[Line, ...]
    sections: tuple[SectionStart, ...]
    pause_before: int
    """Samples from the start of the file to the first sound."""
    text: str = ""
    """The chapter as written, a paragraph a line."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is said in a lecture."""

    chapters: tuple[ChapterScript, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it is said: the voice, its prosody, and whether the engine takes readings."""

    voice: str
    prosody: Prosody
    readings: bool
    voices: tuple[tuple[str, str], ...] = ()
    """Other speakers and their voices."""

    def by(self, speaker: str) -> Delivery:
        """How that speaker says it."""
        if not self.voices:
            return self
        return replace(self, voice=dict(self.voices).get(speaker, self.voice), voices=())


New = tuple[Block, tuple[Override, ...], Delivery]
"""A paragraph that no memory knows, the author's word on parts of it, and who says it."""

Ahead = Callable[[Block, tuple[Override, ...], Delivery], Callable[[], tuple[Piece, ...] | None]]
"""Has a new paragraph prepared elsewhere; what comes is asked for its utterances when they are
needed, and has none if whoever prepared them is gone."""

_FEW = 8
"""New paragraphs up to which that is quicker."""


class _Paragraph(NamedTuple):
    """A block of a chapter, the author's word on parts of it, and its key in the memory."""

    block: Block
    overrides: tuple[Override, ...]
    key: str


def write_script(
    lecture: Lecture,
    lexicon: Lexicon,
    delivery: Delivery,
    pauses: Pauses,
    memory: Memory | None = None,
    ahead: Ahead | None = None,
    bulk: Callable[[list[New]], list[tuple[Piece, ...]]] | None = None,
) -> Script:
    """Prepare every sentence of ``lecture`` for an engine.

    Args:
        lecture: the parsed script.
        lexicon: the author's readings.
        delivery: who says it.
        pauses: the silence between utterances.
        memory: what an earlier script knew; learns what this one knows.
        ahead: prepares a new paragraph elsewhere, meanwhile; for a few of them.
        bulk: prepares more of them; `new_pieces` if it is not given.
    """
    writer = _Writer(lexicon, delivery, memory or Memory(), bulk or new_pieces)
    drafts = [[writer.paragraph(b) for b in chapter.blocks] for chapter in lecture.chapters]
    writer.begin((paragraph for draft in drafts for paragraph in draft), ahead)
    chapters = tuple(
        _chapter(chapter, draft, writer, pauses)
        for chapter, draft in zip(lecture.chapters, drafts, strict=True)
    )
    return Script(chapters, tuple(dict.fromkeys(writer.warnings)))


@dataclass(frozen=True, slots=True)
class _Writer:
    """What every paragraph is written with."""

    lexicon: Lexicon
    delivery: Delivery
    memory: Memory
    bulk: Callable[[list[New]], list[tuple[Piece, ...]]]
    warnings: list[str] = field(default_factory=list)
    begun: dict[str, Callable[[], tuple[Piece, ...] | None]] = field(default_factory=dict)
    """New paragraphs that are prepared elsewhere, by key."""
    made: dict[str, tuple[Piece, ...]] = field(default_factory=dict)
    """New paragraphs that are prepared already, by key."""

    def paragraph(self, block: Block) -> _Paragraph:
        overrides = _overrides(block, self.lexicon)
        return _Paragraph(block, overrides, _memory_key(block, overrides, self.delivery))

    def begin(self, paragraphs: Iterator[_Paragraph], ahead: Ahead | None) -> None:
        """Prepare what is new: a few paragraphs elsewhere, more of them here and together."""
        new = {p.key: p for p in paragraphs if p.key not in self.memory.known}
        wanted = [(p.block, p.overrides, self.delivery.by(p.block.speaker)) for p in new.values()]
        if ahead is not None and len(new) <= _FEW:
            self.begun.update(zip(new, starmap(ahead, wanted), strict=True))
        else:
            self.made.update(zip(new, self.bulk(wanted), strict=True))

    def lines(self, index: int, paragraph: _Paragraph) -> Iterator[Line]:
        block = paragraph.block
        for piece in self._pieces(paragraph):
            self.warnings.extend(
                _("line {line}: {text}", line=block.line, text=text) for text in piece.missing
            )
            heading = block.kind == "heading"
            named = "" if block.speaker == QUOTATION else block.speaker
            yield Line(piece.utterance, index, piece.offset, block.line, heading, 0, named)

    def _pieces(self, paragraph: _Paragraph) -> tuple[Piece, ...]:
        block, overrides, key = paragraph
        delivery = self.delivery.by(block.speaker)
        known = self.memory.recall(key, block, delivery.voice, delivery.prosody)
        if known is not None:
            return known
        begun = self.begun.pop(key, None)
        pieces = begun() if begun is not None else self.made.pop(key, None)
        if pieces is None:
            (pieces,) = new_pieces([(block, overrides, delivery)])
        self.memory.keep(key, pieces)
        return pieces


def _memory_key(block: Block, overrides: tuple[Override, ...], delivery: Delivery) -> str:
    said = [(item.start, item.end, item.reading, item.say_as) for item in overrides]
    content = repr((block.text, said, delivery.readings))
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def new_pieces(paragraphs: Iterable[New]) -> list[tuple[Piece, ...]]:
    """The utterances of each of some new paragraphs."""
    places: list[tuple[int, int]] = []
    wanted: list[Wanted] = []
    paragraphs = list(paragraphs)
    for number, (block, overrides, delivery) in enumerate(paragraphs):
        for start, end in _joined(block.text, split_utterances(block.text)):
            places.append((number, start))
            wanted.append((block.text[start:end], _shifted(overrides, start, end), delivery))
    pieces: list[list[Piece]] = [[] for _ in paragraphs]
    for (number, start), (utterance, missing) in zip(places, prepare_all(wanted), strict=True):
        pieces[number].append(Piece(start, utterance, missing))
    return [tuple(each) for each in pieces]


def _chapter(
    chapter: Chapter, paragraphs: Sequence[_Paragraph], writer: _Writer, pauses: Pauses
) -> ChapterScript:
    drafts = [line for index, each in enumerate(paragraphs) for line in writer.lines(index, each)]
    lines = tuple(_with_pauses(drafts, pauses))
    return ChapterScript(
        kind=chapter.kind,
        title=chapter.title,
        lines=lines,
        sections=tuple(_section_starts(chapter, lines)),
        pause_before=pauses.samples("start"),
        text="\n".join(_labelled(chapter.blocks)),
    )


def _labelled(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The paragraphs, the first of each turn with its speaker's label."""
    before = ""
    for block in blocks:
        named = block.speaker not in {"", QUOTATION, before}
        before = block.speaker
        yield f"{block.speaker}：{block.text}" if named else block.text


def _overrides(block: Block, lexicon: Lexicon) -> tuple[Override, ...]:
    """Inline marks win over the lexicon."""
    found = lexicon.match(block.text, block.overrides)
    return tuple(sorted((*block.overrides, *found), key=lambda item: item.start))


def _joined(text: str, ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Ranges without anything to say are joined to a neighbour; none is left if nothing is said."""
    result: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in ranges:
        begin = start if pending is None else pending
        if any(char.isalnum() for char in text[begin:end]):
            result.append((begin, end))
            pending = None
        elif result:
            result[-1] = (result[-1][0], end)
        else:
            pending = begin
    return result


Wanted = tuple[str, tuple[Override, ...], Delivery]
"""Part of the script, the author's word on parts of it (positions in it), and who says it."""
Prepared = tuple[Utterance, tuple[Unsaid, ...]]
"""One utterance, and every reading that the engine cannot be told."""


def prepare(written: str, overrides: tuple[Override, ...], delivery: Delivery) -> Prepared:
    """Prepare one utterance; see `Wanted`."""
    return next(prepare_all([(written, overrides, delivery)]))


def prepare_all(wanted: Sequence[Wanted]) -> Iterator[Prepared]:
    """Prepare utterances; many are read together, which is quicker."""
    # Only what is new is prepared: an unchanged build needs none of these.
    from audiolecture.mandarin.homophones import substitute  # noqa: PLC0415
    from audiolecture.mandarin.normalize import normalize  # noqa: PLC0415
    from audiolecture.mandarin.readings import pinyin_all  # noqa: PLC0415

    drafts = [
        (spans, "".join(span.spoken for span in spans), forced_readings(spans, overrides))
        for spans, overrides in ((normalize(text, own), own) for text, own, _ in wanted)
    ]
    read = [
        draft for draft, (_, _, delivery) in zip(drafts, wanted, strict=True) if delivery.readings
    ]
    found = pinyin_all([spoken for _, spoken, _ in read], [forced for _, _, forced in read])
    for (written, __, delivery), (spans, spoken, forced) in zip(wanted, drafts, strict=True):
        missing: tuple[Unsaid, ...] = ()
        if delivery.readings:
            readings = next(found)
        else:
            substitution = substitute(spoken, forced)
            missing = substitution.missing
            spans = _respoken(spans, substitution.text)  # noqa: PLW2901 - the same, as it is said
            readings = ("",) * len(spoken)
        utterance = Utterance(
            written, spans, readings, split_sentences(written), delivery.voice, delivery.prosody
        )
        yield utterance, missing


def forced_readings(spans: tuple[Span, ...], overrides: tuple[Override, ...]) -> dict[int, str]:
    """The author's readings by position in the spoken text (their text is never normalized)."""
    wanted = [item for item in overrides if item.reading]
    forced: dict[int, str] = {}
    position = 0
    for span in spans:
        if span.kind == "text":
            for item in wanted:
                for index, syllable in enumerate(item.reading, item.start):
                    if span.start <= index < span.end:
                        forced[position + index - span.start] = syllable
        position += len(span.spoken)
    return forced


def _respoken(spans: tuple[Span, ...], spoken: str) -> tuple[Span, ...]:
    """The same spans with the characters of ``spoken``, which is as long as theirs together."""
    result = []
    position = 0
    for span in spans:
        end = position + len(span.spoken)
        result.append(replace(span, spoken=spoken[position:end]))
        position = end
    return tuple(result)


def _with_pauses(lines: list[Line], pauses: Pauses) -> Iterator[Line]:
    for line, following in pairwise(lines):
        yield replace(line, pause_after=pauses.samples(_pause_between(line, following)))
    if lines:
        yield replace(lines[-1], pause_after=pauses.samples("end"))


def _pause_between(line: Line, following: Line) -> str:
    if line.heading:
        return "heading_after"
    if following.heading:
        return "heading_before"
    return "sentence" if line.block == following.block else "paragraph"


def _section_starts(chapter: Chapter, lines: tuple[Line, ...]) -> Iterator[SectionStart]:
    for section in chapter.sections:
        for index, line in enumerate(lines):
            inside = section.offset - line.offset
            if line.block == section.block and 0 <= inside < len(line.utterance.written):
                yield SectionStart(section.title, index, inside)
                break


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence as written, and exactly what a build says for it."""

    text: str
    spans: tuple[Span, ...]
    forced: tuple[tuple[int, str], ...]
    """The author's readings: position in the spoken text, pinyin."""
    line: int
    heading: bool = False
    place: tuple[int, int, int] = (0, 0, 0)
    """Its chapter, the block in it, and where in the block the utterance begins that holds it."""

    @property
    def spoken(self) -> str:
        """What is said."""
        return "".join(span.spoken for span in self.spans)


def spoken_sentences(lecture: Lecture, lexicon: Lexicon) -> Iterator[SpokenSentence]:
    """Every sentence of a lecture, in order, cut and normalized as `write_script` does."""
    for chapter, part in enumerate(lecture.chapters):
        for index, block in enumerate(part.blocks):
            overrides = _overrides(block, lexicon)
            for start, end in _joined(block.text, split_utterances(block.text)):
                place = (chapter, index, start)
                yield from _spoken_sentences(block, overrides, place, end)


def _spoken_sentences(
    block: Block, overrides: tuple[Override, ...], place: tuple[int, int, int], end: int
) -> Iterator[SpokenSentence]:
    from audiolecture.mandarin.normalize import normalize  # noqa: PLC0415 - as above

    start = place[2]
    own = _shifted(overrides, start, end)
    written = block.text[start:end]
    spans = normalize(written, own)
    for begin, stop in split_sentences(written):
        mine = tuple(_cut(spans, begin, stop))
        forced = forced_readings(mine, _shifted(own, begin, stop))
        heading = block.kind == "heading"
        yield SpokenSentence(
            written[begin:stop], mine, tuple(forced.items()), block.line, heading, place
        )


def _shifted(overrides: tuple[Override, ...], start: int, end: int) -> tuple[Override, ...]:
    """The overrides inside ``[start, end)``, counted from ``start``."""
    return tuple(
        replace(item, start=item.start - start, end=item.end - start)
        for item in overrides
        if start <= item.start and item.end <= end
    )


def _cut(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The spans of ``[start, end)``, counted from ``start``; one that crosses goes to its start."""
    for span in spans:
        if span.kind == "text":
            first, last = max(span.start, start), min(span.end, end)
            if first < last:
                spoken = span.spoken[first - span.start : last - span.start]
                yield replace(span, start=first - start, end=last - start, spoken=spoken)
        elif start <= span.start < end:
            yield replace(span, start=span.start - start, end=min(span.end, end) - start)
