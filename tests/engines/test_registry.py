from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audiolecture.engines import registry
from audiolecture.engines.base import EngineContext
from audiolecture.errors import ConfigError, EngineUnavailable


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed distribution with engines: one that works, and some that do not."""
    folder = tmp_path / "site"
    information = folder / "acme_engine-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-engine\nVersion: 1.0\n"
    )
    (information / "entry_points.txt").write_text(
        "[audiolecture.engines]\n"
        "acme = acme_engine:Engine\n"
        "acme-shy = acme_engine:Shy\n"
        "acme-broken = acme_engine:Broken\n"
        "acme-picky = acme_engine:Picky\n"
        "acme-absent = acme_engine_that_needs_more:Engine\n"
        "acme-half = acme_engine:Half\n"
        "acme-other = acme_engine:Engine\n"
        "acme-clumsy = acme_engine:Clumsy\n"
    )
    (folder / "acme_engine.py").write_text(
        "from audiolecture.engines.base import Capabilities\n"
        "from audiolecture.engines.tone import ToneEngine\n"
        "from audiolecture.errors import ConfigError\n"
        "class Engine(ToneEngine):\n"
        "    name = 'acme'\n"
        "    capabilities = Capabilities(readings=True)\n"
        "    def __init__(self, context):\n"
        "        super().__init__(context)\n"
        "        self.context = context\n"
        "class Half:\n"
        "    name = 'acme-half'\n"
        "    def __init__(self, context): pass\n"
        "class Clumsy(Engine):\n"
        "    name = 'acme-clumsy'\n"
        "    async def synthesize(self, utterance):\n"
        "        if '群众' in utterance.spoken: raise KeyError('群众')\n"
        "        return await super().synthesize(utterance)\n"
        "class Shy(Engine): capabilities = Capabilities(hidden=True)\n"
        "class Broken(Engine):\n"
        "    def __init__(self, context): raise RuntimeError('no licence')\n"
        "class Picky(Engine):\n"
        "    def __init__(self, context): raise ConfigError('model is missing')\n"
    )
    (folder / "acme_engine_that_needs_more.py").write_text("import acme_runtime\n")
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("acme_engine", None)


def test_our_engines_are_registered() -> None:
    assert {"edge", "espeak"} <= set(registry.names())
    assert "tone" in registry.names(include_hidden=True)
    assert "tone" not in registry.names()


def test_an_engine_is_made_by_its_name(tmp_path: Path) -> None:
    assert registry.create("espeak", EngineContext(tmp_path)).name == "espeak"


def test_a_plugin_is_an_engine_like_ours(plugins: Path, tmp_path: Path) -> None:
    assert "acme" in registry.names()
    assert "acme-shy" not in registry.names()
    context = EngineContext(tmp_path, settings={"key": "value"})
    assert registry.create("acme", context).context is context


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="espaek") as caught:
        registry.create("espaek", EngineContext(tmp_path))
    assert "did you mean 'espeak'?" in caught.value.hint
    assert "edge" in caught.value.hint


@pytest.mark.parametrize("name", ["acme-absent", "acme-broken", "acme-half", "acme-other"])
def test_a_plugin_that_fails_names_its_package(plugins: Path, tmp_path: Path, name: str) -> None:
    assert name in registry.names()
    with pytest.raises(EngineUnavailable) as caught:
        registry.create(name, EngineContext(tmp_path))
    assert "acme-engine" in caught.value.hint
    assert name in caught.value.where


def test_an_error_of_ours_passes_through(plugins: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="model is missing"):
        registry.create("acme-picky", EngineContext(tmp_path))


@pytest.mark.parametrize("name", ["acme-absent", "acme-half"])
def test_a_build_with_a_broken_plugin_ends_in_a_line(
    plugins: Path, run: Callable[..., Any], lecture: Path, name: str
) -> None:
    result = run("build", lecture, "--engine", name)
    assert (result.code, len(result.err.splitlines())) == (1, 2)
    assert f"engine {name}: " in result.err
    assert "acme-engine" in result.err
    others = run("voices", "--json")
    assert others.code == 0
    assert any(f"engine {name}: " in problem for problem in others.json["problems"])


def test_a_mistake_in_a_plugin_costs_its_utterances(
    plugins: Path, run: Callable[..., Any], lecture: Path
) -> None:
    result = run("build", lecture, "--engine", "acme-clumsy", "--json")
    statuses = [chapter["status"] for chapter in result.json["chapters"]]
    assert result.code == 1
    assert sorted(set(statuses)) == ["failed", "written"]
    assert any("failed while speaking: KeyError" in text for text in result.json["failures"])


def test_a_new_revision_of_a_plugin_speaks_anew_and_says_so(
    plugins: Path, run: Callable[..., Any], lecture: Path
) -> None:
    first = run("build", lecture, "--engine", "acme", "--json")
    sys.modules["acme_engine"].Engine.revision = "2"
    plan = run("plan", lecture, "--engine", "acme", "--json").json["lectures"][0]
    reasons = {item["reason"] for c in plan["chapters"] for item in c["utterances"]}
    assert reasons == {"the engine acme was updated"}
    again = run("build", lecture, "--engine", "acme", "--json")
    assert again.json["synthesized"] == first.json["synthesized"] > 0
