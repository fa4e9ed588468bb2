"""A budget of lines for a whole program, in whatever it is called from: a loop without an end is ended with its line.

It needs `sys.monitoring`, which CPython has from 3.12 on; before, there is no budget. The tracer's own trace function
is not touched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

_TOOLS = (3, 4)
"""The numbers that nobody else claims, as `sys.monitoring` lists them."""

_TRIES = 1_000
"""A program that goes on for so many lines after it was ended catches what ends it."""


class LineBudget:
    """Counts the lines of a program, and calls `overrun` at each line beyond `most`.

    `unheard` is called once if the program goes on all the same.
    """

    def __init__(self, most: int, overrun: Callable[[], object], unheard: Callable[[], object]) -> None:
        self.left = most
        self._overrun = overrun
        self._unheard = unheard
        self._tool: int | None = None

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count while the context lasts."""
        monitoring: Any = getattr(sys, "monitoring", None)
        self._tool = next((tool for tool in _TOOLS if monitoring and monitoring.get_tool(tool) is None), None)
        if self._tool is None:
            yield
            return
        monitoring.use_tool_id(self._tool, "stepwire")
        for event in (monitoring.events.LINE, monitoring.events.JUMP):
            monitoring.register_callback(self._tool, event, self._count)
        try:
            yield
        finally:
            monitoring.free_tool_id(self._tool)
            self._tool = None

    def watch(self, code: CodeType) -> None:
        """Count the lines of this code, and of all code within it. Jumps are counted for loops of a single line."""
        if self._tool is None:
            return
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
        monitoring.set_local_events(self._tool, code, monitoring.events.LINE | monitoring.events.JUMP)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self.watch(constant)

    def _count(self, *_: object) -> None:
        self.left -= 1
        if self.left < 0:
            if self.left == -_TRIES:
                self._unheard()
            self._overrun()

    def end(self) -> None:
        """Let no line run any more: the run is over."""
        self.left = min(self.left, 0)
