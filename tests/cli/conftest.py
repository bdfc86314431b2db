"""A terminal to run the command on."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Seen:
    """What a command did at a terminal."""

    code: int
    out: str
    """What went to standard output, if that was no terminal."""
    shown: str
    """What the terminal was sent."""


@pytest.fixture
def on_a_terminal(tmp_path):
    """Run the command in the test's folder; its standard output may go elsewhere."""

    def run_command(*words, typed="", piped=False, **environment):
        controller, terminal = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, "-m", "audiolecture", *map(str, words)],
            cwd=tmp_path,
            env={
                **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
                "AUDIOLECTURE_CACHE_DIR": str(tmp_path / "store"),
                "COLUMNS": "80",
                "TERM": "xterm",
                **environment,
            },
            stdin=terminal,
            stdout=subprocess.PIPE if piped else terminal,
            stderr=terminal,
        )
        os.close(terminal)
        os.write(controller, typed.encode())
        shown = b"".join(_read_to_the_end(controller))
        out, _ = program.communicate()
        return Seen(program.returncode, (out or b"").decode(), shown.decode())

    return run_command


def _read_to_the_end(controller):
    with contextlib.suppress(OSError):  # how a terminal ends on Linux
        while part := os.read(controller, 65_536):
            yield part
    os.close(controller)
