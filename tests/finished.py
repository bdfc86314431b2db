"""What a build left behind: its files, what the manifest says of them, and their sound."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from audiolecture import manifest


def contents(folder):
    """The bytes of every file, by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def manifest_of(folder):
    """The manifest of a finished lecture."""
    text = (Path(folder) / manifest.FILE_NAME).read_text(encoding="utf-8")
    return manifest.parse(text, "")


def decoded(path):
    """The samples of a file of one channel, by libav."""
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)])
