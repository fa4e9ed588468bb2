"""The task of the mode Why as it stands for a student: the table of the failing run, and what the tries have opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.course.told_runs import FailingRun
from tutorial.lesson import markdown
from tutorial.telling import narration
from tutorial.telling.alignment import align
from tutorial.telling.narration import COLUMNS, ColumnKey, Mark
from tutorial.telling.words import code, visible
from web.parts.compared import ComparedView, compared
from web.parts.failing import refer_failing
from web.parts.refuted import ShownBelief, shown_belief
from web.parts.table import LABELS, LEGEND
from web.student.attempts import Attempt
from web.student.trace_key import trace_key

TRIES = 3
SHOW = "show"
"""What is given instead of a cell by a student who wants to be shown."""

_PICKED: tuple[ColumnKey, ...] = ("action", "after", "receives")
"""The columns in which a program goes wrong, if its author names no other."""

TaskState = Literal["open", "right", "shown"]


@dataclass(frozen=True, slots=True)
class PickCell:
    """A cell of the table. `value` is what a form sends for it; a cell that cannot be chosen has none."""

    column: ColumnKey
    label: str
    text: str
    mark: Mark | None
    value: str
    picked: bool
    verdict: Literal["", "right", "wrong"]


@dataclass(frozen=True, slots=True)
class PickRow:
    """A row of the table."""

    number: int
    cells: tuple[PickCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTask:
    """The task. `why` says of the last cell why it is right or wrong; all from `so` on is empty until the end."""

    state: TaskState
    headings: tuple[str, ...]
    rows: tuple[PickRow, ...]
    legend: tuple[tuple[Mark, str], ...]
    tries_left: int
    feedback: str
    why: Markup
    so: Markup
    runs: ComparedView | None
    beliefs: tuple[ShownBelief, ...]


def task_id(failing: FailingRun) -> str:
    """The task's id in the student's attempts; another run is another task."""
    return f"why-{trace_key(failing.trace)}"


def cells_given(failing: FailingRun, attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """What a student has given so far, as far as it counts."""
    given = [one.given for one in attempts if (one.of, one.id) == ("exercise", task_id(failing))]
    ends = [place for place, one in enumerate(given) if one == SHOW or is_right(failing, one)]
    return tuple(given[: ends[0] + 1] if ends else given[:TRIES])


def is_right(failing: FailingRun, given: str) -> bool:
    """Whether a student has found the cell."""
    return given == _value(failing.wrong.step, failing.wrong.column)


def can_give(failing: FailingRun, given: str) -> bool:
    """Whether the form has this cell."""
    found = re.fullmatch(r"([0-9]{1,4})-([a-z]+)", given)
    return found is not None and 1 <= int(found[1]) <= len(failing.trace.steps) and found[2] in _columns(failing)


def shown_task(studied: Studied, failing: FailingRun, given: tuple[str, ...]) -> ShownTask:
    """The task after what a student has given."""
    right = bool(given) and is_right(failing, given[-1])
    over = right or SHOW in given or len(given) >= TRIES
    state: TaskState = "right" if right else "shown" if over else "open"
    marks = {mark for row in narration.rows(failing.trace) for mark in row.marks.values()}
    return ShownTask(
        state=state,
        headings=tuple(COLUMNS[key] for key in ("step", "trigger", *_columns(failing))),
        rows=tuple(_row(failing, number, given, over=over) for number in range(1, len(failing.trace.steps) + 1)),
        legend=tuple((mark, words) for mark, words in LEGEND.items() if mark in marks),
        tries_left=TRIES - len(given),
        feedback=_feedback(state, given),
        why=_why(failing, given[-1]) if given and given[-1] != SHOW and not right else Markup(),
        so=_so(studied, failing) if over else Markup(),
        runs=_side_by_side(studied, failing) if over else None,
        beliefs=tuple(shown_belief(studied, one) for one in studied.refuted) if over else (),
    )


def _columns(failing: FailingRun) -> tuple[ColumnKey, ...]:
    named = {failing.wrong.column, *(one.column for one in (failing.why.others if failing.why else ()))}
    return tuple(key for key in COLUMNS if key in _PICKED or key in named)


def _value(step: int, column: str) -> str:
    return f"{step}-{column}"


def _row(failing: FailingRun, number: int, given: tuple[str, ...], *, over: bool) -> PickRow:
    row = narration.row(failing.trace.steps[number - 1])
    columns = dict.fromkeys(("trigger", *_columns(failing)))
    return PickRow(number, tuple(_cell(failing, row, key, given, over=over) for key in columns))


def _cell(failing: FailingRun, row: narration.Row, key: ColumnKey, given: tuple[str, ...], *, over: bool) -> PickCell:
    value = _value(row.number, key) if key in _columns(failing) else ""
    told = value in given or over
    right = is_right(failing, value)
    return PickCell(
        column=key,
        label=LABELS.get(key, ""),
        text=visible(row.cells[key]),
        mark=row.marks.get(key),
        value=value,
        picked=bool(given) and value == given[-1],
        verdict="right" if told and right else "wrong" if value in given else "",
    )


def _feedback(state: TaskState, given: tuple[str, ...]) -> str:
    if state == "right":
        return "Right: here it goes wrong." if len(given) == 1 else "Right: here it goes wrong. You found it."
    if state == "shown":
        return "It goes wrong in the marked cell."
    return "Not this cell." if given else ""


def _why(failing: FailingRun, given: str) -> Markup:
    """Why a cell is not the one: the author's words, or what the runs say."""
    step, _, column = given.partition("-")
    others = failing.why.others if failing.why else ()
    said = next((one.so for one in others if (str(one.step), one.column) == (step, column)), None)
    return markdown.block(said or _reason(failing, int(step), column), refer_failing(failing.trace))


def _reason(failing: FailingRun, step: int, column: str) -> str:
    works = "a program that works" if failing.why and failing.why.program else "the lesson's own program"
    if (step, column) not in failing.differing:
        return f"This cell reads the same in the run of {works}."
    if step == failing.wrong.step:
        return "It is the right step. This cell is a consequence: another cell of the row says what went wrong."
    if step > failing.wrong.step:
        return "Here it reads otherwise than it should, too. But it went wrong before this step."
    return f"This cell reads otherwise than in the run of {works}, but that does no harm yet."


def _so(studied: Studied, failing: FailingRun) -> Markup:
    if failing.why:
        return markdown.block(failing.why.so, refer_failing(failing.trace))
    return markdown.block(_told(studied, failing), refer_failing(failing.trace))


def _told(studied: Studied, failing: FailingRun) -> str:
    """What was lost, told from both runs."""
    step, column = failing.wrong.step, failing.wrong.column
    heading = COLUMNS[column]
    told = f"In {{step {step}}} “{heading}” reads {{cell {step} {column}}} here."
    row = next(
        (one for one in align(studied.trace, failing.trace).rows if one.after and one.after.number == step), None
    )
    if row is not None and row.before is not None:
        own = narration.row(studied.trace.steps[row.before.number - 1])
        told += f" In the lesson's own run it reads {code(visible(own.cells[column]))}."
    marks = narration.row(failing.trace.steps[step - 1]).marks.values()
    if "no handler" in marks:
        told += (
            " No function listens for this event any more, so the server drops it without a word: no error, no answer."
        )
    return told


def _side_by_side(studied: Studied, failing: FailingRun) -> ComparedView:
    return compared(align(failing.trace, studied.trace), "This program", "The lesson’s program")
