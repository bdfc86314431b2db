"""From the output folder to a stick or phone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from audiolecture import website
from audiolecture.errors import PublishError
from audiolecture.manifest import Manifest
from audiolecture.messages import _
from audiolecture.output import OutputFolder, built_folders
from audiolecture.publish.device import DeviceFile, ExportPlan, OutputFile, device_files
from audiolecture.studio.export import export


def carry(output: Path, device: Path, layout: str) -> ExportPlan:
    """Bring a device up to date with every lecture in ``output``.

    Raises:
        PublishError: nothing was built there, or the device cannot be written.
    """
    lectures = [(folder, _wanted(folder, layout)) for folder in built_folders(output)]
    return export(device, lectures)


def _wanted(folder: Path, layout: str) -> tuple[DeviceFile, ...]:
    manifest = OutputFolder(folder).manifest() or _nothing(folder)
    files = [
        OutputFile(r.name, r.size, r.sha256, int((folder / r.name).stat().st_mtime))
        for r in manifest.files
        if (folder / r.name).is_file()
    ]
    kind = cast("Literal['plain', 'audiobookshelf']", layout)
    return device_files(website.publication_of(manifest), files, folder=folder.name, layout=kind)


def _nothing(folder: Path) -> Manifest:
    raise PublishError(_("nothing was built here"), where=str(folder), hint=_("build it first"))
