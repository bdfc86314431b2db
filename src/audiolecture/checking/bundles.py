"""Whether audiobook, Opus files and zip hold what the chapters are."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from audiolecture.checking.problem import Problem
from audiolecture.checking.text import clock
from audiolecture.manifest import Manifest
from audiolecture.messages import _

_AAC_FRAME = 1_024
"""An AAC stream may end up to a frame later than what was put in."""


def bundle_problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """Audiobook and Opus files of another length than their chapters, a zip with other files."""
    lengths = {chapter.mp3: chapter.samples for chapter in manifest.chapters}
    for record in manifest.files:
        path = folder / record.name
        if not path.is_file() or not record.sha256:
            continue
        if record.name.endswith(".m4b"):
            yield from _length_problems(path, sum(lengths.values()))
        elif record.name.endswith(".opus"):
            mp3 = f"{record.name.removesuffix('.opus')}.mp3"
            yield from _length_problems(path, lengths.get(mp3, 0))
        elif record.name.endswith(".zip"):
            yield from _zip_problems(path, manifest)


def _length_problems(path: Path, wanted: int) -> Iterator[Problem]:
    found = decoded_length(path)
    if found is None:
        yield Problem("bundle", path.name, _("cannot be decoded"))
    elif abs(found - wanted) > _AAC_FRAME:
        yield Problem(
            "bundle",
            path.name,
            _(
                "is {found} long, where its chapters are {wanted}",
                found=clock(found),
                wanted=clock(wanted),
            ),
        )


def decoded_length(path: Path) -> int | None:
    """Samples of an audio file when it is decoded; ``None`` if that fails."""
    import av  # noqa: PLC0415 - only who decodes needs it

    try:
        with av.open(str(path)) as container:
            return sum(frame.samples for frame in container.decode(audio=0))
    except (av.FFmpegError, IndexError):
        return None


def _zip_problems(path: Path, manifest: Manifest) -> Iterator[Problem]:
    digests = {record.name: record.sha256 for record in manifest.files}
    wanted = [name for chapter in manifest.chapters for name in (chapter.mp3, chapter.lrc)]
    try:
        with zipfile.ZipFile(path) as archive:
            found = {info.filename.rpartition("/")[2]: info for info in archive.infolist()}
            missing = [name for name in wanted if name not in found]
            wrong = [
                name
                for name, info in found.items()
                if _digest(archive, info) != digests.get(name, "")
            ]
    except (zipfile.BadZipFile, OSError, EOFError):
        yield Problem("bundle", path.name, _("is not a zip that can be read"))
        return
    yield from (
        Problem("bundle", path.name, _("{name} is not in it", name=name)) for name in missing
    )
    yield from (
        Problem("bundle", path.name, _("{name} in it is another", name=name)) for name in wrong
    )


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    total = sha256()
    with archive.open(info) as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()
