from __future__ import annotations

import pytest

from audiolecture.config import Content
from audiolecture.source.document import Document, Paragraph
from audiolecture.source.policy import speech
from audiolecture.source.read import read_lecture


def said(paragraphs, **content):
    document = Document("x", "x", tuple(paragraphs))
    result = speech(document, Content(**content)).document
    spoken = [paragraph.text for paragraph in result.paragraphs]
    return spoken, [(item.kind, item.text, item.line) for item in result.omitted]


@pytest.mark.parametrize(
    ("written", "skip", "announce"),
    [
        (
            "详情请看 https://a.cn/b?c=1 这个网页。",
            "详情请看这个网页。",
            "详情请看（链接）这个网页。",
        ),
        ("网站（www.a.com.cn）已经开通。", "网站已经开通。", "网站（链接）已经开通。"),
        ("See https://a.org/x for more.", "See for more.", "See（链接）for more."),
        ("两处：http://a.cn/1，http://a.cn/2。", "两处：，。", "两处：（链接），（链接）。"),
        (
            "设$x$为边长，$a^2+b^2=c^2$成立。",
            "设为边长，成立。",
            "设（公式）为边长，（公式）成立。",
        ),
        ("票价$100，不是$200。", "票价$100，不是$200。", "票价$100，不是$200。"),
        ("发信到 li@a.cn。", "发信到 li@a.cn。", "发信到 li@a.cn。"),
    ],
)
def test_addresses_and_formulae_leave_the_sentence_whole(written, skip, announce):
    assert said([Paragraph(written, 1)])[0] == [skip]
    announced = said([Paragraph(written, 1)], links="announce", formulae="announce")
    assert announced[0] == [announce]
    read = written.replace("$x$", "x").replace("$a^2+b^2=c^2$", "a^2+b^2=c^2")
    assert said([Paragraph(written, 1)], links="read", formulae="read") == ([read], [])


def test_a_paragraph_that_is_only_an_address_is_left_out():
    assert said([Paragraph("网址：https://a.cn", 7)]) == ([], [("link", "https://a.cn", 7)])
    assert said([Paragraph("（https://a.cn）！", 7)]) == ([], [("link", "https://a.cn", 7)])


@pytest.mark.parametrize(
    ("kind", "setting", "announced"),
    [
        ("code", "code", "（此处有一段代码）"),
        ("table", "tables", "（此处有一张表格）"),
        ("formula", "formulae", "（此处有一个公式）"),
        ("image", "images", "（此处有一张图片）"),
        ("caption", "captions", "（此处有一条图注）"),
        ("note", "notes", "（此处有一条注释）"),
        ("link", "links", "（此处有一个链接）"),
    ],
)
def test_every_kind_follows_its_setting(kind, setting, announced):
    paragraphs = [Paragraph("前。", 1), Paragraph("内容", 2, kind=kind), Paragraph("后。", 3)]
    left_out = [(kind, "内容", 2)]
    assert said(paragraphs) == (["前。", "后。"], left_out)
    assert said(paragraphs, **{setting: "announce"}) == (["前。", announced, "后。"], left_out)
    assert said(paragraphs, **{setting: "read"}) == (["前。", "内容", "后。"], [])


def test_the_rows_of_a_table_are_announced_once_and_read_one_by_one():
    rows = [Paragraph("年份，产量", 1, kind="table"), Paragraph("2021，3吨", 2, kind="table")]
    assert said(rows, tables="announce")[0] == ["（此处有一张表格）"]
    assert said(rows, tables="read")[0] == ["年份，产量", "2021，3吨"]
    assert said(rows)[1] == [("table", "年份，产量\n2021，3吨", 1)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("图1 村口的老槐树", "caption"),
        ("表2-1：各村人口", "caption"),
        ("图书馆里很安静", ""),
        ("图1里画的是一座桥，桥下有水。", ""),
        ("表一表决心", ""),
    ],
)
def test_captions_in_plain_text(text, kind):
    assert [each[0] for each in said([Paragraph(text, 1)])[1]] == ([kind] if kind else [])


def test_what_was_announced_is_no_heading(tmp_path):
    path = tmp_path / "课.md"
    path.write_text("---\ntables: announce\n---\n话。\n\n|a|\n|-|\n|1|\n\n话。\n", encoding="utf-8")
    (chapter,) = read_lecture(path).chapters
    assert [block.text for block in chapter.blocks] == ["话。", "（此处有一张表格）", "话。"]
    assert {block.kind for block in chapter.blocks} == {"text"}


def test_the_course_decides_and_the_lecture_decides_otherwise(tmp_path):
    text = "话。\n\n```\n代码\n```\n\n图1 一座桥\n"
    (tmp_path / "audiolecture.toml").write_text('[content]\ncode = "read"\ncaptions = "read"\n')
    path = tmp_path / "课.md"
    path.write_text("---\ncode: skip\n---\n" + text, encoding="utf-8")
    lecture = read_lecture(path)
    assert [b.text for c in lecture.chapters for b in c.blocks] == ["话。", "图1 一座桥"]
    assert [item.kind for item in lecture.omitted] == ["code"]


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        ("来源：青山日报　作者：周敏　点击：1268次", True),
        ("2022-08-15 09:30 来源：青山日报", True),
        ("发布时间：2022年8月15日 | 浏览次数：33", True),
        ("【字体：大 中 小】【打印】【关闭】", True),
        ("当前位置：首页 > 新闻 > 正文", True),
        ("作者：周敏", False),
        ("时间：2023年9月12日下午", False),
        ("阅读：请看课文的第三段", False),
        ("来源：大自然给了我们水。", False),
        ("关键词：水 土", False),
    ],
)
def test_what_a_web_page_left_around_the_text_is_no_speech(tmp_path, line, left_out):
    script = tmp_path / "a.txt"
    script.write_text(f"说水\n{line}\n水往低处流，人往高处走。\n井水不犯河水。\n", encoding="utf-8")

    lecture = read_lecture(script)

    assert [item.text for item in lecture.omitted] == [line] * left_out


def test_what_stands_in_the_middle_of_a_text_is_no_page_furniture(tmp_path):
    script = tmp_path / "a.txt"
    lines = [f"第{n}天，雨下了一整夜，河里的水又涨了一寸。" for n in range(12)]
    script.write_text("\n".join([*lines, "来源：县志", *lines]), encoding="utf-8")

    assert not read_lecture(script).omitted
