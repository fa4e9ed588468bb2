"""Which cards a student has, in which order, and when each is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.cards import cards
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.predicting import predictions
from web.student.answers_given import Try, TryAgain
from web.student.attempts import Attempt
from web.student.deck import DeckCard
from web.student.event_log import MemoryLog
from web.student.lesson_progress import Finish
from web.student.student_state import StudentState

BEGIN = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)


@pytest.fixture
def student(app: Flask) -> Iterator[StudentState]:
    with app.test_request_context(), time_machine.travel(BEGIN, tick=False):
        yield StudentState(MemoryLog())


@pytest.fixture
def studied(course: Course) -> Studied:
    found = course.lessons["websocket-events"]
    assert isinstance(found, Studied)
    return found


def wrong(question: Answered) -> list[str]:
    return [str(place) for place, option in enumerate(question.options) if not option.right]


def right(question: Answered) -> str:
    return next(str(place) for place, option in enumerate(question.options) if option.right)


def deck(student: StudentState, studied: Studied) -> list[DeckCard]:
    return student.cards([studied])


def test_what_was_missed_and_sure_comes_first_and_an_open_question_is_no_card(
    student: StudentState, studied: Studied
) -> None:
    first, second, third = studied.quiz
    assert deck(student, studied) == []
    student.record(studied, first, Try(wrong(first)[0], "guess"))
    assert deck(student, studied) == [], "it has tries left"
    student.record(studied, first, Try(right(first)))
    student.record(studied, second, Try(right(second), "sure"))
    prediction = predictions(studied.trace, 3)[0]
    student.record(studied, prediction, Try(wrong(prediction)[0], "sure"))
    mine = deck(student, studied)
    assert [card.question.id for card in mine] == [prediction.id, first.id]
    assert [card.missed and card.missed.sure for card in mine] == [True, False]
    student.forget(studied)
    student.record(studied, first, Try(right(first)))
    assert first.id in {card.question.id for card in deck(student, studied)}, "starting over hides nothing"
    assert third.id not in {card.question.id for card in deck(student, studied)}


def test_a_question_that_is_asked_again_is_no_card_while_it_is_open(student: StudentState, studied: Studied) -> None:
    question = studied.quiz[0]
    for given in (wrong(question)[0], right(question)):
        student.record(studied, question, Try(given))
    assert len(deck(student, studied)) == 1
    student.record(studied, question, TryAgain())
    assert deck(student, studied) == []


def test_who_has_done_a_lesson_gets_what_is_worth_keeping_of_it(student: StudentState, studied: Studied) -> None:
    student.note(studied, Finish("visual"))
    mine = deck(student, studied)
    assert {card.question.id for card in mine} == {one.id for one in cards(studied.lesson, studied.trace)}
    assert {card.missed for card in mine} == {None}
    assert deck(student, replace(studied, trace=replace(studied.trace, steps=studied.trace.steps[:2]))) == []


def test_what_was_missed_beside_the_quiz_comes_back_and_what_was_right_does_not(
    student: StudentState, studied: Studied
) -> None:
    assert studied.measured
    figure, statement = studied.measured.figures[0].id, "written-1" if studied.judged else "accepted"
    student.attempt(studied, Attempt("exercise", "cell-3", "0", False, form="cell", seed="3", sure="sure"))
    student.attempt(studied, Attempt("exercise", "lie-4", "0", True, form="lie", seed="4"))
    student.attempt(studied, Attempt("exercise", "v1-line-5", "1", False, form="challenge", seed="77"))
    student.attempt(studied, Attempt("exercise", "why", "2-receives", False, form="why"))
    student.attempt(studied, Attempt("statement", statement, "true", False))
    student.attempt(studied, Attempt("figure", figure, "0", False, sure="guess"))
    student.attempt(studied, Attempt("figure", "gone", "0", False))
    mine = deck(student, studied)
    names = ["exercise:cell-3", "exercise:v1-line-5", f"statement:{statement}", f"figure:{figure}"]
    assert [card.question.id for card in mine][:1] == names[:1], "what one was sure of comes first"
    assert {card.question.id for card in mine} == set(names)
    variant = next(card.beside for card in mine if card.question.id == "exercise:v1-line-5")
    assert variant
    assert variant.came_in, "what happens in a run that the student does not know"


def test_a_card_rests_then_comes_later_and_later_and_soon_after_a_miss(student: StudentState, studied: Studied) -> None:
    student.note(studied, Finish("visual"))
    card = deck(student, studied)[0]
    assert card.due == "2026-11-30T04:00:00.000+00:00"
    rests = []
    for _ in range(3):
        at = datetime.fromisoformat(card.due)
        with time_machine.travel(at, tick=False):
            student.attempt(studied, Attempt("card", card.question.id, "0", True, sure="think"))
        card = next(one for one in deck(student, studied) if one.question.id == card.question.id)
        rests.append(datetime.fromisoformat(card.due) - at)
    assert timedelta(days=1) <= rests[0] < rests[1] < rests[2]
    at = datetime.fromisoformat(card.due)
    with time_machine.travel(at, tick=False):
        student.attempt(studied, Attempt("card", card.question.id, "1", False, sure="sure"))
    again = next(one for one in deck(student, studied) if one.question.id == card.question.id)
    assert datetime.fromisoformat(again.due) - at == timedelta(minutes=10)


@pytest.mark.parametrize("slug", ["websocket-events", "questions", "asked", "lines", "refused", "hostile"])
def test_every_card_has_one_right_option_at_no_fixed_place_and_a_reason(course: Course, slug: str) -> None:
    studied = course.lessons[slug]
    assert isinstance(studied, Studied)
    every = cards(studied.lesson, studied.trace)
    assert every, "a lesson with nothing but a run has cards, too"
    assert every == cards(studied.lesson, studied.trace)
    assert len({card.id for card in every}) == len(every)
    for card in every:
        assert 2 <= len(card.options) <= 4
        assert sum(option.right for option in card.options) == 1
        assert len({option.text for option in card.options}) == len(card.options)
        assert kind_of(card).grade(card, right(card)).right
