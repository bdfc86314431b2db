"""Script files become lectures."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from audiolecture import config
from audiolecture.errors import ConfigError, SourceError
from audiolecture.messages import N_, _, system_reason
from audiolecture.model import Lecture
from audiolecture.source import corrections
from audiolecture.source.corrections import Correction
from audiolecture.source.document import Document
from audiolecture.source.formats import SUFFIXES, reader_of
from audiolecture.source.matter import outline_settings
from audiolecture.source.outline import outline
from audiolecture.source.policy import speech
from audiolecture.source.rules import Decision
from audiolecture.source.speakers import silent, with_turns, without_labels
from audiolecture.source.text import speakable
from audiolecture.source.unbroken import with_breaks
from audiolecture.suggestions import beside

LIMIT = 64_000_000
"""Bytes: a hundred hours of speech are five million."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """A lecture, and how it was decided what each paragraph is."""

    lecture: Lecture
    decisions: tuple[Decision, ...]


def read_lecture(path: Path) -> Lecture:
    """Read and parse a script.

    The course's settings, the script's front matter and ``<lecture>.outline.toml`` beside it say
    what is spoken and correct the outline.

    Raises:
        SourceError: it cannot be read, is not text, or has nothing to say.
        LexiconError: an inline mark cannot be used.
        ConfigError: a setting or a correction cannot be used.
    """
    return read_outline(path).lecture


def read_outline(path: Path) -> Outlined:
    """Read a script as `read_lecture` does, and say which rule decided about each paragraph."""
    document = read_document(path)
    where = str(path)
    settings = config.load(path)
    settings = config.apply(settings, outline_settings(document.matter), where)
    names = [name for name, _ in settings.voices]
    labelled, document = document, without_labels(document, names)
    asked = (*corrections.from_matter(document.matter, where), *read_corrections(path))
    verdicts = corrections.placed(asked, document)
    document = corrections.with_speakers(document, verdicts, names, where)
    kept = frozenset(i for i, verdict in verdicts.items() if verdict.role not in {None, "left out"})
    said = speech(corrections.without_skipped(document, verdicts), settings.content, kept=kept)
    _must_speak(said.document)
    fixed = {i: verdicts[o] for i, o in enumerate(said.origins) if o in verdicts}
    lecture, decisions = outline(said.document, fixed, split=settings.outline.split)
    lecture = with_turns(lecture, names)
    own = config.apply(config.Settings(), outline_settings(labelled.matter), where).voices
    idle = silent([name for name, __ in own], lecture, labelled, where)
    lecture = replace(lecture, warnings=(*lecture.warnings, *idle))
    return Outlined(lecture, _explained(said.document, decisions))


def _explained(document: Document, decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions, and between them what was left out, by line."""
    left_out = (
        Decision(item.line, item.text, "left out", N_("not speech: {kind}", kind=N_(item.kind)))
        for item in document.omitted
    )
    return tuple(sorted((*decisions, *left_out), key=lambda row: row.line))


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """What ``<lecture>.outline.toml`` beside a script says.

    Raises:
        ConfigError: it cannot be used.
    """
    beside = path.with_name(path.stem + corrections.SUFFIX)
    if not beside.exists():
        return ()
    import tomllib  # noqa: PLC0415 - seldom needed

    try:
        return corrections.from_table(
            tomllib.loads(beside.read_text(encoding="utf-8-sig")), str(beside)
        )
    except (OSError, UnicodeDecodeError) as error:
        told = system_reason(error) if isinstance(error, OSError) else error
        raise ConfigError(_("cannot be read: {error}", error=told), where=str(beside)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_("is not TOML: {error}", error=error), where=str(beside)) from error


def read_document(path: Path) -> Document:
    """Read a script without asking what is a chapter; raises as `read_lecture` does."""
    data, where = _bytes(path), str(path)
    document = reader_of(data, path.suffix, where)(data, name=path.stem, where=where)
    _must_speak(document)
    return with_breaks(document)


def _must_speak(document: Document) -> None:
    if not any(speakable(paragraph.text) for paragraph in document.paragraphs):
        raise SourceError(
            _("there is nothing to say in this file"),
            where=document.where,
            hint=_("it needs at least one sentence"),
        )


def _bytes(path: Path) -> bytes:
    _must_have_a_name(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise SourceError(
                _("this is a folder, not a script"),
                where=str(path),
                hint=_("name one of the scripts in it; build and plan take folders, too"),
            )
        if not stat.S_ISREG(status.st_mode):  # a pipe would block, a device never end
            raise SourceError(
                _("this is a device or a pipe, not a file"),
                where=str(path),
                hint=_("save the script as a file"),
            )
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise SourceError(
                _("the file is too large for a script"),
                where=str(path),
                hint=_("at most {limit} MB", limit=LIMIT // 1_000_000),
            )
    except OSError as error:
        raise SourceError(
            _("cannot be read: {error}", error=system_reason(error)),
            where=str(path),
            hint=_remedy(path, error),
        ) from error
    if not data.strip():
        raise SourceError(_("the file is empty"), where=str(path), hint=_("put the script into it"))
    return data


def _must_have_a_name(path: Path) -> None:
    """A name that came out of an archive in another encoding can be put into no file of ours."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        name = os.fsencode(path.name).decode("gb18030", "replace")
        raise SourceError(
            _("the name of this file is not UTF-8"),
            where=os.fsencode(path).decode("utf-8", "backslashreplace"),
            hint=_("rename it, perhaps to {name}", name=name),
        ) from error


def _remedy(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return _("give yourself the right to read it")
    close = beside(path, SUFFIXES) if isinstance(error, FileNotFoundError) else []
    if close:
        return _("did you mean {names}?", names=_(" or ").join(close))
    return _("check the name of the file")
