"""The folder ``web/`` of a lecture: page, feed, audio and captions, named after their content.

It can be put on any static host as it is. Only what an edit changed gets new bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from audiolecture.manifest import ChapterRecord, FileRecord, Manifest
from audiolecture.model import Cue, Publication, SectionMark, Timeline, Track
from audiolecture.output import OutputFolder
from audiolecture.patterns import lazily
from audiolecture.plan import digest
from audiolecture.publish.chapters import render_chapters
from audiolecture.publish.names import WEB_STEM, web_stem
from audiolecture.publish.page import Paragraph, paragraphs_of, render_page

if TYPE_CHECKING:
    from audiolecture.publish.feed import FeedLecture

FOLDER = "web"
DESIGN = 3
"""Raised when page or feed would be written to different bytes for the same lecture."""

_ENDINGS = (".mp3", ".vtt", ".chapters.json")
_CHAPTER_FILE = lazily(f"{WEB_STEM}(?:{'|'.join(map(re.escape, _ENDINGS))})")

PAGE_COVER_SIZE = 600
"""Pixels of the picture in the page."""

COVER_SIZE = 1_400
"""Pixels: the least that Apple asks of a feed's picture."""


def names(stem: str) -> tuple[str, str, str]:
    """The files of a chapter, from the name that `web_stem` made."""
    return tuple(f"{FOLDER}/{stem}{end}" for end in _ENDINGS)  # type: ignore[return-value]


def lecture_names() -> tuple[str, ...]:
    """The files of the whole lecture."""
    return tuple(f"{FOLDER}/{name}" for name in ("index.html", "feed.xml", "cover.jpg"))


def chapter_files(folder: OutputFolder) -> set[str]:
    """What bears the name of a chapter's file; a killed build leaves some that nobody lists."""
    with suppress(OSError):
        found = (path.name for path in (folder.path / FOLDER).iterdir())
        return {f"{FOLDER}/{name}" for name in found if _CHAPTER_FILE.fullmatch(name)}
    return set()


def write_chapter(
    folder: OutputFolder,
    publication: Publication,
    track: Track,
    mp3: FileRecord,
    captions: FileRecord | None = None,
) -> dict[str, FileRecord]:
    """Audio, captions and sections of one chapter; the audio is the same file once more.

    Args:
        folder: of the lecture.
        publication: the lecture.
        track: the chapter.
        mp3: its file.
        captions: a file that has its captions already.
    """
    from audiolecture.publish.vtt import render_vtt  # noqa: PLC0415 - only where it is written

    sound, vtt, sections = names(web_stem(track.number, mp3.sha256))
    chapters = render_chapters(publication, track)
    return {
        sound: folder.link(mp3, sound),
        vtt: folder.link(replace(captions, key=mp3.key), vtt)
        if captions
        else folder.write(vtt, mp3.key, [render_vtt(track).encode()]),
        sections: folder.write(sections, mp3.key, [chapters.encode()]),
    }


@dataclass(frozen=True, slots=True)
class Site:
    """What page and feed are made of."""

    publication: Callable[[], Publication]
    """All tracks, with their cues; put together only if something is made of them."""
    chapters: tuple[ChapterRecord, ...]
    identity: str
    """What the lecture keeps through every edit: the name of its folder."""
    base_url: str
    cover: Callable[[int], bytes]
    """The picture in a size."""
    cover_key: str
    paragraphs: Callable[[tuple[Cue, ...]], list[Paragraph]] = paragraphs_of
    """Or whoever has asked that before."""


def write_lecture(
    folder: OutputFolder, site: Site, old: Mapping[str, FileRecord]
) -> dict[str, FileRecord]:
    """Page, feed and cover; what was made of the same things before is not made again."""
    page, feed, cover = lecture_names()
    facts = [DESIGN, site.identity, site.base_url, site.cover_key]
    key = digest([*facts, [[c.key, c.web] for c in site.chapters]])
    wanted = {page: key, feed: key, cover: site.cover_key}
    kept = {name: old[name] for name in wanted if _is_kept(folder, old.get(name), wanted[name])}
    made = {}
    if page not in kept or feed not in kept:
        publication = site.publication()
        made[page] = folder.write(page, key, map(str.encode, _page(site, publication)))
        made[feed] = folder.write(feed, key, [_feed(site, publication).encode()])
    if cover not in kept:
        made[cover] = folder.write(cover, site.cover_key, [site.cover(COVER_SIZE)])
    return kept | made


def _is_kept(folder: OutputFolder, record: FileRecord | None, key: str) -> bool:
    return record is not None and record.key == key and folder.size(record.name) == record.size


def _page(site: Site, publication: Publication) -> Iterator[str]:
    audio = {chapter.number: f"{chapter.web}.mp3" for chapter in site.chapters}
    return render_page(
        publication,
        audio_names=audio,
        cover=site.cover(PAGE_COVER_SIZE),
        identity=site.identity,
        paragraphs=site.paragraphs,
    )


def _feed(site: Site, publication: Publication) -> str:
    from audiolecture.publish.feed import (  # noqa: PLC0415 - only where it is written
        LOCAL_BASE,
        FeedLecture,
        published_on,
        render_feed,
    )

    lecture = FeedLecture(
        publication=publication,
        identity=site.identity,
        published=published_on(publication.date, publication.number),
        web_stems={chapter.number: chapter.web for chapter in site.chapters},
    )
    base = f"{site.base_url.rstrip('/')}/{quote(site.identity)}/{FOLDER}/"
    return render_feed([lecture], base_url=base if site.base_url else LOCAL_BASE)


def publication_of(manifest: Manifest) -> Publication:
    """A published lecture as renderers want it, without the words' times."""
    records = {record.name: record for record in manifest.files}
    return Publication(
        title=manifest.title,
        author=manifest.author,
        album=manifest.album,
        language=manifest.language,
        voice=manifest.voice,
        tracks=tuple(tracks(manifest.chapters, records)),
        date=manifest.date,
        summary=manifest.summary,
        number=manifest.number,
    )


def feed_lecture(manifest: Manifest, identity: str, folder: str = "") -> FeedLecture:
    """A published lecture as a feed wants it; ``folder`` is where its files are from the feed."""
    from audiolecture.publish.feed import FeedLecture, published_on  # noqa: PLC0415 - for courses

    return FeedLecture(
        publication=publication_of(manifest),
        identity=identity,
        published=published_on(manifest.date, manifest.number),
        web_stems={chapter.number: chapter.web for chapter in manifest.chapters},
        folder=folder,
    )


def track(chapter: ChapterRecord) -> Track:
    """A published chapter as a track, without its file and the words' times."""
    return Track(
        number=chapter.number,
        stem=chapter.mp3.removesuffix(".mp3"),
        timeline=_timeline(chapter),
        loudness=chapter.loudness,
        peak=chapter.peak,
    )


def tracks(
    chapters: Sequence[ChapterRecord],
    files: Mapping[str, FileRecord],
    track: Callable[[ChapterRecord], Track] = track,
) -> Iterator[Track]:
    """The published chapters as tracks: every sentence and section, without the words' times."""
    for chapter in chapters:
        file = files[chapter.mp3]
        yield replace(track(chapter), size=file.size, digest=file.sha256)


def _timeline(chapter: ChapterRecord) -> Timeline:
    cues = tuple(
        Cue(cue.text, cue.start, cue.end, cue.block, cue.heading, speaker=utterance.speaker)
        for utterance in chapter.utterances
        for cue in utterance.cues
    )
    sections = tuple(SectionMark(*section) for section in chapter.sections)
    return Timeline(chapter.title, chapter.kind, chapter.samples, cues, sections)
