"""Short contexts, as lectures have them, in which one reading is right: ``readings.tsv``."""

from __future__ import annotations

from pathlib import Path

from audiolecture.mandarin.readings import read_all


def _contexts() -> list[tuple[str, str, str]]:
    text = Path(__file__).with_name("readings.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return [(char, said, where) for char, said, places in rows for where in places.split()]


def test_contexts() -> None:
    contexts = _contexts()
    read = read_all([where for _, _, where in contexts])
    said = [
        (char, next(r.pinyin for r in readings if r.char == char), where)
        for (char, _, where), readings in zip(contexts, read, strict=True)
    ]
    assert said == contexts
