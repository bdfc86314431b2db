"""What works here, what does not, and what to do about it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

from audiolecture import __version__
from audiolecture.cast import ONLINE
from audiolecture.config import store_limit
from audiolecture.doctor import course, keeping, machine
from audiolecture.doctor.course import Course
from audiolecture.doctor.finding import Finding, State
from audiolecture.engines import registry
from audiolecture.engines.base import EngineContext
from audiolecture.engines.edge_diagnosis import diagnose
from audiolecture.errors import AudioLectureError, ConfigError, StoreError
from audiolecture.messages import _, at, system_reason
from audiolecture.remote import RemoteStore
from audiolecture.store import Store

PACKAGES = ("edge-tts", "espeakng-loader", "lameenc", "av", "soxr", "mutagen", "pydub")


async def examine(store: Store, output: Path, scripts: Path) -> list[Finding]:
    """Look at everything a build needs.

    Args:
        store: where clips are kept.
        output: where lectures go.
        scripts: the folder of the scripts; need not exist.
    """
    found = course.look(scripts)
    findings = [_program(), *_packages(), *_machine(store, output, found), *found.findings]
    findings += [_store(store), *_kept(store, found), _folder("output", output)]
    findings += course.left_in(output)
    tables = {name: dict(table) for name, table in found.settings.engines}
    chosen = found.settings.engine
    findings += [finding async for finding in _engines(store, tables, chosen)]
    if not any(f.subject.startswith("engine") and f.state == "ok" for f in findings):
        findings.append(
            Finding("engines", "problem", _("no engine can speak"), _("see the lines above"))
        )
    return findings


def _machine(store: Store, output: Path, found: Course) -> Iterator[Finding]:
    yield from machine.python()
    needed = {"pdf"} if any(p.suffix.lower() == ".pdf" for p in found.scripts) else set()
    if found.settings.engine in machine.EXTRAS:
        needed.add(found.settings.engine)
    yield from machine.extras(frozenset(needed))
    yield machine.typeface()
    yield from machine.clock(chain(output.glob("*/*.json"), found.scripts))
    yield from machine.room("output", output)
    if not isinstance(store, RemoteStore):
        yield from machine.room("store", store.root)


def _kept(store: Store, found: Course) -> Iterator[Finding]:
    if isinstance(store, RemoteStore):
        return
    limit = found.settings.store_limit
    with suppress(ConfigError):
        limit = store_limit(found.settings)
    yield from keeping.look(store, limit)


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
        return Finding("store", "problem", at(store.address, error.message), error.hint)
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
        advice = _("choose another folder with {option}", option=_OPTIONS[subject])
        return Finding(subject, "problem", at(path, reason), advice)
    return Finding(subject, "ok", str(path))


_OPTIONS = {"store": "--cache-dir", "output": "--output"}


async def _engines(
    store: Store, settings: dict[str, dict[str, object]], chosen: str
) -> AsyncIterator[Finding]:
    for name in registry.names():
        if registry.is_extra(name) and name != chosen and not settings.get(name):
            advice = _("'audiolecture voices --engine {name}' says how", name=name)
            yield Finding(f"engine {name}", "unused", _("not set up"), advice)
            continue
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
        if name == ONLINE and problem:  # of which its service is told below
            advice = _("until it can be, espeak speaks instead: the robot's voice")
            yield Finding(f"engine {name}", "note", _("cannot be used now"), advice)
        else:
            state: State = "note" if problem else "ok"
            yield Finding(f"engine {name}", state, problem or _("ready"))
        if name == ONLINE:
            for symptom in await diagnose(context):
                state = "note" if symptom.advice else "ok"
                subject = f"engine {name}, {symptom.subject}"
                yield Finding(subject, state, symptom.message, symptom.advice)


def mended(finding: Finding) -> Finding:
    """The finding after what is safe was done about it."""
    if finding.mend is None:
        return finding
    try:
        return Finding(finding.subject, "ok", at(finding.message, finding.mend()))
    except OSError as error:
        told = at(finding.message, system_reason(error))
        return Finding(finding.subject, "problem", told, _("remove them by hand"))
