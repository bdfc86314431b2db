"""A new course: the files that a folder lacks before its first lecture can be built."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from audiolecture.config import FILE_NAME
from audiolecture.errors import ConfigError, PublishError
from audiolecture.messages import _, series, system_reason
from audiolecture.source.course import lectures_in
from audiolecture.store import write_atomically
from audiolecture.suggestions import alike

SCRIPTS = "content"
FIRST = "第一讲.txt"

ONLINE = (
    "zh-CN-YunyangNeural",
    "zh-CN-XiaoxiaoNeural",
    "zh-CN-YunjianNeural",
    "zh-CN-YunxiNeural",
    "zh-CN-XiaoyiNeural",
)
"""Voices of the Edge service that lecture well; the first is the usual one."""
OFFLINE = ("zhm", "zhf")
"""The embedded voices: named here so that nothing is loaded to list them."""
VOICES = (*ONLINE, *OFFLINE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a course is asked for; an empty text leaves the setting out."""

    title: str = ""
    author: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a course, and whether it was there before."""

    path: Path
    text: str
    is_there: bool


def parts(folder: Path, answers: Answers, language: str) -> tuple[Part, ...]:
    """What a course in ``folder`` consists of. Touches nothing.

    Where there are scripts already, be it in ``content/`` or in the folder itself, no first
    lecture is added; the lexicon belongs beside them.

    Args:
        folder: of the course; need not exist.
        answers: what its settings say.
        language: ``zh`` or ``en``, of the comments.

    Raises:
        PublishError: something that is no folder stands in the way, or it cannot be read.
    """
    try:
        return tuple(_parts(folder, answers, language))
    except OSError as error:
        raise _unusable(folder, error) from error


def _parts(folder: Path, answers: Answers, language: str) -> Iterator[Part]:
    scripts = scripts_folder(folder)
    settings = Template(_template(language, FILE_NAME)).substitute(
        album=_setting("album", answers.title, "我的课程"),
        author=_setting("author", answers.author, "李老师"),
        voice=_setting("voice", answers.voice, ONLINE[0]),
    )
    yield _part(folder / FILE_NAME, settings)
    has_scripts = scripts.is_dir() and bool(lectures_in(scripts))
    if not has_scripts:
        yield _part(scripts / FIRST, _template("lecture.txt"))
    lexicon = _template(language, "lexicon.tsv")
    if has_scripts:  # the examples would be lines that nothing uses
        lexicon = "".join(line for line in lexicon.splitlines(keepends=True) if line[:1] == "#")
    yield _part(scripts / "lexicon.tsv", lexicon)
    yield _part(folder / ".gitignore", "output/\n")


def scripts_folder(folder: Path) -> Path:
    """Where the scripts of a course are: in the folder itself if some are there already."""
    alone = folder.is_dir() and not (folder / SCRIPTS).exists() and bool(lectures_in(folder))
    return folder if alone else folder / SCRIPTS


def _part(path: Path, text: str) -> Part:
    return Part(path, text, path.exists() or path.is_symlink())


def _template(*names: str) -> str:
    return files("audiolecture").joinpath("templates", *names).read_text(encoding="utf-8")


def _setting(key: str, value: str, example: str) -> str:
    """A line of TOML; one of JSON is that as well. Nothing said: the example, commented out."""
    line = f"{key} = {json.dumps(value or example, ensure_ascii=False)}".replace("\x7f", "\\u007f")
    return line if value else f"#{line}"


def write(wanted: tuple[Part, ...]) -> None:
    """Write the parts that are not there yet; no file is ever replaced.

    Raises:
        PublishError: the folder cannot be written.
    """
    for part in wanted:
        try:
            if not part.is_there:
                part.path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(part.path, [part.text.encode("utf-8")])
        except OSError as error:
            raise _unusable(part.path, error) from error


def _unusable(path: Path, error: OSError) -> PublishError:
    return PublishError(
        _("cannot be written: {reason}", reason=system_reason(error)),
        where=str(path),
        hint=_("choose another folder"),
    )


def voice_named(text: str) -> str:
    """The voice that somebody typed: its number in `VOICES`, or its name.

    A name that we do not know is believed if it is built like one of the service's: there are
    many, and none is looked up here.

    Raises:
        ConfigError: it is neither; the hint says what may have been meant.
    """
    text = text.strip()
    if text.isdecimal() and 1 <= int(text) <= len(VOICES):
        return VOICES[int(text) - 1]
    same = next((voice for voice in VOICES if voice.casefold() == text.casefold()), "")
    if same or not text or (text.endswith("Neural") and text.count("-") > 1):
        return same or text
    close = alike(text, VOICES, most=2, cutoff=0.5) or VOICES
    raise ConfigError(
        _("there is no voice '{name}'", name=text),
        where="voice",
        hint=_("try {names}", names=series(close)),
    )
