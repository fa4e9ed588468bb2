"""The program that fails, in the mode Why: the problem, the program with its steps, and the student's task."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from tracer.trace import Phase, Trace
from tutorial.course.told_runs import FailingRun
from tutorial.lesson import markdown
from tutorial.lesson.markdown import Link, Refer
from tutorial.lesson.references import Reference
from tutorial.quiz.changed_run import words
from tutorial.telling.words import code
from web.parts.material import Material
from web.parts.part import Part
from web.parts.points import refer
from web.parts.program import PROGRAM
from web.parts.run import RUN
from web.parts.slots import slot
from web.parts.transport import TRANSPORT

TASK = "why"
"""The name of the slot of the task, which has no more of the answer than the student has found."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """The problem in the author's words, or in ours."""

    text: Markup


@dataclass(frozen=True, slots=True)
class FailingView:
    """The slot of the task."""

    task: Markup


def failing_material(material: Material) -> Material | None:
    """The material of the program that fails; its notes are left out, and its lines one by one."""
    found = material.studied.failing
    if found is None:
        return None
    lesson = found.lesson.model_copy(update={"code_note": "", "flow_note": ""})
    return Material(replace(material.studied, lesson=lesson, trace=_without_lines(found.trace)), material.line_cache)


def of_failing(part: Part) -> Part:
    """A part that shows the program that fails instead of the lesson's own."""

    def view(material: Material) -> object | None:
        failing = failing_material(material)
        return part.view(failing) if failing else None

    return replace(part, view=view)


def refer_failing(trace: Trace) -> Refer:
    """References in texts about the failing run: its table and its program are on the page, its tracker is not."""
    whole = refer(trace)

    def link(reference: Reference) -> Link | None:
        found = whole(reference)
        if found is None or not found.id.startswith(("variable", "column")):
            return found
        return replace(found, id=f"row-{found.step}") if found.step else None

    return link


def _failing(material: Material) -> FailingView | None:
    return FailingView(slot(TASK)) if material.studied.failing else None


def _problem(material: Material) -> ProblemView | None:
    found = material.studied.failing
    if found is None:
        return None
    text = found.why.problem if found.why else _left_out(found, material.trace)
    return ProblemView(markdown.block(text, refer_failing(found.trace)))


def _left_out(found: FailingRun, own: Trace) -> str:
    """What was left out, when the tool has done it."""
    change = found.change
    if change is None or change.code is None:
        left = words(change, own) if change else ""
        return f"This is the lesson's program, played {left}. What is lost with it?"
    line = change.code.becomes.removeprefix("# ")
    return (
        f"This is the lesson's program with one line taken out: {{line {change.code.line}}}, {code(line)}, is only a "
        "comment here. The clients do what they always do. What is lost without that line?"
    )


def _without_lines(trace: Trace) -> Trace:
    steps = tuple(replace(step, phases=tuple(map(_without_log, step.phases))) for step in trace.steps)
    return replace(trace, steps=steps, tasks=())


def _without_log(phase: Phase) -> Phase:
    return replace(phase, call=replace(phase.call, log=None)) if phase.call else phase


FAILING = Part("failing", _failing)
PROBLEM = Part("problem", _problem)
FAILING_RUN, FAILING_PROGRAM, FAILING_TRANSPORT = map(of_failing, (RUN, PROGRAM, TRANSPORT))
