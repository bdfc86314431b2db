"""The data folder that espeak-ng reads: nine files of the wheel and two voices of our own.

espeak-ng keeps its path in a buffer of 160 bytes and finds voice variants only inside it, so a
wheel that is installed deep in somebody's home cannot be used in place: the files are copied once
into the cache, or, where that is impossible, into a private folder that lives as long as the
process.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from audiolecture.errors import EngineUnavailable
from audiolecture.messages import _, system_reason

PATH_LIMIT = 160
"""``N_PATH_HOME`` of espeak-ng's ``speech.h``; the terminating zero counts."""

CORE = (
    "phontab",
    "phonindex",
    "phondata",
    "intonations",
    "cmn_dict",
    "en_dict",
    "lang/sit/cmn",
    "lang/sit/cmn-Latn-pinyin",
    "lang/gmw/en",
)

# flutter 0 and roughness 8 (none): both keep a counter that runs on from one request to the next,
# so the same text would sound a little different each time. pitch: stock Mandarin spans 4
# semitones, these spans give about 10, close to natural speech.
_FORMANTS = "".join(
    f"formant {number} {values}\n"
    for number, values in enumerate(
        (
            "105 110 130",
            "118 110 120",
            "120 110 130",
            "122 110 130",
            "120 100 120",
            "120 100 120",
            "120 90 130",
            "120 90 130",
            "120 90 130",
        )
    )
)
VARIANTS: Mapping[str, str] = {
    "zhm": "language variant\nname zhm\ngender male\npitch 84 175\nflutter 0\nroughness 8\n",
    "zhf": "language variant\nname zhf\ngender female\npitch 150 310\nflutter 0\nroughness 8\n"
    + _FORMANTS,
}


def data_folder(cache_dir: Path, source: Path) -> Path:
    """A folder with the data in it, complete and ours alone to write.

    Args:
        cache_dir: where the copy is kept if its path is short enough and it can be written.
        source: ``espeak-ng-data`` of the wheel.

    Raises:
        EngineUnavailable: the wheel is damaged, or no folder can be written.
    """
    contents = _contents(source)
    kept = cache_dir / f"espeak-{_digest(contents)}"
    if _short(kept):
        try:
            return _install(kept, contents)
        except OSError:
            pass  # a read-only or full cache: go on with a folder of this process
    return _private(source)


def _contents(source: Path) -> dict[str, bytes]:
    try:
        files = {name: (source / name).read_bytes() for name in CORE}
    except OSError as error:
        raise EngineUnavailable(
            _(
                "the espeak-ng data is damaged: {reason}: {file}",
                reason=system_reason(error),
                file=error.filename,
            ),
            hint=_("reinstall espeakng-loader"),
            where=_("engine {name}", name="espeak"),
        ) from error
    return files | {f"voices/!v/{name}": text.encode() for name, text in VARIANTS.items()}


def _digest(contents: Mapping[str, bytes]) -> str:
    """Names the folder, so that two versions of us never write to the same one."""
    total = hashlib.sha256()
    for name, data in contents.items():
        total.update(f"{name} {len(data)}\n".encode() + data)
    return total.hexdigest()[:12]


def _short(folder: Path) -> bool:
    return len(os.fsencode(folder)) < PATH_LIMIT


def _install(folder: Path, contents: Mapping[str, bytes]) -> Path:
    """Put the contents in place in one step, whoever else does the same at this moment."""
    if _intact(folder, contents):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".espeak-", dir=folder.parent))
    try:
        _write(made, contents)
        return _swap(made, folder, contents)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swap(made: Path, folder: Path, contents: Mapping[str, bytes]) -> Path:
    for __ in range(2):  # the second time nothing stands there, or another process was first
        try:
            made.rename(folder)
        except OSError:
            if _intact(folder, contents):
                return folder
            _remove(folder)
        else:
            return folder
    raise OSError(f"{folder} cannot be replaced")


def _remove(folder: Path) -> None:
    """Take away what stands there: a damaged copy, or something that is not ours."""
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _intact(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Whether the folder holds exactly our data and nobody else can change it."""
    try:
        return _ours(folder) and all(
            (folder / name).read_bytes() == data for name, data in contents.items()
        )
    except OSError:
        return False


def _ours(folder: Path) -> bool:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if os.name != "posix":
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@cache
def _private(source: Path) -> Path:
    """A folder of this process alone, removed when it ends."""
    contents = _contents(source)
    for parent in (None, "/tmp", "/var/tmp"):  # noqa: S108 - mkdtemp makes a fresh 0700 folder
        try:
            folder = Path(tempfile.mkdtemp(prefix="espeak-", dir=parent))
        except OSError:
            continue
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        if not _short(folder):
            continue
        try:
            _write(folder, contents)
        except OSError:
            continue
        return folder
    raise EngineUnavailable(
        _("no folder with a short path can be written for the espeak-ng data"),
        hint=_("set AUDIOLECTURE_CACHE_DIR or TMPDIR to a short path with 3 MB free"),
        where=_("engine {name}", name="espeak"),
    )
