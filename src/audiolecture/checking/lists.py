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
from audiolecture.model import SAMPLE_RATE

_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = "{https://podcastindex.org/namespace/1.0}"
_TIMELINE = re.compile(r'<script type="application/json" id="timeline">(.*?)</script>', re.DOTALL)


def playlist_problems(manifest: Manifest, name: str, text: str) -> Iterator[Problem]:
    """The playlist does not list exactly the chapters, in their order."""
    found = [line for line in text.splitlines() if line and not line.startswith("#")]
    wanted = [chapter.mp3 for chapter in manifest.chapters]
    if not text.startswith("#EXTM3U"):
        yield Problem("playlist", name, "is not a playlist")
    elif found != wanted:
        missing = [item for item in wanted if item not in found]
        extra = [item for item in found if item not in wanted]
        what = (
            f"{missing[0]} is missing"
            if missing
            else f"{extra[0]} does not belong"
            if extra
            else "the chapters are not in their order, or there twice"
        )
        yield Problem("playlist", name, what)


def page_problems(manifest: Manifest, name: str, text: str) -> Iterator[Problem]:
    """The page does not play exactly the chapters, or shows a sentence at another time."""
    try:
        found = json.loads(_TIMELINE.findall(text)[0])["chapters"]
    except (ValueError, KeyError, TypeError, IndexError):
        yield Problem("page", name, "holds no list of chapters")
        return
    wanted = [_of_page(chapter) for chapter in manifest.chapters]
    rows = [{**row, "src": unquote(str(row.get("src", "")))} for row in found]
    for one, two in zip(rows, wanted, strict=False):
        wrong = [key for key, value in two.items() if one.get(key) != value]
        if wrong:
            yield Problem("page", name, f"chapter {two['n']} is not as it was built: {wrong[0]}")
            return
    if len(rows) != len(wanted):
        yield Problem("page", name, f"plays {len(rows)} chapters, where there are {len(wanted)}")
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
                    yield Problem("page", name, f"does not show {excerpt(cue.text)}")
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
        yield Problem("feed", name, "is not a feed")
        return
    items = channel.findall("item")
    wanted = [row for folder, manifest in lectures for row in _items(folder, manifest)]
    if len(items) != len(wanted):
        yield Problem("feed", name, f"has {len(items)} items, where there are {len(wanted)}")
        return
    for item, row in zip(items, wanted, strict=True):
        wrong = next((key for key, value in row.items() if not _says(item, key, value)), None)
        if wrong:
            yield Problem("feed", name, f"{excerpt(str(row['title']))}: {_NAMES[wrong]} is wrong")
    identities = [item.findtext("guid") for item in items]
    if len(set(identities)) != len(identities):
        yield Problem("feed", name, "two items have the same guid")


_NAMES: Mapping[str, str] = {
    "title": "its title",
    "length": "its size in bytes",
    "mp3": "the address of its audio",
    "vtt": "the address of its captions",
    "chapters": "the address of its sections",
    "duration": "its duration",
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
