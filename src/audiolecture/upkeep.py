"""Care of the clip store: of what format it is, how full it is, and what may go.

Every build notes its output folder in the store. What the manifest of such a folder names is needed
for its next rebuild and is never taken; of the rest, the least recently used goes first.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from audiolecture import manifest as manifests
from audiolecture.errors import StoreError
from audiolecture.messages import _, system_reason
from audiolecture.store import KINDS, Store, write_atomically

FORMAT = 1
"""Of the entries; raised when an older program could not read them."""

_STAMP, _SWEPT = "format", "swept"
_MIGRATIONS: Mapping[int, Callable[[Store], None]] = {}
"""What makes a store of one format one of the next."""

RECENT = 3_600
"""Seconds in which an entry may belong to a build that is not finished: it is not taken."""

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the store."""

    kind: str
    key: str
    path: Path
    size: int
    used: int
    """When it was last read or written, in nanoseconds."""
    needed: bool
    """A present output was made of it."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed."""

    entries: int
    size: int


def register(store: Store, folder: Path, source: Path) -> None:
    """Note that the store holds what ``folder`` was made of, and that it was made of ``source``."""
    path = _note(store, folder)
    told = {"folder": str(folder.resolve()), "source": str(source.resolve())}
    text = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    with suppress(OSError):
        if not path.exists() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, [text])


def source_of(store: Store, folder: Path) -> Path | None:
    """The script that an output folder was built from on this machine, if that is known."""
    with suppress(OSError, ValueError, KeyError):
        return Path(json.loads(_note(store, folder).read_bytes())["source"])
    return None


def _note(store: Store, folder: Path) -> Path:
    return store.root / "outputs" / sha256(str(folder.resolve()).encode()).hexdigest()[:32]


def outputs(store: Store) -> Iterator[Path]:
    """The output folders that were built from this store and still hold a manifest."""
    with suppress(FileNotFoundError):
        for note in sorted((store.root / "outputs").iterdir()):
            with suppress(OSError, ValueError, KeyError):
                folder = Path(json.loads(note.read_bytes())["folder"])
                if (folder / manifests.FILE_NAME).is_file():
                    yield folder


def needed_keys(store: Store) -> frozenset[str]:
    """The keys of all speeches and clips that present outputs were made of.

    A manifest is only searched for keys: one of another format, or a damaged one, counts as well.
    """
    keys: set[str] = set()
    for folder in outputs(store):
        with suppress(OSError):
            text = (folder / manifests.FILE_NAME).read_text(encoding="utf-8", errors="replace")
            keys.update(_KEY.findall(text))
    return frozenset(keys)


def entries(store: Store) -> list[Entry]:
    """Every entry, least recently used first.

    Raises:
        StoreError: the store is of a newer program.
    """
    format_of(store)
    needed = needed_keys(store)
    found = [
        Entry(
            kind,
            item.name,
            Path(item.path),
            state.st_size,
            state.st_mtime_ns,
            item.name in needed or kind == "level",  # a voice measured anew may sound otherwise
        )
        for kind in KINDS
        for item, state in _files(store.root / kind)
    ]
    return sorted(found, key=lambda entry: (entry.used, entry.key))


def _files(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    with suppress(FileNotFoundError), os.scandir(folder) as shelves:
        for shelf in shelves:
            with os.scandir(shelf) as items:
                for item in items:
                    with suppress(FileNotFoundError):
                        yield item, item.stat(follow_symlinks=False)


def leftovers(store: Store) -> Iterator[tuple[Path, int]]:
    """Files that were never finished, and when they were written last, in nanoseconds.

    One of the last hour may belong to a build that is under way.
    """
    for kind in KINDS:
        for item, state in _files(store.root / kind):
            if item.name.endswith(".tmp"):
                yield Path(item.path), state.st_mtime_ns


def prune(store: Store, limit: int, *, spare: int | None = None) -> Removal:
    """Remove what is least recently used until the store is not larger than ``limit`` bytes.

    What a present output needs stays, even if that is more than ``limit``.

    Args:
        store: the store.
        limit: bytes.
        spare: what was used after this time, in nanoseconds, stays as well.

    Raises:
        StoreError: an entry cannot be removed.
    """
    found = entries(store)
    excess = sum(entry.size for entry in found) - limit
    taken = []
    for entry in found:
        if excess <= 0 or (spare is not None and entry.used > spare):
            break
        if not entry.needed:
            taken.append(entry)
            excess -= entry.size
    return _remove(taken)


def look_after(store: Store, limit: int) -> None:
    """After a build: `keep_within`, once in the time in which nothing would be taken anyway.

    Raises:
        StoreError: an entry cannot be removed.
    """
    stamp = store.root / _SWEPT
    with suppress(OSError):
        if abs(time.time() - stamp.stat().st_mtime) < RECENT:
            return
    keep_within(store, limit)
    with suppress(OSError):
        stamp.touch()


def keep_within(store: Store, limit: int) -> Removal:
    """Sweep what killed builds left half written, and keep the store in its limit.

    What was used within the last hour stays: another build may be about to need it.

    Raises:
        StoreError: an entry cannot be removed.
    """
    spare = time.time_ns() - RECENT * 1_000_000_000
    total = 0
    for kind in KINDS:
        for item, state in _files(store.root / kind):
            total += state.st_size
            if item.name.endswith(".tmp") and state.st_mtime_ns < spare:
                with suppress(OSError):
                    Path(item.path).unlink()
    return prune(store, limit, spare=spare) if total > limit else Removal(0, 0)


def admit(store: Store) -> None:
    """See to it that the store is of our format before a build uses it.

    An older one is brought up to date, or set aside in a folder of its own; a new one is stamped.

    Raises:
        StoreError: it is of a newer program.
    """
    found = format_of(store)
    if found is None and any((store.root / kind).is_dir() for kind in KINDS):
        found = FORMAT  # entries, and a stamp that is gone: each entry says for itself what it is
    while found is not None and found < FORMAT and found in _MIGRATIONS:
        _MIGRATIONS[found](store)
        found += 1
    with suppress(OSError):  # a store that cannot be written is explained where it matters
        if found is not None and found < FORMAT:
            _set_aside(store, found)
        if format_of(store) != FORMAT:
            store.root.mkdir(parents=True, exist_ok=True)
            write_atomically(store.root / _STAMP, [_stamp(FORMAT)])


def format_of(store: Store) -> int | None:
    """The format that the store is stamped with, or ``None`` if there is no stamp to be read.

    Raises:
        StoreError: it is of a newer program.
    """
    try:
        data = (store.root / _STAMP).read_bytes()
    except OSError:
        return None
    match = re.match(rb"audiolecture (\d{1,4}) ", data)
    if match is None or data != _stamp(int(match[1])):
        return None
    found = int(match[1])
    if found > FORMAT:
        raise StoreError(
            _(
                "the clip store is of a newer audiolecture (format {found}, ours is {format})",
                found=found,
                format=FORMAT,
            ),
            where=str(store.root),
            hint=_("update audiolecture, or name another folder with --cache-dir"),
        )
    return found


def _stamp(number: int) -> bytes:
    """The stamp of a format, with a checksum: one flipped bit must not make a store a newer one."""
    text = f"audiolecture {number}"
    return f"{text} {sha256(text.encode()).hexdigest()[:16]}\n".encode()


def _set_aside(store: Store, found: int) -> None:
    place = store.root / f"old-{found}"
    place.mkdir(exist_ok=True)
    for kind in KINDS:
        if (store.root / kind).is_dir():
            (store.root / kind).replace(place / kind)


def clear(store: Store) -> Removal:
    """Remove every entry; the next build starts from nothing.

    Raises:
        StoreError: an entry cannot be removed.
    """
    for place in store.root.glob("old-*"):
        shutil.rmtree(place, ignore_errors=True)
    return _remove(entries(store))


def _remove(taken: list[Entry]) -> Removal:
    for entry in taken:
        try:
            entry.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                _("an entry cannot be removed: {reason}", reason=system_reason(error)),
                where=str(entry.path),
            ) from error
    return Removal(len(taken), sum(entry.size for entry in taken))
