"""A program is measured once, when its lesson is studied; a slow one is not measured at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.tutorial import traces as made
from tests.tutorial.course.test_measured import told
from tests.tutorial.lessons import REFERENCE
from tutorial.course.course import Studied
from tutorial.course.measurements import with_figures
from tutorial.reading.loading import Loaded, load
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


class Measuring(Runner):
    """Stands in for a runner: answers what was measured, and counts how often."""

    asked = 0

    def measured(self, loaded: Loaded) -> dict[str, Any]:
        self.asked += 1
        return {"figures": told(), "why": ""}


def studied(seconds: float = 0.1) -> Studied:
    lesson = load(REFERENCE).lesson
    return Studied("reference", REFERENCE, lesson, made.reference(), (), "2026-11-28", seconds)


def test_it_is_measured_once_and_kept_with_the_day_and_the_machine(tmp_path: Path) -> None:
    runner, store = Measuring(), TraceStore(tmp_path)
    first, second = (with_figures(studied(), runner, store) for _ in range(2))
    assert (runner.asked, first) == (1, second)
    assert first.measured
    assert len(first.measured.figures) == 6
    assert "core" in first.measured.machine
    with_figures(studied(), runner, TraceStore(tmp_path, fresh=True))
    assert runner.asked == 2, "a fresh store measures again"


def test_a_program_that_needs_seconds_is_not_measured(tmp_path: Path) -> None:
    runner = Measuring()
    found = with_figures(replace(studied(), seconds=7.0), runner, TraceStore(tmp_path)).measured
    assert found
    assert (found.figures, runner.asked) == ((), 0)
    assert "its run takes 7 s" in found.why
