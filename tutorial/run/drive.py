"""Lets the parts of a run in one thread take turns: whoever waits lets the others move until what they wait for holds.

Who waits stays on the stack while the others move, so only the innermost of those who wait can go on. The scenario is
one of the parts that move. So a task may sleep, or wait for an event, while the scenario plays its next actions above
it. Time passes only when nothing else moves.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass
from typing import NoReturn

_MOST_WAITING = 20
"""So many may wait inside one another; each takes some 30 frames of a stack that has room for 1,000."""


class Over(BaseException):
    """The run is over, well or not: all that is still on the stack ends."""


@dataclass(frozen=True, slots=True)
class _Wait:
    holds: Callable[[], bool]
    due: float | None


class Drive:
    """The turns of one run, and its time in seconds since the beginning.

    Args:
        seconds: how much time may pass in all.
        fail: ends the run for this reason, with this message.
        aside: a context in which the parts move, with nothing of whoever waits.
    """

    def __init__(
        self,
        seconds: float,
        fail: Callable[[str, str], NoReturn],
        aside: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.seconds = seconds
        self.fail = fail
        self.aside = aside
        self.moves: list[Callable[[], bool]] = []
        """Each moves one part a little, and says whether it did. The first that can goes first."""
        self.now = 0.0
        self.over = False
        self.overtaken = 0
        """How often somebody went on though somebody else, who was due before, could not."""
        self._waits: list[_Wait] = []

    def until(self, holds: Callable[[], bool], seconds: float | None = None) -> bool:
        """Let the others move until something holds; return False if it does not within so many seconds.

        Raises:
            Over: the run is over.
        """
        if len(self._waits) >= _MOST_WAITING:
            self.fail("turns", f"more than {_MOST_WAITING} wait at once")
        self._waits.append(_Wait(holds, None if seconds is None else self.now + seconds))
        try:
            with self.aside():
                return self._wait(self._waits[-1])
        finally:
            self._waits.pop()

    def end(self) -> NoReturn:
        """End the run. Nobody goes on after this, whatever they catch."""
        self.over = True
        raise Over

    def _wait(self, wait: _Wait) -> bool:
        while True:
            if self.over:
                raise Over
            if wait.holds():
                return True
            if any(Context().run(_stack_ends_here, move) for move in self.moves):
                continue
            if wait.due is not None and wait.due <= self.now:
                return False
            self._pass(wait.due)

    def _pass(self, due: float | None) -> None:
        """Let the time pass until the innermost of those who wait is due."""
        others = self._waits[:-1]
        if due is None:
            if any(other.due is not None or other.holds() for other in others):
                self.fail("turns", "another one is to go on before")
            self.fail("stuck", "nothing moves")
        if any(other.due is not None and other.due <= due for other in others):
            self.overtaken += 1
        self.now = due
        if self.now > self.seconds:
            self.fail("time", f"{self.seconds:g} s")


def _stack_ends_here(move: Callable[[], bool]) -> bool:
    """Let a part move. The tracer knows this function's name, and takes what waits below it for another thread's."""
    return move()
