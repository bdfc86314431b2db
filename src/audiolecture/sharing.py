"""New paragraphs of a long script, prepared by this process and the one beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from threading import Lock

from audiolecture.memory import Piece
from audiolecture.script import New, new_pieces

_PART = 10_000
"""Characters that are prepared at once."""
_WORTHWHILE = 3
"""Parts from which on the other process has something to do."""


def shared(paragraphs: Sequence[New], helper: Executor | None) -> list[tuple[Piece, ...]]:
    """`audiolecture.script.new_pieces` by two processes.

    This one begins at the front and the other at the back, until they meet.

    Args:
        paragraphs: what no memory knows.
        helper: runs in the other process; what it fails to do is done here.
    """
    parts = list(_parts(paragraphs))
    found: list[list[tuple[Piece, ...]]] = [[] for _ in parts]
    left, turn = deque(range(len(parts))), Lock()
    theirs: dict[int, Future[list[tuple[Piece, ...]]]] = {}

    def give(helper: Executor, done: Future[list[tuple[Piece, ...]]] | None = None) -> None:
        """Have the last part prepared, and the one before it as soon as that is done."""
        if done is not None and done.exception():
            return
        with turn:
            if not left:
                return
            number = left.pop()
            theirs[number] = helper.submit(new_pieces, parts[number])
        theirs[number].add_done_callback(partial(give, helper))

    if helper and len(parts) >= _WORTHWHILE:
        give(helper)
    while True:
        with turn:
            if not left:
                break
            number = left.popleft()
        found[number] = new_pieces(parts[number])
    for number, future in theirs.items():
        found[number] = _result(future, parts[number])
    return [pieces for part in found for pieces in part]


def _parts(paragraphs: Sequence[New]) -> Iterator[list[New]]:
    part: list[New] = []
    size = 0
    for paragraph in paragraphs:
        part.append(paragraph)
        size += len(paragraph[0].text)
        if size >= _PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _result(
    future: Future[list[tuple[Piece, ...]]], part: Sequence[New]
) -> list[tuple[Piece, ...]]:
    try:
        return future.result()
    except RuntimeError:  # whoever was to do it is gone, or failed where this process may not
        return new_pieces(part)
