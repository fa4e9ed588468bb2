"""The way on from a lesson: to its quiz, and to the lessons before and after it, the same in every mode."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Course, Studied
from tutorial.lesson import markdown


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The lesson before or after this one."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a lesson stands in its course, and what comes before and after it.

    `number` of `lessons` counts through all chapters; `chapter` is empty when none names the lesson. `asks` says
    whether the lesson has a quiz. `able_to` is what the student can do now.
    """

    number: int
    lessons: int
    chapter: str
    before: Neighbour | None
    after: Neighbour | None
    asks: bool
    able_to: Markup


def onward(course: Course, studied: Studied) -> Onward:
    """The way on from a lesson of a course."""
    before, after = course.neighbours(studied.slug)
    order = course.order()
    chapter = next(one for one in course.chapters() if studied.slug in one.lessons)
    return Onward(
        number=order.index(studied.slug) + 1,
        lessons=len(order),
        chapter=chapter.title,
        before=_neighbour(before),
        after=_neighbour(after),
        asks=bool(studied.lesson.quiz),
        able_to=markdown.inline(studied.lesson.able_to),
    )


def _neighbour(studied: Studied | None) -> Neighbour | None:
    return Neighbour(studied.slug, studied.lesson.title) if studied else None
