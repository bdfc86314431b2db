"""Speeches become clips: in this process for an edit, in a pool of processes for a whole lecture.

The encoder holds Python's global lock, so that threads gain nothing; a process takes some 0.4 s to
start, which is what encoding a hundred seconds of audio takes.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import connection, get_context, parent_process

from audiolecture.audio.clips import ClipSettings, make_clip
from audiolecture.errors import StoreError
from audiolecture.store import Store

_WORTH_A_POOL = 3_000
"""Characters to encode from which on a pool is quicker: about twelve minutes of audio."""


def executor(jobs: int, characters: int) -> Executor:
    """What runs `encode`.

    Args:
        jobs: clips encoded at once; 0: one per processor.
        characters: how much there is to encode.
    """
    workers = jobs or os.cpu_count() or 1
    if workers == 1 or characters < _WORTH_A_POOL:
        return ThreadPoolExecutor(1, thread_name_prefix="encode")
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_settle)


def _settle() -> None:
    """A worker leaves Ctrl-C to the build, and goes when the build is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()


def _leave_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def encode(store: Store, speech: str, clip: str, settings: ClipSettings, *, force: bool) -> None:
    """Make the clip of a stored speech, unless the store has it.

    Raises:
        AudioError: the speech cannot be decoded.
        StoreError: the speech is gone, or the clip cannot be written.
    """
    if not force and store.clip(clip) is not None:
        return
    reply = store.speech(speech)
    if reply is None:
        raise StoreError(
            "an entry vanished while it was needed",
            where=str(store.path("speech", speech)),
            hint="run the same command again",
        )
    store.put_clip(clip, make_clip(reply, settings))
