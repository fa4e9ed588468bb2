"""The process that runs lessons' programs, each in a fork of its own, and leaves nothing of them behind.

It says that it is ready, reads requests on standard input, and writes answers on standard output, a JSON object a line.
The worker has imported the libraries and has run no lesson's code, so a fork is as good as a fresh interpreter,
and 20 times quicker. When its standard input ends, the worker ends, with everything below it. In a seal (`seal.py`) it
is process 1, so no program can signal it. A program may write to the player's pipe: whatever comes is read with care.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import re
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from json import dumps, loads  # by themselves: a program may change the module
from pathlib import Path
from typing import Any

import engineio.async_drivers.threading  # noqa: F401  # otherwise each run would import these
import requests  # noqa: F401
import simple_websocket  # noqa: F401
import websocket  # noqa: F401

from tutorial.run import served
from tutorial.run.endings import REASONS
from tutorial.run.landlock import restrict
from tutorial.run.player import PROGRAM
from tutorial.run.removal import remove
from tutorial.run.seal import readable

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 1, 4, 36
_STACK_LINE = re.compile(r'^  File "(?P<file>[^"]*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)
_GRACE = 1.0
"""How many seconds a process that overran has to say where it stands."""
_MOST_ANSWER = 64 * 2**20

_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys", "/sys/devices/system/cpu")
"""What tells of the machine, and of no process."""

_PLACE: dict[str, Any] = {"step": int, "function": str | None, "line": int | None}
_SHAPES: dict[str, dict[str, Any]] = {
    "step": _PLACE,
    "trace": {"trace": str, "seconds": float},
    "measured": {"figures": dict | None, "why": str},
    "failed": {"reason": str, "message": str},  # and a `_PLACE`, but for the reason "broken"
}
"""The fields of what a player answers."""


def main(*, walls: bool) -> None:
    """Serve requests until standard input ends.

    Args:
        walls: hold each run to its own folder and to the libraries, where the kernel has Landlock.
    """
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what a program leaves behind becomes our child, and we can end it
    _import_time_machine()
    asked, answers = os.dup(0), os.fdopen(os.dup(1), "w", encoding="utf-8")
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(quiet, descriptor)
    if _is_sealed():
        _prctl(_PR_SET_DUMPABLE, 0)  # nobody reads the memory of the worker
    may_read = readable() if walls else None

    def answer(message: dict[str, Any]) -> None:
        answers.write(dumps(message) + "\n")
        answers.flush()

    answer({"kind": "ready"})
    for line in _lines(asked):
        for message in ForkedPlayer(loads(line), asked, may_read).answers():
            answer(message)
    if (folder := Path(tempfile.gettempdir())).name.startswith("stepwire-"):  # the asker made it, and may be gone
        remove(folder)


def _is_sealed() -> bool:
    """Whether this is the first process of a seal: then nothing in it can end the worker, and it may end everything."""
    return os.getpid() == 1


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
    may_read: list[str] | None = None
    """What the run may read, besides its own folder; None without walls."""
    said: bytearray = field(default_factory=bytearray)
    stacks: bytearray = field(default_factory=bytearray)
    at: dict[str, Any] = field(default_factory=lambda: {"step": 0, "function": None, "line": None})

    def answers(self) -> Iterator[dict[str, Any]]:
        """Fork a player, pass on its answers, and yield exactly one ending."""
        folder = tempfile.mkdtemp(prefix="stepwire-")
        read_said, write_said = os.pipe()
        read_stacks, write_stacks = os.pipe()
        read_passed, write_passed = os.pipe()
        child = os.fork()
        if child == 0:
            _close_all_but(write_said, write_stacks, read_passed)
            _be_the_player(self.request, folder, (write_said, write_stacks, read_passed), self.may_read)
        for its_own in (write_said, write_stacks, read_passed):
            os.close(its_own)
        try:
            ending = yield from self.follow(child, read_said, read_stacks, write_passed)
        finally:
            for ours in (read_said, read_stacks, write_passed):
                os.close(ours)
            _end_everything(child)
            remove(Path(folder))
            if _is_sealed():
                _empty_own_folders()
        if ending is not None:  # told only now: when the asker hears of the end, nothing is left
            yield ending

    def follow(
        self, child: int, said: int, stacks: int, passed: int
    ) -> Generator[dict[str, Any], None, dict[str, Any] | None]:
        """Yield the child's steps, and return its ending; None when the asker is gone.

        A careful request has the child wait until a step was passed on, so that a program which ends the worker cannot
        end it before that.
        """
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
                for line in self.told():
                    answer = _read_answer(line)
                    if answer is None:
                        return self.ending("answer", "")
                    if answer["kind"] != "step":
                        return self.told_ending(answer) if answer["kind"] == "failed" else self.at | answer
                    self.reached(answer)
                    yield answer
                    if self.request.get("careful"):
                        with suppress(BrokenPipeError):
                            os.write(passed, b".")
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

    def told(self) -> Iterator[bytes]:
        """The whole lines in what the child has said."""
        while b"\n" in self.said:
            line, _, rest = self.said.partition(b"\n")
            self.said = bytearray(rest)
            yield bytes(line)

    def post_mortem(self, child: int, overran: bool) -> dict[str, Any]:
        """Make an ending for a run that ended without one."""
        place = _program_place(self.stacks.decode("utf-8", "replace"))
        line = int(place["line"]) if place else self.at["line"]
        function = place["function"] if place else self.at["function"]
        if overran or self.stacks.startswith(b"Timeout"):
            reason, message = "time" if place else "rest", f"{self.request['seconds']:g} s"
        else:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            reason, message = "died", _signal_name(-status) if status < 0 else f"exit code {status}"
        return self.ending(reason, message) | {"line": line, "function": None if function == "<module>" else function}

    def reached(self, step: dict[str, Any]) -> None:
        """Keep where the run is; of the program's lines the last one, also when a step has none."""
        there = step if step["line"] is not None else {"step": step["step"]}
        self.at |= there

    def told_ending(self, answer: dict[str, Any]) -> dict[str, Any]:
        """An ending that the player told. It does not know where the program was when it broke itself."""
        return self.ending(answer["reason"], answer["message"]) if answer["reason"] == "broken" else answer

    def ending(self, reason: str, message: str) -> dict[str, Any]:
        """An ending of a run that did not tell one, where the program was last."""
        return self.at | {"kind": "failed", "reason": reason, "message": message}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"signal {number}"


def _read_answer(line: bytes) -> dict[str, Any] | None:
    """What a player answered; None, when no player of ours did."""
    try:
        answer = loads(line)
        shape = _SHAPES[answer["kind"]]
        whole = all(isinstance(answer[name], kinds) for name, kinds in shape.items())
        whole = whole and all(isinstance(answer[name], kinds) for name, kinds in _PLACE.items() if name in answer)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return answer if whole and answer.get("reason", "") in (*REASONS, "") else None


def _program_place(stacks: str) -> re.Match[str] | None:
    return next((found for found in _STACK_LINE.finditer(stacks) if found["file"] == PROGRAM), None)


def _be_the_player(
    request: dict[str, Any], folder: str, pipes: tuple[int, int, int], may_read: list[str] | None
) -> None:
    """In the fork: set the limits, play, and end with the process."""
    said, stacks, passed = pipes
    pipe = os.fdopen(said, "wb", buffering=0)

    def answer(message: dict[str, Any]) -> None:
        _write(pipe, message)
        if request.get("careful") and message["kind"] == "step":
            with suppress(OSError):
                os.read(passed, 1)

    try:
        os.setsid()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDWR), 2)
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 2**20, 16 * 2**20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if may_read is not None:
            restrict([*may_read, "/proc/self", "/dev", *_MACHINE], [folder, "/dev/null"])
        stream = os.fdopen(stacks, "wb", buffering=0)
        faulthandler.enable(stream)
        faulthandler.dump_traceback_later(request["seconds"], file=stream)
        served.play(request, answer)
    except BaseException:  # noqa: BLE001  # a fault of ours, not of the lesson
        last = traceback.format_exc().strip().rpartition("\n")[2]
        _write(pipe, {"kind": "failed", "reason": "broken", "message": last[:500]})
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
    data = memoryview(dumps(answer).encode() + b"\n")
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
        for pid in (-1,) if _is_sealed() else _children():  # -1: all but ourselves
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _empty_own_folders() -> None:
    """Take away what a program left in the folders that all runs of a seal share."""
    for folder in ("/tmp", "/dev/shm"):  # noqa: S108  # the seal's own
        for left in Path(folder).iterdir():
            if left.is_dir() and not left.is_symlink():
                remove(left)
            else:
                with suppress(OSError):
                    left.unlink()


def _children() -> list[int]:
    try:
        listing = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(pid) for pid in listing.split()]
