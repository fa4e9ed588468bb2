"""A project is read with its short forms, goes through JSON, and changes nothing of the lesson's own run."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.tutorial.lessons import REFERENCE, handler, lesson
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.project import ProjectTest
from tutorial.reading.loading import load
from tutorial.run.runner import Limits, run_request

MORE = """
clients: [Ada, Grace]
project:
  task: Say it to all.
  tests:
    - says: All hear it
      scenario: [Ada: connect, Ada: {send: Hi, ack: true}, Ada: {emit: raw, bytes: abc}]
      claims:
        - {receives: Hi, client: Ada, at: [2], says: She hears herself.}
        - {receives: Hi, nobody_but: [Ada]}
        - {variable: last_message, equals: null, after: 1}
        - {calls: handle, only: []}
  solution: |
    x = 1
  tries: [{change: {line: 1, becomes: x = 2}}]
"""


def read(folder: Path) -> Lesson:
    return lesson(folder, handler("send(msg)"), "- Ada: connect\n", dedent(MORE)).lesson


def test_a_project_goes_to_json_and_back(tmp_path: Path) -> None:
    made = read(tmp_path)
    assert Lesson.model_validate_json(made.model_dump_json()) == made
    assert made.project is not None
    (test,) = made.project.tests
    assert ProjectTest.model_validate_json(test.model_dump_json()) == test
    assert [claim.kind for claim in test.claims] == ["receives", "receives", "variable", "calls"]
    assert (test.scenario[2].event, test.scenario[2].arguments) == ("raw", (b"abc",))
    assert made.project.start is None, "then it is the lesson's program"


def test_a_client_may_come_again_that_another_program_has_thrown_out(tmp_path: Path) -> None:
    """The lesson's program says nothing of connections, but a student's may."""
    text = MORE.replace("[Ada: connect, Ada: {send: Hi, ack: true}", "[Ada: connect, Ada: connect, Ada: {send: Hi}")
    made = lesson(tmp_path, handler("send(msg)"), "- Ada: connect\n", dedent(text)).lesson
    assert made.project is not None
    assert [action.kind for action in made.project.tests[0].scenario[:2]] == ["connect", "connect"]


def test_a_project_is_no_part_of_what_is_run() -> None:
    """So a trace that was kept stays, and so do the answers that were given on it."""
    with_project = load(REFERENCE).lesson
    assert with_project.project is not None
    without = with_project.model_copy(update={"project": None})
    assert run_request(with_project, Limits()) == run_request(without, Limits())
