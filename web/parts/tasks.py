"""The threads that handlers started, each with its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tutorial.telling.line_story import Window
from web.parts.lines.phase_lines import SHORT_CALL
from web.parts.material import Material
from web.parts.part import Part

_MOST_TASKS = 8
"""Tasks whose lines stand in the page, if they are few."""


@dataclass(frozen=True, slots=True)
class TaskLines:
    """A thread that a handler started: its function and its lines; `window` has the lines when they are few."""

    number: int
    function: str
    total: int
    note: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class TasksView:
    """The threads that executed lines; `tells` is the step before whose end their lines are covered."""

    slug: str
    tasks: tuple[TaskLines, ...]
    tells: int
    code: tuple[Markup, ...]


def _tasks(material: Material) -> TasksView | None:
    tasks = tuple(_each(material))
    return TasksView(material.slug, tasks, len(material.steps), material.code) if tasks else None


def _each(material: Material) -> Iterator[TaskLines]:
    for number, task in enumerate(material.trace.tasks, 1):
        story = material.line_cache.story(material.studied, number)
        if story is not None:
            few = story.total <= SHORT_CALL and number <= _MOST_TASKS
            yield TaskLines(
                number, task.function, story.total, story.note, story.window(0, story.total) if few else None
            )


TASKS = Part("tasks", _tasks)
