"""Makes the changed lesson that a question, a misconception or `why` asks about."""

from __future__ import annotations

import ast
import warnings

from tutorial.lesson.action import Action
from tutorial.lesson.changes import Change, CodeChange
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible, without
from tutorial.lesson.why import Why


class UnchangeableError(Exception):
    """The lesson cannot be changed in this way: what is wrong, and what to do."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what, self.next_step = what, next_step


def changed_lesson(lesson: Lesson, change: Change) -> Lesson:
    """Change one thing of a lesson.

    Raises:
        UnchangeableError: the change has no place, or nobody can play the changed scenario.
    """
    if change.code is not None:
        return lesson.model_copy(update={"code": changed_code(lesson.code, change.code)})
    actions = _actions(lesson.scenario, change)
    if stuck := impossible(actions, lesson.code):
        raise UnchangeableError(f"the changed scenario cannot be played: {stuck[0].why}", "make another change")
    return lesson.model_copy(update={"scenario": Rehearsal(actions).actions})


def _actions(scenario: tuple[Action, ...], change: Change) -> tuple[Action, ...]:
    if change.without is not None:
        return without(scenario, change.without)
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
    """The place of the action that makes a step."""
    makers = Rehearsal(scenario).makers
    if not 1 <= step <= len(makers):
        raise UnchangeableError(f"the scenario does not tell what makes step {step}", "choose an earlier step")
    return makers[step - 1].place


def changed_code(code: str, change: CodeChange) -> str:
    """A program with another text for a line of it.

    Raises:
        UnchangeableError: it has no such line, or Python cannot read it then.
    """
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


def why_lesson(lesson: Lesson, why: Why) -> Lesson:
    """The lesson with the program and the scenario of its `why`.

    Raises:
        UnchangeableError: the lesson cannot be changed so.
    """
    if why.change is not None:
        return changed_lesson(lesson, why.change)
    return lesson.model_copy(update={"code": why.program, "scenario": why.scenario or lesson.scenario})
