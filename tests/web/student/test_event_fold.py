"""What follows from a list of events, also when the lesson has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import AnswersGiven, Because, Compare, Deed, OpenHint, SeePast, Try, state
from web.student.attempts import Attempt, AttemptOf, Reason, first_of
from web.student.event_fold import kind_and_data, progress_of
from web.student.lesson_progress import Bookmark, Finish, GoTo, LessonDeed, LessonProgress
from web.student.student_event import QuestionEvent, StudentEvent
from web.student.trace_key import trace_key


@pytest.fixture(scope="module")
def studied(course: Course) -> Studied:
    lesson = course.lessons["questions"]
    assert isinstance(lesson, Studied)
    return lesson


def of_kind(studied: Studied, kind: str) -> Answered:
    return next(question for question in studied.quiz if question.question.kind == kind)


def event(
    deed: Deed | LessonDeed | Attempt | Reason, question: Answered | None = None, number: int = 0, **more: Any
) -> StudentEvent:
    kind, data = kind_and_data(deed, question)
    at = f"2026-01-01T00:00:{number:02}.000+00:00"
    asked = question.id if question else deed.id if isinstance(deed, Attempt | Reason) else ""
    made = StudentEvent(f"event-{number}", "questions", "now", at, kind, asked, data)
    return replace(made, **more)


def answers(events: list[StudentEvent], question: Answered, trace: str = "now") -> Mapping[str, AnswersGiven]:
    return progress_of(events, trace, [question]).answers


def test_answers_to_another_run_never_count_against_this_one(studied: Studied) -> None:
    question = of_kind(studied, "number")
    events = [
        event(Try("1"), question),
        event(GoTo("visual", Bookmark(9)), number=1),
        event(Finish("visual"), number=2),
    ]
    assert progress_of(events, "another", [question]) == LessonProgress()
    assert answers(events, question) == {question.id: AnswersGiven(("1",))}


def test_a_question_keeps_its_answers_by_its_id_when_its_words_change(studied: Studied) -> None:
    question = of_kind(studied, "number")
    reworded = replace(question, question=question.question.model_copy(update={"question": "How many, then?"}))
    assert answers([event(Try("1"), question)], reworded) == {question.id: AnswersGiven(("1",))}
    assert answers([event(Try("1"), question)], replace(question, id="another")) == {}


@pytest.mark.parametrize("kind", ["one", "several", "order", "match"])
def test_an_answer_is_the_same_when_options_stand_in_another_order(studied: Studied, kind: str) -> None:
    question = of_kind(studied, kind)
    count = len(question.options)
    turned = [*range(1, count), 0]  # where each option of the new list stood
    now = replace(
        question,
        options=tuple(question.options[place] for place in turned),
        key=tuple(turned.index(place) for place in question.key),
    )
    right = next(one for one in _possible(question) if kind_of(question).grade(question, one).right)
    (kept,) = answers([event(Try(right), question)], now).values()
    assert state(now, kept) == "right"


def _possible(question: Answered) -> list[str]:
    """Enough answers that the right one is among them."""
    places = [str(place) for place, option in enumerate(question.options) if option.right]
    return [",".join(map(str, question.key)), ",".join(places)] if question.key else [",".join(places)]


def test_an_option_in_other_words_keeps_its_answers_and_one_that_is_gone_loses_them(studied: Studied) -> None:
    question = of_kind(studied, "one")
    reworded = replace(question, options=(replace(question.options[0], text="in other words"), *question.options[1:]))
    events = [event(Try("0"), question), event(Try("1"), question, 1)]
    assert answers(events, reworded) == {question.id: AnswersGiven(("0", "1"))}
    assert answers(events, replace(question, options=question.options[1:])) == {question.id: AnswersGiven(("0",))}


def test_an_answer_to_a_question_of_another_kind_is_passed_over(studied: Studied) -> None:
    choice, number = of_kind(studied, "one"), of_kind(studied, "number")
    assert answers([event(Try("0"), choice)], replace(number, id=choice.id)) == {}
    assert answers([event(Try("4"), number)], replace(choice, id=number.id)) == {}


def test_starting_over_counts_from_there(studied: Studied) -> None:
    question = of_kind(studied, "number")
    over = StudentEvent("event-1", "questions", "now", "2026-01-01T00:00:01.000+00:00", "over")
    events = [event(Try("1"), question), over, event(Try("4"), question, 2)]
    assert answers(events, question) == {question.id: AnswersGiven(("4",))}


def test_of_two_places_the_later_one_counts_in_whatever_order_they_come(studied: Studied) -> None:
    early, late = event(GoTo("visual", Bookmark(2)), number=1), event(GoTo("visual", Bookmark(5, 1)), number=2)
    for events in ([early, late], [late, early]):
        progress = progress_of(events, "now", studied.quiz)
        assert progress.bookmarks == {"visual": Bookmark(5, 1)}
        assert progress.last == late.at


EXERCISE = Attempt("exercise", "holes-3", "1", False, form="holes", seed="a81f", sure="sure")


def test_attempts_are_read_as_they_were_made_and_a_reason_belongs_to_the_last() -> None:
    events = [
        event(EXERCISE),
        event(replace(EXERCISE, given="2", right=True, sure=""), number=1),
        event(Attempt("statement", "holes-3", "yes", None), number=2),
        event(Reason("exercise", "holes-3", "two-rooms", True, seed="a81f"), number=3),
        event(Reason("exercise", "holes-3", "none", False, seed="a81f"), number=4),
        event(Reason("figure", "holes-3", "never asked", False), number=5),
    ]
    first, second, statement = progress_of(events, "now", ()).attempts
    assert (first, first.at) == (replace(EXERCISE, at=events[0].at), events[0].at)
    assert (second.because, second.reasoned, second.right) == ("two-rooms", True, True)
    assert (statement.of, statement.right, statement.because) == ("statement", None, "")
    assert progress_of(events, "another", ()).attempts == ()
    assert first_of((first, second, statement), "exercise", "holes-3", "a81f") == first
    assert first_of((first, second), "exercise", "holes-3") is None


def test_an_attempt_has_an_id_that_every_log_can_keep() -> None:
    for name in ("", "x" * 101):
        with pytest.raises(ValueError, match="1 to 100 characters"):
            replace(EXERCISE, id=name)


GIVEN = st.sampled_from(["0", "1", "4", "2.5", "x"])
DEEDS = st.one_of(
    GIVEN.map(Try),
    st.just(SeePast()),
    st.just(Because("reason")),
    st.just(Compare("yes")),
    st.integers(-1, 3).map(OpenHint),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=10), data=st.data())
def test_no_list_of_events_breaks_a_question_or_opens_it_again(
    studied: Studied, deeds: list[Deed], data: st.DataObject
) -> None:
    question = of_kind(studied, "number")
    events = data.draw(st.permutations([event(deed, question, number) for number, deed in enumerate(deeds)]))
    before = AnswersGiven()
    for cut in range(len(events) + 1):
        now = answers(events[:cut], question).get(question.id, AnswersGiven())
        assert now.given[: len(before.given)] == before.given, "an answer was taken back"
        assert len(now.given) <= kind_of(question).tries(question)
        if state(question, before) != "open":
            assert now.given == before.given, "a closed question took an answer"
        before = now


NAMES = st.sampled_from(["given", "options", "mode", "step", "number", "what", "done", "of", "right"])
JUNK = st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))


@given(junk=st.dictionaries(NAMES, JUNK))
def test_whatever_an_event_holds_the_page_can_be_read(studied: Studied, junk: dict[str, Any]) -> None:
    question = of_kind(studied, "one")
    for kind in get_args(QuestionEvent) + get_args(AttemptOf) + ("place", "finish", "over"):
        junky = replace(event(Try("0"), question), kind=kind, data=junk)
        progress_of([junky], "now", studied.quiz)


def test_a_traces_key_is_that_of_what_was_shown(studied: Studied) -> None:
    trace = studied.trace
    upgraded = replace(trace, provenance=replace(trace.provenance, python="4.0", libraries={"flask": "9"}))
    assert trace_key(upgraded) == trace_key(trace)
    assert trace_key(replace(trace, steps=trace.steps[:-1])) != trace_key(trace)
    assert trace_key(replace(trace, provenance=replace(trace.provenance, code="0" * 64))) != trace_key(trace)
