"""Makes the changed lesson that a question asks about, and compares its run with the lesson's own, step by step."""

from __future__ import annotations

import ast
import difflib
import warnings
from dataclasses import replace

from tracer.trace import Step, Trace
from tutorial.lesson.action import Action
from tutorial.lesson.changes import Change, CodeChange
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible, less
from tutorial.reading.loading import Loaded
from tutorial.telling import narration
from tutorial.telling.values import plain
from tutorial.telling.words import code, short


class UnchangeableError(Exception):
    """The lesson cannot be changed so: what is wrong, and what to do."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what, self.next_step = what, next_step


def changed(loaded: Loaded, change: Change) -> Loaded:
    """The lesson with one thing changed.

    Raises:
        UnchangeableError: the change has no place, or what comes of it cannot be played.
    """
    lesson = loaded.lesson
    if change.code is not None:
        update: dict[str, object] = {"code": _code(lesson.code, change.code)}
    else:
        actions = _actions(lesson.scenario, change)
        if stuck := impossible(actions, lesson.code):
            raise UnchangeableError(f"the changed scenario cannot be played: {stuck[0].why}", "make another change")
        update = {"scenario": Rehearsal(actions).actions}
    return replace(loaded, lesson=lesson.model_copy(update=update))


def words(change: Change, trace: Trace) -> str:
    """The change as the end of a sentence: `without “Client disconnects”`."""
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
    """Which steps of the whole run the changed run still has, and their numbers in it."""
    old, new = ([narration.trigger(step) for step in trace.steps] for trace in (before, after))
    gone = change.without
    if gone is not None and old[: gone - 1] + old[gone:] == new:
        numbers = [number for number in range(1, len(old) + 1) if number != gone]
        return {number: index for index, number in enumerate(numbers, 1)}
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + offset + 1: block.b + offset + 1 for block in blocks for offset in range(block.size)}


def differing(before: Trace, after: Trace, change: Change) -> dict[int, str]:
    """The steps of the whole run that the changed run lacks or shows otherwise, each with what is different."""
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


def _actions(scenario: tuple[Action, ...], change: Change) -> tuple[Action, ...]:
    if change.without is not None:
        return less(scenario, change.without)
    actions = list(scenario)
    if change.swapped is not None:
        first, second = (_place(scenario, step) for step in change.swapped)
        if first == second:
            what = f"steps {change.swapped[0]} and {change.swapped[1]} come of the same action"
            raise UnchangeableError(what, "swap two actions")
        actions[first], actions[second] = actions[second], actions[first]
    elif change.inserted is not None:
        after = change.inserted.after
        actions.insert(_place(scenario, after) + 1 if after else 0, change.inserted.action)
    elif change.altered is not None:
        actions[_place(scenario, change.altered.step)] = change.altered.action
    return tuple(actions)


def _place(scenario: tuple[Action, ...], step: int) -> int:
    """Where the action is that makes a step."""
    makers = Rehearsal(scenario).makers
    if not 1 <= step <= len(makers):
        raise UnchangeableError(f"the scenario does not tell what makes step {step}", "choose an earlier step")
    return makers[step - 1].place


def _code(code: str, change: CodeChange) -> str:
    lines = code.split("\n")
    if change.line > len(lines) or not lines[change.line - 1].strip():
        raise UnchangeableError(f"line {change.line} of the code is empty", f"the code has {len(lines)} lines")
    old = lines[change.line - 1]
    indent = old[: len(old) - len(old.lstrip())]
    lines[change.line - 1] = "\n".join(indent + line for line in change.becomes.strip().split("\n"))
    new = "\n".join(lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            ast.parse(new)
    except (SyntaxError, ValueError) as error:
        why = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UnchangeableError(f"Python cannot read the changed code: {why}", "correct `becomes`") from error
    return new
