"""Where a paragraph is cut: into sentences (one caption cue each) and utterances (requests).

Both are ranges that cover the text exactly and in order; nothing is trimmed, so white space belongs
to the sentence before it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from operator import add, sub

from audiolecture.patterns import lazily

Range = tuple[int, int]

_CLOSERS = "”’」』）)]】》〉〕\"'"

# An end mark with whatever closes after it, and a source: 。 ？！ …… 。” ） ...... ”（《论语》）
_END = lazily(
    rf"(?:[。！？!?…｡]|\.{{3,12}})++(?:[{re.escape(_CLOSERS)}]*+[。！？!?…｡]*+)*+"
    r"(?:(?<=[”」』])（[^（）。！？\n]{1,60}）)?"
)

_INSIDE_ADDRESS = lazily(r"[A-Za-z0-9][?!.][A-Za-z0-9=&/#%]")

# An English full stop: after a word, before a capital, Chinese, or the end.
_FULL_STOP = lazily(
    rf"(?<=[a-z][a-z)])\.[{re.escape(_CLOSERS)}]*(?=\s+[A-Z“\"(]|\s*\Z|\s*[\u4e00-\u9fff])"
)
_ABBREVIATION = lazily(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|cf|al|Jr|Sr|Fig|No|Vol|pp|Inc|Ltd)\Z")

_SAID = "说道|说|问道|问|喊道|喊|答道|笑道|叹道|說道|說|問道|問"

# The sentence goes on after a closing quote: 提出“谁来做？”的问题。 “走吧！”他说。
_GOES_ON = lazily(
    r"[，、；：,;:—]|[的地得等之者式般型]|(?:这|那)(?:个|一|种|些|样|类)"
    rf"|[^，。！？：；“”\s]{{0,6}}?(?:{_SAID})[。，！？：]|[就便]"
)
_SAYS_MORE_AFTER_FULL_STOP = lazily(
    rf"[，、；：,;:—]|[的等]|[^，。！？：；“”\s]{{0,6}}?(?:{_SAID})[。，！？]"
)

# Asides stay in the sentence that holds them, unless they are long.
_ASIDE = lazily(r"（[^（）\n]{0,80}）|\([^()\n]{0,80}\)|《[^《》\n]{0,80}》|【[^【】\n]{0,80}】")

# A short question or call in quotes that the sentence goes on from: 回答“为谁？靠谁？”的问题
_QUOTED = lazily(r"“[^“”\n]{0,40}”(?=[，、；：的等])")


def split_sentences(text: str) -> tuple[Range, ...]:
    """The sentences of a paragraph.

    Cuts after 。！？… and their ASCII forms together with closing quotes and brackets, at line
    ends, and after an English full stop; not inside numbers, addresses, asides, or short quotes
    in the middle of a sentence.

    Returns:
        Half-open ranges that cover ``text`` exactly, in order; empty for an empty text.
    """
    return tuple(pairwise([0, *_cuts(text), len(text)])) if text else ()


def _cuts(text: str) -> list[int]:
    """Ascending positions strictly inside the text, each followed by something that is spoken."""
    guarded = _guarded(text)
    ends = sorted({*_mark_ends(text, guarded), *_full_stops(text), *_line_ends(text)})
    cuts: list[int] = []
    last = 0
    for end in ends:
        cut = _skip_space(text, end)
        if cut >= len(text) or not _speaks(text, last, cut):
            continue
        cuts.append(cut)
        last = cut
    if cuts and not _speaks(text, last, len(text)):
        cuts.pop()
    return cuts


def _guarded(text: str) -> bytearray:
    """One byte per character, 1 where a sentence cannot end."""
    flags = bytearray(len(text))
    for pattern in (_ASIDE, _QUOTED):
        for match in pattern.finditer(text):
            start, end = match.span()
            if text[start] in "（(【" and (start == 0 or text[start - 1] in "。！？…\n"):
                end -= 1  # an aside that is a sentence of its own
            flags[start:end] = b"\1" * (end - start)
    return flags


def _mark_ends(text: str, guarded: bytearray) -> Iterator[int]:
    for match in _END.finditer(text):
        start, end = match.span()
        if guarded[start] and guarded[end - 1]:
            continue
        if not _inside_address(text, start, end) and not _goes_on(text, match):
            yield end


def _inside_address(text: str, start: int, end: int) -> bool:
    """``a?b=c`` and ``!important``: an ASCII mark between ASCII word characters."""
    around = text[max(0, start - 1) : start + 1] + text[end : end + 1]
    return _INSIDE_ADDRESS.fullmatch(around) is not None


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence continues after a quote that closes here, or after an ellipsis."""
    end = match.end()
    if end >= len(text):
        return False
    if text[end] in "，、；：,;:":
        return True
    if match[0][-1] not in _CLOSERS:
        return False
    after = _SAYS_MORE_AFTER_FULL_STOP if "。" in match[0] else _GOES_ON
    return after.match(text, end) is not None


def _full_stops(text: str) -> Iterator[int]:
    if "." not in text:
        return
    for match in _FULL_STOP.finditer(text):
        if not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start()):
            yield match.end()


def _line_ends(text: str) -> Iterator[int]:
    return (match.end() for match in re.finditer(r"[\n\r\u2028\u2029]+", text))


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _speaks(text: str, start: int, end: int) -> bool:
    """Whether anything in the range is a letter, a digit or a symbol rather than punctuation."""
    return any(text[index].isalnum() for index in range(start, end))


# ---------------------------------------------------------------- utterances

_CLAUSE_END = lazily(rf"[；;][{re.escape(_CLOSERS)}]*\s*")
_PHRASE_END = lazily(rf"(?:[，,：:、][{re.escape(_CLOSERS)}]*|——|\s)\s*")
_WORD = lazily(r"[A-Za-z0-9]{1,40}\s?|.[\u0300-\u036f\ufe00-\ufe0f\u200d]*", re.DOTALL)

# What a cut costs, beside the squared relative deviation of the pieces from the ideal size: a cut
# inside a sentence is worse than a piece of half the size.
_SENTENCE, _CLAUSE, _PHRASE, _ANYWHERE = 0.0, 1.0, 2.0, 4.0

# How much a cut prefers one sentence end over another for its text alone. It makes cuts stick to
# the same sentences when something is inserted elsewhere in the paragraph, as in content-defined
# chunking; 0.25 of a cost that is 1.0 for a piece of double size keeps the pieces even.
_STICKINESS = 0.25


def split_utterances(text: str, *, aim: int = 300, most: int = 400) -> tuple[Range, ...]:
    """The pieces of a paragraph that become one request each.

    A paragraph of at most ``aim`` Han characters (letters and digits count as well) is one piece.
    A longer one is cut between sentences into even pieces of about three quarters of ``aim``;
    sentences over ``most`` are cut after ；, then ，, then anywhere.

    Returns:
        Half-open ranges that cover ``text`` exactly, in order; empty for an empty text.

    Raises:
        ValueError: unless 0 < aim <= most.
    """
    if not 0 < aim <= most:
        raise ValueError(f"0 < aim <= most is needed, not {aim}, {most}")
    if not text:
        return ()
    if _size(text, 0, len(text)) <= aim:
        return ((0, len(text)),)
    atoms = list(_atoms(text, split_sentences(text), _SENTENCE, most))
    return tuple(_pack(text, atoms, ideal=max(1, aim * 3 // 4), most=most))


def _size(text: str, start: int, end: int) -> int:
    """Letters and digits of any script; marks count a quarter, so that a row of dots has an end."""
    spoken = sum(map(str.isalnum, text[start:end]))
    return max(spoken, (end - start) // 4)


Atom = tuple[int, int, float]
"""Start, end, and the cost of a cut after it."""


def _atoms(text: str, ranges: Sequence[Range], cost: float, most: int) -> Iterator[Atom]:
    """The ranges, each with what a cut after it costs; those over ``most`` are divided."""
    for start, end in ranges:
        if _size(text, start, end) <= most:
            yield start, end, cost
            continue
        *inner, last = _divide(text, start, end, cost, most)
        yield from inner
        yield last[0], last[1], cost


def _divide(text: str, start: int, end: int, cost: float, most: int) -> list[Atom]:
    if cost < _CLAUSE:
        return list(_atoms(text, _split_after(_CLAUSE_END, text, start, end, most), _CLAUSE, most))
    if cost < _PHRASE:
        return list(_atoms(text, _split_after(_PHRASE_END, text, start, end, most), _PHRASE, most))
    return [(*piece, _ANYWHERE) for piece in _slices(text, start, end, most)]


def _split_after(
    pattern: re.Pattern[str], text: str, start: int, end: int, most: int
) -> list[Range]:
    """The range cut after the pattern, but into nothing shorter than a sixteenth of ``most``."""
    ends = [start]
    for match in pattern.finditer(text, start, end):
        if match.end() < end and match.end() - ends[-1] >= most // 16:
            ends.append(match.end())
    return list(pairwise([*ends, end]))


def _slices(text: str, start: int, end: int, most: int) -> Iterator[Range]:
    """Slices of at most half of ``most``, so that they can be packed evenly; words stay whole."""
    limit = max(1, most // 2)
    first = start
    for match in _WORD.finditer(text, start, end):
        if match.end() - first > limit and match.start() > first:
            yield first, match.start()
            first = match.start()
        while match.end() - first > limit:
            yield first, first + limit
            first += limit
    if first < end:
        yield first, end


def _pack(text: str, atoms: Sequence[Atom], *, ideal: int, most: int) -> list[Range]:
    """The cheapest way to join neighbouring atoms into pieces: of at most ``most``, or one atom.

    A piece costs the square of its distance from ``ideal``, and its cut. Such costs are convex, so
    the last piece of more text never begins earlier (the quadrangle inequality of F. F. Yao, 1980).
    What is left is tried by C: a paragraph may have 100,000 atoms.
    """
    sizes = [_size(text, start, end) for start, end, _ in atoms]
    before = [0, *accumulate(sizes)]
    costs = [_distance(size, ideal) for size in range(most + 1)]
    best, previous, low = [0.0], [0], 0
    for last, atom in enumerate(atoms):
        end = before[last + 1]
        while low < last and end - before[low] > most:
            low += 1
        low = max(low, previous[-1])
        if sizes[last] > most:
            found = [best[last] + _distance(sizes[last], ideal)]
        else:
            pieces = map(sub, repeat(end), before[low : last + 1][::-1])
            found = list(map(add, best[low : last + 1][::-1], map(costs.__getitem__, pieces)))
        cheapest = min(found)
        best.append(cheapest + _cut_cost(text, atom))
        previous.append(last - found.index(cheapest))
    return _walk_back(atoms, previous)


def _distance(size: int, ideal: int) -> float:
    return ((size - ideal) / ideal) ** 2


def _cut_cost(text: str, atom: Atom) -> float:
    start, end, cost = atom
    return cost + _STICKINESS * (zlib.crc32(text[start:end].encode("utf-8", "replace")) & 255) / 255


def _walk_back(atoms: Sequence[Atom], previous: Sequence[int]) -> list[Range]:
    pieces: list[Range] = []
    stop = len(atoms)
    while stop:
        first = previous[stop]
        pieces.append((atoms[first][0], atoms[stop - 1][1]))
        stop = first
    return pieces[::-1]
