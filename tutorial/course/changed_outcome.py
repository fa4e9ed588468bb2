"""What if: a change of the scenario, the run that came of it beside the lesson's own, and what to predict of it."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.trace import Trace
from tutorial.lesson.scenario_changes import ScenarioChange
from tutorial.telling import narration
from tutorial.telling.alignment import AlignedRow, Alignment
from tutorial.telling.literals import literal
from tutorial.telling.words import code, in_quotes, short, visible

FAILS, NEW, NONE = "fails", "new", "none"
"""What can be predicted beside a step's number: no run to the end, a row more, no other row."""

_MOST_ROWS = 4


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A changed scenario that was played. It has an `alignment`, or a reason why its run `failed`.

    `words` tell the change of the steps `own`; `trigger` sets the first of them off. `first` is the first row that
    reads otherwise, beside those that the change itself is about. `rows` are those that a student can choose from, by
    their numbers, with what sets them off.
    """

    id: str
    words: str
    own: tuple[int, ...]
    trigger: str
    alignment: Alignment | None
    failed: str
    first: AlignedRow | None
    rows: tuple[tuple[int, str], ...]

    @property
    def right(self) -> str:
        """What is right to predict: the number of a step, as a text, or `none`, `new` or `fails`."""
        if self.alignment is None:
            return FAILS
        if self.first is None:
            return NONE
        return str(self.first.before.number) if self.first.before else NEW

    @property
    def choices(self) -> tuple[str, ...]:
        """All that can be predicted."""
        return (*(str(number) for number, _ in self.rows), NEW, NONE, FAILS)


def what_if(trace: Trace, change: ScenarioChange, alignment: Alignment | None, failed: str = "") -> WhatIf:
    """A change of a lesson's scenario, with what came of it."""
    first = _first_other(alignment, change) if alignment else None
    trigger = visible(narration.trigger(trace.steps[change.step - 1]))
    rows = _rows(trace, change, first)
    return WhatIf(change.id, _words(change), change.steps, trigger, alignment, failed, first, rows)


def _first_other(alignment: Alignment, change: ScenarioChange) -> AlignedRow | None:
    """The first row that reads otherwise and is not of the changed action itself."""
    own_now = () if change.kind == "without" else tuple(number + change.more for number in change.steps)
    for row in alignment.differing:
        own = row.before.number in change.steps if row.before else bool(row.after and row.after.number in own_now)
        if not own and (row.columns or row.kind != "changed"):
            return row
    return None


def _words(change: ScenarioChange) -> str:
    """The change as a clause: `step 2 is left out`."""
    step = f"step {change.step}"
    match change.kind:
        case "without":
            return f"{step} is left out"
        case "twice":
            return f"{step} happens twice"
        case "later":
            return f"{step} comes after step {max(change.steps)}"
        case "by-another":
            return f"{visible(str(change.said))} does step {change.step}"
        case "other-value":
            return f"{step} sends {code(short(visible(literal(change.said))))}"
        case "other-event":
            return f"{step} emits {code(in_quotes(visible(str(change.said))))}"


def _rows(trace: Trace, change: ScenarioChange, first: AlignedRow | None) -> tuple[tuple[int, str], ...]:
    """The right row, if there is one, and those around it: rather later ones, since what comes later can follow."""
    others = [step.number for step in trace.steps if step.number not in change.steps]
    right = [first.before.number] if first and first.before else []
    later = [number for number in others if number > change.step]
    earlier = [number for number in reversed(others) if number < change.step]
    chosen = dict.fromkeys([*right, *later[: _MOST_ROWS - 1], *earlier, *later])
    numbers = sorted([*chosen][:_MOST_ROWS])
    return tuple((number, visible(narration.trigger(trace.steps[number - 1]))) for number in numbers)
