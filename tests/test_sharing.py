"""Two processes prepare what one would."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import pytest

from audiolecture.model import Block, Prosody
from audiolecture.script import Delivery, new_pieces
from audiolecture.sharing import shared

DELIVERY = Delivery("low", Prosody(), readings=True)
PARAGRAPHS = [
    (
        Block(
            "paragraph", f"第{number}段：银行行长在2022年还了{number}次款，得了奖。" * 40, number
        ),
        (),
        DELIVERY,
    )
    for number in range(28)
]


@pytest.fixture(scope="module")
def alone():
    """What one process prepares."""
    return new_pieces(PARAGRAPHS)


class Gone(Executor):
    """Whoever was to help died."""

    def __init__(self):
        self.asked = 0

    def submit(self, function, /, *args, **kwargs):
        self.asked += 1
        future = Future()
        future.set_exception(BrokenExecutor("died"))
        return future


def test_two_prepare_what_one_would(alone):
    with ThreadPoolExecutor(1) as helper:
        assert shared(PARAGRAPHS, helper) == alone


def test_what_the_other_does_not_do_is_done_here(alone):
    helper = Gone()
    assert shared(PARAGRAPHS, helper) == alone
    assert helper.asked > 0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_little_is_done_here(count):
    helper = Gone()
    assert shared(PARAGRAPHS[:count], helper) == new_pieces(PARAGRAPHS[:count])
    assert not helper.asked
