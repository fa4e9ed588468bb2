"""Lets waits in the kernel end in simulated time: `select`, the selectors that asyncio waits in, and locks.

Who waits in `select` hears an alarm through a pipe that is watched beside the program's own. Who waits for a lock, for
so long at most, is woken by its release or by an alarm.
"""

from __future__ import annotations

import os
import select
import selectors
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

_new_lock = threading.Lock


class Clock(Protocol):
    """The simulated time, as far as those who wait need it."""

    def alarm(self, seconds: float, ring: Callable[[Any], None]) -> Any:
        """Set an alarm. Who waits no longer sets its `off`; its `rang` says that the time is up."""

    def for_program(self) -> bool:
        """Whether the caller's caller waits for the program."""


_SELECTORS = ("SelectSelector", "PollSelector", "EpollSelector")


def wait_by(clock: Clock, program: str) -> None:
    """Let all these waits of the program end by this clock; nothing is undone."""
    select.select = _selecting(clock, select.select)
    for name in _SELECTORS:
        kind = getattr(selectors, name, None)
        if kind is not None:
            kind.select = _selector_selecting(clock, kind.select)
    threading.Lock = _made_by(program, clock)  # type: ignore[assignment]  # the process has no other use for it


@contextmanager
def _bell(clock: Clock, seconds: float) -> Iterator[int]:
    """An alarm that can be heard on this file descriptor."""
    ear, mouth = os.pipe()
    guard, alarm = _new_lock(), None

    def ring(_: Any) -> None:
        with guard:
            if mouth_open:
                os.write(mouth, b"!")

    mouth_open = True
    alarm = clock.alarm(seconds, ring)
    try:
        yield ear
    finally:
        alarm.off = True
        with guard:
            mouth_open = False
            os.close(mouth)
            os.close(ear)


def _selecting(clock: Clock, original: Callable[..., Any]) -> Callable[..., Any]:
    def selecting(readers: Any, writers: Any, others: Any, timeout: float | None = None) -> Any:
        """Select as `select.select` does, for as long as the simulated time says."""
        if timeout is None or timeout <= 0 or not clock.for_program():
            return original(readers, writers, others, timeout)
        with _bell(clock, timeout) as ear:
            found = original([*readers, ear], writers, others)
        return ([one for one in found[0] if one is not ear], *found[1:])

    return selecting


def _selector_selecting(clock: Clock, original: Callable[..., Any]) -> Callable[..., Any]:
    def selecting(selector: Any, timeout: float | None = None) -> Any:
        """Select as the selector does, for as long as the simulated time says."""
        if timeout is None or timeout <= 0 or not clock.for_program():
            return original(selector, timeout)
        with _bell(clock, timeout) as ear:
            selector.register(ear, selectors.EVENT_READ)
            try:
                found = original(selector, None)
            finally:
                selector.unregister(ear)
        return [(key, events) for key, events in found if key.fd != ear]

    return selecting


def _made_by(program: str, clock: Clock) -> Callable[[], Any]:
    def make() -> Any:
        """What the program has in place of `threading.Lock`; others get the real one."""
        return TimedLock(clock) if sys._getframe(1).f_code.co_filename == program else _new_lock()

    return make


class TimedLock:
    """A `threading.Lock` for which one can wait in simulated time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = _new_lock()
        self._bells: deque[Any] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, after waiting if need be, and return whether that worked."""
        if not blocking or not 0 < timeout <= threading.TIMEOUT_MAX or not self._clock.for_program():
            return self._lock.acquire(blocking, timeout)
        bell = _new_lock()
        bell.acquire()
        alarm = self._clock.alarm(timeout, lambda alarm: _ring(bell, alarm))
        self._bells.append(bell)
        while not (taken := self._lock.acquire(blocking=False)) and not alarm.rang:
            bell.acquire()
        alarm.off = True
        with suppress(ValueError):
            self._bells.remove(bell)
        return taken

    def release(self) -> None:
        """Release the lock, and let all who wait for a time look."""
        self._lock.release()
        for bell in list(self._bells):
            _ring(bell)

    def locked(self) -> bool:
        """Whether somebody holds the lock."""
        return self._lock.locked()

    def __enter__(self) -> bool:
        return self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def _ring(bell: Any, alarm: Any = None) -> None:
    """Wake who listens; who is awake already needs no other bell."""
    if alarm is not None:
        alarm.rang = True
    with suppress(RuntimeError):
        bell.release()
