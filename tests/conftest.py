"""What several tests need: a way to run the command, and a small lecture."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# As the program does before it loads numpy, which some tests load earlier; threads of OpenBLAS that
# wait for each other keep the processors from the other tests.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import pytest

from audiolecture import cli, messages

hypothesis.settings.register_profile("any machine", deadline=None)  # a busy one is slow
hypothesis.settings.load_profile("any machine")

LECTURE = """同志们，今天我以“把根扎深”为题，和大家谈谈心。
基层是离群众最近的地方。2012—2022年，村里变了样。

一、想在一处
心里装着群众，脚下才有力量。
一是要记得住。能叫出八成以上村民的名字。
二是要说得清。有98.6%的人希望干部多来坐坐。

二、干在一处
有了感情，还得有本事。
会上讲一遍，会后跑三遍。

同志们，路是一步一步走出来的。谢谢大家！
"""


@pytest.fixture(scope="session", autouse=True)
def _catalogues():
    """The Chinese as the source tree has it, also where the .po is newer than the installation."""
    for path in messages.FOLDER.rglob("*.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            _tool("messages").compile_all(path.parent)


@pytest.fixture(scope="session", autouse=True)
def _interruptible():
    """Processes of tests can be interrupted, also where a shell runs all in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_MUTANT = os.environ.get("MUTANT_UNDER_TEST")


@pytest.fixture(scope="function" if _MUTANT == "stats" else "session", autouse=True)
def _nothing_remembered():
    """Mutants are tried in copies of a process that has run the tests; what it knows hides them.

    Which tests reach a function is seen only if none knows what another one asked.
    """
    if _MUTANT:
        for name, module in list(sys.modules.items()):
            if name.startswith("audiolecture"):
                _forget(module)


def _forget(module):
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()
        elif isinstance(value, dict) and hasattr(type(value), "__missing__"):
            value.clear()


@pytest.fixture(scope="session", autouse=True)
def _away():
    """Nothing answers where the Edge service should be, except where a test has a stand-in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", "ws://127.0.0.1:9")
        yield


@pytest.fixture(autouse=True)
def _in_english():
    """Tests read English, whatever the locale they are run in; some ask for Chinese."""
    with pytest.MonkeyPatch.context() as patch:  # its own: tests may undo what theirs did
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "en_US.UTF-8")
        patch.setenv(messages.VARIABLE, "en")
        messages.select()
        yield
    messages.select()


@pytest.fixture(scope="session")
def speaking():
    """A context in which another language is spoken."""

    @contextmanager
    def context(language):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(messages.VARIABLE, language)
            patch.setenv("LANGUAGE", "")
            messages.select()
            yield
        messages.select()

    return context


@pytest.fixture
def in_chinese(speaking):
    """The test reads Chinese."""
    with speaking("zh"):
        yield


def _tool(name):
    """A script of ``tools/`` as a module."""
    path = Path(__file__).parents[1] / "tools" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"tools_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def catalogues():
    """What takes messages from the code and looks at the catalogues."""
    return _tool("messages")


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the real command in this process, in a folder and with a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOLECTURE_CACHE_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("NO_COLOR", "1")

    def run_command(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Run(int(caught.value.code or 0), captured.out, captured.err)

    return run_command


@pytest.fixture(scope="session")
def lecture_text():
    """What the small lecture says, for fixtures that are made once."""
    return LECTURE


@pytest.fixture
def lecture(tmp_path):
    """A script of four chapters."""
    path = tmp_path / "课.txt"
    path.write_text(LECTURE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shared():
    """The folder of reference material beside a checkout; tests that use it skip without it."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("AUDIOLECTURE_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("the reference material is not here")
    return folder


@pytest.fixture(scope="session")
def bucket():
    """A bucket on a server of this machine; its address ends the session with it."""
    filesystem = pytest.importorskip("s3fs").S3FileSystem
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    patch = pytest.MonkeyPatch()
    for name, value in environment.items():
        patch.setenv(name, value)
    filesystem(use_listings_cache=False).mkdir("clips")
    yield "s3://clips"
    patch.undo()
    server.stop()
