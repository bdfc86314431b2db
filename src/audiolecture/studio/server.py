"""``audiolecture serve``: the output folder over HTTP, for a browser here or a phone nearby."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from audiolecture.errors import PublishError
from audiolecture.messages import _, system_reason
from audiolecture.studio.replies import application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

DEFAULT_PORT = 8000
_LOOPBACK = "127.0.0.1"

_LOG = logging.getLogger(__name__)
# Anybody can send nonsense; without this, aiohttp's word on it goes to the user's terminal.
_LOG.addHandler(logging.NullHandler())


def serve(
    root: Path,
    *,
    host: str = "",
    port: int = DEFAULT_PORT,
    lan: bool = False,
    announce: Callable[[str], None],
) -> None:
    """Serve ``root`` until the process is interrupted or told to end; then stop cleanly.

    Args:
        root: the output folder, or that of one lecture.
        host: the address to listen on; if empty, loopback, or with ``lan`` every address.
        port: 0 takes a free one.
        lan: let other machines in.
        announce: called once with the URL that reaches the server.

    Raises:
        PublishError: there is no such folder, or the address cannot be listened on.
    """
    asyncio.run(_serve_until_told(root, host, port, lan, announce))


async def _serve_until_told(
    root: Path, host: str, port: int, lan: bool, announce: Callable[[str], None]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serving(root, host=host, port=port, lan=lan) as url:
        announce(url)
        await stop.wait()


@asynccontextmanager
async def serving(
    root: Path, *, host: str = "", port: int = DEFAULT_PORT, lan: bool = False
) -> AsyncIterator[str]:
    """Serve ``root`` inside an ``async with``; its value is the URL that reaches the server."""
    _check_folder(root)
    listen = host or ("0.0.0.0" if lan else _LOOPBACK)  # noqa: S104 - only when asked for
    runner = web.AppRunner(
        application(root, host), access_log=None, logger=_LOG, shutdown_timeout=1
    )
    await runner.setup()
    try:
        await _listen(runner, listen, port)
        yield _url(listen, runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _check_folder(root: Path) -> None:
    if not root.is_dir():
        raise PublishError(
            _("there is no such folder"), hint=_("run audiolecture build first"), where=str(root)
        )


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError) as error:
        raise PublishError(
            _(
                "cannot listen on port {port}: {reason}",
                port=port,
                reason=system_reason(error) if isinstance(error, OSError) else error,
            ),
            hint=_("choose another with --port or --host"),
            where=host,
        ) from error


def _url(listen: str, port: int) -> str:
    host = lan_address() or _LOOPBACK if listen in {"0.0.0.0", "::"} else listen  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def lan_address() -> str | None:
    """This machine's address in the local network, or None without a network.

    Connecting a datagram socket sends nothing; it makes the system choose the interface. The
    address is from the block for documentation (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address


def qr_code(text: str) -> str:
    """A QR code of ``text`` for a terminal: two rows of squares a line, in half blocks."""
    import segno  # noqa: PLC0415 - not every run shows one

    out = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=out, compact=True, border=2)
    return out.getvalue()
