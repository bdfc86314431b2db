"""Where the memory of a script lies between builds, and when it is too old to be believed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from audiolecture import memory as memories
from audiolecture.memory import Memory
from audiolecture.store import Store, write_atomically

if TYPE_CHECKING:
    from hashlib import _Hash as Hash


@contextmanager
def of(store: Store, source: Path) -> Iterator[Memory]:
    """The memory of a script; what it learns is kept, if it can be."""
    path = _path(store, source)
    before, memory = _kept(path)
    yield memory
    if before and not memory.changed:
        _mark_read(path, source)
        return
    after = _head(memories.render(memory))
    if after != before and store.root.is_dir():
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, chain([after], memories.render(memory)))


def _kept(path: Path) -> tuple[bytes, Memory]:
    """A memory, and its head; an empty one, and no head, if it is not to be believed."""
    with suppress(OSError, ValueError, TypeError), path.open("rb") as file:
        head, hasher = file.readline(), sha256()
        if head.startswith(_stamp().encode()):
            memory = memories.parse(_hashed(file, hasher))
            if head == _line(hasher):
                return head, memory
    return b"", Memory()


def _hashed(lines: Iterable[bytes], hasher: Hash) -> Iterator[bytes]:
    for line in lines:
        hasher.update(line)
        yield line


def _mark_read(path: Path, source: Path) -> None:
    """A memory that learned nothing of what was saved is as recent as that."""
    with suppress(OSError):
        saved = _saved(source)
        if saved > path.stat().st_mtime_ns:
            os.utime(path, ns=(saved, saved))


def is_recent(store: Store, source: Path) -> bool:
    """Whether a memory was kept since the script was saved, and by the code that is here now."""
    with suppress(OSError), _path(store, source).open("rb") as kept:
        age = os.fstat(kept.fileno()).st_mtime_ns
        return age >= source.stat().st_mtime_ns and kept.read(64) == _stamp().encode()
    return False


def is_known(store: Store, source: Path) -> bool:
    """Whether there is a memory of a script."""
    return _path(store, source).is_file()


def is_stale(store: Store, source: Path) -> bool:
    """Whether a script was read before, and it or a lexicon beside it was saved since then."""
    with suppress(OSError):
        return _saved(source) > _path(store, source).stat().st_mtime_ns
    return False


def _saved(source: Path) -> int:
    """When a script, or a lexicon beside it, was saved last: nanoseconds."""
    from audiolecture.lexicons import lexicon_files  # noqa: PLC0415 - 10 ms that others need

    files = filter(Path.is_file, lexicon_files(source))
    return max(path.stat().st_mtime_ns for path in (source, *files))


def _path(store: Store, source: Path) -> Path:
    return store.root / "scripts" / sha256(os.fsencode(os.path.realpath(source))).hexdigest()[:32]


def _head(lines: Iterable[bytes]) -> bytes:
    """What a memory is made with, and its checksum: a flipped bit would be spoken otherwise."""
    hasher = sha256()
    for line in lines:
        hasher.update(line)
    return _line(hasher)


def _line(hasher: Hash) -> bytes:
    return f"{_stamp()} {hasher.hexdigest()}\n".encode()


@cache
def _stamp() -> str:
    """Changes whenever the code or the dictionary that a memory was made with does."""
    files = [*Path(__file__).parent.joinpath("mandarin").rglob("*"), Path(__file__)]
    files += [Path(__file__).with_name(name) for name in ("script.py", "memory.py")]
    states = []
    for file in sorted(files):
        if file.is_file() and file.suffix != ".pyc":
            state = file.stat()
            states.append((file.name, state.st_size, state.st_mtime_ns))
    return sha256(repr(states).encode()).hexdigest()
