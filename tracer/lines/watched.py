"""One code object of the program and one module of it, prepared for watching."""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from types import CodeType
from typing import Any

from tracer.lines.bytecode import instructions
from tracer.lines.names import namespace_of
from tracer.lines.reach import CodeReach, Reach
from tracer.lines.unseen import may_change_unseen

_HIDDEN = frozenset({"__class__", "__classdict__", "__conditional_annotations__"})
_OPTIMIZED, _VARARGS, _VARKEYWORDS = 1, 4, 8  # flags of a code object, as `inspect` names them
_YIELDS = 0x20 | 0x80 | 0x200  # a generator, a coroutine, an asynchronous generator
_CRASHES = (3, 13) <= sys.version_info < (3, 13, 3)
"""Whether Python crashes when a shared variable is read while a comprehension hides it (gh-128396)."""

_WAITS = frozenset({"LOAD_CONST", "SEND", "CACHE", "YIELD_VALUE", "RESUME"})
"""The instructions between the one that asks an asynchronous iterator and the one that gets the answer."""

Store = tuple[str, int]
"""A name, and the number of its variable."""

Plan = tuple[tuple[Store, ...], Reach]
"""What to look at when a line is over: the names that it stores, and its reach."""


class Plans:
    """The plan for each line. `quick` has the stored names of each line that can change only names of its call."""

    __slots__ = ("lines", "quick")

    def __init__(self, lines: dict[int, Plan], *, often_quick: bool) -> None:
        self.lines = lines
        self.quick = {number: names for number, (names, reach) in lines.items() if often_quick and _is_quick(reach)}


class WatchedCode:
    """A code object of the program, with the plans for its lines and the numbers of its variables.

    Attributes:
        plans: tell what to look at after each line.
        cells: the variables that it shares with functions around it or inside it.
        functional: False for the body of a class or a module, whose variables are in a dict.
        of_globals: the attributes of globals that it spells, as they are written.
        simple: it is neither a generator nor anything like one: any value that it gives is returned.
        unreadable: reading its variables may crash Python.
        compares_all: once it has been called, any line may change anything.
        writes_back: Python writes back variables that it shares with other functions when a trace function that has
            read them returns (before PEP 667), even if another thread has changed them since. So they must be read
            once more right before it returns, where no other thread can come in between.
    """

    __slots__ = (
        "_careful",
        "_instructions",
        "_unlined",
        "attributes",
        "cells",
        "code",
        "compares_all",
        "functional",
        "number",
        "of_globals",
        "parameters",
        "plans",
        "reach",
        "simple",
        "unreadable",
        "variables",
        "writes_back",
    )

    def __init__(self, code: CodeType, number: int, reach: CodeReach, variable: Callable[[str], int]) -> None:
        self.code, self.number, self.reach = code, number, reach
        self.functional = functional = bool(code.co_flags & _OPTIMIZED)
        self.simple = not code.co_flags & _YIELDS
        self.variables: dict[str, int] = {}

        def stores(names: Iterable[str]) -> tuple[Store, ...]:
            shown = [name for name in names if _is_shown(name, functional=functional)]
            self.variables.update((name, variable(name)) for name in shown)
            return tuple((name, self.variables[name]) for name in shown)

        self.unreadable = _CRASHES and not _masked(code).isdisjoint((*code.co_cellvars, *code.co_freevars))
        lines = {number: (stores(line.stores), line) for number, line in reach.lines.items()}
        self.plans = Plans(lines, often_quick=functional and not self.unreadable)
        self.cells = stores((*code.co_cellvars, *code.co_freevars))
        self.writes_back = functional and bool(self.cells) and sys.version_info < (3, 13)
        self._unlined = stores(reach.unlined)
        self._careful: Plans | None = None
        self.compares_all = may_change_unseen(code)
        self.parameters = stores(dict.fromkeys((*_parameters(code), *code.co_freevars)))
        self.attributes = tuple((each, variable(each.label)) for each in reach.attributes)
        self.of_globals = frozenset(each.label for each in reach.attributes if each.scope == "global")
        self.variables.update((each.label, number) for each, number in self.attributes)
        self._instructions = code.co_code

    @property
    def careful(self) -> Plans:
        """The plans once an exception has come to the call: from then on, code of no line may run between two lines.

        Such code binds names, so each of these names counts as bound anew after every line. That alone would hide a
        change in place from the other names of the container. So a line that changes such a container is wild.
        """
        if self._careful is None:
            unlined = {name for name, _ in self._unlined}
            lines = {}
            for number, (stores, reach) in self.plans.lines.items():
                changes_it = any(receiver.name in unlined for receiver in reach.receivers)
                plan = replace(reach, wild=True) if changes_it else reach
                lines[number] = tuple(dict.fromkeys((*stores, *self._unlined))), plan
            self._careful = Plans(lines, often_quick=bool(self.plans.quick))
        return self._careful

    def instruction(self, offset: int) -> str:
        """The name of the instruction at an offset; at the RESUME after a yield (Python 3.13), that of the yield."""
        name = dis.opname[self._instructions[offset]]
        return dis.opname[self._instructions[offset - 2]] if name == "RESUME" and offset >= 2 else name

    def waits_for_next(self, offset: int) -> bool:
        """Whether an `async for` waits for its next item at the instruction at an offset."""
        names = map(dis.opname.__getitem__, self._instructions[offset::-2])
        return next((name for name in names if name not in _WAITS), "") == "GET_ANEXT"


class Module:
    """The globals of a module of the program, and what was last seen of those that its functions use.

    They are in the dict `namespace`, and are read through `values`.
    """

    __slots__ = ("namespace", "seen", "values", "variables")

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.values = namespace_of(namespace)
        self.variables: dict[str, int] = {}
        self.seen: dict[str, Any] = {}


def _masked(code: CodeType) -> frozenset[str]:
    """The names that comprehensions hide while they run, and share with no function inside."""
    found, _ = instructions(code)
    return frozenset(
        each.value
        for each, after in pairwise(found)
        if each.name == "LOAD_FAST_AND_CLEAR" and after.name != "MAKE_CELL"
    )


def _parameters(code: CodeType) -> tuple[str, ...]:
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & _VARARGS) + bool(code.co_flags & _VARKEYWORDS)
    return code.co_varnames[:count]


def _is_shown(name: str, *, functional: bool) -> bool:
    """Whether the code of the program spells a name; a class body has special names that it does not spell."""
    if name.startswith(".") or name in _HIDDEN:
        return False
    return functional or not (name.startswith("__") and name.endswith("__"))


def _is_quick(line: Reach) -> bool:
    """Whether the line can change only names of its own call."""
    return not (line.wild or line.receivers or line.attributes or line.global_stores)
