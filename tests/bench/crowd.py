"""What silent and half-sent connections cost everybody else, by each kind of worker that gunicorn has for us.

`stepwire serve` takes `gevent`. `gthread` stands for what was before: it waits for a request's head inside a thread.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.pages import PATH, rate, served
from tests.bench.timing import show
from tests.crowd import HALF_SENT, SILENT, crowd

WORKERS = ("gthread", "gevent")
ROUNDS, PATIENCE = 5, 20.0


def page_time(port: int) -> float:
    """Seconds until the lesson's page is here, over a new connection; `PATIENCE` when it never comes."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}", timeout=PATIENCE) as answer:
            answer.read()
    except OSError:
        return PATIENCE
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for worker in WORKERS:
            folder = Path(name) / worker
            folder.mkdir()
            with served(None, folder, worker) as port:
                page_time(port)  # now the worker is up
                rates = [rate(port, "Accept-Encoding: gzip\r\n") for _ in range(ROUNDS)]
                alone = min(page_time(port) for _ in range(ROUNDS))
                with crowd(port):
                    crowded = page_time(port)
            shown = f"{crowded * 1e3:.0f}" if crowded < PATIENCE else f"none in {PATIENCE:.0f} s"
            rows.append([worker, f"{statistics.median(rates):.0f}", f"{alone * 1e3:.1f}", shown])
    title = f"A lesson's page; the crowd is {SILENT} silent and {HALF_SENT} half-sent connections"
    show(title, ("worker", "requests a second", "page alone, ms", "page in the crowd, ms"), rows)
