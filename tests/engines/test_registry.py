from __future__ import annotations

import sys
from pathlib import Path

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
    )
    (folder / "acme_engine.py").write_text(
        "from audiolecture.engines.base import Capabilities\n"
        "from audiolecture.errors import ConfigError\n"
        "class Engine:\n"
        "    capabilities = Capabilities()\n"
        "    def __init__(self, context): self.context = context\n"
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


@pytest.mark.parametrize("name", ["acme-absent", "acme-broken"])
def test_a_plugin_that_fails_names_its_package(plugins: Path, tmp_path: Path, name: str) -> None:
    assert name in registry.names()
    with pytest.raises(EngineUnavailable) as caught:
        registry.create(name, EngineContext(tmp_path))
    assert "acme-engine" in caught.value.hint
    assert name in caught.value.where


def test_an_error_of_ours_passes_through(plugins: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="model is missing"):
        registry.create("acme-picky", EngineContext(tmp_path))
