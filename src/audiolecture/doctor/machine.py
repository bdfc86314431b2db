"""The machine: Python, what extras bring, the typeface, room on the disk, the clock."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from audiolecture.doctor.finding import Finding
from audiolecture.messages import N_, _

NEWEST = (3, 14)
"""The newest Python that the tests run on."""
EXTRAS = {
    "pdf": ("pypdfium2", N_("scripts in PDF")),
    "sherpa": ("sherpa-onnx", N_("natural voices offline")),
    "piper": ("piper-tts", N_("natural voices offline")),
    "cluster": ("distributed", N_("builds on several machines")),
    "s3": ("s3fs", N_("clips kept in a bucket")),
}
"""What brings each extra, and what it is for."""

_LITTLE, _TOO_LITTLE = 10**9, 10**8
"""Bytes: an hour of speech takes 30 MB finished, and up to 200 MB in the store."""
_BEGINNING = 1_735_689_600
"""2025-01-01: no clock that is right says anything earlier."""
_AHEAD = 24 * 3600


def python() -> Iterator[Finding]:
    """A Python that nobody has tried yet, and an encoding that cannot show Chinese."""
    if sys.version_info[:2] > NEWEST:
        told = ".".join(map(str, sys.version_info[:2]))
        newest = ".".join(map(str, NEWEST))
        yield Finding(
            N_("Python"),
            "note",
            _("{version} is newer than what this program was tested with", version=told),
            _("if something fails, use Python {version}", version=newest),
        )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding not in {"utf8", "gbk", "gb18030", "cp936"}:
        yield Finding(
            N_("terminal"),
            "note",
            _("{encoding} cannot show Chinese", encoding=encoding or "?"),
            _("set LC_ALL=C.UTF-8 or PYTHONUTF8=1"),
        )


def extras(needed: frozenset[str]) -> Iterator[Finding]:
    """What extras are installed; one of ``needed`` that is not keeps a lecture from its build."""
    for name, (package, use) in EXTRAS.items():
        subject, advice = f"audiolecture[{name}]", f"pip install 'audiolecture[{name}]'"
        try:
            yield Finding(subject, "ok", f"{package} {version(package)}")
        except PackageNotFoundError:
            told = _("not installed; for {use}", use=_(use))
            yield Finding(subject, "problem" if name in needed else "unused", told, advice)


def typeface() -> Finding:
    """Whether covers can be drawn: the typeface comes with the program."""
    from audiolecture.publish.lettering import font  # noqa: PLC0415 - loads Pillow

    try:
        family, _style = font(24).getname()
    except (OSError, ImportError) as error:
        return Finding(
            N_("covers"),
            "problem",
            _("the typeface of covers cannot be used: {error}", error=str(error)),
            _("reinstall audiolecture and Pillow"),
        )
    return Finding(N_("covers"), "ok", str(family))


def room(subject: str, folder: Path) -> Iterator[Finding]:
    """Whether the disk of a folder is nearly full."""
    existing = next((p for p in (folder, *folder.absolute().parents) if p.exists()), Path("/"))
    try:
        free = shutil.disk_usage(existing).free
    except OSError:
        return
    if free >= _LITTLE:
        return
    yield Finding(
        subject,
        "problem" if free < _TOO_LITTLE else "note",
        _("only {size} MB are free on the disk of {folder}", size=free // 10**6, folder=folder),
        _("free some space, or choose a folder on another disk"),
    )


def clock(files: Iterator[Path]) -> Iterator[Finding]:
    """Whether this machine's clock is plainly wrong, by itself or by files that it wrote before."""
    now = time.time()
    advice = _("set this machine's clock")
    if now < _BEGINNING:
        told = time.strftime("%Y-%m-%d", time.localtime(now))
        yield Finding(N_("clock"), "problem", _("it is not {date} any more", date=told), advice)
        return
    for path in files:
        if os.stat(path).st_mtime > now + _AHEAD:  # noqa: PTH116 - the name is at hand
            yield Finding(N_("clock"), "note", _("{file} is from the future", file=path), advice)
            return
