"""What the server answers to a request for a path below the output folder."""

from __future__ import annotations

import asyncio
import hashlib
import html
import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from audiolecture.publish.feed import LOCAL_BASE
from audiolecture.studio.folder import (
    ServedFile,
    is_folder,
    open_below,
    path_parts,
    served_file,
)
from audiolecture.studio.ranges import ByteRange, parse_range, precondition, range_applies
from audiolecture.studio.shelf import render_shelf

if TYPE_CHECKING:
    from pathlib import Path

FEED = "feed.xml"
_BLOCK = 256 * 1024

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


def application(root: Path, host: str) -> web.Application:
    """An application that serves ``root``; ``host`` is one more name that it may be called by."""

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

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", answer)
    server.on_response_prepare.append(harden)
    return server


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
    """The lectures below ``root``, or the page of the one lecture that ``root`` is."""
    if (root / "web" / "index.html").is_file():
        return web.Response(status=307, headers={"Location": "/web/"})
    return web.Response(text=render_shelf(root), content_type="text/html")
