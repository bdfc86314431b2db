"""The files of one chapter, from plain data: any process can write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from audiolecture import chapterfile, website
from audiolecture.manifest import FileRecord
from audiolecture.model import Publication
from audiolecture.output import OutputFolder
from audiolecture.publish.lrc import render_lrc


@dataclass(frozen=True, slots=True)
class ChapterFiles:
    """What the files of a chapter are made of, besides its sound."""

    folder: OutputFolder
    mp3: str
    lrc: str
    key: str
    mtime: int
    """Seconds."""
    publication: Publication
    """The lecture with this one track."""
    total: int
    """How many chapters the lecture has."""
    text: str
    """The chapter as written, for the lyrics."""
    marked: bool
    """Whether the files of this lecture have chapter marks."""
    words: bool
    """Whether the captions follow word by word."""
    picture: bytes
    """The cover, a JPEG."""
    captions: FileRecord | None = None
    """A file that has the captions already."""


def write(files: ChapterFiles, sound: Iterable[bytes | memoryview]) -> dict[str, FileRecord]:
    """Write the MP3 and what stands beside it, here and in ``web/``.

    Args:
        files: what they are made of.
        sound: everything behind the tag, in pieces.

    Raises:
        PublishError: the folder cannot be written.
    """
    publication = files.publication
    (track,) = publication.tracks
    head = chapterfile.head(
        publication,
        track,
        text=files.text,
        total=files.total,
        marked=files.marked,
        picture=files.picture,
    )
    parts: Iterable[bytes | memoryview] = chain((head,), sound)
    mp3 = files.folder.write(files.mp3, files.key, parts, mtime=files.mtime)
    text = render_lrc(publication, track, words=files.words)
    lrc = files.folder.write(files.lrc, files.key, [text.encode()], mtime=files.mtime)
    web = website.write_chapter(files.folder, publication, track, mp3, files.captions)
    return {mp3.name: mp3, lrc.name: lrc, **web}


def write_again(files: ChapterFiles, path: Path) -> dict[str, FileRecord]:
    """`write` them with the sound of a finished file."""
    return write(files, chapterfile.sound(path))
