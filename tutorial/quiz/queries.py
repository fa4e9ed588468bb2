"""Ask a trace for answers: values and cells, steps, and what a changed run lacks or shows otherwise.

`ask` calls one function for each kind of answer. `tutorial.quiz.event_queries` has those about events, clients and
lines.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tracer.trace import Trace
from tracer.values import Value
from tutorial.lesson.answers import (
    CellOf,
    Count,
    Differs,
    ExceptionIn,
    LineOf,
    Matching,
    MissingStep,
    OrderOf,
    PacketOf,
    Query,
    ReceivedBy,
    StepWhere,
    Typed,
    VariableAfter,
    WhoMissed,
    WhoReceived,
)
from tutorial.lesson.changes import Change
from tutorial.quiz import event_queries as events
from tutorial.quiz.changed_run import differing, kept, words
from tutorial.quiz.run_answer import Candidate, RunAnswer, UnanswerableError, step_number
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import code, each_quoted, in_quotes, short, short_quoted, steps


@dataclass(frozen=True, slots=True)
class Runs:
    """The lesson's run, and a function that runs a changed lesson."""

    trace: Trace
    changed: Callable[[Change], Trace]


def ask(query: Query, runs: Runs, *, several: bool) -> RunAnswer:
    """Ask the run. `several` says that any number of steps may be right.

    Raises:
        UnanswerableError: the run has no answer.
        LessonError: a changed run could not be played.
    """
    if query.when is None:
        return _answer(query, runs, several=several)
    found = _answer(query, replace(runs, trace=runs.changed(query.when)), several=several)
    said = f"Played again {words(query.when, runs.trace)}: "
    was = _as_it_was(query, runs, several=several)
    before = [one for one in was if not any(right.reads(one.text) for right in found.right)]
    return replace(
        found,
        near=None if found.near is None else len(before) + found.near,
        right=tuple(replace(one, why=said + one.why) for one in found.right),
        others=(
            *before,
            *(replace(one, why=said + one.why) for one in found.others),
        ),
    )


def _as_it_was(query: Query, runs: Runs, *, several: bool) -> list[Candidate]:
    """The answers of the run as it is. They are wrong for the changed run."""
    try:
        found = _answer(query, runs, several=several)
    except UnanswerableError:
        return []
    return [replace(one, why="That is so in the run as it is, without the change.") for one in found.right]


def _answer(query: Query, runs: Runs, *, several: bool) -> RunAnswer:
    if isinstance(query, StepWhere):
        return _step_where(query, runs.trace, several=several)
    of_trace: dict[type[Query], Callable[[Any, Trace], RunAnswer]] = {
        VariableAfter: _variable_after,
        CellOf: _cell_of,
        Count: events.count,
        WhoReceived: events.who_received,
        WhoMissed: events.who_missed,
        ReceivedBy: events.received_by,
        OrderOf: events.order,
        Matching: events.matching,
        ExceptionIn: events.exception_in,
        LineOf: events.line_of,
        PacketOf: events.packet_of,
        Typed: lambda typed, _: _typed(typed),
    }
    of_runs: dict[type[Query], Callable[[Any, Runs], RunAnswer]] = {MissingStep: _missing_step, Differs: _differs}
    kind = type(query)
    return of_runs[kind](query, runs) if kind in of_runs else of_trace[kind](query, runs.trace)


def _typed(query: Typed) -> RunAnswer:
    """The answer that the author typed."""
    why = query.why or f"The lesson’s answer is {code(query.text)}."
    otherwise = "" if query.why is None else query.why
    return RunAnswer(
        in_quotes(query.text),
        (Candidate(query.text, why, query.also),),
        otherwise=lambda _: otherwise or "It is not the lesson’s answer.",
    )


def _variable_after(query: VariableAfter, trace: Trace) -> RunAnswer:
    """The answer: a variable's value after a step, or at the start."""
    columns = {0: trace.start, **{step.number: step.variables for step in trace.steps}}
    if query.variable not in trace.start:
        has = ", ".join(trace.start)
        raise UnanswerableError(f"the run has no variable {short_quoted(query.variable)}", f"it has {has}")
    if query.after not in columns:
        raise UnanswerableError(f"the run has no step {query.after}", f"it has steps 1 to {len(trace.steps)}")
    real = columns[query.after].get(query.variable)
    # The end row repeats the step before it.
    told = [0, *(step.number for step in trace.steps if step.trigger.kind != "end")]
    shown = short(plain(real))
    right = _value(real, f"{_when(query.after)} {code(query.variable)} is {code(shown)}.")
    elsewhere: dict[str, tuple[Value, list[int]]] = {}
    for number in told:
        value = columns[number].get(query.variable)
        elsewhere.setdefault(literal(value), (value, []))[1].append(number)
    others = [_value(value, f"That is its value {_at(numbers)}.") for value, numbers in elsewhere.values()]
    near = len(_wrong(others, right))
    others += [
        _value(value, f"That is {code(name)} {_at([query.after])}.")
        for name, value in columns[query.after].items()
        if name != query.variable
    ]
    never = "It never has that value in this run."
    return RunAnswer(in_quotes(shown), (right,), _wrong(others, right), lambda _: never, near=near)


def _cell_of(query: CellOf, trace: Trace) -> RunAnswer:
    """The answer: a cell of the execution table. The other cells of its column are wrong."""
    rows = {row.number: row for row in narration.rows(trace)}
    if query.step not in rows:
        raise UnanswerableError(f"the run has no step {query.step}", f"it has steps 1 to {len(rows)}")
    cells = [Candidate(row.cells[query.cell], cell(row, query.cell)) for row in rows.values()]
    right = cells[query.step - 1]
    others = [replace(one, why=f"That is another step. {one.why}") for one in cells]
    never = f"No step shows this under “{narration.COLUMNS[query.cell]}”."
    return RunAnswer(short_quoted(right.text), (right,), _wrong(others, right), lambda _: never)


def _step_where(query: StepWhere, trace: Trace, *, several: bool) -> RunAnswer:
    """The answer: the step or steps with these cells and variables."""
    table = {row.number: row for row in narration.rows(trace)}
    read = {step.number: _readings(table[step.number], step.variables) for step in trace.steps}
    wanted = query.step_where
    right = [number for number, has in read.items() if all(text in has.get(key, ()) for key, text in wanted.items())]
    if not right or (len(right) > 1 and not several):
        raise _no_one_step(query, read, right)

    def candidate(number: int) -> Candidate:
        differs = [key for key, text in wanted.items() if text not in read[number].get(key, ())]
        return Candidate(f"Step {number}", _reading(table[number], trace, (differs or list(wanted))[0]), (str(number),))

    def otherwise(text: str) -> str:
        number = step_number(text)
        if number is None and not several:
            return f"It happens in {steps(right)}."
        return f"This run has no step {number}." if number is not None else "That is no step of this run."

    wrong = tuple(candidate(number) for number in read if number not in right)
    return RunAnswer(steps(right), tuple(map(candidate, right)), wrong, otherwise, _canonical_step)


def _readings(row: narration.Row, variables: dict[str, Value]) -> dict[str, tuple[str, ...]]:
    """The texts that an author may write for each cell and variable of a step."""
    values = {name: (plain(value), literal(value)) for name, value in variables.items()}
    return values | {key: (text,) for key, text in row.cells.items()}


def _reading(row: narration.Row, trace: Trace, name: str) -> str:
    """Say what a step has in a column, or as a variable's value."""
    column = next((key for key in narration.COLUMNS if key == name), None)
    if column is not None:
        return cell(row, column)
    value = plain(trace.steps[row.number - 1].variables.get(name))
    return f"After step {row.number} {code(name)} is {code(short(value))}."


def _no_one_step(query: StepWhere, read: dict[int, dict[str, tuple[str, ...]]], found: list[int]) -> UnanswerableError:
    if found:
        return UnanswerableError(f"{steps(found)} all read so", "name a second column that only one of them has")
    for column, text in query.step_where.items():
        cells = [has[column][0] for has in read.values() if column in has]
        if not any(text in has.get(column, ()) for has in read.values()):
            close = difflib.get_close_matches(text, cells, 1, 0.5)
            said = f"did you mean {short_quoted(close[0])}?" if close else f"they read {each_quoted(cells)}"
            return UnanswerableError(f"no step's '{column}' reads {short_quoted(text)}", said)
    return UnanswerableError("no step has all these cells together", "take one of the columns away")


def _missing_step(query: MissingStep, runs: Runs) -> RunAnswer:
    """The answer: the step that a changed run lacks."""
    change, trace = query.missing_step, runs.trace
    triggers = [narration.trigger(step) for step in trace.steps]
    there = kept(trace, runs.changed(change), change)
    missing = [number for number in range(1, len(triggers) + 1) if number not in there]
    how = words(change, trace)
    if len(missing) != 1:
        lacks = steps(missing) if missing else "no step"
        told = f"without step {change.without}" if change.without else how
        raise UnanswerableError(f"{told} the run lacks {lacks}", "ask about an action that makes one step")
    right = missing[0]

    def still(number: int) -> Candidate:
        now = f", as step {there[number]}" if there[number] != number else ""
        why = f"Step {number}, “{short(triggers[number - 1])}”, is still there {how}{now}."
        return Candidate(f"Step {number}", why, (str(number),))

    def otherwise(text: str) -> str:
        number = step_number(text)
        said = how[0].upper() + how[1:]
        return f"{said} step {right} is missing." if number is None else f"This run has no step {number}."

    why = f"Played again {how}, the run no longer has step {right}."
    gone = Candidate(f"Step {right}", why, (str(right),))
    return RunAnswer(f"step {right}", (gone,), tuple(map(still, there)), otherwise, _canonical_step)


def _differs(query: Differs, runs: Runs) -> RunAnswer:
    """The answer: the steps that a changed run lacks or shows otherwise."""
    different = differing(runs.trace, runs.changed(query.differs), query.differs)
    how = words(query.differs, runs.trace)
    if not different:
        raise UnanswerableError(f"{how} every step of the run is the same", "make a change that shows")
    right = tuple(
        Candidate(f"Step {number}", f"Step {number} is different {how}: {what}.", (str(number),))
        for number, what in different.items()
    )
    same = tuple(
        Candidate(f"Step {step.number}", f"Step {step.number} is the same {how}.", (str(step.number),))
        for step in runs.trace.steps
        if step.number not in different
    )
    return RunAnswer(steps(different), right, same, lambda _: "That is no step of this run.", _canonical_step)


def _canonical_step(text: str) -> str:
    number = step_number(text)
    return text if number is None else str(number)


def _value(value: Value, why: str) -> Candidate:
    return Candidate(plain(value), why, (literal(value),))


def _wrong(others: list[Candidate], right: Candidate) -> tuple[Candidate, ...]:
    """The other values without the right one, each once."""
    kept_ones: dict[str, Candidate] = {}
    for other in others:
        if not right.reads(other.text):
            kept_ones.setdefault(other.text, other)
    return tuple(kept_ones.values())


def cell(row: narration.Row, column: narration.ColumnKey) -> str:
    """Say in a sentence what a cell has."""
    number, text = row.number, row.cells[column]
    shown = code(short(text))
    if column == "receives" and row.marks.get(column) == "local":
        return f"In step {number} the client's own library says {shown}; the server sends nothing."
    if column == "receives":
        return f"In step {number} the client receives {'nothing' if text == 'No message' else shown}."
    if column == "trigger":
        return f"Step {number} begins with {shown}."
    return f"In step {number}, “{narration.COLUMNS[column]}” reads {shown}."


def _when(number: int) -> str:
    return f"After step {number}" if number else "At the start"


def _at(numbers: list[int]) -> str:
    """`at the start`, `after step 2`, `after steps 2 and 3`, `from the start until step 3`."""
    if numbers == list(range(len(numbers))) and len(numbers) > 1:
        return f"from the start until step {numbers[-1] + 1}"
    later = [number for number in numbers if number]
    start = ["at the start"] if 0 in numbers else []
    return " and ".join([*start, *([f"after {steps(later)}"] if later else [])])
