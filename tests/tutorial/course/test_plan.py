"""The plan of a course: its course file's, or none while that has errors."""

from __future__ import annotations

from pathlib import Path

from tutorial.course.plan import NO_PLAN, course_files, read_plan


def put(folder: Path, name: str, text: str = "title: A\nchapters: [{title: B, lessons: [two, one]}]\n") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_folder_without_a_course_file_has_no_plan(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").mkdir()
    assert read_plan(course_files(tmp_path), ["one"]) == NO_PLAN


def test_either_ending_will_do_and_a_second_file_is_told(tmp_path: Path) -> None:
    put(tmp_path, "course.yml")
    plan = read_plan(course_files(tmp_path), ["one", "two"])
    assert plan.file is not None
    assert plan.problems == ()
    put(tmp_path, "course.yaml", "title: The other\n")
    plan = read_plan(course_files(tmp_path), ["one", "two"])
    assert plan.file is not None
    assert plan.file.title == "The other"
    (problem,) = plan.problems
    assert str(problem) == (
        f"{tmp_path}/course.yml:1:1: warning: this file is not read: there is course.yaml, too; delete one of them"
    )


def test_a_file_with_errors_gives_no_plan_and_one_with_warnings_does(tmp_path: Path) -> None:
    put(tmp_path, "course.yaml")
    wrong = read_plan(course_files(tmp_path), ["one"])
    assert (wrong.file, [problem.severity for problem in wrong.problems]) == (None, ["error"])
    more = read_plan(course_files(tmp_path), ["one", "two", "three"])
    assert more.file is not None
    assert [problem.severity for problem in more.problems] == ["warning"]
