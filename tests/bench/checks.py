"""What checking costs: a run in simulated time, a mutant, a lesson that sleeps, and twenty lessons.

The floor is a run of the reference lesson in a worker process that is there already.
"""

from __future__ import annotations

import shutil
import tempfile
from itertools import count, cycle
from pathlib import Path

from tests.bench.timing import Timed, interleaved, ratio, show
from tests.studying import REFERENCE, ROOT
from tutorial.check.mutants import Sayings, mutants
from tutorial.course.course_check import CourseCheck
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.run.trials import Trials

ROUNDS = 24
COLD_ROUNDS = 5
MANY = 20

FLOOR = "floor: a run of the reference lesson"
COUNTDOWN = """\
title: A countdown
code: |
  from flask import Flask
  from flask_socketio import SocketIO

  app = Flask(__name__)
  socketio = SocketIO(app)

  @socketio.on('start')
  def start(seconds):
      socketio.start_background_task(count_down, seconds)

  def count_down(seconds):
      for left in range(seconds, 0, -1):
          socketio.emit('tick', left)
          socketio.sleep(1)
      socketio.emit('lift off')
scenario:
  - connect
  - {emit: start, data: 3}
  - wait: {task: count_down}
  - disconnect
"""


def lessons(folder: Path) -> tuple[Path, Path, Path]:
    """The reference lesson, a countdown, and a folder of many lessons, none of them the same as another."""
    reference = folder / f"{REFERENCE}.yaml"
    shutil.copy(ROOT / "lessons" / f"{REFERENCE}.yaml", reference)
    countdown = folder / "countdown.yaml"
    countdown.write_text(COUNTDOWN, encoding="utf-8")
    many = folder / "many"
    many.mkdir()
    text = reference.read_text(encoding="utf-8")
    for number in range(MANY):
        changed = text.replace("socketio = SocketIO(app)", f"socketio = SocketIO(app)  # {number}")
        (many / f"{number:02}.yaml").write_text(changed, encoding="utf-8")
    return reference, countdown, many


def runs(folder: Path, reference: Path, countdown: Path) -> dict[str, Timed]:
    """Single runs and single mutants, in turn."""
    loaded, sleeping = load(reference), load(countdown)
    with Runner() as runner:
        replays = Replays(TraceStore(folder / "runs"), runner, loaded)
        sayings, every = Sayings(replays), cycle(list(mutants(loaded)))
        stores, kept = count(), Trials(TraceStore(folder / "kept"), runner)
        (one,) = [mutant for mutant in mutants(loaded) if mutant.may == "may say anything in place of {msg}"]
        sayings.judge(one, kept)
        return interleaved(
            {
                FLOOR: lambda: runner.run(loaded),
                "the same in simulated time": lambda: runner.run(loaded, simulated=True),
                "a countdown of 3 s in simulated time": lambda: runner.run(sleeping, simulated=True),
                "a mutant of the reference lesson": lambda: sayings.judge(
                    next(every), Trials(TraceStore(folder / f"mutants{next(stores)}"), runner)
                ),
                "a mutant whose run is kept": lambda: sayings.judge(one, kept),
            },
            ROUNDS,
        )


def checks(folder: Path, reference: Path, countdown: Path, many: Path) -> dict[str, Timed]:
    """Whole checks, each with new processes: with an empty store, and with one that has everything."""
    stores = count()

    def check(paths: list[Path], store: Path | None = None) -> None:
        list(CourseCheck(store or folder / f"cold{next(stores)}").check_all(paths))

    all_of_them = sorted(many.iterdir())
    check(all_of_them, folder / "warm")
    return interleaved(
        {
            "check of the reference lesson, nothing kept": lambda: check([reference]),
            "check of the countdown, nothing kept": lambda: check([countdown]),
            f"check of {MANY} lessons, nothing kept": lambda: check(all_of_them),
            f"check of {MANY} lessons, nothing changed": lambda: check(all_of_them, folder / "warm"),
        },
        COLD_ROUNDS,
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reference, countdown, many = lessons(folder)
        timed = runs(folder, reference, countdown) | checks(folder, reference, countdown, many)
    least = timed[FLOOR]
    rows = [
        [name, f"{t.minimum:.3f}", ratio(t.minimum, least.minimum), f"{t.median:.3f}", ratio(t.median, least.median)]
        for name, t in timed.items()
    ]
    show("Checking, seconds", ("what", "minimum", "ratio", "median", "ratio"), rows)
