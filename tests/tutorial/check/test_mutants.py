"""A mutant is noticed when something that the lesson says is untrue of its run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, handler, lesson
from tutorial.check.mutants import MutantFate, Sayings, mutants
from tutorial.run.replays import Replays
from tutorial.run.runner import Limits, Runner
from tutorial.run.store import TraceStore
from tutorial.run.trials import Trials

SCENARIO = "- connect\n- send: Hello\n- disconnect\n"


def fates(runner: Runner, folder: Path, code: str, more: str = "", scenario: str = SCENARIO) -> dict[str, MutantFate]:
    """The verdicts of a lesson's mutants, by what each may do."""
    store = TraceStore(folder / "traces")
    loaded = lesson(folder, code, scenario, more)
    sayings = Sayings(Replays(store, runner, loaded))
    found = [sayings.judge(mutant, Trials(store, runner)) for mutant in mutants(loaded)]
    return {f"{one.part} {one.may}": one for one in found}


ECHO = handler("send(f'Received: {msg}')")
OTHER_TEXT, ANYTHING = "line 9 may have another text than 'Received: '", "line 9 may say anything in place of {msg}"
NAME, EVENT = "line 8 may have a function of another name", "line 7 may handle another event than 'message'"


def test_a_lesson_that_says_nothing_notices_nothing(runner: Runner, tmp_path: Path) -> None:
    found = fates(runner, tmp_path, ECHO)
    alike = "line 9 may send it to everybody"
    assert found.pop(alike).fate == "alike"
    assert {one.fate for one in found.values()} == {"unnoticed"}
    assert found[ANYTHING].what == (
        "step 2, “Client Receives” would be 'Received: something else', not 'Received: Hello'"
    )
    where = lesson(tmp_path, ECHO).where
    assert (found[EVENT].line, found[EVENT].column) == where.code(7, 14)
    assert (found["action 2 may send something else"].line, 5) == (where.value(("scenario", 1))[0], 5)


CHANGED = "{cell: receives, step: 2, when: {altered: {step: 2, action: {send: Hi}}}}"
SAYINGS = {
    "a claim": ("key_moments: [{question: A, answer: B, claims: [{receives: 'Received: Hello', at: [2]}]}]", True),
    "a claim of something else": ("key_moments: [{question: A, answer: B, claims: [{calls: handle, at: [2]}]}]", False),
    "a reference that asserts": ("code_note: '{cell 2 receives = Received: Hello} it is.'", True),
    "a reference that does not": ("code_note: It is {cell 2 receives}.", False),
    "a cell": ("expect: [{step: 2, receives: 'Received: Hello'}]", True),
    "a variable": ("watch: [response_sent]\nexpect: [{step: 2, variables: {response_sent: 'Received: Hello'}}]", True),
    "another variable": ("watch: [last_message]\nexpect: [{step: 2, variables: {last_message: Hello}}]", False),
    "a key": (
        "quiz: [{question: What?, choices: ['Received: Hello', Hello], answer: {cell: receives, step: 2}}]",
        True,
    ),
    "a key of another cell": (
        "quiz: [{question: How many steps?, kind: number, answer: {count: steps}}]",
        False,
    ),
    "a key of a changed run": (f"quiz: [{{question: What?, kind: text, answer: {CHANGED}}}]", True),
    "what the author types": ("quiz: [{question: What?, kind: text, answer: {text: 'Received: Hello'}}]", False),
}


@pytest.mark.parametrize(("more", "notices"), SAYINGS.values(), ids=SAYINGS)
def test_what_notices_another_text(more: str, notices: bool, runner: Runner, tmp_path: Path) -> None:
    assert fates(runner, tmp_path, ECHO, more)[OTHER_TEXT].fate == ("noticed" if notices else "unnoticed")


def test_a_statement_notices_what_makes_it_false_and_nothing_else(runner: Runner, tmp_path: Path) -> None:
    asked = "question: 'The client receives “Received: Hi” in step 2.', kind: true_false"
    quiz = f"quiz: [{{{asked}, answer: {{cell: receives, step: 2, reads: 'Received: Hi'}}}}]"
    assert fates(runner, tmp_path, ECHO, quiz)[OTHER_TEXT].fate == "unnoticed"


def test_a_name_in_backticks_notices_another_name(runner: Runner, tmp_path: Path) -> None:
    assert fates(runner, tmp_path, ECHO, "code_note: It is `handle` that answers.")[NAME].fate == "noticed"


def test_what_the_lesson_says_in_vain_already_notices_nothing(runner: Runner, tmp_path: Path) -> None:
    """An error that the lesson has anyway is not the mutant's."""
    assert fates(runner, tmp_path, ECHO, "expect: [{step: 1, trigger: Nothing}]")[ANYTHING].fate == "unnoticed"


def test_mutants_without_an_end_or_a_beginning_are_told_apart(tmp_path: Path) -> None:
    code = (
        HEAD
        + "names = {'a': 1}\nSIZE = names['a']\n"
        + handler("while msg:\n    msg = msg[1:]\nsend('done')")[len(HEAD) :]
    )
    with Runner(Limits(seconds=1)) as impatient:
        found = fates(impatient, tmp_path, code)
    assert found["line 12 may be left out"].fate == "unplayable"
    assert "still running" in found["line 12 may be left out"].what
    assert found["line 7 may have another text than 'a'"].fate == "unplayable"
    assert "cannot be imported" in found["line 7 may have another text than 'a'"].what


def test_a_task_that_sleeps_does_not_keep_anybody_waiting(runner: Runner, tmp_path: Path) -> None:
    code = (
        handler("socketio.start_background_task(work)")
        + "def work():\n    socketio.sleep(5)\n    socketio.emit('up')\n"
    )
    found = fates(runner, tmp_path, code, scenario="- connect\n- send: a\n- wait: {event: up}\n- disconnect\n")
    assert found["line 11 may be left out"].fate == "alike"
    assert found["line 12 may emit another event than 'up'"].fate == "unplayable"
