"""What a question can ask the run: each kind of answer, from a run with two clients and from changed ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.lessons import lesson
from tracer.trace import Trace
from tutorial.lesson.changed_lesson import changed_lesson
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import LessonError
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_all, unchecked
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

COURSE = Path(__file__).parents[2] / "course" / "questions.yaml"


@pytest.fixture(scope="module")
def trace(runner: Runner) -> Trace:
    return runner.run(load(COURSE)).trace


@pytest.fixture
def asked(tmp_path: Path, runner: Runner, trace: Trace) -> Any:
    """Answers one question about the course's lesson, without its own."""

    def ask(answer: object, kind: str = "text", **more: object) -> Answered:
        text = COURSE.read_text(encoding="utf-8").partition("quiz:")[0]
        path = tmp_path / "lesson.yaml"
        path.write_text(text + "quiz: " + json.dumps([{"question": "What?", "kind": kind, "answer": answer, **more}]))
        loaded = load(path)
        (answered,) = answer_all(loaded, trace, Replays(TraceStore(tmp_path / "traces"), runner, loaded))
        return answered

    return ask


FOUND = [
    ({"cell": "receives", "step": 1}, ["Ada: Connection acknowledged"]),
    ({"step_where": {"trigger": "Ada emits 'whisper' 'hush'"}}, ["Step 5"]),
    ({"step_where": {"last_message": "Grace"}}, ["Step 4"]),
    ({"step_where": {"names": "[]"}}, ["Step 1", "Step 2"]),
    ({"count": "steps"}, ["7"]),
    ({"count": "calls", "of": "join"}, ["2"]),
    ({"count": "emits", "step": 3}, ["1"]),
    ({"count": "deliveries", "client": "Grace"}, ["3"]),
    ({"count": "packets", "step": 5, "direction": "to client"}, ["1"]),
    ({"who_received": {"step": 5}}, ["Ada"]),
    ({"who_received": {"message": "Grace"}}, ["Ada", "Grace"]),
    ({"who_missed": {"event": "whispered"}}, ["Grace"]),
    ({"received_by": "Grace", "step": 5}, ["nothing"]),
    ({"received_by": "Grace", "step": 3}, ["'joined' 'Ada'"]),
    ({"exception": "type", "step": 6}, ["ZeroDivisionError"]),
    ({"exception": "message", "step": 6}, ["division by zero"]),
    ({"exception": "line", "step": 6}, ["19"]),
    ({"line": "handler", "step": 5}, ["Line 14"]),
    ({"line": "emit", "step": 3}, ["Line 11"]),
    ({"packet": "to server", "step": 5}, ['42["whisper","hush"]']),
    ({"packet": "to client", "step": 5}, ['42["whispered","HUSH"]']),
    ({"differs": {"altered": {"step": 5, "action": {"Ada": {"emit": "whisper", "data": "psst"}}}}}, ["Step 5"]),
    ({"missing_step": {"without": 5}}, ["Step 5"]),
    ({"text": "threading", "also": ["thread"]}, ["threading"]),
]


@pytest.mark.parametrize(("answer", "right"), FOUND, ids=[json.dumps(answer) for answer, _ in FOUND])
def test_the_run_answers(asked: Any, answer: object, right: list[str]) -> None:
    found = asked(answer).run_answer
    assert [candidate.text for candidate in found.right] == right
    assert all(candidate.why for candidate in (*found.right, *found.others))
    assert not {one.text for one in found.right} & {one.text for one in found.others}


CHANGED: list[tuple[dict[str, object], dict[str, object], str]] = [
    ({"without": 4}, {"variable": "names", "after": 4}, "['Ada']"),
    ({"swapped": [3, 4]}, {"variable": "names", "after": 4}, "['Grace', 'Ada']"),
    (
        {"inserted": {"after": 4, "action": {"Ada": {"emit": "join", "data": "Eve"}}}},
        {"variable": "names", "after": 5},
        "['Ada', 'Grace', 'Eve']",
    ),
    (
        {"altered": {"step": 5, "action": {"Grace": {"emit": "whisper", "data": "a"}}}},
        {"received_by": "Grace", "step": 5},
        "'whispered' 'A'",
    ),
    (
        {"code": {"line": 15, "becomes": "emit('whispered', text, broadcast=True)"}},
        {"received_by": "Grace", "step": 5},
        "'whispered' 'hush'",
    ),
]


IDS = ["without", "swapped", "inserted", "altered", "code"]


@pytest.mark.parametrize(("change", "answer", "right"), CHANGED, ids=IDS)
def test_a_changed_run_answers_and_the_run_as_it_is_does_not(
    asked: Any, change: dict[str, object], answer: dict[str, object], right: str
) -> None:
    found = asked({**answer, "when": change}).run_answer
    assert [candidate.text for candidate in found.right] == [right]
    assert found.right[0].why.startswith("Played again with")
    before = asked(answer).run_answer.right[0].text
    assert found.judge(before) == (False, "That is so in the run as it is, without the change.")


def test_an_order_is_asked_of_steps_calls_and_phases(asked: Any) -> None:
    steps = asked({"order": "steps", "steps": [3, 5, 7]}, "order")
    texts = [steps.options[place].text for place in steps.key]
    assert texts == ["Ada emits 'join' 'Ada'", "Ada emits 'whisper' 'hush'", "Ada disconnects"]
    assert [option.text for option in steps.options] != texts
    assert len(asked({"order": "phases", "steps": [5]}, "order").options) > 3


def test_a_match_pairs_every_client_with_what_is_its(asked: Any) -> None:
    answered = asked({"match": "sent"}, "match")
    pairs = {side: answered.options[place].text for side, place in zip(answered.sides, answered.key, strict=True)}
    assert pairs == {"Ada": "'join' 'Ada'; 'whisper' 'hush'", "Grace": "'join' 'Grace'; 'divide' 1, 0"}


@pytest.mark.parametrize("reads", ["hush", "Grace"])
def test_a_statement_is_true_when_the_run_reads_so(asked: Any, reads: str) -> None:
    true, false = asked({"variable": "last_message", "after": 5, "reads": reads}, "true_false").options
    assert (true.right, false.right) == (reads == "hush", reads != "hush")
    assert "After step 5 `last_message` is `hush`." in true.why


def test_choices_are_made_from_the_run_always_the_same_and_one_is_right(asked: Any) -> None:
    answer = {"variable": "last_message", "after": 4}
    options = asked(answer, "one", choices="auto").options
    assert options == asked(answer, "one", choices="auto").options
    assert [option.text for option in options if option.right] == ["Grace"]
    assert len(options) == 4
    assert len({option.why for option in options}) == 4
    assert not any("connection_status" in option.why for option in options)


def test_choices_that_are_made_are_of_the_same_variable_also_when_they_are_few(asked: Any) -> None:
    options = asked({"variable": "connection_status", "after": 7}, "one", choices="auto").options
    assert not any("names" in option.why or "last_message" in option.why for option in options)
    options = asked({"variable": "names", "after": 4}, "one", choices="auto").options
    assert {option.text for option in options} == {"['Ada', 'Grace']", "['Ada']", "[]"}
    changed = {"variable": "names", "after": 4, "when": {"without": 4}}
    options = asked(changed, "one", choices="auto").options
    assert {option.text for option in options} == {"['Ada']", "['Ada', 'Grace']", "[]"}


def test_choices_for_several_have_all_that_are_right(asked: Any) -> None:
    options = asked({"step_where": {"names": "[]"}}, "several", choices="auto").options
    assert {option.text for option in options if option.right} == {"Step 1", "Step 2"}


REFUSED = [
    (
        {"count": "calls", "of": "joyn"},
        "number",
        {},
        "the run has no calls of 'joyn'; it has 'divide', 'join', 'whisper'",
    ),
    ({"who_received": {"event": "nope"}}, "text", {}, "no client receives that in this run; they receive"),
    ({"who_missed": {"step": 3}}, "text", {}, "step 3: Ada and Grace both receive \"'joined' 'Ada'\"; no step's"),
    (
        {
            "who_missed": {"step": 3},
            "when": {"code": {"line": 11, "becomes": "emit('joined', name, broadcast=name == 'Ada')"}},
        },
        "text",
        {},
        "step 3: Ada and Grace both receive \"'joined' 'Ada'\"; step 4 is missed by Ada",
    ),
    ({"exception": "type", "step": 5}, "text", {}, "no handler raises an exception in step 5; step 6 raises one"),
    ({"line": "room", "step": 5}, "line", {}, "no line of step 5 is that of 'room'; no step of this run has one"),
    ({"exception": "type", "step": 6}, "line", {}, "'ZeroDivisionError' is no line of the code; write"),
    ({"variable": "last_message", "after": 5}, "number", {}, "in the run it is 'hush', which is no number; ask for a"),
    ({"packet": "to client", "step": 5, "number": 3}, "text", {}, "step 5 has 1 packets to client; ask for another"),
    ({"match": "received", "step": 3}, "match", {}, "there is nothing to match: every client received the same; name"),
    ({"order": "steps", "steps": [5]}, "order", {}, "the run has fewer than two steps to put in order; ask about"),
    (
        {"who_received": {"step": 3}},
        "several",
        {"choices": ["Ada", "Eve"]},
        "the choices lack 'Grace': in the run it is Ada and Grace; add \"Grace\" to the choices",
    ),
    ({"who_received": {"step": 3}}, "one", {"choices": "auto"}, "in the run it is Ada and Grace: more than one would"),
    ({"text": "x"}, "one", {"choices": "auto"}, "the run has no other value to make a wrong choice of; write the"),
    (
        {"differs": {"code": {"line": 1, "becomes": "from flask import Flask, request  # as before"}}},
        "text",
        {},
        "with line 1 of the code changed every step of the run is the same; make a change that shows",
    ),
    ({"differs": {"code": {"line": 19, "becomes": "emit("}}}, "text", {}, "Python cannot read the changed code: "),
    ({"differs": {"code": {"line": 99, "becomes": "pass"}}}, "text", {}, "line 99 of the code is empty; the code has"),
    (
        {"differs": {"swapped": [1, 3]}},
        "text",
        {},
        "the changed scenario cannot be played: Ada cannot emit here: it is",
    ),
    (
        {"differs": {"code": {"line": 4, "becomes": "app = Flask(1 / 0)"}}},
        "text",
        {},
        "the changed lesson cannot be run: the code cannot be imported: ",
    ),
]


@pytest.mark.parametrize(("answer", "kind", "more", "problem"), REFUSED, ids=[row[3][:40] for row in REFUSED])
def test_a_question_that_the_run_does_not_answer_is_refused(
    asked: Any, answer: object, kind: str, more: dict[str, object], problem: str
) -> None:
    with pytest.raises(LessonError) as caught:
        asked(answer, kind, **more)
    (found,) = caught.value.problems
    assert f"{found.what}; {found.next}".startswith(problem)
    assert found.line > 30


def test_answers_that_no_run_can_check_are_told(tmp_path: Path) -> None:
    more = (
        "quiz: [{question: Why?, kind: free, answer: {text: So.}}, {question: q, kind: number, answer: {count: steps}}]"
    )
    (problem,) = unchecked(lesson(tmp_path, "", more=more))
    assert problem.what == "the run cannot check this answer"
    assert problem.severity == "warning"


def test_a_changed_lesson_leaves_the_lesson_as_it_is() -> None:
    loaded = load(COURSE)
    change = loaded.lesson.quiz[-1].answer.when
    assert change is not None
    assert changed_lesson(loaded.lesson, change).scenario != loaded.lesson.scenario
    assert load(COURSE) == loaded


def test_a_lesson_with_every_kind_of_question_survives_json() -> None:
    lesson = load(COURSE).lesson
    assert Lesson.model_validate_json(lesson.model_dump_json()) == lesson
    assert Lesson.model_validate(lesson.model_dump()) == lesson
