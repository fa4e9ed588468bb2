"""Hold the threads of a program so that they run in a given order, inside the child process.

A unit is a handler of what happens `together`, a thread that a handler started, or the scenario with all other
handlers. At every line of the program a unit waits until no unit before it in the order is active. An active unit has
begun, is not over, and is not stuck. A stuck unit waits for a lock, for a thread, or for what the scenario waits for.
So a unit that cannot go on lets the next one go, and no clock decides anything. To know which unit is stuck, the
schedule makes the program's locks, and so its events, barriers and queues, which consist of locks.

Nothing is undone: the process ends with the run.
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
from tutorial.run import simulated_time
from tutorial.run.orders import SCENARIO, member, task
from tutorial.run.units import Unit, UnitLock

_AWAKE = 20_000
"""After so many lines a unit falls to the last place, because it may be waiting for another unit in a loop."""

_MAKERS = (
    threading.__file__,
    queue.__file__,
    str(Path(concurrent.futures.__file__).parent),
    simulated_time.__file__,
)
"""Modules that make locks for their caller: Python's, and what waits in simulated time."""

_new_lock, _new_c_rlock = threading.Lock, threading.RLock


class Schedule:
    """Keeps the order of one run. `program` is the file name of the program."""

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
        """Make the program's locks, see its threads, and trace its lines; call this before it is loaded."""
        threading.Lock = threading._allocate_lock = self._make_lock  # type: ignore[assignment, attr-defined]  # events, barriers and queues are made of these
        threading.RLock = self._make_rlock  # type: ignore[assignment]  # the program's own, too
        queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]  # the one in C has locks of its own
        time.sleep = driver._async["sleep"] = self._sleeping(time.sleep)  # type: ignore[assignment]  # our sleep takes any argument that float() takes
        start, join = threading.Thread.start, threading.Thread.join

        def starting(thread: threading.Thread) -> None:
            self._adopt(thread)
            start(thread)

        def joining(thread: threading.Thread, timeout: float | None = None) -> None:
            with self._stuck():
                join(thread, timeout)

        threading.Thread.start = starting  # type: ignore[method-assign, assignment]  # this process has no other use for threads
        threading.Thread.join = joining  # type: ignore[method-assign, assignment]  # as above
        threading.settrace(self._trace)

    def follow(self, recording: Recording) -> None:
        """Follow the steps of a recording as they begin and end."""
        self.recording = recording
        wrap(recording, "finish", self._finish)

    # -- what the player says

    def together(self, group: int, expected: int) -> None:
        """Expect so many events of this group, which will begin at once."""
        if any(key.startswith(f"{group}/") for key in self.units):
            self.group, self.expected = group, expected

    def reached(self, step: StepRecord, client: str, *, calls: bool) -> None:
        """Note that a step has begun. Before its handler is called, hold this thread until it is the unit's turn."""
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
        """Let the scenario go on when it is its turn."""
        self._point(self.scenario, 0)

    @contextmanager
    def waiting(self, until: Callable[[], bool]) -> Iterator[None]:
        """Note what the scenario waits for, while the context lasts."""
        with self.changed:
            self.awaited = until
            self.changed.notify_all()
        yield
        with self.changed:
            self.awaited = None

    def runs(self, function: str) -> bool:
        """Whether a thread of this function is still running."""
        threads = [thread for thread in threading.enumerate() if thread.name.endswith(f"({function})")]
        return any(thread not in self.ended for thread in threads)

    # -- whose turn it is

    def _unit(self) -> Unit | None:
        """The unit that this thread runs for."""
        return getattr(self.here, "unit", None)

    def _point(self, unit: Unit | None, line: int) -> None:
        """Hold a unit at a line until it is its turn."""
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
        """Mark this thread's unit as stuck, while the context lasts."""
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
        """The unit of a step in a group, if the order has it."""
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
        """Make a unit of a thread that the program starts, and of the threads that this one starts."""
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
            """Let a sleeping unit come after the clients; after other units only if it sleeps in a loop."""
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
        made = threading._PyRLock()  # type: ignore[attr-defined]  # this one is made of our lock; the one in C is not
        made._block = UnitLock(self.changed, self._unit)
        return made

    def _asked_by_program(self) -> bool:
        """Whether the program makes this lock, or Python's library makes it for the program."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename.startswith(_MAKERS):
            if frame.f_code is threading.Thread.__init__.__code__:
                return False  # a thread's own lock, which says that the thread has started
            frame = frame.f_back
        return frame is not None and (frame.f_code.co_filename == self.program or frame.f_code.co_name == "work")
