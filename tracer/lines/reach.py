"""What each line of a code object can change, read off its bytecode, so that nothing else need be compared.

A line can rebind the names that it stores. It can change a container in place through a method, an item
assignment or an augmented assignment on a plain name: that container is a receiver of the line. Whatever this
module does not recognise makes the line wild: after a wild line, everything in sight is compared. Code in Python
that a line calls shows itself as a call event, so that only what C code can do has to be known here: operators
and the builtins in `SAFE` change none of their operands' containers, and a method of a builtin container changes
its own receiver alone. The one way around that, a lazy iterator with a C callback
(`for _ in map(history.append, items)`), needs one of the names in `LAZY`.
"""

from __future__ import annotations

import dis
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Literal, NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAFE = _words(
    "abs all any ascii bin bool bytes callable chr dict divmod enumerate float format frozenset hash hex id int "
    "isinstance issubclass len list max min oct ord pow print range repr reversed round set slice sorted str sum "
    "tuple type zip"
)
"""Builtins that change nothing that was there before, unless through code in Python that they call."""

LAZY = _words(
    "map filter iter itertools functools operator accumulate starmap takewhile dropwhile filterfalse groupby partial "
    "methodcaller"
)
"""Names by which a lesson can make an iterator, or a function, that calls C code later on."""

_NAMES = ("FAST", "DEREF", "CLASSDEREF", "NAME", "GLOBAL")
_HARMLESS = _words(
    "ASYNC BEFORE BINARY BUILD CACHE CALL CHECK CLEANUP COMPARE CONTAINS CONVERT COPY DELETE DICT END EXTENDED "
    "EXIT FOR FORMAT GET IMPORT INTERPRETER IS JUMP LIST LOAD MAKE MAP MATCH NOP NOT POP PRECALL PREP PUSH RAISE "
    "RERAISE RESUME RETURN SEND SET SETUP STORE SWAP TO UNARY UNPACK WITH YIELD"
)
"""First words of the instructions that change no container that a variable can hold, but for those told apart."""

_WILD = frozenset({"CALL_FUNCTION_EX", "CALL_KW", "KW_NAMES", "STORE_SLICE", "IMPORT_STAR"})
_PARTS = {name: re.split("_(?=LOAD_|STORE_)", name) for name in dis.opname}
"""The instructions that each one is made of: most are one."""
_INPLACE = range(13, 26)
"""The arguments of BINARY_OP that mean `+=` and its like."""

Scope = Literal["local", "global"]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A name whose container the line may change in place; `appends` if by `append` alone."""

    scope: Scope
    name: str
    appends: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """`base.name` as the code spells it, where `base` is a plain name."""

    scope: Scope
    base: str
    name: str

    @property
    def label(self) -> str:
        """As it is written."""
        return f"{self.base}.{self.name}"


@dataclass(slots=True)
class Reach:
    """What one line can change. `catches` says that it ends an iteration on StopIteration by itself."""

    stores: list[str] = field(default_factory=list)
    global_stores: list[str] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    stored_attributes: set[str] = field(default_factory=set)
    receivers: list[Receiver] = field(default_factory=list)
    calls: int = 0
    known_calls: int = 0
    augmented: bool = False
    wild: bool = False
    catches: bool = False


@dataclass(frozen=True, slots=True)
class CodeReach:
    """What the lines of one code object can change, and the names that it uses, by where they live.

    `unlined` are names stored by code that belongs to no line: what ends `except ... as name` when that raises.
    """

    lines: dict[int, Reach]
    unlined: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    globals: tuple[str, ...]
    builtins: frozenset[str]
    lazy: bool


class _Instruction(NamedTuple):
    """One instruction, with the combined ones of Python 3.13 (`LOAD_FAST_LOAD_FAST`) taken apart."""

    name: str
    arg: int
    value: object
    line: int | None
    target: bool

    @property
    def scope(self) -> Scope | None:
        """Where the name that it loads or stores lives, if it is one that a line's code alone decides."""
        _, _, place = self.name.partition("_")
        if place.startswith("GLOBAL"):
            return "global"
        return "local" if place.startswith(("FAST", "DEREF")) else None


def analyse(code: CodeType, shadowed: frozenset[str] = frozenset()) -> CodeReach:
    """What `code` can change, line by line; `shadowed` are the builtins that its module gives a meaning of its own."""
    instructions, safe = list(_instructions(code)), SAFE - shadowed
    lines: dict[int | None, Reach] = {}
    attributes: dict[Attribute, None] = {}
    for index, instruction in enumerate(instructions):
        reach = lines.get(instruction.line)
        if reach is None:
            reach = lines[instruction.line] = Reach()
        _add(reach, instructions, index, safe)
        if (attribute := _attribute(instructions, index)) is not None:
            attributes[attribute] = None
    everywhere = lines.pop(None, Reach())
    for reach in lines.values():
        _finish(reach, attributes)
    names = {str(each.value): None for each in instructions if each.name.endswith(("_GLOBAL", "LOAD_NAME"))}
    return CodeReach(
        lines={number: reach for number, reach in lines.items() if number is not None},
        unlined=tuple(dict.fromkeys(everywhere.stores)),
        attributes=tuple(attributes),
        globals=tuple(names),
        builtins=safe.intersection(names),
        lazy=not LAZY.isdisjoint(code.co_names) or not LAZY.isdisjoint(code.co_varnames),
    )


def _instructions(code: CodeType) -> Iterator[_Instruction]:
    for each in dis.get_instructions(code):
        line = each.positions.lineno if each.positions else None
        parts = _PARTS[each.opname]
        if len(parts) == 1:
            yield _Instruction(each.opname, each.arg or 0, each.argval, line, each.is_jump_target)
        else:
            for name, value in zip(parts, each.argval, strict=True):
                yield _Instruction(name, 0, value, line, each.is_jump_target)


def _add(reach: Reach, instructions: list[_Instruction], index: int, safe: frozenset[str]) -> None:
    """Add what one instruction can change to its line's reach."""
    at = instructions[index]
    verb, _, place = at.name.partition("_")
    if verb not in _HARMLESS or at.name in _WILD:
        reach.wild = True
    elif (verb in ("STORE", "DELETE") and place.startswith(_NAMES)) or at.name == "LOAD_FAST_AND_CLEAR":
        (reach.global_stores if place == "GLOBAL" else reach.stores).append(str(at.value))
    elif at.name in ("STORE_SUBSCR", "DELETE_SUBSCR"):
        _add_receiver(reach, instructions, index, back=2, appends=False)
    elif at.name in ("STORE_ATTR", "DELETE_ATTR"):
        reach.stored_attributes.add(str(at.value))
    elif at.name == "CALL":
        reach.calls += 1
    elif at.name == "BINARY_OP" and at.arg in _INPLACE:
        reach.augmented = True
    elif at.name in ("FOR_ITER", "SEND"):
        reach.catches = True
    elif at.name == "LOAD_METHOD" or _is_call(at):
        reach.known_calls += 1
        _add_receiver(reach, instructions, index, back=1, appends=at.value == "append")
    elif at.name == "LOAD_GLOBAL" and at.arg & 1:
        reach.known_calls += 1
        reach.wild = reach.wild or at.value not in safe


def _is_call(at: _Instruction) -> bool:
    """Whether this is a LOAD_ATTR that loads a method to call, as it does from Python 3.12 on."""
    return at.name == "LOAD_ATTR" and bool(at.arg & 1) and sys.version_info >= (3, 12)


def _add_receiver(reach: Reach, instructions: list[_Instruction], index: int, *, back: int, appends: bool) -> None:
    """The container is loaded `back` instructions before: a plain name, or else anything."""
    before = instructions[max(index - back, 0) : index + 1]
    plain = len(before) == back + 1 and all(each.name.startswith("LOAD_") for each in before[:-1])
    scope = before[0].scope
    simple = all(each.name in ("LOAD_CONST", "LOAD_SMALL_INT") or each.scope is not None for each in before[1:-1])
    if plain and simple and scope is not None and not any(each.target for each in before[1:]):
        reach.receivers.append(Receiver(scope, str(before[0].value), appends))
    else:
        reach.wild = True


def _attribute(instructions: list[_Instruction], index: int) -> Attribute | None:
    """The attribute of a plain name that is read or stored here, if one is."""
    at = instructions[index]
    if at.name not in ("LOAD_ATTR", "STORE_ATTR", "DELETE_ATTR") or _is_call(at) or index < 2 or at.target:
        return None
    before = instructions[index - 1]
    if before.name == "COPY":  # base.name += ...
        before = instructions[index - 2]
    if not before.name.startswith("LOAD_") or before.scope is None:
        return None
    return Attribute(before.scope, str(before.value), str(at.value))


def _finish(reach: Reach, attributes: Iterable[Attribute]) -> None:
    """Draw the conclusions that take a whole line."""
    reach.stores = list(dict.fromkeys(reach.stores))
    reach.global_stores = list(dict.fromkeys(reach.global_stores))
    stored = {*reach.stores, *reach.global_stores}
    reach.attributes = [each for each in attributes if each.base in stored or each.name in reach.stored_attributes]
    reach.wild = (
        reach.wild
        or reach.calls > reach.known_calls
        or any(receiver.name in stored for receiver in reach.receivers)
        or (reach.augmented and bool(reach.stored_attributes))
    )
