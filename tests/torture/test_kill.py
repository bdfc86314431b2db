"""SIGKILL at random moments: whole files at every moment, and the next build goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
from typing import TYPE_CHECKING

from workshop import LONG, assert_whole, contents

if TYPE_CHECKING:
    from pathlib import Path

    from workshop import Workshop

    from conftest import Versions

KILLS = 100 if LONG else 1
"""Of cold builds, and as many of incremental ones."""


def killed(shop: Workshop, moment: float) -> bool:
    """Begin a build and kill it at a moment, unless it ends before."""
    process = shop.start()
    try:
        process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    assert process.returncode == 0
    return False


def assert_goes_on(shop: Workshop, wanted: dict[str, str], total: frozenset[str]) -> None:
    """The next build synthesizes what is missing and ends as an undisturbed one."""
    missing = total - shop.speeches()
    assert shop.built()["synthesized"] == len(missing)
    assert contents(shop.folder) == wanted


def test_cold_builds_that_are_killed(versions: Versions, tmp_path: Path) -> None:
    wanted, total = versions.new, versions.needed
    chance = random.Random(1)
    shop = versions.fresh(tmp_path / "shop")
    for _ in range(KILLS):
        before = shop.speeches()
        ended = not killed(shop, chance.uniform(0.2, 1.1) * versions.cold)
        assert before <= shop.speeches() <= total
        if shop.folder.exists():
            assert_whole(shop.folder, wanted)
        if ended or chance.random() < 0.3:
            assert_goes_on(shop, wanted, total)
            shutil.rmtree(shop.place)
            shop = versions.fresh(shop.place)
    assert_goes_on(shop, wanted, total)


def test_rebuilds_that_are_killed(versions: Versions, tmp_path: Path) -> None:
    fresh = versions.second.speeches() - versions.first.speeches()
    chapters = {path.name for path in versions.first.folder.glob("*.mp3")}
    old, new = versions.old, versions.new
    chance = random.Random(2)
    shop = versions.copy(tmp_path / "shop")
    for _ in range(KILLS):
        if not killed(shop, chance.uniform(0.2, 1.05) * versions.rebuild):
            assert contents(shop.folder) == new
            shutil.rmtree(shop.place)
            shop = versions.copy(shop.place)
            continue
        assert_whole(shop.folder, old, new)
        assert {path.name for path in shop.folder.glob("*.mp3")} == chapters
    missing = fresh - shop.speeches()
    assert shop.built()["synthesized"] == len(missing)
    assert contents(shop.folder) == new
