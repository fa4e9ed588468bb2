"""The trace function of one call. When a line is over, `tracer.lines.change_finder` finds its changes."""

from __future__ import annotations

from types import FrameType, MethodType
from typing import TYPE_CHECKING, Any

from tracer.lines import log
from tracer.lines.change_finder import ChangeFinder
from tracer.lines.names import GONE, is_readable, namespace_of
from tracer.lines.watched import Module, WatchedCode
from tracer.messages import message
from tracer.values import detach, type_name

if TYPE_CHECKING:
    from tracer.lines.recorder import Recorder

_RETURNS = ("RETURN_VALUE", "RETURN_CONST")
_ITERATIONS = ("FOR_ITER", "SEND", "END_SEND", "YIELD_VALUE")  # a `yield from` may stand at any of the last three


class CallWatch(ChangeFinder):
    """The watch on one call. Its method `trace` is the trace function.

    `number` is the call's number in the log, `caller` the watch of the call that made this one, and `depth` how many
    calls are around it.
    """

    __slots__ = ("caller", "depth", "number")

    def __init__(self, recorder: Recorder, watched: WatchedCode, module: Module) -> None:
        self.recorder, self.watched, self.module = recorder, watched, module
        self.number = recorder.number
        self.caller: CallWatch | None = recorder.current
        self.depth: int = self.caller.depth + 1 if self.caller is not None else 0
        self.seen = {}
        self.plans = watched.plans
        self.stores = ()
        self.line = 0
        self.raised = False
        self.namespace = None

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: C901  # in one piece, to be quick
        """The trace function: Python calls it for every line, return and exception of this call.

        It returns the trace function to use from now on, or None. After None every CPython goes on calling this one,
        although its manual says otherwise, unless `Recorder.stop` has removed it from the frame.
        """
        recorder = self.recorder
        try:
            if recorder.current is not self and not self._become_current(frame):
                return None
            if event == "line":
                stores = self.stores
                if stores is not None and recorder.clean:
                    if stores:
                        values, seen = frame.f_locals, self.seen
                        for name, variable in stores:
                            value = values.get(name, GONE)
                            if value is seen.get(name, GONE):
                                continue
                            if type(value) is int and -(2**53) <= value <= 2**53:  # as in `_note`, without a call
                                seen[name] = value
                                recorder.put(variable)
                                recorder.keep(value)
                            elif self._note(seen, name, variable, value, stored=True):
                                self._note_aliases(values, seen[name])
                else:
                    self._settle(frame)
                    recorder.clean = not recorder.compares_all
                recorder.left -= 1
                if recorder.left < 0:
                    return recorder.overflow()
                self.line = number = frame.f_lineno
                recorder.put(number)
                self.stores = self.plans.quick.get(number)
            elif event == "return":
                self._end(frame, argument)
            elif event == "exception":
                self._raise(frame, argument)
        except Exception as error:
            if not recorder.failed(error):
                raise
        return None

    def begin(self, frame: FrameType) -> None:
        """Record the begin of the call, with its parameters and the variables of functions around it."""
        recorder, watched = self.recorder, self.watched
        if self.caller is not None:
            self.caller.settle_globals()
        recorder.number += 1
        recorder.current = self
        recorder.stream += (0, log.CALL, watched.number)
        if watched.unreadable:
            self.namespace = GONE
        elif not watched.functional:
            # Read once, and never inside a comprehension: in Python 3.12 that would overwrite its variables.
            self.namespace = namespace_of(frame.f_locals)
        if watched.parameters or watched.attributes:
            values = self._values(frame)
            if is_readable(values):
                self._note_stores(watched.parameters, values)
                for attribute, variable in watched.attributes:
                    self._note_attribute(values, attribute, variable)
        recorder.clean = not recorder.compares_all

    def go_on(self) -> CallWatch:
        """Record that a generator goes on after a yield. Everything that it sees may have changed meanwhile."""
        recorder = self.recorder
        recorder.clean = False
        recorder.waiting.discard(self)
        self.caller = recorder.current
        if self.caller is not None:
            self.caller.settle_globals()
        self.depth = self.caller.depth + 1 if self.caller is not None else 0
        recorder.current = self
        recorder.stream += (0, log.GOES, self.number)
        return self

    def _become_current(self, frame: FrameType) -> bool:
        """Become the current call again: calls in between ended unseen. False if recording is over."""
        recorder = self.recorder
        if recorder.exited or recorder.stopped is not None:
            frame.f_trace = None
            return False
        recorder.current = self
        recorder.clean = False
        recorder.stream += (0, log.WITHIN, self.number)
        return True

    def let_go(self, nobody: Recorder) -> None:
        """Let go of everything that was recorded: recording is over, and this call still waits."""
        self.recorder, self.seen = nobody, {}

    def _raise(self, frame: FrameType, argument: tuple[Any, BaseException, Any]) -> None:
        """Record an exception that the line raised, or that came to it from a call. Anything may be half done."""
        kind, error, _ = argument
        self._settle(frame)
        recorder, watched = self.recorder, self.watched
        recorder.clean = False
        self.plans = watched.careful
        self.line = frame.f_lineno or self.line
        if kind is StopIteration and self.plan()[1].catches and watched.instruction(frame.f_lasti) in _ITERATIONS:
            return  # it ends a loop
        if kind is StopAsyncIteration and watched.waits_for_next(frame.f_lasti):
            return  # it ends an asynchronous loop
        self.raised = True
        recorder.stream += (0, log.RAISES, frame.f_lineno or self.watched.code.co_firstlineno)
        recorder.outcomes.append([type_name(type(error)), message(error)])

    def _end(self, frame: FrameType, result: object) -> None:
        """Record that the call returns or yields, or that an exception leaves it: then no instruction returns."""
        left, recorder = self.raised, self.recorder
        self._settle(frame)
        recorder.clean = False
        recorder.current = self.caller
        instruction = "" if result is not None and self.watched.simple else self.watched.instruction(frame.f_lasti)
        if instruction == "YIELD_VALUE" and not left:
            self.caller = None
            recorder.waiting.add(self)
            recorder.stream += (0, log.YIELDS, 0)
        elif result is not None or instruction in _RETURNS:
            recorder.stream += (0, log.RETURNS, 0)
        else:
            recorder.stream += (0, log.LEAVES, 0)
            recorder.waiting.discard(self)
            return
        copy = detach(result, recorder.bounds)
        recorder.outcomes.append(copy)
        if copy is not result:
            recorder.carry(len(copy) if isinstance(copy, (list, dict)) else 1)


class SharingCallWatch(CallWatch):
    """The watch on a call that shares variables with other functions (see `WatchedCode.writes_back`)."""

    __slots__ = ()

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        """The trace function. It keeps the values that other threads give the shared variables meanwhile."""
        result = super().trace(frame, event, argument)
        frame.f_locals  # noqa: B018  # read once more: Python writes these values back
        return result


def watch_of(frame: FrameType) -> CallWatch | None:
    """The watch whose `trace` is the trace function of this frame, if there is one."""
    function: object = frame.f_trace
    watch = function.__self__ if type(function) is MethodType else None
    return watch if isinstance(watch, CallWatch) else None
