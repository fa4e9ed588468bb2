"""A changed run: what plays it, words for the change, and where it differs from the lesson's own run."""

from __future__ import annotations

import difflib
from typing import Protocol

from tracer.trace import Step, Trace
from tutorial.lesson.changes import Change
from tutorial.telling import narration
from tutorial.telling.literals import plain
from tutorial.telling.words import code, short


class ChangedRuns(Protocol):
    """Plays a lesson with one thing changed."""

    def changed(self, change: Change) -> Trace:
        """The trace of the changed lesson's run.

        Raises:
            UnchangeableError: the lesson cannot be changed in this way.
            LessonError: the changed lesson cannot be run.
        """
        ...


def words(change: Change, trace: Trace) -> str:
    """Tell the change at the end of a sentence: `without “Client disconnects”`."""
    triggers = {step.number: f"“{narration.trigger(step)}”" for step in trace.steps}
    if change.without is not None:
        return f"without {triggers.get(change.without, f'step {change.without}')}"
    if change.swapped is not None:
        first, second = change.swapped
        return f"with steps {first} and {second} swapped"
    if change.inserted is not None:
        after = change.inserted.after
        return f"with one more action {f'after step {after}' if after else 'at the beginning'}"
    if change.altered is not None:
        return f"with another action in step {change.altered.step}"
    return f"with line {change.code.line if change.code else 0} of the code changed"


def kept(before: Trace, after: Trace, change: Change) -> dict[int, int]:
    """The steps of the whole run that the changed run still has, each with its number there."""
    old, new = ([narration.trigger(step) for step in trace.steps] for trace in (before, after))
    gone = change.without
    if gone is not None and old[: gone - 1] + old[gone:] == new:
        numbers = [number for number in range(1, len(old) + 1) if number != gone]
        return {number: index for index, number in enumerate(numbers, 1)}
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + offset + 1: block.b + offset + 1 for block in blocks for offset in range(block.size)}


def differing(before: Trace, after: Trace, change: Change) -> dict[int, str]:
    """The steps of the whole run that the changed run lacks or shows otherwise, each with the difference."""
    old, new = ({row.number: row.cells for row in narration.rows(trace)} for trace in (before, after))
    there = kept(before, after, change)
    found = {}
    for number, cells in old.items():
        if number not in there:
            found[number] = "it is not there"
            continue
        now = new[there[number]]
        columns = [key for key in cells if key != "step" and cells[key] != now[key]]
        if columns:
            found[number] = f"“{narration.COLUMNS[columns[0]]}” reads “{short(now[columns[0]])}”"
        elif names := _other_values(before.steps[number - 1], after.steps[there[number] - 1]):
            value = after.steps[there[number] - 1].variables.get(names[0])
            found[number] = f"{code(names[0])} is {code(short(plain(value)))}"
    return found


def _other_values(before: Step, after: Step) -> list[str]:
    """The variables that have another value in the changed run."""
    return [name for name, value in before.variables.items() if after.variables.get(name) != value]
