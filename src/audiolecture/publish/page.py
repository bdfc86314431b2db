"""The listen page: one HTML file that plays the chapters and reads along."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from audiolecture.model import SAMPLE_RATE, Cue, Publication, Track, clock
from audiolecture.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jinja2 import Environment, Template
    from markupsafe import Markup

_PIECE = 1_000
"""Parts of the template that make a piece: whole, the page of a hundred hours is much memory."""

_RATES = ("0.75", "0.9", "1", "1.1", "1.25", "1.5", "1.75", "2", "2.5")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one block; ``level`` is that of a heading, 0 for text."""

    sentences: Markup
    level: int = 0
    speaker: str = ""


def paragraphs_of(cues: Sequence[Cue]) -> list[Paragraph]:
    """Cues of one block together; the first heading of a chapter is its title."""
    paragraphs = []
    for index, (_, group) in enumerate(groupby(cues, key=lambda cue: (cue.block, cue.heading))):
        block = tuple(group)
        level = (2 if index == 0 else 3) if block[0].heading else 0
        texts = tuple(one_line(cue.text) for cue in block)
        paragraphs.append(Paragraph(_spans(texts), level, one_line(block[0].speaker)))
    return paragraphs


def render_page(
    publication: Publication,
    *,
    audio_names: Mapping[int, str],
    downloads: Sequence[tuple[str, str]] = (),
    cover: bytes = b"",
    identity: str = "",
    paragraphs: Callable[[tuple[Cue, ...]], list[Paragraph]] = paragraphs_of,
) -> Iterator[str]:
    """The page as HTML that needs nothing but the audio files beside it, in pieces.

    Args:
        publication: the lecture.
        audio_names: the file name of each chapter's MP3, by `Track.number`, relative to the page.
        downloads: more files to offer, as (label, relative file name).
        cover: a JPEG, best 600 pixels wide; goes into the page. None is shown if empty.
        identity: what tells this lecture from others in the browser's memory of positions; the
            title and the author if empty.
        paragraphs: `paragraphs_of`, or whoever has asked it before.
    """
    chapters = [
        _chapter(track, audio_names[track.number], paragraphs(track.timeline.cues))
        for track in publication.tracks
    ]
    css, script = asset("listen.css"), asset("listen.js")
    samples = sum(track.timeline.samples for track in publication.tracks)
    image = "data:image/jpeg;base64," + base64.b64encode(cover).decode() if cover else ""
    page = template("listen.html").stream(
        **_facts(publication),
        chapters=chapters,
        minutes=_minutes(samples),
        length=_spoken_length(samples),
        downloads=[(one_line(name), quote(href)) for name, href in downloads],
        cover=image,
        rates=_RATES,
        timeline=_timeline(publication, audio_names, identity),
        css=css,
        script=script,
        policy=policy(css, script),
    )
    page.enable_buffering(_PIECE)
    return page


def _facts(publication: Publication) -> dict[str, Any]:
    return {
        "title": one_line(publication.title),
        "author": one_line(publication.author),
        "album": one_line(publication.album),
        "voice": one_line(publication.voice),
        "date": one_line(publication.date),
        "summary": one_line(publication.summary),
        "language": one_line(publication.language),
        "number": publication.number,
    }


def _timeline(
    publication: Publication, audio_names: Mapping[int, str], identity: str
) -> dict[str, Any]:
    """What the script needs: per chapter the file and the start of each sentence, in ms."""
    name = identity or f"{publication.title}\0{publication.author}"
    facts = _facts(publication)
    return {
        "id": hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16],
        "title": facts["title"],
        "author": facts["author"],
        "album": facts["album"],
        "chapters": [
            {
                "n": track.number,
                "title": one_line(track.timeline.title),
                "src": quote(audio_names[track.number]),
                "ms": _milliseconds(track.timeline.samples),
                "starts": [_milliseconds(cue.start) for cue in track.timeline.cues],
            }
            for track in publication.tracks
        ],
    }


def _chapter(track: Track, audio_name: str, paragraphs: list[Paragraph]) -> dict[str, Any]:
    timeline = track.timeline
    return {
        "number": track.number,
        "title": one_line(timeline.title) or f"第 {track.number} 章",
        "href": quote(audio_name),
        "file": f"{track.stem}.mp3",
        "size": f"{track.size / 1e6:.1f} MB" if track.size else "",
        "length": clock(timeline.samples),
        "spoken_title": bool(timeline.cues) and timeline.cues[0].heading,
        "sections": [
            {"title": one_line(mark.title), "seconds": f"{mark.start / SAMPLE_RATE:.2f}"}
            for mark in timeline.sections
        ],
        "paragraphs": paragraphs,
    }


def _spans(lines: Sequence[str]) -> Markup:
    """A span for each; they are escaped together, since ten hours have thousands of them."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with Jinja

    inner = str(escape("\n".join(lines))).replace("\n", '</span><span class="s">')
    return Markup(f'<span class="s">{inner}</span>')  # noqa: S704 - escaped


# ---------------------------------------------------------------- how time is written


def _milliseconds(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE


def _minutes(samples: int) -> int:
    return max(1, round(samples / SAMPLE_RATE / 60))


def _spoken_length(samples: int) -> str:
    hours, rest = divmod(_minutes(samples), 60)
    return f"{hours} 小时 {rest} 分钟" if hours else f"{rest} 分钟"


# ---------------------------------------------------------------- the template


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - seldom needed

    return Environment(
        loader=PackageLoader("audiolecture.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def load_ahead() -> None:
    """Compile the page now, so that `render_page` need not."""
    template("listen.html")


def template(name: str) -> Template:
    """A page of ours."""
    return _environment().get_template(name)


@lru_cache(maxsize=4)
def asset(name: str) -> Any:
    """A style sheet or script of ours, as markup: a parser ends neither before its end tag."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

    environment = _environment()
    assert environment.loader is not None  # noqa: S101 - for the type checker
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704 - our own file


def policy(css: str, script: str) -> str:
    """Nothing runs but our script, nothing is fetched but audio beside the page.

    ``file:`` stands beside ``'self'`` because a page from a disk has no origin of its own.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_source_hash(script)}'",
            f"style-src '{_source_hash(css)}'",
            "img-src data:",
            "media-src 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _source_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
