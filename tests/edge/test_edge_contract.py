"""The Edge engine fulfils what the build relies on in any engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.engines.edge import EdgeEngine
from audiolecture.testing.engine_contract import EngineContract

sys.path.insert(0, str(Path(__file__).parent))
from standin import StandIn, serving_beside


class TestEdge(EngineContract):
    @pytest.fixture(autouse=True)
    def service(self, monkeypatch: pytest.MonkeyPatch):
        standin = StandIn()
        with serving_beside(standin):
            monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
            yield

    def make(self, context: EngineContext) -> Engine:
        return EdgeEngine(context)
