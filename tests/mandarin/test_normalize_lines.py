"""Lines as they stand in lectures, and what is to be said: groups of ``lines.tsv``."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiolecture.mandarin.normalize import normalize


def _groups() -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    text = Path(__file__).with_name("lines.tsv").read_text(encoding="utf-8")
    name = ""
    for line in text.splitlines()[1:]:
        written, tab, said = line.partition("\t")
        if tab:
            groups[name].append((written, said))
        else:
            groups[name := line.removeprefix("# ")] = []
    return groups


GROUPS = _groups()


@pytest.mark.parametrize("group", GROUPS)
def test_lines(group: str) -> None:
    said = [
        (written, "".join(s.spoken for s in normalize(written))) for written, _ in GROUPS[group]
    ]
    assert said == GROUPS[group]
