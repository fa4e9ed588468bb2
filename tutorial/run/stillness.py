"""Tells when no other thread of this process moves: none runs, and none is about to.

Linux keeps, for each thread, its state and how often it has run. When two looks find all other threads asleep, and none
of them has run in between, then each waits for something that none of them will do. Between the looks this thread lets
go of the interpreter, so a thread that waited only for that has run, or is about to.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

_sleep = time.sleep

_THREADS = Path("/proc/self/task")
_SHORTEST, _LONGEST = 0.0003, 0.004
"""The seconds between two looks: at first, and while others run for long."""


class Stillness:
    """Waits until nothing else moves; use it from one thread."""

    def __init__(self) -> None:
        self._self = str(threading.get_native_id())

    def wait(self) -> None:
        """Return when no other thread has moved from one look to the next."""
        pause = _SHORTEST
        before = self._look()
        while True:
            _sleep(pause)
            after = self._look()
            if after is not None and after == before:
                return
            before, pause = after, min(2 * pause, _LONGEST)

    def lasts(self, seconds: float) -> bool:
        """Whether no other thread moves for so long."""
        before = self._look()
        _sleep(seconds)
        return before is not None and before == self._look()

    def _look(self) -> dict[str, bytes] | None:
        """How often each other thread has run; None when one of them is not asleep."""
        runs = {}
        for thread in os.listdir(_THREADS):  # noqa: PTH208  # names are enough, in a third of the time
            if thread == self._self:
                continue
            try:
                status = (_THREADS / thread / "status").read_bytes()
            except OSError:  # it has ended meanwhile
                return None
            if b"\nState:\tS" not in status:
                return None
            runs[thread] = status[status.rindex(b"\nvoluntary_ctxt_switches") :]
        return runs
