from __future__ import annotations

import pytest

from audiolecture.drafts import Request, prepare_lectures
from audiolecture.store import Store


@pytest.fixture
def prepared(tmp_path):
    def of(*names):
        sources = tuple(tmp_path / name for name in names)
        request = Request(sources, tmp_path / "output", Store(tmp_path / "store"), {})
        return [(p.lecture.number, p.lecture.album) for p in prepare_lectures(request)]

    return of


def test_a_folder_is_a_course(tmp_path, prepared):
    folder = tmp_path / "中国史"
    folder.mkdir()
    for name in ("第1讲.txt", "第3讲.md", "后记.txt"):
        (folder / name).write_text("话。\n", encoding="utf-8")
    assert prepared("中国史") == [(1, "中国史"), (3, "中国史"), (4, "中国史")]
    assert prepared("中国史/第3讲.md") == [(3, "中国史")]
    assert prepared("中国史/后记.txt") == [(0, "")]


def test_settings_and_front_matter_win_over_the_names(tmp_path, prepared):
    (tmp_path / "audiolecture.toml").write_text('album = "国史"\n', encoding="utf-8")
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "1.txt").write_text("---\nnumber: 7\nalbum: 外编\n---\n话。\n", encoding="utf-8")
    (folder / "2.txt").write_text("话。\n", encoding="utf-8")
    assert prepared("content") == [(7, "外编"), (2, "国史")]


def test_a_lecture_alone_is_its_own_album(tmp_path, prepared):
    (tmp_path / "第2讲.txt").write_text("话。\n", encoding="utf-8")
    assert prepared("第2讲.txt") == [(0, "")]


def test_a_correction_beside_the_script_is_seen_by_the_next_plan(tmp_path, prepared):
    script = tmp_path / "课.txt"
    script.write_text("一、甲\n话。\n二、乙\n话。\n", encoding="utf-8")
    request = Request((script,), tmp_path / "output", Store(tmp_path / "store"), {})
    before = [c.title for c in prepare_lectures(request)[0].lecture.chapters]
    (tmp_path / "课.outline.toml").write_text('[[line]]\nat = 3\ntitle = "丙"\n', encoding="utf-8")
    after = [c.title for c in prepare_lectures(request)[0].lecture.chapters]
    assert (before, after) == (["一、甲", "二、乙"], ["一、甲", "丙"])
