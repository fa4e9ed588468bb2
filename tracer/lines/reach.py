"""Reads off the bytecode of a code object what each line can change, so that nothing else need be compared.

A line can rebind the names that it stores. It can change a container in place through a method, an item
assignment or an augmented assignment on a plain name: that container is a receiver of the line. An
instruction that this module does not know makes the line wild: after a wild line, everything in sight is compared.
Python code that a line calls makes a call event, so this module need only know what C code can do: operators and the
builtins in `SAFE` change no containers of their operands, and a method of a builtin container changes only its own
receiver. `tracer.lines.unseen` finds code that gets around this.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Final

from tracer.lines.bytecode import Instruction, Scope, instructions


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAFE = _words(
    "abs all any ascii bin bool bytes callable chr dict divmod enumerate float format frozenset hash hex id int "
    "isinstance issubclass len list max min oct ord pow print range repr reversed round set slice sorted str sum "
    "tuple type zip"
)
"""Builtins that change no existing object, unless they call Python code that does."""

_HARMLESS = _words(
    "ASYNC BEFORE BINARY BUILD CACHE CALL CHECK CLEANUP COMPARE CONTAINS CONVERT COPY DELETE DICT END EXTENDED "
    "EXIT FOR FORMAT GET IMPORT INTERPRETER IS JUMP LIST LOAD MAKE MAP MATCH NOP NOT POP PRECALL PREP PUSH RAISE "
    "RERAISE RESUME RETURN SEND SET SETUP STORE SWAP TO UNARY UNPACK WITH YIELD"
)
"""First words of the instructions that change no container of a variable; `_TOLD_APART` has the exceptions."""

_INPLACE = range(13, 26)
"""The arguments of BINARY_OP that mean `+=` and the like."""


_TELLS_NO_END = sys.version_info >= (3, 14)
"""Whether Python makes no line event when a comprehension ends and execution goes on in its first line."""


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
        """The attribute as the code spells it."""
        return f"{self.base}.{self.name}"


@dataclass(slots=True)
class Reach:
    """All that one line can change. `catches` says that the line itself catches StopIteration to end a loop."""

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
    """What the lines of one code object can change, and the names that the code uses, by scope.

    `unlined` are names that code of no line stores: the code that ends `except ... as name` when its body raises.
    """

    lines: dict[int, Reach]
    unlined: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    globals: tuple[str, ...]
    builtins: frozenset[str]


def analyse(code: CodeType, shadowed: frozenset[str] = frozenset()) -> CodeReach:
    """What `code` can change, line by line; `shadowed` are the builtins whose names its module defines anew.

    The result is kept for as long as the process lasts: a program that is run again, or with a change elsewhere, has
    equal code. The line table is part of the key, since code at other lines may compare equal.
    """
    return _analyse(code, code.co_linetable, shadowed)


@lru_cache(maxsize=500)
def _analyse(code: CodeType, _lines: bytes, shadowed: frozenset[str]) -> CodeReach:
    read, targets = instructions(code)
    analysis = _Analysis(read, targets, SAFE - shadowed)
    for index, instruction in enumerate(read):
        analysis.add(instruction, index)
    for index, line in _untold(read) if _TELLS_NO_END else ():
        analysis.add(read[index]._replace(line=line), index)
    everywhere = analysis.lines.pop(None, Reach())
    for reach in analysis.lines.values():
        _finish(reach, analysis.attributes)
    return CodeReach(
        lines={number: reach for number, reach in analysis.lines.items() if number is not None},
        unlined=tuple(dict.fromkeys(everywhere.stores)),
        attributes=tuple(analysis.attributes),
        globals=tuple(analysis.globals),
        builtins=analysis.safe.intersection(analysis.globals),
    )


def _untold(read: list[Instruction]) -> Iterator[tuple[int, int | None]]:
    """The instructions after the end of a comprehension on several lines, each with the line of the last event.

    They bind the result of the comprehension, and restore variables that it hid.
    """
    masked = {each.value for each in read if each.name == "LOAD_FAST_AND_CLEAR"}
    for begin in range(2, len(read) if masked else 0):
        over, last = read[begin - 2 : begin]
        if (over.name, last.name) == ("END_FOR", "POP_ITER") and read[begin].line != last.line:
            end = begin
            while end < len(read) and read[end].line == read[begin].line:
                end += 1
            if any(each.name == "STORE_FAST" and each.value in masked for each in read[begin:end]):
                yield from ((index, last.line) for index in range(begin, end))


@dataclass(slots=True)
class _Analysis:
    """The instructions of a code object, and the reach of each line as far as it is known."""

    instructions: list[Instruction]
    targets: set[int]
    safe: frozenset[str]
    lines: dict[int | None, Reach] = field(default_factory=dict)
    attributes: dict[Attribute, None] = field(default_factory=dict)
    globals: dict[str, None] = field(default_factory=dict)

    def add(self, at: Instruction, index: int) -> None:
        """Add what one instruction can change to its line's reach."""
        reach = self.lines.get(at.line)
        if reach is None:
            reach = self.lines[at.line] = Reach()
        if (mean := _MEANINGS[at.name]) is not None:
            mean(self, reach, at, index)

    def is_wild(self, reach: Reach, _at: Instruction, _index: int) -> None:
        reach.wild = True

    def stores(self, reach: Reach, at: Instruction, _index: int) -> None:
        reach.stores.append(at.value)

    def stores_global(self, reach: Reach, at: Instruction, _index: int) -> None:
        reach.global_stores.append(at.value)
        self.globals[at.value] = None

    def loads_global(self, reach: Reach, at: Instruction, _index: int) -> None:
        self.globals[at.value] = None
        if at.name == "LOAD_GLOBAL" and at.arg & 1:
            reach.known_calls += 1
            reach.wild = reach.wild or at.value not in self.safe

    def stores_item(self, reach: Reach, _at: Instruction, index: int) -> None:
        self.changes(reach, index, back=2, appends=False)

    def stores_attribute(self, reach: Reach, at: Instruction, index: int) -> None:
        reach.stored_attributes.add(at.value)
        self.names_attribute(at, index)

    def loads_attribute(self, reach: Reach, at: Instruction, index: int) -> None:
        if at.loads_method:
            reach.known_calls += 1
            self.changes(reach, index, back=1, appends=at.value == "append")
        else:
            self.names_attribute(at, index)

    def calls(self, reach: Reach, _at: Instruction, _index: int) -> None:
        reach.calls += 1

    def operates(self, reach: Reach, at: Instruction, _index: int) -> None:
        reach.augmented = reach.augmented or at.arg in _INPLACE

    def catches(self, reach: Reach, _at: Instruction, _index: int) -> None:
        reach.catches = True

    def changes(self, reach: Reach, index: int, *, back: int, appends: bool) -> None:
        """Add the name that was loaded `back` instructions before as a receiver; without a plain name, be wild."""
        before = self.instructions[max(index - back, 0) : index + 1]
        plain = len(before) == back + 1 and all(each.name.startswith("LOAD_") for each in before[:-1])
        scope = before[0].scope
        simple = all(each.name in ("LOAD_CONST", "LOAD_SMALL_INT") or each.scope is not None for each in before[1:-1])
        if plain and simple and scope is not None and self.targets.isdisjoint(each.offset for each in before[1:]):
            reach.receivers.append(Receiver(scope, before[0].value, appends))
        else:
            reach.wild = True

    def names_attribute(self, at: Instruction, index: int) -> None:
        """Remember an attribute that is read or stored, if it is one of a plain name."""
        if index < 2 or at.offset in self.targets:
            return
        before = self.instructions[index - 1]
        if before.name == "COPY":  # base.name += ...
            before = self.instructions[index - 2]
        if before.name.startswith("LOAD_") and before.scope is not None:
            self.attributes[Attribute(before.scope, before.value, at.value)] = None


_Meaning = Callable[[_Analysis, Reach, Instruction, int], None]
_TOLD_APART: Final[dict[str, _Meaning]] = {
    **dict.fromkeys(_words("CALL_FUNCTION_EX CALL_KW KW_NAMES STORE_SLICE IMPORT_STAR"), _Analysis.is_wild),
    **dict.fromkeys(_words("STORE_GLOBAL DELETE_GLOBAL"), _Analysis.stores_global),
    **dict.fromkeys(_words("LOAD_GLOBAL LOAD_NAME"), _Analysis.loads_global),
    **dict.fromkeys(_words("STORE_SUBSCR DELETE_SUBSCR"), _Analysis.stores_item),
    **dict.fromkeys(_words("STORE_ATTR DELETE_ATTR"), _Analysis.stores_attribute),
    **dict.fromkeys(_words("LOAD_ATTR LOAD_METHOD"), _Analysis.loads_attribute),
    **dict.fromkeys(_words("FOR_ITER SEND"), _Analysis.catches),
    "LOAD_FAST_AND_CLEAR": _Analysis.stores,
    "CALL": _Analysis.calls,
    "BINARY_OP": _Analysis.operates,
}


def _meaning(name: str) -> _Meaning | None:
    """The function that adds the effect of this instruction to the reach of its line; None if it has no effect."""
    verb, _, place = name.partition("_")
    if name in _TOLD_APART:
        return _TOLD_APART[name]
    if verb in ("STORE", "DELETE") and place.startswith(("FAST", "DEREF", "CLASSDEREF", "NAME")):
        return _Analysis.stores
    return None if verb in _HARMLESS else _Analysis.is_wild


_MEANINGS: Final = {name: _meaning(name) for name in dis.opname}


def _finish(reach: Reach, attributes: dict[Attribute, None]) -> None:
    """Complete the reach of a line, once all its instructions are known."""
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
