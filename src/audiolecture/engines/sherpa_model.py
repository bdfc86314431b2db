"""What a folder with a sherpa-onnx model holds, found out before anything is loaded.

sherpa-onnx ends the process when a model lacks metadata or a lexicon is empty, so both are looked
at here, and the message says which file and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audiolecture.engines.neural import RELATIVE
from audiolecture.engines.onnx_metadata import metadata
from audiolecture.errors import EngineUnavailable
from audiolecture.messages import N_, _, aside, several
from audiolecture.model import Voice

Kind = Literal["vits", "melo", "matcha", "kokoro"]

KNOWN_MODELS = (
    N_("kokoro-multi-lang-v1_1 (103 voices, Chinese and English, 365 MB, Apache-2.0)"),
    N_("vits-melo-tts-zh_en (1 voice, Chinese and English, about 170 MB, MIT)"),
    N_("vits-icefall-zh-aishell3 (174 voices, about 35 MB, Apache-2.0 data)"),
    N_(
        "matcha-icefall-zh-baker + vocos-22khz-univ.onnx (1 voice, about 125 "
        "MB, non-commercial data)"
    ),
)
"""Models of `PLACE`."""

PLACE = "github.com/k2-fsa/sherpa-onnx/releases/tag/tts-models"

_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "vits": ("sample_rate", "n_speakers", "language", "comment"),
    "melo": ("sample_rate", "n_speakers", "language", "comment", "version"),
    "matcha": ("sample_rate", "n_speakers", "version", "pad_id", "use_eos_bos", "jieba"),
    "kokoro": ("sample_rate", "n_speakers", "has_espeak", "style_dim"),
}
"""Metadata without which sherpa-onnx exits (the ``ReadMeta`` macros of its model classes)."""

_VOCODERS = ("hifigan", "vocos")


@dataclass(frozen=True, slots=True)
class SherpaModel:
    """The files of a model and what its metadata says."""

    kind: Kind
    model: Path
    tokens: Path
    lexicons: tuple[Path, ...]
    sample_rate: int
    speakers: tuple[str, ...]
    vocoder: Path | None = None
    styles: Path | None = None
    """``voices.bin`` of Kokoro."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        extra = tuple(path for path in (self.vocoder, self.styles) if path)
        return (self.model, self.tokens, *self.lexicons, *extra)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The speakers as voices, in the order of their numbers."""
        return tuple(map(_voice, self.speakers))


def recognize(folder: Path | None) -> SherpaModel:
    """Find out what kind of model a folder holds, and whether it is complete.

    Raises:
        EngineUnavailable: there is no folder, no model in it, or a part is missing or empty.
    """
    if folder is None:
        raise _problem(
            _("no model is chosen"), _('set [engines.sherpa] model = "folder" to one of: ')
        )
    if folder.is_file():
        raise _problem(
            _("{folder} is a file", folder=folder),
            _("name the folder that it lies in; known to work: "),
        )
    if not folder.is_dir():
        raise _problem(
            _("{folder} is not there", folder=folder),
            _(RELATIVE) + _("; download and unpack one of: "),
        )
    described = {path: _metadata(path) for path in _by_size(folder)}
    vocoder = next((path for path in described if _is_vocoder(path, described[path])), None)
    described.pop(vocoder, None) if vocoder else None
    if not described:
        raise _problem(
            _("{folder} holds no model (.onnx)", folder=folder), _("download and unpack one of: ")
        )
    model, properties = next(iter(described.items()))
    kind = _kind(folder, model, properties)
    found = SherpaModel(
        kind=kind,
        model=model,
        tokens=_one(folder, "tokens.txt"),
        lexicons=_lexicons(folder),
        sample_rate=_number(model, properties, "sample_rate"),
        speakers=_speakers(properties),
        vocoder=vocoder if kind == "matcha" else None,
        styles=_one(folder, "voices.bin") if kind == "kokoro" else None,
    )
    _complete(found, properties)
    return found


def _by_size(folder: Path) -> list[Path]:
    """Full-precision models first: where both lie in a folder, int8 is the smaller."""
    return sorted(folder.glob("*.onnx"), key=lambda path: (-path.stat().st_size, path.name))


def _metadata(path: Path) -> dict[str, str]:
    try:
        return metadata(path)
    except (OSError, ValueError) as error:
        raise _problem(
            _("{path} is damaged: {error}", path=path, error=error), _("download it again: ")
        ) from error


def _is_vocoder(path: Path, properties: Mapping[str, str]) -> bool:
    kind = properties.get("model_type", "") + path.name
    return any(name in kind for name in _VOCODERS)


def _kind(folder: Path, model: Path, properties: Mapping[str, str]) -> Kind:
    kind, comment = properties.get("model_type", ""), properties.get("comment", "")
    if "piper" in comment:
        raise EngineUnavailable(
            _("{folder} holds a piper voice", folder=folder),
            hint=_("use --engine piper with its .onnx and .onnx.json"),
            where=_("engine {name}", name="sherpa"),
        )
    if "kokoro" in kind or (folder / "voices.bin").exists():
        return "kokoro"
    if "matcha" in kind or "model-steps" in model.name:
        return "matcha"
    if "melo" in kind + comment:
        return "melo"
    if "vits" in kind or comment:
        return "vits"
    raise _problem(
        _("{model} does not say in its metadata what it is", model=model), _("take one of: ")
    )


def _one(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise _problem(_("{path} is missing", path=path), _("unpack the whole archive again: "))
    if not path.stat().st_size:
        raise _problem(_("{path} is empty", path=path), _("unpack the whole archive again: "))
    return path


def _lexicons(folder: Path) -> tuple[Path, ...]:
    """Chinese last: a word that two of them have is then taken from the other."""
    found = sorted(folder.glob("lexicon*.txt"), key=lambda path: ("zh" in path.name, path.name))
    gb = [path for path in found if "gb" not in path.name] or found  # British beside American
    if not gb:
        _one(folder, "lexicon.txt")
    return tuple(_one(folder, path.name) for path in gb)


def _number(model: Path, properties: Mapping[str, str], name: str) -> int:
    value = properties.get(name, "")
    if not value.isdecimal() or not int(value):
        raise _problem(
            _("{model} lacks the metadata entry {name}", model=model, name=name),
            _("it was not exported for sherpa-onnx; take one of: "),
        )
    return int(value)


def _speakers(properties: Mapping[str, str]) -> tuple[str, ...]:
    number = properties.get("n_speakers", "")
    count = max(1, int(number)) if number.isdecimal() else 1
    listed = properties.get("speaker_names") or properties.get("id2speaker", "")
    names = tuple(re.sub(r"^\d+->", "", name.strip()) for name in listed.split(",") if name.strip())
    if len(names) == count:
        return names
    return tuple(f"speaker{index}" for index in range(count)) if count > 1 else ("default",)


def _complete(found: SherpaModel, properties: Mapping[str, str]) -> None:
    missing = [name for name in _NEEDED[found.kind] if name not in properties]
    if missing:
        raise _problem(
            _("{model} lacks the metadata entry {name}", model=found.model, name=missing[0]),
            _("it was not exported for sherpa-onnx; take one of: "),
        )
    if found.kind == "matcha" and not found.vocoder:
        raise _problem(
            _("{folder} lacks a vocoder", folder=found.model.parent),
            _("put vocos-22khz-univ.onnx (51 MB) or hifigan_v2.onnx into it; models: "),
        )
    if found.kind == "kokoro" and found.styles:
        _check_styles(found.styles, properties["style_dim"], len(found.speakers))


def _check_styles(path: Path, dimensions: str, speakers: int) -> None:
    sizes = [int(size) for size in dimensions.split(",") if size.strip().isdecimal()]
    expected = 4 * speakers
    for size in sizes:
        expected *= size
    if len(sizes) != 3 or path.stat().st_size != expected:  # noqa: PLR2004 - length, 1, width
        raise _problem(
            _(
                "{path} does not fit the model: {size} bytes, not {expected}",
                path=path,
                size=path.stat().st_size,
                expected=expected,
            ),
            _("unpack the whole archive again: "),
        )


def _voice(name: str) -> Voice:
    """Kokoro's names say language and gender: zf_001, am_adam."""
    match = re.match(r"([a-z])([fm])_", name)
    if not match:
        return Voice(name, "zh-CN")
    locale = {"z": "zh-CN", "a": "en-US", "b": "en-GB"}.get(match[1], "")
    return Voice(name, locale, {"f": "Female", "m": "Male"}[match[2]])


def _problem(message: str, advice: str) -> EngineUnavailable:
    return EngineUnavailable(
        message,
        hint=advice + several(map(_, KNOWN_MODELS)) + aside(_("at {place}", place=PLACE)),
        where=_("engine {name}", name="sherpa"),
    )
