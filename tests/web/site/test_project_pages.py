"""What the lab asks the server for: tries, hints, the solution and its lines, each in its time and not before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tutorial.course.course import Course, Studied
from tutorial.lesson.project import Project
from web.lab.project_progress import program_hash
from web.modes.modes import MODES
from web.site.app import create_app
from web.student.event_log import EventLog

LESSON = "/lessons/websocket-events"
AT = f"{LESSON}/project"
SECRETS = ("def welcome", "on('connect')\\ndef")
WRONG = [program_hash(f"x = {number}") for number in range(3)]


def post(client: FlaskClient, what: str, **form: str) -> dict[str, Any]:
    answer = client.post(f"{AT}/{what}", data=form)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = json.loads(answer.text)
    assert told["kept"] == ""
    return told


def tried(client: FlaskClient, code: str, passed: str = "0") -> dict[str, Any]:
    return post(client, "tried", code=code, passed=passed)


def state(client: FlaskClient) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(client.get(f"{AT}/state").text)
    return told


@pytest.fixture
def student(client: FlaskClient) -> FlaskClient:
    client.get("/")
    return client


@pytest.fixture
def task(course: Course) -> Project:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    assert studied.lesson.project is not None
    return studied.lesson.project


def test_the_lab_of_a_lesson_is_the_same_bytes_for_everybody(client: FlaskClient) -> None:
    first = client.get(f"{LESSON}/lab.json")
    assert first.mimetype == "application/json"
    assert first.json is not None
    assert first.json["slug"] == "websocket-events"
    client.delete_cookie("stepwire")
    assert client.get(f"{LESSON}/lab.json").data == first.data
    assert client.get(f"{LESSON}/lab.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_there_is_no_lab_of_an_unknown_or_broken_lesson(client: FlaskClient) -> None:
    assert client.get("/lessons/no-such-lesson/lab.json").status_code == 404
    assert client.get("/lessons/broken/lab.json").status_code == 503
    assert client.get("/lessons/hostile/project/state").status_code == 404


def test_the_solution_is_in_no_answer_before_two_honest_tries(student: FlaskClient, task: Project) -> None:
    begun = state(student)["start_hash"]
    told = [student.get(f"{LESSON}/lab.json").text, student.get(f"{AT}/state").text]
    told += [student.get(f"{LESSON}/{mode.key}").text for mode in MODES if mode.key not in ("visual", "try")]
    told += [student.get(path).text for path in (LESSON, "/progress.json", f"{LESSON}/trace.json")]
    for code in (begun, WRONG[0], WRONG[0]):
        told.append(student.post(f"{AT}/tried", data={"code": code, "passed": "0"}).text)
        for what in ("solution", "lines", "order"):
            refused = student.post(f"{AT}/{what}", data={"seed": "1", "order": "0"})
            assert refused.status_code == 409
            assert refused.json is not None
            assert "more t" in refused.json["says"] or what == "order"
            told.append(refused.text)
    assert state(student)["tries"] == 1
    assert not [text for text in told if any(secret in text for secret in SECRETS)]
    seen = tried(student, WRONG[1])
    assert (seen["tries"], seen["may_see_solution"], seen["may_order"]) == (2, True, True)
    assert (seen["solution"], seen["lines"]) == (None, None), "only if it is asked for"
    assert post(student, "solution")["solution"]["code"] == task.solution
    assert state(student)["solution"]["code"] == task.solution
    assert not state(student)["passed"]


def test_hints_come_one_by_one(student: FlaskClient, task: Project) -> None:
    assert student.post(f"{AT}/hint", data={"number": "2"}).status_code == 409
    for number in (1, 2):
        told = post(student, "hint", number=str(number))
        assert len(told["hints"]) == number
        assert told["says"] == f"Hint {number} of {len(task.hints)}."
    assert len(post(student, "hint", number="1")["hints"]) == 2, "a hint stays open"
    assert state(student)["all_hints"] == len(task.hints)
    for wrong in ("0", "9", "two", ""):
        assert student.post(f"{AT}/hint", data={"number": wrong}).status_code == 400


def test_who_passes_sees_the_solution_and_has_done_the_mode(student: FlaskClient, task: Project) -> None:
    told = tried(student, WRONG[0], passed="1")
    assert told["passed"]
    assert told["solution"]["code"] == task.solution
    assert "<p>" in told["solution"]["so"]
    assert state(student)["solution"]["code"] == task.solution
    tried(student, WRONG[1], passed="1")
    kept = json.loads(student.get("/progress.json").text)["events"]
    assert [(one["kind"], one.get("what")) for one in kept] == [("project", None), ("finish", "project")]
    assert task.solution not in json.dumps(kept), "programs are not kept"


def test_lines_are_put_in_order_after_two_tries(student: FlaskClient, task: Project) -> None:
    tried(student, WRONG[0])
    tried(student, WRONG[1])
    lines = post(student, "lines")["lines"]
    assert post(student, "lines")["lines"] == lines == state(student)["lines"], "the disorder stays"
    left = list(range(len(lines["lines"])))
    order: list[int] = []
    for line in task.solution.split("\n")[lines["before"].count("\n") + 1 :]:
        order += [next(one for one in left if lines["lines"][one] == line and one not in order)] if line else []
    wrong = post(student, "order", seed=lines["seed"], order=",".join(map(str, order[::-1])))
    assert wrong["says"].startswith("Not yet")
    assert not wrong["lines"]["right"]
    assert wrong["solution"] is None
    solved = post(student, "order", seed=lines["seed"], order=",".join(map(str, order)))
    assert solved["lines"]["right"]
    assert solved["solution"]["code"] == task.solution


@pytest.mark.parametrize(
    ("what", "form", "status"),
    [
        ("tried", {"code": "x", "passed": "0"}, 400),
        ("tried", {"code": WRONG[0], "passed": "yes"}, 400),
        ("tried", {}, 400),
        ("order", {"seed": "x", "order": "0"}, 409),
    ],
)
def test_what_nobody_sends_is_refused(student: FlaskClient, what: str, form: dict[str, str], status: int) -> None:
    assert student.post(f"{AT}/{what}", data=form).status_code == status


def test_an_order_names_each_line_once(student: FlaskClient) -> None:
    tried(student, WRONG[0])
    tried(student, WRONG[1])
    seed = post(student, "lines")["lines"]["seed"]
    for places in ("0,0", "1", "a,b", "", "-1,0"):
        assert student.post(f"{AT}/order", data={"seed": seed, "order": places}).status_code == 400


def test_a_browser_without_cookies_is_told_so_and_gets_its_hint(app: Flask) -> None:
    headers = {"Accept": "text/html, application/json"}
    with app.test_client(use_cookies=False) as client:
        first = client.post(f"{AT}/hint", data={"number": "2"}, headers=headers)
        assert first.status_code == 307
        told = client.post(first.location, data={"number": "2"}, headers=headers).json
    assert told is not None
    assert len(told["hints"]) == 2
    assert "cookie" in told["kept"]


def test_it_is_kept_in_every_log(course: Course, log: EventLog) -> None:
    client = create_app(course, secret_key="signs", log=log).test_client()
    client.get("/")
    tried(client, WRONG[0])
    tried(client, WRONG[1])
    assert state(client)["tries"] == 2
