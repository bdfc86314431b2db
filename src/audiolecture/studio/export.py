"""Carries out an export plan on a stick or in a phone's folder."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

from audiolecture.errors import PublishError
from audiolecture.messages import _, system_reason
from audiolecture.publish.device import DeviceFile, ExportPlan, plan_export

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RECORD = ".audiolecture.json"
"""On the device: what the last export put there, so that nothing else is ever removed."""


def export(device: Path, lectures: Sequence[tuple[Path, Sequence[DeviceFile]]]) -> ExportPlan:
    """Bring the device up to date and say what was done.

    Args:
        device: a folder on the stick or phone; it must exist.
        lectures: per lecture its output folder, and the files wanted from it.

    Raises:
        PublishError: the device cannot be written, or holds somebody else's file under the name
            of one of ours. Then nothing was changed.
    """
    if not device.is_dir():
        raise PublishError(
            _("there is no such folder"),
            hint=_("is the device connected? An ordinary folder has to be made first"),
            where=str(device),
        )
    recorded = _recorded(device)
    wanted = [file for _, files in lectures for file in files]
    plan = plan_export(wanted, recorded, _present(device, {*recorded, *_paths(wanted)}))
    if plan.strangers:
        raise PublishError(
            _("the device holds a file of another origin with the name of one of ours"),
            hint=_("move it away, or export to another folder"),
            where=str(device / plan.strangers[0]),
        )
    sources = {file.path: folder / file.source for folder, files in lectures for file in files}
    try:
        _carry_out(device, plan, sources, recorded)
    except OSError as error:
        raise PublishError(
            _("cannot write to the device: {reason}", reason=system_reason(error)),
            hint=_("is there room, and is it writable? Running export again goes on where it was"),
            where=str(device),
        ) from error
    return plan


def _carry_out(
    device: Path, plan: ExportPlan, sources: Mapping[str, Path], recorded: dict[str, str]
) -> None:
    """Remove, copy, set times; the record always says at least what is there."""
    ours = {file.path: "" for file in plan.copies} | {file.path: file.digest for file in plan.kept}
    _write_record(device, recorded | ours)
    for path in plan.removals:
        (device / path).unlink(missing_ok=True)
    for file in plan.copies:
        target = device / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sources[file.path], target)
        ours[file.path] = file.digest
    for file in (*plan.copies, *plan.kept):
        os.utime(device / file.path, (file.mtime, file.mtime))
    rest = {path: digest for path, digest in recorded.items() if path not in plan.removals}
    _write_record(device, rest | ours)


def _paths(files: Sequence[DeviceFile]) -> set[str]:
    return {file.path for file in files}


def _present(device: Path, paths: set[str]) -> dict[str, int]:
    return {path: (device / path).stat().st_size for path in paths if (device / path).is_file()}


def _recorded(device: Path) -> dict[str, str]:
    """Path to digest; nothing if the record is missing or damaged."""
    try:
        record = json.loads((device / RECORD).read_text(encoding="utf-8"))
        files = record["files"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {str(path): str(digest) for path, digest in files if _is_inside(str(path))}


def _is_inside(path: str) -> bool:
    """A path that we could have written: a damaged record must not remove anything outside."""
    parts = path.split("/")
    return len(parts) > 1 and not any(part in {"", ".", ".."} for part in parts)


def _write_record(device: Path, files: Mapping[str, str]) -> None:
    text = json.dumps({"files": dict(files)}, ensure_ascii=False, indent=1, sort_keys=True)
    part = device / (RECORD + ".part")
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(device / RECORD)
