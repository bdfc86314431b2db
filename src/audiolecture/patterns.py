"""Regular expressions that are compiled when they are first used.

A run tries few of the patterns of all rules, and to compile them all takes longer than to read a
script of ten hours.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a compiled pattern; what is asked of it is asked of that once, then kept."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._made_of), name)
        setattr(self, name, value)
        return value


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
