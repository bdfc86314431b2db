"""The server, asked by ``http.client`` over real sockets."""

from __future__ import annotations

import asyncio
import email
import http.client
import io
import os
import random
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import podcastparser
import pytest

from audiolecture.errors import PublishError
from audiolecture.publish.feed import LOCAL_BASE, FeedLecture, published_on, render_feed
from audiolecture.studio.replies import SECURITY_HEADERS
from audiolecture.studio.server import lan_address, qr_code, serving
from audiolecture.studio.shelf import render_shelf
from audiolecture.testing.publications import lecture
from audiolecture.testing.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"root:x:0:0 nothing of this may ever be served"
AUDIO = random.Random(7).randbytes(700_001)
NAME = "01 - 一、开场.mp3"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_bytes(SECRET)
    folder = tmp_path_factory.mktemp("served") / "output"
    web = folder / "lecture" / "web"
    web.mkdir(parents=True)
    (folder.parent / "secret.txt").write_bytes(SECRET)
    (folder / "lecture" / NAME).write_bytes(AUDIO)
    (folder / "lecture" / ".half-written.mp3").write_bytes(SECRET)
    (folder / "empty.txt").write_bytes(b"")
    (web / "index.html").write_text("<!DOCTYPE html><title>听</title>")
    (web / "ch01.vtt").write_text("WEBVTT\n")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.mp3")
    return folder


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[tuple[str, int]]:
    with running(root) as address:
        yield address


@pytest.fixture
def client(server: tuple[str, int]) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(*server, timeout=10)
    yield connection
    connection.close()


def ask(
    client: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    client.request(method, path, headers=names)
    response = client.getresponse()
    return response.status, response.headers, response.read()


MP3 = "/lecture/" + quote(NAME)


def test_a_file_whole(client: http.client.HTTPConnection) -> None:
    status, headers, body = ask(client, MP3)
    assert (status, body) == (200, AUDIO)
    assert headers["Content-Type"] == "audio/mpeg"
    assert headers["Accept-Ranges"] == "bytes"
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe-eval" not in headers["Content-Security-Policy"]


def test_head_is_get_without_a_body(client: http.client.HTTPConnection) -> None:
    _, of_get, _ = ask(client, MP3)
    status, of_head, body = ask(client, MP3, "HEAD", Range="bytes=0-9")
    assert (status, body) == (200, b"")
    assert {**of_head, "Date": ""} == {**of_get, "Date": ""}


def test_random_ranges_equal_the_bytes_on_disk(client: http.client.HTTPConnection) -> None:
    dice = random.Random(1)
    for _ in range(150):
        first = dice.randrange(len(AUDIO))
        last = dice.randrange(first, len(AUDIO) + 1000)
        form = dice.choice([f"{first}-{last}", f"{first}-", f"-{first + 1}"])
        status, headers, body = ask(client, MP3, Range=f"bytes={form}")
        expected = AUDIO[-first - 1 :] if form[0] == "-" else AUDIO[first:][: last - first + 1]
        if form.endswith("-"):
            expected = AUDIO[first:]
        assert (status, body) == (206, expected)
        start = len(AUDIO) - len(expected) if form[0] == "-" else first
        assert headers["Content-Range"] == (
            f"bytes {start}-{start + len(expected) - 1}/{len(AUDIO)}"
        )


def test_several_ranges_come_as_parts(client: http.client.HTTPConnection) -> None:
    status, headers, body = ask(client, MP3, Range="bytes=0-9,600000-600999,-7")
    assert status == 206
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    parts = email.message_from_bytes(head + body).get_payload()
    assert [part["Content-Range"] for part in parts] == [
        "bytes 0-9/700001", "bytes 600000-600999/700001", "bytes 699994-700000/700001",
    ]  # fmt: skip
    boundary = headers.get_param("boundary").encode()
    pieces = [piece.partition(b"\r\n\r\n")[2] for piece in body.split(b"\r\n--" + boundary)[1:-1]]
    assert pieces == [AUDIO[:10], AUDIO[600000:601000], AUDIO[-7:]]


@pytest.mark.parametrize("form", ["700001-", "-0", "900000-900001"])
def test_a_range_beyond_the_end(client: http.client.HTTPConnection, form: str) -> None:
    status, headers, body = ask(client, MP3, Range=f"bytes={form}")
    assert (status, headers["Content-Range"], body) == (416, "bytes */700001", b"")


@pytest.mark.parametrize("header", ["bytes=9-1", "bytes=x", "pages=1-2", "bytes=" + "0-,1-," * 9])
def test_a_range_to_be_ignored(client: http.client.HTTPConnection, header: str) -> None:
    status, _, body = ask(client, MP3, Range=header)
    assert (status, body) == (200, AUDIO)


def test_conditions(client: http.client.HTTPConnection) -> None:
    _, headers, _ = ask(client, MP3)
    tag, date = headers["ETag"], headers["Last-Modified"]
    assert ask(client, MP3, If_None_Match=tag)[0] == 304
    assert ask(client, MP3, If_Modified_Since=date)[0] == 304
    assert ask(client, MP3, If_Match='"other"')[0] == 412
    assert ask(client, MP3, Range="bytes=0-1", If_Range=tag)[2] == AUDIO[:2]
    assert ask(client, MP3, Range="bytes=0-1", If_Range=date)[2] == AUDIO[:2]
    assert ask(client, MP3, Range="bytes=0-1", If_Range='"other"')[2] == AUDIO


def test_an_edit_changes_the_tag(root: Path, client: http.client.HTTPConnection) -> None:
    path = root / "edited.txt"
    path.write_bytes(b"one")
    before = ask(client, "/edited.txt")[1]["ETag"]
    path.with_suffix(".new").write_bytes(b"two")
    path.with_suffix(".new").replace(path)
    assert ask(client, "/edited.txt", If_None_Match=before)[2] == b"two"


def test_empty_files_folders_and_methods(client: http.client.HTTPConnection) -> None:
    assert ask(client, "/empty.txt")[::2] == (200, b"")
    assert ask(client, "/empty.txt", Range="bytes=0-")[0] == 416
    assert "听" in ask(client, "/lecture/web/")[2].decode()
    status, headers, _ = ask(client, "/lecture/web")
    assert (status, headers["Location"]) == (308, "/lecture/web/")
    assert ask(client, "/lecture/")[0] == 404
    assert ask(client, MP3 + "/")[0] == 404
    assert 'href="/lecture/web/"><bdi>听</bdi>' in ask(client, "/")[2].decode()
    status, headers, _ = ask(client, MP3, "DELETE")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert ask(client, "/lecture/web/ch01.vtt")[1]["Content-Type"] == "text/vtt; charset=utf-8"


def test_titles_on_the_first_page_are_text(tmp_path: Path) -> None:
    page = tmp_path / '<b>&"' / "web" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<title>&lt;script&gt;一</title>")
    shelf = render_shelf(tmp_path)
    assert 'href="/%3Cb%3E%26%22/web/"' in shelf
    assert "<bdi>&lt;script&gt;一</bdi>" in shelf
    (tmp_path / "linked").symlink_to(page.parent.parent)
    assert render_shelf(tmp_path) == shelf
    assert "There are no lectures yet" in render_shelf(page.parent)


def test_one_lecture_opens_its_page(root: Path) -> None:
    with running(root / "lecture") as address:
        with closing(http.client.HTTPConnection(*address)) as client:
            status, headers, _ = ask(client, "/")
        assert (status, headers["Location"]) == (307, "/web/")


def test_a_feed_built_for_no_address_gets_the_one_it_is_fetched_from(
    root: Path, client: http.client.HTTPConnection
) -> None:
    publication = lecture()
    stems = {track.number: f"ch{track.number:02d}" for track in publication.tracks}
    entry = FeedLecture(publication, "lecture", published_on("2026"), stems)
    path = root / "lecture" / "web" / "feed.xml"
    path.write_text(render_feed([entry], base_url=LOCAL_BASE))
    status, headers, body = ask(client, "/lecture/web/feed.xml", Host="192.168.1.20:8000")
    (episode, *_) = podcastparser.parse("", io.BytesIO(body))["episodes"]
    assert (status, headers["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    assert episode["enclosures"][0]["url"].startswith("http://192.168.1.20:8000/lecture/web/ch0")
    assert b".invalid" not in body
    path.unlink()


def test_a_foreign_name_is_refused(client: http.client.HTTPConnection) -> None:
    assert ask(client, MP3, Host="evil.example")[0] == 421
    assert ask(client, MP3, Host="localhost:8000")[0] == 200
    assert ask(client, MP3, Host="[::1]:8000")[0] == 200


def hostile_paths(count: int) -> Iterator[bytes]:
    """Ways out of a folder, spelled in every way, mixed with names that exist."""
    dice = random.Random(3)
    pieces = [
        b"..", b"%2e%2e", b".%2e", b"%252e%252e", b"..%2f", b"..%5c", b"\\..", b"%c0%ae%c0%ae",
        b"%00", b"secret.txt", b"linked", b"link.txt", b"up", b"pipe.mp3", b"etc", b"passwd",
        b".half-written.mp3", b"lecture", b"web", b"", b".", b"%2f", b"%ff", b"\xff", b"~", b"con",
        b"file:", b"secret.txt%00.mp3", b"..;", b"....", b"%u002e", b"\xe4\xb8\x80", b"?", b"#",
    ]  # fmt: skip
    fixed = [b"*", b"//secret.txt", b"http://localhost/../secret.txt", b"/" + b"../" * 40 + b"etc"]
    fixed += [b"/" + b"a" * 3000, b"/" + b"a/" * 1500, b"/up/secret.txt", b"/linked/secret.txt"]
    yield from fixed
    for _ in range(count - len(fixed)):
        yield b"/" + b"/".join(dice.choices(pieces, k=dice.randint(1, 6)))


def test_hostile_paths_never_lead_outside(server: tuple[str, int]) -> None:
    seen: dict[int, int] = {}
    # One connection per path would leave thousands of sockets waiting; a refused path ends it.
    connection = socket.create_connection(server, timeout=10)
    for path in hostile_paths(1000):
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        response = http.client.HTTPResponse(connection)
        response.begin()
        body = response.read()
        assert SECRET not in body, path
        seen[response.status] = seen.get(response.status, 0) + 1
        named = re.split(rb"[?#]", path)[0].rstrip(b"/")
        exists = named in {b"", b"/lecture", b"/lecture/web"}
        assert response.status in {400, 404} or exists, (path, response.status)
        if response.will_close:
            connection.close()
            connection = socket.create_connection(server, timeout=10)
    connection.close()
    assert seen[404] > 500, seen


def test_it_listens_on_loopback_unless_asked(root: Path) -> None:
    with running(root) as (host, _):
        assert host == "127.0.0.1"


def test_the_lan_address_reaches_it_when_asked(root: Path) -> None:
    with running(root, lan=True) as (host, port):
        assert host == (lan_address() or "127.0.0.1")
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            assert ask(client, MP3)[0] == 200


def test_what_cannot_be_served_is_said(tmp_path: Path) -> None:
    async def start(**options: object) -> None:
        async with serving(tmp_path, **options):
            pass

    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        with pytest.raises(PublishError, match="cannot listen"):
            asyncio.run(start(port=busy.getsockname()[1]))
    with pytest.raises(PublishError, match="cannot listen"):
        asyncio.run(start(port=99_999))
    tmp_path.rmdir()
    with pytest.raises(PublishError, match="no such folder"):
        asyncio.run(start(port=0))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(tmp_path: Path, number: int) -> None:
    code = (
        "import sys; from pathlib import Path; from audiolecture.studio.server import serve;"
        "serve(Path(sys.argv[1]), port=0, announce=lambda url: print(url, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_the_qr_code_is_square_enough_to_scan() -> None:
    lines = qr_code("http://192.168.1.20:8000/").splitlines()
    assert len({len(line.replace("\x1b[7m", "").replace("\x1b[0m", "")) for line in lines}) == 1
    assert len(lines) < 24
