"""The workbench: the editor, the scenario by hand, what came of a run, and the lesson's task, until scripts fill it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from tutorial.lesson import markdown
from web.parts.code import coloured_lines
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class TaskView:
    """The task in the author's words, what each test is about, the program to start from, and how many hints there are.

    `start` is empty when it is the lesson's own program, which is on the page already.
    """

    text: Markup
    tests: tuple[str, ...]
    start: tuple[Markup, ...]
    hints: int


@dataclass(frozen=True, slots=True)
class WorkbenchView:
    """Where the lab of the lesson is told of, the task, and whether clients come by polling, which no cut line ends."""

    slug: str
    lab_json: str
    task: TaskView | None
    polling: bool


def _workbench(material: Material) -> WorkbenchView:
    return WorkbenchView(
        slug=material.slug,
        lab_json=url_for("project.lab", slug=material.slug),
        task=_task(material),
        polling=material.lesson.transport == "polling",
    )


def _task(material: Material) -> TaskView | None:
    project = material.lesson.project
    if project is None:
        return None
    start = coloured_lines(project.start) if project.start else ()
    text = markdown.block(project.task, material.link)
    return TaskView(text, tuple(test.says for test in project.tests), start, len(project.hints))


WORKBENCH = Part("workbench", _workbench, folder="parts/workbench")
