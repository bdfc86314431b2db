"""What a piper voice is, found out from its two files before anything is loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from audiolecture.engines.neural import RELATIVE
from audiolecture.engines.onnx_metadata import metadata
from audiolecture.engines.words import NEAREST, Latin, Pause, Piece, Syllable
from audiolecture.errors import EngineUnavailable
from audiolecture.messages import N_, _, aside, series, several

KNOWN_MODELS = (
    N_("zh_CN-chaowen-medium (63 MB, data CC0)"),
    N_("zh_CN-xiao_ya-medium (63 MB, data for non-commercial use)"),
    N_("zh_CN-huayan-medium (63 MB, licence of the data unknown)"),
)
"""Voices of `PLACE`, with what the MODEL_CARD of each says."""

PLACE = "huggingface.co/rhasspy/piper-voices"

Ids = Mapping[str, Sequence[int]]

PAD, BEGIN, END = "_", "^", "$"  # piper's const.py

_INITIALS = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")
_NO_INITIAL = "Ø"
_ALIASES = NEAREST | {"ng": "en"}

_TONE_DIGITS = {"1": "5", "2": "ɜ", "3": "2", "4": "5", "5": "1"}
"""How espeak-ng's IPA writes tones: the first digit of 55, 35, 214, 51, 11; its 3 is a vowel."""
_IPA = {"xiong": "ɕjˈonɡ", "qiong": "tɕhjˈonɡ", "jiong": "tɕjˈonɡ"}
"""Syllables that espeak-ng spells out in English."""


@dataclass(frozen=True, slots=True)
class PiperModel:
    """A voice."""

    model: Path
    config: Path
    kind: Literal["pinyin", "espeak"]
    ids: Ids
    """Numbers of each phoneme."""
    sample_rate: int
    speakers: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, Path]:
        """The model and its description."""
        return self.model, self.config


def recognize(path: Path | None) -> PiperModel:
    """Look at a voice: an ``.onnx`` file, or the folder that it is alone in.

    Raises:
        EngineUnavailable: a file is missing or damaged, or the voice does not speak Chinese.
    """
    if path is None:
        raise _problem(
            _("no voice is chosen"), _('set [engines.piper] model = "….onnx" to one of: ')
        )
    model = _model_file(path)
    config = model.with_name(model.name + ".json")
    description = _read(config)
    try:
        metadata(model)  # only whether it is a whole ONNX file
    except (OSError, ValueError) as error:
        raise _problem(
            _("{model} is damaged: {error}", model=model, error=error), _("download it again: ")
        ) from error
    return PiperModel(
        model=model,
        config=config,
        kind=_kind(config, description),
        ids=_ids(config, description),
        sample_rate=_sample_rate(config, description),
        speakers=_speakers(description),
    )


def phonemes(word: Syllable | Latin) -> tuple[str, str]:
    """What to ask espeak-ng's phonemizer for: a voice, and a text in its spelling."""
    if isinstance(word, Latin):
        return "en-us", word.text
    base, tone = _split(word.pinyin)
    return "cmn-latn-pinyin", base + tone


def ready_phonemes(word: Syllable | Latin) -> tuple[str, ...] | None:
    """The phonemes of the few syllables that the phonemizer cannot read."""
    if isinstance(word, Latin):
        return None
    base, tone = _split(word.pinyin)
    return (*_IPA[base], _TONE_DIGITS[tone]) if base in _IPA else None


def pinyin_symbols(word: Syllable) -> tuple[str, str, str]:
    """Initial, final and tone, as the voices with phoneme type ``pinyin`` were trained."""
    base, tone = _split(word.pinyin)
    initial = _INITIALS.match(base)
    if not initial or initial.end() == len(base):
        return _NO_INITIAL, base, tone
    return initial.group(), base[initial.end() :], tone


def pause_symbols(pause: Pause, ids: Ids) -> Iterator[str]:
    """One sign for a pause that the voice knows, if there is one."""
    signs = {"、": "，,", "；": "；;，,", "。": "。.", "！": "！!。."}[pause.length]
    if pause.character in "?？":
        signs = "？?" + signs
    yield from [sign for sign in signs if sign in ids][:1]


def text(piece: Piece, spoken: str) -> str:
    """A word as it stands in the script, with its reading: for messages."""
    if isinstance(piece, Syllable):
        return spoken[piece.start] + aside(piece.pinyin)
    return piece.text if isinstance(piece, Latin) else piece.character


def _split(pinyin: str) -> tuple[str, str]:
    return _ALIASES.get(pinyin[:-1], pinyin[:-1]), pinyin[-1]


def _model_file(path: Path) -> Path:
    if path.is_file():
        return path
    if not path.exists():
        raise _problem(_("{path} is not there", path=path), _(RELATIVE) + _("; download one of: "))
    found = sorted(path.glob("*.onnx")) if path.is_dir() else []
    if len(found) == 1:
        return found[0]
    if found:
        names = series(one.name for one in found[:3])
        raise _problem(
            _("{path} holds several voices ({names})", path=path, names=names),
            _("name one of them; known: "),
        )
    raise _problem(_("{path} holds no voice (.onnx)", path=path), _("download one of: "))


def _read(config: Path) -> dict[str, Any]:
    try:
        description = json.loads(config.read_text("utf-8"))
    except FileNotFoundError as error:
        raise _problem(
            _("{config} is missing", config=config), _("it belongs to the .onnx file of: ")
        ) from error
    except (OSError, ValueError) as error:
        raise _problem(
            _("{config} is damaged: {error}", config=config, error=error), _("download it again: ")
        ) from error
    if not isinstance(description, dict):
        raise _problem(
            _("{config} is damaged: no JSON object", config=config), _("download it again: ")
        )
    return description


def _kind(config: Path, description: Mapping[str, Any]) -> Literal["pinyin", "espeak"]:
    kind = description.get("phoneme_type", "espeak")
    voice = str(_get(description, "espeak", "voice") or "")
    if kind == "pinyin":
        return "pinyin"
    if kind == "espeak" and voice.startswith(("cmn", "zh")):
        return "espeak"
    raise _problem(
        _(
            "{name} does not speak Chinese (phonemes {kind}, language {language})",
            name=config.name.removesuffix(".onnx.json"),
            kind=kind,
            language=voice or "unknown",
        ),
        _("download one of: "),
    )


def _ids(config: Path, description: Mapping[str, Any]) -> Ids:
    ids = description.get("phoneme_id_map")
    if not isinstance(ids, dict) or not {PAD, BEGIN, END} <= ids.keys():
        raise _problem(_("{config} lacks phoneme_id_map", config=config), _("download it again: "))
    return ids


def _sample_rate(config: Path, description: Mapping[str, Any]) -> int:
    rate = _get(description, "audio", "sample_rate")
    if not isinstance(rate, int) or rate < 1:
        raise _problem(
            _("{config} lacks audio.sample_rate", config=config), _("download it again: ")
        )
    return rate


def _speakers(description: Mapping[str, Any]) -> tuple[str, ...]:
    count = description.get("num_speakers", 1)
    named = description.get("speaker_id_map") or {}
    if isinstance(count, int) and count > 1:
        names = {number: name for name, number in named.items()}
        return tuple(str(names.get(number, f"speaker{number}")) for number in range(count))
    return ("default",)


def _get(description: Mapping[str, Any], table: str, key: str) -> object:
    found = description.get(table)
    return found.get(key) if isinstance(found, dict) else None


def _problem(message: str, advice: str) -> EngineUnavailable:
    models = several(map(_, KNOWN_MODELS)) + aside(_("at {place}", place=PLACE))
    return EngineUnavailable(message, hint=advice + models, where=_("engine {name}", name="piper"))
