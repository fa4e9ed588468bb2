"""The units that a schedule puts in order, and the locks that tell when a unit is stuck."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Unit:
    """Something that runs by itself: whether it has begun and is over, its stuck threads, and its lines so far.

    `slept` has the lines in which the unit has slept.
    """

    key: str
    begun: bool = False
    over: bool = False
    stuck: int = 0
    lines: int = 0
    slept: set[int | None] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Ticket:
    """A place in the queue for a lock."""

    unit: Unit | None
    given: bool = False


class UnitLock:
    """A `threading.Lock` that marks waiting units as stuck, and goes to the unit that has waited longest.

    From that moment the unit is no longer stuck, even before its thread has noticed.
    """

    def __init__(self, changed: threading.Condition, unit: Callable[[], Unit | None]) -> None:
        self._changed = changed
        self._unit = unit
        self._held = False
        self._queue: list[_Ticket] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, after waiting if need be, and return whether that worked."""
        with self._changed:
            if not self._held:
                self._held = True
                return True
            if not blocking:
                return False
            ticket = _Ticket(self._unit())
            self._queue.append(ticket)
            self._count(ticket, 1)
            self._changed.wait_for(lambda: ticket.given, None if timeout < 0 else timeout)
            if not ticket.given:
                self._queue.remove(ticket)
                self._count(ticket, -1)
            return ticket.given

    def release(self) -> None:
        """Release the lock.

        Raises:
            RuntimeError: nobody holds it.
        """
        with self._changed:
            if not self._held:
                raise RuntimeError("release unlocked lock")
            if self._queue:
                ticket = self._queue.pop(0)
                ticket.given = True
                self._count(ticket, -1)
            else:
                self._held = False

    def locked(self) -> bool:
        """Whether somebody holds the lock."""
        return self._held

    def _count(self, ticket: _Ticket, by: int) -> None:
        if ticket.unit is not None:
            ticket.unit.stuck += by
        self._changed.notify_all()

    __enter__ = acquire

    def __exit__(self, *_: object) -> None:
        self.release()
