"""``audiolecture serve``: the output folder over HTTP, for a browser here or a phone nearby."""

from __future__ import annotations

import asyncio
import hashlib
import html
import io
import ipaddress
import logging
import signal
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from audiolecture.errors import PublishError
from audiolecture.publish.feed import LOCAL_BASE
from audiolecture.studio.folder import (
    ServedFile,
    is_folder,
    open_below,
    path_parts,
    served_file,
)
from audiolecture.studio.ranges import ByteRange, parse_range, precondition, range_applies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

DEFAULT_PORT = 8000
FEED = "feed.xml"
_LOOPBACK = "127.0.0.1"
_BLOCK = 256 * 1024

_LOG = logging.getLogger(__name__)
# Anybody can send nonsense; without this, aiohttp's word on it goes to the user's terminal.
_LOG.addHandler(logging.NullHandler())

SECURITY_HEADERS = {
    # The pages carry their script inline and allow it by its hash; both policies must agree.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


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
        _application(root, host), access_log=None, logger=_LOG, shutdown_timeout=1
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
            "there is no such folder", hint="run audiolecture build first", where=str(root)
        )


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError) as error:
        raise PublishError(
            f"cannot listen on port {port}: {getattr(error, 'strerror', None) or error}",
            hint="choose another with --port or --host",
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


# ---------------------------------------------------------------- replies


def _application(root: Path, host: str) -> web.Application:
    async def answer(request: web.Request) -> web.StreamResponse:
        if not _is_our_name(request.host, host):
            # A page of another site that had its name point here (DNS rebinding).
            return web.Response(status=421, text="421: not the name of this server\n")
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        return await _answer_path(request, root)

    async def harden(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(SECURITY_HEADERS)
        response.headers["Server"] = "audiolecture"

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    application.on_response_prepare.append(harden)
    return application


def _is_our_name(header: str, host: str) -> bool:
    """Whether ``Host`` is an address, localhost, this machine's name or what was asked for."""
    name = header.rsplit(":", 1)[0] if header.rpartition(":")[2].isdigit() else header
    name = name.strip("[]").lower()
    machine = socket.gethostname().lower()
    if name in {"localhost", machine, f"{machine}.local", host.lower()}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _answer_path(request: web.Request, root: Path) -> web.StreamResponse:
    raw = request.rel_url.raw_path
    parts = path_parts(raw)
    if parts is None:
        return _not_found()
    with open_below(root, parts) as descriptor:
        if descriptor is None:
            return _not_found()
        if is_folder(descriptor):
            return await _answer_folder(request, root, parts)
        file = None if raw.endswith("/") else served_file(descriptor, parts[-1])
        if file and parts[-1] == FEED:
            return _feed(request, file)
        return await _send(request, file) if file else _not_found()


def _feed(request: web.Request, file: ServedFile) -> web.Response:
    """A feed with the address that it is fetched from in place of `LOCAL_BASE`."""
    folder = f"{request.scheme}://{request.host}{request.rel_url.raw_path.removesuffix(FEED)}"
    body = file.read(0, file.size).replace(LOCAL_BASE.encode(), html.escape(folder).encode())
    response = web.Response(body=body, headers={"Cache-Control": "no-cache"})
    response.headers["Content-Type"] = file.content_type
    return response


async def _answer_folder(
    request: web.Request, root: Path, parts: tuple[str, ...]
) -> web.StreamResponse:
    """A folder's ``index.html``; at the top, where there is none, the lectures."""
    if not request.rel_url.raw_path.endswith("/"):
        return web.Response(status=308, headers={"Location": _address(parts)})
    with open_below(root, (*parts, "index.html")) as descriptor:
        file = served_file(descriptor, "index.html") if descriptor is not None else None
        if file:
            return await _send(request, file)
    return _lectures(root) if not parts else _not_found()


def _address(parts: tuple[str, ...]) -> str:
    return "/" + "".join(quote(part, safe="") + "/" for part in parts)


def _not_found() -> web.Response:
    return web.Response(status=404, text="404: not found\n")


async def _send(request: web.Request, file: ServedFile) -> web.StreamResponse:
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
        "ETag": file.validators.etag,
        "Last-Modified": file.validators.last_modified,
    }
    status = precondition(request.headers, file.validators)
    if status is not None:
        return web.Response(status=status, headers=headers)
    ranges = None
    if request.method == "GET" and "Range" in request.headers:
        if range_applies(request.headers, file.validators):
            ranges = parse_range(request.headers["Range"], file.size)
        if ranges == ():
            headers["Content-Range"] = f"bytes */{file.size}"
            return web.Response(status=416, headers=headers)
    if ranges is None:
        return await _send_whole(request, file, headers)
    if len(ranges) == 1:
        return await _send_one(request, file, headers, ranges[0])
    return await _send_many(request, file, headers, ranges)


async def _send_whole(
    request: web.Request, file: ServedFile, headers: dict[str, str]
) -> web.StreamResponse:
    response = await _begin(request, 200, headers, file.content_type, file.size)
    if request.method == "GET":
        await _copy(response, file, ByteRange(0, file.size))
    return response


async def _send_one(
    request: web.Request, file: ServedFile, headers: dict[str, str], part: ByteRange
) -> web.StreamResponse:
    headers["Content-Range"] = part.content_range(file.size)
    response = await _begin(request, 206, headers, file.content_type, part.length)
    await _copy(response, file, part)
    return response


async def _send_many(
    request: web.Request, file: ServedFile, headers: dict[str, str], parts: tuple[ByteRange, ...]
) -> web.StreamResponse:
    """``multipart/byteranges``, section 14.6."""
    seed = f"{file.validators.etag} {request.headers['Range']}"
    boundary = hashlib.sha256(seed.encode()).hexdigest()[:32]
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {file.content_type}\r\n"
        f"Content-Range: {part.content_range(file.size)}\r\n\r\n".encode()
        for part in parts
    ]
    tail = f"\r\n--{boundary}--\r\n".encode()
    length = sum(map(len, heads)) + sum(part.length for part in parts) + len(tail)
    kind = f"multipart/byteranges; boundary={boundary}"
    response = await _begin(request, 206, headers, kind, length)
    for head, part in zip(heads, parts, strict=True):
        await response.write(head)
        await _copy(response, file, part)
    await response.write(tail)
    return response


async def _begin(
    request: web.Request, status: int, headers: dict[str, str], kind: str, length: int
) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers={**headers, "Content-Type": kind})
    response.content_length = length
    await response.prepare(request)
    return response


async def _copy(response: web.StreamResponse, file: ServedFile, part: ByteRange) -> None:
    position = part.start
    while position < part.stop:
        want = min(_BLOCK, part.stop - position)
        block = await asyncio.to_thread(file.read, position, want)
        if not block:
            raise ConnectionResetError("the file became shorter while it was sent")
        await response.write(block)
        position += len(block)


def _lectures(root: Path) -> web.Response:
    """The lectures below ``root`` that have a listen page, or that one's own page."""
    if (root / "web" / "index.html").is_file():
        return web.Response(status=307, headers={"Location": "/web/"})
    found = sorted(page.parent.parent.name for page in root.glob("*/web/index.html"))
    rows = "".join(
        f'<li><a href="{_address((name, "web"))}"><bdi>{html.escape(name)}</bdi></a></li>'
        for name in found
        if not name.startswith(".")
    )
    body = (
        '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>讲座</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><style>body{font:1.125rem/1.8 sans-serif;'
        "max-width:36rem;margin:2rem auto;padding:0 1rem}</style>"
        f"<h1>讲座</h1><ul>{rows or '<li>还没有讲座</li>'}</ul></html>"
    )
    return web.Response(text=body, content_type="text/html")
