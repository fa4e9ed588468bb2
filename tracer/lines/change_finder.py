"""Finds the changes of a line when the line is over.

The finder looks at one of three things: only the names that the line stores, if nothing else can have changed (this is
the usual case, and `CallWatch.trace` does it by itself to be quick); these names and the containers that the line
names; or everything in sight, if the line is wild or has called something.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from tracer.lines import log
from tracer.lines.deltas import weight
from tracer.lines.names import (
    GONE,
    Namespace,
    is_data,
    is_readable,
    looks_same,
    needs_comparing_all,
    read,
    read_attribute,
    shown,
)
from tracer.lines.reach import Attribute, Reach, Receiver
from tracer.lines.remembered import Remembered
from tracer.lines.watched import Module, Plan, Plans, Store, WatchedCode

if TYPE_CHECKING:
    from tracer.lines.recorder import Recorder

_NOTHING: Final[Plan] = (), Reach()
_ANYTHING: Final[Plan] = (), Reach(wild=True)


class ChangeFinder:
    """Finds and records what the lines of one call change.

    `seen` holds for each name that was shown its value, if that is a scalar, or else a `Remembered`. `line` is the line
    that runs now, 0 before the first. `stores` are the names that it stores, or None if it can change anything else.
    `plans` say for every line what to look at.
    """

    __slots__ = ("line", "module", "namespace", "plans", "raised", "recorder", "seen", "stores", "watched")

    recorder: Recorder
    watched: WatchedCode
    module: Module
    seen: dict[str, Any]
    plans: Plans
    stores: tuple[Store, ...] | None
    line: int
    raised: bool
    namespace: Namespace

    def plan(self) -> Plan:
        """The names and the reach of the line that runs now."""
        return self.plans.lines.get(self.line, _ANYTHING) if self.line else _NOTHING

    def settle_globals(self) -> None:
        """Record the globals that the line has changed so far, before a function that it calls sees them."""
        for name in tuple(self.module.seen):
            self._note_global(name)

    def _values(self, frame: FrameType) -> Namespace:
        return frame.f_locals if self.namespace is None else self.namespace

    def _settle(self, frame: FrameType) -> None:
        """Find the changes of the line, which is over."""
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
        """Record the values of the names that the line stores."""
        for name, variable in stores:
            if self._note(self.seen, name, variable, values.get(name, GONE), stored=True):
                self._note_aliases(values, self.seen[name])

    def _note(self, seen: dict[str, Any], name: str, variable: int, value: Any, *, stored: bool = False) -> bool:
        """Record the value of a name, if it looks different from before; `stored` says that the line stores the name.

        True if a container changed in place: other names may hold it as well.
        """
        recorder, old = self.recorder, seen.get(name, GONE)
        if value is old:
            return False
        kind = type(value)
        if (kind is int and -(2**53) <= value <= 2**53) or (
            kind is str and len(value) <= recorder.bounds.characters and value.isascii()
        ):  # quick, for small numbers and strings
            seen[name] = value
            recorder.put(variable)
            recorder.keep(value)
            return False
        if value is GONE:
            del seen[name]
            recorder.stream += (0, log.GONE, variable)
            return False
        same = type(old) is Remembered and old.live and old.ident == id(value)
        if same and (not stored or self.plan()[1].augmented):  # otherwise the line may have bound the name anew
            return self._update(old, variable, value)
        kept, copy = shown(value, recorder.bounds)
        seen[name] = kept
        if needs_comparing_all(kept):
            recorder.compare_all()
        if not looks_same(old, kept):
            recorder.put(variable)
            recorder.keep(copy)
            recorder.carry(kept.weight if type(kept) is Remembered else 1)
        return False

    def _update(self, remembered: Remembered, variable: int, value: Any, *, appended: bool = False) -> bool:
        """Record the changes inside a container, if there are any."""
        delta = remembered.update(value, appended=appended)
        if delta is None:
            return False
        self.recorder.stream += (0, log.INSIDE, variable)
        self.recorder.deltas.append(delta)
        if remembered.compares_all:
            self.recorder.compare_all()
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
        """Record the changes in the containers that the line names; False if the line may have changed more."""
        for receiver in receivers:
            place: ChangeFinder | Module = self if receiver.scope == "local" else self.module
            value = (values if place is self else self.module.values).get(receiver.name, GONE)
            kind = type(value)
            if kind is str or kind is int or kind is tuple:
                continue
            old = place.seen.get(receiver.name)
            if (
                type(old) is not Remembered
                or old.ident != id(value)
                or not (kind is list or kind is dict or kind is set)
            ):
                return False
            variables = (self.watched if place is self else self.module).variables
            if self._update(old, variables[receiver.name], value, appended=receiver.appends and len(receivers) == 1):
                self._note_aliases(values, old)
        return True

    def _note_aliases(self, values: Namespace, changed: Remembered) -> None:
        """Record a change in place for the other names of the container, and for containers that hold it."""
        watched, module = self.watched, self.module
        for seen, namespace, variables in (
            (self.seen, values, watched.variables),
            (module.seen, module.values, module.variables),
        ):
            for name, old in tuple(seen.items()):
                if type(old) is Remembered and old.live and old is not changed and old.holds(changed.ident):
                    place = module.values if name in watched.of_globals else namespace
                    self._note(seen, name, variables[name], read(place, name))

    def _look_around(self, values: Namespace) -> None:
        """Look at everything in sight, since anything may have changed."""
        if sys.gettrace() is not self.recorder:
            self.recorder.replaced()
        for name, variable in self.watched.cells:
            self._note(self.seen, name, variable, values.get(name, GONE))
        for attribute, variable in self.watched.attributes:
            self._note_attribute(values, attribute, variable)
        for name, old in tuple(self.seen.items()):
            if type(old) is Remembered and old.live and "." not in name:
                self._note(self.seen, name, self.watched.variables[name], values.get(name, GONE))
        self.settle_globals()
