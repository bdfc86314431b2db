"""What ``export --device`` copies to a stick or a phone, and in which order. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from audiolecture.publish.names import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from audiolecture.model import Publication

Layout = Literal["plain", "audiobookshelf"]

_STEP = 2
"""Seconds between two files: the resolution of times on FAT."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the output folder."""

    name: str
    size: int
    digest: str
    """sha256 (hex)."""
    mtime: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class DeviceFile:
    """What is to be on the device: ``source`` (an output file's name) as ``path``."""

    source: str
    path: str
    """Relative to the device folder, with ``/``."""
    size: int
    digest: str
    mtime: int


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What to do: remove, then copy in this order, then set the times of all files."""

    removals: tuple[str, ...]
    copies: tuple[DeviceFile, ...]
    kept: tuple[DeviceFile, ...]
    strangers: tuple[str, ...] = ()
    """Files of somebody else that are in the way; nothing may be done while there are any."""


def device_files(
    publication: Publication,
    files: Iterable[OutputFile],
    *,
    folder: str,
    layout: Layout = "plain",
) -> tuple[DeviceFile, ...]:
    """The files of one lecture as they are to be on the device, in the order to write them.

    Args:
        publication: the lecture.
        files: what the output folder of the lecture holds; others than chapters, captions, cover
            and playlist are left out.
        folder: the name of the lecture's output folder.
        layout: ``plain`` is a folder per lecture; ``audiobookshelf`` is ``author/[course/]title``
            without captions, as that server reads it.
    """
    by_name = {file.name: file for file in files}
    endings = (".mp3", ".lrc") if layout == "plain" else (".mp3",)
    names = [f"{track.stem}{ending}" for track in publication.tracks for ending in endings]
    names += ["cover.jpg"]
    names += sorted(name for name in by_name if layout == "plain" and name.endswith(".m3u8"))
    place = folder if layout == "plain" else _shelf(publication)
    wanted = [
        DeviceFile(file.name, f"{place}/{file.name}", file.size, file.digest, file.mtime)
        for file in (by_name[name] for name in names if name in by_name)
    ]
    return _ascending(wanted)


def plan_export(
    wanted: Sequence[DeviceFile], recorded: Mapping[str, str], present: Mapping[str, int]
) -> ExportPlan:
    """What has to be done so that the device holds ``wanted``.

    Many cars play in the order of the directory, which is the order of creation. So a changed file
    is written over in place, and when a new one comes before files that are there already, those
    are removed and written again after it. Of what earlier exports wrote, only files in the folders
    of ``wanted`` are removed: other lectures stay on the device.

    Args:
        wanted: in order.
        recorded: what the last export put there: path to digest.
        present: what is there now: path to size.
    """
    paths = {file.path for file in wanted}
    folders = {_folder(path) for path in paths}
    gone = (recorded.keys() & present.keys()) - paths
    stale = sorted(path for path in gone if _folder(path) in folders)
    strangers = tuple(sorted((paths & present.keys()) - recorded.keys()))
    removals, copies, kept = stale, [], []
    after_new: set[str] = set()
    for file in wanted:
        if file.path not in present:
            after_new.add(_folder(file.path))
            copies.append(file)
        elif _folder(file.path) in after_new:
            removals.append(file.path)
            copies.append(file)
        elif (recorded.get(file.path), present[file.path]) == (file.digest, file.size):
            kept.append(file)
        else:
            copies.append(file)
    return ExportPlan(tuple(removals), tuple(copies), tuple(kept), strangers)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _shelf(publication: Publication) -> str:
    author = safe_name(publication.author, fallback="未署名")
    title = safe_name(publication.title)
    if not publication.album or publication.album == publication.title:
        return f"{author}/{title}"
    volume = f"{publication.number} - " if publication.number else ""
    return f"{author}/{safe_name(publication.album)}/{volume}{title}"


def _ascending(files: Sequence[DeviceFile]) -> tuple[DeviceFile, ...]:
    """The files' own times, moved on where they do not ascend: AntennaPod sorts by time."""
    result: list[DeviceFile] = []
    for file in files:
        floor = result[-1].mtime + _STEP if result else 0
        even = max(file.mtime, floor) + 1 & ~1
        result.append(replace(file, mtime=even))
    return tuple(result)
