"""Holds the threads of a program so that they run in an order that is asked for, inside the child process.

A unit is a handler of what happens `together`, a thread that a handler started, or the scenario with all other
handlers. At every line of the program a unit waits until no unit before it in the order is active: begun, not over,
and not stuck, which is to wait for a lock, for a thread, or for what the scenario waits for. So a unit that cannot go
on lets the next one go, and nothing is decided by the clock. To know who is stuck, the locks that the program makes
(and the events, barriers and queues, which are made of them) are made here.

Nothing of it is undone: the process ends with the run.
"""

from __future__ import annotations

import concurrent.futures
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from engineio.async_drivers import threading as driver

from tracer.recording import Recording, StepRecord
from tracer.wrapping import wrap
from tutorial.run.orders import SCENARIO, member, task
from tutorial.run.units import Unit, UnitLock

_AWAKE = 20_000
"""After so many lines a unit falls to the last place: it may be waiting for another one in a loop."""

_MAKERS = (threading.__file__, queue.__file__, str(Path(concurrent.futures.__file__).parent))
"""Where locks are made on behalf of whoever called."""

_new_lock, _new_c_rlock = threading.Lock, threading.RLock


class Schedule:
    """The order of one run. `program` is the file name of the program's code."""

    def __init__(self, order: dict[str, Any], program: str) -> None:
        self.changed = threading.Condition(_new_lock())
        self.order: list[str] = list(order["units"])
        self.overtaken = order["overtaken"]
        self.program = program
        self.units = {key: Unit(key) for key in self.order}
        self.scenario = self.units.get(SCENARIO)
        if self.scenario:
            self.scenario.begun = True
        self.awaited: Callable[[], bool] | None = None
        self.here = threading.local()
        self.tasks = 0
        self.ended: set[threading.Thread] = set()
        self.steps: dict[int, Unit | None] = {}
        self.group: int | None = None
        self.expected = 0
        self.recording: Recording | None = None

    def take_hold(self) -> None:
        """Before the program is loaded: make its locks, see its threads, and trace its lines."""
        threading.Lock = threading._allocate_lock = self._make_lock  # type: ignore[assignment, attr-defined]  # whatever a program makes is made of these
        threading.RLock = self._make_rlock  # type: ignore[assignment]  # likewise
        queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]  # the other one is no Python
        time.sleep = driver._async["sleep"] = self._sleeping(time.sleep)  # type: ignore[assignment]  # it takes what can be read as a number, too
        start, join = threading.Thread.start, threading.Thread.join

        def starting(thread: threading.Thread) -> None:
            self._adopt(thread)
            start(thread)

        def joining(thread: threading.Thread, timeout: float | None = None) -> None:
            with self._stuck():
                join(thread, timeout)

        threading.Thread.start = starting  # type: ignore[method-assign, assignment]  # this process has no other use for threads
        threading.Thread.join = joining  # type: ignore[method-assign, assignment]  # likewise
        threading.settrace(self._trace)

    def follow(self, recording: Recording) -> None:
        """Know when steps begin and end."""
        self.recording = recording
        wrap(recording, "finish", self._finish)

    # -- what the player says

    def together(self, group: int, expected: int) -> None:
        """So many events of this group will begin at once."""
        if any(key.startswith(f"{group}/") for key in self.units):
            self.group, self.expected = group, expected

    def reached(self, step: StepRecord, client: str, *, calls: bool) -> None:
        """A step has begun; or its handler is about to be called, in this thread: hold it until it is its turn."""
        if self.recording is None:
            return
        if step.group is not None and step.group == self.group and step.kind == "event":
            with self.changed:
                self._name(step, client)
                self.changed.notify_all()
                if not calls:
                    return
                self.changed.wait_for(lambda: len(self.steps) >= self.expected)
            unit = self.steps.get(step.number) or self.scenario
        else:
            unit = self.scenario
        if calls:
            self.here.unit = unit
            self._point(unit, 0)

    def acting(self) -> None:
        """The scenario is about to go on."""
        self._point(self.scenario, 0)

    @contextmanager
    def waiting(self, until: Callable[[], bool]) -> Iterator[None]:
        """The scenario waits until something holds."""
        with self.changed:
            self.awaited = until
            self.changed.notify_all()
        yield
        with self.changed:
            self.awaited = None

    def runs(self, function: str) -> bool:
        """Whether a thread that was started for this function has not come to its end."""
        threads = [thread for thread in threading.enumerate() if thread.name.endswith(f"({function})")]
        return any(thread not in self.ended for thread in threads)

    # -- whose turn it is

    def _unit(self) -> Unit | None:
        """The unit that this thread runs for."""
        return getattr(self.here, "unit", None)

    def _point(self, unit: Unit | None, line: int) -> None:
        """A unit has come to a line: let it go on when it is its turn."""
        if unit is None:
            return
        with self.changed:
            unit.lines += 1
            if self.overtaken == [unit.key, line]:
                self.overtaken = None
                self._fall_back(unit)
            elif unit.lines % _AWAKE == 0:
                self._fall_back(unit)
            self.changed.wait_for(lambda: self._may_go(unit))

    def _fall_back(self, unit: Unit) -> None:
        self.order.remove(unit.key)
        self.order.append(unit.key)
        self.changed.notify_all()

    def _may_go(self, unit: Unit) -> bool:
        return not any(self._active(self.units[key]) for key in self.order[: self.order.index(unit.key)])

    def _active(self, unit: Unit) -> bool:
        if unit is self.scenario and self.awaited is not None and not self.awaited():
            return False
        return unit.begun and not unit.over and not unit.stuck

    @contextmanager
    def _stuck(self) -> Iterator[None]:
        """This thread's unit cannot go on by itself."""
        unit = self._unit()
        if unit is None:
            yield
            return
        self._count_stuck(unit, 1)
        try:
            yield
        finally:
            self._count_stuck(unit, -1)

    def _count_stuck(self, unit: Unit, by: int) -> None:
        with self.changed:
            unit.stuck += by
            self.changed.notify_all()

    # -- steps

    def _name(self, step: StepRecord, client: str) -> None:
        """Which unit a step of a group is, if it is one of this order."""
        if self.recording is None or self.group is None or step.number in self.steps:
            return
        steps = [one for one in self.recording.steps if one.group == self.group and one.kind == "event"]
        nth = [one for one in steps if one.eio_sid == step.eio_sid].index(step)
        unit = self.steps[step.number] = self.units.get(member(self.group, client, nth))
        if unit is not None:
            unit.begun = True

    def _finish(self, original: Callable[[StepRecord], None], step: StepRecord) -> None:
        original(step)
        with self.changed:
            if unit := self.steps.get(step.number):
                unit.over = True
            self.changed.notify_all()

    # -- threads

    def _adopt(self, thread: threading.Thread) -> None:
        """Have a thread that the program starts be a unit, and its own that it starts."""
        if not (self.recording and (self.recording.current() or getattr(self.here, "task", False))):
            return
        with self.changed:
            unit = self.units.get(task(self.tasks))
            self.tasks += 1
            if unit is not None:
                unit.begun = True
        run = thread.run

        def work() -> None:
            self.here.unit, self.here.task = unit, True
            try:
                self._point(unit, 0)
                run()
            finally:
                with self.changed:
                    self.ended.add(thread)
                    if unit is not None:
                        unit.over = True
                    self.changed.notify_all()

        thread.run = work  # type: ignore[method-assign]  # as `Thread(target=work)` would have it

    def _trace(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != self.program or self._unit() is None:
            return None
        return self._line

    def _line(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self._point(self._unit(), frame.f_lineno)
        return self._line

    def _sleeping(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        def sleeping(seconds: float = 0) -> None:
            """Beside the clients, who sleeps comes after who does not. Beside others only when it sleeps in a loop."""
            unit, line = self._unit(), self._program_line()
            if unit is not None and (self.scenario or line in unit.slept):
                with self.changed:
                    self._fall_back(unit)
                with self._stuck():
                    sleep(seconds)
            else:
                if unit is not None:
                    unit.slept.add(line)
                sleep(seconds)

        return sleeping

    def _program_line(self) -> int | None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename != self.program:
            frame = frame.f_back
        return frame.f_lineno if frame else None

    # -- locks

    def _make_lock(self) -> Any:
        return UnitLock(self.changed, self._unit) if self._asked_by_program() else _new_lock()

    def _make_rlock(self) -> Any:
        if not self._asked_by_program():
            return _new_c_rlock()
        made = threading._PyRLock()  # type: ignore[attr-defined]  # it is made of a lock, the other one is not
        made._block = UnitLock(self.changed, self._unit)
        return made

    def _asked_by_program(self) -> bool:
        """Whether a lock is made for the program, by itself or by Python's own library in its stead."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename.startswith(_MAKERS):
            if frame.f_code is threading.Thread.__init__.__code__:
                return False  # a thread's own, by which it says that it has started
            frame = frame.f_back
        return frame is not None and (frame.f_code.co_filename == self.program or frame.f_code.co_name == "work")
