"""How the wall time of a build falls with the workers of a cluster.

    python benchmarks/cluster.py [--lines 120] [--delay 0.2]

The engine waits for each utterance as for a service that answers after the delay; each worker is a
process with one thread. The ideal is lines x delay / workers.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from pathlib import Path

from distributed import LocalCluster

from audiolecture.build import build
from audiolecture.drafts import Request
from audiolecture.store import Store

WORKERS = (1, 2, 4)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=120)
    arguments.add_argument("--delay", type=float, default=0.2)
    given = arguments.parse_args()
    print(f"{given.lines} utterances that wait {given.delay} s each")
    print("workers  wall s  ideal s  times as fast  CPU s of the build's own process")
    first = 0.0
    for workers in WORKERS:
        seconds, used = measured(workers, given.lines, given.delay)
        first = first or seconds
        ideal = given.lines * given.delay / workers
        times = first / seconds
        print(f"{workers:7}  {seconds:6.2f}  {ideal:7.2f}  {times:13.2f}  {used:5.2f}", flush=True)


def measured(workers: int, lines: int, delay: float) -> tuple[float, float]:
    """Seconds from the request to the last file; the workers are up and have their codecs.

    The second figure is the time of the processor in this process, which no worker shortens.
    """
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.ERROR,
        ) as cluster,
        tempfile.TemporaryDirectory() as folder,
    ):
        timed(Path(folder) / "warm", 2 * workers, delay, cluster.scheduler_address)
        return timed(Path(folder) / "measured", lines, delay, cluster.scheduler_address)


def timed(folder: Path, lines: int, delay: float, address: str) -> tuple[float, float]:
    folder.mkdir()
    script = folder / "lecture.txt"
    text = "\n".join(f"这是第{number}段，心里装着群众。" for number in range(lines))
    script.write_text(f"第一课\n\n一、想在一处\n{text}\n", encoding="utf-8")
    table = f"[engines.tone]\ndelay = {delay}\n"
    (folder / "audiolecture.toml").write_text(table, encoding="utf-8")
    request = Request(
        (script,),
        folder / "output",
        Store(folder / "store"),
        {"engine": "tone"},
        cluster=address,
    )
    start, before = time.perf_counter(), time.process_time()
    asyncio.run(build(request))
    return time.perf_counter() - start, time.process_time() - before


if __name__ == "__main__":
    main()
