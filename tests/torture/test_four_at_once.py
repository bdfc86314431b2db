"""Four builds at once, on one store, and on one output: right results, and nothing said twice."""

from __future__ import annotations

import pytest
from workshop import LONG, contents, ended, only_long

ROUNDS = 10 if LONG else 1
BUILDS = 4 if LONG else 3


@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_store_and_one_output(versions, tmp_path, place):
    shop = versions.fresh(tmp_path / f"shop{place}")

    done = [ended(process) for process in [shop.start() for _ in range(BUILDS)]]

    assert [one.code for one in done] == [0] * BUILDS, [one.err for one in done]
    assert sum(one.json["synthesized"] for one in done) == len(shop.speeches())
    assert contents(shop.folder) == versions.new


@only_long
@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_store_and_four_outputs(versions, tmp_path, place):
    shop = versions.fresh(tmp_path / f"shop{place}")
    outputs = [tmp_path / f"output{place}-{number}" for number in range(BUILDS)]

    running = [shop.start("--output", str(output)) for output in outputs]
    done = [ended(process) for process in running]

    assert [one.code for one in done] == [0] * BUILDS, [one.err for one in done]
    assert sum(one.json["synthesized"] for one in done) == len(shop.speeches())
    for output in outputs:
        assert contents(output / "课") == versions.new
