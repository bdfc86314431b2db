"""A clip store at an address: a bucket, a share, anything that fsspec reaches.

Entries have the same bytes under the same keys as in a folder. No lock is needed: keys name
contents, so two writers write what is worth the same, an object is put whole or not at all, and one
that is damaged nevertheless fails its checksum and counts as absent.

Credentials and endpoints are the library's own business (``AWS_…``, ``FSSPEC_…``, its files):
nothing of them passes through here, so every machine that uses the store must know them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from audiolecture.errors import ConfigError, StoreError
from audiolecture.messages import N_, _
from audiolecture.patterns import lazily
from audiolecture.store import Kind, Store, default_root

_ADDRESS = lazily(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WHOLE_PUTS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "memory"})
"""Protocols whose one request puts an object whole or not at all; others write aside and move."""


def open_store(address: str | os.PathLike[str] | None) -> Store:
    """The store at a folder or an address; the user's own if none is named.

    Raises:
        ConfigError: the address cannot be used, or what it needs is not installed.
    """
    if address is None:
        return open_store(os.environ.get("AUDIOLECTURE_CACHE_DIR") or default_root())
    text = os.fspath(address)
    if not _ADDRESS.match(text):
        return Store(Path(text))
    if text.lower().startswith("file://"):
        return Store(Path(unquote(urlsplit(text).path)))
    text = text.rstrip("/")
    if not _ADDRESS.match(text):
        hint = _("name a bucket and a folder in it, as s3://bucket/clips")
        raise ConfigError(_("the address names no place"), where=os.fspath(address), hint=hint)
    _filesystem(text)
    return RemoteStore(_beside(text), text)


def _beside(address: str) -> Path:
    """The folder on this machine for what is not shared: memories of scripts, engines' files."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where it is used

    name = sha256(address.encode()).hexdigest()[:16]
    return user_cache_path("audiolecture", appauthor=False) / "remote" / name


@dataclass(frozen=True, slots=True)
class RemoteStore(Store):
    """A store whose entries lie at ``url``; ``root`` is a folder of this machine beside it."""

    url: str = ""
    listed: dict[Kind, set[str]] = field(default_factory=dict, compare=False, repr=False)
    """What was there when it was first asked for in this run, and what was written since."""

    @property
    def address(self) -> str:
        """Where it lies, as another process is told."""
        return self.url

    def where(self, kind: Kind, key: str) -> str:
        """What an error calls an entry."""
        return f"{self.url}/{kind}/{key[:2]}/{key}"

    def keys(self, kind: Kind) -> frozenset[str]:
        """All keys of a kind: one request for a thousand of them."""
        files, root = _filesystem(self.url)
        try:
            found = files.find(f"{root}/{kind}")
        except FileNotFoundError:
            return frozenset()
        except Exception as error:
            raise self._failed(N_("the clip store cannot be read: {error}"), error) from error
        names = (name.rpartition("/")[2] for name in found)
        return frozenset(name for name in names if "." not in name)

    def present(self, kind: Kind) -> Container[str]:
        """The keys of a kind, listed once a run: a request for each would take longer."""
        if kind not in self.listed:
            self.listed[kind] = set(self.keys(kind))
        return self.listed[kind]

    def refresh(self) -> None:
        """A new run begins: what was listed before may have changed."""
        self.listed.clear()

    def key_lock(self, key: str) -> AbstractAsyncContextManager[None]:
        """No lock: see above."""
        del key
        return nullcontext()

    def _fetch(self, kind: Kind, key: str) -> bytes | None:
        files, _ = _filesystem(self.url)
        try:
            data: bytes = files.cat_file(self._name(kind, key))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._failed(N_("the clip store cannot be read: {error}"), error) from error
        return data

    def _put(self, kind: Kind, key: str, data: bytes) -> None:
        files, _ = _filesystem(self.url)
        name = self._name(kind, key)
        try:
            _put_whole(files, name, data, self.url.partition("://")[0].lower())
        except Exception as error:
            raise self._failed(N_("the clip store cannot be written: {error}"), error) from error
        if kind in self.listed:
            self.listed[kind].add(key)

    def _name(self, kind: Kind, key: str) -> str:
        return f"{_filesystem(self.url)[1]}/{kind}/{key[:2]}/{key}"

    def _failed(self, message: str, error: Exception) -> StoreError:
        """Every library has its own exceptions: all of them say that the store does not work."""
        return StoreError(
            _(message, error=f"{type(error).__name__}: {error}"),
            where=self.url,
            hint=_("look at the address, its credentials and the network"),
        )


def _put_whole(files: Any, name: str, data: bytes, protocol: str) -> None:
    if protocol in _WHOLE_PUTS:
        files.pipe_file(name, data)
        return
    aside = f"{name}.{os.urandom(6).hex()}.tmp"
    files.makedirs(name.rpartition("/")[0], exist_ok=True)
    files.pipe_file(aside, data)
    files.mv(aside, name)


@cache
def _filesystem(address: str) -> tuple[Any, str]:
    """What reaches the address, and the path there: one a process, shared by all threads."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigError(
            _("a store at an address needs another package"),
            where=address,
            hint=_(
                "install {package}, for s3:// {s3}",
                package='"audiolecture[cluster]"',
                s3='"audiolecture[s3]"',
            ),
        ) from error
    try:
        files, root = url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise ConfigError(
            str(error).splitlines()[0],
            where=address,
            hint=_(
                "install what the address needs (for s3:// {s3}), or name a folder",
                s3='"audiolecture[s3]"',
            ),
        ) from error
    return files, root.rstrip("/")
