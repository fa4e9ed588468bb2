"""Loading: a lesson's YAML file becomes a Lesson, or a report of every mistake in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tracer.building import CORE_VARIABLES
from tutorial.explaining import explain
from tutorial.lesson import DEFAULT_CLIENT, Lesson
from tutorial.problems import LessonError
from tutorial.scenario import Scenario, impossible
from tutorial.source import read
from tutorial.where import Where
from tutorial.written import Known

__all__ = ["Loaded", "Where", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A lesson, and where in its file everything stands."""

    lesson: Lesson
    where: Where


def load(path: Path) -> Loaded:
    """Read a lesson file.

    Raises:
        LessonError: the file cannot be read, or is not a lesson; every mistake in it is reported at once.
    """
    data, where = read(path)
    if not isinstance(data, dict):
        raise LessonError([where.problem((), "a lesson is a mapping of keys", "begin with `title: ...`")])
    try:
        return Loaded(Lesson.model_validate(data, context=_known(data)), where)
    except ValidationError as error:
        raise LessonError(explain(error, where)) from error


def _known(data: dict[str, Any]) -> Known:
    """What the file has for its parts to refer to, as far as that can be told before it is checked."""
    scenario, code, clients = data.get("scenario"), data.get("code"), _clients(data)
    return Known(
        actions=len(scenario) if isinstance(scenario, list) and scenario else None,
        clients=clients,
        variables=_variables(data.get("watch", list(CORE_VARIABLES))),
        code=code if isinstance(code, str) else None,
        needed=_needed(scenario, clients),
    )


def _needed(scenario: Any, clients: tuple[str, ...]) -> dict[int, str]:
    """The steps that the rest of a scenario cannot be played without, and why."""
    try:
        actions = TypeAdapter(Scenario).validate_python(scenario, context=Known(clients=clients))
    except ValidationError:
        return {}
    rests = {number: actions[: number - 1] + actions[number:] for number in range(1, len(actions) + 1)}
    return {number: stuck[0].why for number, rest in rests.items() if (stuck := impossible(rest))}


def _clients(data: dict[str, Any]) -> tuple[str, ...]:
    clients = data.get("clients")
    names = tuple(name for name in clients if isinstance(name, str)) if isinstance(clients, list) else ()
    return names or (DEFAULT_CLIENT,)


def _variables(watch: Any) -> tuple[str, ...] | None:
    """The watched names; None when the list is not what it should be."""
    if not isinstance(watch, list):
        return None
    names = [next(iter(item)) if isinstance(item, dict) and len(item) == 1 else item for item in watch]
    return tuple(names) if all(isinstance(name, str) for name in names) else None
