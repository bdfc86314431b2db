"""How the parts of an Office file refer to each other (ECMA-376, part 2: OPC)."""

from __future__ import annotations

from collections.abc import Iterator

from audiolecture.source.container import Container
from audiolecture.source.wordml import attribute


def relations(box: Container, member: str) -> dict[str, str]:
    """The members that ``member`` refers to, by the last word of the relation's type."""
    return {kind: target for _, kind, target in _all(box, member)}


def relations_of(box: Container, member: str, wanted: str) -> tuple[str, ...]:
    """All members that ``member`` refers to by relations of one type."""
    return tuple(target for _, kind, target in _all(box, member) if kind == wanted)


def relations_by_id(box: Container, member: str) -> dict[str, str]:
    """The members that ``member`` refers to, by the relation's identity."""
    return {identity: target for identity, _, target in _all(box, member)}


def _all(box: Container, member: str) -> Iterator[tuple[str, str, str]]:
    folder, _, name = member.rpartition("/")
    file = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if file not in box.names:
        return
    for relation in box.xml(file):
        target = box.resolve(member, attribute(relation, "Target"))
        if target and attribute(relation, "TargetMode") != "External":
            kind = attribute(relation, "Type").rpartition("/")[2]
            yield attribute(relation, "Id"), kind, target
