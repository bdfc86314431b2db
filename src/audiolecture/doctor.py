"""What works here, what does not, and what to do about it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from audiolecture import __version__
from audiolecture.cast import ONLINE
from audiolecture.engines import registry
from audiolecture.engines.base import EngineContext
from audiolecture.engines.edge_diagnosis import diagnose
from audiolecture.errors import AudioLectureError, StoreError
from audiolecture.messages import _, system_reason
from audiolecture.remote import RemoteStore
from audiolecture.store import Store

State = Literal["ok", "note", "problem"]
PACKAGES = ("edge-tts", "espeakng-loader", "lameenc", "av", "soxr", "mutagen", "pydub")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. A ``problem`` keeps builds from working, a ``note`` not."""

    subject: str
    state: State
    message: str
    advice: str = ""


async def examine(
    store: Store, output: Path, settings: dict[str, dict[str, object]]
) -> list[Finding]:
    """Look at everything a build needs.

    Args:
        store: where clips are kept.
        output: where lectures go.
        settings: the tables ``[engines.<name>]``.
    """
    findings = [_program(), *_packages(), _store(store), _folder("output", output)]
    findings += [finding async for finding in _engines(store, settings)]
    if not any(f.subject.startswith("engine") and f.state == "ok" for f in findings):
        findings.append(
            Finding("engines", "problem", _("no engine can speak"), _("see the lines above"))
        )
    return findings


def _program() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "audiolecture",
        "ok",
        _(
            "{version}, Python {python}, {cpu_count} cores",
            version=__version__,
            python=python,
            cpu_count=os.cpu_count(),
        ),
    )


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, "ok", version(name))
        except PackageNotFoundError:
            yield Finding(name, "problem", _("not installed"), _("pip install {name}", name=name))


def _store(store: Store) -> Finding:
    if not isinstance(store, RemoteStore):
        return _folder("store", store.root)
    key = sha256(b"doctor").hexdigest()
    try:
        store.put_blob("level", key, b"0.0")
        kept = store.blob("level", key)
    except StoreError as error:
        return Finding("store", "problem", f"{store.address}: {error.message}", error.hint)
    if kept is None:
        advice = _("look at the bucket and its rules")
        return Finding(
            "store", "problem", _("{address} does not keep entries", address=store.address), advice
        )
    return Finding("store", "ok", store.address)


def _folder(subject: str, path: Path) -> Finding:
    """Whether files can be made there; a folder that is absent is looked for further up."""
    existing = next(
        (folder for folder in (path, *path.absolute().parents) if folder.exists()), path
    )
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        reason = system_reason(error)
        return Finding(subject, "problem", f"{path}: {reason}", _("choose another folder"))
    return Finding(subject, "ok", str(path))


async def _engines(store: Store, settings: dict[str, dict[str, object]]) -> AsyncIterator[Finding]:
    for name in registry.names():
        context = EngineContext(store.root / "engines" / name, settings.get(name, {}))
        try:
            engine = registry.create(name, context)
        except AudioLectureError as error:
            yield Finding(f"engine {name}", "note", error.message, error.hint)
            continue
        try:
            problem = await engine.check()
        finally:
            await engine.aclose()
        yield Finding(f"engine {name}", "note" if problem else "ok", problem or _("ready"))
        if name == ONLINE:
            for symptom in await diagnose(context):
                state: State = "note" if symptom.advice else "ok"
                subject = f"engine {name}, {symptom.subject}"
                yield Finding(subject, state, symptom.message, symptom.advice)
