"""Note which lines of a program run at all, in any thread, from its import to the end of the scenario.

Line logs have a limit, and tell of handlers alone; so a run that notes lines here has no line logs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True, slots=True)
class Reached:
    """The numbers of the lines that ran. `blind`: there may be more, for the program set its own trace function."""

    lines: frozenset[int]
    blind: bool = False


class Reaching:
    """Notes the lines that run in the child process. `program` is the file name of the program."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.lines: set[int] = set()
        self.blind = False

    def take_hold(self) -> None:
        """Trace all threads of the program; call this before it is loaded. The process ends with the run."""
        threading.settrace(self._trace)
        sys.settrace(self._trace)
        for module in (sys, threading):
            setattr(module, "settrace", self._replaced(getattr(module, "settrace")))  # noqa: B009, B010  # the program must call ours

    def _replaced(self, settrace: Callable[[Any], None]) -> Callable[[Any], None]:
        def replaced(function: Any) -> None:
            self.blind = self.blind or sys._getframe(1).f_code.co_filename != threading.__file__
            settrace(function)

        return replaced

    def _trace(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        return self._line if frame.f_code.co_filename == self.program else None

    def _line(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self._line
