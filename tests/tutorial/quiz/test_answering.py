"""The quiz: which choice is right is read from the trace, and so is what is said about each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tutorial import traces
from tests.tutorial.replaying import REFERENCE_WITHOUT, Without
from tests.tutorial.writing import GOOD, REFERENCE, loaded
from tracer.trace import Trace
from tutorial.lesson.problems import LessonError, Problem
from tutorial.quiz.answered import Option
from tutorial.quiz.answering import answer_all
from tutorial.reading.loading import load

SCENARIO = "scenario: [connect, {send: Hello}, {send: How are you?}, disconnect]\n"
STEPS = ["Step 1", "Step 2", "Step 3", "Step 4"]


def asked(folder: Path, answer: object, choices: list[str], trace: Trace | None = None) -> tuple[Option, ...]:
    """The options of a question about the reference run, or about another."""
    questions = [{"question": "What?", "choices": choices, "answer": answer}]
    text = GOOD[: GOOD.index("scenario:")] + SCENARIO + f"quiz: {json.dumps(questions)}\n"
    (answered,) = answer_all(loaded(folder, text), trace or traces.reference(), REFERENCE_WITHOUT)
    return answered.options


def refused(folder: Path, answer: object, choices: list[str], trace: Trace | None = None) -> str:
    """What is wrong with such a question, and what to do."""
    with pytest.raises(LessonError) as caught:
        asked(folder, answer, choices, trace)
    (problem,) = caught.value.problems
    return f"{problem.what}; {problem.next}"


def test_the_reference_quiz_is_answered_by_its_trace() -> None:
    quiz = answer_all(load(REFERENCE), traces.reference(), REFERENCE_WITHOUT)
    assert [[option.text for option in answered.options if option.right] for answered in quiz] == [
        ["Open"],
        ["Step 3"],
        ["Step 4"],
    ]
    assert all(option.why for answered in quiz for option in answered.options)


def test_a_value_is_told_right_and_wrong_ones_by_where_they_belong(tmp_path: Path) -> None:
    options = asked(
        tmp_path, {"variable": "connection_status", "after": 2}, ["No connection", "Open", "Closed", "Unknown"]
    )
    assert options == (
        Option("No connection", False, "That is its value at the start."),
        Option("Open", True, "After step 2 `connection_status` is `Open`."),
        Option("Closed", False, "That is its value after step 4."),
        Option("Unknown", False, "It never has that value in this run."),
    )


def test_a_value_of_another_variable_is_told_as_that(tmp_path: Path) -> None:
    answer = {"variable": "response_sent", "after": 2}
    options = asked(tmp_path, answer, ["Hello", "Received: Hello", "None", "Received: How are you?"])
    assert [option.why for option in options] == [
        "That is `last_message` after step 2.",
        "After step 2 `response_sent` is `Received: Hello`.",
        "That is its value at the start and after steps 1 and 4.",
        "That is its value after step 3.",
    ]


def test_a_value_may_be_asked_at_the_start(tmp_path: Path) -> None:
    options = asked(tmp_path, {"variable": "connection_status", "after": 0}, ["No connection", "Open"])
    assert options[0] == Option("No connection", True, "At the start `connection_status` is `No connection`.")
    assert options[1] == Option("Open", False, "That is its value after steps 1, 2 and 3.")


def test_a_value_may_be_asked_at_the_end(tmp_path: Path) -> None:
    assert asked(tmp_path, {"variable": "connection_status", "after": 5}, ["Open", "Closed"])[1].right


def test_a_choice_may_be_written_as_python_writes_the_value(tmp_path: Path) -> None:
    options = asked(tmp_path, {"variable": "last_message", "after": 2}, ["'Hello'", "None"])
    assert [option.right for option in options] == [True, False]


def test_a_choice_need_not_be_text_in_the_run(tmp_path: Path) -> None:
    trace = traces.trace(traces.connect(1), traces.send(2, {"a": [1, True]}), traces.end(3, "Open", {"a": [1, True]}))
    options = asked(tmp_path, {"variable": "last_message", "after": 2}, ["{'a': [1, True]}", "None"], trace)
    assert options[0].right


def test_the_step_is_found_by_its_cells(tmp_path: Path) -> None:
    options = asked(tmp_path, {"step_where": {"receives": "Received: How are you?"}}, [*STEPS, "5", "Step 9", "Never"])
    assert [option.right for option in options] == [False, False, True, False, False, False, False]
    assert [option.why for option in options] == [
        "In step 1 the client receives `Connection acknowledged`.",
        "In step 2 the client receives `Received: Hello`.",
        "In step 3 the client receives `Received: How are you?`.",
        "In step 4 the client's own library says `Connection closed`; the server sends nothing.",
        "In step 5 the client receives nothing.",
        "This run has no step 9.",
        "It happens in step 3.",
    ]


def test_a_wrong_step_is_told_by_a_cell_that_differs(tmp_path: Path) -> None:
    answer = {"step_where": {"before": "Connection open", "trigger": "Client disconnects"}}
    options = asked(tmp_path, answer, ["Step 1", "Step 3", "Step 4"])
    assert [option.why for option in options] == [
        "In step 1, “Server State Before” reads `No connection`.",
        "Step 3 begins with `Client sends 'How are you?'`.",
        "In step 4, “Server State Before” reads `Connection open`.",
    ]


def test_the_missing_step_is_found_by_the_changed_run(tmp_path: Path) -> None:
    options = asked(tmp_path, {"missing_step": {"without": 4}}, ["Step 4", "3", "Step 5", "Step 6", "None"])
    assert [option.right for option in options] == [True, False, False, False, False]
    assert [option.why for option in options] == [
        "Played again without “Client disconnects”, the run no longer has step 4.",
        "Step 3, “Client sends 'How are you?'”, is still there without “Client disconnects”.",
        "Step 5, “No more events”, is still there without “Client disconnects”, as step 4.",
        "This run has no step 6.",
        "Without “Client disconnects” step 4 is missing.",
    ]


def test_of_two_equal_steps_the_one_left_out_is_missing(tmp_path: Path) -> None:
    def same(*steps: int) -> Trace:
        sent = [traces.send(number, "Hi") for number in steps]
        return traces.trace(traces.connect(1), *sent, traces.end(len(steps) + 2, "Open", "Hi"))

    questions = [{"question": "?", "choices": ["2", "3"], "answer": {"missing_step": {"without": 3}}}]
    text = GOOD[: GOOD.index("scenario:")] + SCENARIO + f"quiz: {json.dumps(questions)}\n"
    (answered,) = answer_all(loaded(tmp_path, text), same(2, 3), Without(lambda _: same(2)))
    assert [option.right for option in answered.options] == [False, True]


REFUSED = [
    (
        {"variable": "connection_status", "after": 2},
        ["Closed", "Unknown"],
        "none of the choices is right: in the run it is 'Open'; add \"Open\" to the choices",
    ),
    (
        {"variable": "last_message", "after": 2},
        ["Hello", "'Hello'"],
        "'Hello' and \"'Hello'\" are all right: in the run it is 'Hello'; keep one of them",
    ),
    (
        {"step_where": {"receives": "Received: How are you?"}},
        ["Step 3", "3"],
        "'Step 3' and '3' are all right: in the run it is step 3; keep one of them",
    ),
    (
        {"step_where": {"receives": "Recieved: Hello"}},
        STEPS,
        "no step's 'receives' reads 'Recieved: Hello'; did you mean 'Received: Hello'?",
    ),
    (
        {"step_where": {"action": "x"}},
        STEPS,
        (
            "no step's 'action' reads 'x'; they read 'Accept connection', \"handle_message called with 'Hello'\", "
            "\"handle_message called with 'How are you?'\", 'Close connection', 'No action'"
        ),
    ),
    (
        {"step_where": {"before": "Connection open"}},
        STEPS,
        "steps 2, 3 and 4 all read so; name a second column that only one of them has",
    ),
    (
        {"step_where": {"step": "2", "receives": "No message"}},
        STEPS,
        "no step has all these cells together; take one of the columns away",
    ),
    (
        {"missing_step": {"without": 4}},
        ["Step 1", "Step 5"],
        'none of the choices is right: in the run it is step 4; add "Step 4" to the choices',
    ),
]


@pytest.mark.parametrize(("answer", "choices", "problem"), REFUSED)
def test_a_question_without_one_right_choice_is_refused_with_the_real_value(
    tmp_path: Path, answer: object, choices: list[str], problem: str
) -> None:
    assert refused(tmp_path, answer, choices) == problem


def test_a_changed_run_that_lacks_several_steps_is_no_answer(tmp_path: Path) -> None:
    short = traces.trace(traces.connect(1), traces.end(2, "Open", None))
    questions = [{"question": "?", "choices": ["2", "3"], "answer": {"missing_step": {"without": 2}}}]
    text = GOOD[: GOOD.index("scenario:")] + SCENARIO + f"quiz: {json.dumps(questions)}\n"
    with pytest.raises(LessonError, match=r"without step 2 the run lacks steps 2, 3 and 4; ask about an action"):
        answer_all(loaded(tmp_path, text), traces.reference(), Without(lambda _: short))


def test_a_variable_that_the_run_lacks_is_no_answer(tmp_path: Path) -> None:
    text = GOOD + "watch: [app]\nquiz: [{question: '?', choices: [a, b], answer: {variable: app, after: 1}}]\n"
    with pytest.raises(LessonError, match=r":11:.* the run has no variable 'app'; it has connection_status"):
        answer_all(loaded(tmp_path, text), traces.reference(), REFERENCE_WITHOUT)


def test_problems_of_all_questions_are_reported_at_once_in_their_places(tmp_path: Path) -> None:
    wrong = "{question: '?', choices: [a, b], answer: {variable: last_message, after: 2}}"
    again = "{question: '?', choices: [a, b], answer: {missing_step: {without: 2}}}"

    def fails(step: int) -> Trace:
        raise LessonError([Problem("lesson.yaml", 1, 1, f"no step after {step}")])

    text = GOOD + f"quiz:\n  - {wrong}\n  - {wrong}\n  - {again}\n"
    lesson = loaded(tmp_path, text)
    with pytest.raises(LessonError) as caught:
        answer_all(lesson, traces.reference(), Without(fails))
    problems = caught.value.problems
    assert [(problem.line, problem.column) for problem in problems] == [(11, 30), (12, 30), (13, 46)]
    assert problems[2].what == "the changed lesson cannot be run: no step after 2"


def test_ids_come_from_the_questions_and_are_unique(tmp_path: Path) -> None:
    answer = "choices: [Hello, b], answer: {variable: last_message, after: 2}"
    texts = ["What is `x`?", "What is x", "Was ist größer?", "何?", "何?", "word " * 99]
    text = GOOD + "quiz:\n" + "".join(f"  - {{question: '{question}', {answer}}}\n" for question in texts)
    quiz = answer_all(loaded(tmp_path, text), traces.reference(), REFERENCE_WITHOUT)
    assert [answered.id for answered in quiz] == [
        "what-is-x",
        "what-is-x-2",
        "was-ist-groer",
        "question",
        "question-2",
        "word-word-word-word-word-word-word-word-word",
    ]
