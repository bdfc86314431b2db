"""Where jobs run besides this process: a Dask cluster, or processes of this machine.

Both are `concurrent.futures.Executor`. Dask schedules, and gives the jobs of a worker that died to
another. What is added here: the workers are looked at before they are trusted, and an online
service is asked by the whole cluster as carefully as by one machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from audiolecture import __version__
from audiolecture.engines.base import Capabilities
from audiolecture.errors import ClusterError, ConfigError
from audiolecture.events import Listener, Warned
from audiolecture.jobs import Done, Job, Problem, greet, leave_interrupts, run, token
from audiolecture.messages import N_, _
from audiolecture.store import Store

if TYPE_CHECKING:
    from distributed import Client

_RESUME = N_("what is finished is kept; run the same command again to go on")
_CONNECT = 10
"""Seconds in which a scheduler has to answer."""
_LEASE_LOOK = 1
"""Seconds after which whoever waits for a lease looks whether it is still wanted."""

_SCHEDULER = re.compile(r"(?:tcp|tls|ws|wss)://(?:[^\s/:@\[\]]+|\[[\da-fA-F:.]+\]):\d{1,5}/?")
"""What a Dask scheduler tells as its address; its client takes a minute to say no to others."""

Lease = Callable[[], AbstractAsyncContextManager[None]]


class Pool:
    """Runs jobs. A key is never worked on twice at once by one build."""

    def __init__(
        self, executor: Executor, lectures: int, lease: Callable[[str, int], Lease] | None = None
    ) -> None:
        """Run jobs on ``executor``.

        Args:
            executor: where they run.
            lectures: how many lectures keep it busy.
            lease: makes what limits requests to an online service, for its name and a number;
                without it, the limit holds for this build only.
        """
        self.lectures = lectures
        self.run_id = secrets.token_hex(8)
        """Tells the jobs of this build from those of others."""
        self._executor = executor
        self._lease = lease or (lambda _, most: _slots(most))
        self._leases: dict[str, Lease] = {}
        self._keys: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self, job: Job, capabilities: Capabilities, begun: Callable[[], None] = lambda: None
    ) -> Done:
        """Have a job done; ``begun`` is called when it is handed over.

        Raises:
            ClusterError: the workers or their scheduler are gone.
        """
        async with self._keys.setdefault(job.speech, asyncio.Lock()):
            if not capabilities.online:
                begun()
                return await self._done(job)
            most = capabilities.everywhere or capabilities.concurrency
            if job.engine not in self._leases:
                self._leases[job.engine] = self._lease(job.engine, max(1, most))
            async with self._leases[job.engine]():
                begun()
                return await self._done(job)

    async def _done(self, job: Job) -> Done:
        try:
            return await asyncio.wrap_future(self._executor.submit(run, job))
        except BrokenExecutor as error:
            raise ClusterError(_("a worker process died"), hint=_(_RESUME)) from error
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            message = _("the cluster gave up the work, or its scheduler is gone")
            raise ClusterError(message, hint=_(_RESUME)) from None
        except Exception as error:
            if type(error).__name__ != "KilledWorker":  # only Dask has it, and need not be here
                raise
            message = _("every worker that tried to speak it died")
            hint = _("look at the logs and the memory of the workers")
            return Done(problem=Problem("EngineUnavailable", message, hint, job.engine))


def _slots(most: int) -> Lease:
    semaphore = asyncio.Semaphore(most)

    @asynccontextmanager
    async def lease() -> AsyncIterator[None]:
        async with semaphore:
            yield

    return lease


@asynccontextmanager
async def opened(address: str, store: Store, emit: Listener) -> AsyncIterator[Pool | None]:
    """The pool at an address: ``tcp://…`` for Dask, ``processes[:N]``; ``None`` for none.

    Raises:
        ConfigError: there can be none at such an address.
        ClusterError: it cannot be reached, or its workers cannot be used.
    """
    local = re.fullmatch(r"processes(?::([1-9]\d{0,2}))?", address)
    if not address:
        yield None
    elif local:
        async with _processes(int(local[1] or os.cpu_count() or 1)) as pool:
            yield pool
    elif _SCHEDULER.fullmatch(address):
        async with _cluster(address, store, emit) as pool:
            yield pool
    else:
        raise ConfigError(
            _("'{address}' is no address of a cluster", address=address),
            where="cluster",
            hint=_("name a Dask scheduler as tcp://host:8786, or processes:4 for this machine"),
        )


@asynccontextmanager
async def _processes(count: int) -> AsyncIterator[Pool]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - seldom needed
    from multiprocessing import get_context  # noqa: PLC0415

    executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=leave_interrupts)
    try:
        yield Pool(executor, max(2, count // 4))
    finally:
        await asyncio.to_thread(executor.shutdown, cancel_futures=True)


# ---------------------------------------------------------------- Dask


@asynccontextmanager
async def _cluster(address: str, store: Store, emit: Listener) -> AsyncIterator[Pool]:
    client = await asyncio.to_thread(_connected, address)
    try:
        threads = await asyncio.to_thread(_confirm_workers, client, store, emit)
        yield Pool(
            client.get_executor(pure=False),
            max(2, min(32, threads // 4)),
            lambda engine, most: _cluster_slots(client, engine, most),
        )
    finally:
        await asyncio.to_thread(client.close)


def _connected(address: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        hint = _("install {package}", package='"audiolecture[cluster]"')
        raise ConfigError(_("a cluster needs another package"), hint=hint, where=address) from error
    _confirm_certificates(address)
    _hush()
    with _explained(address, _("start a scheduler there, or correct the address")):
        return Client(address, timeout=_CONNECT, set_as_default=False, name="audiolecture")


def _hush() -> None:
    """Dask logs tracebacks of what is told here in one line."""
    for name in [
        name for name in logging.root.manager.loggerDict if name.startswith("distributed")
    ]:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _confirm_certificates(address: str) -> None:
    """An encrypted connection needs certificates, which Dask's own settings name."""
    from distributed import Security  # noqa: PLC0415 - an extra, and heavy

    if not address.startswith(("tls", "wss")):
        return
    if not Security().get_connection_args("client").get("ssl_context"):
        raise ConfigError(
            _("an encrypted connection needs certificates"),
            where=address,
            hint=_("name them in Dask's settings, below distributed.comm.tls"),
        )


def _confirm_workers(client: Client, store: Store, emit: Listener) -> int:
    """See to it that every worker has this version and sees this store; count their threads."""
    address = client.scheduler.address
    expected = token(store)
    with _explained(address, _RESUME):
        answers = client.run(greet, store.address, on_error="return")
        threads = int(sum(client.nthreads().values()))
    for worker, answer in answers.items():
        _confirm(worker, answer, store, expected)
    if not answers:
        emit(
            Warned(
                _("the cluster at {address} has no workers yet; waiting for them", address=address)
            )
        )
    return threads


def _confirm(worker: str, answer: Any, store: Store, expected: bytes) -> None:
    if isinstance(answer, BaseException):
        raise ClusterError(
            _("the worker cannot be used: {error}", error=f"{type(answer).__name__}: {answer}"),
            where=worker,
            hint=_(
                "install audiolecture {version} with what {address} needs there",
                version=__version__,
                address=store.address,
            ),
        )
    version, seen = answer
    if version != __version__:
        hint = _("install the same version everywhere")
        raise ClusterError(
            _("the worker has audiolecture {version}", version=version), where=worker, hint=hint
        )
    if seen != expected:
        raise ClusterError(
            _("the worker does not see the store at {address}", address=store.address),
            where=worker,
            hint=_(
                "name a folder that all machines share, or an address such as s3://bucket/clips"
            ),
        )


@contextmanager
def _explained(address: str, hint: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        message = _(
            "the cluster cannot be reached: {error}", error=f"{type(error).__name__}: {error}"
        )
        raise ClusterError(message.splitlines()[0], where=address, hint=hint) from error


def _cluster_slots(client: Client, engine: str, most: int) -> Lease:
    """Leases that the scheduler gives to all builds on the cluster, ``most`` at once.

    Those of a build that died are free again after half a minute.
    """
    from distributed import Semaphore  # noqa: PLC0415 - an extra, and heavy

    name = f"audiolecture {engine} {most}"
    shared = Semaphore(most, name, scheduler_rpc=client.scheduler, loop=client.loop)
    here = asyncio.Semaphore(most)  # so that not every utterance keeps a thread waiting

    @asynccontextmanager
    async def lease() -> AsyncIterator[None]:
        async with here:
            while not await asyncio.to_thread(shared.acquire, _LEASE_LOOK):
                pass
            try:
                yield
            finally:
                await asyncio.to_thread(shared.release)

    return lease
