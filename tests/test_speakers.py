"""Several voices in one lecture: labels, turns, quotations, and who is named where."""

from __future__ import annotations

import json

import pytest

from audiolecture.source.read import read_lecture, read_outline
from audiolecture.source.speakers import QUOTATION

TALK = """---
title: 基层访谈
voice: low
voices:
  主持人: high
  引文: high
---

# 一、为什么下乡

主持人：各位听众大家好。您为什么2012年去了村里？

因为想去看看，那里的人每天怎么过日子，有什么难处。

# 二、干什么

又是讲者在说，说的是下乡以后做了哪些事。

> 问渠那得清如许，为有源头活水来，这两句诗说的就是读书。

“群众利益无小事，一枝一叶总关情。”

主持人（笑）：谢谢张书记给我们讲了这么多！

注意：这不是一个人，这是一句提醒大家的话。
"""


SECTIONS = """---
title: 访谈
voices:
  客人: high
---

# 一、甲

这里由讲者来说。

## 客人的一节

这里由客人来说。

这里还是客人。

## 讲者的一节

这里又由讲者来说。
"""


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "访谈.md"
    path.write_text(TALK, encoding="utf-8")
    return path


def spoken_by(path):
    lecture = read_lecture(path)
    return [(block.speaker, block.text) for c in lecture.chapters for block in c.blocks]


def test_a_turn_lasts_until_the_next_label_or_heading(talk):
    assert spoken_by(talk) == [
        ("", "一、为什么下乡"),
        ("主持人", "各位听众大家好。您为什么2012年去了村里？"),
        ("主持人", "因为想去看看，那里的人每天怎么过日子，有什么难处。"),
        ("", "二、干什么"),
        ("", "又是讲者在说，说的是下乡以后做了哪些事。"),
        (QUOTATION, "问渠那得清如许，为有源头活水来，这两句诗说的就是读书。"),
        (QUOTATION, "“群众利益无小事，一枝一叶总关情。”"),
        ("主持人", "谢谢张书记给我们讲了这么多！"),
        ("主持人", "注意：这不是一个人，这是一句提醒大家的话。"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("主持人：大家好。", ("主持人", "大家好。")),
        ("主持人: 大家好。", ("主持人", "大家好。")),
        ("【主持人】：大家好。", ("主持人", "大家好。")),
        ("主持人（鼓掌）：大家好。", ("主持人", "大家好。")),
        ("主持人小王：大家好。", ("主持人小王", "大家好。")),
        ("主持人\t：大家好。", ("主持人", "大家好。")),
        ("主持人说：大家好。", ("", "主持人说：大家好。")),
        ("大家好，主持人：你好。", ("", "大家好，主持人：你好。")),
    ],
)
def test_labels(tmp_path, line, expected):
    path = tmp_path / "课.txt"
    head = "---\nvoices: 主持人 = high; 主持人小王 = low\n---\n"
    path.write_text(f"{head}开头的一段话。\n{line}\n结尾的一段话。\n", encoding="utf-8")

    assert spoken_by(path)[1] == expected


def test_without_voices_a_label_is_text(tmp_path):
    path = tmp_path / "课.txt"
    path.write_text("主持人：大家好。\n谢谢。\n", encoding="utf-8")

    assert spoken_by(path)[0] == ("", "主持人：大家好。")


def test_a_label_alone_holds_for_the_next_line(tmp_path):
    path = tmp_path / "课.txt"
    (tmp_path / "audiolecture.toml").write_text('[voices]\n"主持人" = "high"\n', encoding="utf-8")
    path.write_text("第一段话。\n主持人：\n大家好。\n", encoding="utf-8")

    assert spoken_by(path) == [("", "第一段话。"), ("主持人", "大家好。")]


def test_labels_are_listed_as_left_out_with_their_lines(talk):
    omitted = read_lecture(talk).omitted

    assert [(item.kind, item.text, item.line) for item in omitted] == [
        ("speaker", "主持人：", 11),
        ("speaker", "主持人（笑）：", 23),
    ]


def test_the_author_says_who_speaks_a_line(talk):
    correction = '[[line]]\ntext = "又是讲者"\nspeaker = "主持人"\n'
    talk.with_name("访谈.outline.toml").write_text(correction, encoding="utf-8")

    assert ("主持人", "又是讲者在说，说的是下乡以后做了哪些事。") in spoken_by(talk)
    assert any(row.rule == "said by 主持人" for row in read_outline(talk).decisions)


def test_the_author_says_who_speaks_a_section(run, tmp_path):
    path = tmp_path / "访谈.md"
    path.write_text(SECTIONS, encoding="utf-8")
    correction = '[[line]]\ntext = "客人的一节"\nspeaker = "客人"\n'
    path.with_name("访谈.outline.toml").write_text(correction, encoding="utf-8")

    sections = [one.title for chapter in read_lecture(path).chapters for one in chapter.sections]

    assert sections == ["客人的一节", "讲者的一节"]
    assert spoken_by(path)[1:] == [
        ("", "这里由讲者来说。"),
        ("客人", "客人的一节"),
        ("客人", "这里由客人来说。"),
        ("客人", "这里还是客人。"),
        ("", "讲者的一节"),
        ("", "这里又由讲者来说。"),
    ]
    assert run("build", path, "--engine", "tone").code == 0
    assert run("check", tmp_path / "output" / "访谈").code == 0


def test_a_speaker_without_a_voice_is_an_error_with_the_nearest_name(run, talk):
    correction = '[[line]]\ntext = "又是讲者"\nspeaker = "主侍人"\n'
    talk.with_name("访谈.outline.toml").write_text(correction, encoding="utf-8")

    result = run("plan", talk, "--engine", "tone")

    assert result.code == 2
    assert "'主侍人' has no voice, did you mean '主持人'?" in result.err


# ---------------------------------------------------------------- the whole way


@pytest.fixture
def built(run, talk):
    assert run("build", talk, "--engine", "tone").code == 0
    return talk.parent / "output" / "访谈"


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_each_voice_says_its_own_and_is_brought_to_its_level(built):
    chapters = manifest(built)["chapters"]
    voices = [item.get("in_voice", "") for c in chapters for item in c["utterances"]]

    assert voices == ["", "high", "high", "", "", "high", "high", "high", "high"]
    assert all(abs(chapter["loudness"] + 19) < 0.5 for chapter in chapters)


def test_captions_carry_the_speaker(built):
    lrc = (built / "02 - 二、干什么.lrc").read_text("utf-8")
    (vtt,) = (path.read_text("utf-8") for path in built.glob("web/ch02*.vtt"))
    page = (built / "web" / "index.html").read_text("utf-8")

    assert "]主持人：谢谢张书记给我们讲了这么多！\n" in lrc
    assert "]注意：这不是一个人，这是一句提醒大家的话。\n" in lrc
    assert "<v 主持人>谢谢张书记给我们讲了这么多！\n" in vtt
    assert "\n问渠那得清如许" in vtt
    assert "<b>主持人：</b>" in page
    assert QUOTATION not in lrc + vtt


def test_the_finished_files_pass_the_check(run, built):
    result = run("check", built, "--json")

    assert result.code == 0, result.out


def test_another_voice_for_one_speaker_costs_only_what_it_says(run, talk, built):
    before = {path.name: path.read_bytes() for path in built.glob("*.mp3")}
    talk.write_text(TALK.replace("主持人: high", "主持人: low"), encoding="utf-8")

    result = run("build", talk, "--engine", "tone", "--json").json

    assert result["synthesized"] == 4
    assert all(path.read_bytes() != before[path.name] for path in built.glob("*.mp3"))
    assert run("build", talk, "--engine", "tone", "--json").json["synthesized"] == 0


def test_an_audiobook_has_each_voice_at_its_level(run, talk):
    assert run("build", talk, "--engine", "tone", "--format", "m4b").code == 0
    assert run("check", talk.parent / "output" / "访谈").code == 0


def test_a_voice_that_there_is_not_names_its_speaker(run, talk):
    talk.write_text(TALK.replace("主持人: high", "主持人: hihg"), encoding="utf-8")

    result = run("build", talk, "--engine", "tone")

    assert result.code == 2
    assert "voices.主持人: the engine tone has no voice 'hihg'" in result.err
    assert "try high" in result.err


def test_without_the_service_each_speaker_still_has_another_voice(run, talk):
    online = TALK.replace("voice: low\n", "").replace("high", "zh-CN-YunxiNeural")
    talk.write_text(online, encoding="utf-8")

    plan = run("plan", talk, "--json").json["lectures"][0]

    assert plan["engine"] == "espeak"
    assert plan["voices"] == {"主持人": "zhf", QUOTATION: "zhf"}
    assert plan["voice"] == "zhm"


def test_front_matter_with_voices_ends_where_it_should(tmp_path):
    path = tmp_path / "课.txt"
    path.write_text(
        "---\nvoices:\n  甲: low\n  乙: high\nauthor: 王\n---\n甲：早。\n乙：早。\n", "utf-8"
    )

    lecture = read_lecture(path)

    assert lecture.author == "王"
    assert [block.speaker for block in lecture.chapters[0].blocks] == ["甲", "乙"]
