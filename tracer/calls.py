"""Records each call that the library makes of the program: handlers, error handlers, callbacks and threads."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import flask_socketio
from socketio.exceptions import ConnectionRefusedError as Refusal

from tracer.layers import RunWatch, layers_of
from tracer.lines import Lines, Recorder
from tracer.outcomes import Raised
from tracer.program import function_name, raised, running_task
from tracer.recording import Recording
from tracer.records import CallRecord, StepRecord, TaskRecord
from tracer.values import detach, detach_all
from tracer.wrapping import Wrap, is_wrapped


class Calls:
    """Makes these calls for one `SocketIO`, and notes each call in its step."""

    def __init__(self, socketio: Any, recording: Recording, lines: Lines | None, wrap: Wrap) -> None:
        self.socketio = socketio
        self.recording = recording
        self.lines = lines
        self.wrap = wrap

    def call(
        self,
        step: StepRecord,
        eio_sid: str | None,
        event: str,
        namespace: str | None,
        handler: Callable[..., Any],
        *args: Any,
    ) -> Any:
        """Call a handler, and note its arguments and how it ended. An exception of the handler is passed on.

        Args:
            eio_sid: the connection that the handler is called for.
            namespace: the namespace whose error handler gets an exception; None if no error handler does.
        """
        if self.recording.over:
            return handler(*args)
        layers = layers_of(handler)
        inner = layers.innermost
        arguments = detach_all((*layers.arguments, *args))
        call = CallRecord("handles", eio_sid, inner.line, (), (), inner.name, event, arguments)
        if layers.keywords:
            call.keywords = {name: detach(value) for name, value in layers.keywords.items()}
        _forget_attempt(step, call)
        step.phases.append(call)
        if self.recording.on_step is not None:
            self.recording.on_step(step, inner.name, inner.line)
        watch = None if layers.are_clear else RunWatch(layers)
        try:
            result = self.run(call, watch, handler, args)
        except BaseException as error:
            call.entered = not is_outside_call(error, watch)
            if not call.entered:
                call.lines = None
            handled_by = None if namespace is None else self.error_handler(error, call, namespace, handler)
            call.ended = raised(error, handler, handled_by)
            raise
        finally:
            if watch is not None and call.entered:
                watch.tell(call)
        call.ended = (detach(result),)
        return result

    def run(self, call: CallRecord, watch: RunWatch | None, handler: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call a handler, with its lines traced if lines are, and see which of its functions run."""
        with watch or nullcontext():
            return handler(*args) if self.lines is None else self.traced(self.lines, call, handler, args)

    def traced(self, lines: Lines, call: CallRecord, handler: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call a handler with its lines traced."""
        call.recorder = recorder = lines.record()
        self.heed(recorder)
        try:
            with recorder:
                return handler(*args)
        finally:
            call.recorder, call.lines = None, recorder.raw_log()

    def heed(self, recorder: Recorder) -> None:
        """Halt a recorder that began while the tracer was taken off."""
        if self.recording.over:
            recorder.halt()

    def call_back(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call the program's callback for an acknowledgement in the place of the library."""
        step = self.recording.current()
        return self.call(step, step.eio_sid, "callback", None, callback, *args) if step else callback(*args)

    def see_error_handler(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        step = self.recording.current()
        return handler if step is None else functools.partial(self.call_error_handler, step, handler)

    def call_error_handler(self, step: StepRecord, handler: Callable[..., Any], *args: Any) -> Any:
        """Call an error handler. If it raises, too, it has not handled the exception."""
        try:
            return self.call(step, step.eio_sid, "error", None, handler, *args)
        except BaseException:
            for phase in reversed(step.phases[:-1]):
                if phase.call is not None and isinstance(phase.call.ended, Raised) and phase.call.ended.handled_by:
                    phase.call.ended = replace(phase.call.ended, handled_by=None)
                    break
            raise

    def see_error_method(self, original: Callable[..., Any], error: BaseException) -> Any:
        return self.see_error_handler(original)(error)

    def error_handler(
        self, error: BaseException, call: CallRecord, namespace: str, handler: Callable[..., Any]
    ) -> str | None:
        """The name of the error handler that will get this exception from Flask-SocketIO; None if none will."""
        if not isinstance(error, Exception):
            return None
        if call.event == "connect" and call.arguments and isinstance(error, TypeError):
            return None  # Flask-SocketIO calls it again without `auth`, and passes on only that exception
        found = None
        if not isinstance(error, Refusal):
            found = dict(self.socketio.exception_handlers).get(namespace, self.socketio.default_exception_handler)
        if found is None:
            return self.error_method(handler)
        return function_name(found)

    def error_method(self, handler: Callable[..., Any]) -> str | None:
        """Watch the method `error` of a class-based namespace, which gets the exceptions of its handlers."""
        owner = getattr(handler, "__self__", None)
        if not isinstance(owner, flask_socketio.Namespace) or not hasattr(owner, "error"):
            return None
        if not is_wrapped(owner, "error"):
            self.wrap(owner, "error", self.see_error_method)
        return "error"

    def run_thread(self, work: Callable[[], object]) -> object:
        """Do the work of a thread that a handler started, with its lines traced."""
        if self.lines is None or self.recording.over:
            return work()
        function, recorder = running_task() or "", self.lines.record()
        name: object = vars(threading.current_thread()).get("_name")  # the program may have a `name` of its own
        digits = re.search(r"[0-9]{1,9}", name) if type(name) is str else None
        number = int(digits[0]) if digits is not None else 0
        with self.recording.changed:
            self.recording.tasks.append(TaskRecord(number, function, recorder))
        self.heed(recorder)
        with recorder:
            return work()


def is_outside_call(error: BaseException, watch: RunWatch | None) -> bool:
    """Whether a call itself raised the exception, before the handler began: it does not take these arguments.

    The call may be that of a decorator's wrapper.
    """
    traceback = error.__traceback__
    if not isinstance(error, TypeError) or traceback is None:
        return False
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    frame = traceback.tb_frame
    return frame.f_globals is globals() or (watch is not None and watch.is_calling(frame))


def _forget_attempt(step: StepRecord, call: CallRecord) -> None:
    """Drop the last call, if the library only tried whether the handler takes one argument more than now.

    The library tries this with `auth`, and with the reason of a disconnection.
    """
    before = step.phases[-1].call if step.phases else None
    if before is None or before.entered or call.event not in ("connect", "disconnect"):
        return
    same = (before.function, before.event, before.line) == (call.function, call.event, call.line)
    if same and len(before.arguments) > len(call.arguments):
        step.phases.pop()
