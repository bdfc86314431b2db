"""Whether the files in the folder are those of the manifest, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from audiolecture.checking.evidence import Evidence, read_tags, text_of
from audiolecture.checking.problem import Problem
from audiolecture.checking.text import folded
from audiolecture.manifest import FILE_NAME, Manifest
from audiolecture.messages import _
from audiolecture.output import OutputFolder
from audiolecture.publish.names import folder_name

_CHAPTER = re.compile(r"\d{2,}(?: - .+)?\.(?:mp3|lrc|opus)")
_WEB = re.compile(r"web/ch\d{2,}-[0-9a-f]{8}\.(?:mp3|vtt|chapters\.json)")


def file_problems(found: Evidence) -> Iterator[Problem]:
    """Files that are missing, altered, unfinished, or ours and unknown."""
    altered = set()
    for record in found.manifest.files:
        if not record.size and not record.sha256:
            yield Problem(
                "unfinished", record.name, _("a build was interrupted before it was made")
            )
        elif record.name not in found.digests:
            yield Problem("missing", record.name, _("is gone"))
        elif found.digests[record.name] != record.sha256:
            altered.add(record.name)
    for name in sorted(altered):
        twin = _twin(found, name)
        if twin not in altered:
            yield Problem("altered", name, _("is not what was written: its checksum differs"))
    known = {record.name for record in found.manifest.files} | {FILE_NAME}
    for name in sorted(found.names - known):
        yield from _unknown(found, name)


def _twin(found: Evidence, name: str) -> str:
    """The chapter whose audio ``web/…`` is one file with: said once, where it is said at all."""
    for chapter in found.manifest.chapters:
        if name == f"web/{chapter.web}.mp3":
            one, two = found.folder / name, found.folder / chapter.mp3
            if two.is_file() and one.samefile(two):
                return chapter.mp3
    return ""


def _unknown(found: Evidence, name: str) -> Iterator[Problem]:
    if name.startswith(OutputFolder(found.folder).temporary_prefix):
        message = _("was left half written by a build that was ended")
        yield Problem("orphan", name, message, _("the next build removes it"))
    elif is_ours(found.folder, name, found.manifest):
        message = _("looks like a file of ours, and the manifest does not know it")
        yield Problem("orphan", name, message, _("move it away if you do not want it"))


def is_ours(folder: Path, name: str, manifest: Manifest) -> bool:
    """Whether a file that the manifest does not know was made by audiolecture for this lecture.

    A name alone proves nothing: what is in it has to be ours, too.
    """
    path = folder / name
    if _WEB.fullmatch(name):
        return True
    if name == f"{folder_name(manifest.title)}.m3u8" or name.endswith(".m3u8"):
        return (text_of(path) or "").startswith("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:")
    if not _CHAPTER.fullmatch(name):
        return False
    if name.endswith(".mp3"):
        tags = read_tags(path)
        return tags is not None and folded(tags.texts.get("TALB", "")) == folded(manifest.album)
    if name.endswith(".lrc"):
        return "\n[offset:0]\n" in (text_of(path) or "")
    return True
