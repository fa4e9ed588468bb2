"""Notes the background tasks that end with an exception: each is a step of its own.

Python tells `threading.excepthook` of an exception that ends a thread. It is wrapped while a tracer is on, and what it
did before is done as well. An exception of an event's own thread has been noted with its handler.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

from tracer.program import def_line, is_outside, raised
from tracer.recording import Recording
from tracer.records import CallRecord
from tracer.server import Server
from tracer.wrapping import wrap


class Failures:
    """The watch on the threads of this process."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def watch(self) -> Callable[[], None]:
        """Watch the threads, and return the way to leave them alone."""
        return wrap(threading, "excepthook", self.failed)

    def failed(self, original: Callable[..., Any], failure: Any) -> Any:
        """Note that a thread has ended with an exception."""
        frames = [*_frames(failure.exc_traceback)]
        program = [frame for frame in frames if not is_outside(frame.f_code)]
        if program and not any(frame.f_code in _EVENTS for frame in frames) and not self.recording.over:
            self.note(failure.exc_value, program[0])
        return original(failure)

    def note(self, error: BaseException, first: FrameType) -> None:
        code = first.f_code
        step = self.recording.begin("server", None, "/", task=code.co_name)
        call = CallRecord("handles", None, def_line(code), (), (), code.co_name, "task")
        call.ended = raised(error, code, None)
        step.phases.append(call)
        self.recording.finish(step)


_EVENTS = frozenset({Server.play.__code__})


def _frames(traceback: TracebackType | None) -> Iterator[FrameType]:
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next
