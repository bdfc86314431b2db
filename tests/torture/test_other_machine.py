"""The same inputs on another machine, by another user, elsewhere: the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from workshop import LONG, contents, ended

SURROUNDINGS = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "77"},
    {"TZ": "UTC", "LANG": "tr_TR.UTF-8", "LC_ALL": "", "PYTHONHASHSEED": "random"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "1", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20"},
]
MASKS = ["077", "000", "022", "027"]

# Another working folder, and another mask for new files.
ELSEWHERE = """
import os, sys
os.umask(int(sys.argv[1], 8))
os.chdir(sys.argv[2])
from audiolecture import cli
cli.main(sys.argv[3:])
"""


@pytest.mark.parametrize("number", range(len(SURROUNDINGS)) if LONG else [0])
def test_other_surroundings_give_the_same_bytes(versions, tmp_path, number):
    deep = tmp_path / "a much longer way" / "to where the course lies — 课程"
    shop = versions.fresh(deep / "shop")
    os.utime(shop.script, (1_000_000_000, 1_000_000_000))
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {
        "HOME": str(home),
        "USER": "somebody",
        "LOGNAME": "somebody",
        "TMPDIR": str(home),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, MASKS[number], str(home), *shop.arguments()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | surroundings | SURROUNDINGS[number],
    )

    done = ended(process)

    assert done.code == 0, done.err
    assert contents(shop.folder) == versions.new
    modes = {path.stat().st_mode & 0o777 for path in shop.folder.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert not list(home.iterdir())


def test_a_machine_without_chinese_file_names_is_told_what_to_do(versions, tmp_path):
    shop = versions.fresh(tmp_path / "shop")

    done = shop.build(LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert done.code == 1
    assert "PYTHONUTF8=1" in done.err
