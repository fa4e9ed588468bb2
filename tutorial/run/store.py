"""Keep traces between sessions, each under a key of all that the trace depends on."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import time
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from tracer.trace import Trace, Transport
from tutorial.reading.loading import Loaded
from tutorial.run.kept_files import UNREADABLE, keep_text, kept_json, most_bytes, read_kept, trim
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.runner import Runner, run_request
from tutorial.run.seal import OUR_FOLDER
from tutorial.run.worker_process import worker_environment

_WORDS = ("tutorial/telling/__init__.py", "tutorial/telling/words.py")
_OUR_CODE = ("tracer/**/*.py", "tutorial/*.py", "tutorial/lesson/**/*.py", "tutorial/run/**/*.py", *_WORDS)
"""The rooms that the worker imports. A test compares them with what the worker imports."""


_LOOK_AFTER = 0.05
"""How much of the folder's size is written between two looks at all of it."""


@dataclass(frozen=True, slots=True)
class KeptTrace:
    """A trace with the day (ISO, UTC) and the seconds of its run, and whether the run was sealed."""

    trace: Trace
    ran_on: str
    seconds: float
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """What was measured of a program (see `tutorial.run.measuring`), or `why` nothing was; the day and the machine."""

    figures: dict[str, Any] | None
    why: str
    ran_on: str
    machine: str


class TraceStore:
    """A folder of traces. When a file cannot be read, the lesson is run again.

    The folder has a size (`most_bytes`): the files that were used longest ago go. A `fresh` store reads only what
    it kept itself, since it `began`.
    """

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        self.folder = self._root = folder or default_folder()
        self.began = time.time() if fresh else 0.0
        self._written = most_bytes()  # the first that is kept has a look at the others

    @property
    def second(self) -> TraceStore:
        """The store of second runs, in a folder below this one."""
        second = copy(self)
        second.folder = self.folder / "again"
        return second

    def trace(
        self,
        runner: Runner,
        loaded: Loaded,
        transport: Transport | None = None,
        *,
        order: Order | None = None,
        simulated: bool = False,
    ) -> KeptTrace:
        """The lesson's trace: the one kept of this very run (see `key`), or the trace of a run now.

        Raises:
            LessonError: it had to be run, and could not be (see `Runner.run`).
        """
        request = run_request(loaded.lesson, runner.limits, transport, order=order, simulated=simulated)
        path = self._path(request | {"hash_seed": runner.hash_seed})
        kept = _read(path, since=self.began)
        if kept is None:
            run = runner.run(loaded, transport, order=order, simulated=simulated)
            kept = KeptTrace(run.trace, datetime.now(UTC).date().isoformat(), run.seconds, run.sealed)
            data = {"trace": kept.trace.to_json(), "ran_on": kept.ran_on, "seconds": kept.seconds, "sealed": run.sealed}
            self.keep(path, data)
        return kept

    def keep(self, path: Path, data: dict[str, Any]) -> None:
        """Keep a file in the folder, or in one below it."""
        text = kept_json(data)
        keep_text(path, text)
        self._written += len(text)
        if self._written > most_bytes() * _LOOK_AFTER:
            trim(self._root)
            self._written = 0

    def reached(self, runner: Runner, loaded: Loaded, *, simulated: bool = False) -> Reached:
        """The lines of the lesson that run: those kept of this very run (see `key`), or those of a run now.

        Raises:
            LessonError: it had to be run, and could not be.
        """
        path = self._path(run_request(loaded.lesson, runner.limits, reached=True, simulated=simulated))
        reached = _read_reached(path, since=self.began)
        if reached is None:
            reached = runner.reached(loaded, simulated=simulated)
            self.keep(path, {"lines": sorted(reached.lines), "blind": reached.blind})
        return reached

    def measured(self, runner: Runner, loaded: Loaded) -> KeptFigures:
        """The figures of a lesson's program: those kept of this machine and this program, or those measured now.

        Raises:
            LessonError: it had to be run, and could not be.
        """
        here = machine()
        request = run_request(loaded.lesson, runner.limits) | {"measure": True, "machine": here}
        path = self.folder / "figures" / f"{key(request)}.json"
        try:
            kept = read_kept(path, self.began)
            return KeptFigures(kept["figures"], str(kept["why"]), str(kept["ran_on"]), here)
        except UNREADABLE:
            pass
        answer = runner.measured(loaded)
        made = KeptFigures(answer["figures"], answer["why"], datetime.now(UTC).date().isoformat(), here)
        self.keep(path, {"figures": made.figures, "why": made.why, "ran_on": made.ran_on})
        return made

    def _path(self, request: dict[str, Any]) -> Path:
        return self.folder / f"{key(request)}.json"


def key(request: dict[str, Any]) -> str:
    """A name for a run. It changes with all that the run is made of.

    A run is made of the request to the worker and the worker's environment, Python, the libraries, and our own code.
    """
    made_of = {
        "request": request,
        "environment": worker_environment(),
        "python": sys.version,
        "libraries": _libraries(),
        "our code": _our_code(OUR_FOLDER),
    }
    return _digest(json.dumps(made_of).encode())[:40]


@cache
def _libraries() -> str:
    """A digest of the versions of all installed packages: a lesson's program may import any of them.

    It hashes the metadata as a whole; reading the versions out of the metadata takes ten times as long.
    """
    told = sorted(one.read_text("METADATA") or one.read_text("PKG-INFO") or "" for one in distributions())
    return _digest("\0".join(told).encode())


@cache
def _our_code(folder: Path) -> str:
    """A digest of our own code in a run: each file with its name."""
    files = sorted({file for pattern in _OUR_CODE for file in folder.glob(pattern)})
    told = [f"{file.relative_to(folder)} {_digest(file.read_bytes())}" for file in files]
    return _digest("\n".join(told).encode())


@cache
def machine() -> str:
    """This machine, as figures name it: its processor, how many it has, its system, and the Python."""
    models = re.findall(r"^model name\s*: (.+)$", _read_text(Path("/proc/cpuinfo")), re.MULTILINE)
    processor = " ".join((models[0] if models else platform.machine()).split())
    count = len(os.sched_getaffinity(0))
    cores = f"{count} core{'' if count == 1 else 's'}"
    return f"{processor}, {cores}, {platform.system()}, Python {platform.python_version()}"


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def default_folder() -> Path:
    """The folder of traces: `$STEPWIRE_CACHE`, else `stepwire` in the user's cache folder."""
    if chosen := os.environ.get("STEPWIRE_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stepwire"


def _read(path: Path, since: float) -> KeptTrace | None:
    try:
        data = read_kept(path, since)
        trace = Trace.from_json(data["trace"])
        return KeptTrace(trace, str(data["ran_on"]), float(data["seconds"]), bool(data["sealed"]))
    except UNREADABLE:
        return None


def _read_reached(path: Path, since: float) -> Reached | None:
    try:
        data = read_kept(path, since)
        return Reached(frozenset(map(int, data["lines"])), bool(data["blind"]))
    except UNREADABLE:
        return None
