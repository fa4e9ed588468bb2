"""Questions about a step that a student is to predict: what is right, what is wrong, and what is given away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.studying import study_course
from tests.tutorial import traces as made
from tracer.trace import Emit, Step, Trace
from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.predicting import predict, predictions
from tutorial.telling.literals import literal

SEEDS = st.integers(min_value=0, max_value=10_000)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> list[Trace]:
    """The runs of all lessons of the tests."""
    course = study_course(tmp_path_factory.mktemp("predicting"), traces)
    return [lesson.trace for lesson in course.lessons.values() if isinstance(lesson, Studied)]


def asked(runs: list[Trace]) -> Iterator[tuple[Trace, Step, Answered]]:
    """All questions, with the step that they ask about."""
    for trace in runs:
        for step in trace.steps:
            yield from ((trace, step, question) for question in predictions(trace, step.number))


def is_so(trace: Trace, step: Step, question: str, text: str) -> bool:
    """Whether an option is so in the run, found without the code that makes questions."""
    if question == "Who receives something?":
        got = {delivery.client for delivery in step.deliveries if not delivery.local}
        names = [client for client in trace.clients if client in got]
        return text == (" and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "nobody")
    if question == "Which handler is called?":
        called = {call.function for call in step.calls}
        return called == ({text} if text != "none of them" else set())
    if question == "What does the program send?":
        return text == ("; ".join(map(words, step.emits)) or "nothing")
    name = question.split("`")[1]
    value = step.variables[name]
    return text in (literal(value), value if name == "connection_status" else None)


def words(emit: Emit) -> str:
    """What an emit says: the values alone of a message, with the event's name before them of any other event."""
    values = ", ".join(map(literal, emit.arguments))
    before = {"message": ""}.get(emit.event, f"'{emit.event}' ") if emit.kind == "event" else "the acknowledgement "
    return (before + values).strip()


def test_the_lessons_of_the_tests_ask_all_kinds_of_questions(runs: list[Trace]) -> None:
    words = {prediction.question.question.split("`")[0] for *_, prediction in asked(runs)}
    assert words == {
        "Who receives something?",
        "What does the program send?",
        "What is ",
        "Which handler is called?",
    }
    events = [step for trace in runs for step in trace.steps if step.trigger.kind == "event"]
    silent = [
        step
        for trace in runs
        for step in trace.steps
        if step.trigger.kind == "event" and not predict(trace, step.number)
    ]
    assert len(events) > 10
    assert silent == []


def test_what_the_run_has_is_right_and_everything_else_is_wrong(runs: list[Trace]) -> None:
    for trace, step, prediction in asked(runs):
        told = {option.text: option.right for option in prediction.options}
        assert told == {text: is_so(trace, step, prediction.question.question, text) for text in told}, (
            step,
            prediction,
        )


def test_one_option_is_right_and_each_is_explained_and_unlike_the_others(runs: list[Trace]) -> None:
    for _, step, prediction in asked(runs):
        assert [option.right for option in prediction.options].count(True) == 1
        assert 2 <= len(prediction.options) <= 4
        assert len({" ".join(option.text.split()) for option in prediction.options}) == len(prediction.options)
        assert all(option.text and f"tep {step.number} " in option.why for option in prediction.options)


@given(data=st.data(), seed=SEEDS)
def test_the_same_seed_asks_the_same(runs: list[Trace], data: st.DataObject, seed: int) -> None:
    trace = data.draw(st.sampled_from(runs))
    number = data.draw(st.integers(min_value=-1, max_value=len(trace.steps) + 2))
    made_one = predict(trace, number, seed)
    assert made_one == predict(Trace.from_json(trace.to_json()), number, seed)
    every = predictions(trace, number)
    assert (made_one is None) == (every == ())
    if made_one is not None:
        assert made_one.question.question == every[seed % len(every)].question.question


def test_nothing_after_the_step_is_given_away(runs: list[Trace]) -> None:
    """Without the steps that follow the question is the same. Handlers' names stand in the program anyway."""
    for trace, step, prediction in asked(runs):
        cut = replace(trace, steps=trace.steps[: step.number])
        same = {one.question.question: one for one in predictions(cut, step.number)}
        if prediction.question.question != "Which handler is called?":
            texts = {option.text for option in prediction.options}
            assert texts == {option.text for option in same[prediction.question.question].options}


def test_no_event_and_no_such_step_ask_nothing() -> None:
    trace = made.reference()
    assert predict(trace, 5) is None
    assert predict(trace, 0) is None
    assert predict(trace, 6) is None
