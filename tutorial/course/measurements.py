"""Measures a lesson's program once, when the lesson is studied for the pages."""

from __future__ import annotations

from dataclasses import replace

from tutorial.course.course import Studied
from tutorial.course.measured import Measured, measured
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore, machine

SLOWEST = 5.0
"""Seconds of a lesson's own run; a program that needs more is not measured."""


def with_figures(studied: Studied, runner: Runner, store: TraceStore) -> Studied:
    """The lesson with what was measured of its program; the store keeps it with the day and the machine.

    A program that cannot be measured says why.
    """
    if studied.seconds > SLOWEST:
        why = f"its run takes {studied.seconds:.0f} s; a program that needs more than {SLOWEST:.0f} s is not measured"
        return replace(studied, measured=Measured((), why, studied.ran_on, machine()))
    try:
        return replace(studied, measured=measured(store.measured(runner, load(studied.path))))
    except LessonError as error:
        return replace(studied, measured=Measured((), error.problems[0].what, studied.ran_on, machine()))
