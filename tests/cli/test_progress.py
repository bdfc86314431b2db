"""What is drawn while a build runs, at any width, and where nothing is drawn over."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from audiolecture import events
from audiolecture.cli.bars import Bars, drawn
from audiolecture.cli.console import draws, table
from audiolecture.cli.work import Work, after

LONG = "三、守在一处，让好作风长久地留下来，让好办法一代一代地传下去"
SPOKEN = "二是要会协调。修一条路，要占东家的地角，要挪西家的果树，还要请南家让出半分菜地来。"


def told(*happened, began=100.0, step=10.0):
    """The work after some events, one every ``step`` seconds."""
    work = Work()
    for number, event in enumerate(happened):
        work = after(work, event, began + step * number)
    return work


def started(*work, lecture="把根扎深", to_synthesize=9):
    characters = sum(number for _, number in work)
    return events.BuildStarted(lecture, len(work), 9, to_synthesize, characters, work)


def seen(work, width, now=200.0, height=24):
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True)
    with console.capture() as capture:
        console.print(drawn(work, now, width, height))
    plain = Console(file=io.StringIO(), width=1_000)
    with plain.capture() as text:
        plain.print(Text.from_ansi(capture.get()))
    return [line.rstrip() for line in text.get().splitlines() if line.strip()]


UNDER_WAY = (
    started(("二、干在一处", 100), (LONG, 300), ("结语", 100)),
    events.UtteranceStarted("二、干在一处", "一是要会算账。"),
    events.UtteranceStarted(LONG, SPOKEN),
    events.UtteranceReady("二、干在一处", "一是要会算账。", 60, synthesized=True),
    events.UtteranceReady(LONG, "一是要听得见。", 90, synthesized=True),
)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    lines = seen(told(*UNDER_WAY), width)

    assert len(lines) == 5
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_bars_stand_under_each_other_behind_chinese_titles(width):
    bars = [line for line in seen(told(*UNDER_WAY), width) if "%" in line]

    starts = {cell_len(line[: min(line.index(c) for c in "━╸╺" if c in line)]) for line in bars}

    assert len(bars) == 3
    assert len(starts) == 1


def test_a_title_is_shortened_by_cells_and_says_so():
    line = next(line for line in seen(told(*UNDER_WAY), 60) if line.startswith("三、"))

    assert "…" in line
    assert LONG[:10] in line


def test_only_chapters_that_are_worked_on_have_a_bar():
    text = "\n".join(seen(told(*UNDER_WAY), 120))

    assert "二、干在一处" in text
    assert "60 %" in text
    assert "结语" not in text
    assert "♪ 二是要会协调。" in text
    assert "Ctrl-C" in text


def test_a_chapter_that_only_waits_has_no_bar():
    begun = [events.UtteranceStarted(title, "话") for title in ("一", "二", "三")]

    assert [c.title for c in told(started(("一", 9), ("二", 9), ("三", 9)), *begun).under_way] == [
        "一"
    ]


def test_a_published_chapter_leaves():
    work = told(*UNDER_WAY, events.ChapterPublished("二、干在一处", "x", 1, 1, "written"))

    assert not any(line.startswith("二、") for line in seen(work, 80))
    assert work.done == 190


def test_many_chapters_fit_a_low_terminal():
    titles = [f"第{number}章" for number in range(1, 31)]
    work = told(
        started(*((title, 10) for title in titles)),
        *(events.UtteranceReady(title, "话", 1, synthesized=True) for title in titles),
    )

    lines = seen(work, 80, height=12)

    assert len(lines) <= 12
    assert any("24 more chapters" in line for line in lines)


def test_the_time_left_is_reckoned_in_characters_not_utterances():
    short = [events.UtteranceReady("一", "话", 10, synthesized=True)] * 5
    work = told(started(("一", 50), ("二", 1_000)), *short)

    assert work.seconds_left(150.0) == pytest.approx(1_000)  # 50 characters in 50 seconds


def test_what_is_only_encoded_does_not_count_for_the_pace():
    ready = [
        events.UtteranceReady("一", "话", 100, synthesized=spoken)
        for spoken in (False, True, False, True, False, True)
    ]
    work = told(started(("一", 1_200)), *ready)

    assert work.done == 600
    assert work.seconds_left(160.0) == pytest.approx(120)  # 300 spoken in 60 s, 600 to go


def test_the_pace_is_that_of_the_last_utterances():
    slow = [events.UtteranceReady("一", "话", 1, synthesized=True)] * 40
    fast = [events.UtteranceReady("一", "话", 100, synthesized=True)] * 30
    work = told(started(("一", 10_000)), *slow, *fast)

    assert work.seconds_left(800.0) == pytest.approx((10_000 - 3_040) / 10)


def test_there_is_no_guess_before_a_few_are_done():
    ready = events.UtteranceReady("一", "话", 10, synthesized=True)

    assert told(started(("一", 100)), ready, ready).seconds_left(130.0) is None
    assert told(started(("一", 100)), ready, ready, ready).seconds_left(130.0) is not None


def test_a_failure_moves_the_bar_too():
    failed = events.UtteranceFailed("一", 3, "十个字" * 3, "the service is away")
    work = told(started(("一", 20)), events.UtteranceStarted("一", "十个字" * 3), failed)

    assert work.done == 9
    assert work.chapters[0].speaking == ()


def test_lectures_are_counted():
    done = events.LectureDone("a.txt")
    work = told(events.RunStarted(3), started(("一", 20), lecture="第一讲"), done)

    assert any("1/3" in line for line in seen(work, 80))


def test_nothing_to_make_is_nothing_to_see():
    assert seen(told(started(to_synthesize=0)), 80) == []


def test_the_listener_tells_and_draws():
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True)
    heard = []
    with Bars(console, heard.append, clock=lambda: 0.0) as bars:
        for event in UNDER_WAY:
            bars.listen(event)
        picture = bars.picture()
    with console.capture() as capture:
        console.print(picture)

    assert heard == list(UNDER_WAY)
    assert "二、干在一处" in capture.get()


@pytest.mark.parametrize(
    ("terminal", "environment", "expected"),
    [
        (True, {"TERM": "xterm-256color"}, True),
        (True, {"TERM": "xterm", "CI": "false"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (True, {"TERM": "xterm", "CI": "true"}, False),
    ],
)
def test_where_lines_may_be_drawn_over(terminal, environment, expected):
    assert draws(terminal, environment) is expected


BUILD = ("build", "课.txt", "--engine", "tone", "--json")


@pytest.mark.usefixtures("lecture")
def test_json_is_alone_on_standard_output_while_bars_are_drawn(on_a_terminal):
    seen = on_a_terminal(*BUILD, piped=True, CI="")

    assert seen.out.startswith("{")
    assert seen.out.endswith("}\n")
    assert "\x1b[" in seen.shown


@pytest.mark.usefixtures("lecture")
@pytest.mark.parametrize("environment", [{"TERM": "dumb", "CI": ""}, {"TERM": "xterm", "CI": "1"}])
def test_plain_lines_where_nothing_may_be_drawn_over(on_a_terminal, environment):
    shown = on_a_terminal(*BUILD, piped=True, NO_COLOR="1", **environment).shown

    assert "✓ 一、想在一处" in shown
    assert "\x1b[2K" not in shown
    assert "\x1b[1A" not in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_row_of_a_table_is_one_line_of_the_terminal(width):
    names = (f"02 - {LONG}", "03 - 结语")
    rows = [(name, "1:34", "0.8 MB", "5 of 5", "written") for name in names]
    screen = Console(file=io.StringIO(), width=width)
    with screen.capture() as capture:
        screen.print(table(("Chapter", "Duration", "Size", "Synthesized", "File"), rows))

    lines = capture.get().splitlines()

    assert len(lines) == 3
    assert all(cell_len(line) <= width for line in lines)
    assert "written" in lines[1]
