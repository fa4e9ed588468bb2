"""The lines that one handler call executed: a `LineLog` is small, and a `Line` is easy to read.

A log keeps the lines in one stream of numbers, and the values of variables in a list beside it. A loop repeats itself
in the stream, which compresses to next to nothing. These are the numbers of the stream, one after another:

    n > 0        line n of the current call begins
    v < 0        variable -v of the current call (they count from 1) takes the next of `values`
    0 call c     code -c (from 1) is called: this call is numbered next (from 0), and becomes the current one
    0 goes f     call f, a generator, goes on, and becomes the current one
    0 returns 0  the current call returned the next of `outcomes`; its caller is the current one again
    0 yields 0   the current call yielded the next of `outcomes`; its caller is the current one again
    0 raises n   the next of `outcomes`, an exception, was raised in line n of the current call, or came to it
    0 leaves 0   the exception left the current call
    0 inside v   the next delta of `deltas` (see `tracer.lines.deltas`) came about inside variable -v
    0 gone v     variable -v is no more
    0 prints 0   the current call printed the next of `printed`
    0 within f   call f becomes the current one

The second number is the place in `OPERATIONS`. Each call, line, return and exception becomes a `Line`. Everything else
belongs to the last of these in the same call, and came about where it stands in the stream.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self

from tracer.lines.container_changes import ContainerChange, changes_inside
from tracer.lines.deltas import apply, same
from tracer.outcomes import Raised, Returned
from tracer.values import Value

OPERATIONS: Final = (
    "call",
    "goes",
    "returns",
    "yields",
    "raises",
    "leaves",
    "inside",
    "gone",
    "prints",
    "within",
)
CALL, GOES, RETURNS, YIELDS, RAISES, LEAVES, INSIDE, GONE, PRINTS, WITHIN = range(len(OPERATIONS))

Event = Literal["call", "line", "return", "exception"]


@dataclass(frozen=True, slots=True)
class Code:
    """A function of the program (or a lambda, a class body...), and the line where it begins."""

    function: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in the code at place `code` of the log, or a global of its module if `code` is None."""

    name: str
    code: int | None


@dataclass(frozen=True, slots=True)
class LineLog:
    """A handler call, line by line; `lines()` spells it out.

    Attributes:
        stream: the numbers, separated by commas (see the module's docstring).
        values: the values that variables took, in order.
        start: the values of the globals before the first call that names them, by their place in `variables`.
        left_out: how many lines ran after `limit` was reached; at least so many if `more`.
        stopped: why recording ended before the call; None if it did not.
    """

    codes: tuple[Code, ...]
    variables: tuple[Variable, ...]
    stream: str
    values: Value
    deltas: Value
    outcomes: Value
    printed: tuple[str, ...]
    start: Value
    left_out: int = 0
    more: bool = False
    stopped: str | None = None

    def to_json(self) -> str:
        """This log as JSON text without spaces."""
        return json.dumps(_fields(self), separators=(",", ":"), default=_fields)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: the text is not JSON, or not such a log.
        """
        data = json.loads(text)
        try:
            data["codes"] = tuple(Code(**each) for each in data["codes"])
            data["variables"] = tuple(Variable(**each) for each in data["variables"])
            data["printed"] = tuple(data["printed"])
            return cls(**data)
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a log of lines: {error!r}") from error

    def lines(self) -> tuple[Line, ...]:
        """Every line, call, return and exception in order."""
        return tuple(line.line() for line in _Walk(self).read())


def _fields(data: LineLog | Code | Variable) -> dict[str, Any]:
    return {name: getattr(data, name) for name in data.__slots__}


@dataclass(frozen=True, slots=True)
class Yielded:
    """The generator gave `value`, and waits."""

    value: Value
    kind: Literal["yielded"] = "yielded"


@dataclass(frozen=True, slots=True)
class VariableChange:
    """A variable changed to `now`; `inside` are the changes within it, if it was changed in place.

    `gone` says that the name is unbound. `scope` is `global` for a global of the program's module. `at` is the place of
    the last line that had begun when the change was seen: a line of a called function may come after its own line.
    """

    name: str
    scope: Literal["local", "global"]
    now: Value
    at: int
    inside: tuple[ContainerChange, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One executed line of the program, or a call, return or exception in it.

    `file` is the file of its code. `call` is the number of its call, `depth` says how deep that call is nested.
    """

    number: int
    file: str
    function: str
    call: int
    depth: int
    event: Event
    changes: tuple[VariableChange, ...] = ()
    outcome: Returned | Yielded | Raised | None = None
    printed: str = ""


@dataclass(slots=True)
class _OpenLine:
    """A `Line` that is not complete yet."""

    number: int
    file: str
    function: str
    call: int
    depth: int
    event: Event
    changes: list[VariableChange] = field(default_factory=list)
    outcome: Returned | Yielded | Raised | None = None
    printed: str = ""

    def line(self) -> Line:
        return Line(
            self.number,
            self.file,
            self.function,
            self.call,
            self.depth,
            self.event,
            tuple(self.changes),
            self.outcome,
            self.printed,
        )


@dataclass(slots=True)
class _OpenCall:
    """A call that is not over yet: its caller, its last line, and the values of its variables."""

    number: int
    code: Code
    caller: _OpenCall | None
    depth: int
    last: _OpenLine
    values: dict[int, Value] = field(default_factory=dict)


class _Walk:
    """A walk along the stream of a log."""

    def __init__(self, log: LineLog) -> None:
        self.log = log
        self.found: list[_OpenLine] = []
        self.calls: list[_OpenCall] = []
        self.current: _OpenCall | None = None
        self.kept = iter(log.values)
        self.deltas = iter(log.deltas)
        self.outcomes = iter(log.outcomes)
        self.printed = iter(log.printed)
        self.globals: dict[int, Value] = dict(log.start)

    def read(self) -> list[_OpenLine]:
        numbers = iter(json.loads(f"[{self.log.stream}]"))
        for number in numbers:
            if number > 0:
                self.begin(number, "line")
            elif number < 0:
                self.change(-number - 1, next(self.kept))
            else:
                self.operate(next(numbers), next(numbers))
        return self.found

    def begin(self, number: int, event: Event) -> _OpenLine:
        call = self.now()
        line = _OpenLine(number, call.code.file, call.code.function, call.number, call.depth, event)
        self.found.append(line)
        call.last = line
        return line

    def now(self) -> _OpenCall:
        if self.current is None:
            raise ValueError("not a log of lines: a line before any call")
        return self.current

    def operate(self, operation: int, operand: int) -> None:
        if operation == CALL:
            self.call(self.log.codes[-operand - 1])
        elif operation == GOES:
            self.go_on(self.calls[operand])
        elif operation == WITHIN:
            self.current = self.calls[operand]
        elif operation in (RETURNS, YIELDS):
            self.end(Returned(next(self.outcomes)) if operation == RETURNS else Yielded(next(self.outcomes)))
        elif operation == RAISES:
            type_, message = next(self.outcomes)
            self.begin(operand, "exception").outcome = Raised(type=type_, message=message, line=operand)
        elif operation == LEAVES:
            self.current = self.now().caller
        elif operation == INSIDE:
            self.change_inside(-operand - 1)
        elif operation == GONE:
            self.change(-operand - 1, None, gone=True)
        elif operation == PRINTS:
            self.now().last.printed += next(self.printed)
        else:
            raise ValueError(f"not a log of lines: operation {operation}")

    def call(self, code: Code) -> None:
        depth = 0 if self.current is None else self.current.depth + 1
        placeholder = _OpenLine(code.line, code.file, code.function, len(self.calls), depth, "call")
        call = _OpenCall(len(self.calls), code, self.current, depth, placeholder)
        self.calls.append(call)
        self.current = call
        self.begin(code.line, "call")

    def go_on(self, call: _OpenCall) -> None:
        call.caller, call.depth = self.current, 0 if self.current is None else self.current.depth + 1
        number, self.current = call.last.number, call
        self.begin(number, "call")

    def end(self, outcome: Returned | Yielded) -> None:
        call = self.now()
        self.begin(call.last.number, "return").outcome = outcome
        self.current = call.caller

    def values(self, variable: int) -> dict[int, Value]:
        return self.globals if self.log.variables[variable].code is None else self.now().values

    def change(
        self, variable: int, value: Value, told: tuple[ContainerChange, ...] = (), *, gone: bool = False
    ) -> None:
        values, which = self.values(variable), self.log.variables[variable]
        if gone:
            values.pop(variable, None)
        elif variable in values and same(values[variable], value):
            return  # bound anew to a value that looks the same
        else:
            values[variable] = value
        scope: Literal["local", "global"] = "global" if which.code is None else "local"
        self.now().last.changes.append(VariableChange(which.name, scope, value, len(self.found) - 1, told, gone))

    def change_inside(self, variable: int) -> None:
        delta, old = next(self.deltas), self.values(variable)[variable]
        self.change(variable, apply(delta, old), changes_inside(delta, old))
