"""Settings: defaults, then ``audiolecture.toml``, then a lecture's front matter, then flags.

Every problem of a file is reported at once, with a suggestion for a misspelt key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audiolecture.errors import ConfigError
from audiolecture.messages import _, series, several, system_reason
from audiolecture.model import SAMPLE_RATE, Prosody
from audiolecture.suggestions import closest

FILE_NAME = "audiolecture.toml"
LIMIT_VARIABLE = "AUDIOLECTURE_CACHE_LIMIT"
FORMATS = ("mp3", "m4b", "opus", "zip")
LOUDNESS = {"speech": -19.0, "loud": -16.0}
"""Targets in LUFS, mono on a plain meter: 3 LU under the -16 and -13 of dual mono (BS.1770-4)."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence that a listener hears, in milliseconds, measured from sound to sound."""

    start: int = 600
    """Before the first word of a file."""
    sentence: int = 350
    """Between the utterances of one paragraph."""
    paragraph: int = 700
    heading_before: int = 1_100
    heading_after: int = 1_000
    end: int = 1_500
    """After the last word of a file."""

    def samples(self, name: str) -> int:
        """The pause called ``name``, in samples."""
        milliseconds: int = getattr(self, name)
        return milliseconds * SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True)
class Content:
    """What is done with what is not speech: ``skip``, ``announce`` or ``read``."""

    code: str = "skip"
    tables: str = "skip"
    formulae: str = "skip"
    links: str = "skip"
    images: str = "skip"
    captions: str = "skip"
    notes: str = "skip"


@dataclass(frozen=True, slots=True)
class Outlining:
    """How a script is divided into chapters."""

    split: int = 0
    """Minutes: a longer chapter is divided at its sections; 0: never."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can decide about a build."""

    engine: str = "auto"
    voice: str = ""
    voices: tuple[tuple[str, str], ...] = ()
    """Other speakers and their voices: (主持人, zh-CN-YunxiNeural)."""
    prosody: Prosody = field(default_factory=Prosody)
    formats: tuple[str, ...] = ("mp3",)
    jobs: int = 0
    """Clips encoded at once; 0: one per processor."""
    loudness: str = "speech"
    captions: str = "sentences"
    """What has a time in the .lrc files: ``sentences``, or ``words`` too."""
    author: str = ""
    album: str = ""
    date: str = ""
    base_url: str = ""
    """Where the output folder will be found, for the feeds: ``https://…/``."""
    store_limit: int = 20 * 10**9
    """Bytes that the store of clips may grow to; what present outputs need is never taken."""
    pauses: Pauses = field(default_factory=Pauses)
    content: Content = field(default_factory=Content)
    outline: Outlining = field(default_factory=Outlining)
    engines: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()

    @property
    def target_lufs(self) -> float:
        """The level that clips are brought to."""
        return LOUDNESS[self.loudness]

    def engine_settings(self, name: str) -> dict[str, object]:
        """The table ``[engines.<name>]``."""
        return dict(dict(self.engines).get(name, ()))


def _percent(value: object) -> int:
    return _signed(value, "%", -90, 200)


def _hertz(value: object) -> int:
    return _signed(value, "Hz", -100, 100)


def _signed(value: object, unit: str, least: int, most: int) -> int:
    match = re.fullmatch(rf"([+-]?\d{{1,4}})\s*(?:{unit})?", str(value).strip(), re.IGNORECASE)
    number = int(match[1]) if match else None
    if number is None or not least <= number <= most:
        raise ValueError(
            _(
                "must be a whole number from {least}{unit} to +{most}{unit}, as +10{unit}",
                least=least,
                unit=unit,
                most=most,
            )
        )
    return number


def _text(value: object) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ValueError(_("must be a text"))  # noqa: TRY004 - one kind of refusal for the caller
    return str(value)


def _web_address(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ValueError(
            _("must be an address such as {address}", address="https://example.org/lectures/")
        )
    return text


def _choice(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in choices:
            close = closest(str(value), choices)
            suggestion = _(", did you mean '{name}'?", name=close) if close else ""
            raise ValueError(_("must be one of {choices}", choices=series(choices)) + suggestion)
        return str(value)

    return check


def _whole(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if (
            isinstance(value, bool)
            or not str(value).isdecimal()
            or not least <= int(str(value)) <= most
        ):
            raise ValueError(
                _("must be a whole number from {least} to {most}", least=least, most=most)
            )
        return int(str(value))

    return check


_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def size(value: object) -> int:
    """Bytes of a size such as ``5 GB``.

    Raises:
        ValueError: it is not one.
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([KMGT]?)B?", str(value).strip().upper())
    if not match:
        raise ValueError(_("must be a size, such as 500 MB or 5 GB"))
    return int(float(match[1]) * _UNITS[match[2]])


def _formats(value: object) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple):
        raise ValueError(_("must be a list"))  # noqa: TRY004
    wanted = tuple(dict.fromkeys(str(name).strip() for name in names if str(name).strip()))
    for name in wanted:
        _choice(*FORMATS)(name)
    return tuple(dict.fromkeys(("mp3", *wanted)))


def _voices(value: object) -> tuple[tuple[str, str], ...]:
    """A table, or ``主持人 = zh-CN-YunxiNeural; 嘉宾: …`` as it stands in a front matter."""
    if isinstance(value, str):
        rows = [re.split(r"[:：=]", part, maxsplit=1) for part in re.split(r"[;；]", value)]
        pairs = [[cell.strip() for cell in row] for row in rows if "".join(row).strip()]
    elif isinstance(value, Mapping):
        pairs = [[str(name).strip(), str(voice).strip()] for name, voice in value.items()]
    else:
        raise ValueError(_("must be a table of speakers and voices"))  # noqa: TRY004
    if any(len(pair) != 2 or not all(pair) for pair in pairs):  # noqa: PLR2004 - name and voice
        raise ValueError(_("must name a voice for each speaker, as 主持人 = zh-CN-YunxiNeural"))
    return tuple((name, voice) for name, voice in pairs)


_TOP: dict[str, Callable[[object], Any]] = {
    "engine": _text,
    "voice": _text,
    "voices": _voices,
    "rate": _percent,
    "pitch": _hertz,
    "volume": _percent,
    "formats": _formats,
    "jobs": _whole(0, 256),
    "loudness": _choice(*LOUDNESS),
    "captions": _choice("sentences", "words"),
    "author": _text,
    "album": _text,
    "date": _text,
    "base_url": _web_address,
    "store_limit": size,
}
_PAUSES = dict.fromkeys(Pauses.__dataclass_fields__, _whole(0, 10_000))
_CONTENT = dict.fromkeys(Content.__dataclass_fields__, _choice("skip", "announce", "read"))
_OUTLINE = {"split": _whole(0, 600)}
_TABLES = ("pauses", "content", "outline", "engines")


def apply(settings: Settings, values: Mapping[str, object], where: str) -> Settings:
    """Return ``settings`` changed by ``values``: one level of the order above.

    Args:
        settings: what holds so far.
        values: top-level keys as in ``audiolecture.toml``; ``None`` means not given.
        where: named in the error, such as ``audiolecture.toml``.

    Raises:
        ConfigError: names every unknown key and every bad value.
    """
    problems: list[str] = []
    given = {key: value for key, value in values.items() if value is not None}
    top = _checked({k: v for k, v in given.items() if k not in _TABLES}, _TOP, "", problems)
    pauses = _checked(_table(given, "pauses", problems), _PAUSES, "pauses.", problems)
    content = _checked(_table(given, "content", problems), _CONTENT, "content.", problems)
    outline = _checked(_table(given, "outline", problems), _OUTLINE, "outline.", problems)
    engines = _engines(_table(given, "engines", problems), problems)
    if problems:
        raise ConfigError(several(problems), where=where, hint=_("correct it and run again"))
    prosody = {key: top.pop(key) for key in ("rate", "pitch", "volume") if key in top}
    return replace(
        settings,
        **top,
        prosody=replace(settings.prosody, **prosody),
        pauses=replace(settings.pauses, **pauses),
        content=replace(settings.content, **content),
        outline=replace(settings.outline, **outline),
        engines=engines or settings.engines,
    )


def _table(values: Mapping[str, object], name: str, problems: list[str]) -> Mapping[str, object]:
    table = values.get(name, {})
    if isinstance(table, Mapping):
        return table
    problems.append(_("'{name}' must be a table", name=name))
    return {}


def _checked(
    values: Mapping[str, object],
    checks: Mapping[str, Callable[[object], Any]],
    prefix: str,
    problems: list[str],
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in values.items():
        if key not in checks:
            problems.append(
                _("unknown setting '{key}'", key=f"{prefix}{key}") + _did_you_mean(prefix, key)
            )
            continue
        try:
            result[key] = checks[key](value)
        except ValueError as error:
            problems.append(
                _(
                    "'{key}' {error} (found {value!r:.40})",
                    key=f"{prefix}{key}",
                    error=error,
                    value=str(value),
                )
            )
    return result


def _did_you_mean(prefix: str, key: str) -> str:
    """A setting of the same table, or one that stands in another and is spelt right there."""
    places = {"": _TOP, "pauses.": _PAUSES, "content.": _CONTENT, "outline.": _OUTLINE}
    elsewhere = [f"{table}{key}" for table, known in places.items() if key in known]
    here = [*places[prefix], *_TABLES] if not prefix else places[prefix]
    close = next(iter(elsewhere), "") or closest(key, here)
    full = close if close in elsewhere or not close else f"{prefix}{close}"
    return _(", did you mean '{name}'?", name=full) if close else ""


def _engines(
    tables: Mapping[str, object], problems: list[str]
) -> tuple[tuple[str, tuple[tuple[str, object], ...]], ...]:
    result = []
    for name, table in sorted(tables.items()):
        if isinstance(table, Mapping):
            result.append((name, tuple(sorted(table.items()))))
        else:
            problems.append(_("'engines.{name}' must be a table", name=name))
    return tuple(result)


def store_limit(settings: Settings) -> int:
    """How large the store may grow: the environment of a machine wins over the course.

    Raises:
        ConfigError: the environment does not name a size.
    """
    named = os.environ.get(LIMIT_VARIABLE)
    if not named:
        return settings.store_limit
    try:
        return size(named)
    except ValueError as error:
        raise ConfigError(str(error), where=LIMIT_VARIABLE) from error


def course_folder(source: Path) -> Path:
    """The folder that holds ``audiolecture.toml``: beside ``content/``, or the script's own."""
    folder = source if source.is_dir() else source.parent
    for candidate in (folder, folder.parent):
        if (candidate / FILE_NAME).is_file():
            return candidate
    return folder


def load(source: Path) -> Settings:
    """Defaults and the course's ``audiolecture.toml``, if there is one.

    Raises:
        ConfigError: the file is not TOML, or holds what `apply` refuses.
    """
    path = course_folder(Path(os.path.realpath(source))) / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        told = system_reason(error) if isinstance(error, OSError) else error
        raise ConfigError(_("cannot be read: {error}", error=told), where=str(path)) from error
    return apply(Settings(), _with_models(_parse(text, path), path.parent), str(path))


def _with_models(values: dict[str, object], folder: Path) -> dict[str, object]:
    """The settings with the models that lie beside them named so that every process finds them.

    A model may also be a name that an engine knows, so a path that leads nowhere stays as it is.
    """
    engines = values.get("engines")
    if not isinstance(engines, Mapping):
        return values
    tables = {
        name: table | {"model": str(folder / table["model"])} if _lies_in(folder, table) else table
        for name, table in engines.items()
    }
    return values | {"engines": tables}


def _lies_in(folder: Path, table: object) -> bool:
    model = table.get("model") if isinstance(table, dict) else None
    return isinstance(model, str) and bool(model) and (folder / model).exists()


def _parse(text: str, path: Path) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - not needed where there is no file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            _("is not TOML: {error}", error=error), where=str(path), hint=_toml_advice(text)
        ) from error


_CHINESE_KEY = re.compile(r"^[^#\"'=\n]*[^\x00-\x7f][^#\"'=\n]*=", re.MULTILINE)


def _toml_advice(text: str) -> str:
    """What is wrong most often where people write names of speakers: TOML has no bare 主持人."""
    bare = _CHINESE_KEY.search(text)
    if bare is None:
        return ""
    name = bare[0].rstrip("=").strip()
    return _('put names in Chinese into quotes: "{name}" = …', name=name)
