"""The first page of the server: the lectures of the output folder."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from audiolecture.messages import _, language

if TYPE_CHECKING:
    from pathlib import Path

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HEAD = 8192
"""Characters of a page in which its title is looked for."""


@dataclass(frozen=True, slots=True)
class _Lecture:
    """A lecture with a listen page; ``address`` is that of its folder."""

    title: str
    address: str
    cover: bool


def render_shelf(root: Path) -> str:
    """A page that links to the listen page of every lecture in ``root``, by title."""
    lectures = [_lecture(page) for page in sorted(root.glob("*/web/index.html")) if _is_ours(page)]
    environment = Environment(
        loader=PackageLoader("audiolecture.studio"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("shelf.html").render(
        lectures=lectures, language=language(), _=_
    )


def _is_ours(page: Path) -> bool:
    """Neither hidden nor reached through a symbolic link: nothing else is served."""
    folder = page.parent.parent
    linked = any(path.is_symlink() for path in (page, page.parent, folder))
    return not linked and not folder.name.startswith(".")


def _lecture(page: Path) -> _Lecture:
    folder = page.parent.parent
    with page.open(encoding="utf-8", errors="replace") as text:
        match = _TITLE.search(text.read(_HEAD))
    title = html.unescape(match[1]).strip() if match else ""
    address = f"/{quote(folder.name, safe='')}/"
    return _Lecture(title or folder.name, address, (folder / "cover.jpg").is_file())
