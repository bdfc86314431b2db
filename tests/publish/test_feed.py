import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser
import podcastparser
import pytest

from audiolecture.errors import PublishError
from audiolecture.model import Publication, Timeline
from audiolecture.publish.feed import (
    FeedLecture,
    chapter_identities,
    podcast_guid,
    published_on,
    render_feed,
)
from audiolecture.testing.publications import HOSTILE, hostile, lecture

BASE = "https://example.org/课程/"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
START = datetime(2026, 5, 4, tzinfo=UTC)


def entry(publication: Publication, **options: object) -> FeedLecture:
    stems = {track.number: f"ch{track.number:02d}-abc" for track in publication.tracks}
    return FeedLecture(publication, **{
        "identity": "grassroots", "published": START, "web_stems": stems, **options
    })  # fmt: skip


def feed(*lectures: FeedLecture) -> str:
    return render_feed(lectures, base_url=BASE)


def read(text: str) -> dict:
    return podcastparser.parse(BASE, io.BytesIO(text.encode()))


def guids(text: str) -> list[str]:
    return [episode["guid"] for episode in read(text)["episodes"]]


def test_two_readers_find_everything() -> None:
    text = feed(entry(lecture()))
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo
    assert (parsed.feed.title, parsed.feed.language) == ("基层是最好的课堂", "zh-cn")
    second = sorted(parsed.entries, key=lambda e: e.published_parsed)[1]
    assert second.title == "一、坚定信念"
    assert second.itunes_episode == "2"
    channel = read(text)
    assert channel["type"] == "serial"
    episode = sorted(channel["episodes"], key=lambda e: e["published"])[1]
    track = lecture().tracks[1]
    assert episode["total_time"] == 38
    assert episode["enclosures"][0]["file_size"] == track.size
    assert episode["enclosures"][0]["mime_type"] == "audio/mpeg"
    assert episode["enclosures"][0]["url"].endswith("ch02-abc.mp3")


def test_transcript_and_chapters_stand_in_the_namespace_of_the_specification() -> None:
    # podcastparser knows the namespace only by an older address.
    item = ET.fromstring(feed(entry(lecture()))).findall("channel/item")[1]
    transcript, chapters = (item.find(f"{PODCAST}{name}") for name in ("transcript", "chapters"))
    assert transcript.get("url").endswith("ch02-abc.vtt")
    assert chapters.get("url").endswith("ch02-abc.chapters.json")
    assert chapters.get("type") == "application/json+chapters"


def test_the_guid_of_the_feed_is_that_of_the_specification() -> None:
    # The example of the podcast namespace's documentation.
    assert str(podcast_guid("https://podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_an_edit_changes_its_own_item_and_no_guid() -> None:
    before = lecture()
    second = replace(before.tracks[1], size=12345)
    after = replace(before, tracks=(before.tracks[0], second, before.tracks[2]))
    old, new = feed(entry(before)), feed(entry(after))
    changed = [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]
    assert guids(old) == guids(new)
    assert len(changed) == 1
    assert 'length="12345"' in changed[0][1]


def test_a_chapter_put_in_front_leaves_the_other_guids() -> None:
    titles = ["开场", "一、坚定信念", "二、联系群众", "结语"]
    later = ["开场", "一、先说几句", "二、坚定信念", "三、联系群众", "结语"]
    kinds = {"开场": "opening", "结语": "closing"}

    def identities(titles: list[str]) -> tuple[str, ...]:
        return chapter_identities([Timeline(t, kinds.get(t, "body"), 0, ()) for t in titles])

    assert identities(titles) == ("opening", "坚定信念", "联系群众", "closing")
    assert set(identities(titles)) < set(identities(later))
    assert identities(["一、问题", "二、问题"]) == ("问题", "问题#2")


def test_a_course_is_one_feed_in_order() -> None:
    first = replace(lecture(), album="党课", number=1)
    second = replace(lecture(), album="党课", number=2)
    text = feed(
        entry(first, folder="one/web"),
        entry(second, identity="two", folder="第二讲/web", published=START + timedelta(days=1)),
    )
    channel = read(text)
    episodes = sorted(channel["episodes"], key=lambda e: e["published"])
    assert channel["title"] == "党课"
    assert episodes[0]["enclosures"][0]["url"].endswith("/one/web/ch01-abc.mp3")
    assert len(set(guids(text))) == 6
    items = ET.fromstring(text).findall("channel/item")
    dates = [parsedate_to_datetime(item.findtext("pubDate")) for item in items]
    assert dates[:3] == [START, START + timedelta(minutes=1), START + timedelta(minutes=2)]
    assert dates == sorted(dates)
    assert items[3].find("enclosure").get("url").startswith(BASE + "%E7%AC%AC")


@pytest.mark.parametrize(
    ("date", "number", "expected"),
    [
        ("2026-05-04", 0, "2026-05-04T08:00:00+08:00"),
        ("2026年5月", 0, "2026-05-01T08:00:00+08:00"),
        ("2026", 9, "2026-01-01T08:00:00+08:00"),
        ("", 3, "2000-01-04T08:00:00+08:00"),
        ("2026-13-40", 0, "2000-01-01T08:00:00+08:00"),
        ("不详", 0, "2000-01-01T08:00:00+08:00"),
    ],
)
def test_published_on(date: str, number: int, expected: str) -> None:
    assert published_on(date, number).isoformat() == expected


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://x/", "https://", "http://[", "http://a b/"]
)
def test_a_base_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(PublishError, match="full address"):
        render_feed([entry(lecture())], base_url=url)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    rendered = feed(entry(hostile(text)))
    parsed = feedparser.parse(rendered.encode())
    assert not parsed.bozo
    assert len(parsed.entries) == len(read(rendered)["episodes"]) == 2
    assert "<script" not in rendered
