"""Time that passes only when nothing else does, for runs in which nobody wants to wait.

A sleep of the program, or a wait with a time-out, ends when no thread of the process moves any more: then the time
jumps to the sleeper that is due next, and to it alone. So whoever is due first goes first, and runs until it waits
again. What the program reads from a clock moves along. The clock on the wall begins on another day, so a run that shows
a date is found out. The libraries' own waits, such as those between two pings, stay real. So does a wait in the kernel
that is none of `simulated_waits`: of a socket with a time-out, or of a `select.poll`.

Nothing is undone: the process ends with the run.
"""

from __future__ import annotations

import _thread
import heapq
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from engineio.async_drivers import threading as driver

import tracer
from tutorial.run.sandbox import Sandbox
from tutorial.run.simulated_waits import wait_by
from tutorial.run.stillness import Stillness

FIRST_DAY = datetime(2040, 1, 2, 3, 4, 5, tzinfo=UTC)
"""When every such run begins."""

_SECOND = 10**9
_STUCK = 0.5
"""After so many seconds without any movement, and nobody asleep, a run will not end."""
_READING = 1_000
"""So many nanoseconds pass when the program reads a clock."""
_PATIENT = 1_000
"""After so many readings without a sleep in between, a thread waits for the time to come: each is a sleep of 1 ms."""

_HERE = Path(__file__).parent
_LIBRARIES = (str(Path(driver.__file__).parents[2]), str(_HERE))
"""Whose code waits in real time, unless the program has called it: the libraries of server and clients, the player."""
_BETWEEN = (__file__, str(_HERE / "schedule.py"))
"""What stands between a thread of the program and its wait."""
_TRACER = str(Path(tracer.__file__).parent)
"""What it reads from the clock is real, even for the program."""

_sleep, _new_lock = time.sleep, threading.Lock
_wait, _join = threading.Condition.wait, threading.Thread.join


@dataclass(slots=True, order=True)
class _Alarm:
    """Somebody who waits for a time: when it is due, in nanoseconds, and how to wake them."""

    due: int
    number: int
    ring: Callable[[_Alarm], None] = field(compare=False)
    thread: int = field(compare=False)
    rang: bool = field(default=False, compare=False)
    off: bool = field(default=False, compare=False)
    """Nobody waits for it any more."""


class SimulatedTime:
    """The time of one run. `program` is the file name of the program, `seconds` how much may pass."""

    def __init__(self, program: str, seconds: float, box: Sandbox) -> None:
        self.program = program
        self.seconds = seconds
        self.box = box
        self.lock = _new_lock()
        self.now = 0
        self.alarms: list[_Alarm] = []
        self.numbers = count()
        self.here = threading.local()
        self.over = False

    def take_hold(self) -> None:
        """Take the place of the clocks and of all that waits for a time; call this before the program is loaded."""
        began = {name: getattr(time, f"{name}_ns")() for name in ("monotonic", "perf_counter")}
        began["time"] = int(FIRST_DAY.timestamp()) * _SECOND
        for name, start in began.items():
            setattr(time, f"{name}_ns", self._clock(getattr(time, f"{name}_ns"), start, 1))
            setattr(time, name, self._clock(getattr(time, name), start, _SECOND))
        threading._time = queue.time = time.monotonic  # type: ignore[attr-defined]  # they have the real one by name
        time.sleep = driver._async["sleep"] = self.sleep
        threading.Condition.wait = self._condition_wait()  # type: ignore[method-assign]  # events, barriers, queues and timers wait by it
        threading.Thread.join = self._thread_join()  # type: ignore[method-assign]
        wait_by(self, self.program)
        time_machine = import_module("time_machine")  # the worker has imported it, in its own way
        self.wall = time_machine.travel(FIRST_DAY, tick=False).start()
        _thread.start_new_thread(self._pass, ())  # a thread that the program cannot see

    def end(self) -> None:
        """Let no time pass any more: the scenario is over."""
        self.over = True

    # -- the time passes

    def _pass(self) -> None:
        """Wake one sleeper after the other, each when nothing moves."""
        still = Stillness()
        while not self.over:
            still.wait()
            if alarm := self._next():
                self._jump(alarm)
            elif still.lasts(_STUCK) and not self.alarms and not self.over:
                self._fail(None)

    def _next(self) -> _Alarm | None:
        with self.lock:
            while self.alarms:
                alarm = heapq.heappop(self.alarms)
                if not alarm.off:
                    return alarm
        return None

    def _jump(self, alarm: _Alarm) -> None:
        if alarm.due > self.seconds * _SECOND:
            self._fail(alarm.thread)
        with self.lock:
            self.now = max(self.now, alarm.due)
            self.wall.move_to(FIRST_DAY.timestamp() + self.now / _SECOND)
        alarm.ring(alarm)

    def _fail(self, thread: int | None) -> None:
        """End the run, and tell where the program stands: in this thread, or else in any."""
        frames = sys._current_frames()
        first = [frames[thread]] if thread in frames else []
        places = [frame for frame in map(self._program_frame, [*first, *frames.values()]) if frame is not None]
        frame = places[0] if places else None
        name = frame.f_code.co_name if frame else None
        self.box.fail(
            "time" if frame else "rest",
            f"{self.seconds:g} s",
            line=frame.f_lineno if frame else None,
            function=None if name == "<module>" else name,
        )

    # -- who waits for it

    def sleep(self, seconds: Any = 0) -> None:
        """What the program has in place of `time.sleep`."""
        if not isinstance(seconds, int | float) or not 0 <= seconds <= threading.TIMEOUT_MAX or not self.for_program():
            _sleep(seconds)
            return
        asleep = _new_lock()
        asleep.acquire()
        self.alarm(seconds, lambda _: asleep.release())
        asleep.acquire()

    def alarm(self, seconds: float, ring: Callable[[_Alarm], None]) -> _Alarm:
        """Set an alarm for this thread."""
        self.here.readings = 0
        with self.lock:
            due = self.now + max(_READING, round(seconds * _SECOND))
            alarm = _Alarm(due, next(self.numbers), ring, threading.get_ident())
            heapq.heappush(self.alarms, alarm)
        return alarm

    def _condition_wait(self) -> Callable[..., bool]:
        def wait(condition: Any, timeout: float | None = None) -> bool:
            """Wait as `Condition.wait` does, for as long as the simulated time says."""
            if timeout is None or not 0 < timeout <= threading.TIMEOUT_MAX or not self.for_program():
                return _wait(condition, timeout)
            if not condition._is_owned():
                raise RuntimeError("cannot wait on un-acquired lock")
            waiter = threading._allocate_lock()  # type: ignore[attr-defined]  # in an order, the schedule makes it
            waiter.acquire()
            condition._waiters.append(waiter)
            alarm = self.alarm(timeout, partial(_expire, condition, waiter))
            saved = condition._release_save()
            try:
                waiter.acquire()
            finally:
                alarm.off = True
                condition._acquire_restore(saved)
            return not alarm.rang

        return wait

    def _thread_join(self) -> Callable[..., None]:
        def join(thread: threading.Thread, timeout: float | None = None) -> None:
            """Join as `Thread.join` does, for as long as the simulated time says."""
            if timeout is None or timeout <= 0 or not thread.is_alive() or not self.for_program():
                _join(thread, timeout)
                return
            ended = threading.Event()

            def follow() -> None:
                _join(thread)
                ended.set()

            _thread.start_new_thread(follow, ())
            if ended.wait(timeout):
                _join(thread)

        return join

    # -- what the clocks say

    def _clock(self, real: Callable[[], Any], start: int, unit: int) -> Callable[[], Any]:
        def clock() -> Any:
            """What the program has in place of a clock of the module `time`."""
            if not self.for_program():
                return real()
            self._read()
            now = start + self.now
            return now if unit == 1 else now / unit

        return clock

    def _read(self) -> None:
        """Let a little time pass for a reading; who does nothing but read the clock sleeps in between."""
        self.here.readings = getattr(self.here, "readings", 0) + 1
        if self.here.readings > _PATIENT:
            readings = self.here.readings
            self.sleep(0.001)
            self.here.readings = readings
        with self.lock:
            self.now += _READING

    # -- whose time it is

    def for_program(self) -> bool:
        """Whether the caller's caller runs for the program: nothing else of it is to wait in simulated time."""
        frame: FrameType | None = sys._getframe(2)
        if frame is None or frame.f_code.co_filename.startswith(_TRACER):
            return False
        library = False
        while frame is not None:
            file = frame.f_code.co_filename
            if file == self.program:
                return True
            library = library or (file.startswith(_LIBRARIES) and file not in _BETWEEN)
            frame = frame.f_back
        return not library  # a timer of the program's waits in code of Python's own alone

    def _program_frame(self, frame: FrameType | None) -> FrameType | None:
        while frame is not None and frame.f_code.co_filename != self.program:
            frame = frame.f_back
        return frame


def _expire(condition: Any, waiter: Any, alarm: _Alarm) -> None:
    """Take somebody whose time is up out of a condition's queue, and wake them, unless they were just notified."""
    with suppress(ValueError, RuntimeError):
        condition._waiters.remove(waiter)
        alarm.rang = True
        waiter.release()
