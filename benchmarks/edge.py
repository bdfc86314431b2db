"""How much of a build over the Edge service is waiting for it.

    python benchmarks/edge.py [SCRIPT] [--delay SECONDS]

A stand-in on loopback answers every request after the delay. The ideal is requests x delay / 3, at
three requests at once, with everything else done meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "edge"))

from standin import StandIn, serving_beside, speech  # noqa: E402 - beside the tests

from audiolecture.build import build  # noqa: E402
from audiolecture.drafts import Request  # noqa: E402
from audiolecture.store import Store  # noqa: E402


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("script", nargs="?", type=Path, default=ROOT / "content")
    arguments.add_argument("--delay", type=float, default=1.5)
    given = arguments.parse_args()
    with serving_beside(StandIn()) as standin:  # so that the stand-in's own work is done before
        run(given.script, standin)
        texts = list(standin.requests)
    assert all(speech(text) for text in texts)
    with serving_beside(StandIn(delay=given.delay)) as standin:
        seconds = run(given.script, standin)
        count = len(standin.requests)
    ideal = count * given.delay / 3
    print(f"requests {count}, at most {standin.peak} at once, delay {given.delay} s")
    print(f"wall {seconds:.1f} s, ideal at three {ideal:.1f} s, ratio {seconds / ideal:.2f}")


def run(script: Path, standin: StandIn) -> float:
    os.environ["AUDIOLECTURE_EDGE_ENDPOINT"] = standin.endpoint
    with tempfile.TemporaryDirectory() as folder:
        request = Request(
            (script,), Path(folder) / "output", Store(Path(folder) / "store"), {"engine": "edge"}
        )
        start = time.perf_counter()
        asyncio.run(build(request))
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
