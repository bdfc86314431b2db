"""Coverage-guided fuzzing of every reader with atheris: ``make fuzz``.

The first byte chooses the format, the others are the file, or the text of an archive that is whole:
no chance makes those. Anything but a lecture or an error of ours is a finding; atheris writes the
input that led to it into the current folder.
"""

from __future__ import annotations

import pkgutil
import sys
import tempfile
import zipfile
from importlib import import_module
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["audiolecture"]):
    from audiolecture import source
    from audiolecture.errors import AudioLectureError
    from audiolecture.source.course import SUFFIXES
    from audiolecture.source.read import read_outline

    for module in pkgutil.iter_modules(source.__path__):  # readers are imported at first use
        import_module(f"audiolecture.source.{module.name}")

FOLDER = Path(tempfile.mkdtemp(prefix="audiolecture-fuzz-"))
_WRAPPED = {
    ".docx": {"word/document.xml": b""},
    ".pptx": {
        "ppt/presentation.xml": '<a><sldIdLst><sldId id="i"/></sldIdLst></a>',
        "ppt/_rels/presentation.xml.rels": '<a><b Id="i" Type="/slide" Target="s.xml"/></a>',
        "ppt/s.xml": b"",
    },
    ".epub": {
        "META-INF/container.xml": '<a><rootfile full-path="b.opf"/></a>',
        "b.opf": '<a><manifest><item id="i" href="p.xhtml" media-type="text/html"/></manifest>'
        '<spine><itemref idref="i"/></spine></a>',
        "p.xhtml": b"",
    },
}
"""Archives in which the part without text is what atheris writes."""
KINDS = (*((suffix, False) for suffix in sorted(SUFFIXES)), *((s, True) for s in _WRAPPED))


def wrapped(suffix: str, data: bytes) -> bytes:
    """An archive of that kind with this text."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in _WRAPPED[suffix].items():
            archive.writestr(name, text or data)
    return file.getvalue()


def one_input(data: bytes) -> None:
    """Read one file."""
    if not data:
        return
    suffix, inside = KINDS[data[0] % len(KINDS)]
    path = FOLDER / f"x{suffix}"
    path.write_bytes(wrapped(suffix, data[1:]) if inside else data[1:])
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
