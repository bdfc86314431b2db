"""Whether the tags of a chapter say what the manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from audiolecture.checking.captions import labelled
from audiolecture.checking.evidence import TagsRead
from audiolecture.checking.problem import Problem
from audiolecture.checking.text import clock, excerpt, folded, speakable
from audiolecture.manifest import ChapterRecord, Manifest
from audiolecture.messages import _
from audiolecture.model import SAMPLE_RATE

_REFERENCE = -18.0
"""LUFS that a ReplayGain of 0 dB stands for (ReplayGain 2.0)."""

_CONTENTS_MAX = 255
"""The table of contents counts its entries in one byte."""


def tag_problems(
    manifest: Manifest, chapter: ChapterRecord, read: TagsRead, cover: str
) -> Iterator[Problem]:
    """What the tags of a chapter's file have wrong.

    Args:
        manifest: of the lecture.
        chapter: the chapter.
        read: its tags.
        cover: sha256 (hex) of the cover picture in the folder; empty if there is none.
    """
    for name, wanted in _texts(manifest, chapter).items():
        found = read.texts.get(name, "")
        if folded(found) != folded(wanted):
            yield _wrong(
                chapter,
                _(
                    "{name} says {found}, not {wanted}",
                    name=name,
                    found=excerpt(found),
                    wanted=excerpt(wanted),
                ),
            )
    if cover and read.cover != cover:
        yield _wrong(chapter, _("APIC is not the cover of the lecture"))
    yield from _gains(chapter, read)
    yield from _lines(chapter, read)
    yield from _marks(manifest, chapter, read)


def text_problems(chapter: ChapterRecord, read: TagsRead) -> Iterator[Problem]:
    """The sentences of the manifest are not the chapter's text, which the file itself holds."""
    cues = [folded(label + cue.text) for cue, label in labelled(chapter)]
    text = speakable(read.lyrics)
    if "".join(cues) == text:
        return
    position = 0
    for cue in cues:
        if not text.startswith(cue, position):
            found = text.find(cue, position)
            if found < 0:
                message = _("{text} is not in the text at this place", text=excerpt(cue))
            else:
                message = _("{text} is not among the sentences", text=excerpt(text[position:found]))
            yield Problem("text", chapter.mp3, message)
            return
        position += len(cue)
    yield Problem(
        "text", chapter.mp3, _("{text} is not among the sentences", text=excerpt(text[position:]))
    )


def _texts(manifest: Manifest, chapter: ChapterRecord) -> dict[str, str]:
    total = len(manifest.chapters)
    return {
        "TIT2": chapter.title,
        "TALB": manifest.album,
        "TPE1": manifest.author,
        "TPE2": manifest.author,
        "TCOM": manifest.voice,
        "TRCK": f"{chapter.number}/{total}",
        "TPOS": str(manifest.number or ""),
    }


def _gains(chapter: ChapterRecord, read: TagsRead) -> Iterator[Problem]:
    if chapter.loudness is not None:
        yield from _gain(
            chapter, read, "REPLAYGAIN_TRACK_GAIN", f"{_REFERENCE - chapter.loudness:+.2f} dB"
        )
    if chapter.peak is not None:
        yield from _gain(chapter, read, "REPLAYGAIN_TRACK_PEAK", f"{10 ** (chapter.peak / 20):.6f}")


def _gain(chapter: ChapterRecord, read: TagsRead, name: str, wanted: str) -> Iterator[Problem]:
    found = read.texts.get(f"TXXX:{name}", "")
    if found != wanted:
        yield _wrong(
            chapter,
            _(
                "{name} says {found}, not “{wanted}”",
                name=name,
                found=excerpt(found),
                wanted=wanted,
            ),
        )


def _lines(chapter: ChapterRecord, read: TagsRead) -> Iterator[Problem]:
    """The synchronized lyrics: every sentence at its start."""
    wanted = [
        (_ms(cue.start), folded(cue.text)) for item in chapter.utterances for cue in item.cues
    ]
    found = [(at, folded(text)) for at, text in read.synced]
    if found != wanted:
        place = next(
            (i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b),
            min(len(found), len(wanted)),
        )
        said = wanted[place][1] if place < len(wanted) else found[place][1]
        yield _wrong(chapter, _("SYLT differs from the sentences at {said}", said=excerpt(said)))


def _marks(manifest: Manifest, chapter: ChapterRecord, read: TagsRead) -> Iterator[Problem]:
    wanted = list(chapter_marks(chapter))
    found = [(folded(title), start, end) for title, start, end in read.chapters]
    none_at_all = not any(item.sections for item in manifest.chapters) and not found
    if found != wanted and not none_at_all:
        yield _wrong(chapter, _difference(found, wanted))
    elif tuple(map(folded, read.contents)) != tuple(t for t, *_ in found[:_CONTENTS_MAX]):
        yield _wrong(chapter, _("CTOC does not list the chapter marks in their order"))


def chapter_marks(chapter: ChapterRecord) -> Iterator[tuple[str, int, int]]:
    """The marks that cover the file, with folded titles, in milliseconds."""
    starts = [(title, start) for title, start, _ in chapter.sections]
    if not starts or starts[0][1] > 0:
        starts.insert(0, (chapter.title, 0))
    for (title, start), (_title, end) in pairwise([*starts, ("", chapter.samples)]):
        yield folded(title), _ms(start), _ms(end)


def _difference(found: list[tuple[str, int, int]], wanted: list[tuple[str, int, int]]) -> str:
    if sorted(found) == sorted(wanted):
        return _("CHAP frames are not in the order of time")
    missing = [mark for mark in wanted if mark not in found]
    if not missing:
        extra = next((mark for mark in found if mark not in wanted), found[-1])
        return _("CHAP {title} does not belong", title=excerpt(extra[0]))
    title, start, _end = missing[0]
    return _(
        "CHAP {title} is not at {start}",
        title=excerpt(title),
        start=clock(start * SAMPLE_RATE // 1000),
    )


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE


def _wrong(chapter: ChapterRecord, message: str) -> Problem:
    return Problem("tags", chapter.mp3, message)
