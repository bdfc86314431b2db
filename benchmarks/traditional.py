"""Makes ``src/audiolecture/mandarin/data/traditional.txt``: traditional as simplified characters.

    pip install 'opencc>=1.2,<2'; python benchmarks/traditional.py

Two lines of equal length, character under character, after OpenCC's table for single characters.
"""

from __future__ import annotations

from pathlib import Path

import opencc

from audiolecture.mandarin import tables

STILL_WRITTEN = "閤吒"
"""Written in simplified text too, as all of GB 2312 is."""
MEANT = "著乾瞭"
"""As these are, but they mostly stand for others; ``traditional.py`` knows where they do not."""
RANGES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))


def still_written(char: str) -> bool:
    return char in STILL_WRITTEN or (bool(char.encode("gb2312", "ignore")) and char not in MEANT)


def main() -> None:
    converter = opencc.OpenCC("t2s")
    chars = [chr(code) for block in RANGES for code in block]
    pairs = [(char, converter.convert(char)) for char in chars]
    kept = [
        (char, simple)
        for char, simple in pairs
        if simple != char and len(simple) == 1 and not still_written(char)
    ]
    text = "\n".join("".join(column) for column in zip(*kept, strict=True)) + "\n"
    (Path(tables.__file__).parent / "data" / "traditional.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
