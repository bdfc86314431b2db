"""Opens files of one folder and of nothing else, whatever a request calls them."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from audiolecture.studio.ranges import Validators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT_TYPES = {
    ".chapters.json": "application/json+chapters",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".lrc": "text/plain; charset=utf-8",
    ".m3u8": "audio/mpegurl; charset=utf-8",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".zip": "application/zip",
}
"""Ours, not the system's: ``mimetypes`` answers differently on every machine."""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """An open regular file: it stays what it was even if a build replaces it meanwhile."""

    descriptor: int
    size: int
    validators: Validators
    content_type: str

    def read(self, start: int, length: int) -> bytes:
        """At most ``length`` bytes from ``start``."""
        return os.pread(self.descriptor, length, start)


def path_parts(raw_path: str) -> tuple[str, ...] | None:
    """The names in the path of a URL, or None if it is none that we serve.

    Hidden files are not served: locks and half-written files begin with a dot.
    """
    try:
        path = unquote_to_bytes(raw_path).decode()
    except UnicodeDecodeError:
        return None
    parts = tuple(path.removeprefix("/").removesuffix("/").split("/")) if path != "/" else ()
    wrong = (not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts)
    return None if any(wrong) else parts


@contextmanager
def open_below(root: Path, parts: tuple[str, ...]) -> Iterator[int | None]:
    """A descriptor of the file or folder ``parts`` below ``root``; None if there is none.

    Every name is opened relative to the one before and no symbolic link is followed, so that
    nothing outside can be reached even if the tree changes meanwhile.
    """
    descriptor: int | None = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            descriptor = _step(descriptor, part)
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _step(folder: int | None, name: str) -> int | None:
    if folder is None:
        return None
    try:
        # O_NONBLOCK: opening a named pipe must not wait for its writer.
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except (OSError, ValueError):
        return None
    finally:
        os.close(folder)


def is_folder(descriptor: int) -> bool:
    """Whether an open descriptor is that of a folder."""
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


def served_file(descriptor: int, name: str) -> ServedFile | None:
    """The open file with what a reply says of it; None if it is not a regular file."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return None
    etag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
    validators = Validators(etag, status.st_mtime_ns // 10**9)
    return ServedFile(descriptor, status.st_size, validators, content_type(name))


def content_type(name: str) -> str:
    """The media type by the ending of a file's name."""
    lower = name.lower()
    found = (kind for ending, kind in CONTENT_TYPES.items() if lower.endswith(ending))
    return next(found, "application/octet-stream")
