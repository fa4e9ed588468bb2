"""How far a student is with a lesson: what it takes to have begun it, and to have done it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutorial.course.course import Course, Studied
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import AnswersGiven
from web.student.lesson_progress import Bookmark, LessonProgress
from web.student.lesson_state import answered, lesson_state

NOW = "2026-11-28T22:00:00+00:00"


@pytest.fixture
def studied(course: Course) -> Studied:
    found = course.lessons["websocket-events"]
    assert isinstance(found, Studied)
    return found


def shown(studied: Studied, count: int) -> LessonProgress:
    """The first questions of a lesson, each answered wrongly until the answer was shown."""
    answers = {}
    for question in studied.quiz[:count]:
        wrong = [str(number) for number, option in enumerate(question.options) if not option.right]
        answers[question.id] = AnswersGiven(tuple(wrong[: kind_of(question).tries(question)]))
    return LessonProgress(answers, last=NOW)


def test_a_lesson_is_new_until_something_was_done_in_it(studied: Studied) -> None:
    assert lesson_state(studied, LessonProgress()) == "new"
    assert lesson_state(studied, LessonProgress(bookmarks={"deep": Bookmark(2)}, last=NOW)) == "begun"


def test_a_lesson_with_a_quiz_is_done_when_every_question_is_answered_wrongly_or_not(studied: Studied) -> None:
    seen = {"visual": Bookmark(len(studied.trace.steps))}
    two = replace(shown(studied, 2), bookmarks=seen)
    assert (lesson_state(studied, two), answered(studied, two)) == ("begun", 2)
    three = shown(studied, 3)
    assert (lesson_state(studied, three), answered(studied, three)) == ("done", 3)


def test_a_lesson_without_a_quiz_is_done_at_its_last_step(studied: Studied) -> None:
    bare, last = replace(studied, quiz=()), len(studied.trace.steps)
    assert lesson_state(bare, LessonProgress()) == "new"
    assert lesson_state(bare, LessonProgress(bookmarks={"visual": Bookmark(last - 1)}, last=NOW)) == "begun"
    assert lesson_state(bare, LessonProgress(bookmarks={"visual": Bookmark(last)}, last=NOW)) == "done"
    assert lesson_state(bare, LessonProgress(done=frozenset({"visual"}), last=NOW)) == "done"
