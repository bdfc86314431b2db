"""The clip store: engines' replies and finished clips under content keys.

One file an entry: a line of JSON, the payload, and a sha256 over both. An entry whose checksum
does not match counts as absent. Entries are written to a temporary name and renamed, under a lock
per key while they are made, so that any number of builds share one store.
"""

from __future__ import annotations

import json
import os
import struct
import time
from collections.abc import AsyncIterator, Container, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from audiolecture.errors import StoreError
from audiolecture.messages import N_, _, system_reason
from audiolecture.model import Clip, Mark, Speech

Kind = Literal["speech", "clip", "cover", "level"]
KINDS: tuple[Kind, ...] = ("speech", "clip", "cover", "level")
_MAGIC = b"audiolecture 1\n"
_DIGEST = 32

_LOOK = 0.05
"""Seconds after which whoever waits for a lock tries again."""

_REMEMBERED = 600
"""Seconds to which the time of an entry's last use is right: its modification time says it."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of entries. Nothing is created before the first write."""

    root: Path

    @property
    def address(self) -> str:
        """Where it lies, as another process is told."""
        return str(self.root.absolute())

    def where(self, kind: Kind, key: str) -> str:
        """What an error calls an entry."""
        return str(self.path(kind, key))

    def path(self, kind: Kind, key: str) -> Path:
        """Where an entry lies, whether it exists or not."""
        return self.root / kind / key[:2] / key

    def has(self, kind: Kind, key: str) -> bool:
        """Whether there is an entry; it may be damaged."""
        # A lecture asks a thousand times, and a `Path` takes longer to make than the answer.
        return os.path.isfile(f"{self.root}/{kind}/{key[:2]}/{key}")  # noqa: PTH113

    def keys(self, kind: Kind) -> frozenset[str]:
        """All keys of a kind, in one pass over the folders."""
        return frozenset(entry.name for entry in self._entries(kind))

    def present(self, kind: Kind) -> Container[str]:
        """The keys of a kind, each looked up when it is asked for.

        A lecture asks for some dozens, and a store holds those of a thousand lectures.
        """
        return _Present(self, kind)

    def refresh(self) -> None:
        """A new run begins: what was listed before may have changed."""

    def _entries(self, kind: Kind) -> Iterator[os.DirEntry[str]]:
        with suppress(FileNotFoundError), os.scandir(self.root / kind) as folders:
            for folder in folders:
                with os.scandir(folder) as entries:
                    yield from (entry for entry in entries if "." not in entry.name)

    def speech(self, key: str) -> Speech | None:
        """An engine's reply, or ``None`` if it is absent or damaged."""
        entry = self._read("speech", key)
        if entry is None:
            return None
        head, payload = entry
        return Speech(
            payload, head["encoding"], head["sample_rate"], _marks(head["marks"]), head["exact"]
        )

    def put_speech(self, key: str, speech: Speech) -> None:
        """Keep an engine's reply."""
        head = {
            "encoding": speech.encoding,
            "sample_rate": speech.sample_rate,
            "marks": _flat(speech.marks),
            "exact": speech.exact,
        }
        self._write("speech", key, head, speech.audio)

    def clip(self, key: str) -> Clip | None:
        """A finished clip, or ``None`` if it is absent or damaged."""
        entry = self._read("clip", key)
        if entry is None:
            return None
        head, payload = entry
        count = head["loudness"]
        cut = len(payload) - 8 * count
        return Clip(
            frames=payload[:cut],
            samples=head["samples"],
            marks=_marks(head["marks"]),
            speech=(head["speech"][0], head["speech"][1]),
            loudness=struct.unpack(f"<{count}d", payload[cut:]),
            peak=head["peak"],
            crc=head["crc"],
        )

    def put_clip(self, key: str, clip: Clip) -> None:
        """Keep a finished clip."""
        head = {
            "samples": clip.samples,
            "marks": _flat(clip.marks),
            "speech": clip.speech,
            "loudness": len(clip.loudness),
            "peak": clip.peak,
            "crc": clip.crc,
        }
        energies = struct.pack(f"<{len(clip.loudness)}d", *clip.loudness)
        self._write("clip", key, head, clip.frames + energies)

    def blob(self, kind: Kind, key: str) -> bytes | None:
        """Bytes kept under a key, or ``None``."""
        entry = self._read(kind, key)
        return entry[1] if entry else None

    def put_blob(self, kind: Kind, key: str, payload: bytes) -> None:
        """Keep bytes under a key."""
        self._write(kind, key, {}, payload)

    def key_lock(self, key: str) -> AbstractAsyncContextManager[None]:
        """The lock of a key while its entry is made; waits while another build holds it.

        There are a few thousand lock files for any number of keys: two may share one and wait.
        A task that holds one asks for no other, so that nothing can wait in a circle.
        """
        return self._lock(key[:3])

    def output_lock(self, folder: Path) -> AbstractAsyncContextManager[None]:
        """The lock of an output folder while it is built."""
        return self._lock(f"output-{sha256(str(folder.resolve()).encode()).hexdigest()[:32]}")

    @asynccontextmanager
    async def _lock(self, name: str) -> AsyncIterator[None]:
        """Hold a lock file; the system gives it back if the process dies."""
        from asyncio import sleep  # noqa: PLC0415 - loaded wherever this runs

        folder = self.root / "locks"
        self._make(folder)
        try:
            file = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise self._unusable(N_("the clip store cannot be written: {error}"), error) from error
        try:
            while not self._locked(file):  # noqa: ASYNC110 - another process holds it
                await sleep(_LOOK)
            yield
        finally:
            os.close(file)

    def _locked(self, file: int) -> bool:
        """Take the lock if nobody has it."""
        import fcntl  # noqa: PLC0415 - a store may be looked at where there is none

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise self._unusable(N_("the clip store cannot be locked: {error}"), error) from error
        return True

    def _read(self, kind: Kind, key: str) -> tuple[dict[str, Any], bytes] | None:
        data = self._fetch(kind, key)
        if data is None:
            return None
        if not is_whole(data):
            return None
        body = data[:-_DIGEST]
        line = body.index(b"\n", len(_MAGIC))
        return json.loads(body[len(_MAGIC) : line]), body[line + 1 :]

    def _write(self, kind: Kind, key: str, head: dict[str, Any], payload: bytes) -> None:
        body = _MAGIC + json.dumps(head, separators=(",", ":")).encode() + b"\n" + payload
        self._put(kind, key, body + sha256(body).digest())

    def _fetch(self, kind: Kind, key: str) -> bytes | None:
        """The file of an entry, checksum and all; when it was used last is remembered."""
        path = self.path(kind, key)
        try:
            with path.open("rb") as file:
                data, used = file.read(), os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(N_("the clip store cannot be read: {error}"), error) from error
        if abs(time.time() - used) > _REMEMBERED:
            with suppress(OSError):
                os.utime(path)
        return data

    def _put(self, kind: Kind, key: str, data: bytes) -> None:
        path = self.path(kind, key)
        self._make(path.parent)
        try:
            write_atomically(path, [data])
        except OSError as error:
            raise self._unusable(N_("the clip store cannot be written: {error}"), error) from error

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(N_("the clip store cannot be written: {error}"), error) from error

    def _unusable(self, message: str, error: OSError) -> StoreError:
        return StoreError(
            _(message, error=system_reason(error)),
            where=str(self.root),
            hint=_("free some space or name another folder with --cache-dir"),
        )


@dataclass(frozen=True, slots=True)
class _Present:
    store: Store
    kind: Kind

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.store.has(self.kind, key)


def write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    """Write a whole file or nothing: to a temporary name beside it, then renamed."""
    temporary = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.writelines(parts)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def is_whole(data: bytes) -> bool:
    """Whether a file of the store is an entry as it was written."""
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    return body.startswith(_MAGIC) and sha256(body).digest() == digest


def _flat(marks: tuple[Mark, ...]) -> list[list[int]]:
    return [[mark.start, mark.end, mark.onset, mark.offset] for mark in marks]


def _marks(rows: list[list[int]]) -> tuple[Mark, ...]:
    return tuple(Mark(*row) for row in rows)


def default_root() -> Path:
    """``AUDIOLECTURE_CACHE_DIR``, or the user's cache folder."""
    named = os.environ.get("AUDIOLECTURE_CACHE_DIR")
    if named:
        return Path(named)
    from platformdirs import user_cache_path  # noqa: PLC0415 - not needed with the variable

    return user_cache_path("audiolecture", appauthor=False)
