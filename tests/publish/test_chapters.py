import json

import pytest

from audiolecture.publish.chapters import render_chapters
from audiolecture.publish.text import one_line
from audiolecture.testing.publications import HOSTILE, hostile, lecture


def test_sections_ascend_from_zero() -> None:
    publication = lecture()
    document = json.loads(render_chapters(publication, publication.tracks[1]))
    assert document["version"] == "1.2.0"
    assert [(c["startTime"], c["title"]) for c in document["chapters"]] == [
        (0, "一、坚定信念"), (2, "学习理论"), (35, "联系群众"),
    ]  # fmt: skip


def test_a_chapter_without_sections_is_one_mark() -> None:
    publication = lecture()
    document = json.loads(render_chapters(publication, publication.tracks[0]))
    assert document["chapters"] == [{"startTime": 0, "title": "开场"}]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    publication = hostile(text)
    rendered = render_chapters(publication, publication.tracks[0])
    (mark,) = json.loads(rendered.encode())["chapters"]
    assert mark == {"startTime": 0, "title": one_line(text)}
