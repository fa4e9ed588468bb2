"""What the lab is given: enough to play the lesson again, and nothing that an author keeps back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tutorial.course.course import Course, Studied
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.project import ProjectTest
from tutorial.run.runner import Limits, run_request
from web.lab.lab_json import lab_json


def lab_of(studied: Studied) -> dict[str, Any]:
    lab: dict[str, Any] = json.loads(lab_json(studied))
    return lab


def test_a_lesson_is_played_again_as_it_was_played(course: Course) -> None:
    good = [studied for studied in course.lessons.values() if isinstance(studied, Studied)]
    assert len(good) > 5
    for studied in good:
        lab = lab_of(studied)
        again = Lesson.model_validate_json(json.dumps(lab["lesson"]))
        assert run_request(again, Limits()) == run_request(studied.lesson, Limits())
        assert again.concept_flow == studied.lesson.concept_flow
        assert lab["trace"] == json.loads(studied.trace.to_json())


def test_limits_and_hash_are_those_of_the_run(reference: Studied) -> None:
    lab, request = lab_of(reference), run_request(reference.lesson, Limits())
    assert lab["code_hash"] == request["code_hash"]
    assert lab["limits"] == {name: request[name] for name in ("seconds", "output_limit", "emit_limit")}


@pytest.mark.parametrize("kept_back", ["quiz", "key_moments", "why", "misconceptions", "statements", "learn", "expect"])
def test_no_prose_and_no_answer_is_in_it(reference: Studied, kept_back: str) -> None:
    assert kept_back not in lab_of(reference)["lesson"]


def test_a_task_goes_with_its_tests_and_without_what_comes_later(reference: Studied) -> None:
    project, task = reference.lesson.project, lab_of(reference)["project"]
    assert project is not None
    assert task.keys() == {"task", "start", "tests", "hints"}
    assert "<code>Welcome!</code>" in task["task"]
    assert task["start"] == reference.lesson.code
    assert task["hints"] == len(project.hints)
    assert "def welcome" not in json.dumps(task)


def test_the_tests_are_read_again_and_every_claim_is_a_sentence(reference: Studied) -> None:
    project, tests = reference.lesson.project, lab_of(reference)["project"]["tests"]
    assert project is not None
    again = [ProjectTest.model_validate_json(json.dumps(one)) for one in tests]
    assert [one.scenario for one in again] == [one.scenario for one in project.tests]
    assert tests[0]["claims"][0]["says"] == "In step 1 Client receives “Welcome!”."
    bare = [claim.model_copy(update={"says": None}) for one in again for claim in one.claims]
    assert bare == [claim for one in project.tests for claim in one.claims]


@pytest.fixture
def reference(course: Course) -> Studied:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    return studied
