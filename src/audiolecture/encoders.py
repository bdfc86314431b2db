"""Speeches become clips, on all cores.

Threads are enough: the encoder, the decoder and the resampler let go of Python's global lock, and
on two cores two threads are 1.8 times as fast as one.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from audiolecture.audio.settings import ClipSettings
from audiolecture.errors import StoreError
from audiolecture.messages import _
from audiolecture.store import Store


def executor(jobs: int) -> Executor:
    """What runs `encode`: ``jobs`` clips at once, or one per processor for 0."""
    count = jobs or os.cpu_count() or 1
    return ThreadPoolExecutor(count, thread_name_prefix="encode")


_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Numbers of these parameters in glibc's ``malloc.h``."""
_LARGE = 4_000_000
"""Bytes from which a block is mapped, and goes back to the system when it is freed."""


@cache
def give_back_memory() -> None:
    """Have glibc keep less of what is freed: a quarter less memory, for no time to speak of.

    Every thread that begins has a heap of its own, with holes of the size of whole clips, if it is
    left to it: so this is asked for before they begin. Other C libraries have no such parameters.
    """
    import ctypes  # noqa: PLC0415 - only where clips are made

    with suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_ARENA_MAX, 1)


def encode(store: Store, speech: str, clip: str, settings: ClipSettings, *, force: bool) -> None:
    """Make the clip of a stored speech, unless the store has it.

    Raises:
        AudioError: the speech cannot be decoded.
        StoreError: the speech is gone, or the clip cannot be written.
    """
    from audiolecture.audio.clips import make_clip  # noqa: PLC0415 - loads the codecs

    if not force and store.clip(clip) is not None:
        return
    reply = store.speech(speech)
    if reply is None:
        raise StoreError(
            _("an entry vanished while it was needed"),
            where=store.where("speech", speech),
            hint=_("run the same command again"),
        )
    store.put_clip(clip, make_clip(reply, settings))
