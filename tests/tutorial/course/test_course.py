"""A folder of lessons becomes a course: what holds is served, what does not says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE, ROOT, handler, write
from tutorial.course.course import Broken, Course, Studied, lesson_files, study, study_all
from tutorial.course.plan import CoursePlan
from tutorial.lesson.course_file import CourseFile
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


def test_every_lesson_of_the_course_loads_runs_and_is_true(runner: Runner, traces: Path) -> None:
    files = lesson_files(ROOT / "lessons")
    assert REFERENCE in files
    for studied in study_all(files, runner, TraceStore(traces)):
        assert not isinstance(studied, Broken), "\n".join(map(str, studied.problems))


def test_lessons_come_in_the_order_of_their_names_and_nothing_else_comes(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "notes.txt", "course.yaml", "course.yml"):
        (tmp_path / name).touch()
    (tmp_path / "folder.yaml").mkdir()
    assert [path.name for path in lesson_files(tmp_path)] == ["a.yml", "b.yaml"]
    with pytest.raises(FileNotFoundError, match="no folder of lessons"):
        lesson_files(tmp_path / "none")


def test_a_lesson_that_does_not_load_or_run_or_hold_is_broken_with_its_problems(runner: Runner, tmp_path: Path) -> None:
    quiz = """\
    quiz:
      - question: What was received?
        choices: [Hello, Bye]
        answer: {variable: last_message, after: 1}
    """
    paths = [
        write(tmp_path, handler("send(msg)"), name="unread.yaml", more="minutes: ten"),
        write(tmp_path, handler("raise SystemExit"), name="unrun.yaml"),
        write(tmp_path, handler("send(msg)"), name="untrue.yaml", more=quiz),
    ]
    studied = [study(path, runner, TraceStore(tmp_path / "cache")) for path in paths]
    broken = [lesson for lesson in studied if isinstance(lesson, Broken)]
    assert [(lesson.slug, lesson.path) for lesson in broken] == [(path.stem, path) for path in paths]
    assert all(problem.path == str(lesson.path) for lesson in broken for problem in lesson.problems)
    assert "None" in str(broken[2].problems[0])


def course(*slugs: str, broken: str = "", chapters: dict[str, list[str]] | None = None) -> Course:
    """A course of lessons that need not be anything but there."""
    lessons = {
        slug: Broken(slug, Path(slug), ()) if slug == broken else Studied(slug, Path(slug), None, None, (), "", 0)  # type: ignore[arg-type]  # only the order is asked for
        for slug in slugs
    }
    listed = [{"title": title, "lessons": names} for title, names in (chapters or {}).items()]
    return Course(
        lessons, CoursePlan(CourseFile.model_validate({"title": "A", "chapters": listed})) if chapters else CoursePlan()
    )


def test_without_a_plan_all_lessons_stand_in_one_chapter_without_a_title() -> None:
    planless = course("a", "b")
    assert [(one.title, one.lessons) for one in planless.chapters()] == [("", ("a", "b"))]
    assert course().chapters() == ()


def test_a_plan_orders_the_lessons_and_those_that_it_does_not_name_come_last() -> None:
    planned = course("a", "b", "c", "d", chapters={"One": ["c"], "Gone": ["x"], "Two": ["a", "y"]})
    assert [(one.title, one.lessons) for one in planned.chapters()] == [
        ("One", ("c",)),
        ("Two", ("a",)),
        ("", ("b", "d")),
    ]
    assert planned.order() == ("c", "a", "b", "d")


def test_the_neighbours_of_a_lesson_are_the_next_ones_that_can_be_shown() -> None:
    planned = course("a", "b", "c", broken="b", chapters={"One": ["c", "b", "a"]})
    assert [one and one.slug for one in planned.neighbours("a")] == ["c", None]
    assert [one and one.slug for one in planned.neighbours("c")] == [None, "a"]
