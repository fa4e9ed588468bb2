"""A piece of the program's code, and its module, as they are watched."""

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
"""Whether Python crashes when a shared variable is read while a comprehension has its name for its own (gh-128396)."""

_WAITS = frozenset({"LOAD_CONST", "SEND", "CACHE", "YIELD_VALUE", "RESUME"})
"""What stands between the instruction that asks an asynchronous iterator and where the answer arrives."""

Store = tuple[str, int]
"""A name, and the number of the variable that it is."""

Plan = tuple[tuple[Store, ...], Reach]
"""What to look at when a line is over: the names it stores, and its reach."""


class Plans:
    """The plan for each line; in `quick`, the names stored by a line that can change nothing but names of its call."""

    __slots__ = ("lines", "quick")

    def __init__(self, lines: dict[int, Plan], *, often_quick: bool) -> None:
        self.lines = lines
        self.quick = {number: names for number, (names, reach) in lines.items() if often_quick and _is_quick(reach)}


class WatchedCode:
    """A code object of the program: what its lines can change, with the variables' numbers.

    Attributes:
        plans: what to look at after each line.
        cells: the variables that it shares with functions around it or inside it.
        functional: False for the body of a class or a module, whose variables live in a dict of their own.
        of_globals: the attributes that it spells, as they are written, whose objects are globals.
        simple: it is no generator, nor anything like one: a value that it gives is returned.
        unreadable: reading its variables may crash Python.
        compares_all: once it has been called, any line may change anything.
        writes_back: variables shared with other functions are written back after a trace function that read them
            returns (before PEP 667), also when another thread has changed them since: then they must be read once
            more right before it returns, where no other thread can come in between.
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
        """The plans once an exception has come to the call: from then on, code on no line may run between two lines.

        That binds names. A line that changes the container of such a name in place tells as much of it by looking
        around: the name is taken for bound anew, which says nothing to the container's other names.
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
        """The name of the instruction at an offset; a yield may have gone on to its RESUME (Python 3.13)."""
        name = dis.opname[self._instructions[offset]]
        return dis.opname[self._instructions[offset - 2]] if name == "RESUME" and offset >= 2 else name

    def waits_for_next(self, offset: int) -> bool:
        """Whether the instruction at an offset is one of those by which an `async for` waits for its next item."""
        names = map(dis.opname.__getitem__, self._instructions[offset::-2])
        return next((name for name in names if name not in _WAITS), "") == "GET_ANEXT"


class Module:
    """The globals of a module of the program, and what was last seen of those that its functions use.

    `values` is where they are read, `namespace` the dict that they are in.
    """

    __slots__ = ("namespace", "seen", "values", "variables")

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.values = namespace_of(namespace)
        self.variables: dict[str, int] = {}
        self.seen: dict[str, Any] = {}


def _masked(code: CodeType) -> frozenset[str]:
    """The names that comprehensions have for their own meanwhile, and share with no function inside."""
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
    """Whether a name is one that the program's code spells; a class body's own special names are not."""
    if name.startswith(".") or name in _HIDDEN:
        return False
    return functional or not (name.startswith("__") and name.endswith("__"))


def _is_quick(line: Reach) -> bool:
    """Whether the line can change nothing but names of its own call."""
    return not (line.wild or line.receivers or line.attributes or line.global_stores)
