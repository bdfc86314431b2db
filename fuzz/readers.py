"""Coverage-guided fuzzing of every reader with atheris: ``make fuzz``.

The first byte chooses the format, the others are the file. Anything but a lecture or an error of
ours is a finding; atheris writes the input that led to it into the current folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["audiolecture"]):
    from audiolecture.errors import AudioLectureError
    from audiolecture.source.course import SUFFIXES
    from audiolecture.source.read import read_outline

NAMES = sorted(SUFFIXES)
FOLDER = Path(tempfile.mkdtemp(prefix="audiolecture-fuzz-"))


def one_input(data: bytes) -> None:
    """Read one file."""
    if not data:
        return
    path = FOLDER / f"x{NAMES[data[0] % len(NAMES)]}"
    path.write_bytes(data[1:])
    try:
        read_outline(path)
    except AudioLectureError:
        return


def main() -> None:
    """Fuzz until the limits on the command line (libFuzzer's) are reached."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
