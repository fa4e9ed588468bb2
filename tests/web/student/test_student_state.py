"""What a student does is read as it was done, from every kind of log, and pages know nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask

from tests.web.reading import by_id
from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.predicting import predictions
from web.site.app import create_app
from web.student.answers_given import (
    NOTHING,
    AnswersGiven,
    Because,
    Compare,
    OpenHint,
    SeePast,
    Try,
    TryAgain,
    after,
    outcome,
    score,
    state,
)
from web.student.attempts import Attempt, Reason
from web.student.event_log import EventLog
from web.student.lesson_progress import Bookmark, Finish, GoTo
from web.student.student_state import StudentState


@pytest.fixture
def student(log: EventLog) -> StudentState:
    return StudentState(log)


@pytest.fixture
def asking(app: Flask) -> Iterator[None]:
    """A request that is being answered."""
    with app.test_request_context():
        yield


def lesson(course: Course, slug: str) -> Studied:
    found = course.lessons[slug]
    assert isinstance(found, Studied)
    return found


@pytest.fixture
def studied(course: Course) -> Studied:
    return lesson(course, "questions")


def answers(student: StudentState, studied: Studied) -> Mapping[str, AnswersGiven]:
    return student.read(studied).answers


def of_kind(studied: Studied, kind: str) -> Answered:
    return next(question for question in studied.quiz if question.question.kind == kind)


@pytest.mark.usefixtures("asking")
def test_answers_are_read_as_they_were_given(student: StudentState, studied: Studied) -> None:
    assert answers(student, studied) == {}
    for kind, tries in {"several": ("0", "2", "0,1,2"), "text": ("Ada", "hash"), "number": ("1", "2.5")}.items():
        for given in tries:
            student.record(studied, of_kind(studied, kind), Try(given))
        assert answers(student, studied)[of_kind(studied, kind).id] == AnswersGiven(tries)
    assert len(answers(student, studied)) == 3


@pytest.mark.usefixtures("asking")
def test_an_answer_counts_once_and_a_closed_question_stays(student: StudentState, studied: Studied) -> None:
    question = of_kind(studied, "number")
    for given in ("1", "1", "4", "5"):
        student.record(studied, question, Try(given))
    assert answers(student, studied) == {question.id: AnswersGiven(("1", "4"))}
    assert state(question, answers(student, studied)[question.id]) == "right"


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize("text", ["because", "5"])
def test_a_free_text_keeps_how_close_it_is(student: StudentState, studied: Studied, text: str) -> None:
    question = of_kind(studied, "free")
    student.record(studied, question, Compare("yes"))
    assert answers(student, studied) == {}, "there is nothing to compare"
    student.record(studied, question, Try(text))
    assert answers(student, studied) == {question.id: AnswersGiven((text,))}
    for said in ("yes", "no"):
        student.record(studied, question, Compare(said))
        assert answers(student, studied) == {question.id: AnswersGiven((text,), said)}


@pytest.mark.usefixtures("asking")
def test_a_prediction_is_kept_whatever_is_done_later(student: StudentState, studied: Studied) -> None:
    first, second = (predictions(studied.trace, step)[0] for step in (3, 4))
    student.record(studied, first, Try("0", "sure"))
    student.record(studied, second, Try("1", "guess"))
    student.record(studied, of_kind(studied, "number"), Try("1", "think"))
    student.note(studied, GoTo("visual", Bookmark(3)))
    kept = student.read(studied, (first, second)).answers
    assert kept[first.id] == AnswersGiven(("0",), sure=("sure",))
    assert kept[second.id] == AnswersGiven(("1",), sure=("guess",))
    assert set(answers(student, studied)) == {of_kind(studied, "number").id}
    student.forget(studied)
    assert student.read(studied, (first, second)).answers == {}


@pytest.mark.usefixtures("asking")
def test_seeing_past_a_question_is_kept_beside_its_answers(student: StudentState, course: Course) -> None:
    studied = lesson(course, "asked")
    question = studied.quiz[0]
    student.record(studied, question, SeePast())
    assert answers(student, studied) == {question.id: AnswersGiven(past=True)}
    student.record(studied, question, Try("0"))
    assert answers(student, studied) == {question.id: AnswersGiven(("0",), past=True)}


@pytest.mark.usefixtures("asking")
def test_how_sure_one_was_is_kept_with_each_answer_and_the_reason_with_the_last(
    student: StudentState, studied: Studied
) -> None:
    question = of_kind(studied, "number")
    student.record(studied, question, Because("no answer yet"))
    assert answers(student, studied) == {}
    student.record(studied, question, Try("1"))
    student.record(studied, question, Try("4", sure="sure"))
    student.record(studied, question, Because("two-rooms"))
    told = AnswersGiven(("1", "4"), sure=("", "sure"), because="two-rooms")
    assert answers(student, studied)[question.id] == told
    student.record(studied, question, Because("two-rooms", right=True))
    assert answers(student, studied)[question.id] == replace(told, reasoned=True)


@pytest.mark.usefixtures("asking")
def test_opened_hints_are_kept_once(student: StudentState, course: Course) -> None:
    studied = lesson(course, "websocket-events")
    question = next(one for one in studied.quiz if one.question.hints)
    for number in (1, 1, 99):
        student.record(studied, question, OpenHint(number))
    assert answers(student, studied)[question.id].hints == {1}


@pytest.mark.usefixtures("asking")
def test_what_a_mode_asks_is_kept_with_verdict_and_reason_and_once_under_its_id(
    student: StudentState, studied: Studied
) -> None:
    exercise = Attempt("exercise", "holes-3", "1", True, form="holes", seed="a81f", sure="think")
    for _ in range(2):
        student.attempt(studied, exercise, "made-by-the-page")
        student.reason(studied, Reason("exercise", "holes-3", "two-rooms", False, seed="a81f"), "and-its-reason")
    student.attempt(studied, Attempt("figure", "round-trip", "2", None))
    first, second = student.read(studied).attempts
    assert replace(first, at="") == replace(exercise, because="two-rooms", reasoned=False)
    assert (second.of, second.id, second.given) == ("figure", "round-trip", "2")
    student.forget(studied)
    assert len(student.read(studied).attempts) == 2, "only the quiz starts over"
    assert {"kind": "exercise", "question": "holes-3", "given": "1", "right": True, "seed": "a81f"}.items() <= (
        student.events()[0].to_json().items()
    )


@pytest.mark.usefixtures("asking")
def test_places_and_what_is_finished_are_kept_by_lesson_and_mode(
    student: StudentState, studied: Studied, course: Course
) -> None:
    student.note(studied, GoTo("visual", Bookmark(3, 1)))
    student.note(studied, GoTo("deep", Bookmark(2)))
    student.note(studied, GoTo("visual", Bookmark(4)))
    student.note(studied, Finish("visual"))
    read = student.read(studied)
    assert (read.bookmarks, read.mode) == ({"visual": Bookmark(4), "deep": Bookmark(2)}, "visual")
    assert read.done == {"visual"}
    assert read.last
    student.note(studied, Finish("visual", done=False))
    assert not student.read(studied).done
    assert student.overview([studied, lesson(course, "asked")]).keys() == {studied.slug}


@pytest.mark.usefixtures("asking")
def test_lessons_are_forgotten_one_by_one(student: StudentState, studied: Studied, course: Course) -> None:
    other = lesson(course, "asked")
    for one in (studied, other):
        student.record(one, one.quiz[0], Try("0"))
    student.forget(studied)
    assert answers(student, studied) == {}
    assert answers(student, other) == {other.quiz[0].id: AnswersGiven(("0",))}


@pytest.mark.usefixtures("asking")
def test_what_fits_a_changed_lesson_no_more_is_left_out(
    student: StudentState, studied: Studied, course: Course
) -> None:
    choice, number = of_kind(studied, "one"), of_kind(studied, "number")
    student.record(studied, choice, Try(str(len(choice.options) - 1)))
    student.record(studied, number, Try("1"))
    shorter = replace(choice, options=choice.options[:2])
    changed = replace(studied, quiz=(shorter, *(one for one in studied.quiz if one is not choice)))
    assert answers(student, changed) == {number.id: AnswersGiven(("1",))}
    waits = lesson(course, "asked")
    student.record(waits, waits.quiz[0], SeePast())
    asked_anywhere = replace(waits.quiz[0], question=waits.quiz[0].question.model_copy(update={"after": None}))
    assert answers(student, replace(waits, quiz=(asked_anywhere,))) == {}


def test_a_page_reads_and_records_nowhere_else(log: EventLog, course: Course, studied: Studied) -> None:
    client = create_app(course, log=log).test_client()
    question = of_kind(studied, "number")
    client.post(f"/lessons/questions/quiz/{question.id}", data={"text": "4"})
    page = client.get("/lessons/questions").text
    assert by_id(page, f"q-{question.id}").attributes["data-state"] == "right"
    assert "1 of 10 right" in page
    client.post("/lessons/questions/start-over")
    assert 'data-state="right"' not in client.get("/lessons/questions").text


def test_the_score_counts_what_was_tried_and_not_what_was_seen_past(course: Course) -> None:
    studied = lesson(course, "asked")
    first, second, *_ = studied.quiz
    told = score(studied, {first.id: AnswersGiven(past=True), second.id: AnswersGiven(("2",))})
    assert (told.right, told.tried, told.all) == (1, 1, 5)


def test_a_question_that_was_not_right_at_first_can_be_tried_again_and_never_counts_as_a_first_try(
    studied: Studied, course: Course
) -> None:
    number = of_kind(studied, "number")
    late = AnswersGiven(("1", "4"), sure=("sure", ""))
    assert outcome(number, late) == "later"
    again = after(number, late, TryAgain())
    assert (state(number, again), again.given) == ("open", ())
    right = after(number, again, Try("4"))
    assert outcome(number, right) == "again"
    assert after(number, right, TryAgain()) == right
    first = after(number, NOTHING, Try("4"))
    assert after(number, first, TryAgain()) == first
    assert after(number, NOTHING, TryAgain()) == NOTHING
    told = score(studied, {number.id: right})
    assert (told.right, told.first, told.done) == (1, 0, False)
    waits = lesson(course, "asked").quiz[0]
    wrong = [str(place) for place, option in enumerate(waits.options) if not option.right]
    shown = AnswersGiven(tuple(wrong))
    assert outcome(waits, shown) == "shown"
    assert after(waits, shown, TryAgain()).past, "the gate stays open"
