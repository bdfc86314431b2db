"""The store of clips in a folder: of our format, within its limit, whole, and without leftovers.

Lock files are not leftovers. The system holds the locks, not the files, and lets go when a build
ends in whatever way; to remove a file that a build is about to lock would let two builds in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from audiolecture import upkeep
from audiolecture.doctor.finding import Finding, explained
from audiolecture.errors import StoreError
from audiolecture.messages import _, counted, several
from audiolecture.store import Store, is_whole
from audiolecture.upkeep import RECENT, Entry

_SUBJECT = "store, entries"
_MOST = 2 * 10**9
"""Bytes that are read to find damage, beginning with what was used last: some seconds."""


def look(store: Store, limit: int, most: int = _MOST) -> Iterator[Finding]:
    """Look at the store.

    Args:
        store: in a folder.
        limit: bytes that it may grow to.
        most: bytes that are read to find damage.
    """
    try:
        entries = upkeep.entries(store)
    except StoreError as error:
        yield explained(_SUBJECT, error)
        return
    yield _fullness(entries, limit, most)
    yield from _damage(entries, most)
    yield from _leftovers(store)


def _fullness(entries: Sequence[Entry], limit: int, most: int) -> Finding:
    size = sum(entry.size for entry in entries)
    told = counted(
        "{count} entry, {size} of at most {limit}",
        "{count} entries, {size} of at most {limit}",
        len(entries),
        size=_amount(size),
        limit=_amount(limit),
    )
    if size > most:
        told = several(
            [told, _("damage was looked for in the {size} used last", size=_amount(most))]
        )
    if size <= limit:
        return Finding(_SUBJECT, "ok", told)
    advice = _("what present lectures need stays; raise store_limit, or remove old outputs")
    return Finding(_SUBJECT, "note", told, advice)


def _amount(size: int) -> str:
    return f"{size / 10**9:.3g} GB" if size >= 10**9 else f"{size // 10**6} MB"


def _damage(entries: Sequence[Entry], most: int) -> Iterator[Finding]:
    damaged, read = [], 0
    for entry in reversed(entries):  # the last used first
        if read > most:
            break
        read += entry.size
        if not entry.path.name.endswith(".tmp") and not _whole(entry.path):
            damaged.append(entry.path)
    if damaged:
        told = counted("{count} damaged entry", "{count} damaged entries", len(damaged))
        advice = _("'audiolecture doctor --fix' removes them; the next build makes them anew")
        yield Finding(_SUBJECT, "note", told, advice, lambda: _removed(damaged))


def _whole(path: Path) -> bool:
    try:
        return is_whole(path.read_bytes())
    except FileNotFoundError:
        return True  # it has just gone
    except OSError:
        return False


def _leftovers(store: Store) -> Iterator[Finding]:
    before = time.time_ns() - RECENT * 1_000_000_000
    found = [path for path, used in upkeep.leftovers(store) if used < before]
    if found:
        told = counted("{count} unfinished file", "{count} unfinished files", len(found))
        advice = _("'audiolecture doctor --fix' removes them")
        yield Finding(_SUBJECT, "note", told, advice, lambda: _removed(found))


def _removed(paths: Sequence[Path]) -> str:
    for path in paths:
        path.unlink(missing_ok=True)
    return counted("{count} file removed", "{count} files removed", len(paths))
