"""Publications to render: an ordinary one, and one whose every text is hostile."""

from __future__ import annotations

import hashlib

from audiolecture.model import (
    SAMPLE_RATE,
    ChapterKind,
    Cue,
    Mark,
    Publication,
    SectionMark,
    Timeline,
    Track,
)
from audiolecture.publish.names import file_stem

HOSTILE = (
    "<script>alert('一')</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"&' ]]> --> <!-- & &amp;",
    "右\u202e到左\u200f标\u2066记\u2069",
    "表情😀👩‍👩‍👧‍👦🏳️‍🌈",
    "长" * 200,
    "[00:01.00]假<00:02.00>时间",
    'C:\\..\\CON/aux?*|<>"\x00\x07\n第二行',
    "{{ 7*7 }} {% raw %} ${x}",
    "..",
    "\ud800 lone",
)


def cue(text: str, start: float, end: float, block: int = 0, *, heading: bool = False) -> Cue:
    """A cue with one mark per character, evenly spread; times in seconds."""
    first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
    step = (last - first) // max(1, len(text))
    words = tuple(
        Mark(i, i + 1, first + i * step, first + (i + 1) * step) for i in range(len(text))
    )
    return Cue(text, first, last, block, heading=heading, words=words)


def track(
    number: int, total: int, title: str, *cues: Cue, sections: tuple[SectionMark, ...] = ()
) -> Track:
    """A chapter that ends a second after its last cue."""
    samples = -(-(cues[-1].end + SAMPLE_RATE) // 1152) * 1152
    kind: ChapterKind = "opening" if number == 1 else "closing" if number == total else "body"
    timeline = Timeline(title, kind, samples, cues, sections)
    digest = hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()
    return Track(number, file_stem(number, total, title), timeline, samples // 6, digest, -19.0, -3)


def lecture(title: str = "基层是最好的课堂", author: str = "李明远") -> Publication:
    """Three chapters, one with sections."""
    first = track(1, 3, "开场", cue("同志们，大家好！", 0, 2.5), cue("今天讲三点。", 3.0, 4.5, 1))
    long = "改革开放以来，" * 15 + "我们走过了不平凡的路；" * 3 + "谢谢。"
    second = track(
        2,
        3,
        "一、坚定信念",
        cue("一、坚定信念", 0.5, 2.0, heading=True),
        cue("一是学习理论。", 2.5, 4.0, 1),
        cue(long, 4.5, 34.5, 1),
        cue("二是联系群众。", 35.0, 37.0, 2),
        sections=(
            SectionMark("学习理论", 2 * SAMPLE_RATE, 35 * SAMPLE_RATE),
            SectionMark("联系群众", 35 * SAMPLE_RATE, 39 * SAMPLE_RATE),
        ),
    )
    third = track(3, 3, "结语", cue("谢谢大家！", 0.0, 1.5))
    return Publication(
        title, author, "", "zh-CN", "云健", (first, second, third), "2026-05-04", "三点体会", 3
    )


def hostile(text: str) -> Publication:
    """Everything that a user writes is ``text``."""
    tracks = tuple(
        track(
            n,
            2,
            text,
            cue(text, 0.0, 3.0, heading=True),
            cue(text, 3.5, 9.0, 1),
            sections=(SectionMark(text, 0, 4 * SAMPLE_RATE),),
        )
        for n in (1, 2)
    )
    return Publication(text, text, text, "zh-CN", text, tracks, "2026", text, 2)
