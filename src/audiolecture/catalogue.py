"""Many lectures: planned one after the other, and new scripts read on all processors meanwhile.

Nothing of a lecture is held once it is done, so that a thousand take no more memory than one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from audiolecture import recollection, upkeep
from audiolecture.drafts import (
    Draft,
    Place,
    Prepared,
    Request,
    draft,
    lecture_places,
    opened_troupe,
    prepare_lecture,
    with_warnings,
)
from audiolecture.errors import AudioLectureError
from audiolecture.events import ignore
from audiolecture.jobs import leave_interrupts

_AT_ONCE = 100
"""Lectures that are held at a time."""
_PART = 16
"""Lectures that a process reads at a time."""
_WORTHWHILE = 3 * _PART
"""New scripts that are worth starting processes for, which takes each of them a second."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A lecture that cannot be planned, and why."""

    source: Path
    error: AudioLectureError


def prepared_lectures(
    places: Sequence[Place], request: Request
) -> Iterator[tuple[Place, Prepared | Unplanned]]:
    """Read the lectures, some at a time: what is said of a course's lexicon needs more than one."""
    told: set[str] = set()
    for start in range(0, len(places), _AT_ONCE):
        part = places[start : start + _AT_ONCE]
        found = {place: _prepared(place, request) for place in part}
        good = [item for item in found.values() if isinstance(item, Prepared)]
        warned = iter(with_warnings(good))
        for place in part:
            item = found.pop(place)
            yield place, _untold(next(warned), told) if isinstance(item, Prepared) else item


def _prepared(place: Place, request: Request) -> Prepared | Unplanned:
    try:
        return prepare_lecture(place, request)
    except AudioLectureError as error:
        return Unplanned(place.source, error)


def _untold(prepared: Prepared, told: set[str]) -> Prepared:
    """The lecture without what was said of the course's lexicon with an earlier part of it."""
    lexicon = str(prepared.source.with_name("lexicon.tsv"))
    fresh = [
        text
        for text in prepared.lecture.warnings
        if text not in told or not text.startswith(lexicon)
    ]
    told.update(text for text in fresh if text.startswith(lexicon))
    return replace(prepared, lecture=replace(prepared.lecture, warnings=tuple(fresh)))


async def drafts(request: Request) -> AsyncIterator[Draft | Unplanned]:
    """What a build of every lecture would do, one after the other. Touches nothing.

    Raises:
        StoreError: the store is of a newer program.
        AudioLectureError: the only lecture cannot be planned.
    """
    places = lecture_places(request)
    upkeep.format_of(request.store)
    async with opened_troupe(request) as troupe, reading_ahead(places, request) as is_read:
        for place, prepared in prepared_lectures(places, request):
            await is_read(place)
            try:
                if isinstance(prepared, Unplanned):
                    raise prepared.error
                yield await draft(prepared, troupe, request)
            except AudioLectureError as error:
                if len(places) == 1:
                    raise
                yield Unplanned(place.source, error)


@asynccontextmanager
async def reading_ahead(
    places: Sequence[Place], request: Request
) -> AsyncIterator[Callable[[Place], Awaitable[None]]]:
    """Have new scripts read on all processors; what comes is a wait until a lecture is read.

    Reading is to normalize and to find readings, which takes most of a plan's time. What a process
    finds lies in the script's memory beside the store, where planning recalls it.
    """
    new = [place for place in places if not recollection.is_recent(request.store, place.source)]
    count = os.cpu_count() or 1
    if count == 1 or len(new) < _WORTHWHILE or not request.store.root.is_dir():
        yield _at_once
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - for many lectures only
    from multiprocessing import get_context  # noqa: PLC0415

    plain = replace(request, emit=ignore, beside=None)
    executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=leave_interrupts)
    parts = {}
    for start in range(0, len(new), _PART):
        part = tuple(new[start : start + _PART])
        future = asyncio.wrap_future(executor.submit(_read_part, part, plain))
        parts.update(dict.fromkeys(part, future))

    async def is_read(place: Place) -> None:
        if place in parts:
            await asyncio.wait([parts[place]])

    try:
        yield is_read
    finally:
        await asyncio.to_thread(executor.shutdown, cancel_futures=True)


async def _at_once(_: Place) -> None:
    return


def _read_part(places: tuple[Place, ...], request: Request) -> None:
    """Plan some lectures only for what their scripts remember; errors are told by who needs it."""

    async def read() -> None:
        async with opened_troupe(request) as troupe:
            for place in places:
                with suppress(AudioLectureError):
                    await draft(prepare_lecture(place, request), troupe, request)

    asyncio.run(read())
