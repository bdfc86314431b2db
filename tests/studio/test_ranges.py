import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiolecture.studio.ranges import (
    ByteRange,
    Validators,
    parse_range,
    precondition,
    range_applies,
)

VERSION = Validators('"abc"', 1_000_000_000)
THEN = "Sun, 09 Sep 2001 01:46:40 GMT"
BEFORE = "Sun, 09 Sep 2001 01:46:39 GMT"


@pytest.mark.parametrize(
    ("header", "ranges"),
    [
        ("bytes=0-0", [(0, 1)]),
        ("bytes=0-", [(0, 100)]),
        ("bytes=10-19", [(10, 20)]),
        ("Bytes= 90-1000 ", [(90, 100)]),
        ("bytes=-5", [(95, 100)]),
        ("bytes=-500", [(0, 100)]),
        ("bytes=0-1, 5-6,,-1", [(0, 2), (5, 7), (99, 100)]),
        ("bytes=0-1,500-", [(0, 2)]),
        ("bytes=100-", []),
        ("bytes=-0", []),
        ("bytes=5-4", None),
        ("bytes=", None),
        ("bytes=a-b", None),
        ("bytes=1", None),
        ("bytes=--1", None),
        ("bytes=٣-", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("items=0-1", None),
        ("bytes=" + "0-1," * 33, None),
        ("bytes=0-,0-,0-", None),
    ],
)
def test_parse_range(header: str, ranges: list[tuple[int, int]] | None) -> None:
    expected = None if ranges is None else tuple(ByteRange(*each) for each in ranges)
    assert parse_range(header, 100) == expected


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(0, 1000))
def test_no_header_breaks_it(text: str, size: int) -> None:
    for header in (text, "bytes=" + text):
        for part in parse_range(header, size) or ():
            assert 0 <= part.start < part.stop <= size


def test_nothing_of_an_empty_file_can_be_had() -> None:
    assert parse_range("bytes=0-", 0) == ()
    assert parse_range("bytes=-1", 0) == ()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, None),
        ({"If-None-Match": '"abc"'}, 304),
        ({"If-None-Match": 'W/"abc", "x"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"'}, None),
        ({"If-None-Match": '"x"', "If-Modified-Since": THEN}, None),
        ({"If-Modified-Since": THEN}, 304),
        ({"If-Modified-Since": BEFORE}, None),
        ({"If-Modified-Since": "yesterday"}, None),
        ({"If-Match": '"abc"'}, None),
        ({"If-Match": 'W/"abc"'}, 412),
        ({"If-Match": '"x"'}, 412),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Unmodified-Since": THEN}, None),
    ],
)
def test_precondition(headers: dict[str, str], status: int | None) -> None:
    assert precondition(headers, VERSION) == status


@pytest.mark.parametrize(
    ("condition", "applies"),
    [('"abc"', True), ('W/"abc"', False), ('"x"', False), (THEN, True), (BEFORE, False)],
)
def test_if_range(condition: str, *, applies: bool) -> None:
    assert range_applies({"If-Range": condition}, VERSION) is applies
