"""The small log that a recorder leaves of every handler call, until somebody reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracer.lines.known import Known
from tracer.lines.log import Code, LineLog, Variable
from tracer.values import Value


@dataclass(slots=True, eq=False)
class RawLog:
    """A `LineLog` to be. Its codes and variables still have the numbers that `known` gave them."""

    known: Known
    stream: Sequence[int]
    values: tuple[Value, ...]
    deltas: tuple[Value, ...]
    outcomes: tuple[Value, ...]
    printed: tuple[str, ...]
    start: dict[int, Value] | None
    left_out: int
    more: bool
    stopped: str | None

    def log(self) -> LineLog:
        """The log, with codes and variables numbered in the order in which they come up."""
        texts = _Texts(self.known)
        start = [[texts.place(number), value] for number, value in (self.start or {}).items()]
        stream = ",".join(map(texts.__getitem__, self.stream))
        return LineLog(
            codes=tuple(texts.codes.values()),
            variables=tuple(Variable(each.name, texts.place(each.code)) for each in texts.variables.values()),
            stream=stream,
            values=[*self.values],
            deltas=[*self.deltas],
            outcomes=[*self.outcomes],
            printed=self.printed,
            start=start,
            left_out=self.left_out,
            more=self.more,
            stopped=self.stopped,
        )


class _Texts(dict[int, str]):
    """The numbers of a stream as text. Codes and variables are numbered in the order in which they come up."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.codes: dict[int, Code] = {}
        self.variables: dict[int, Variable] = {}

    def place(self, number: int | None) -> int | None:
        """The place of a code or a variable among those of its kind, from 0."""
        return None if number is None else -int(self[number]) - 1

    def __missing__(self, number: int) -> str:
        place = number
        if number < 0:
            named = self.known.named(number)
            kin: dict[int, Any] = self.codes if isinstance(named, Code) else self.variables
            kin[number] = named
            place = -len(kin)
        self[number] = text = str(place)
        return text
