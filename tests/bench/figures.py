"""What Perf shows of each lesson, measured again; it is kept, so that the pages have it, too."""

from __future__ import annotations

import time

from tests.bench.timing import show
from tests.studying import ROOT
from tutorial.course.course import Studied, lesson_files, study_draft
from tutorial.course.measurements import with_figures
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


def main() -> None:
    """Measure the lessons of the project one after another, and print their figures."""
    with Runner() as runner:
        for path in lesson_files(ROOT / "lessons"):
            studied = study_draft(path, runner, TraceStore())
            if isinstance(studied, Studied):
                _show(studied, runner)


def _show(studied: Studied, runner: Runner) -> None:
    began = time.perf_counter()
    measured = with_figures(studied, runner, TraceStore(fresh=True)).measured
    took = time.perf_counter() - began
    figures = measured.figures if measured else ()
    rows = [(f"{one.title}: {bar.label}", f"{bar.value:.2f} {one.unit}") for one in figures for bar in one.bars]
    show(f"{studied.slug}: measured in {took:.1f} s", ("figure", "value"), rows or [("nothing", "")])
