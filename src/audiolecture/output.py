"""The output folder of one lecture: which files are ours, and how they are written.

A folder is ours if it holds our manifest. Files that the manifest does not name are never touched.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from audiolecture import manifest as manifests
from audiolecture.errors import PublishError
from audiolecture.manifest import FileRecord, Manifest
from audiolecture.messages import N_, _, system_reason
from audiolecture.suggestions import beside

_TEMPORARY = ".audiolecture-"
_READ = N_("the output folder cannot be read: {reason}")
_WRITTEN = N_("the output folder cannot be written: {reason}")
_NOBODYS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that operating systems leave in folders; they belong to nobody."""

MTIME_STEP = 2
"""Seconds between the modification times of neighbouring chapters: FAT counts in twos, and many
cars and AntennaPod's local folders play in the order of time."""


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """The folder ``path``; nothing is made before the first write."""

    path: Path

    @property
    def temporary_prefix(self) -> str:
        """How the names of files begin that are not finished."""
        return _TEMPORARY

    def manifest(self) -> Manifest | None:
        """What was published here, or ``None`` in a folder that is absent or empty.

        Raises:
            PublishError: the folder holds somebody else's files, or cannot be read.
        """
        try:
            names = {entry for entry in os.listdir(self.path) if not _is_nobodys(entry)}  # noqa: PTH208 - names only
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(_READ, error) from error
        if manifests.FILE_NAME in names:
            path = self.path / manifests.FILE_NAME
            return manifests.parse(self._text(path), str(path))
        if names:
            raise PublishError(
                _("the folder holds files that audiolecture did not make"),
                where=str(self.path),
                hint=_("choose another folder with --output, or move those files away"),
            )
        return None

    def is_new(self) -> bool:
        """Whether nothing was ever published there."""
        return not (self.path / manifests.FILE_NAME).exists()

    def lost_manifest(self) -> bool:
        """Whether the folder stands there without its manifest."""
        return self.path.is_dir() and self.is_new()

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""
        except OSError as error:
            raise self._unusable(_READ, error) from error

    def survey(self, manifest: Manifest | None) -> Mapping[str, bool]:
        """For each file of the manifest that is there: whether it is as we left it.

        A file whose inode changed after the manifest was written is read; others are not opened.
        If the manifest is from the future, the clock was set back, and times say nothing.
        """
        if manifest is None:
            return {}
        stamp = (self.path / manifests.FILE_NAME).stat().st_ctime_ns
        if stamp > time.time_ns():
            stamp = 0
        found = {}
        for record in manifest.files:
            with suppress(OSError):
                state = (self.path / record.name).lstat()
                same = state.st_size == record.size
                if same and state.st_ctime_ns > stamp:
                    same = self.digest(record.name) == record.sha256
                found[record.name] = same
        return found

    def digest(self, name: str) -> str:
        """sha256 (hex) of a file."""
        hasher = sha256()
        for block in blocks(self.path / name):
            hasher.update(block)
        return hasher.hexdigest()

    def claim(self, names: Iterable[str], ours: Iterable[str]) -> None:
        """Make the folder, and see to it that no name belongs to a file that is not ours.

        Raises:
            PublishError: a foreign file bears one of the names, or the folder cannot be written.
        """
        self._make()
        for name in sorted(set(names) - set(ours)):
            if (self.path / name).exists():
                raise PublishError(
                    _("this file is not ours and bears the name of one that is to be written"),
                    where=str(self.path / name),
                    hint=_("move it away, or choose another folder with --output"),
                )

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for entry in os.scandir(self.path):
                if entry.name.startswith(_TEMPORARY):
                    Path(entry.path).unlink()
        except OSError as error:
            raise self._unusable(_WRITTEN, error) from error
        if not os.access(self.path, os.W_OK):
            raise self._unusable(_WRITTEN, PermissionError("permission denied"))

    def write(
        self, name: str, key: str, parts: Iterable[bytes | memoryview], *, mtime: int | None = None
    ) -> FileRecord:
        """Write a whole file or leave the old one; a file with the same bytes is left alone.

        Args:
            name: file name in the folder.
            key: of what it is made from, for the record.
            parts: its bytes, in pieces.
            mtime: modification time in seconds, if it matters.
        """
        try:
            (self.path / name).parent.mkdir(exist_ok=True)
            temporary = self.temporary()
            try:
                return self._write(name, key, parts, mtime, temporary)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                raise
        except OSError as error:
            raise self._unusable(_WRITTEN, error) from error

    def temporary(self) -> Path:
        """A name that nobody has, for an unfinished file: chapters are made in parallel."""
        return self.path / f"{_TEMPORARY}{os.urandom(16).hex()}"

    def _write(
        self,
        name: str,
        key: str,
        parts: Iterable[bytes | memoryview],
        mtime: int | None,
        temporary: Path,
    ) -> FileRecord:
        hasher, size = sha256(), 0
        with temporary.open("xb") as file:
            for part in parts:
                file.write(part)
                hasher.update(part)
                size += len(part)
        record = FileRecord(name, key, size, hasher.hexdigest())
        if self._has(record):
            temporary.unlink()
            return record
        temporary.chmod(0o644)
        if mtime is not None:
            os.utime(temporary, (mtime, mtime))
        temporary.replace(self.path / name)
        return record

    def _has(self, record: FileRecord) -> bool:
        with suppress(OSError):
            if (self.path / record.name).lstat().st_size == record.size:
                return self.digest(record.name) == record.sha256
        return False

    def size(self, name: str) -> int:
        """Bytes of a file, or -1 if it is not there."""
        try:
            return (self.path / name).lstat().st_size
        except OSError:
            return -1

    def link(self, record: FileRecord, name: str) -> FileRecord:
        """Let a file have a second name in a folder below: as a hard link, or else as a copy."""
        source, target = self.path / record.name, self.path / name
        if self.size(name) == record.size and source.samefile(target):
            return replace(record, name=name)
        temporary = self.temporary()
        try:
            target.parent.mkdir(exist_ok=True)
            os.link(source, temporary)
            temporary.replace(target)
            temporary.unlink(missing_ok=True)  # rename does nothing between two names of one file
        except OSError:
            return self.write(name, record.key, blocks(source))
        return replace(record, name=name)

    def chapter_times(self, names: Iterable[str], now: int) -> dict[str, int]:
        """Ascending modification times for chapter files, that fit those that are kept.

        A file that is there keeps its slot and moves by a second within it, so that the order
        survives and a player still sees that the file changed.
        """
        wanted = list(names)
        times = {}
        for index, name in enumerate(wanted):
            with suppress(OSError):
                times[index] = int((self.path / name).stat().st_mtime)
        first = next((time - MTIME_STEP * index for index, time in times.items()), None)
        base = now - MTIME_STEP * len(wanted) if first is None else first - first % MTIME_STEP
        slots = {name: base + MTIME_STEP * index for index, name in enumerate(wanted)}
        return {
            name: slot + (times.get(index) == slot)
            for index, (name, slot) in enumerate(slots.items())
        }

    def remove(self, names: Iterable[str]) -> None:
        """Remove files of ours that no longer belong."""
        names = list(names)
        try:
            # Together: a disk takes its time to let go of hours of audio.
            with ThreadPoolExecutor() as crew:
                list(crew.map(lambda name: (self.path / name).unlink(missing_ok=True), names))
        except OSError as error:
            raise self._unusable(_WRITTEN, error) from error
        for folder in {(self.path / name).parent for name in names} - {self.path}:
            with suppress(OSError):  # it holds other files, or is gone already
                folder.rmdir()

    def _unusable(self, told: str, error: OSError) -> PublishError:
        return PublishError(
            _(told, reason=system_reason(error)),
            where=str(self.path),
            hint=_("free some space, or choose another folder with --output"),
        )


def built_folders(output: Path) -> list[Path]:
    """The folders of lectures: ``output`` itself, or those in it.

    Raises:
        PublishError: there is none.
    """
    found = [path.parent for path in sorted(output.glob(f"*/{manifests.FILE_NAME}"))]
    if (output / manifests.FILE_NAME).is_file():
        found = [output]
    if not found:
        close = [] if output.exists() else beside(output)
        raise PublishError(
            _("nothing was built here"),
            where=str(output),
            hint=_("did you mean {names}?", names=_(" or ").join(close))
            if close
            else _("run audiolecture build first"),
        )
    return found


def leftovers(output: Path) -> Iterator[Path]:
    """Files of ours that were never finished, in the folders of lectures below ``output``."""
    for folder in (output, *output.glob("*"), *output.glob("*/*")):
        if (folder / manifests.FILE_NAME).is_file():
            yield from (path for path in folder.glob(f"{_TEMPORARY}*") if path.is_file())


def blocks(path: Path, start: int = 0) -> Iterator[memoryview]:
    """The bytes of a file from ``start`` on; each block holds until the next is asked for.

    One buffer for all: fresh memory for every block takes as long as to hash it.
    """
    buffer = memoryview(bytearray(1 << 20))
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while size := file.readinto(buffer):
            yield buffer[:size]


def _is_nobodys(name: str) -> bool:
    return name in _NOBODYS or name.startswith(_TEMPORARY)
