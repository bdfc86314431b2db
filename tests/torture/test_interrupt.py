"""Ctrl-C: what is in hand is finished, and the message says how to go on."""

from __future__ import annotations

import signal

import pytest
from workshop import LONG, contents

SECONDS = 2 if LONG else 15
"""How long an interrupted build may still take; more where tests share a busy machine."""


@pytest.mark.parametrize("lines", range(1, 5) if LONG else [2])
def test_an_interrupted_build_goes_on(versions, tmp_path, lines):
    shop = versions.fresh(tmp_path / "shop")
    settings = shop.place / "audiolecture.toml"
    log = shop.place / "said.txt"
    settings.write_text(f'[engines.tone]\ndelay = 0.4\njournal = "{log}"\n', encoding="utf-8")
    process = shop.start()
    while process.poll() is None and begun(log) < lines:
        pass

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert "run the same command to go on" in err
    assert "Traceback" not in err
    assert len(shop.speeches()) == begun(log)
    settings.unlink()
    assert shop.built()["synthesized"] == len(versions.needed) - begun(log)
    assert contents(shop.folder) == versions.new


def begun(log):
    """How many utterances the engine was asked for."""
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0
