"""A terminal to run the command on."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys

import pytest


@pytest.fixture
def on_a_terminal(tmp_path):
    """Run the command with standard input and error on a terminal, in the test's folder.

    Returns what came out on standard output and what was to be seen on the terminal.
    """

    def run_command(arguments, *, typed="", **environment):
        controller, terminal = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, "-m", "audiolecture", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "AUDIOLECTURE_CACHE_DIR": str(tmp_path / "store"), **environment},
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=terminal,
        )
        os.close(terminal)
        os.write(controller, typed.encode())
        shown = b"".join(_read_to_the_end(controller))
        out, _ = program.communicate()
        assert program.returncode == 0, shown.decode()
        return out.decode(), shown.decode()

    return run_command


def _read_to_the_end(controller):
    with contextlib.suppress(OSError):  # how a terminal ends on Linux
        while part := os.read(controller, 65_536):
            yield part
    os.close(controller)
