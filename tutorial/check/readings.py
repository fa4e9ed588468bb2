"""What the query of a question reads: its place in the run, and the names that it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tutorial.check.vocabulary import NameSets, Vocabulary
from tutorial.lesson.answers import (
    CellOf,
    Count,
    Differs,
    MissingStep,
    OrderOf,
    Query,
    ReceivedBy,
    StepWhere,
    VariableAfter,
    WhoMissed,
    WhoReceived,
)
from tutorial.lesson.changes import Change
from tutorial.telling.narration import COLUMNS, ColumnKey

_EVERYTHING = NameSets()


@dataclass(frozen=True, slots=True)
class Reading:
    """The place and the names of a query.

    `step` is the one step of the answer (0 is the start), `state` whether the answer is what stands after it. `names`
    are those that the query itself has. `column` is its column of the execution table.
    """

    step: int | None = None
    steps: tuple[int, ...] = ()
    state: bool = False
    names: NameSets = field(default=_EVERYTHING)
    column: ColumnKey | None = None
    texts: tuple[str, ...] = ()

    def place(self) -> str:
        """The step in words: `after step 2`."""
        if self.step == 0:
            return "at the start"
        return f"{'after' if self.state else 'in'} step {self.step}"


def reading(query: Query, vocabulary: Vocabulary) -> Reading:
    """Find what a query reads of the run that it asks."""
    if isinstance(query, VariableAfter):
        return Reading(query.after, state=True, names=NameSets(variables=frozenset({query.variable})))
    if isinstance(query, StepWhere):
        return _step_where(query, vocabulary)
    if isinstance(query, WhoReceived | WhoMissed):
        of = query.who_received if isinstance(query, WhoReceived) else query.who_missed
        return Reading(of.step, names=NameSets(events=_set(of.event)), texts=tuple(filter(None, [of.message])))
    if isinstance(query, Count):
        names = NameSets(clients=_set(query.client))
        kind = "functions" if query.count == "calls" else "events"
        return Reading(query.step, names=names | NameSets(**{kind: _set(query.of)}))
    if isinstance(query, ReceivedBy):
        return Reading(query.step, names=NameSets(clients=_set(query.received_by)), column="receives")
    if isinstance(query, CellOf):
        return Reading(query.step, column=query.cell)
    if isinstance(query, OrderOf):
        return Reading(steps=query.steps)
    return Reading(getattr(query, "step", None))


def _step_where(query: StepWhere, vocabulary: Vocabulary) -> Reading:
    """A query for steps names what the texts of its cells name."""
    texts = tuple(query.step_where.values())
    said = " ".join(texts)
    names = vocabulary.names
    found = NameSets(
        clients=frozenset(name for name in names.clients if name in said),
        variables=names.variables & query.step_where.keys(),
        events=frozenset(name for name in names.events if f"'{name}'" in said),
        functions=frozenset(name for name in names.functions if name in said.split()),
    )
    columns = [key for key in COLUMNS if key in query.step_where]
    return Reading(names=found, column=columns[0] if len(columns) == 1 else None, texts=texts)


def changed(query: Query) -> Change | None:
    """The change of the run that a query asks, if it asks a changed one."""
    if isinstance(query, MissingStep):
        return query.missing_step
    return query.differs if isinstance(query, Differs) else query.when


def changed_steps(change: Change) -> tuple[int, ...]:
    """The steps that a change names."""
    if change.without is not None:
        return (change.without,)
    if change.swapped is not None:
        return change.swapped
    if change.inserted is not None:
        return (change.inserted.after,)
    return (change.altered.step,) if change.altered is not None else ()


def _set(one: str | None) -> frozenset[str]:
    return frozenset(_some(one))


def _some(one: str | None) -> Iterable[str]:
    return () if one is None else (one,)
