"""The zip of a lecture: stored, in chapter order, the same bytes for the same files."""

from __future__ import annotations

import unicodedata
import zipfile
from datetime import timedelta
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_STEP = timedelta(seconds=2)
"""The resolution of times in a zip; players that sort by time see the order of chapters."""
_FIRST_YEAR = 1980
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def write_zip(
    out: IO[bytes], entries: Iterable[tuple[str, bytes]], *, folder: str, first: datetime
) -> None:
    """Write a zip to ``out``, a binary file open for writing that can seek.

    Nothing is compressed: MP3 does not shrink, and a stored entry can be played as it is.

    Args:
        out: where the zip goes.
        entries: file name and content, in the order of the chapters; drawn one by one.
        folder: the folder inside the zip that holds them.
        first: the time of the first entry; the others follow two seconds apart.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for index, (name, content) in enumerate(entries):
            moment = first + index * _STEP
            path = unicodedata.normalize("NFC", f"{folder}/{name}")
            info = zipfile.ZipInfo(path, (max(_FIRST_YEAR, moment.year), *moment.timetuple()[1:6]))
            info.create_system = _UNIX
            info.external_attr = _REGULAR_FILE
            archive.writestr(info, content)
