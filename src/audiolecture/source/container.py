"""Files that are zip archives of XML (Word, PowerPoint, EPUB), opened without trusting them.

Nothing is unpacked to the disk; a member is read only when it is asked for, and only up to a limit,
whatever the archive says of its size. XML gets neither entities nor anything from elsewhere.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiolecture.errors import SourceError
from audiolecture.messages import _

if TYPE_CHECKING:
    from lxml.etree import _Element

MEMBER_MOST = 64_000_000
"""Bytes of one member, unpacked: a text of twenty million characters."""

TAGS_MOST = 2_500_000
"""Tags of one member: a book of two million characters as Word writes it, and 300 MB as a tree."""
MEMBERS_MOST = 20_000

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
"""Begins old binary Office files, and new ones that are encrypted (MS-CFB, 2.2)."""
_ENCRYPTED = 1
"""Bit 0 of a zip member's flags (APPNOTE 4.4.4)."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
    OverflowError,
)
"""What zipfile raises for archives that are cut, altered, or packed in ways unknown to it."""


@dataclass(frozen=True, slots=True)
class Container:
    """An open archive; ``names`` are those of its members."""

    where: str
    archive: zipfile.ZipFile
    names: frozenset[str]

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Raises:
            SourceError: it is absent, damaged, encrypted or far too large.
        """
        if name not in self.names:
            raise damaged(self.where, _("it lacks {name}", name=name))
        if self.archive.getinfo(name).flag_bits & _ENCRYPTED:
            raise locked(self.where)
        try:
            with self.archive.open(name) as member:
                data = member.read(MEMBER_MOST + 1)
        except _DAMAGED as error:
            raise damaged(self.where, _("{name} cannot be unpacked", name=name)) from error
        if len(data) > MEMBER_MOST:
            raise SourceError(
                _(
                    "{name} in this file is larger than {size} MB",
                    name=name,
                    size=MEMBER_MOST // 1_000_000,
                ),
                where=self.where,
                hint=_("this is no script; copy its text into a .txt file"),
            )
        return data

    def xml(self, name: str) -> _Element:
        """A member as a parsed tree; raises as `read` and `parse_xml` do."""
        return parse_xml(self.read(name), f"{self.where}: {name}")

    def resolve(self, base: str, target: str) -> str:
        """The member that ``target``, a relative address in member ``base``, means; or ``""``."""
        path = unquote(target.partition("#")[0])
        if not path:
            return base
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
        if path.startswith("/"):
            joined = posixpath.normpath(path).lstrip("/")
        return joined if joined in self.names else ""


def open_container(data: bytes, where: str) -> Container:
    """Open an archive that is held in memory.

    Raises:
        SourceError: it is none, is cut short, or is protected by a password.
    """
    if data.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise locked(where)
        raise SourceError(
            _("this is an old binary Office file"),
            where=where,
            hint=_("open it and save it as .docx (or .pptx)"),
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = archive.namelist()
    except _DAMAGED as error:
        raise damaged(where, _("it is cut short or was altered")) from error
    if len(names) > MEMBERS_MOST:
        raise damaged(where, _("it has {count} parts", count=len(names)))
    return Container(where, archive, frozenset(names))


def parse_xml(data: bytes, where: str) -> _Element:
    """The root element of an XML document that declares no entities.

    Raises:
        SourceError: it is not well-formed, nested too deeply, or declares entities.
    """
    from lxml import etree  # noqa: PLC0415 - 10 ms, only for such files

    if data.count(b"<") > TAGS_MOST:
        raise SourceError(
            _("this file has more than {count:,} tags", count=TAGS_MOST),
            where=where,
            hint=_("this is no script; copy its text into a .txt file"),
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(where, _("its XML cannot be read: {error}", error=_told(error))) from error
    dtd = root.getroottree().docinfo.internalDTD  # that of a book's contents is named, not loaded
    if dtd is not None and any(True for __ in dtd.iterentities()):
        raise damaged(where, _("its XML declares entities in a document type"))
    return root


def _told(error: Exception) -> str:
    """What lxml says, which may be two lines, without its name for a text in memory."""
    return " ".join(str(getattr(error, "msg", error)).split()).replace(" ,", ",")[:120]


def damaged(where: str, why: str) -> SourceError:
    """The error for a file that is not what it should be."""
    return SourceError(
        _("this file is damaged: {why}", why=why),
        where=where,
        hint=_("open it in the program that made it, save it again, and run again"),
    )


def locked(where: str) -> SourceError:
    """The error for a file with a password."""
    return SourceError(
        _("this file is protected by a password"),
        where=where,
        hint=_("save it without a password and run again"),
    )
