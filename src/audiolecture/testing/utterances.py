"""Utterances for tests, with readings written by hand."""

from __future__ import annotations

from audiolecture.model import Prosody, Span, Utterance


def utterance(
    spoken: str, pinyin: str = "", *, voice: str = "", prosody: Prosody | None = None
) -> Utterance:
    """An utterance whose written and spoken forms are the same.

    Args:
        spoken: the text.
        pinyin: one syllable with tone digit for each Han character of it, in order.
        voice: a voice of the engine, or ``""`` for its default.
        prosody: ``None`` for the voice's own.

    Raises:
        ValueError: syllables and Han characters do not match.
    """
    han = [index for index, character in enumerate(spoken) if is_han(character)]
    readings = [""] * len(spoken)
    for index, syllable in zip(han, pinyin.split(), strict=True):
        readings[index] = syllable
    return Utterance(
        written=spoken,
        spans=(Span(0, len(spoken), spoken),),
        readings=tuple(readings),
        sentences=((0, len(spoken)),),
        voice=voice,
        prosody=prosody or Prosody(),
    )


def is_han(character: str) -> bool:
    """Whether it is a Chinese character, which an engine must say."""
    return character == "〇" or "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
