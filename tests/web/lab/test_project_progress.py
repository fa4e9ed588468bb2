"""How far a student is with a project, from what was kept."""

from __future__ import annotations

from tests.tutorial.lessons import REFERENCE
from tutorial.lesson.project import Project
from tutorial.reading.loading import load
from web.lab.project_progress import (
    ProjectProgress,
    attempt_id,
    program_hash,
    project_progress,
    version_of,
)
from web.student.attempts import Attempt

LESSON = load(REFERENCE).lesson
assert LESSON.project is not None
PROJECT: Project = LESSON.project


def attempt(what: str, given: str, right: bool | None = None, seed: str = "") -> Attempt:
    return Attempt("project", attempt_id(what, PROJECT), given, right, seed=seed)


def progress(*attempts: Attempt) -> ProjectProgress:
    return project_progress(LESSON, PROJECT, attempts)


def test_two_programs_that_fail_and_are_not_the_start_are_honest_tries() -> None:
    start, one, other = (program_hash(code) for code in (LESSON.code, "x = 1", "x = 2"))
    begun = progress(attempt("try", start, right=False), *[attempt("try", one, right=False)] * 2)
    assert begun.failed == {one}
    assert not begun.may_see
    assert not begun.may_order
    tried = progress(attempt("try", one, right=False), attempt("try", other, right=False))
    assert tried.may_see
    assert tried.may_order
    assert not tried.passed


def test_blanks_and_empty_lines_make_no_other_program() -> None:
    assert program_hash("x = 1\n\n\ny = 2   \n") == program_hash("x = 1\ny = 2")
    assert program_hash("# one\nx = 1\n    # two") == program_hash("x = 1")
    assert program_hash("x = 1") != program_hash(" x = 1")


def test_who_passes_may_see_the_solution_and_needs_no_lines() -> None:
    passed = progress(attempt("try", "a" * 64, right=True))
    assert (passed.passed, passed.may_see, passed.may_order) == (True, True, False)
    assert progress(attempt("order", "0,1", right=True)).may_see


def test_hints_and_the_first_disorder_are_kept() -> None:
    told = progress(
        attempt("hint", "2"), attempt("hint", "1"), attempt("lines", "", seed="4"), attempt("lines", "", seed="5")
    )
    assert (told.hints, told.seed) == (2, 4)
    assert progress(attempt("hint", "many"), attempt("lines", "", seed="x")) == ProjectProgress()


def test_what_was_done_before_the_task_changed_counts_no_more() -> None:
    old = Attempt("project", "try-00000000", "a" * 64, right=True)
    assert progress(old) == ProjectProgress()
    assert version_of(PROJECT.model_copy(update={"task": "Something else."})) != version_of(PROJECT)
    same = PROJECT.model_copy(update={"hints": (), "solution": PROJECT.solution + "\n"})
    assert version_of(same) == version_of(PROJECT), "the version of a task tells nothing of its solution"
