"""What a student has done in one lesson, as pages read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from web.student.answers_given import AnswersGiven
from web.student.attempts import Attempt


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a student is in a lesson's run. Phase 0 is the step as a whole, line 0 the phase as a whole."""

    step: int
    phase: int = 0
    line: int = 0

    @property
    def address(self) -> str:
        """The end of the page's address that leads there: `#step-3.2`."""
        return f"#step-{self.step}" + "".join(f".{one}" for one in (self.phase, self.line) if one and self.phase)


@dataclass(frozen=True, slots=True)
class GoTo:
    """The student has come to a place of the run, in a mode (its key)."""

    mode: str
    bookmark: Bookmark


@dataclass(frozen=True, slots=True)
class Finish:
    """The student has finished something of the lesson, such as a mode (its key), or takes that back."""

    what: str
    done: bool = True


LessonDeed = GoTo | Finish
"""What a student can do in a lesson, beside answering its questions."""


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """What a student has done in a lesson.

    `answers` are by the question's id; untouched questions are not in it. `bookmarks` are by the mode's key, and `mode`
    is the one of the last. `done` names what is finished. `attempts` are the answers to all that is asked beside the
    quiz, in their order. `last` is when anything was done last, as ISO time in UTC
    (texts of it compare as times do); it is empty when nothing was.
    """

    answers: Mapping[str, AnswersGiven] = field(default_factory=dict)
    bookmarks: Mapping[str, Bookmark] = field(default_factory=dict)
    mode: str = ""
    done: frozenset[str] = frozenset()
    attempts: tuple[Attempt, ...] = ()
    last: str = ""


NOTHING_DONE = LessonProgress()
"""The progress in a lesson that was never opened."""


def after_lesson_deed(progress: LessonProgress, deed: LessonDeed) -> LessonProgress:
    """What a student has done in a lesson, and now this; the mode of the last place comes last in `bookmarks`."""
    if isinstance(deed, GoTo):
        others = {key: one for key, one in progress.bookmarks.items() if key != deed.mode}
        return replace(progress, bookmarks=others | {deed.mode: deed.bookmark}, mode=deed.mode)
    done = progress.done | {deed.what} if deed.done else progress.done - {deed.what}
    return replace(progress, done=done)
