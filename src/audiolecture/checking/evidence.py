"""What there is of a lecture on the disk: read once, in threads, without judging anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from audiolecture.checking.sound import passages
from audiolecture.errors import AudioError
from audiolecture.manifest import ChapterRecord, Manifest

if TYPE_CHECKING:
    from audiolecture.audio.acoustics import Hearing


@dataclass(frozen=True, slots=True)
class TagsRead:
    """The tags of an MP3 file, as a reader other than ours finds them."""

    texts: Mapping[str, str]
    """Text frames by their four letters, and user texts by ``TXXX:`` and their name."""
    lyrics: str = ""
    synced: tuple[tuple[int, str], ...] = ()
    """Lines with their start in milliseconds."""
    chapters: tuple[tuple[str, int, int], ...] = ()
    """Chapter marks in the order of the file: title, start and end in milliseconds."""
    contents: tuple[str, ...] = ()
    """Titles in the order of the table of contents."""
    cover: str = ""
    """sha256 (hex) of the picture."""


@dataclass(frozen=True, slots=True)
class ChapterEvidence:
    """What was found of a chapter; ``None`` is what cannot be read."""

    record: ChapterRecord
    hearing: Hearing | None
    tags: TagsRead | None
    lrc: str | None
    vtt: str | None
    sections: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found of a lecture."""

    folder: Path
    manifest: Manifest
    digests: Mapping[str, str]
    """sha256 (hex) of every file of the manifest that is there."""
    chapters: tuple[ChapterEvidence, ...]
    names: frozenset[str]
    """Every file in the folder and in its folders, relative."""


def gather(folder: Path, manifest: Manifest, pool: Executor) -> Callable[[], Evidence]:
    """Begin to look at a lecture; what is returned waits for the end of it."""
    digests = {
        record.name: pool.submit(digest, folder / record.name)
        for record in manifest.files
        if (folder / record.name).is_file()
    }
    chapters = [pool.submit(_chapter, folder, chapter) for chapter in manifest.chapters]
    names = frozenset(_files(folder))

    def wait() -> Evidence:
        read = {name: future.result() for name, future in digests.items()}
        return Evidence(folder, manifest, read, tuple(c.result() for c in chapters), names)

    return wait


def digest(path: Path) -> str:
    """sha256 (hex) of a file; nothing if it cannot be read."""
    hasher = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                hasher.update(block)
    except OSError:
        return ""
    return hasher.hexdigest()


def text_of(path: Path) -> str | None:
    """The text of a file, or ``None`` if it is gone or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _files(folder: Path) -> Iterable[str]:
    return (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _chapter(folder: Path, record: ChapterRecord) -> ChapterEvidence:
    path, web = folder / record.mp3, folder / "web"
    return ChapterEvidence(
        record=record,
        hearing=_heard(path, record),
        tags=read_tags(path),
        lrc=text_of(folder / record.lrc),
        vtt=text_of(web / f"{record.web}.vtt"),
        sections=text_of(web / f"{record.web}.chapters.json"),
    )


def _heard(path: Path, record: ChapterRecord) -> Hearing | None:
    from audiolecture.audio.acoustics import hear  # noqa: PLC0415 - loads numpy

    try:
        return hear(path, [(p.start, p.end) for p in passages(record)])
    except (AudioError, OSError):
        return None


def read_tags(path: Path) -> TagsRead | None:
    """The tags of an MP3 file as mutagen reads them, or ``None`` if it has none."""
    from mutagen import MutagenError  # noqa: PLC0415 - not for --help
    from mutagen.id3 import ID3  # noqa: PLC0415

    try:
        block = ID3(path)
    except (MutagenError, OSError):
        return None
    marks = block.getall("CHAP")
    titles = {mark.element_id: str(mark.sub_frames.get("TIT2", "")) for mark in marks}
    texts = {f.FrameID: str(f) for f in block.values() if f.FrameID[0] == "T"}
    texts |= {f"TXXX:{frame.desc}": str(frame) for frame in block.getall("TXXX")}
    pictures = block.getall("APIC")
    return TagsRead(
        texts=texts,
        lyrics="\n".join(frame.text for frame in block.getall("USLT")),
        synced=tuple((at, text) for frame in block.getall("SYLT") for text, at in frame.text),
        chapters=tuple((titles[m.element_id], m.start_time, m.end_time) for m in marks),
        contents=tuple(
            titles.get(name, "") for toc in block.getall("CTOC") for name in toc.child_element_ids
        ),
        cover=sha256(pictures[0].data).hexdigest() if pictures else "",
    )
