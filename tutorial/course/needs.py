"""Check `needs`: a lesson rests on other lessons of its folder, which come before it in the course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutorial.course.course import lesson_files
from tutorial.course.plan import course_files, read_plan
from tutorial.lesson.problems import Problem
from tutorial.reading.loading import Loaded
from tutorial.telling.words import quoted, suggest


def check_needs(loaded: Loaded, folder: Path) -> Iterator[Problem]:
    """Find lessons that are not there, and warn of those that come later in the course."""
    if not loaded.lesson.needs:
        return
    slugs = [path.stem for path in lesson_files(folder)]
    order, own = _order(folder, slugs), Path(loaded.where.path).stem
    for index, name in enumerate(loaded.lesson.needs):
        loc = ("needs", index)
        if name == own:
            yield loaded.where.problem(loc, "a lesson cannot need itself", "take it out")
        elif name not in slugs:
            others = [slug for slug in slugs if slug != own]
            close = suggest(name, others, "the other lessons here are") if others else "put it beside this one"
            yield loaded.where.problem(loc, f"there is no lesson {quoted(name)} in this folder", close)
        elif own in order and order.index(name) > order.index(own):
            what = f"{quoted(name)} comes after this lesson in the course"
            yield loaded.where.problem(loc, what, "change the order, or leave it out", "warning")


def _order(folder: Path, slugs: list[str]) -> tuple[str, ...]:
    """The lessons in the order of the course; none, where no course file gives one."""
    plan = read_plan(course_files(folder), slugs)
    named = [slug for chapter in (plan.file.chapters if plan.file else ()) for slug in chapter.lessons]
    return (*named, *(slug for slug in slugs if slug not in named)) if named else ()
