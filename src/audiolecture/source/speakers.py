"""Who says a paragraph: labels such as 主持人： at its beginning. Pure.

Only a name that the author gave a voice is a speaker: 注意： and 问题： begin paragraphs too. A
turn goes on until the next label or heading. Labels are not said; the captions carry them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from audiolecture.messages import _, at
from audiolecture.model import Block, Chapter, Lecture, Omission
from audiolecture.source.document import Document, Paragraph
from audiolecture.suggestions import closest

QUOTATION = "引文"
"""The speaker of paragraphs that are quoted, or stand in “ ” from end to end."""

_ASIDE = r"(?:[（(][^（()）]{1,12}[）)])?"
"""A stage direction: 主持人（笑）：."""


def without_labels(document: Document, names: Iterable[str]) -> Document:
    """Take the labels of these speakers off; a label alone on its line holds for the next one.

    A paragraph that was nothing but a label is left empty, so that indices stay true.
    """
    label = _label([name for name in names if name != QUOTATION])
    if label is None:
        return document
    paragraphs: list[Paragraph] = []
    omitted: list[Omission] = []
    held = ""
    for paragraph in document.paragraphs:
        match = label.match(paragraph.text) if paragraph.kind == "text" else None
        speaker = match["name"] if match else held
        held = ""
        if match:
            omitted.append(Omission("speaker", match[0].strip(), paragraph.line))
            held = speaker if match.end() == len(paragraph.text) else ""
        cut = match.end() if match else 0
        paragraphs.append(
            replace(
                paragraph,
                text=paragraph.text[cut:],
                column=paragraph.column + cut,
                speaker=speaker,
            )
            if speaker
            else paragraph
        )
    return replace(
        document,
        paragraphs=tuple(paragraphs),
        omitted=tuple(sorted((*document.omitted, *omitted), key=lambda item: item.line)),
    )


_ANY_LABEL = re.compile(rf"[【\[［]?(?P<name>[^\s：:，。！？；]{{1,12}}?){_ASIDE}[】\]］]?\s*[：:]")


def silent(
    names: Iterable[str], lecture: Lecture, document: Document, where: str
) -> tuple[str, ...]:
    """Warnings about speakers who have a voice and say nothing: their labels may be misspelt.

    Args:
        names: the speakers that the script itself gives voices.
        lecture: what became of it.
        document: the script with its labels.
        where: the file.
    """
    labels = {m["name"] for p in document.paragraphs if (m := _ANY_LABEL.match(p.text))}
    heard = speakers_of(lecture)
    return tuple(
        at(where, _("no paragraph is {name}'s", name=name) + _like(name, labels - set(names)))
        for name in names
        if name not in heard and name != QUOTATION
    )


def _like(name: str, labels: Iterable[str]) -> str:
    close = closest(name, labels, cutoff=0.5)
    return _("; is the label '{name}' meant?", name=close) if close else ""


def _label(names: list[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"[【\[［]?(?P<name>{longest_first}){_ASIDE}[】\]］]?\s*[：:]\s*")


def with_turns(lecture: Lecture, names: Iterable[str]) -> Lecture:
    """Every paragraph with its speaker: its own label's, or that of the turn it goes on with."""
    known = frozenset(names)
    if not known:
        return lecture
    chapters = tuple(
        replace(chapter, blocks=tuple(_turns(chapter, known))) for chapter in lecture.chapters
    )
    return replace(lecture, chapters=chapters)


def _turns(chapter: Chapter, known: frozenset[str]) -> Iterator[Block]:
    current = ""
    for block in chapter.blocks:
        if block.kind == "heading" or block.speaker:
            current = block.speaker
        speaker = current
        if QUOTATION in known and block.kind == "text" and not block.speaker and _quoted(block):
            speaker = QUOTATION
        yield block if speaker == block.speaker else replace(block, speaker=speaker)


def _quoted(block: Block) -> bool:
    text = block.text.strip()
    whole = text[:1] == "“" and text.rstrip("。！？")[-1:] == "”" and text.count("“") == 1
    return block.quoted or whole


def speakers_of(lecture: Lecture) -> frozenset[str]:
    """All that say something."""
    return frozenset(
        block.speaker for chapter in lecture.chapters for block in chapter.blocks if block.speaker
    )
