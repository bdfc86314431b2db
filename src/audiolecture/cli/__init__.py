"""The command line: parse, call, render. The only place that prints."""

from __future__ import annotations

import gc
import sys

from audiolecture import __version__

TYPE_CHECKING = False  # as typing says it, which takes 5 ms to import
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


_COLLECT = 100_000
"""Objects that come before the collector looks for cycles: it takes a tenth of a build's time as it
is set, and finds next to nothing."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words == ["--version"]:
        sys.stdout.write(f"audiolecture {__version__}\n")
        sys.exit(0)
    gc.set_threshold(_COLLECT)
    from audiolecture.beside import started  # noqa: PLC0415 - not for the version

    with started(words) as beside:
        from audiolecture.cli.app import run  # noqa: PLC0415 - the version needs no click

        code = run(words, beside)
    if arguments is None:
        _end(code)
    sys.exit(code)


def _end(code: int) -> None:
    """End the process at once, as mypy does: to free every object first takes a tenth of a build.

    What was registered for the end is done before; where something still works, nothing is.
    """
    import atexit  # noqa: PLC0415 - the version needs none of them
    import os  # noqa: PLC0415
    import threading  # noqa: PLC0415

    if any(not thread.daemon for thread in threading.enumerate()[1:]):
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # Python tells of it as it always does
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no other name for it
    os._exit(code)
