"""The same script in every format gives the same lecture; a bad file gives one clear error."""

# ruff: noqa: E501 - markup is read best as it is written

from __future__ import annotations

import asyncio
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers import as_docx, as_epub, as_html, as_pdf, zipped

from audiolecture.drafts import Request, draft, opened_troupe, prepare_lectures
from audiolecture.errors import SourceError
from audiolecture.source.read import read_lecture
from audiolecture.store import Store

SAMPLE = Path(__file__).resolve().parents[2] / "content" / "扎根基层.txt"
LINES = [line.strip() for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]
TEXT = "\n".join(LINES)
WRITERS = {
    "utf-8.txt": TEXT.encode,
    "bom.txt": lambda: TEXT.encode("utf-8-sig"),
    "utf-16.txt": lambda: TEXT.encode("utf-16"),
    "gb18030.txt": lambda: TEXT.encode("gb18030"),
    "crlf.txt": lambda: TEXT.replace("\n", "\r\n").encode("gbk"),
    "a.md": lambda: "\n\n".join(LINES).encode(),
    "a.docx": lambda: as_docx(LINES),
    "a.html": lambda: as_html(LINES, before="<nav>首页</nav>", after="<footer>版权</footer>"),
    "a.epub": lambda: as_epub(LINES),
    "a.pdf": lambda: as_pdf(LINES, title=False, header="讲稿"),
}


def shape(lecture):
    return [
        (c.kind, c.title, [s.title for s in c.sections], [b.text for b in c.blocks])
        for c in lecture.chapters
    ]


def keys(path, folder):
    """The keys that a build would have: of every clip, and of how each chapter sounds."""
    request = Request((path,), folder / "output", Store(folder / "store"), {"engine": "espeak"})
    (prepared,) = prepare_lectures(request)

    async def planned():
        async with opened_troupe(request) as troupe:
            return (await draft(prepared, troupe, request)).plan

    chapters = asyncio.run(planned()).chapters
    return [(chapter.body, [clip.clip for clip in chapter.clips]) for chapter in chapters]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_lecture_and_the_same_clips(tmp_path, name):
    reference, path = tmp_path / "原稿.txt", tmp_path / name
    reference.write_bytes(TEXT.encode())
    path.write_bytes(WRITERS[name]())

    expected, found = read_lecture(reference), read_lecture(path)

    assert found.title == expected.title
    assert shape(found) == shape(expected)
    assert keys(path, tmp_path) == keys(reference, tmp_path)


def test_big5_gives_the_same_lecture_as_utf_8(tmp_path):
    text = "把根紮深\n同志們，今天講三個問題。\n一、想在一處\n道理要講給人聽。\n二、幹在一處\n事情要辦給人看。\n"
    for encoding in ("utf-8", "big5"):
        (tmp_path / f"{encoding}.txt").write_bytes(text.encode(encoding))

    assert shape(read_lecture(tmp_path / "big5.txt")) == shape(read_lecture(tmp_path / "utf-8.txt"))


@pytest.mark.parametrize("name", ["a.docx", "a.epub", "a.pdf"])
def test_the_first_bytes_decide_whatever_the_file_is_called(tmp_path, name):
    path = tmp_path / "讲稿.txt"
    path.write_bytes(WRITERS[name]())

    assert len(read_lecture(path).chapters) == 5


# ---------------------------------------------------------------- bad files


def bomb(name, size):
    """An archive of which a member unpacks to ``size`` bytes."""
    file = BytesIO()
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open(name, "w", force_zip64=True) as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return file.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><d>&c;</d>'
)
DEEP = "<w:a xmlns:w='w'>" + "<w:sdt>" * 50_000
BINARY = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
"""As Word wrote before it wrote archives."""
BAD = {
    "old.doc": (BINARY, "old binary"),
    "locked.docx": (BINARY + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a.rtf": (b"{\\rtf1 x}", "cannot be read"),
    "a.xlsx": (zipped({"xl/workbook.xml": "<x/>"}), "cannot be read"),
    "a.zip": (zipped({"a.txt": "甲"}), "not a script"),
    "entities.docx": (zipped({"word/document.xml": ENTITIES}), "document type"),
    "deep.docx": (zipped({"word/document.xml": DEEP}), "damaged"),
    "broken.docx": (zipped({"word/document.xml": "<w:document"}), "damaged"),
    "outside.epub": (
        zipped({"META-INF/container.xml": '<c><rootfile full-path="../../etc/passwd"/></c>'}),
        "damaged",
    ),
    "empty.docx": (zipped({"word/document.xml": "<a/>"}), "nothing to say"),
    "empty.html": (b"<html><body></body></html>", "nothing to say"),
    "cut.epub": (b"PK\x03\x04 and no more", "damaged"),
    "cut.pdf": (b"%PDF-1.7 and no more", "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_clear_error(tmp_path, name):
    data, message = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(SourceError, match=message) as caught:
        read_lecture(path)
    assert caught.value.hint


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(bomb("word/document.xml", 1 << 28))

    with pytest.raises(SourceError, match="larger than 64 MB"):
        read_lecture(path)


LONG = bool(os.environ.get("AUDIOLECTURE_LONG"))
GOOD = {name: WRITERS[name]() for name in ("a.docx", "a.epub", "a.pdf", "a.html")}


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=1_000 if LONG else 30, deadline=None)
@given(data=st.data())
def test_a_file_that_was_altered_anywhere_is_read_or_refused(tmp_path_factory, name, data):
    original = GOOD[name]
    place = data.draw(st.integers(0, len(original) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "insert", "zeros"]))
    changed = {
        "flip": original[:place] + bytes([original[place] ^ 0x55]) + original[place + 1 :],
        "cut": original[:place],
        "insert": original[:place] + b"<&\xff\x00>" + original[place:],
        "zeros": original[:place] + bytes(64) + original[place + 64 :],
    }[kind]
    path = tmp_path_factory.mktemp("bad") / name
    path.write_bytes(changed)
    try:
        lecture = read_lecture(path)
    except SourceError:
        return
    assert lecture.chapters


@pytest.mark.parametrize("text", ["- " * 2_000 + "一句话。", ">" * 2_000 + "一句话。"])
def test_markdown_nested_without_end_is_refused_rather_than_cut(tmp_path, text):
    script = tmp_path / "a.md"
    script.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError, match="nested too deeply"):
        read_lecture(script)


def test_every_level_of_a_deep_list_is_read(tmp_path):
    script = tmp_path / "a.md"
    lines = ["  " * level + f"- 第{level}层的一句话。" for level in range(20)]
    script.write_text("\n".join(lines), encoding="utf-8")

    assert sum(len(chapter.blocks) for chapter in read_lecture(script).chapters) == len(lines)


def test_a_document_of_nothing_but_tags_is_not_built_in_memory(tmp_path):
    script = tmp_path / "a.docx"
    script.write_bytes(zipped({"word/document.xml": "<a>" + "<b/>" * 2_500_000 + "</a>"}))

    with pytest.raises(SourceError, match="tags"):
        read_lecture(script)


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".odt", ".pages"])
def test_formats_that_are_not_read_say_what_to_save(tmp_path, suffix):
    others = {".odt": zipped({"content.xml": "<x/>"}), ".rtf": b"{\\rtf1 a}"}
    script = tmp_path / f"a{suffix}"
    script.write_bytes(others.get(suffix, BINARY))

    with pytest.raises(SourceError) as error:
        read_lecture(script)
    assert "docx" in error.value.hint


def test_a_document_with_a_password_of_the_archive(tmp_path):
    data = bytearray(GOOD["a.docx"])
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(sign, at + 1)
    path = tmp_path / "a.docx"
    path.write_bytes(data)

    with pytest.raises(SourceError, match="password"):
        read_lecture(path)


def test_a_file_that_is_no_script_by_its_size(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(1 << 31)

    with pytest.raises(SourceError, match="too large for a script"):
        read_lecture(path)
