"""The Edge engine fulfils what the build relies on in any engine."""

from __future__ import annotations

import pytest
from standin import StandIn, serving_beside

from audiolecture.engines.base import Engine, EngineContext
from audiolecture.engines.edge import EdgeEngine
from audiolecture.testing.engine_contract import EngineContract


class TestEdge(EngineContract):
    @pytest.fixture(autouse=True)
    def service(self, monkeypatch: pytest.MonkeyPatch):
        standin = StandIn()
        with serving_beside(standin):
            monkeypatch.setenv("AUDIOLECTURE_EDGE_ENDPOINT", standin.endpoint)
            yield

    def make(self, context: EngineContext) -> Engine:
        return EdgeEngine(context)
