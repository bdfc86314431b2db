"""How many requests the Edge service is sent at once, and when it is not asked any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from audiolecture.errors import EngineError
from audiolecture.events import Listener, PaceChanged

START, MOST = 3, 8
"""Over 40 at once is called spam by the users of the service, 500 are refused."""

_PATIENCE = 8
"""Good replies in a row after which one more request is tried at once."""


class Pace:
    """Additive increase, multiplicative decrease, as TCP does it; and one breaker for the run."""

    def __init__(self, start: int, emit: Listener) -> None:
        self._limit = start
        self._emit = emit
        self._running = 0
        self._good = 0
        self._stopped: EngineError | None = None
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a free place.

        Raises:
            EngineError: no request will succeed in this run; the reason is always the same.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: self._running < self._limit or self._stopped)
            self.raise_if_stopped()
            self._running += 1
        try:
            yield
        finally:
            async with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def raise_if_stopped(self) -> None:
        """Raise what stopped the run, if anything did."""
        if self._stopped is not None:
            error = self._stopped
            raise type(error)(error.message, hint=error.hint, where=error.where)

    def stop(self, error: EngineError) -> None:
        """Let every further request of this run fail at once."""
        self._stopped = self._stopped or error

    def slower(self, reason: str) -> None:
        """The service is busy: half as many requests at once."""
        self._good = 0
        if self._limit > 1:
            self._limit //= 2
            self._emit(PaceChanged("edge", self._limit, reason))

    def well(self) -> None:
        """A request succeeded."""
        self._good += 1
        if self._good >= _PATIENCE and self._limit < MOST:
            self._good = 0
            self._limit += 1
