from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiolecture.engines._worker import Job, Pool
from audiolecture.errors import BadSpeech, EngineUnavailable

CHILD = """
import os, signal, sys, time
from audiolecture.engines._worker import serve

def load(request):
    if request["model"] == "broken": raise ValueError("no such layer")
    if request["model"] == "deadly": print("bad metadata", file=sys.stderr, flush=True); os._exit(7)
    def speak(request):
        if request["do"] == "raise": raise ValueError("bad tokens")
        if request["do"] == "exit": print("out of memory", file=sys.stderr, flush=True); os._exit(1)
        if request["do"] == "kill": os.kill(os.getpid(), signal.SIGKILL)
        if request["do"] == "hang": time.sleep(600)
        if request["do"] == "come in": open("door", "w").close()
        if request["do"] == "let in": open("door").close()
        if request["do"] == "come in and hang": open("door", "w").close(); time.sleep(600)
        if request["do"] == "once":
            flag = os.path.join(os.path.dirname(__file__), "died")
            if not os.path.exists(flag):
                open(flag, "w").close()
                os.kill(os.getpid(), signal.SIGKILL)
        print("a runtime that talks to standard output", flush=True)
        os.write(1, b"and natively")
        return {"pid": os.getpid()}, [b"ab", b"c\\n"]
    return speak

serve(load)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "speaking_child.py").write_text(CHILD)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    os.mkfifo("door")  # whoever opens it waits for somebody who opens the other end
    return "speaking_child"


@pytest.fixture
def pool(module: str) -> Iterator[Pool]:
    pool = Pool(Job("test", module, {"model": "good"}), 1)
    yield pool
    pool.close()


def ask(pool: Pool, what: str, limit: float = 60) -> tuple[int, bytes]:
    header, data = pool.ask({"do": what}, limit=limit)
    return header["pid"], data


def test_one_process_answers_many_requests(pool: Pool) -> None:
    pid, data = ask(pool, "speak")
    assert data == b"abc\n"
    assert ask(pool, "speak") == (pid, data)


def test_an_exception_leaves_the_process_alive(pool: Pool) -> None:
    pid, _ = ask(pool, "speak")
    with pytest.raises(BadSpeech, match="ValueError: bad tokens"):
        ask(pool, "raise")
    assert ask(pool, "speak")[0] == pid


@pytest.mark.parametrize(
    ("death", "message"),
    [("exit", r"died \(exit code 1\).*out of memory"), ("kill", r"died \(signal SIGKILL\)")],
)
def test_after_a_death_a_new_process_goes_on(pool: Pool, death: str, message: str) -> None:
    pid, _ = ask(pool, "speak")
    with pytest.raises(EngineUnavailable, match=message):
        ask(pool, death)
    assert ask(pool, "speak")[0] != pid


def test_a_death_by_chance_costs_nothing(pool: Pool) -> None:
    pid, _ = ask(pool, "speak")
    after, data = ask(pool, "once")
    assert after != pid
    assert data == b"abc\n"


def test_a_hung_process_is_ended(pool: Pool) -> None:
    with pytest.raises(EngineUnavailable, match="hung while speaking"):
        ask(pool, "hang", limit=0.1)
    assert ask(pool, "speak")[1] == b"abc\n"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("broken", "the model cannot be loaded: ValueError: no such layer"),
        ("deadly", r"died \(exit code 7\) while loading the model: bad metadata"),
    ],
)
def test_a_model_that_cannot_be_loaded(module: str, model: str, message: str) -> None:
    pool = Pool(Job("test", module, {"model": model}), 1)
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match=message):
            ask(pool, "speak")


def test_two_workers_are_two_processes(module: str) -> None:
    pool = Pool(Job("test", module, {"model": "good"}), 2)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda what: ask(pool, what), ["come in", "let in"]))
    pool.close()
    assert len({pid for pid, _ in answers}) == 2


def test_closing_ends_a_request_under_way(module: str) -> None:
    pool = Pool(Job("test", module, {"model": "good"}), 1)
    failures: list[EngineUnavailable] = []

    def hang() -> None:
        try:
            ask(pool, "come in and hang")
        except EngineUnavailable as error:
            failures.append(error)

    thread = threading.Thread(target=hang)
    thread.start()
    Path("door").open().close()
    pool.close()
    thread.join()
    assert [failure.message for failure in failures] == ["was closed"]
    assert pool._workers[0]._child is None
