"""Stand-ins for threads, locks, sleeps and clocks, for a run that has one thread: all of them wait by a `Drive`.

A thread that is started stands in a queue until it is its turn, and then runs to its end on the stack of whoever
waits. Python's own classes stay: threads, events, conditions and queues are made of what is replaced here, by names
of the module `threading` as CPython 3.11 to 3.14 have them. Everything is put back when the run is over.
"""

from __future__ import annotations

import _thread
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import engineio
import engineio.socket
from engineio.async_drivers import threading as driver

from tutorial.run.drive import Drive, Over

_sleep = time.sleep
_CLOCKS = ("time", "monotonic", "perf_counter")
_NEVER_RUN = (engineio.Server._service_task, engineio.socket.Socket._send_ping)
"""What the server starts to watch over connections, every 20 s or so: no run is that long."""


class Lock:
    """A lock that lets the others move while somebody waits for it. To the program it looks as Python's own."""

    def __init__(self, drive: Drive) -> None:
        self._drive = drive
        self._held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, when whoever holds it has given it back."""
        if self._held and not blocking:
            return False
        if self._held and not self._drive.until(lambda: not self._held, None if timeout < 0 else timeout):
            return False
        self._held = True
        return True

    def release(self) -> None:
        """Give the lock back."""
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self) -> bool:
        """Whether somebody has the lock."""
        return self._held

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self._held = False


Lock.__name__ = Lock.__qualname__ = "lock"
Lock.__module__ = "_thread"


@dataclass(slots=True)
class StartedThread:
    """A thread that was started: its number in place of the system's, and the lock that is held until it has ended."""

    work: Callable[[], object]
    number: int
    lock: Lock
    thread: threading.Thread | None
    done: bool = False


class _Handle:
    """A thread's handle, as CPython has it from 3.13 on."""

    def __init__(self, drive: Drive, task: StartedThread) -> None:
        self._drive = drive
        self._task = task
        self.ident = task.number

    def is_done(self) -> bool:
        return self._task.done

    def join(self, timeout: float | None = None) -> None:
        if not self._task.done:
            self._drive.until(lambda: self._task.done, timeout)

    def _set_done(self) -> None:
        self._task.done = True


@dataclass
class StandIns:
    """The stand-ins of one run."""

    drive: Drive = field(init=False)
    locals: list[tuple[Any, Callable[[], object]]] = field(default_factory=list)
    """What is there for each thread: instances of `threading.local`, each with what it does in a new thread."""
    running: StartedThread | None = None
    ready: deque[StartedThread] = field(default_factory=deque)
    started: list[StartedThread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbers = count(_thread.get_ident() + 1)

    @contextmanager
    def in_place(self, drive: Drive) -> Iterator[None]:
        """Take the places of threads, locks, sleeps and clocks while the context lasts."""
        self.drive = drive
        with ExitStack() as back:
            for owner, name, value in self._replaced():
                if hasattr(owner, name):
                    back.callback(setattr, owner, name, getattr(owner, name))
                    setattr(owner, name, value)
            back.callback(driver._async.update, driver._async.copy())
            driver._async["sleep"] = self.sleep
            back.callback(self._forget)
            yield

    def _replaced(self) -> Iterator[tuple[Any, str, Any]]:
        yield from ((owner, "start_new_thread", self.start) for owner in (_thread, threading))
        yield threading, "_start_new_thread", self.start
        yield threading, "_start_joinable_thread", self.start_joinable
        yield threading, "_set_sentinel", self._sentinel
        yield threading, "get_ident", self.ident
        yield threading, "local", self._local_class()
        yield threading, "Lock", self.lock
        yield threading, "_allocate_lock", self.lock
        yield threading, "_CRLock", None  # then `RLock` is the one that is made of our locks
        yield queue, "SimpleQueue", queue._PySimpleQueue  # type: ignore[attr-defined]
        yield threading, "excepthook", _unless_over(threading.excepthook)
        yield time, "sleep", self.sleep
        for name in _CLOCKS:
            yield time, name, self._clock(getattr(time, name), 1)
            yield time, f"{name}_ns", self._clock(getattr(time, f"{name}_ns"), 10**9)
        yield threading, "_time", self._clock(time.monotonic, 1)
        yield queue, "time", self._clock(time.monotonic, 1)

    def _clock(self, real: Callable[[], Any], unit: int) -> Callable[[], Any]:
        return lambda: real() + (self.drive.now if unit == 1 else int(self.drive.now * unit))

    def _local_class(self) -> type:
        """What stands in for `threading.local`: each thread finds its own values in it, the first time none."""
        made = self.locals

        class local(threading.local):  # noqa: N801  # a program sees its name
            def __new__(cls, *args: Any, **kwargs: Any) -> local:
                one = super().__new__(cls, *args, **kwargs)
                made.append((one, lambda: one.__init__(*args, **kwargs)))  # type: ignore[misc]  # as Python does it
                return one

        return local

    def lock(self) -> Lock:
        """A new lock."""
        return Lock(self.drive)

    def ident(self) -> int:
        """What stands in for the number of the thread that runs."""
        return self.running.number if self.running else _thread.get_ident()

    def sleep(self, seconds: Any = 0) -> None:
        """Let simulated time pass."""
        if isinstance(seconds, int | float) and 0 <= seconds <= threading.TIMEOUT_MAX:
            self.drive.until(lambda: False, seconds)
        else:
            _sleep(seconds)  # which says what is wrong with the argument

    # -- threads

    def start(self, function: Callable[..., object], args: tuple[Any, ...] = (), kwargs: Any = None) -> int:
        """Put a thread into the queue, and return its number."""
        thread = getattr(function, "__self__", None)
        thread = thread if isinstance(thread, threading.Thread) else None
        task = StartedThread(lambda: function(*args, **(kwargs or {})), next(self.numbers), self.lock(), thread)
        task.lock.acquire()
        self.started.append(task)
        if thread is not None:
            self._begin(task, thread)
        if getattr(getattr(thread, "_target", None), "__func__", None) not in _NEVER_RUN:
            self.ready.append(task)
        return task.number

    def _begin(self, task: StartedThread, thread: Any) -> None:
        """Let `Thread.start` return: as others see it, the thread has started, and is alive."""
        if hasattr(thread, "_tstate_lock"):
            thread._tstate_lock = task.lock
        name = "_os_thread_handle" if hasattr(thread, "_os_thread_handle") else "_handle"
        setattr(thread, name, _Handle(self.drive, task))
        thread._started.set()

    def start_joinable(self, function: Callable[[], object], handle: object = None, daemon: bool = True) -> None:  # noqa: ARG002  # the thread gets a handle of ours
        """Put a thread into the queue."""
        self.start(function)

    def _sentinel(self) -> Lock:
        """The lock that says whether the thread that runs has ended. Whoever asks takes it at once."""
        lock = self.running.lock if self.running else self.lock()
        with suppress(RuntimeError):
            lock.release()
        return lock

    def run_next(self) -> bool:
        """Run the next thread of the queue to its end; False if there is none."""
        if not self.ready:
            return False
        task = self.ready.popleft()
        with self._as(task):
            task.work()
        task.done = True
        if task.lock.locked():
            task.lock.release()
        return True

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Be no thread of the program: what moves now is traced by nobody, and belongs to no step."""
        with self._as(None):
            yield

    @contextmanager
    def _as(self, task: StartedThread | None) -> Iterator[None]:
        before, trace = self.running, sys.gettrace()
        kept = [dict(vars(one)) for one, _ in self.locals]
        sys.settrace(None)
        self.running = task
        for one, begin in self.locals:
            vars(one).clear()
            begin()
        try:
            yield
        finally:
            self.running = before
            for (one, _), values in zip(self.locals, kept, strict=False):
                vars(one).clear()
                vars(one).update(values)
            sys.settrace(trace)

    def _forget(self) -> None:
        """Take the threads that have not ended for ended, and out of Python's own lists."""
        for task in self.started:
            task.done = True
            if task.lock.locked():
                task.lock.release()
            threading._active.pop(task.number, None)  # type: ignore[attr-defined]
            threading._limbo.pop(task.thread, None)  # type: ignore[attr-defined]
            getattr(threading, "_shutdown_locks", set()).discard(task.lock)


def _unless_over(tell: Callable[[Any], object]) -> Callable[[Any], None]:
    """Tell of an exception that ends a thread, but not of the end of the run."""

    def told(failure: Any) -> None:
        if not issubclass(failure.exc_type, Over):
            tell(failure)

    return told
