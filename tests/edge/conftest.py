"""A clock for the engine of this process that is right at first."""

from __future__ import annotations

import pytest
from edge_tts.drm import DRM


@pytest.fixture(autouse=True)
def _right_clock(monkeypatch):
    """What edge-tts learnt of the service's clock in one test is not known in the next."""
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
