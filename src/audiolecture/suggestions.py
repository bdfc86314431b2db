"""Did you mean …? The names that a misspelt one is like."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_SHORTEST = 2
"""Characters of a part that tells: two Chinese ones are a word."""


def alike(word: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The names that ``word`` may have meant, the likeliest first.

    Whether letters are small or capital does not matter; a name that holds the whole word is like
    it, as ``zh-CN-XiaoxiaoNeural`` is like ``xiaoxiao``.

    Args:
        word: what was written.
        known: what could have been written.
        most: how many are wanted.
        cutoff: how much of both has to be the same, from 0 to 1, as `difflib` counts it.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for what is misspelt

    folded = word.casefold().strip()
    names: dict[str, str] = {}
    for name in known:
        if name:
            names.setdefault(name.casefold(), name)
    same = [folded] if folded in names else []
    holding = [name for name in names if len(folded) >= _SHORTEST and folded in name]
    close = get_close_matches(folded, names, n=most, cutoff=cutoff)
    found = dict.fromkeys((*same, *sorted(holding, key=len), *close))
    return [names[name] for name in found][:most]


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The likeliest of `alike`, or an empty string."""
    return next(iter(alike(word, known, cutoff=cutoff)), "")


def beside(path: Path, suffixes: Iterable[str] = (), *, most: int = 3) -> list[str]:
    """What stands where ``path`` should, under a name like it, as it could be typed.

    Args:
        path: a file or folder that is not there.
        suffixes: endings that a file must have, if it matters.
        most: how many are wanted.
    """
    with suppress(OSError):
        wanted = tuple(suffixes)
        found = {
            entry.stem: entry.name  # the ending is what all of them have in common
            for entry in sorted(path.parent.iterdir())
            if not entry.name.startswith(".")
            and (not wanted or entry.is_dir() or entry.suffix.lower() in wanted)
        }
        close = alike(path.stem, found, most=most, cutoff=0.5)
        return [str(path.with_name(found[stem])) for stem in close]
    return []
