"""Reads the instructions of a code object for `tracer.lines.reach`, in a third of the time that `dis` takes.

The first call of a handler waits for this. `dis` also works out much that only its listings need.
"""

from __future__ import annotations

import dis
import re
import sys
from types import CodeType
from typing import Final, Literal, NamedTuple

Scope = Literal["local", "global"]

_EXTENDED_ARG, _CACHE = dis.opmap["EXTENDED_ARG"], 0
_METHOD_BIT: Final = sys.version_info >= (3, 12)
"""Whether the lowest bit of LOAD_ATTR's argument says that a method is loaded to be called."""

_SHIFTS: Final = {"LOAD_GLOBAL": 1, "LOAD_ATTR": int(_METHOD_BIT), "LOAD_SUPER_ATTR": 2}
"""By how many bits the number of the name is shifted, in instructions whose argument holds more than that number."""

_Role = Literal["name", "variable", "variables", "jump", "other"]


class Instruction(NamedTuple):
    """One instruction. Combined instructions of Python 3.13 (`LOAD_FAST_LOAD_FAST`) are taken apart.

    `value` is the name that it loads, stores or deletes, if any. `offset` is where it begins, with its extended
    argument. `line` is None for an instruction of the compiler's own that belongs to no line.
    """

    name: str
    arg: int
    value: str
    line: int | None
    offset: int

    @property
    def scope(self) -> Scope | None:
        """The scope of the name that it loads or stores; None if the code of the line does not decide it."""
        _, _, place = self.name.partition("_")
        if place.startswith("GLOBAL"):
            return "global"
        return "local" if place.startswith(("FAST", "DEREF")) else None

    @property
    def loads_method(self) -> bool:
        """Whether it loads a method that is called next."""
        return self.name == "LOAD_METHOD" or (_METHOD_BIT and self.name == "LOAD_ATTR" and bool(self.arg & 1))


def instructions(code: CodeType) -> tuple[list[Instruction], set[int]]:
    """All instructions in order, and the offsets that jumps go to (an exception is no jump)."""
    bytecode, names, variables = code.co_code, code.co_names, _variables(code)
    found, targets = list[Instruction](), set[int]()
    extended, began = 0, -1
    for first, end, line in code.co_lines():
        for offset in range(first, end, 2):
            number = bytecode[offset]
            if number == _CACHE:
                continue
            arg = bytecode[offset + 1] | extended
            began = offset if began < 0 else began
            if number == _EXTENDED_ARG:
                extended = arg << 8
                continue
            name, parts, role, shift = _OPERATIONS[number]
            if role == "name":
                found.append(Instruction(name, arg, names[arg >> shift], line, began))
            elif role == "variable":
                found.append(Instruction(name, arg, variables[arg], line, began))
            elif role == "variables":
                found.append(Instruction(parts[0], 0, variables[arg >> 4], line, began))
                found.append(Instruction(parts[1], 0, variables[arg & 15], line, began))
            else:
                found.append(Instruction(name, arg, "", line, began))
                if role == "jump":
                    targets.add(_target(bytecode, offset, -arg if "BACKWARD" in name else arg))
            extended, began = 0, -1
    return found, targets


def _variables(code: CodeType) -> tuple[str, ...]:
    """The names of a frame's variables by place. A parameter that inner functions share has one place."""
    shared = tuple(name for name in code.co_cellvars if name not in code.co_varnames)
    return code.co_varnames + shared + code.co_freevars


def _target(bytecode: bytes, offset: int, distance: int) -> int:
    """The offset that a jump leads to: it counts instructions from the one after the jump and its cache."""
    after = offset + 2
    while after < len(bytecode) and bytecode[after] == _CACHE:
        after += 2
    return after + 2 * distance


def _operation(number: int, name: str) -> tuple[str, tuple[str, ...], _Role, int]:
    """An instruction's name and parts, what its argument means, and how far that is shifted."""
    parts = tuple(re.split("_(?=LOAD_|STORE_)", name))
    role: _Role = "other"
    if number in dis.hasname:
        role = "name"
    elif len(parts) == 2:
        role = "variables"
    elif number in dis.haslocal or number in dis.hasfree:
        role = "variable"
    elif number in dis.hasjrel:
        role = "jump"
    return name, parts, role, _SHIFTS.get(name, 0)


_OPERATIONS: Final = tuple(_operation(number, name) for number, name in enumerate(dis.opname))
