"""Lets each thread that a recorded handler starts do its work inside a function of the tracer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FrameType, FunctionType, MethodType
from typing import Any, Final

from tracer.lines.names import attributes_of, attributes_of_class, mro_of

START: Final = threading.Thread.start.__code__

OnThread = Callable[[Callable[[], object]], object]
"""A function that is called in each thread that a recorded handler starts. It must do the work that it is given."""


class Adoption:
    """The trace function of a call of `Thread.start`, after which the thread does its work inside `on_thread`.

    `own` are the attributes of the thread. `run` is among them until the thread runs, or fails to start.
    """

    __slots__ = ("before", "hook", "on_thread", "own", "work")

    def __init__(self, own: dict[str, Any], work: Callable[[], object], on_thread: OnThread) -> None:
        self.own, self.work, self.on_thread = own, work, on_thread
        self.before: Any = own.get("run")
        self.hook = own["run"] = self.run

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> None:
        """Undo everything if the thread could not be started: then this event is an exception."""
        if event == "exception":
            self.undo()

    def run(self) -> None:
        """Do the work, in the thread."""
        self.undo()
        self.on_thread(self.work)

    def undo(self) -> None:
        """Give the thread its own `run` back."""
        if self.own.get("run") is not self.hook:
            return
        if self.before is None:
            del self.own["run"]
        else:
            self.own["run"] = self.before


def adopt(thread: threading.Thread, on_thread: OnThread) -> Adoption | None:
    """Make a thread that is about to start do its work inside `on_thread`.

    A thread that was started before is left alone, since it will not start again. So is a thread whose `run` is found
    by code of its own, such as a property.
    """
    own = attributes_of(thread)
    if type(own) is not dict or type(started := own.get("_started")) is not threading.Event or started.is_set():
        return None
    found = next(names["run"] for names in map(attributes_of_class, mro_of(type(thread))) if "run" in names)
    if type(found) is not FunctionType:
        return None
    return Adoption(own, own.get("run") or MethodType(found, thread), on_thread)
