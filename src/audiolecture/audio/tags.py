"""The ID3v2.3 block in front of a chapter, laid out for the players that people have.

Version 2.3, UTF-16 with byte order mark, no version 1 at the end: what cars, phones and audiobook
servers read without exception. mutagen makes the frames.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutagen.id3 import Frame

    from audiolecture.model import Publication

_UTF16 = 1
_LATIN1 = 0
_FRONT_COVER = 3
_MILLISECONDS = 2
_LYRICS = 1
_TOP_LEVEL_AND_ORDERED = 3
_NO_BYTE_OFFSET = 0xFFFFFFFF
_HEADER = 10
_CONTENTS_MAX = 255
"""The table of contents counts its entries in one byte."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What is said about a chapter inside its file. What is empty or None is left out."""

    title: str
    album: str = ""
    artist: str = ""
    album_artist: str = ""
    composer: str = ""
    """The voice: audiobook players show the composer as narrator."""
    track: int = 0
    """1-based."""
    tracks: int = 0
    disc: int = 0
    date: str = ""
    """An ISO date, a year and month, or a year."""
    genre: str = "Audiobook"
    language: str = "zho"
    """ISO 639-2, three letters."""
    comment: str = ""
    lyrics: str = ""
    """The chapter's plain text."""
    cover: bytes = b""
    """A JPEG file."""
    replaygain_gain: float | None = None
    """In dB: -18 LUFS less the integrated loudness (ReplayGain 2.0)."""
    replaygain_peak: float | None = None
    """True peak, linear."""
    chapters: tuple[tuple[str, int, int], ...] = ()
    """Sections as (title, start, end), in milliseconds."""
    synced_lyrics: tuple[tuple[int, str], ...] = ()
    """Sentences as (start in milliseconds, text)."""


def of_publication(publication: Publication, title: str, cover: bytes) -> Tags:
    """What every file of a lecture says of itself."""
    return Tags(
        title=title,
        album=publication.album,
        artist=publication.author,
        album_artist=publication.author,
        composer=publication.voice,
        date=publication.date,
        comment=publication.summary,
        cover=cover,
    )


def render(tags: Tags, *, padding: int = 0) -> bytes:
    """The whole ID3v2.3 block; the same bytes for the same tags.

    Args:
        tags: what it says.
        padding: zero bytes at its end, with which a file that changed can be given another size.
    """
    from mutagen.id3 import ID3  # noqa: PLC0415 - only who writes tags needs it

    block = ID3()
    for frame in (*_texts(tags), *_lyrics(tags), *_chapters(tags), *_others(tags)):
        block.add(frame)
    file = io.BytesIO()
    block.save(file, v1=0, v2_version=3, v23_sep="; ", padding=lambda _: padding)
    return _with_chapters_in_order(file.getvalue())


HEADER = 10
"""Bytes of an ID3v2 header."""


def tag_length(start: bytes) -> int:
    """Bytes of the ID3v2 tag that a file starts with, 0 for none.

    Args:
        start: the first `HEADER` bytes of the file; the length stands in four of seven bits each.
    """
    if start[:3] != b"ID3" or len(start) < HEADER:
        return 0
    places = zip(start[6:HEADER], (21, 14, 7, 0), strict=True)
    return HEADER + sum(byte << shift for byte, shift in places)


def _texts(tags: Tags) -> Iterator[Frame]:
    from mutagen import id3  # noqa: PLC0415

    texts: dict[Any, str] = {
        id3.TIT2: tags.title,
        id3.TALB: tags.album,
        id3.TPE1: tags.artist,
        id3.TPE2: tags.album_artist,
        id3.TCOM: tags.composer,
        id3.TRCK: _number_of(tags.track, tags.tracks),
        id3.TPOS: _number_of(tags.disc, 0),
        id3.TYER: tags.date[:4],
        id3.TDAT: _day_and_month(tags.date),
        id3.TCON: tags.genre,
        id3.TLAN: tags.language,
    }
    for kind, text in texts.items():
        if text:
            yield kind(encoding=_UTF16, text=_plain(text))
    for name, text in _replay_gain(tags):
        yield id3.TXXX(encoding=_UTF16, desc=name, text=text)


def _number_of(number: int, total: int) -> str:
    return f"{number}/{total}" if number and total else str(number or "")


def _day_and_month(text: str) -> str:
    """TDAT is DDMM; there is no frame for a month alone."""
    try:
        return date.fromisoformat(text).strftime("%d%m")
    except ValueError:
        return ""


def _replay_gain(tags: Tags) -> Iterator[tuple[str, str]]:
    if tags.replaygain_gain is not None:
        yield "REPLAYGAIN_TRACK_GAIN", f"{tags.replaygain_gain:+.2f} dB"
    if tags.replaygain_peak is not None:
        yield "REPLAYGAIN_TRACK_PEAK", f"{tags.replaygain_peak:.6f}"


def _lyrics(tags: Tags) -> Iterator[Frame]:
    from mutagen import id3  # noqa: PLC0415

    told = {"encoding": _UTF16, "lang": tags.language, "desc": ""}
    if tags.comment:
        yield id3.COMM(**told, text=_plain(tags.comment))
    if tags.lyrics:
        yield id3.USLT(**told, text=_plain(tags.lyrics))
    if tags.synced_lyrics:
        lines = [(_plain(text), start) for start, text in tags.synced_lyrics]
        yield id3.SYLT(**told, format=_MILLISECONDS, type=_LYRICS, text=lines)


def _chapters(tags: Tags) -> Iterator[Frame]:
    from mutagen import id3  # noqa: PLC0415

    if not tags.chapters:
        return
    names = [f"chp{index}" for index in range(len(tags.chapters))]
    yield id3.CTOC(
        element_id="toc", flags=_TOP_LEVEL_AND_ORDERED, child_element_ids=names[:_CONTENTS_MAX]
    )
    for name, (title, start, end) in zip(names, tags.chapters, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=start,
            end_time=end,
            start_offset=_NO_BYTE_OFFSET,
            end_offset=_NO_BYTE_OFFSET,
            sub_frames=[id3.TIT2(encoding=_UTF16, text=_plain(title))],
        )


def _others(tags: Tags) -> Iterator[Frame]:
    from mutagen import id3  # noqa: PLC0415

    if tags.cover:
        yield id3.APIC(
            encoding=_LATIN1, mime="image/jpeg", type=_FRONT_COVER, desc="", data=tags.cover
        )


def _plain(text: str) -> str:
    """Text that UTF-16 and zero-terminated strings can hold."""
    return text.replace("\0", "").encode("utf-16-le", "replace").decode("utf-16-le")


def _with_chapters_in_order(block: bytes) -> bytes:
    """The block with its CHAP frames in ascending time: mutagen sorts frames by size."""
    frames, end = _frames(block)
    ascending = iter(sorted((f for f in frames if f.startswith(b"CHAP")), key=_start_time))
    ordered = (next(ascending) if f.startswith(b"CHAP") else f for f in frames)
    return block[:_HEADER] + b"".join(ordered) + block[end:]


def _frames(block: bytes) -> tuple[list[bytes], int]:
    """The frames of a block, and where they end and padding begins."""
    frames, at = [], _HEADER
    while at < len(block) and block[at]:
        (size,) = struct.unpack_from(">I", block, at + 4)
        frames.append(block[at : at + _HEADER + size])
        at += _HEADER + size
    return frames, at


def _start_time(frame: bytes) -> int:
    """A CHAP frame holds its name, a zero, then start and end in milliseconds."""
    (start,) = struct.unpack_from(">I", frame, frame.index(b"\0", _HEADER) + 1)
    return int(start)
