"""The cookie of earlier releases is read once and taken over, and says nothing afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.reading import by_id
from tutorial.course.course import Broken, Course, Studied
from web.site.app import create_app
from web.student.event_log import EventLog
from web.student.old_cookie import short

LESSON = "/lessons/questions"


@pytest.fixture
def studied(course: Course) -> Studied:
    lesson = course.lessons["questions"]
    assert isinstance(lesson, Studied)
    return lesson


def old(studied: Studied) -> dict[str, object]:
    names = {question.question.kind: short(question.id) for question in reversed(studied.quiz)}
    return {"questions": {names["number"]: "14", names["free"]: ["because", "yes"]}, "gone": {"81b": "0"}}


def carry(client: FlaskClient, kept: object) -> None:
    with client.session_transaction() as session:
        session["q"] = kept


def test_what_an_old_cookie_holds_is_taken_over_at_the_first_page(
    log: EventLog, course: Course, studied: Studied
) -> None:
    client = create_app(course, log=log).test_client()
    carry(client, old(studied))
    page = client.get(LESSON)
    assert "1 of 10 right" in page.text
    number = next(question for question in studied.quiz if question.question.kind == "number")
    free = next(question for question in studied.quiz if question.question.kind == "free")
    assert "Right, at the second try." in by_id(page.text, f"q-{number.id}").text
    assert "You say: I had it." in by_id(page.text, f"q-{free.id}").text
    with client.session_transaction() as session:
        assert session.keys() == {"student"}
        events = log.read(session["student"])
    assert [event.kind for event in events] == ["try", "try", "try", "compare"]
    assert "1 of 10 right" in client.get(LESSON).text


def test_two_pages_with_one_old_cookie_make_one_student(log: EventLog, course: Course, studied: Studied) -> None:
    app = create_app(course, log=log, secret_key="kept")
    first, second = app.test_client(), app.test_client()
    carry(first, old(studied))
    cookie = first.get_cookie("stepwire")
    assert cookie is not None
    second.set_cookie("stepwire", cookie.value)
    names = []
    for client in (first, second):
        client.get(LESSON)
        with client.session_transaction() as session:
            names.append(session["student"])
    assert names[0] == names[1]
    assert len(log.read(names[0])) == 4


@pytest.mark.parametrize("kept", [None, "text", {}, {"questions": "text"}, {"questions": {"ffffff": "1"}}])
def test_an_old_cookie_that_holds_nothing_makes_nobody(course: Course, kept: object) -> None:
    client = create_app(course).test_client()
    carry(client, kept)
    assert "of 10 right" not in client.get(LESSON).text
    assert "Nothing is kept of you yet." in client.get("/progress").text


def test_an_old_cookie_stays_until_it_can_be_taken_over(course: Course, studied: Studied, away: EventLog) -> None:
    client = create_app(course, log=away).test_client()
    carry(client, old(studied))
    assert client.get(LESSON).status_code == 200
    with client.session_transaction() as session:
        assert session["q"] == old(studied)


def test_answers_to_a_lesson_that_is_broken_stay_until_it_can_be_read(
    log: EventLog, course: Course, studied: Studied
) -> None:
    broken = Course({**course.lessons, "questions": Broken("questions", Path(), ())})
    client = create_app(broken, log=log, secret_key="kept").test_client()
    carry(client, {**old(studied), "websocket-events": {}})
    for _ in range(2):
        client.get("/")
        client.post("/lessons/asked/place", data={"mode": "visual", "step": "2"})
    with client.session_transaction() as session:
        assert session["q"] == {"questions": old(studied)["questions"]}
        name = session["student"]
    cookie = client.get_cookie("stepwire")
    assert cookie is not None
    mended = create_app(course, log=log, secret_key="kept").test_client()
    mended.set_cookie("stepwire", cookie.value)
    assert "1 of 10 right" in mended.get(LESSON).text
    with mended.session_transaction() as session:
        assert dict(session) == {"student": name}
    assert [event.kind for event in log.read(name, "questions")] == ["try", "try", "try", "compare"]
