"""The server of the output folder beside a test that asks it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audiolecture.studio.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def running(root: Path, *, lan: bool = False) -> Iterator[tuple[str, int]]:
    """The server in a thread of its own; the value is its host and port."""
    started = threading.Event()
    url: list[str] = []
    stop = asyncio.Event()

    async def main() -> None:
        loop.append(asyncio.get_running_loop())
        async with serving(root, port=0, lan=lan) as address:
            url.append(address)
            started.set()
            await stop.wait()

    loop: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    try:
        if not started.wait(10):
            raise TimeoutError("the server did not start")
        parts = urlsplit(url[0])
        yield str(parts.hostname), int(parts.port or 0)
    finally:
        loop[0].call_soon_threadsafe(stop.set)
        thread.join()
