"""The page of a course: its chapters with their lessons, and where its student goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from tutorial.course.course import Broken, Course, Studied
from tutorial.lesson import markdown
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import Problem
from web.modes.modes import FIRST, mode_named
from web.site.kept_pages import mode_url
from web.student.answers_given import score
from web.student.lesson_progress import NOTHING_DONE, LessonProgress
from web.student.lesson_state import LessonState, answered, lesson_state

_NOTHING = Markup()
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Stop:
    """A lesson on the page of its course. `number` counts through the chapters; `problems` counts its problems.

    `about` is what one can do after the lesson; without such words, the first sentence of its summary. `track` is empty
    where all lessons have the same one. `standing` says in words how far the student is.
    """

    number: int
    slug: str
    title: str
    problems: int = 0
    about: Markup = _NOTHING
    able_to: bool = False
    track: str = ""
    minutes: int = 0
    steps: int = 0
    questions: int = 0
    state: LessonState = "new"
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chapter on the page of its course. The lessons that no chapter names have a stretch without a title."""

    title: str
    summary: Markup
    stops: tuple[Stop, ...]

    @property
    def done(self) -> int:
        """How many of its lessons are done."""
        return sum(stop.state == "done" for stop in self.stops)


@dataclass(frozen=True, slots=True)
class GoOn:
    """Where the student goes on: the words before the lesson's title, the title, the words after it, the address."""

    words: str
    title: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """All that the page shows. `minutes` is what the lessons take together; `errors` are those of the course file."""

    title: str
    summary: Markup
    stretches: tuple[Stretch, ...]
    lessons: int
    done: int
    minutes: int
    go_on: GoOn | None
    errors: tuple[Problem, ...]


def course_view(course: Course, progress: Mapping[str, LessonProgress]) -> CourseView:
    """The page of a course for a student; `progress` is what was done in its lessons, by slug."""
    file = course.plan.file
    stretches = tuple(_stretches(course, progress))
    stops = [stop for stretch in stretches for stop in stretch.stops]
    return CourseView(
        title=file.title if file else "",
        summary=_block(file.summary) if file else _NOTHING,
        stretches=stretches,
        lessons=len(stops),
        done=sum(stop.state == "done" for stop in stops),
        minutes=sum(stop.minutes for stop in stops),
        go_on=_go_on(stops, progress),
        errors=tuple(problem for problem in course.plan.problems if problem.severity == "error"),
    )


def _stretches(course: Course, progress: Mapping[str, LessonProgress]) -> Iterator[Stretch]:
    tracks = {one.lesson.track for one in course.lessons.values() if isinstance(one, Studied)}
    number = 1
    for chapter in course.chapters():
        numbered = enumerate(chapter.lessons, number)
        stops = tuple(_stop(at, course.lessons[slug], progress, tracks) for at, slug in numbered)
        number += len(stops)
        yield Stretch(chapter.title, _block(chapter.summary), stops)


def _stop(number: int, lesson: Studied | Broken, progress: Mapping[str, LessonProgress], tracks: set[str]) -> Stop:
    if isinstance(lesson, Broken):
        return Stop(number, lesson.slug, lesson.slug, len(lesson.problems))
    said, done = lesson.lesson, progress.get(lesson.slug, NOTHING_DONE)
    return Stop(
        number=number,
        slug=lesson.slug,
        title=said.title,
        about=_inline(_about(said)),
        able_to=bool(said.able_to),
        track=said.track if len(tracks) > 1 else "",
        minutes=said.minutes,
        steps=len(lesson.trace.steps),
        questions=score(lesson, done.answers).questions,
        state=lesson_state(lesson, done),
        standing=_standing(lesson, done),
    )


def _about(lesson: Lesson) -> str:
    first = _SENTENCE.split(lesson.summary.strip().partition("\n\n")[0], 1)[0]
    return lesson.able_to or (first if first.count("`") % 2 == 0 else lesson.summary)


def _standing(lesson: Studied, progress: LessonProgress) -> str:
    """How far the student is, in words; empty at the start."""
    told, steps = score(lesson, progress.answers), len(lesson.trace.steps)
    if lesson_state(lesson, progress) == "done":
        return f"{told.right} of {told.all} right" if told.all else ""
    if count := answered(lesson, progress):
        return f"{count} of {told.questions} answered"
    mark = progress.bookmarks.get(progress.mode)
    return f"at step {mark.step} of {steps}" if mark and 1 < mark.step <= steps else ""


def _go_on(stops: list[Stop], progress: Mapping[str, LessonProgress]) -> GoOn | None:
    """The lesson touched last, while it is not done; else the next one that is not. The student stays in a mode."""
    left = [stop for stop in stops if not stop.problems and stop.state != "done"]
    if not left:
        return None
    touched = [stop for stop in stops if stop.slug in progress]
    if not touched:
        return GoOn("Begin with", left[0].title, "", mode_url(left[0].slug, FIRST))
    last = max(touched, key=lambda stop: progress[stop.slug].last)
    stop = next((one for one in left if one.number >= last.number), left[0])
    mode = mode_named(progress[last.slug].mode) or FIRST
    mark = progress.get(stop.slug, NOTHING_DONE).bookmarks.get(mode.key)
    if mark is None or not 1 < mark.step <= stop.steps:
        return GoOn("Go on with", stop.title, "", mode_url(stop.slug, mode))
    return GoOn("Go on with", stop.title, f"at step {mark.step}", mode_url(stop.slug, mode) + mark.address)


@lru_cache(maxsize=4096)
def _inline(text: str) -> Markup:
    return markdown.inline(text)


@lru_cache(maxsize=1024)
def _block(text: str) -> Markup:
    return markdown.block(text)
