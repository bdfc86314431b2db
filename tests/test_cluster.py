"""A build whose work is done elsewhere makes the same files, and survives what happens there."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from audiolecture import __version__, errors, pool
from audiolecture.audio.settings import ClipSettings
from audiolecture.build import build
from audiolecture.drafts import Request
from audiolecture.engines.base import Capabilities
from audiolecture.errors import AudioLectureError, ClusterError, SynthesisRefused
from audiolecture.events import UtteranceReady, UtteranceStarted
from audiolecture.jobs import Job, Problem
from audiolecture.jobs import run as run_job
from audiolecture.model import Span, Utterance
from audiolecture.pool import Pool
from audiolecture.remote import open_store

sys.path.insert(0, str(Path(__file__).parent / "edge"))
from standin import StandIn, serving_beside

LINES = 12
SCRIPT = "第一课\n\n一、想在一处\n" + "\n".join(
    f"这是第{number}段，心里装着群众，脚下才有力量。" for number in range(LINES)
)


@contextmanager
def local_cluster(workers):
    """A Dask scheduler and its workers, each a process with one thread; its address."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as running:
        yield running.scheduler_address


@pytest.fixture(scope="module")
def cluster():
    with local_cluster(2) as address:
        yield address


@pytest.fixture
def job(tmp_path):
    """Say 你好 in tones, into a store of its own."""
    making = ClipSettings()
    utterance = Utterance("你好", (Span(0, 2, "你好"),), ("ni3", "hao3"), ((0, 2),), "low")
    return Job(
        run="one",
        utterance=utterance,
        speech="ab" + "0" * 62,
        clip="cd" + "0" * 62,
        engine="tone",
        revision="1",
        settings=(),
        making=making,
        making_revision=making.revision,
        store=str(tmp_path / "store"),
    )


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "课.txt"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture
def journal(tmp_path):
    """Tells what engines were asked; a lecture's settings name the file."""
    path = tmp_path / "journal"

    def configure(**settings):
        lines = [f"{name} = {value!r}" for name, value in settings.items()]
        table = "\n".join(["[engines.tone]", f"journal = '{path}'", *lines])
        (tmp_path / "audiolecture.toml").write_text(table, encoding="utf-8")
        return path

    return configure


def asked(path):
    return [line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines()]


def wait_for(path, count):
    """Until so many requests were made, but not for ever."""
    for _ in range(2_000):
        if path.exists() and len(asked(path)) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nothing was asked")


def audio(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.mp3")}


def test_two_workers_make_what_one_machine_makes(run, script, journal, cluster, tmp_path):
    arguments = ("build", script, "--engine", "tone", "--json")
    assert run(*arguments, "-o", "here").code == 0
    path = journal(delay=0.05)

    result = run(*arguments, "-o", "there", "--cache-dir", "shared", "--cluster", cluster)

    assert result.code == 0
    assert audio(tmp_path / "there") == audio(tmp_path / "here")
    assert len(asked(path)) == result.json["synthesized"]
    workers = {process for process, _ in asked(path)}
    assert (len(workers), str(os.getpid()) in workers) == (2, False)


def test_the_next_build_asks_for_nothing(run, script, journal, cluster):
    arguments = ("build", script, "--engine", "tone", "--json", "--cluster", cluster)
    path = journal()
    run(*arguments)
    before = asked(path)

    again = run(*arguments)

    assert again.json["synthesized"] == 0
    assert asked(path) == before


def test_a_worker_that_is_killed_costs_its_own_utterances(run, script, journal, cluster, tmp_path):
    path = journal(delay=0.1)
    killed = []

    def kill_the_third():
        """Whoever asks for the third time in all is killed while it speaks."""
        wait_for(path, 3)
        killed.append(asked(path)[2][0])
        os.kill(int(killed[0]), signal.SIGKILL)

    killer = threading.Thread(target=kill_the_third)
    killer.start()
    result = run("build", script, "--engine", "tone", "--json", "--cluster", cluster)
    killer.join()

    texts = [text for _, text in asked(path)]
    assert result.code == 0
    assert {chapter["status"] for chapter in result.json["chapters"]} == {"written"}
    assert len(set(texts)) < len(texts) <= len(set(texts)) + 2
    journal(delay=0)
    assert run("build", script, "--engine", "tone", "-o", "here", "--cache-dir", "own").code == 0
    assert audio(tmp_path / "output") == audio(tmp_path / "here")


def test_a_refusal_on_a_worker_is_told_as_if_it_were_here(run, script, journal, cluster):
    journal(fail="第三段")
    here = run("build", script, "--engine", "tone", "--json", "-o", "here")

    there = run("build", script, "--engine", "tone", "--json", "--cluster", cluster, "-o", "there")

    assert there.code == here.code == 1
    assert there.json["failures"] == here.json["failures"] != []


def test_the_store_may_lie_in_a_bucket(run, script, journal, bucket, tmp_path):
    address = f"{bucket}/{tmp_path.name}"
    arguments = ("build", script, "--engine", "tone", "--json")
    assert run(*arguments, "-o", "here").code == 0

    with local_cluster(1) as scheduler:  # its worker knows where the bucket is
        result = run(*arguments, "-o", "there", "--cache-dir", address, "--cluster", scheduler)

    assert result.code == 0, result.err
    assert audio(tmp_path / "there") == audio(tmp_path / "here")


def test_processes_of_this_machine_make_the_same(run, script, journal, tmp_path):
    arguments = ("build", script, "--engine", "tone", "--json")
    assert run(*arguments, "-o", "here").code == 0
    path = journal()

    result = run(*arguments, "-o", "there", "--cache-dir", "own", "--cluster", "processes:1")

    assert result.code == 0
    assert audio(tmp_path / "there") == audio(tmp_path / "here")
    assert str(os.getpid()) not in {process for process, _ in asked(path)}


def test_what_is_spoken_elsewhere_is_told(script, journal, tmp_path):
    journal()
    told = []
    request = Request(
        sources=(script,),
        output=tmp_path / "output",
        store=open_store(str(tmp_path / "store")),
        flags={"engine": "tone"},
        emit=told.append,
        cluster="processes:2",
    )

    asyncio.run(build(request))

    begun = [(event.chapter, event.text) for event in told if isinstance(event, UtteranceStarted)]
    ready = [(event.chapter, event.text) for event in told if isinstance(event, UtteranceReady)]
    assert sorted(begun) == sorted(ready)
    assert len(begun) > LINES


def test_an_interrupted_build_goes_on(script, journal, cluster, tmp_path):
    path = journal(delay=0.3)
    command = [sys.executable, "-m", "audiolecture", "build", script.name, "--engine", "tone"]
    command += ["--cluster", cluster, "--cache-dir", "store"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        wait_for(path, 2)
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=20)
    asked_before = len(asked(path))
    journal(delay=0)

    again = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    texts = [text for _, text in asked(path)]
    assert process.returncode == 130
    assert "interrupted" in complaint
    assert asked_before < LINES
    assert again.returncode == 0, again.stderr
    assert len(texts) == len(set(texts))


# ---------------------------------------------------------------- what cannot work is explained


def test_a_scheduler_that_is_not_there(run, script, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(pool, "_CONNECT", 0.2)

    result = run("build", script, "--engine", "tone", "--cluster", "tcp://127.0.0.1:1")

    assert result.code == 1
    assert "cannot be reached" in result.err


NO_ADDRESSES = [
    "nowhere", "processes:0", "processes:many", "http://127.0.0.1:8786", "tcp://127.0.0.1",
    "tcp://127.0.0.1:port", "tcp://:8786", "inproc://x",
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address(run, script, address):
    result = run("build", script, "--engine", "tone", "--cluster", address)

    assert result.code == 2
    assert "no address of a cluster" in result.err


def test_an_encrypted_connection_without_certificates(run, script):
    pytest.importorskip("distributed")

    result = run("build", script, "--engine", "tone", "--cluster", "tls://127.0.0.1:1")

    assert result.code == 2
    assert "needs certificates" in result.err


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (ModuleNotFoundError("No module named 'audiolecture'"), "No module named 'audiolecture'"),
        (("0.0.9", b"token"), "the worker has audiolecture 0.0.9"),
        ((__version__, b"another"), "does not see the store"),
        ((__version__, None), "does not see the store"),
    ],
)
def test_a_worker_that_cannot_be_used(tmp_path, answer, message):
    with pytest.raises(ClusterError, match=message) as caught:
        pool._confirm("tcp://worker:1", answer, open_store(tmp_path), b"token")

    assert caught.value.where == "tcp://worker:1"
    assert caught.value.hint


def test_a_missing_package_is_named(run, script, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    result = run("build", script, "--engine", "tone", "--cluster", "tcp://127.0.0.1:1")

    assert result.code == 2
    assert "audiolecture[cluster]" in result.err


def test_a_store_that_the_workers_do_not_see(run, script, cluster):
    arguments = ("build", script, "--engine", "tone", "--cluster", cluster)

    result = run(*arguments, "--cache-dir", "memory://only-here")

    assert result.code == 1
    assert "does not see the store" in result.err


# ---------------------------------------------------------------- an online service


def set_environment(name, value):
    os.environ[name] = value


@pytest.fixture
def service(cluster, monkeypatch):
    """The stand-in for the Edge service, which the build and the workers reach."""
    distributed = pytest.importorskip("distributed")
    with serving_beside(StandIn(delay=0.02)) as standin:
        monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
        with distributed.Client(cluster, set_as_default=False) as client:
            client.run(set_environment, "AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
        yield standin


@pytest.mark.parametrize("most", [1, 2])
def test_a_service_is_asked_by_the_whole_cluster_as_by_one_machine(
    run, script, cluster, service, tmp_path, most
):
    table = f"[engines.edge]\nidle_timeout = 60.0\nconcurrency = {most}\n"
    (tmp_path / "audiolecture.toml").write_text(table, encoding="utf-8")
    script.write_text("\n".join(SCRIPT.splitlines()[:8]), encoding="utf-8")  # to be spoken first
    service.together = {1: most}  # or else nobody is answered, however slow this machine is

    result = run("build", script, "--engine", "edge", "--json", "--cluster", cluster)

    assert result.code == 0, result.err
    assert service.peak == most
    assert len(service.requests) == result.json["synthesized"] + 1  # and the sample of the voice


def test_a_service_that_was_down_is_asked_again_by_the_next_build(job, monkeypatch, tmp_path):
    settings = (("backoff", 0.0), ("tries", 1))
    edge = replace(job, engine="edge", utterance=replace(job.utterance, voice=""))
    down = replace(edge, settings=settings, clip="")
    monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", "ws://127.0.0.1:9")
    first = run_job(down)

    with serving_beside(StandIn()) as standin:
        monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
        same_build, next_build = run_job(down), run_job(replace(down, run="two"))

    assert first.problem.kind == same_build.problem.kind == "EngineUnavailable"
    assert next_build.synthesized, next_build.problem


# ---------------------------------------------------------------- jobs and pools by themselves


def test_a_job_is_done_once(job):
    first, again = run_job(job), run_job(job)

    assert (first.synthesized, again.synthesized) == (True, False)
    assert first.samples == again.samples > 0


def test_a_job_by_force_is_done_again(job):
    run_job(job)

    assert run_job(replace(job, force=True)).synthesized


def test_a_job_without_a_clip_makes_only_the_speech(job):
    done = run_job(replace(job, clip=""))

    assert (done.synthesized, done.samples) == (True, 0)
    assert open_store(job.store).keys("clip") == frozenset()


@pytest.mark.parametrize("changed", [{"revision": "0"}, {"making_revision": "0"}])
def test_a_worker_that_would_make_something_else_refuses(job, changed):
    done = run_job(replace(job, **changed))

    assert isinstance(done.problem.error(), ClusterError)
    assert open_store(job.store).keys("clip") == frozenset()


def test_a_refusal_comes_back_as_data(job):
    done = run_job(replace(job, settings=(("fail", "你"),)))

    error = done.problem.error()
    assert type(error) is SynthesisRefused
    assert (error.message, error.hint) == ("refuses '你'", "it was told to")


def test_an_error_of_a_plug_in_becomes_its_base():
    class Moody(SynthesisRefused):
        pass

    assert Problem.of(Moody("not today")) == Problem("SynthesisRefused", "not today", "", "")


def test_every_error_survives_the_way():
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in classes if issubclass(kind, AudioLectureError)]

    arrived = [Problem.of(kind("m", hint="h", where="w")).error() for kind in kinds]

    assert SynthesisRefused in kinds
    assert [type(error) for error in arrived] == kinds
    assert {(error.message, error.hint, error.where) for error in arrived} == {("m", "h", "w")}


class Counting(ThreadPoolExecutor):
    """Notes how many jobs were under way at once; they go on when so many are together."""

    running = most = 0

    def __init__(self, workers, together):
        super().__init__(workers)
        self.meeting = threading.Barrier(together, timeout=60)

    def submit(self, call, *arguments):
        self.running += 1
        self.most = max(self.most, self.running)
        future = super().submit(self.met, call, *arguments)
        future.add_done_callback(self.left)
        return future

    def met(self, call, *arguments):
        self.meeting.wait()
        return call(*arguments)

    def left(self, _):
        self.running -= 1


@pytest.mark.parametrize(
    ("capabilities", "most"),
    [
        (Capabilities(online=True, concurrency=16, everywhere=2), 2),
        (Capabilities(online=True, concurrency=3), 3),
        (Capabilities(online=False, concurrency=1), 6),
    ],
)
def test_an_online_service_is_asked_by_a_few_at_once(job, capabilities, most):
    jobs = [replace(job, speech=f"{n}{job.speech[1:]}", clip="") for n in range(6)]

    async def all_of_them(executor):
        pool = Pool(executor, 2)
        return await asyncio.gather(*(pool.run(item, capabilities) for item in jobs))

    with Counting(6, most) as executor:
        done = asyncio.run(all_of_them(executor))

    assert all(item.synthesized for item in done)
    assert executor.most == most


def test_two_builds_on_a_cluster_share_the_leases(cluster, monkeypatch):
    monkeypatch.setattr(pool, "_LEASE_LOOK", 0.1)

    async def enter(slots):
        async with slots():
            return True

    async def two_builds(one, other):
        mine, yours = (pool._cluster_slots(client, "tone", 2) for client in (one, other))
        async with mine(), mine():
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(enter(yours), 0.5)
        return await enter(yours)

    clients = pool._connected(cluster), pool._connected(cluster)
    try:
        assert asyncio.run(two_builds(*clients))
    finally:
        for client in clients:
            client.close()


def test_one_key_is_worked_on_by_one_job_at_a_time(job):
    async def the_same_four_times(executor):
        pool = Pool(executor, 2)
        return await asyncio.gather(*(pool.run(job, Capabilities()) for _ in range(4)))

    with ThreadPoolExecutor(4) as executor:
        done = asyncio.run(the_same_four_times(executor))

    assert sorted(item.synthesized for item in done) == [False, False, False, True]
