import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from audiolecture.model import SAMPLE_RATE, Publication
from audiolecture.publish.page import render_page
from audiolecture.testing.publications import HOSTILE, hostile, lecture

VOID = {"meta", "link", "img", "input", "br"}


class Reader(HTMLParser):
    """Tags, attributes and texts; complains of a tag that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.sentences: list[str] = []
        self.in_sentence = False
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        self.in_sentence = ("class", "s") in attrs
        if self.in_sentence:
            self.sentences.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.in_sentence = False

    def handle_data(self, data: str) -> None:
        if self.in_sentence:
            self.sentences[-1] += data


def page(publication: Publication, **options: object) -> str:
    names = {track.number: f"ch{track.number:02d}.mp3" for track in publication.tracks}
    return "".join(render_page(publication, audio_names=names, **options))


def timeline(text: str) -> dict:
    found = re.search(r'<script type="application/json" id="timeline">(.*?)</script>', text)
    return json.loads(found[1])


def test_the_same_bytes_again() -> None:
    assert page(lecture(), cover=b"jpeg") == page(lecture(), cover=b"jpeg")


def test_every_sentence_stands_in_the_page_and_in_the_timeline() -> None:
    publication = lecture()
    text = page(publication)
    cues = [cue for track in publication.tracks for cue in track.timeline.cues]
    starts = [start for chapter in timeline(text)["chapters"] for start in chapter["starts"]]
    assert Reader(text).sentences == [cue.text for cue in cues]
    assert starts == [cue.start * 1000 // SAMPLE_RATE for cue in cues]


def test_nothing_is_fetched_but_the_audio_beside_it() -> None:
    addresses = {
        value
        for tag, attributes in Reader(page(lecture(), cover=b"jpeg")).tags
        for name, value in attributes.items()
        if name in {"src", "href"} and not value.startswith(("#", "data:"))
    }
    assert addresses == {"ch01.mp3", "ch02.mp3", "ch03.mp3"}


def test_a_chapter_has_one_title_whether_it_is_spoken_or_not() -> None:
    text = page(lecture())
    assert text.count("<h2") == 3
    assert '<h2 id="h2"><span class="s">一、坚定信念</span></h2>' in text
    assert '<h2 id="h1"><bdi>开场</bdi></h2>' in text


def test_sections_are_links_to_their_second() -> None:
    assert '<a href="#ch=2&amp;t=35.00"><bdi>联系群众</bdi></a>' in page(lecture())


def test_the_policy_allows_exactly_our_script_and_style() -> None:
    text = page(lecture())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    directives = unescape(policy).split("; ")
    assert directives[0] == "default-src 'none'"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        (ours,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(ours.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in directives
    assert text.count("<script") == 2  # the other one holds times, which are no code


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    publication = hostile(text)
    rendered = page(publication, downloads=[(text, text.encode("utf-8", "replace").decode())])
    rendered.encode()
    reader = Reader(rendered)
    harmless = Reader(page(hostile("甲"), downloads=[("甲", "甲")]))
    assert [tag for tag, _ in reader.tags] == [tag for tag, _ in harmless.tags]
    assert not [a for _, attributes in reader.tags for a in attributes if a.startswith("on")]
    assert len(timeline(rendered)["chapters"]) == 2
