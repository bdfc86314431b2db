"""A clock that was set back, and files from the future or the distant past, change nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from workshop import LONG, contents, ended, only_long

YEAR = 365 * 86_400
SHIFTS = [10 * YEAR, -10 * YEAR, 90, -7_200] if LONG else [10 * YEAR]

# A process whose clock goes wrong by that many seconds.
SHIFTED = """
import sys, time
shift, now, now_ns = int(sys.argv[1]), time.time, time.time_ns
time.time = lambda: now() + shift
time.time_ns = lambda: now_ns() + shift * 10**9
from audiolecture import cli
cli.main(sys.argv[2:])
"""


def shifted(shop, seconds):
    return ended(
        subprocess.Popen(
            [sys.executable, "-c", SHIFTED, str(seconds), *shop.arguments()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
    )


def move(folder, seconds):
    """Every file was changed that much later."""
    for path in folder.rglob("*"):
        moment = path.stat().st_mtime + seconds
        os.utime(path, (moment, moment))


@pytest.mark.parametrize("seconds", SHIFTS)
def test_files_of_another_time(versions, tmp_path, seconds):
    shop = versions.first.copied(tmp_path / "shop")
    move(shop.place, seconds)

    assert shop.built()["synthesized"] == 0
    assert contents(shop.folder) == versions.old

    shop = versions.copy(tmp_path / "edited")
    move(shop.place, seconds)
    assert shop.built()["synthesized"] == len(
        versions.second.speeches() - versions.first.speeches()
    )
    assert contents(shop.folder) == versions.new


@only_long
@pytest.mark.parametrize("seconds", SHIFTS)
def test_a_process_with_another_clock(versions, tmp_path, seconds):
    shop = versions.copy(tmp_path / "shop")

    done = shifted(shop, -seconds)

    assert done.code == 0, done.err
    assert contents(shop.folder) == versions.new


def test_an_altered_file_is_found_though_the_clock_was_set_back(versions, tmp_path):
    """What was altered before the manifest's own time of change is not younger than it."""
    shop = versions.first.copied(tmp_path / "shop")
    shop.built()
    path = next(shop.folder.glob("02*.mp3"))
    data = bytearray(path.read_bytes())
    data[-1_000] ^= 1
    path.write_bytes(data)
    manifest = shop.folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes())  # younger than what was altered

    done = shifted(shop, -int(time.time() % YEAR) - YEAR)

    assert done.code == 0, done.err
    assert contents(shop.folder) == versions.old
