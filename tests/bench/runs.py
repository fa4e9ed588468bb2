"""What a run of the reference lesson takes, from a new worker process and from one that is there already, sealed where
this machine can.

The floor is an interpreter that starts, imports the libraries which a lesson's program needs, and ends.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from tests.bench.timing import Timed, interleaved, ratio, show
from tests.studying import REFERENCE, ROOT
from tutorial.reading.loading import Loaded, load
from tutorial.run.runner import Runner

ROUNDS = 15

FLOOR = "floor: start Python, import flask_socketio, socketio"
COLD = "run in a new worker"
WARM = "run in the same worker"
OPEN = "the same without a seal"


def floor() -> None:
    """Only the imports."""
    subprocess.run([sys.executable, "-c", "import flask_socketio, socketio"], check=True)


def cold(loaded: Loaded) -> None:
    """Start a worker, run, end the worker."""
    with Runner() as runner:
        runner.run(loaded)


def measure() -> dict[str, Timed]:
    """All in turn."""
    loaded = load(ROOT / "lessons" / f"{REFERENCE}.yaml")
    with Runner() as runner, Runner(sealed=False) as unsealed:
        contenders: dict[str, Callable[[], object]] = {
            FLOOR: floor,
            COLD: lambda: cold(loaded),
            WARM: lambda: runner.run(loaded),
            OPEN: lambda: unsealed.run(loaded),
        }
        runner.run(loaded)
        unsealed.run(loaded)
        return interleaved(contenders, ROUNDS)


def main() -> None:
    """Measure and print."""
    timed = measure()
    least = timed[FLOOR]
    rows = [
        [name, f"{t.minimum:.3f}", ratio(t.minimum, least.minimum), f"{t.median:.3f}", ratio(t.median, least.median)]
        for name, t in timed.items()
    ]
    show(f"Run of lessons/{REFERENCE}.yaml, seconds", ("run", "minimum", "ratio", "median", "ratio"), rows)
