"""Byte ranges and conditions of HTTP (RFC 9110, sections 13 and 14), as pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_RANGES = 32
"""More than a player asks for; section 14.2 lets a server ignore an egregious set."""

_SPEC = re.compile(r"[ \t]*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))[ \t]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes ``start`` up to ``stop`` (exclusive)."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.stop - self.start

    def content_range(self, size: int) -> str:
        """The value of ``Content-Range`` for a file of ``size`` bytes."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def parse_range(header: str, size: int) -> tuple[ByteRange, ...] | None:
    """The ranges that ``header`` asks for and a file of ``size`` bytes has.

    Returns:
        None if the header is to be ignored (another unit, not well formed, too many ranges); an
        empty tuple if no range can be satisfied (416).
    """
    unit, _, specs = header.partition("=")
    parts = [part for part in specs.split(",") if part.strip(" \t")]
    if unit.strip().lower() != "bytes" or not 0 < len(parts) <= MAX_RANGES:
        return None
    found = []
    for part in parts:
        match = _SPEC.fullmatch(part)
        if not match or (match[2] and int(match[2]) < int(match[1])):
            return None
        found.append(_resolve(match, size))
    ranges = tuple(each for each in found if each is not None)
    # Asking for the same bytes over and over makes a small request a large reply.
    return None if sum(each.length for each in ranges) > 2 * size else ranges


def _resolve(match: re.Match[str], size: int) -> ByteRange | None:
    first, last, suffix = match.groups()
    if suffix is not None:
        start = max(0, size - int(suffix))
        return ByteRange(start, size) if start < size else None
    start = int(first)
    stop = min(size, int(last) + 1) if last else size
    return ByteRange(start, stop) if start < size else None


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one version of a file from another."""

    etag: str
    modified: int
    """Seconds since 1970."""

    @property
    def last_modified(self) -> str:
        """The value of ``Last-Modified``."""
        return formatdate(self.modified, usegmt=True)


def precondition(headers: Mapping[str, str], validators: Validators) -> int | None:
    """304 or 412 if a condition of the request says so (section 13.2.2); None to go on."""
    if "If-Match" in headers:
        if not _lists(headers["If-Match"], validators.etag, weak=False):
            return 412
    elif "If-Unmodified-Since" in headers:
        limit = _date(headers["If-Unmodified-Since"])
        if limit is not None and validators.modified > limit:
            return 412
    if "If-None-Match" in headers:
        return 304 if _lists(headers["If-None-Match"], validators.etag, weak=True) else None
    limit = _date(headers.get("If-Modified-Since", ""))
    return 304 if limit is not None and validators.modified <= limit else None


def range_applies(headers: Mapping[str, str], validators: Validators) -> bool:
    """Whether ``Range`` may be heeded: there is no ``If-Range``, or it names this very version."""
    condition = headers.get("If-Range", "").strip()
    return condition in {"", validators.etag, validators.last_modified}


def _lists(header: str, etag: str, *, weak: bool) -> bool:
    tags = [tag.strip() for tag in header.split(",")]
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
    return "*" in tags or etag in tags


def _date(text: str) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (ValueError, OverflowError):
        return None
