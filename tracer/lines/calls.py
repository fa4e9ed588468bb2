"""One call of the lesson's code as it is watched: what each of its lines has changed, found when the line is over.

A line is over at the next event of its call. What it may have changed is looked at in one of three ways: only the
names that it stores, if nothing else can have changed (the usual case, and the quick one); those and the containers
that it names; or, when it is wild or has called anything, everything in sight.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType, MethodType
from typing import TYPE_CHECKING, Any, Final

from tracer.lines import log
from tracer.lines.deltas import weight
from tracer.lines.names import (
    GONE,
    Namespace,
    is_data,
    is_readable,
    looks_same,
    namespace_of,
    needs_wariness,
    read,
    read_attribute,
    shown,
)
from tracer.lines.reach import Attribute, Reach, Receiver
from tracer.lines.shadows import Shadow
from tracer.lines.watched import Module, Plan, Store, WatchedCode
from tracer.messages import message
from tracer.values import detach, type_name

if TYPE_CHECKING:
    from tracer.lines.recorder import Recorder

_RETURNS = ("RETURN_VALUE", "RETURN_CONST")
_ITERATIONS = ("FOR_ITER", "SEND", "END_SEND", "YIELD_VALUE")  # a `yield from` may stand at any of the last three
_NOTHING: Final[Plan] = (), Reach()
_ANYTHING: Final[Plan] = (), Reach(wild=True)


class CallWatch:
    """The trace function of one call: its method `trace`.

    `seen` holds for each name that was shown the scalar itself, or a `Shadow`. `line` is the one that is being
    executed, 0 before the first; `stores` are the names that it stores if it can change nothing else, or else None.
    `plans` tells both of these of every line.
    """

    __slots__ = (
        "caller",
        "depth",
        "line",
        "module",
        "namespace",
        "number",
        "plans",
        "raised",
        "recorder",
        "seen",
        "stores",
        "watched",
    )

    def __init__(self, recorder: Recorder, watched: WatchedCode, module: Module) -> None:
        self.recorder, self.watched, self.module = recorder, watched, module
        self.number = recorder.number
        self.caller = recorder.current
        self.depth: int = self.caller.depth + 1 if self.caller is not None else 0
        self.seen: dict[str, Any] = {}
        self.plans = watched.plans
        self.stores: tuple[Store, ...] | None = ()
        self.line = 0
        self.raised = False
        self.namespace: Namespace = None

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
                    recorder.clean = not recorder.wary
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
        recorder.clean = not recorder.wary

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

    def plan(self) -> Plan:
        """What the line that is being executed may have changed."""
        return self.plans.lines.get(self.line, _ANYTHING) if self.line else _NOTHING

    def settle_globals(self) -> None:
        """What the line has made of globals so far, before a function that it calls sees them."""
        for name in tuple(self.module.seen):
            self._note_global(name)

    def _values(self, frame: FrameType) -> Namespace:
        return frame.f_locals if self.namespace is None else self.namespace

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

    def _settle(self, frame: FrameType) -> None:
        """The line is over: find what it has changed."""
        clean = self.recorder.clean
        if clean and self.stores == ():
            return
        stores, reach = self.plan()
        values = self._values(frame)
        if not is_readable(values):
            return
        self._note_stores(stores, values)
        self.raised = False
        for name in reach.global_stores:
            if self._note_global(name, stored=True):
                self._note_aliases(values, self.module.seen[name])
        for attribute in reach.attributes:
            self._note_attribute(values, attribute, self.watched.variables[attribute.label])
        if not clean or reach.wild or not self._note_receivers(values, reach.receivers):
            self._look_around(values)

    def _note_stores(self, stores: Iterable[Store], values: Namespace) -> None:
        """What the names that the line stores have become."""
        for name, variable in stores:
            if self._note(self.seen, name, variable, values.get(name, GONE), stored=True):
                self._note_aliases(values, self.seen[name])

    def _note(self, seen: dict[str, Any], name: str, variable: int, value: Any, *, stored: bool = False) -> bool:
        """Record what has become of a name, if it looks otherwise than before; `stored` says that the line stores it.

        True when a container changed in place, which other names may hold as well.
        """
        recorder, old = self.recorder, seen.get(name, GONE)
        if value is old:
            return False
        kind = type(value)
        if (kind is int and -(2**53) <= value <= 2**53) or (
            kind is str and len(value) <= recorder.bounds.characters and value.isascii()
        ):  # the quick way for small numbers and strings
            seen[name] = value
            recorder.put(variable)
            recorder.keep(value)
            return False
        if value is GONE:
            del seen[name]
            recorder.stream += (0, log.GONE, variable)
            return False
        same = type(old) is Shadow and old.live and old.ident == id(value)
        if same and (not stored or self.plan()[1].augmented):  # else the line may have bound the name anew
            return self._update(old, variable, value)
        kept, copy = shown(value, recorder.bounds)
        seen[name] = kept
        if needs_wariness(kept):
            recorder.be_wary()
        if not looks_same(old, kept):
            recorder.put(variable)
            recorder.keep(copy)
            recorder.carry(kept.weight if type(kept) is Shadow else 1)
        return False

    def _update(self, shadow: Shadow, variable: int, value: Any, *, appended: bool = False) -> bool:
        """Record what has changed inside a container, if anything has."""
        delta = shadow.update(value, appended=appended)
        if delta is None:
            return False
        self.recorder.stream += (0, log.INSIDE, variable)
        self.recorder.deltas.append(delta)
        if shadow.wary:
            self.recorder.be_wary()
        self.recorder.carry(weight(delta))
        return True

    def _note_global(self, name: str, *, stored: bool = False) -> bool:
        module = self.module
        return self._note(module.seen, name, module.variables[name], module.values.get(name, GONE), stored=stored)

    def _note_attribute(self, values: Namespace, attribute: Attribute, variable: int) -> None:
        namespace = values if attribute.scope == "local" else self.module.values
        value = read_attribute(namespace.get(attribute.base, GONE), attribute.name)
        if attribute.label in self.seen or (value is not GONE and is_data(value)):
            self._note(self.seen, attribute.label, variable, value)

    def _note_receivers(self, values: Namespace, receivers: list[Receiver]) -> bool:
        """Record what the line has changed in the containers that it names; False when it may have changed more."""
        for receiver in receivers:
            place: CallWatch | Module = self if receiver.scope == "local" else self.module
            value = (values if place is self else self.module.values).get(receiver.name, GONE)
            kind = type(value)
            if kind is str or kind is int or kind is tuple:
                continue
            old = place.seen.get(receiver.name)
            if type(old) is not Shadow or old.ident != id(value) or not (kind is list or kind is dict or kind is set):
                return False
            variables = (self.watched if place is self else self.module).variables
            if self._update(old, variables[receiver.name], value, appended=receiver.appends and len(receivers) == 1):
                self._note_aliases(values, old)
        return True

    def _note_aliases(self, values: Namespace, changed: Shadow) -> None:
        """A container has changed in place: so have the others that hold it, and its other names."""
        watched, module = self.watched, self.module
        for seen, namespace, variables in (
            (self.seen, values, watched.variables),
            (module.seen, module.values, module.variables),
        ):
            for name, old in tuple(seen.items()):
                if type(old) is Shadow and old.live and old is not changed and old.holds(changed.ident):
                    place = module.values if name in watched.of_globals else namespace
                    self._note(seen, name, variables[name], read(place, name))

    def _look_around(self, values: Namespace) -> None:
        """Anything may have changed: look at everything in sight."""
        if sys.gettrace() is not self.recorder:
            self.recorder.replaced()
        for name, variable in self.watched.cells:
            self._note(self.seen, name, variable, values.get(name, GONE))
        for attribute, variable in self.watched.attributes:
            self._note_attribute(values, attribute, variable)
        for name, old in tuple(self.seen.items()):
            if type(old) is Shadow and old.live and "." not in name:
                self._note(self.seen, name, self.watched.variables[name], values.get(name, GONE))
        self.settle_globals()


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
