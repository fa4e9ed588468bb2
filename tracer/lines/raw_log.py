"""What a recorder has recorded, as small as it goes until somebody reads it: every call of a handler leaves one."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracer.lines.log import Code, LineLog, Variable
from tracer.values import Value

if TYPE_CHECKING:
    from tracer.lines.lesson import Lines


@dataclass(slots=True, eq=False)
class RawLog:
    """A `LineLog` to be: the same, but that codes and variables have the numbers that `lines` gave them."""

    lines: Lines
    stream: array[int]
    values: tuple[Value, ...]
    deltas: tuple[Value, ...]
    outcomes: tuple[Value, ...]
    printed: tuple[str, ...]
    start: dict[int, Value] | None
    left_out: int
    more: bool
    stopped: str | None

    def log(self) -> LineLog:
        """What was recorded, with the codes and variables numbered as they come up in it."""
        codes, variables, places = dict[int, Code](), dict[int, Variable](), dict[int, int]()
        start, stream = self.start or {}, self.stream.tolist()
        numbers = dict.fromkeys([*start, *stream])
        for number in numbers:
            if number < 0:
                named = self.lines.named(number)
                kin: dict[int, Any] = codes if isinstance(named, Code) else variables
                kin[number] = named
                places[number] = -len(kin)
        texts = {number: str(places.get(number, number)) for number in numbers}
        return LineLog(
            codes=tuple(codes.values()),
            variables=tuple(Variable(each.name, each.code and -places[each.code] - 1) for each in variables.values()),
            stream=",".join(map(texts.__getitem__, stream)),
            values=[*self.values],
            deltas=[*self.deltas],
            outcomes=[*self.outcomes],
            printed=self.printed,
            start=[[-places[number] - 1, value] for number, value in start.items()],
            left_out=self.left_out,
            more=self.more,
            stopped=self.stopped,
        )
