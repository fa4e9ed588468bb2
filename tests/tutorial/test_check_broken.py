"""Broken lessons, one file for each kind of mistake, and the exact report on each.

`STEPWIRE_WRITE_REPORTS=1 ./run test tests/tutorial/test_check_broken.py` writes the reports anew; read the diff.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.tutorial.lessons import ROOT
from tutorial.course import lesson_files
from tutorial.course_check import CourseCheck
from tutorial.reports import Report, summary
from tutorial.running import Runner

BROKEN = ROOT / "tests" / "tutorial" / "broken"


def report(path: Path, runner: Runner, cache: Path) -> str:
    """What check says of a lesson, without its folder, and with what differs from machine to machine taken out."""
    checked = CourseCheck(cache).check(path, runner)
    lines = [str(problem).removeprefix(f"{path.parent}/") for problem in checked.problems]
    lines += [f"unchecked: {one.what}" for one in checked.unchecked]
    text = "\n".join([*lines, summary(Report((checked,), 0.0))]) + "\n"
    return re.sub(r"run with [0-9.]+", "run with …", re.sub(r"'[0-9a-f]{32}'", "'…'", text))


@pytest.mark.parametrize("path", lesson_files(BROKEN), ids=lambda path: path.stem)
def test_the_report_says_what_is_wrong_where_and_what_next(path: Path, runner: Runner, tmp_path: Path) -> None:
    expected = path.with_suffix(".txt")
    said = report(path, runner, tmp_path)
    if os.environ.get("STEPWIRE_WRITE_REPORTS"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
