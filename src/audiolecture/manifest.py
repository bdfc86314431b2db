"""``manifest.json``: what was built from what. The next build reads it back as its memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audiolecture import __version__
from audiolecture.errors import PublishError
from audiolecture.messages import _
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
    speaker: str = ""
    """Whose name the captions carry."""
    in_voice: str = ""
    """The voice, if it is not the lecturer's."""


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
    body: str = ""
    """Key of what is heard and when, whatever the tags say."""


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
    voices: tuple[tuple[str, str], ...] = ()
    """Other speakers and their voices."""

    def file(self, name: str) -> FileRecord | None:
        """The record of a file, if we wrote it."""
        return next((record for record in self.files if record.name == name), None)


def utterance_lines(utterances: tuple[UtteranceRecord, ...]) -> bytes:
    """Utterances as `render` writes them."""
    return ",\n   ".join(map(_utterance_text, utterances)).encode()


def _utterance_text(record: UtteranceRecord) -> str:
    """What `_json` makes of a record, four times as fast: there are thousands of them."""
    cues = ", ".join(map(_cue_text, record.cues))
    text = _json(_fields(record) | {"cues": ()})
    return text.replace('"cues": []', f'"cues": [{cues}]', 1)


def _cue_text(cue: CueRecord) -> str:
    return (
        f'{{"text": {_json(cue.text)}, "start": {cue.start}, "end": {cue.end}, "line": {cue.line}'
        f', "block": {cue.block}, "heading": {"true" if cue.heading else "false"}}}'
    )


def render(
    manifest: Manifest,
    lines: Callable[[tuple[UtteranceRecord, ...]], bytes] = utterance_lines,
) -> Iterator[bytes]:
    """The JSON text in pieces, the same for the same manifest: a line for each utterance and file.

    Args:
        manifest: what was published.
        lines: `utterance_lines`, or whoever has asked it before.
    """
    document = {"format": FORMAT, "audiolecture": __version__, "sample_rate": SAMPLE_RATE}
    document |= _fields(replace(manifest, chapters=(), files=()))
    head = [f'"{name}": {_json(value)}' for name, value in document.items() if value != ()]
    yield ("{\n " + ",\n ".join(head)).encode()
    yield from _array("chapters", (_chapter_text(chapter, lines) for chapter in manifest.chapters))
    yield from _array("files", ((_json(record).encode(),) for record in manifest.files))
    yield b"\n}\n"


def _chapter_text(
    chapter: ChapterRecord, lines: Callable[[tuple[UtteranceRecord, ...]], bytes]
) -> Iterator[bytes]:
    head, opened, rest = _json(replace(chapter, utterances=())).partition('"utterances": [')
    yield f"{head}{opened}\n   ".encode()
    yield lines(chapter.utterances)
    yield rest.encode()


def _array(name: str, items: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    yield f',\n "{name}": [\n  '.encode()
    for number, item in enumerate(items):
        yield from (b",\n  ", *item) if number else item
    yield b"]"


_SELDOM = frozenset({"speaker", "in_voice"})
"""Left out where they are empty."""


def _fields(record: Any) -> dict[str, Any]:
    """A record as an object (`dataclasses.asdict` copies deeply and is slow)."""
    fields = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: value for name, value in fields.items() if value or name not in _SELDOM}


_json = json.JSONEncoder(ensure_ascii=False, default=_fields).encode
"""One line; the encoder is fast as long as it need not indent."""


def parse(text: str, where: str) -> Manifest:
    """Read a manifest back.

    Raises:
        PublishError: it is damaged, or of a newer program.
    """
    try:
        return _manifest(json.loads(text, object_hook=_small))
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(
            _("is not a manifest of audiolecture"),
            where=where,
            hint=_("move it away, or choose another output folder"),
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
        voices=tuple((name, voice) for name, voice in document.get("voices", ())),
        chapters=tuple(_chapter(chapter) for chapter in document["chapters"]),
        files=tuple(FileRecord(**record) for record in document["files"]),
    )


def _chapter(record: dict[str, Any]) -> ChapterRecord:
    sections = tuple((title, start, end) for title, start, end in record.pop("sections"))
    utterances = tuple(record.pop("utterances"))
    if not all(isinstance(utterance, UtteranceRecord) for utterance in utterances):
        raise TypeError(utterances)
    return ChapterRecord(**record, sections=sections, utterances=utterances)


def _small(record: dict[str, Any]) -> Any:
    """The records of which there are many, as soon as each is read: as objects they are small."""
    if "cues" in record:
        return UtteranceRecord(**record | {"cues": tuple(record["cues"])})
    return CueRecord(**record) if "text" in record else record
