"""Traces kept between sessions, each under a key made of all that it depends on, so that nothing stale is served."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tracer.building import LIBRARIES
from tracer.trace import FORMAT, Trace, Transport
from tutorial.lesson.lesson import Lesson
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.runner import Runner

_KEPT_FOR = ("stepwire", *LIBRARIES, "simple-websocket", "websocket-client", "requests", "werkzeug")


@dataclass(frozen=True, slots=True)
class Kept:
    """A trace with what was measured when it was made: the day (ISO, UTC) and the seconds of the run."""

    trace: Trace
    ran_on: str
    seconds: float


class TraceStore:
    """A folder of traces. A file that cannot be read is as good as none: the lesson is run again.

    A `fresh` store reads none of what others kept before it, and keeps its own.
    """

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        self.folder = folder or default_folder()
        self._began = time.time() if fresh else 0.0

    @property
    def second(self) -> TraceStore:
        """The store of second runs, in a folder below this one: a run is held against one that was played apart."""
        second = TraceStore(self.folder / "again")
        second._began = self._began
        return second

    def trace(
        self,
        runner: Runner,
        loaded: Loaded,
        transport: Transport | None = None,
        *,
        order: Order | None = None,
    ) -> Kept:
        """The lesson's trace: the one kept for exactly this code and these libraries, or that of a run now.

        Raises:
            LessonError: it had to be run, and could not be (see `Runner.run`).
        """
        path = self.folder / f"{key(loaded.lesson, transport or loaded.lesson.transport, order)}.json"
        kept = _read(path, since=self._began)
        if kept is None:
            run = runner.run(loaded, transport, order=order)
            kept = Kept(run.trace, datetime.now(UTC).date().isoformat(), run.seconds)
            data = {"trace": kept.trace.to_json(), "ran_on": kept.ran_on, "seconds": kept.seconds}
            keep_text(path, json.dumps(data))
        return kept

    def reached(self, runner: Runner, loaded: Loaded) -> Reached:
        """Which lines of the lesson run: those kept for exactly this code and these libraries, or those of a run now.

        Raises:
            LessonError: it had to be run, and could not be.
        """
        path = self.folder / f"{key(loaded.lesson, loaded.lesson.transport)}-lines.json"
        reached = _read_reached(path, since=self._began)
        if reached is None:
            reached = runner.reached(loaded)
            keep_text(path, json.dumps({"lines": sorted(reached.lines), "blind": reached.blind}))
        return reached


def key(lesson: Lesson, transport: Transport, order: Order | None = None) -> str:
    """A name that changes whenever the trace could: code, scenario, watch list, transport, order, Python, libraries."""
    depends: dict[str, Any] = {
        "format": FORMAT,
        "code": lesson.code,
        "clients": lesson.clients,
        "scenario": [action.to_wire() for action in lesson.scenario],
        "answers": lesson.model_dump(mode="json")["answers"],
        "watch": [watch.model_dump() for watch in lesson.watch],
        "transport": transport,
        "order": order.to_wire() if order else None,
        "python": sys.version,
        "versions": {name: version(name) for name in _KEPT_FOR},
        "tracer": _own_code(),
    }
    return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()[:40]


def default_folder() -> Path:
    """Where traces are kept: `$STEPWIRE_CACHE`, else `stepwire` in the user's cache folder."""
    if chosen := os.environ.get("STEPWIRE_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stepwire"


def _own_code() -> str:
    """A digest of the code that makes traces, so that one made by an older tracer is not read as a new one's."""
    here = Path(__file__).resolve().parent
    rooms = (here.parents[1] / "tracer", here.parent / "lesson", here)
    sources = [source for room in rooms for source in sorted(room.rglob("*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _read(path: Path, since: float) -> Kept | None:
    try:
        if path.stat().st_mtime < since:
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        return Kept(Trace.from_json(data["trace"]), str(data["ran_on"]), float(data["seconds"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read_reached(path: Path, since: float) -> Reached | None:
    try:
        if path.stat().st_mtime < since:
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        return Reached(frozenset(map(int, data["lines"])), bool(data["blind"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all; a folder that cannot be written to only costs the next run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
            file.write(text)
        Path(file.name).replace(path)
    except OSError:
        return
