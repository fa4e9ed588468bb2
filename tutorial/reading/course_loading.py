"""Load a folder's course file: the result is a CourseFile, or a report of every mistake in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tutorial.lesson.course_file import CourseFile
from tutorial.lesson.positions import Loc, Where
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.explaining import explain
from tutorial.reading.yaml_source import FileKind, read
from tutorial.telling.words import counted, each_quoted, quoted, suggest

_COURSE = FileKind("course", "a course needs at least a title")


@dataclass(frozen=True, slots=True)
class LoadedCourse:
    """A course file, and the warnings about it."""

    file: CourseFile
    warnings: tuple[Problem, ...]


def load_course(path: Path, slugs: Collection[str]) -> LoadedCourse:
    """Read a course file; `slugs` are the lessons of its folder, in the folder's order.

    Raises:
        LessonError: the file cannot be read, is no course, or names lessons wrongly. It reports every mistake at once.
    """
    data, where = read(path, _COURSE)
    if not isinstance(data, dict):
        raise LessonError([where.problem((), "a course is a mapping of keys", "begin with `title: ...`")])
    if {"code", "scenario"} & data.keys() and "chapters" not in data:
        what = f"{path.name} is the file of the course, and this one holds a lesson"
        raise LessonError([where.problem((), what, "give the lesson's file another name")])
    problems = [*_misnamed(data, where, slugs)]
    try:
        file = CourseFile.model_validate(data)
    except ValidationError as error:
        raise LessonError([*explain(error, where, CourseFile), *problems]) from error
    if problems:
        raise LessonError(problems)
    return LoadedCourse(file, tuple(_left_out(file, where, slugs)))


def _misnamed(data: dict[str, Any], where: Where, slugs: Collection[str]) -> Iterator[Problem]:
    """The names in chapters that no lesson has, or that an earlier place has already."""
    lines: dict[str, int] = {}
    for loc, name in _named(data):
        if name not in slugs:
            close = suggest(name, slugs, "the lessons here are") if slugs else "put the lesson's file beside this one"
            yield where.problem(loc, f"there is no lesson {quoted(name)} in this folder", close)
        elif name in lines:
            first = f"the first is in line {lines[name]}"
            yield where.problem(loc, f"the lesson {quoted(name)} is in the course twice", f"delete one: {first}")
        else:
            lines[name] = where.value(loc)[0]


def _named(data: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """The names of lessons in the chapters, as far as the data has the shape of a course."""
    chapters = data.get("chapters")
    for number, chapter in enumerate(chapters if isinstance(chapters, list) else ()):
        lessons = chapter.get("lessons") if isinstance(chapter, dict) else None
        for index, name in enumerate(lessons if isinstance(lessons, list) else ()):
            if isinstance(name, str):
                yield ("chapters", number, "lessons", index), name


def _left_out(file: CourseFile, where: Where, slugs: Collection[str]) -> Iterator[Problem]:
    """One warning for all lessons that no chapter names."""
    named = {slug for chapter in file.chapters for slug in chapter.lessons}
    if file.chapters and (left := [slug for slug in slugs if slug not in named]):
        stand = "stands" if len(left) == 1 else "stand"
        what = f"{counted(len(left), 'lesson')} of this folder {stand} in no chapter: {each_quoted(left)}"
        last = "it is shown last" if len(left) == 1 else "they are shown last"
        at = where.key(("chapters",))
        yield Problem(
            where.path, *at, what, f"{last}; add {'it' if len(left) == 1 else 'them'} to a chapter", "warning"
        )
