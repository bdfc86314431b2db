"""What belongs to a course of several lectures: one feed for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audiolecture import chapterfile, website
from audiolecture.drafts import Prepared
from audiolecture.errors import PublishError
from audiolecture.messages import _
from audiolecture.model import Lecture
from audiolecture.output import OutputFolder
from audiolecture.store import Store

FEED, COVER = "feed.xml", "cover.jpg"
_OURS = b"<generator>audiolecture</generator>"


def write_course(output: Path, first: Prepared, folders: Sequence[Path], store: Store) -> None:
    """Write the feed of a course and its cover into the output folder.

    Args:
        output: the folder that holds the lectures' folders.
        first: a lecture of the course, whose album, author and address hold for all.
        folders: those of the lectures, in order.
        store: for the cover.

    Raises:
        PublishError: the folder cannot be written, or a feed there is somebody else's.
    """
    path = output / FEED
    if path.is_file() and _OURS not in path.read_bytes():
        raise PublishError(
            _("this feed is not ours"),
            where=str(path),
            hint=_("move it away, or choose another folder"),
        )
    from audiolecture.publish.feed import LOCAL_BASE, render_feed  # noqa: PLC0415 - for courses

    feed = []
    for folder in folders:
        manifest = OutputFolder(folder).manifest()
        if manifest is not None and manifest.chapters:
            name = folder.name
            feed.append(website.feed_lecture(manifest, name, f"{name}/{website.FOLDER}"))
    if not feed:
        return
    text = render_feed(feed, base_url=first.settings.base_url or LOCAL_BASE, page_name="")
    lecture = first.lecture
    named = Lecture(lecture.album or lecture.title, (), author=lecture.author)
    cover = chapterfile.cover(named, first.source, website.COVER_SIZE, store)
    course = OutputFolder(output)
    course.write(FEED, "", [text.encode()])
    course.write(COVER, "", [cover])
