"""Two runs side by side: their steps aligned, and their cells compared one by one.

A function of two traces alone: a changed run beside the lesson's own, or a program that fails beside one that works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tracer.trace import Step, Trace
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.narration import ColumnKey, Row
from tutorial.telling.words import counted, listed

AlignedKind = Literal["same", "changed", "gone", "new"]

COMPARED: tuple[ColumnKey, ...] = ("trigger", "before", "action", "after", "receives")
"""The columns whose cells are compared. A number of a step says nothing of what happened."""

_MOST_PAIRS = 160_000
"""So many pairs of steps are weighed at most, beside those that both runs begin and end with; that takes 0.3 s."""

_NEVER, _SAME_CLIENT, _SAME_EVENT, _SAME_TRIGGER = -1, 20, 50, 100
"""What two steps weigh when they never belong together, or have as much as this in common; then come equal cells."""


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A tracked variable after a step in both runs, as Python writes its values; None where a run has no such thing.

    `lasting` says that both runs have these two values since an earlier row, which tells of it.
    """

    name: str
    before: str | None
    after: str | None
    lasting: bool = False

    @property
    def differs(self) -> bool:
        """Whether the runs show two values."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A row of one run's execution table beside the same row of the other's; None stands for a row that is not there.

    A variable that keeps another value changes the row in which that begins, and no later one.
    `columns` are those whose cells differ, `values` all variables. `elsewhere` is the number of the step in the other
    run that begins as a row does that is gone or new: what happens there happens at another place here.
    """

    before: Row | None
    after: Row | None
    columns: tuple[ColumnKey, ...] = ()
    values: tuple[ComparedValue, ...] = ()
    elsewhere: int | None = None

    @property
    def kind(self) -> AlignedKind:
        """Whether the row is the same, changed, gone or new."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "changed" if self.columns or self.other_values else "same"

    @property
    def other_values(self) -> tuple[ComparedValue, ...]:
        """The variables that have another value from this row on; none of a row that only one run has."""
        if self.before is None or self.after is None:
            return ()
        return tuple(value for value in self.values if value.differs and not value.lasting)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two runs, row by row, in the order of both."""

    rows: tuple[AlignedRow, ...]

    @property
    def differing(self) -> tuple[AlignedRow, ...]:
        """The rows that are not the same."""
        return tuple(row for row in self.rows if row.kind != "same")

    @property
    def summary(self) -> str:
        """What differs, in a few words: `1 row is gone and 2 rows are changed`."""
        kinds = Counter(row.kind for row in self.rows)
        told = [
            f"{counted(kinds[kind], 'row')} {'is' if kinds[kind] == 1 else 'are'} {kind}"
            for kind in ("gone", "new", "changed")
            if kinds[kind]
        ]
        return listed(told) if told else "no row differs"


def align(before: Trace, after: Trace, *, gone: Collection[int] = (), new: Collection[int] = ()) -> Alignment:
    """Align the steps of two runs, and compare their cells.

    Steps that begin in the same way belong together, then steps in which the same client does something of the same
    kind. Of several ways to align them the one is taken that leaves the most cells as they are.

    Args:
        before: the run to start from.
        after: the other one.
        gone: the numbers of steps of `before` that are known to have no fellow.
        new: the same of `after`.
    """
    left, right = narration.rows(before), narration.rows(after)

    def weight(one: int, other: int) -> int:
        if one + 1 in gone or other + 1 in new:
            return _NEVER
        return _weight((before.steps[one], left[one]), (after.steps[other], right[other]))

    pairs = _pairs(len(left), len(right), weight)
    rows = _lasting(_aligned(before, after, one, other) for one, other in pairs)
    return Alignment(_placed([*rows]))


def _aligned(before: Trace, after: Trace, place: int | None, fellow: int | None) -> AlignedRow:
    one = None if place is None else before.steps[place]
    other = None if fellow is None else after.steps[fellow]
    rows = narration.row(one) if one else None, narration.row(other) if other else None
    names = dict.fromkeys(name for step in (one, other) if step for name in step.variables)
    values = tuple(ComparedValue(name, _value(one, name), _value(other, name)) for name in names)
    columns = tuple(key for key in COMPARED if rows[0].cells[key] != rows[1].cells[key]) if rows[0] and rows[1] else ()
    return AlignedRow(*rows, columns, values)


def _value(step: Step | None, name: str) -> str | None:
    return literal(step.variables[name]) if step and name in step.variables else None


def _lasting(rows: Iterable[AlignedRow]) -> Iterator[AlignedRow]:
    """The rows; a variable that differs as it did in the row before says so."""
    known: dict[str, tuple[str | None, str | None]] = {}
    for row in rows:
        if row.before is None or row.after is None:
            yield row
            continue
        yield replace(
            row, values=tuple(replace(v, lasting=known.get(v.name) == (v.before, v.after)) for v in row.values)
        )
        known |= {value.name: (value.before, value.after) for value in row.values}


def _placed(rows: Sequence[AlignedRow]) -> tuple[AlignedRow, ...]:
    """The rows; those that the other run has at another place say where. Each has one fellow at most."""
    new = [row.after for row in rows if row.after and row.kind == "new"]
    places: dict[int, int] = {}
    for row in rows:
        if row.before is None or row.kind != "gone" or row.before.marks.get("trigger") == "end":
            continue
        trigger = row.before.cells["trigger"]
        fellow = next((one for one in new if one.cells["trigger"] == trigger), None)
        if fellow is not None:
            places[row.before.number] = fellow.number
            new.remove(fellow)
    origins = {place: number for number, place in places.items()}
    return tuple(replace(row, elsewhere=_elsewhere(row, places, origins)) for row in rows)


def _elsewhere(row: AlignedRow, places: dict[int, int], origins: dict[int, int]) -> int | None:
    if row.before and row.after is None:
        return places.get(row.before.number)
    return origins.get(row.after.number) if row.after and row.before is None else None


def _weight(before: tuple[Step, Row], after: tuple[Step, Row]) -> int:
    """How much two steps belong together; below 0, if they never do."""
    (one, row), (other, fellow) = before, after
    triggers = one.trigger, other.trigger
    if len({(trigger.kind, trigger.client, trigger.task) for trigger in triggers}) == 2:
        return _NEVER
    equal = sum(row.cells[key] == fellow.cells[key] for key in COMPARED)
    if row.cells["trigger"] == fellow.cells["trigger"]:
        return _SAME_TRIGGER + equal
    return (_SAME_EVENT if triggers[0].event == triggers[1].event else _SAME_CLIENT) + equal


_Pair = tuple[int | None, int | None]


def _pairs(left: int, right: int, weight: Callable[[int, int], int]) -> list[_Pair]:
    """The places of both sides in order, paired so that all weights together are the greatest.

    What both sides begin and end with is paired first, which never costs any weight.
    """
    whole = _SAME_TRIGGER + len(COMPARED)
    head = 0
    while head < min(left, right) and weight(head, head) == whole:
        head += 1
    tail = 0
    while tail < min(left, right) - head and weight(left - tail - 1, right - tail - 1) == whole:
        tail += 1
    rows, columns = left - head - tail, right - head - tail
    inner = _by_weight if rows * columns <= _MOST_PAIRS else _by_place
    middle = inner(rows, columns, lambda one, other: weight(one + head, other + head))
    return [
        *((place, place) for place in range(head)),
        *((_moved(one, head), _moved(other, head)) for one, other in middle),
        *((left - place, right - place) for place in range(tail, 0, -1)),
    ]


def _moved(place: int | None, by: int) -> int | None:
    return None if place is None else place + by


def _by_weight(left: int, right: int, weight: Callable[[int, int], int]) -> Iterator[_Pair]:
    """The pairs of the greatest weight; of equal ones those that come first. What is gone stands before what is new."""
    weights = [[weight(one, other) for other in range(right)] for one in range(left)]
    best = [[0] * (right + 1) for _ in range(left + 1)]
    for one in reversed(range(left)):
        for other in reversed(range(right)):
            paired = weights[one][other] + best[one + 1][other + 1] if weights[one][other] >= 0 else _NEVER
            best[one][other] = max(paired, best[one + 1][other], best[one][other + 1])
    one = other = 0
    while one < left or other < right:
        here = best[one][other]
        if one < left and other < right and 0 <= weights[one][other] == here - best[one + 1][other + 1]:
            yield one, other
            one, other = one + 1, other + 1
        elif one < left and best[one + 1][other] == here:
            yield one, None
            one += 1
        else:
            yield None, other
            other += 1


def _by_place(left: int, right: int, weight: Callable[[int, int], int]) -> Iterator[_Pair]:
    """For runs too long to weigh: those at the same place are paired, if they belong together at all."""
    for place in range(max(left, right)):
        if place < min(left, right) and weight(place, place) >= 0:
            yield place, place
            continue
        if place < left:
            yield place, None
        if place < right:
            yield None, place
