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


_ARENA_MAX = -8
"""Number of this parameter in glibc's ``malloc.h``."""


@cache
def share_heap() -> None:
    """Have all threads that begin from now on use one heap (glibc).

    Each would have one of its own, with holes of the size of whole clips: a tenth more memory, for
    no time to speak of. Other C libraries have no such parameter.
    """
    import ctypes  # noqa: PLC0415 - only where clips are made

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


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
