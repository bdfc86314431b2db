"""Care of the clip store: how full it is, and what may go.

Every build notes its output folder in the store. What the manifest of such a folder names is needed
for its next rebuild and is never taken; of the rest, the least recently used goes first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from audiolecture import manifest as manifests
from audiolecture.errors import PublishError, StoreError
from audiolecture.store import KINDS, Store, write_atomically


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
            write_atomically(path, text)


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
    """The keys of all speeches and clips that present outputs were made of."""
    keys: set[str] = set()
    for folder in outputs(store):
        path = folder / manifests.FILE_NAME
        with suppress(OSError, PublishError):
            manifest = manifests.parse(path.read_text(encoding="utf-8"), str(path))
            for chapter in manifest.chapters:
                keys.update(item.speech for item in chapter.utterances)
                keys.update(item.clip for item in chapter.utterances)
    return frozenset(keys)


def entries(store: Store) -> list[Entry]:
    """Every entry, least recently used first."""
    needed = needed_keys(store)
    found = [
        Entry(
            kind, item.name, Path(item.path), state.st_size, state.st_mtime_ns, item.name in needed
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


def prune(store: Store, limit: int) -> Removal:
    """Remove what is least recently used until the store is not larger than ``limit`` bytes.

    What a present output needs stays, even if that is more than ``limit``.

    Raises:
        StoreError: an entry cannot be removed.
    """
    found = entries(store)
    excess = sum(entry.size for entry in found) - limit
    taken = []
    for entry in found:
        if excess <= 0:
            break
        if not entry.needed:
            taken.append(entry)
            excess -= entry.size
    return _remove(taken)


def clear(store: Store) -> Removal:
    """Remove every entry; the next build starts from nothing.

    Raises:
        StoreError: an entry cannot be removed.
    """
    return _remove(entries(store))


def _remove(taken: list[Entry]) -> Removal:
    for entry in taken:
        try:
            entry.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"an entry cannot be removed: {(error.strerror or str(error)).lower()}",
                where=str(entry.path),
            ) from error
    return Removal(len(taken), sum(entry.size for entry in taken))
