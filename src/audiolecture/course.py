"""What belongs to a course of several lectures: one feed for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audiolecture import chapterfile, website
from audiolecture.errors import PublishError
from audiolecture.model import Lecture
from audiolecture.output import OutputFolder
from audiolecture.publish.feed import LOCAL_BASE, render_feed
from audiolecture.store import Store

FEED, COVER = "feed.xml", "cover.jpg"
_OURS = b"<generator>audiolecture</generator>"


def write_course(
    output: Path, lectures: Sequence[tuple[Lecture, Path, Path]], base_url: str, store: Store
) -> None:
    """Write the feed of a course and its cover into the output folder.

    Args:
        output: the folder that holds the lectures' folders.
        lectures: each with its script and its folder, in order.
        base_url: where ``output`` will be found; empty if it is only served from here.
        store: for the cover.

    Raises:
        PublishError: the folder cannot be written, or a feed there is somebody else's.
    """
    path = output / FEED
    if path.is_file() and _OURS not in path.read_bytes():
        raise PublishError(
            "this feed is not ours", where=str(path), hint="move it away, or choose another folder"
        )
    feed = []
    for _, _, folder in lectures:
        manifest = OutputFolder(folder).manifest()
        if manifest is not None and manifest.chapters:
            name = folder.name
            feed.append(website.feed_lecture(manifest, name, f"{name}/{website.FOLDER}"))
    if not feed:
        return
    text = render_feed(feed, base_url=base_url or LOCAL_BASE, page_name="")
    first, source, _ = lectures[0]
    named = Lecture(first.album or first.title, (), author=first.author)
    cover = chapterfile.cover(named, source, website.COVER_SIZE, store)
    course = OutputFolder(output)
    course.write(FEED, "", [text.encode()])
    course.write(COVER, "", [cover])
