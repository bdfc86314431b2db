"""What the engines that run a downloaded model have in common: settings, phrases, joining."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiolecture.engines.words import Latin, Pause, Piece, Syllable
from audiolecture.errors import BadSpeech, ConfigError, SynthesisRefused
from audiolecture.messages import N_, _, series
from audiolecture.model import Mark, Prosody, Speech, Utterance
from audiolecture.suggestions import closest

if TYPE_CHECKING:
    import numpy as np

SHORTEST_PHRASE = 6
"""Words that a phrase has before it may end at a comma: models stumble over two or three."""

LONGEST_PHRASE = 60
"""Words after which it ends in any case: Kokoro takes 510 tokens, some six for a syllable."""

PAUSES = {"、": 180, "；": 300, "。": 420, "！": 420}
"""Milliseconds between phrases. Read lectures pause 0.15 to 0.5 s."""
TAIL = 120
"""Milliseconds after the last phrase."""

RELATIVE = N_("a path that is not absolute begins beside audiolecture.toml")
"""Said of a model that is not there."""

_QUIET = 0.01
"""Audible: over -40 dB of the phrase's peak."""
_MARGIN = 20
"""Milliseconds kept around what is audible, for soft consonants."""

_SOME = 65_536
_FEW = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of such an engine in ``audiolecture.toml``."""

    model: Path | None
    workers: int
    threads: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is synthesized in one go: words with the pauses between them, and what follows."""

    pieces: tuple[Piece, ...]
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class Sound:
    """A runtime's reply for one phrase."""

    pcm: bytes
    """16-bit little-endian mono."""
    marks: tuple[Mark, ...] = ()
    """Measured by the runtime, in samples of ``pcm``; empty if it does not."""


def read_settings(table: Mapping[str, object], *, engine: str) -> Settings:
    """Read ``model``, ``workers`` and ``threads``.

    Unless told otherwise every worker has two threads and together they fill the cores, but there
    are no more than four: each holds a copy of the model.

    Raises:
        ConfigError: an unknown setting, or a value that cannot be used.
    """
    where = f"[engines.{engine}]"
    unknown = sorted(set(table) - {"model", "workers", "threads"})
    if unknown:
        close = closest(unknown[0], ("model", "workers", "threads"))
        hint = _("known are {names}", names="model, workers, threads")
        if close:
            hint = _("did you mean '{name}'? {others}", name=close, others=hint)
        raise ConfigError(
            _("unknown setting '{name}'", name=unknown[0]),
            hint=hint,
            where=where,
        )
    model = table.get("model", "")
    if not isinstance(model, str):
        raise ConfigError(
            _("model is not a path"),
            hint=_("write {example}", example='model = "folder"'),
            where=where,
        )
    cores = os.cpu_count() or 1
    return Settings(
        model=Path(model).expanduser() if model else None,
        workers=_count(table, "workers", min(4, max(1, cores // 2)), where),
        threads=_count(table, "threads", min(2, cores), where),
    )


def _count(table: Mapping[str, object], name: str, usual: int, where: str) -> int:
    value = table.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigError(
            _("{name} = {value!r} is not a whole number from 1", name=name, value=value),
            where=where,
        )
    return value


def fingerprint(files: Sequence[Path]) -> str:
    """Tells models apart without reading all of them: sizes, beginnings and ends."""
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            total.update(f"{path.name} {size}\n".encode() + file.read(_SOME))
            file.seek(max(0, size - _SOME))
            total.update(file.read(_SOME))
    return total.hexdigest()[:12]


def speed(prosody: Prosody, *, engine: str) -> float:
    """The factor for ``prosody.rate``.

    Raises:
        SynthesisRefused: a pitch is asked for; a neural voice has the one that it learned.
    """
    if prosody.pitch:
        raise SynthesisRefused(
            _("its voices have no adjustable pitch"),
            hint=_("take the pitch setting away, or choose another engine"),
            where=_("engine {name}", name=engine),
        )
    return min(4.0, max(0.25, 1 + prosody.rate / 100))


def speaker_number(voice: str, speakers: Sequence[str], *, engine: str) -> int:
    """Which speaker a voice is; the runtimes take any unknown number for the first.

    Raises:
        SynthesisRefused: there is no such voice.
    """
    if voice not in speakers:
        some = series([*speakers[:_FEW], *(["…"] if len(speakers) > _FEW else [])])
        raise SynthesisRefused(
            _("there is no voice called {voice!r}", voice=voice),
            hint=_("its voices are {names}", names=some),
            where=_("engine {name}", name=engine),
        )
    return speakers.index(voice)


def cut(data: bytes, lengths: Sequence[int]) -> Iterator[bytes]:
    """Pieces of these lengths."""
    position = 0
    for length in lengths:
        yield data[position : position + length]
        position += length


def time_limit(utterance: Utterance) -> float:
    """Seconds after which a worker is taken for hung: ten times what a slow machine needs."""
    return 60 + 5 * len(utterance.spoken)


def phrases(pieces: Sequence[Piece], shortest: int = SHORTEST_PHRASE) -> Iterator[Phrase]:
    """Cut at every longer pause, and at a comma where enough has been said."""
    gathered: list[Piece] = []
    for piece in pieces:
        words = _words(gathered)
        if isinstance(piece, Pause) and (piece.length != "、" or words >= shortest):
            yield Phrase(tuple(gathered), piece)
            gathered = []
        elif words >= LONGEST_PHRASE:
            yield Phrase(tuple(gathered), None)
            gathered = [] if isinstance(piece, Pause) else [piece]
        else:
            gathered.append(piece)
    if gathered:
        yield Phrase(tuple(gathered), None)


def _words(pieces: Sequence[Piece]) -> int:
    return sum(not isinstance(piece, Pause) for piece in pieces)


def join(
    parts: Sequence[Phrase], sounds: Sequence[Sound], rate: int, volume: int, *, engine: str
) -> Speech:
    """Put the phrases one after the other, with pauses of our own.

    Args:
        parts: the phrases.
        sounds: what was spoken for each of them.
        rate: samples per second.
        volume: percent more or less.
        engine: who spoke, for the message.

    Raises:
        BadSpeech: a phrase is silent.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    pieces: list[np.ndarray] = []
    marks: list[Mark] = []
    position, margin = 0, rate * _MARGIN // 1000
    for part, sound in zip(parts, sounds, strict=True):
        samples = np.frombuffer(sound.pcm, "<i2")
        first, last = _audible(samples)
        if first >= last:
            raise BadSpeech(
                _("said nothing for {text!r}", text=_text(part)),
                where=_("engine {name}", name=engine),
            )
        begin, end = max(0, first - margin), min(len(samples), last + margin)
        own = sound.marks or tuple(spread(part, first, last))
        marks += (_moved(mark, begin, end, position) for mark in own)
        silence = rate * _silence(part, final=part is parts[-1]) // 1000
        pieces += (samples[begin:end], np.zeros(silence, "<i2"))
        position += end - begin + silence
    pcm = amplified(np.concatenate(pieces), volume)
    exact = all(sound.marks for sound in sounds)
    return Speech(pcm, "pcm_s16le", rate, tuple(marks), exact=exact)


def _moved(mark: Mark, begin: int, end: int, position: int) -> Mark:
    """A mark of a sound, when ``begin:end`` of it stands at ``position``."""
    onset = min(max(mark.onset, begin), end - 1)
    offset = min(max(mark.offset, onset + 1), end)
    return Mark(mark.start, mark.end, onset - begin + position, offset - begin + position)


def amplified(samples: np.ndarray, volume: int) -> bytes:
    """``volume`` percent more or less, as 16-bit little-endian."""
    import numpy as np  # noqa: PLC0415 - heavy

    if not volume:
        return samples.astype("<i2").tobytes()
    louder = np.rint(samples.astype(float) * max(0, 100 + volume) / 100)
    return np.clip(louder, -32_768, 32_767).astype("<i2").tobytes()


def spread(part: Phrase, onset: int, offset: int) -> Iterator[Mark]:
    """Marks for the words of a phrase, by the weight of each."""
    weights = [_weight(piece) for piece in part.pieces]
    total, done = sum(weights), 0.0
    for piece, weight in zip(part.pieces, weights, strict=True):
        start = onset + round((offset - onset) * done / total)
        done += weight
        if not isinstance(piece, Pause):
            end = onset + round((offset - onset) * done / total)
            yield Mark(piece.start, piece.end, start, end)


def _weight(piece: Piece) -> float:
    """In syllables: a Latin word has one for about three letters, a comma takes most of one."""
    match piece:
        case Syllable():
            return 1.0
        case Latin():
            return max(1.0, len(piece.text) / 3)
        case Pause():
            return 0.7


def _audible(samples: np.ndarray) -> tuple[int, int]:
    import numpy as np  # noqa: PLC0415 - heavy

    loud = np.abs(samples.astype(np.int32))
    peak = int(loud.max(initial=0))
    places = np.flatnonzero(loud > peak * _QUIET) if peak else np.zeros(0, int)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)


def _silence(part: Phrase, *, final: bool) -> int:
    return TAIL if final or not part.pause else PAUSES[part.pause.length]


def _text(part: Phrase) -> str:
    said = (p.pinyin if isinstance(p, Syllable) else getattr(p, "text", "") for p in part.pieces)
    return " ".join(filter(None, said))
