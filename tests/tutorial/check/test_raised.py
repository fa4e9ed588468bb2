"""Exceptions that nobody means are told, at the action that leads to them; those that a lesson means are not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.tutorial.lessons import HEAD, lesson
from tutorial.check.raised import check_raised
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.run.runner import Runner

DIVIDE = """
@socketio.on('divide')
def divide(by):
    emit('quotient', 1 / by)
"""
BY_NOUGHT = "- connect\n- {emit: divide, data: 1}\n- {emit: divide, data: 0}\n"
MOMENT = "key_moments:\n  - {question: Why?, answer: So., claims: [%s]}"
QUIZ = "quiz:\n  - {question: What?, kind: %s, answer: {%s}}"


def told(runner: Runner, folder: Path, code: str, scenario: str, more: str = "") -> list[Problem]:
    loaded = lesson(folder, HEAD + dedent(code), scenario, more)
    return list(check_raised(Subject(loaded, runner.run(loaded).trace)))


def line_of(folder: Path, words: str) -> int:
    """The line of the lesson file in which these words stand."""
    lines = (folder / "lesson.yaml").read_text(encoding="utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if words in line]
    return found


def test_an_exception_that_nobody_means_is_told_at_its_action_with_the_line_to_mend(
    runner: Runner, tmp_path: Path
) -> None:
    (problem,) = told(runner, tmp_path, DIVIDE, BY_NOUGHT)
    assert (problem.severity, problem.line) == ("warning", line_of(tmp_path, "data: 0"))
    assert problem.what == "divide raises ZeroDivisionError in step 3: division by zero"
    claim = "claims: [{raises: ZeroDivisionError, at: [3]}]"
    assert problem.next == f"mend line 10 of the code, or say in a key moment that it is meant: `{claim}`"


MEANT = {
    "a claim": MOMENT % "{raises: ZeroDivisionError, at: [3]}",
    "a claim of all steps": MOMENT % "{raises: ZeroDivisionError, only: [3]}",
    "the author's own table": "expect: [{step: 3, after: 'ZeroDivisionError: division by zero'}]",
    "a question for it": QUIZ % ("text", "exception: type, step: 3"),
    "a question for its line": QUIZ % ("line", "line: exception, step: 3"),
    "a question for the cell": QUIZ % ("cell", "cell: after, step: 3"),
    "a question for the step": QUIZ % ("number", "step_where: {after: 'ZeroDivisionError: division by zero'}"),
}


@pytest.mark.parametrize("more", MEANT.values(), ids=MEANT)
def test_an_exception_is_meant_that_a_lesson_speaks_of_in(more: str, runner: Runner, tmp_path: Path) -> None:
    assert told(runner, tmp_path, DIVIDE, BY_NOUGHT, more) == []


NOT_MEANT = {
    "a claim of another type": MOMENT % "{raises: ValueError, at: [3]}",
    "a claim of another step": MOMENT % "{raises: ZeroDivisionError, at: [2]}",
    "a claim that it never is": MOMENT % "{raises: ZeroDivisionError, only: []}",
    "another cell of the table": "expect: [{step: 3, receives: No message}]",
    "a table that has it otherwise": "expect: [{step: 3, after: Processed}]",
    "a question for another step": QUIZ % ("text", "exception: type, step: 2"),
    "a question for another line": QUIZ % ("line", "line: handler, step: 3"),
    "a question about a changed run": QUIZ % ("text", "exception: type, step: 3, when: {without: 2}"),
}


@pytest.mark.parametrize("more", NOT_MEANT.values(), ids=NOT_MEANT)
def test_an_exception_is_not_meant_because_of(more: str, runner: Runner, tmp_path: Path) -> None:
    assert len(told(runner, tmp_path, DIVIDE, BY_NOUGHT, more)) == 1


def test_an_exception_that_an_error_handler_takes_is_meant_but_not_the_error_handler_s_own(
    runner: Runner, tmp_path: Path
) -> None:
    taken = DIVIDE + "\n@socketio.on_error()\ndef sorry(error):\n    send(str(error))\n"
    assert told(runner, tmp_path, taken, BY_NOUGHT) == []
    (problem,) = told(runner, tmp_path, taken.replace("str(error)", "error + '!'"), BY_NOUGHT)
    assert problem.what.startswith("sorry raises TypeError in step 3: ")


def test_a_refusal_is_no_exception_but_in_another_handler_it_is(runner: Runner, tmp_path: Path) -> None:
    code = """
    @socketio.on('connect')
    def door(auth):
        if not auth:
            raise ConnectionRefusedError('no')

    @socketio.on('message')
    def pass_on(text):
        raise ConnectionRefusedError('gone')
    """
    (problem,) = told(runner, tmp_path, code, "- connect\n- connect: {auth: {a: 1}}\n- send: Hello")
    assert problem.what == "pass_on raises ConnectionRefusedError in step 3: gone"


def test_a_wrapped_connect_handler_that_the_libraries_call_again_without_auth_is_no_mistake(
    runner: Runner, tmp_path: Path
) -> None:
    code = """
    import functools

    def counted(handler):
        @functools.wraps(handler)
        def wrapper(*args):
            return handler(*args)
        return wrapper

    @socketio.on('connect')
    @counted
    def door():
        pass
    """
    assert told(runner, tmp_path, code, "- connect") == []


def test_a_handler_that_does_not_take_its_arguments_is_told_once_for_all_its_steps(
    runner: Runner, tmp_path: Path
) -> None:
    code = "@socketio.on('message')\ndef shout(text, more):\n    send(text)\n"
    (problem,) = told(runner, tmp_path, code, "- connect\n- send: One\n- send: Two\n- disconnect")
    assert problem.line == line_of(tmp_path, "send: One")
    said = "shout raises TypeError in steps 2 and 3: shout() missing 1 required positional argument: 'more'"
    assert problem.what == said
    assert problem.next.startswith("mend line 8 of the code, ")
    assert "at: [2, 3]" in problem.next


def test_an_exception_that_goes_through_two_handlers_is_the_inner_one_s(runner: Runner, tmp_path: Path) -> None:
    code = """
    from flask_socketio import disconnect

    @socketio.on('leave')
    def leave():
        disconnect()

    @socketio.on('disconnect')
    def gone(reason):
        raise LookupError('nobody')
    """
    (problem,) = told(runner, tmp_path, code, "- connect\n- emit: leave")
    assert problem.what == "gone raises LookupError in step 2: nobody"


PLACES = {
    "together, in the order of the clients": (
        "clients: [Ada, Grace]",
        (
            "- Ada: connect\n- Grace: connect\n- together:\n  - Grace: {emit: divide, data: 0}\n"
            "  - Ada: {emit: divide, data: 1}\n"
        ),
    ),
    "after a wait for a task": ("", "- connect\n- emit: start\n- wait: {event: tick}\n- {emit: divide, data: 0}\n"),
    "after a client's acknowledgement": ("answers: {ask: 1}", "- connect\n- emit: ask\n- {emit: divide, data: 0}\n"),
    "after a connection to two namespaces": (
        "",
        (
            "- connect: {namespaces: [/, /other]}\n- {emit: divide, data: 1}\n- disconnect\n- connect\n"
            "- {emit: divide, data: 0}\n"
        ),
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_action_is_found(place: str, runner: Runner, tmp_path: Path) -> None:
    code = """
    @socketio.on('divide')
    def divide(by):
        emit('quotient', 1 / by)

    @socketio.on('start')
    def start():
        socketio.start_background_task(tick)

    def tick():
        socketio.emit('tick')

    @socketio.on('ask')
    def ask():
        emit('ask', callback=print)

    @socketio.on('message', namespace='/other')
    def other(text):
        pass
    """
    more, scenario = PLACES[place]
    (problem,) = told(runner, tmp_path, code, scenario, more)
    assert problem.line == line_of(tmp_path, "data: 0")
