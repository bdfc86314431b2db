"""``chapters.json``: the sections of a chapter for podcast apps (Podcasting 2.0, version 1.2.0)."""

from __future__ import annotations

import json

from audiolecture.model import SAMPLE_RATE, Publication, SectionMark, Track
from audiolecture.publish.text import one_line

MIME_TYPE = "application/json+chapters"


def render_chapters(publication: Publication, track: Track) -> str:
    """The chapter's sections; a chapter without any is one mark at zero with its own title."""
    document = {
        "version": "1.2.0",
        "title": one_line(track.timeline.title),
        "author": one_line(publication.author),
        "podcastName": one_line(publication.album or publication.title),
        "chapters": [
            {"startTime": _seconds(mark.start), "title": one_line(mark.title) or "…"}
            for mark in _from_zero(track)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _from_zero(track: Track) -> tuple[SectionMark, ...]:
    """The sections, and before them what stands ahead of the first, under the chapter's title."""
    timeline = track.timeline
    first = timeline.sections[0].start if timeline.sections else timeline.samples
    head = SectionMark(timeline.title, 0, first)
    return (head, *timeline.sections) if first > 0 else timeline.sections


def _seconds(samples: int) -> float:
    return round(samples / SAMPLE_RATE, 3)
