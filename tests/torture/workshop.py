"""What the survival tests share: a lecture to build, real processes, and what they leave behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from audiolecture import cli
from audiolecture.manifest import parse
from audiolecture.store import Store

LONG = bool(os.environ.get("AUDIOLECTURE_LONG"))
"""The full amount instead of a sample."""

only_long = pytest.mark.skipif(not LONG, reason="part of make torture")

FORMATS = ("--format", "zip,m4b") if LONG else ("--format", "zip")
SPEAKING = ("--engine", "tone", *FORMATS)
_TEMPORARY = ".audiolecture-"


def script(chapters=3, paragraphs=2):
    """A lecture in which no two paragraphs are the same."""
    lines = ["今天我以“经得起”为题，和大家谈谈心。"]
    for chapter in range(1, chapters + 1):
        lines.append(f"\n{'一二三四五六七八九'[chapter - 1]}、故事之{chapter}")
        lines += [
            f"村里有{chapter * 100 + number}户人家。路要一步一步走。"
            for number in range(1, paragraphs + 1)
        ]
    return "\n".join(lines) + "\n\n同志们，路是走出来的。谢谢大家！\n"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Workshop:
    """A folder with a script, and what is built of it there by processes of their own."""

    place: Path

    @property
    def script(self):
        return self.place / "课.txt"

    @property
    def output(self):
        return self.place / "output"

    @property
    def folder(self):
        return self.output / "课"

    @property
    def store(self):
        return Store(self.place / "store")

    def copied(self, place):
        shutil.copytree(self.place, place)
        return Workshop(place)

    def write(self, text):
        self.place.mkdir(parents=True, exist_ok=True)
        self.script.write_text(text, encoding="utf-8")

    def arguments(self, *options):
        places = ("--output", str(self.output), "--cache-dir", str(self.store.root))
        return ["build", str(self.script), *SPEAKING, *places, "--json", *options]

    def command(self, *options):
        return [sys.executable, "-m", "audiolecture", *self.arguments(*options)]

    def start(self, *options, prefix=(), **surroundings):
        return subprocess.Popen(
            [*prefix, *self.command(*options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"NO_COLOR": "1"} | surroundings,
        )

    def build(self, *options, **surroundings):
        return ended(self.start(*options, **surroundings))

    def here(self, *options):
        """Build in this process: quicker, for what comes between the tests' own processes."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main(self.arguments(*options))
            except SystemExit as leaving:
                code = int(leaving.code or 0)
        return Done(code, out.getvalue(), err.getvalue())

    def built(self, *options):
        """A build that has to succeed."""
        done = self.here(*options)
        assert done.code == 0, done.err
        return done.json

    def speeches(self):
        return self.store.keys("speech")


def ended(process):
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return Done(process.returncode, out, err)


def contents(folder):
    """sha256 of every finished file."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in Path(folder).rglob("*")
        if path.is_file() and not path.name.startswith(_TEMPORARY)
    }


def assert_whole(folder, *versions):
    """Every file is one of a whole version: an old one or a new one, never anything between.

    The manifest alone may say more than either: which files are about to be ours.
    """
    for name, digest in contents(folder).items():
        if name == "manifest.json":
            manifest = parse((folder / name).read_text(encoding="utf-8"), name)
            records = {record.sha256 for record in manifest.files if record.sha256}
            assert records <= {known for version in versions for known in version.values()}
        else:
            assert digest in {version.get(name) for version in versions}, name
