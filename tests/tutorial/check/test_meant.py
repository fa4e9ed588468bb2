"""A reason silences one warning; one that silences nothing is told, and no reason silences an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import handler, write
from tutorial.check.checking import check
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

QUESTION = """\
quiz:
  - question: What is `last_message` after step 1?
    choices: [Hello, Bye]
    answer: {variable: last_message, after: 2}
"""


def told(folder: Path, runner: Runner, more: str, body: str = "send(msg)") -> list[Problem]:
    loaded = load(write(folder, handler(body), more=more))
    return check(Replays(TraceStore(folder / "traces"), runner, loaded))


def whats(problems: list[Problem]) -> list[str]:
    return [problem.what.split(":")[0] for problem in problems]


SPEAKS = "the question speaks of step 1, its answer is read after step 2"
NO_HINT = "this question has no hint"


def test_a_reason_at_a_question_silences_one_warning_and_no_more(tmp_path: Path, runner: Runner) -> None:
    assert whats(told(tmp_path, runner, QUESTION)) == [NO_HINT, SPEAKS]
    assert len(told(tmp_path, runner, QUESTION + "    meant: The class knows it.\n")) == 1


def test_words_say_which_warning_is_meant_at_the_question_and_at_the_lesson(tmp_path: Path, runner: Runner) -> None:
    at_question = "    meant: {no hint: it is an easy one}\n"
    assert whats(told(tmp_path, runner, QUESTION + at_question)) == [SPEAKS]
    both = at_question + "meant:\n  speaks of step 1: they look back\n"
    assert told(tmp_path, runner, QUESTION + both) == []


def test_a_comment_on_the_line_silences_a_warning_there_also_in_the_program(tmp_path: Path, runner: Runner) -> None:
    body = "if msg == 'Bye':\n    send('so soon?')  # meant: nobody says it here\nsend(msg)"
    assert told(tmp_path, runner, "", body) == []
    assert len(told(tmp_path, runner, "", body.partition("  #")[0] + "\nsend(msg)")) == 1


def test_a_reason_that_silences_nothing_is_told_at_its_place(tmp_path: Path, runner: Runner) -> None:
    (problem,) = told(tmp_path, runner, "meant: {never runs: it guards}\n")
    assert problem.severity == "warning"
    assert str(problem).endswith("silences nothing: no warning here has the words 'never runs'; take it away")


def test_no_reason_silences_an_error(tmp_path: Path, runner: Runner) -> None:
    problems = told(tmp_path, runner, "snapshot: ['{step 9}']\nmeant: {no step 9: it is not there}\n")
    assert sorted(whats(problems)) == ["no reason silences an error", "the run has no step 9"]


def test_what_is_no_reason_says_what_to_write(tmp_path: Path, runner: Runner) -> None:
    with pytest.raises(LessonError) as caught:
        told(tmp_path, runner, "meant: [never runs]\n")
    (problem,) = caught.value.problems
    assert "'meant' gives the reason" in problem.what
    assert "{never runs: it only guards}" in problem.next
