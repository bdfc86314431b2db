"""Homophones for engines that take no readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Substitution:
    """What to send, as long as the text, and a warning for each reading that it cannot convey."""

    text: str
    missing: tuple[str, ...] = ()


def substitute(spoken: str, wanted: Mapping[int, str]) -> Substitution:
    """Put characters that can only be read in the wanted way in the places of ``wanted``."""
    missing = tuple(f"'{spoken[i]}' cannot be told to be read {s}" for i, s in wanted.items())
    return Substitution(spoken, missing)
