"""``manifest.json``: what was built from what. The next build reads it back as its memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiolecture import __version__
from audiolecture.errors import PublishError
from audiolecture.model import SAMPLE_RATE, ChapterKind, Prosody

FILE_NAME = "manifest.json"
FORMAT = 3


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that we wrote, and the key of what it was made from."""

    name: str
    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CueRecord:
    """A sentence and when it sounds, in samples; ``line`` of the script."""

    text: str
    start: int
    end: int
    line: int
    block: int = 0
    """Which paragraph of the chapter it belongs to."""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class UtteranceRecord:
    """A clip in its place. ``pause`` is the silence before it, all in samples."""

    speech: str
    clip: str
    pause: int
    start: int
    samples: int
    line: int
    cues: tuple[CueRecord, ...]


@dataclass(frozen=True, slots=True)
class ChapterRecord:
    """A chapter as it was published."""

    number: int
    title: str
    kind: ChapterKind
    key: str
    samples: int
    loudness: float | None
    """LUFS, mono."""
    peak: float | None
    """dBTP."""
    sections: tuple[tuple[str, int, int], ...]
    utterances: tuple[UtteranceRecord, ...]
    pause_after: int
    mp3: str
    lrc: str
    web: str = ""
    """Name of its files in ``web/``, without ending."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that was published of a lecture."""

    title: str
    author: str
    album: str
    language: str
    date: str
    summary: str
    source: str
    engine: str
    revision: str
    voice: str
    prosody: Prosody
    number: int = 0
    """1-based place in the course; 0 if it stands alone."""
    chapters: tuple[ChapterRecord, ...] = ()
    files: tuple[FileRecord, ...] = ()

    def file(self, name: str) -> FileRecord | None:
        """The record of a file, if we wrote it."""
        return next((record for record in self.files if record.name == name), None)


def render(manifest: Manifest) -> str:
    """The JSON text, the same for the same manifest."""
    document = {"format": FORMAT, "audiolecture": __version__, "sample_rate": SAMPLE_RATE}
    document |= _plain(manifest)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists (`dataclasses.asdict` copies deeply and is slow)."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return {name: _plain(getattr(value, name)) for name in fields}


def parse(text: str, where: str) -> Manifest:
    """Read a manifest back.

    Raises:
        PublishError: it is damaged, or of a newer program.
    """
    try:
        return _manifest(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(
            "is not a manifest of audiolecture",
            where=where,
            hint="move it away, or choose another output folder",
        ) from error


def _manifest(document: Mapping[str, Any]) -> Manifest:
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    names = [
        "title",
        "author",
        "album",
        "language",
        "date",
        "summary",
        "source",
        "engine",
        "revision",
        "voice",
    ]
    return Manifest(
        **{name: str(document[name]) for name in names},
        prosody=Prosody(**document["prosody"]),
        number=int(document["number"]),
        chapters=tuple(_chapter(chapter) for chapter in document["chapters"]),
        files=tuple(FileRecord(**record) for record in document["files"]),
    )


def _chapter(record: dict[str, Any]) -> ChapterRecord:
    sections = tuple((title, start, end) for title, start, end in record.pop("sections"))
    utterances = tuple(_utterance(item) for item in record.pop("utterances"))
    return ChapterRecord(**record, sections=sections, utterances=utterances)


def _utterance(record: dict[str, Any]) -> UtteranceRecord:
    cues = tuple(CueRecord(**cue) for cue in record.pop("cues"))
    return UtteranceRecord(**record, cues=cues)
