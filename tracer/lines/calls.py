"""One call of the lesson's code as it is watched: what each of its lines has changed, found when the line is over.

A line is over at the next event of its call. What it may have changed is looked at in one of three ways: only the
names that it stores, if nothing else can have changed (the usual case, and the quick one); those and the containers
that it names; or, when it is wild or has called anything, everything in sight.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from tracer.lines import log
from tracer.lines.deltas import weight
from tracer.lines.names import GONE, Namespace, is_data, is_odd, is_readable, looks_same, read, read_attribute, shown
from tracer.lines.reach import Attribute, Reach, Receiver
from tracer.lines.shadows import Shadow, plain
from tracer.lines.watched import Module, Store, WatchedCode
from tracer.values import detach, type_name

if TYPE_CHECKING:
    from tracer.lines.recorder import Recorder

_RETURNS = ("RETURN_VALUE", "RETURN_CONST")
_SAFE_INT = 2**53
_NEVER = -1
_NOTHING: Final[tuple[tuple[Store, ...], Reach, bool]] = (), Reach(), True
_ANYTHING: Final[tuple[tuple[Store, ...], Reach, bool]] = (), Reach(wild=True), False
_arguments_of = BaseException.__dict__["args"].__get__


class CallWatch:
    """The trace function of one call.

    `seen` holds for each name that was shown the scalar itself, or a `Shadow`. `stores`, `reach` and `quick` are
    those of the line that is being executed; `mark` is how many calls this thread had seen when it began.
    """

    __slots__ = (
        "caller",
        "depth",
        "mark",
        "module",
        "namespace",
        "number",
        "quick",
        "raised",
        "reach",
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
        self.stores, self.reach, self.quick = _NOTHING
        self.mark = recorder.calls
        self.raised = False
        self.namespace: Namespace = None

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        """The trace function: told of every line, return and exception of this call."""
        recorder = self.recorder
        try:
            if recorder.current is not self:
                self._become_current()
            if event == "line":
                if self.quick and self.mark == recorder.calls:
                    if self.stores:
                        self._note_stores(frame.f_locals)
                else:
                    self._settle(frame)
                recorder.left -= 1
                if recorder.left < 0:
                    return recorder.overflow()
                number = frame.f_lineno
                recorder.put(number)
                self.stores, self.reach, self.quick = self.watched.lines.get(number, _ANYTHING)
                self.mark = _NEVER if recorder.wary else recorder.calls
            else:
                self._other_event(frame, event, argument)
        except Exception as error:
            if not recorder.failed(error):
                raise
            return None
        return self

    def begin(self, frame: FrameType) -> None:
        """The call begins: its parameters, and what it shares with functions around it."""
        recorder, watched = self.recorder, self.watched
        if self.caller is not None:
            self.caller.settle_globals()
        recorder.number += 1
        recorder.current = self
        recorder.stream += (0, log.CALL, watched.number)
        if not watched.functional:
            # Read once, and never inside a comprehension: in Python 3.12 that would overwrite its variables.
            self.namespace = frame.f_locals
        if watched.parameters or watched.attributes:
            values = self._values(frame)
            if is_readable(values):
                self.stores = watched.parameters
                self._note_stores(values)
                self.stores = ()
                for attribute, variable in watched.attributes:
                    self._note_attribute(values, attribute, variable)

    def go_on(self) -> CallWatch:
        """A generator goes on where it yielded; this counts as a call, and so all that it sees is looked at again."""
        recorder = self.recorder
        self.caller = recorder.current
        if self.caller is not None:
            self.caller.settle_globals()
        self.depth = self.caller.depth + 1 if self.caller is not None else 0
        recorder.current = self
        recorder.stream += (0, log.GOES, self.number)
        return self

    def settle_globals(self) -> None:
        """What the line has made of globals so far, before a function that it calls sees them."""
        for name in tuple(self.module.seen):
            self._note_global(name)

    def _values(self, frame: FrameType) -> Namespace:
        return frame.f_locals if self.namespace is None else self.namespace

    def _become_current(self) -> None:
        """Calls in between ended unseen."""
        self.recorder.current = self
        self.recorder.stream += (0, log.WITHIN, self.number)

    def _other_event(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "return":
            self._end(frame, argument)
        elif event == "exception":
            self._raise(frame, argument)

    def _raise(self, frame: FrameType, argument: tuple[Any, BaseException, Any]) -> None:
        """An exception was raised in the line, or came to it from a call; anything may be left half done."""
        kind, error, _ = argument
        self._settle(frame)
        self.mark = _NEVER
        if kind is StopIteration and self.reach.catches:
            return  # the end of a loop
        self.raised = True
        arguments = _arguments_of(error)
        message = arguments[0] if arguments and type(arguments[0]) is str else ""
        self.recorder.stream += (0, log.RAISES, frame.f_lineno or self.watched.code.co_firstlineno)
        self.recorder.outcomes.append([type_name(type(error)), detach(message[:500])])

    def _end(self, frame: FrameType, result: object) -> None:
        """The call returns, yields, or is left by an exception: then the result is None, and no instruction returns."""
        left, recorder = self.raised, self.recorder
        self._settle(frame)
        recorder.current = self.caller
        instruction = "" if result is not None and self.watched.simple else self.watched.instruction(frame.f_lasti)
        if instruction == "YIELD_VALUE" and not left:
            self.caller = None
            recorder.stream += (0, log.YIELDS, 0)
        elif result is not None or instruction in _RETURNS:
            recorder.stream += (0, log.RETURNS, 0)
        else:
            recorder.stream += (0, log.LEAVES, 0)
            return
        plainly = plain(result, recorder.bounds.characters)
        recorder.outcomes.append(result if plainly else detach(result, recorder.bounds))

    def _settle(self, frame: FrameType) -> None:
        """The line is over: find what it has changed."""
        reach, ran = self.reach, self.mark != self.recorder.calls
        if self.quick and not ran and not self.stores:
            return
        values = self._values(frame)
        if not is_readable(values):
            return
        self._note_stores(values)
        if self.raised:
            self.raised = False
            for name, variable in self.watched.unlined:
                self._note(self.seen, name, variable, values.get(name, GONE))
        for name in reach.global_stores:
            self._note_global(name, rebound=not reach.augmented)
        for attribute in reach.attributes:
            self._note_attribute(values, attribute, self.watched.variables[attribute.label])
        if ran or reach.wild or not all(self._note_receiver(values, receiver) for receiver in reach.receivers):
            self._look_around(values)

    def _note_stores(self, values: Namespace) -> None:
        """What the names that the line stores have become; small numbers and strings the quick way."""
        seen, recorder = self.seen, self.recorder
        characters = recorder.bounds.characters
        for name, variable in self.stores:
            value = values.get(name, GONE)
            old = seen.get(name, GONE)
            if value is old:
                continue
            kind = type(value)
            if (kind is int and -_SAFE_INT <= value <= _SAFE_INT) or (
                kind is str and len(value) <= characters and value.isascii()
            ):
                if kind is not type(old) or value != old:
                    seen[name] = value
                    recorder.put(variable)
                    recorder.columns[variable].append(value)
            elif self._note(seen, name, variable, value, rebound=not self.reach.augmented):
                self._note_aliases(values, seen[name])

    def _note(self, seen: dict[str, Any], name: str, variable: int, value: Any, *, rebound: bool = False) -> bool:
        """Record what has become of a name, if it looks otherwise than before.

        True when a container changed in place, which other names may hold as well. `rebound` says that the line
        bound the name anew.
        """
        recorder, old = self.recorder, seen.get(name, GONE)
        if value is old:
            return False
        if value is GONE:
            del seen[name]
            recorder.stream += (0, log.GONE, variable)
            return False
        if type(old) is Shadow and old.live and old.ident == id(value) and not rebound:
            return self._update(old, variable, value)
        kept, copy = shown(value, recorder.bounds)
        seen[name] = kept
        recorder.wary = recorder.wary or is_odd(kept)
        if not looks_same(old, kept):
            recorder.put(variable)
            recorder.columns[variable].append(copy)
            recorder.carry(kept.weight if type(kept) is Shadow else 1)
        return False

    def _update(self, shadow: Shadow, variable: int, value: Any, *, appended: bool = False) -> bool:
        """Record what has changed inside a container, if anything has."""
        delta = shadow.update(value, appended=appended)
        if delta is None:
            return False
        self.recorder.stream += (0, log.INSIDE, variable)
        self.recorder.deltas.append(delta)
        self.recorder.carry(weight(delta))
        return True

    def _note_global(self, name: str, *, rebound: bool = False) -> None:
        module = self.module
        self._note(module.seen, name, module.variables[name], module.values.get(name, GONE), rebound=rebound)

    def _note_attribute(self, values: Namespace, attribute: Attribute, variable: int) -> None:
        namespace = values if attribute.scope == "local" else self.module.values
        value = read_attribute(namespace.get(attribute.base, GONE), attribute.name)
        if attribute.label in self.seen or (value is not GONE and is_data(value)):
            self._note(self.seen, attribute.label, variable, value)

    def _note_receiver(self, values: Namespace, receiver: Receiver) -> bool:
        """Record what the line has changed in a container that it names; False when it may have changed more."""
        local = receiver.scope == "local"
        value = (values if local else self.module.values).get(receiver.name, GONE)
        kind = type(value)
        if kind is str or kind is int or kind is tuple:
            return True
        seen, variables = (self.seen, self.watched.variables) if local else (self.module.seen, self.module.variables)
        old = seen.get(receiver.name)
        if type(old) is not Shadow or old.ident != id(value) or not (kind is list or kind is dict or kind is set):
            return False
        appended = receiver.appends and len(self.reach.receivers) == 1
        if self._update(old, variables[receiver.name], value, appended=appended):
            self._note_aliases(values, old)
        return True

    def _note_aliases(self, values: Namespace, changed: Shadow) -> None:
        """A container has changed in place: so have the others that hold it, and its other names."""
        module = self.module
        for seen, namespace, variables in (
            (self.seen, values, self.watched.variables),
            (module.seen, module.values, module.variables),
        ):
            for name, old in tuple(seen.items()):
                if type(old) is Shadow and old.live and old is not changed and old.holds(changed.ident):
                    self._note(seen, name, variables[name], read(namespace, name))

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

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        """The trace function, which leaves those variables as other threads have made them meanwhile."""
        result = super().__call__(frame, event, argument)
        frame.f_locals  # noqa: B018  # read once more: what is read here is what is written back
        return result
