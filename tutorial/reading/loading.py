"""Load a lesson's YAML file: the result is a Lesson, or a report of every mistake in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tracer.building import CORE_VARIABLES
from tutorial.lesson.action import Action
from tutorial.lesson.lesson import DEFAULT_CLIENT, Lesson
from tutorial.lesson.model import LessonFacts
from tutorial.lesson.positions import Where
from tutorial.lesson.problems import LessonError, Problem
from tutorial.lesson.scenario import Scenario, impossible, steps_of, told_of, without
from tutorial.reading.explaining import explain
from tutorial.reading.slugs import is_course_file
from tutorial.reading.yaml_source import read

__all__ = ["Loaded", "Where", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A lesson, and the position of everything in its file."""

    lesson: Lesson
    where: Where


def load(path: Path) -> Loaded:
    """Read a lesson file.

    Raises:
        LessonError: the file cannot be read or is no lesson. The error reports every mistake at once.
    """
    if is_course_file(path):
        what = f"{path.name} is the file of a course, and no lesson"
        raise LessonError([Problem(str(path), 1, 1, what, "name a lesson's file")])
    data, where = read(path)
    if not isinstance(data, dict):
        raise LessonError([where.problem((), "a lesson is a mapping of keys", "begin with `title: ...`")])
    try:
        return Loaded(Lesson.model_validate(data, context=_facts(data)), where)
    except ValidationError as error:
        raise LessonError(explain(error, where)) from error


def _facts(data: dict[str, Any]) -> LessonFacts:
    """Find out, before anything is checked, what the parts of a lesson may refer to."""
    code, transport = data.get("code"), data.get("transport")
    facts = LessonFacts(
        clients=_clients(data),
        variables=_variables(data.get("watch", list(CORE_VARIABLES))),
        code=code if isinstance(code, str) else None,
        transport=transport if isinstance(transport, str) else None,
    )
    try:
        actions = TypeAdapter(Scenario).validate_python(data.get("scenario"), context=facts)
    except ValidationError:
        return facts
    if data.get("answers") or _MAKES_STEPS.search(facts.code or ""):
        return facts
    steps = steps_of(actions)
    needed = _needed(actions, steps, facts.code) if steps else {}
    return replace(facts, steps=steps, told=told_of(actions), needed=needed)


_MAKES_STEPS = re.compile(
    r"start_background_task|\b(Thread|Timer|submit)\(|(?<!def )\bdisconnect\(|ConnectionRefusedError|return False"
)
"""Calls with which a program makes steps of its own, or prevents those of a scenario."""


def _needed(actions: tuple[Action, ...], steps: int, code: str | None) -> dict[int, str]:
    """The steps without which the rest of a scenario cannot be played, and why."""
    rests = {number: without(actions, number) for number in range(1, steps + 1)}
    return {number: stuck[0].why for number, rest in rests.items() if (stuck := impossible(rest, code))}


def _clients(data: dict[str, Any]) -> tuple[str, ...]:
    clients = data.get("clients")
    names = tuple(name for name in clients if isinstance(name, str)) if isinstance(clients, list) else ()
    return names or (DEFAULT_CLIENT,)


def _variables(watch: Any) -> tuple[str, ...] | None:
    """The names in the watch list; None when the file has no proper list."""
    if not isinstance(watch, list):
        return None
    names = [next(iter(item)) if isinstance(item, dict) and len(item) == 1 else item for item in watch]
    return tuple(names) if all(isinstance(name, str) for name in names) else None
