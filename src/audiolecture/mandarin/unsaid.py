"""What an engine that takes no readings cannot be told. Stands alone: a memory knows it, too."""

from __future__ import annotations

from typing import NamedTuple

from audiolecture.messages import _


class Unsaid(NamedTuple):
    """A reading that an engine cannot be told."""

    char: str
    around: str
    """The characters near it."""
    syllable: str
    other: str
    """What could be written instead; empty if there is nothing."""

    def __str__(self) -> str:
        """A warning, with what the author can do."""
        advice = (
            _("write {mark}, which should sound like it", mark=f"[{self.char}]{{={self.other}}}")
            if self.other
            else _("no other character sounds like it: put the sentence in other words")
        )
        return _(
            "this voice cannot be told that '{char}' in '{around}' is read {syllable}; {advice}",
            char=self.char,
            around=self.around,
            syllable=self.syllable,
            advice=advice,
        )
