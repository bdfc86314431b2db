"""Neural voices offline: models for sherpa-onnx that the user has downloaded."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from audiolecture.engines._worker import Job
from audiolecture.engines.base import Capabilities
from audiolecture.engines.hosted import HostedEngine
from audiolecture.engines.neural import (
    Phrase,
    Sound,
    cut,
    join,
    phrases,
    speaker_number,
    speed,
    time_limit,
)
from audiolecture.engines.sherpa_lexicon import Lexicon, read_lexicon
from audiolecture.engines.sherpa_model import SherpaModel, recognize
from audiolecture.engines.words import Latin, Pause, Piece, Syllable, pieces, refuse
from audiolecture.errors import EngineUnavailable
from audiolecture.messages import _, aside, system_reason
from audiolecture.model import Speech, Utterance, Voice


class SherpaEngine(HostedEngine):
    """Speaks through a VITS, Melo, Matcha or Kokoro model, in worker processes.

    Settings: ``model``, the folder; ``workers`` and ``threads``, how many of each.
    """

    name = "sherpa"
    capabilities = Capabilities(readings=True)
    _program = "1"

    def _voices(self) -> Sequence[Voice]:
        return self._model.voices

    @cached_property
    def _model(self) -> SherpaModel:
        return recognize(self._settings.model)

    @cached_property
    def _lexicon(self) -> Lexicon:
        try:
            return read_lexicon(self._model.lexicons, self._model.tokens)
        except (OSError, ValueError) as error:
            raise EngineUnavailable(
                _(
                    "the lexicon in {folder} cannot be used: {error}",
                    folder=self._model.tokens.parent,
                    error=error,
                ),
                hint=_("unpack the model's archive again"),
                where=_("engine {name}", name="sherpa"),
            ) from error

    def _speak(self, utterance: Utterance) -> Speech:
        parts, request = self._request(utterance)
        header, data = self._workers().ask(request, limit=time_limit(utterance))
        sounds = [Sound(pcm) for pcm in cut(data, header["lengths"])]
        rate, volume = self._model.sample_rate, utterance.prosody.volume
        return join(parts, sounds, rate, volume, engine=self.name)

    def _request(self, utterance: Utterance) -> tuple[tuple[Phrase, ...], dict[str, object]]:
        found = pieces(utterance.spoken, utterance.readings, engine=self.name)
        self._refuse_unknown(found, utterance.spoken)
        parts = tuple(phrases(found))
        return parts, {
            "phrases": [self._rendered(part) for part in parts],
            "sid": speaker_number(
                utterance.voice or self.default_voice, self._model.speakers, engine=self.name
            ),
            "speed": speed(utterance.prosody, engine=self.name),
        }

    def _refuse_unknown(self, found: Sequence[Piece], spoken: str) -> None:
        """The runtime would leave out what it does not know, and only say so on standard error."""
        unknown = []
        for piece in found:
            if isinstance(piece, Syllable) and not self._lexicon.syllable(piece.pinyin):
                unknown.append(spoken[piece.start] + aside(piece.pinyin))
            elif isinstance(piece, Latin) and not self._lexicon.word(piece.text):
                unknown.append(piece.text)
        refuse(unknown, engine=self.name)

    def _rendered(self, part: Phrase) -> str | list[str]:
        whole = (*part.pieces, part.pause) if part.pause else part.pieces
        if self._model.kind in ("matcha", "kokoro"):
            return [token for piece in whole for token in self._tokens(piece)]
        return "".join(map(self._text, whole))

    def _tokens(self, piece: Piece) -> Sequence[str]:
        lexicon = self._lexicon
        match piece:
            case Syllable():
                return lexicon.syllables[lexicon.syllable(piece.pinyin) or ""]
            case Latin():
                words = lexicon.word(piece.text) or ()
                return [token for word in words for token in lexicon.latin[word]]
            case Pause():
                return [sign for sign in _signs(piece) if sign in lexicon.tokens][:1]

    def _text(self, piece: Piece) -> str:
        match piece:
            case Syllable():
                return self._lexicon.codes[self._lexicon.syllable(piece.pinyin) or ""]
            case Latin():
                return f" {' '.join(self._lexicon.word(piece.text) or ())} "
            case Pause():
                return _signs(piece)[0]

    def _try(self) -> None:
        """Say one syllable."""
        syllable = min(self._lexicon.syllables, key=lambda name: name != "a1")
        part = Phrase((Syllable(syllable, 0, 1),), None)
        request = {"phrases": [self._rendered(part)], "sid": 0, "speed": 1.0}
        self._workers().ask(request, limit=60)

    def _job(self) -> Job:
        if not find_spec("sherpa_onnx"):
            raise EngineUnavailable(
                _("sherpa-onnx is not installed"),
                hint=_("install {package}", package='"audiolecture[sherpa]"'),
                where=_("engine {name}", name="sherpa"),
            )
        model = self._model
        files = {"tokens": str(model.tokens)}
        match model.kind:
            case "vits" | "melo":
                family = "vits"
                files |= {"model": str(model.model), "lexicon": str(self._coded_lexicon())}
            case "matcha":
                family = "matcha"
                files |= {"acoustic_model": str(model.model), "vocoder": str(model.vocoder)}
                files["lexicon"] = ",".join(map(str, model.lexicons))
            case "kokoro":
                family = "kokoro"
                files |= {"model": str(model.model), "voices": str(model.styles)}
                files["lexicon"] = ",".join(map(str, model.lexicons))
        threads = self._settings.threads
        request = {"family": family, "files": files, "threads": threads}
        return Job(self.name, "audiolecture.engines._sherpa_worker", request)

    def _coded_lexicon(self) -> Path:
        """Written once for each model: VITS models take readings only by way of a lexicon."""
        text = self._lexicon.coded()
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        path = self._cache_dir / f"sherpa-lexicon-{digest}.txt"
        try:
            if not path.exists() or path.read_text("utf-8") != text:
                _write(path, text)
        except OSError as error:
            raise EngineUnavailable(
                _("{path} cannot be written: {reason}", path=path, reason=system_reason(error)),
                hint=_("free some space, or set AUDIOLECTURE_CACHE_DIR"),
                where=_("engine {name}", name="sherpa"),
            ) from error
        return path


def _signs(pause: Pause) -> tuple[str, ...]:
    """The mark that a model is most likely to know, then others that mean about the same."""
    return {
        "、": ("，", ",", "、"),
        "；": ("，", ",", "；", ";"),
        "。": ("？", "?", "。", ".") if pause.character in "?？" else ("。", "."),
        "！": ("！", "!", "。", "."),
    }[pause.length]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".sherpa-", delete=False
    ) as file:
        file.write(text)
    Path(file.name).replace(path)
