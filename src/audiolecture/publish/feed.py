"""The podcast feed: RSS 2.0 with the iTunes and Podcasting 2.0 namespaces."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from audiolecture.errors import PublishError
from audiolecture.messages import _
from audiolecture.model import Publication, Timeline, Track, whole_seconds
from audiolecture.patterns import lazily
from audiolecture.publish.chapters import MIME_TYPE as CHAPTERS_TYPE
from audiolecture.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = "https://podcastindex.org/namespace/1.0"
_ATOM = "http://www.w3.org/2005/Atom"
for _prefix, _uri in (("itunes", _ITUNES), ("podcast", _PODCAST), ("atom", _ATOM)):
    ET.register_namespace(_prefix, _uri)

_PODCAST_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace that Podcasting 2.0 sets for ``podcast:guid``."""
_ITEM_GUIDS = UUID("5e0cf0a2-6d43-5a0e-9c43-1b5a0f7a3c11")
"""Ours, for chapters."""

LOCAL_BASE = "http://audiolecture.invalid/"
"""Stands in a feed that was built without a base address, for the address that it is fetched from:
``audiolecture serve`` puts it in. RFC 2606: a name under ``.invalid`` is nobody's."""

_CHINA = timezone(timedelta(hours=8))
_UNDATED = datetime(2000, 1, 1, 8, tzinfo=_CHINA)
_ORDINAL = lazily(r"^\s*第?[\d一二三四五六七八九十百]+\s*[、.．章节讲部分编：:]+\s*")
_DATE = lazily(r"(\d{4})(?:\D+(\d{1,2}))?(?:\D+(\d{1,2}))?")
_SUMMARY_CHARS = 200


@dataclass(frozen=True, slots=True)
class FeedLecture:
    """A lecture of the feed, and where its files are."""

    publication: Publication
    identity: str
    """What the lecture keeps through every edit: the name of its folder."""
    published: datetime
    """When its first chapter appeared, with a time zone; the others follow a minute apart."""
    web_stems: Mapping[int, str]
    """The name without ending of each chapter's files (``.mp3 .vtt .chapters.json``)."""
    folder: str = ""
    """Where these files are, relative to the feed: empty, or ``name/web``."""


def render_feed(
    lectures: Sequence[FeedLecture],
    *,
    base_url: str,
    feed_name: str = "feed.xml",
    page_name: str = "index.html",
    cover_name: str = "cover.jpg",
) -> str:
    """One feed for a lecture or a course, as XML to be written as UTF-8.

    Args:
        lectures: in order; the first one's album, or else title, names the feed.
        base_url: where the folder of the feed will be found, ``https://…/``; or `LOCAL_BASE`.
        feed_name: the feed's own file name.
        page_name: the page that the feed links to.
        cover_name: a square JPEG of 1,400 to 3,000 pixels (what Apple asks for).

    Raises:
        PublishError: ``base_url`` is not an absolute http(s) address.
    """
    base = _base(base_url)
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _describe(
        channel,
        lectures[0].publication,
        address=base + quote(feed_name),
        page=base + quote(page_name),
        cover=base + quote(cover_name),
    )
    for lecture in lectures:
        _add_items(channel, lecture, base)
    ET.indent(rss, " ")
    text = ET.tostring(rss, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def published_on(date: str, number: int = 0) -> datetime:
    """A date of publication for a lecture, made of nothing but what the script says.

    Args:
        date: ISO date, year and month, or year; what cannot be read counts as none.
        number: 1-based place in the course: lectures without a date follow a day apart.
    """
    match = _DATE.search(date)
    year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
    try:
        return datetime(year, month, day, 8, tzinfo=_CHINA)
    except ValueError:
        return _UNDATED + timedelta(days=number)


def chapter_identities(timelines: Sequence[Timeline]) -> tuple[str, ...]:
    """What each chapter keeps when its text is edited or a chapter is put before it.

    That is its title without the number it begins with; equal titles are counted.
    """
    names = [
        _ORDINAL.sub("", one_line(timeline.title)) if timeline.kind == "body" else timeline.kind
        for timeline in timelines
    ]
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(found)


# ---------------------------------------------------------------- the channel


def _describe(
    channel: ET.Element, publication: Publication, *, address: str, page: str, cover: str
) -> None:
    title = one_line(publication.album or publication.title) or "讲座"
    _add(channel, "title", title)
    _add(channel, "link", page)
    _add(channel, f"{{{_ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    _add(channel, "description", _about(publication) or title)
    _add(channel, "language", publication.language.lower())
    _add(channel, "generator", "audiolecture")
    image = _add(channel, "image")
    for tag, text in (("url", cover), ("title", title), ("link", page)):
        _add(image, tag, text)
    if publication.author:
        _add(channel, f"{{{_ITUNES}}}author", one_line(publication.author))
    _add(channel, f"{{{_ITUNES}}}image", href=cover)
    category = _add(channel, f"{{{_ITUNES}}}category", text="Education")
    _add(category, f"{{{_ITUNES}}}category", text="Courses")
    _add(channel, f"{{{_ITUNES}}}explicit", "false")
    _add(channel, f"{{{_ITUNES}}}type", "serial")
    _add(channel, f"{{{_PODCAST}}}guid", str(podcast_guid(address)))
    _add(channel, f"{{{_PODCAST}}}medium", "course")


def podcast_guid(feed_url: str) -> UUID:
    """``podcast:guid``: of the feed's address without scheme and trailing slashes."""
    return uuid5(_PODCAST_GUIDS, feed_url.partition("://")[2].rstrip("/"))


def _about(publication: Publication) -> str:
    voice = f"合成语音：{one_line(publication.voice)}。" if publication.voice else ""
    return " ".join(filter(None, (one_line(publication.summary), voice)))


# ---------------------------------------------------------------- the items


def _add_items(channel: ET.Element, lecture: FeedLecture, base: str) -> None:
    tracks = lecture.publication.tracks
    identities = chapter_identities([track.timeline for track in tracks])
    folder = base + "".join(quote(part) + "/" for part in lecture.folder.split("/") if part)
    for minutes, (track, identity) in enumerate(zip(tracks, identities, strict=True)):
        item = _add(channel, "item")
        guid = uuid5(_ITEM_GUIDS, f"{lecture.identity}\n{identity}")
        _add(item, "guid", str(guid), isPermaLink="false")
        when = (lecture.published + timedelta(minutes=minutes)).astimezone(UTC)
        _add(item, "pubDate", format_datetime(when, usegmt=True))
        _describe_item(item, lecture.publication, track)
        _add_files(item, track, folder + quote(lecture.web_stems[track.number]))


def _describe_item(item: ET.Element, publication: Publication, track: Track) -> None:
    title = one_line(track.timeline.title) or f"第 {track.number} 章"
    _add(item, "title", title)
    _add(item, "description", _summary(track.timeline) or title)
    _add(item, f"{{{_ITUNES}}}episodeType", "full")
    if publication.number > 0:
        _add(item, f"{{{_ITUNES}}}season", str(publication.number))
        _add(item, f"{{{_PODCAST}}}season", str(publication.number), name=publication.title)
    _add(item, f"{{{_ITUNES}}}episode", str(track.number))
    _add(item, f"{{{_ITUNES}}}duration", str(whole_seconds(track.timeline.samples)))
    _add(item, f"{{{_ITUNES}}}explicit", "false")


def _add_files(item: ET.Element, track: Track, stem: str) -> None:
    _add(item, "enclosure", url=f"{stem}.mp3", length=str(track.size), type="audio/mpeg")
    _add(item, f"{{{_PODCAST}}}transcript", url=f"{stem}.vtt", type="text/vtt")
    _add(item, f"{{{_PODCAST}}}chapters", url=f"{stem}.chapters.json", type=CHAPTERS_TYPE)


def _summary(timeline: Timeline) -> str:
    """The sections, or else how the chapter begins."""
    if timeline.sections:
        text = "；".join(one_line(mark.title) for mark in timeline.sections)
    else:
        text = "".join(one_line(cue.text) for cue in timeline.cues[:4] if not cue.heading)
    return text if len(text) <= _SUMMARY_CHARS else text[: _SUMMARY_CHARS - 1] + "…"


def _add(parent: ET.Element, tag: str, content: str = "", **attributes: str) -> ET.Element:
    clean = {name: one_line(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, clean)
    element.text = content or None
    return element


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", url):
        raise PublishError(
            _("a feed needs the full address of its folder"),
            hint=_("for example --base-url {address}", address="https://example.org/lectures/"),
            where=url or "--base-url",
        )
    return url if url.endswith("/") else url + "/"
