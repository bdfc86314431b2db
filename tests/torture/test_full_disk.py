"""No room at any kind of write, a folder that cannot be written, one that goes away meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from workshop import LONG, assert_whole, contents, ended, only_long

# Fails every write that would make a file larger than that, as a full disk does.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from audiolecture import cli
cli.main(sys.argv[2:])
"""
LIMITS = [0, 100, 3_000, 40_000, 120_000, 200_000]
if LONG:
    LIMITS = sorted({*LIMITS, *(round(64 * 1.25**step) for step in range(45))})


def explained(done):
    """An error that a person can use, or none."""
    assert done.code in (0, 1), done.err
    if done.code:
        assert "audiolecture: " in done.err or done.json["failures"]


def limited(shop, limit):
    command = [sys.executable, "-c", LIMITED, str(limit), *shop.arguments()]
    return ended(
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # What measures coverage writes files, too.
            env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        )
    )


@pytest.mark.parametrize("limit", LIMITS if LONG else [40_000])
def test_no_file_may_grow_beyond_a_limit(versions, tmp_path, limit):
    new = versions.new
    shop = versions.copy(tmp_path / "shop")

    explained(limited(shop, limit))

    assert_whole(shop.folder, versions.old, new)
    shop.built()
    assert contents(shop.folder) == new


@only_long
@pytest.mark.parametrize("limit", LIMITS)
def test_the_first_build_has_no_room(versions, tmp_path, limit):
    new = versions.new
    shop = versions.fresh(tmp_path / "shop")

    explained(limited(shop, limit))

    if shop.folder.exists():
        assert_whole(shop.folder, new)
    shop.built()
    assert contents(shop.folder) == new


@pytest.fixture
def disk(tmp_path):
    """A way to mount small disks, which only root may."""
    mounted = []

    def mount(options):
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        if os.name != "posix" or os.getuid() != 0 or not shutil.which("mount"):
            pytest.skip("only root can mount a small disk")
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=False)


@only_long
@pytest.mark.parametrize("kilobytes", range(64, 2_400, 64))
def test_the_disk_is_full(versions, disk, tmp_path, kilobytes):
    new = versions.new
    small = versions.fresh(disk(f"size={kilobytes}k") / "shop")

    done = small.build()

    explained(done)
    if small.folder.exists():
        assert_whole(small.folder, new)
    large = small.copied(tmp_path / "large")
    large.built()
    assert contents(large.folder) == new


def remounted(place, how):
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)


def test_an_output_that_cannot_be_written(versions, disk, tmp_path):
    place = disk("size=64m")
    shop = versions.copy(place / "shop")
    elsewhere = ("--cache-dir", str(tmp_path / "elsewhere"))
    remounted(place, "ro")
    try:
        done = shop.here(*elsewhere)
        assert done.code == 1
        assert "read-only" in done.err
        assert "Traceback" not in done.err
        assert contents(shop.folder) == versions.old
    finally:
        remounted(place, "rw")
    shop.built(*elsewhere)
    assert contents(shop.folder) == versions.new


@only_long
@pytest.mark.parametrize("moment", range(12))
def test_an_output_that_is_removed_meanwhile(versions, tmp_path, moment):
    """It is removed as soon as so many files are there; the next build makes all of it."""
    shop = versions.fresh(tmp_path / "shop")
    process = shop.start()
    while process.poll() is None:
        if shop.folder.is_dir() and len(list(shop.folder.iterdir())) > moment:
            shutil.rmtree(shop.output, ignore_errors=True)
            break

    done = ended(process)

    explained(done)
    shop.built()
    assert contents(shop.folder) == versions.new
