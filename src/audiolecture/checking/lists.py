"""Whether playlist, page and feed list exactly the chapters, with their right lengths."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from audiolecture.checking.problem import Problem
from audiolecture.checking.text import excerpt, folded
from audiolecture.manifest import Manifest
from audiolecture.messages import N_, _
from audiolecture.model import SAMPLE_RATE

_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = "{https://podcastindex.org/namespace/1.0}"
_TIMELINE = re.compile(r'<script type="application/json" id="timeline">(.*?)</script>', re.DOTALL)


def playlist_problems(manifest: Manifest, name: str, text: str) -> Iterator[Problem]:
    """The playlist does not list exactly the chapters, in their order."""
    found = [line for line in text.splitlines() if line and not line.startswith("#")]
    wanted = [chapter.mp3 for chapter in manifest.chapters]
    if not text.startswith("#EXTM3U"):
        yield Problem("playlist", name, _("is not a playlist"))
    elif found != wanted:
        missing = [item for item in wanted if item not in found]
        extra = [item for item in found if item not in wanted]
        what = (
            _("{text} is missing", text=missing[0])
            if missing
            else _("{text} does not belong", text=extra[0])
            if extra
            else _("the chapters are not in their order, or there twice")
        )
        yield Problem("playlist", name, what)


def page_problems(manifest: Manifest, name: str, text: str) -> Iterator[Problem]:
    """The page does not play exactly the chapters, or shows a sentence at another time."""
    try:
        found = json.loads(_TIMELINE.findall(text)[0])["chapters"]
        rows = [{**row, "src": unquote(str(row.get("src", "")))} for row in found]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        yield Problem("page", name, _("holds no list of chapters"))
        return
    wanted = [_of_page(chapter) for chapter in manifest.chapters]
    for one, two in zip(rows, wanted, strict=False):
        wrong = [key for key, value in two.items() if one.get(key) != value]
        if wrong:
            yield Problem(
                "page",
                name,
                _("chapter {number} is not as it was built: {key}", number=two["n"], key=wrong[0]),
            )
            return
    if len(rows) != len(wanted):
        yield Problem(
            "page",
            name,
            _(
                "plays {found} chapters, where there are {wanted}",
                found=len(rows),
                wanted=len(wanted),
            ),
        )
        return
    yield from _unseen(manifest, name, text)


def _of_page(chapter: Any) -> dict[str, Any]:
    starts = [cue.start * 1000 // SAMPLE_RATE for item in chapter.utterances for cue in item.cues]
    return {
        "n": chapter.number,
        "src": f"{chapter.web}.mp3",
        "ms": chapter.samples * 1000 // SAMPLE_RATE,
        "starts": starts,
    }


def _unseen(manifest: Manifest, name: str, text: str) -> Iterator[Problem]:
    """Sentences that the page does not show, or not in their order."""
    body = _TIMELINE.sub("", text).partition("<body")[2]
    shown = folded(html.unescape(re.sub(r"<[^>]*>", "", body)))
    position = 0
    for chapter in manifest.chapters:
        for item in chapter.utterances:
            for cue in item.cues:
                said = folded(cue.text)
                found = shown.find(said, position)
                if found < 0:
                    yield Problem("page", name, _("does not show {text}", text=excerpt(cue.text)))
                    return
                position = found + len(said)


def feed_problems(
    lectures: Sequence[tuple[str, Manifest]], name: str, text: str
) -> Iterator[Problem]:
    """A feed whose items are not exactly the chapters, with their lengths and files.

    Args:
        lectures: the manifests, each with the folder of its ``web`` files as the feed sees it.
        name: of the feed, for the problem.
        text: the feed.
    """
    try:
        channel = ET.fromstring(text).find("channel")  # noqa: S314 - a file that we wrote, or not
    except ET.ParseError:
        channel = None
    if channel is None:
        yield Problem("feed", name, _("is not a feed"))
        return
    items = channel.findall("item")
    wanted = [row for folder, manifest in lectures for row in _items(folder, manifest)]
    if len(items) != len(wanted):
        yield Problem(
            "feed",
            name,
            _("has {found} items, where there are {wanted}", found=len(items), wanted=len(wanted)),
        )
        return
    for item, row in zip(items, wanted, strict=True):
        wrong = next((key for key, value in row.items() if not _says(item, key, value)), None)
        if wrong:
            yield Problem(
                "feed",
                name,
                _(
                    "{title}: {what} is wrong",
                    title=excerpt(str(row["title"])),
                    what=_(_NAMES[wrong]),
                ),
            )
    identities = [item.findtext("guid") for item in items]
    if len(set(identities)) != len(identities):
        yield Problem("feed", name, _("two items have the same guid"))


_NAMES: Mapping[str, str] = {
    "title": N_("its title"),
    "length": N_("its size in bytes"),
    "mp3": N_("the address of its audio"),
    "vtt": N_("the address of its captions"),
    "chapters": N_("the address of its sections"),
    "duration": N_("its duration"),
}


def _items(folder: str, manifest: Manifest) -> Iterator[dict[str, str]]:
    sizes = {record.name: record.size for record in manifest.files}
    for chapter in manifest.chapters:
        stem = f"{folder}{chapter.web}"
        yield {
            "title": chapter.title or f"第 {chapter.number} 章",
            "length": str(sizes.get(chapter.mp3, 0)),
            "mp3": f"{stem}.mp3",
            "vtt": f"{stem}.vtt",
            "chapters": f"{stem}.chapters.json",
            "duration": str((chapter.samples + SAMPLE_RATE // 2) // SAMPLE_RATE),
        }


def _says(item: ET.Element, key: str, value: str) -> bool:
    enclosure = item.find("enclosure")
    sound: Mapping[str, str] = enclosure.attrib if enclosure is not None else {}
    if key == "title":
        return folded(item.findtext("title", "")) == folded(value)
    if key == "duration":
        return item.findtext(f"{_ITUNES}duration") == value
    if key == "length":
        return sound.get("length") == value
    if key == "mp3":
        return _ends(sound.get("url", ""), value)
    tag = "transcript" if key == "vtt" else "chapters"
    element = item.find(f"{_PODCAST}{tag}")
    return element is not None and _ends(element.get("url", ""), value)


def _ends(url: str, path: str) -> bool:
    return unquote(url).endswith(f"/{path}")
