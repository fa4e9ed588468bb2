"""The process that runs lessons' programs, each in a fork of its own, and leaves nothing of them behind.

`python -m tutorial.run.worker` reads requests on standard input and writes answers on standard output, a JSON object a
line. The worker has imported the libraries and has run no lesson's code, so a fork is as good as a fresh interpreter,
and 20 times quicker. When its standard input ends, the worker ends, with everything below it.
"""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import re
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import engineio.async_drivers.threading  # noqa: F401  # otherwise each run would import these
import requests  # noqa: F401
import simple_websocket  # noqa: F401
import websocket  # noqa: F401

from tutorial.run import player

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_STACK_LINE = re.compile(r'^  File "(?P<file>[^"]*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)
_GRACE = 1.0
"""How many seconds a process that overran has to say where it stands."""
_MOST_ANSWER = 64 * 2**20


def main() -> None:
    """Serve requests until standard input ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what a program leaves behind becomes our child, and we can end it
    sys.modules["eventlet"] = sys.modules["gevent"] = None  # type: ignore[assignment]  # threads, even where these are installed
    _import_time_machine()
    asked, answers = os.dup(0), os.fdopen(os.dup(1), "w", encoding="utf-8")
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(quiet, descriptor)
    for line in _lines(asked):
        for answer in ForkedPlayer(json.loads(line), asked).answers():
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _import_time_machine() -> None:
    """Import what simulates a clock, so that no run has to. For its own fixture it imports pytest, where that is."""
    sys.modules["pytest"] = None  # type: ignore[assignment]  # it takes longer than all the rest
    import_module("time_machine")
    del sys.modules["pytest"]


def _lines(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb", closefd=False, buffering=0) as stream:
        yield from stream


@dataclass
class ForkedPlayer:
    """A player in a fork, for one request: what it has said, and how it ends."""

    request: dict[str, Any]
    parent: int
    """The descriptor that ends when the asker is gone."""
    said: bytearray = field(default_factory=bytearray)
    stacks: bytearray = field(default_factory=bytearray)
    at: dict[str, Any] = field(default_factory=lambda: {"step": 0, "function": None, "line": None})

    def answers(self) -> Iterator[dict[str, Any]]:
        """Fork a player, pass on its answers, and yield exactly one ending."""
        folder = tempfile.mkdtemp(prefix="stepwire-")
        read_said, write_said = os.pipe()
        read_stacks, write_stacks = os.pipe()
        child = os.fork()
        if child == 0:
            _close_all_but(write_said, write_stacks)
            _be_the_player(self.request, folder, write_said, write_stacks)
        os.close(write_said)
        os.close(write_stacks)
        try:
            ending = yield from self.follow(child, read_said, read_stacks)
        finally:
            os.close(read_said)
            os.close(read_stacks)
            _end_everything(child)
            shutil.rmtree(folder, ignore_errors=True)
        if ending is not None:  # told only now: when the asker hears of the end, nothing is left
            yield ending

    def follow(self, child: int, said: int, stacks: int) -> Generator[dict[str, Any], None, dict[str, Any] | None]:
        """Yield the child's steps, and return its ending; None when the asker is gone."""
        limit = time.monotonic() + self.request["seconds"] + _GRACE
        ended = os.pidfd_open(child)
        open_ends = {said, stacks, ended, self.parent}
        try:
            while (left := limit - time.monotonic()) > 0:
                ready, _, _ = select.select(open_ends, [], [], left)
                if self.parent in ready and not os.read(self.parent, 1):
                    return None
                if stacks in ready and not self.read(stacks, self.stacks):
                    open_ends.discard(stacks)
                if said in ready and not self.read(said, self.said):
                    open_ends.discard(said)
                for answer in self.told():
                    if answer["kind"] != "step":
                        return answer
                    yield answer
                if self.overran(stacks) or (ended in ready and said not in ready):
                    break
            return self.post_mortem(child, time.monotonic() >= limit)
        finally:
            os.close(ended)

    def read(self, descriptor: int, into: bytearray) -> bool:
        data = os.read(descriptor, 65_536)
        into += data
        return bool(data) and len(into) <= _MOST_ANSWER

    def overran(self, stacks: int) -> bool:
        """Whether the child's time was up. If so, read where all its threads stand."""
        if not self.stacks.startswith(b"Timeout"):
            return False
        while select.select([stacks], [], [], 0.2)[0] and self.read(stacks, self.stacks):
            pass
        return True

    def told(self) -> Iterator[dict[str, Any]]:
        """The whole lines in what the child has said."""
        while b"\n" in self.said:
            line, _, rest = self.said.partition(b"\n")
            self.said = bytearray(rest)
            answer = json.loads(line)
            if answer["kind"] == "step":
                self.at = answer
            yield answer

    def post_mortem(self, child: int, overran: bool) -> dict[str, Any]:
        """Make an ending for a run that ended without one."""
        place = _program_place(self.stacks.decode("utf-8", "replace"))
        line = int(place["line"]) if place else self.at["line"]
        function = place["function"] if place else self.at["function"]
        if overran or self.stacks.startswith(b"Timeout"):
            reason, message = "time" if place else "rest", f"{self.request['seconds']:g} s"
        else:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            reason, message = "died", signal.Signals(-status).name if status < 0 else f"exit code {status}"
        function = None if function == "<module>" else function
        return {"kind": "failed", "reason": reason, "message": message, "line": line, "function": function,
                "step": self.at["step"]}  # fmt: skip


def _program_place(stacks: str) -> re.Match[str] | None:
    return next((found for found in _STACK_LINE.finditer(stacks) if found["file"] == player.PROGRAM), None)


def _be_the_player(request: dict[str, Any], folder: str, said: int, stacks: int) -> None:
    """In the fork: set the limits, play, and end with the process."""
    pipe = os.fdopen(said, "wb", buffering=0)
    try:
        os.setsid()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDWR), 2)
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 2**20, 16 * 2**20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        stream = os.fdopen(stacks, "wb", buffering=0)
        faulthandler.enable(stream)
        faulthandler.dump_traceback_later(request["seconds"], file=stream)
        player.play(request, lambda answer: _write(pipe, answer))
    except BaseException:  # noqa: BLE001  # a fault of ours, not of the lesson
        _write(pipe, {"kind": "broken", "message": traceback.format_exc()})
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def _close_all_but(*kept: int) -> None:
    """Close the worker's own pipes: their readers must see them end when the worker does."""
    standard = (0, 1, 2)
    for descriptor in [int(entry.name) for entry in Path("/dev/fd").iterdir()]:
        if descriptor not in (*kept, *standard):
            with suppress(OSError):  # the listing's own descriptor is closed by now
                os.close(descriptor)


def _write(pipe: Any, answer: dict[str, Any]) -> None:
    data = memoryview(json.dumps(answer).encode() + b"\n")
    while data:
        data = data[pipe.write(data) :]


def _prctl(option: int, value: int) -> None:
    """Call Linux's prctl. Elsewhere do nothing; then only the process group helps to end a run."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _end_everything(child: int) -> None:
    """Kill the child's process group and all processes that became our children, until none is left."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    while True:
        for pid in _children():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    try:
        listing = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(pid) for pid in listing.split()]


if __name__ == "__main__":
    main()
