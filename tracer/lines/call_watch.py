"""The trace function of one call: when a line is over, what it has changed is found (`tracer.lines.change_finder`)."""

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
    """The trace function of one call: its method `trace`.

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

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: C901  # quick, so in one piece
        """The trace function: told of every line, return and exception of this call.

        It returns another one to take its place, or None; then Python goes on calling this one (as every CPython does
        although its manual says otherwise), unless `Recorder.stop` has taken it off the frame.
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
        """The call begins: its parameters, and what it shares with functions around it."""
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
        """A generator goes on where it yielded: all that it sees is looked at again."""
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
        """Calls in between ended unseen; False if recording is over, and a trace function of others' has woken this."""
        recorder = self.recorder
        if recorder.exited or recorder.stopped is not None:
            frame.f_trace = None
            return False
        recorder.current = self
        recorder.clean = False
        recorder.stream += (0, log.WITHIN, self.number)
        return True

    def let_go(self, nobody: Recorder) -> None:
        """Recording is over, and this call waits still: it keeps nothing of what was recorded."""
        self.recorder, self.seen = nobody, {}

    def _raise(self, frame: FrameType, argument: tuple[Any, BaseException, Any]) -> None:
        """An exception was raised in the line, or came to it from a call; anything may be left half done."""
        kind, error, _ = argument
        self._settle(frame)
        recorder, watched = self.recorder, self.watched
        recorder.clean = False
        self.plans = watched.careful
        self.line = frame.f_lineno or self.line
        if kind is StopIteration and self.plan()[1].catches and watched.instruction(frame.f_lasti) in _ITERATIONS:
            return  # the end of a loop
        if kind is StopAsyncIteration and watched.waits_for_next(frame.f_lasti):
            return  # the end of an asynchronous one
        self.raised = True
        recorder.stream += (0, log.RAISES, frame.f_lineno or self.watched.code.co_firstlineno)
        recorder.outcomes.append([type_name(type(error)), message(error)])

    def _end(self, frame: FrameType, result: object) -> None:
        """The call returns, yields, or is left by an exception: then the result is None, and no instruction returns."""
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
    """The same for a call that shares variables with other functions (see `WatchedCode.writes_back`)."""

    __slots__ = ()

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        """The trace function, which leaves those variables as other threads have made them meanwhile."""
        result = super().trace(frame, event, argument)
        frame.f_locals  # noqa: B018  # read once more: what is read here is what is written back
        return result


def watch_of(frame: FrameType) -> CallWatch | None:
    """The watch whose `trace` is this frame's trace function, if one is."""
    function: object = frame.f_trace
    watch = function.__self__ if type(function) is MethodType else None
    return watch if isinstance(watch, CallWatch) else None
