"""Compare two traces of a lesson: the cells of the execution table, and the values of the tracker."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from tracer.trace import Phase, Step, Trace
from tracer.values import Value
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.words import in_quotes

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two runs differ, in words, and what each run has there. No table shows an `unseen` place."""

    place: str
    before: str
    after: str
    unseen: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"{self.place}: {self.before} → {self.after}"


def differences(before: Trace, after: Trace) -> Iterator[Difference]:
    """Find all cells and values that differ, in the order of the run, then packets and lines, which no table shows."""
    yield from _values(0, before.start, after.start)
    for number, (one, other) in enumerate(zip_longest(before.steps, after.steps), 1):
        if one is None or other is None:
            yield Difference(f"step {number}", *(narration.trigger(step) if step else NOTHING for step in (one, other)))
            continue
        yield from _cells(one, other)
        yield from _values(number, one.variables, other.variables)
        if one.phases != other.phases:
            yield from _phases(one, other)


def shown(before: Trace, after: Trace) -> list[Difference]:
    """Find all cells and values that differ."""
    return [one for one in differences(before, after) if not one.unseen]


def without_racing_lines(trace: Trace) -> Trace:
    """The trace without the lines of steps that ran beside something else: their lines may depend on chance."""
    steps = (replace(step, phases=_unlogged(step)) if step.unordered or trace.tasks else step for step in trace.steps)
    return replace(trace, steps=tuple(steps))


def without_lines(trace: Trace) -> Trace:
    """The trace without any lines: only what its tables and its packets show."""
    return replace(trace, steps=tuple(replace(step, phases=_unlogged(step)) for step in trace.steps), tasks=())


def cell(number: int, column: narration.ColumnKey) -> str:
    """Name a cell of the execution table."""
    return f"step {number}, “{narration.COLUMNS[column]}”"


def variable(name: str, after: int) -> str:
    """Name a cell of the variable tracker."""
    return f"{name} {f'after step {after}' if after else 'at the start'}"


def diff(expected: str, real: str) -> str:
    """Merge two texts word by word: `[-...-]` is only in the first, `{+...+}` only in the second."""
    old, new = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (expected, real))
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        parts.append(gone if kind == "equal" else (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else ""))
    return "".join(parts)


def _cells(before: Step, after: Step) -> Iterator[Difference]:
    rows = narration.row(before), narration.row(after)
    for column in narration.COLUMNS:
        old, new = (row.cells[column] for row in rows)
        if old != new:
            yield Difference(cell(before.number, column), in_quotes(old), in_quotes(new))


def _values(number: int, before: dict[str, Value], after: dict[str, Value]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = (literal(side[name]) if name in side else NOTHING for side in (before, after))
        if old != new:
            yield Difference(variable(name, number), old, new)


def _phases(before: Step, after: Step) -> Iterator[Difference]:
    """Find what differs in a step but in none of its cells: the first packet, or the lines of its calls."""
    sides = [[packet.text for phase in step.phases for packet in phase.packets] for step in (before, after)]
    for old, new in zip_longest(*sides, fillvalue=NOTHING):
        if old != new:
            yield Difference(f"a packet of step {before.number}", old, new, unseen=True)
            return
    if (_unlogged(before), _unlogged(after)) == (before.phases, after.phases):
        return
    counts = [sum(len(call.log.lines()) if call.log else 0 for call in step.calls) for step in (before, after)]
    yield Difference(f"the lines of step {before.number}", *(f"{count} lines" for count in counts), unseen=True)


def _unlogged(step: Step) -> tuple[Phase, ...]:
    return tuple(replace(phase, call=replace(phase.call, log=None)) if phase.call else phase for phase in step.phases)
