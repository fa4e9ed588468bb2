"""What a schedule puts in order: units, and the locks on which they say that they are stuck."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Unit:
    """What runs for itself: begun, over, and stuck in so many of its threads; how many lines it has come to.

    `slept` are the lines in which it has slept.
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
    """A `threading.Lock` whose waiting units are stuck; it is handed to the one that has waited longest.

    Who is handed it is stuck no more from that moment on, even before its thread has noticed.
    """

    def __init__(self, changed: threading.Condition, unit: Callable[[], Unit | None]) -> None:
        self._changed = changed
        self._unit = unit
        self._held = False
        self._queue: list[_Ticket] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Wait for the lock, if need be, and say whether it was got."""
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
        """Let the lock go.

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
        """Whether somebody holds it."""
        return self._held

    def _count(self, ticket: _Ticket, by: int) -> None:
        if ticket.unit is not None:
            ticket.unit.stuck += by
        self._changed.notify_all()

    __enter__ = acquire

    def __exit__(self, *_: object) -> None:
        self.release()
