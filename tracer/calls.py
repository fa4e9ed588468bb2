"""The calls of the program's own functions as the library makes them: handlers, error handlers, callbacks, threads."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable
from typing import Any

from tracer.lines import Lines
from tracer.program import def_line, function_name, raised, running_task
from tracer.recording import Recording
from tracer.records import CallRecord, StepRecord, TaskRecord
from tracer.values import detach, detach_all


class Calls:
    """Makes the calls for one `SocketIO`, and notes each in the step that it belongs to."""

    def __init__(self, socketio: Any, recording: Recording, lines: Lines | None) -> None:
        self.socketio = socketio
        self.recording = recording
        self.lines = lines

    def call(self, step: StepRecord, event: str, namespace: str, handler: Callable[..., Any], *args: Any) -> Any:
        """Call a handler and note with what and how it ended; what it raises goes on as it came."""
        function, line = function_name(handler), def_line(handler)
        call = CallRecord("handles", step.eio_sid, line, (), (), function, event, detach_all(args))
        _forget_attempt(step, call)
        step.phases.append(call)
        if self.recording.on_step is not None:
            self.recording.on_step(step, function, line)
        try:
            if self.lines is None:
                result = handler(*args)
            else:
                call.recorder = recorder = self.lines.record()
                try:
                    with recorder:
                        result = handler(*args)
                finally:
                    call.recorder, call.lines = None, recorder.raw_log()
        except BaseException as error:
            if isinstance(error, TypeError) and error.__traceback__ and error.__traceback__.tb_next is None:
                call.entered, call.lines = False, None
            call.ended = raised(error, handler, self.error_handler(error, call, namespace))
            raise
        call.ended = (detach(result),)
        return result

    def call_back(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call the program's own callback for an acknowledgement, which the library would call by itself."""
        step = self.recording.current()
        return self.call(step, "callback", "/", callback, *args) if step else callback(*args)

    def see_error_handler(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        step = self.recording.current()
        return handler if step is None else functools.partial(self.call, step, "error", "/", handler)

    def error_handler(self, error: BaseException, call: CallRecord, namespace: str) -> str | None:
        """The name of the error handler that Flask-SocketIO will give this exception to, if there is one."""
        if call.event == "error" or not isinstance(error, Exception) or isinstance(error, ConnectionRefusedError):
            return None
        if call.event == "connect" and call.arguments and isinstance(error, TypeError):
            return None  # it calls the handler again without `auth`, and only what that raises goes on
        table = self.socketio.exception_handlers
        found = dict.get(table, namespace, self.socketio.default_exception_handler)
        return None if found is None else function_name(found)

    def run_thread(self, work: Callable[[], object]) -> object:
        """Do the work of a thread that a handler started, with its lines traced."""
        if self.lines is None:
            return work()
        function, recorder = running_task() or "", self.lines.record()
        number = int(re.sub(r"\D", "", threading.current_thread().name) or 0)
        with self.recording.changed:
            self.recording.tasks.append(TaskRecord(number, function, recorder))
        with recorder:
            return work()


def _forget_attempt(step: StepRecord, call: CallRecord) -> None:
    """Drop the call just before this one, if the libraries only tried whether the handler takes one argument more.

    They do so with `auth` and with the reason of a disconnection.
    """
    before = step.phases[-1].call if step.phases else None
    if before is None or before.entered or call.event not in ("connect", "disconnect"):
        return
    same = (before.function, before.event, before.line) == (call.function, call.event, call.line)
    if same and len(before.arguments) > len(call.arguments):
        step.phases.pop()
