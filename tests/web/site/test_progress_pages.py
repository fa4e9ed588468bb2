"""A student sees the progress, resumes, goes on elsewhere, takes it along and deletes it; each with scripts off."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied
from web.site import limits
from web.site.app import create_app
from web.student.event_log import EventLog

LESSON = "/lessons/websocket-events"
FIRST = "what-is-connection-status-after-step-2"


def words(client: FlaskClient, path: str = "/progress") -> str:
    return " ".join(by_id(client.get(path).text, "main").text.split())


@pytest.fixture
def app(course: Course, log: EventLog) -> Flask:
    return create_app(course, log=log, secret_key="kept")


def test_who_did_nothing_is_told_what_begins_it(client: FlaskClient) -> None:
    assert "Nothing is kept of you yet. Your first answer begins it." in words(client)


def test_a_lesson_shows_what_was_answered_and_where_one_was(client: FlaskClient) -> None:
    client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"})
    assert client.post(f"{LESSON}/place", data={"mode": "deep", "step": "3", "phase": "2"}).status_code == 204
    assert "1 tried" in words(client)
    links = [one.attributes.get("href") for one in elements(client.get("/progress").text) if one.tag == "a"]
    assert f"{LESSON}/deep#step-3.2" in links


def test_a_page_leads_back_to_where_one_was_in_its_mode(client: FlaskClient) -> None:
    assert "Go on at step" not in words(client, LESSON)
    client.post(f"{LESSON}/place", data={"mode": "visual", "step": "3"})
    assert "Go on at step 3" in words(client, LESSON)
    assert 'href="#step-3">Go on at step 3' in client.get(LESSON).text
    assert "Go on at step" not in words(client, f"{LESSON}/deep")
    client.post(f"{LESSON}/place", data={"mode": "visual", "step": "1"})
    assert "Go on at step" not in words(client, LESSON)


@pytest.mark.parametrize(
    "form",
    [{}, {"mode": "x", "step": "1"}, {"mode": "deep"}, {"mode": "deep", "step": "0"}, {"mode": "deep", "step": "99"},
     {"mode": "deep", "step": "٣"}, {"mode": "deep", "step": "1", "line": "-1"}],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(client: FlaskClient, form: dict[str, str]) -> None:
    assert client.post(f"{LESSON}/place", data=form).status_code == 400


def test_a_mode_is_marked_as_done_and_as_not_done(client: FlaskClient) -> None:
    client.post(f"{LESSON}/finish", data={"mode": "visual"})
    assert "✓ done" in words(client)
    client.post(f"{LESSON}/finish", data={"mode": "visual", "done": "0"})
    assert "✓ done" not in words(client)


def test_another_device_goes_on_with_what_was_done_on_both(app: Flask) -> None:
    desk, phone = app.test_client(), app.test_client()
    desk.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"})
    phone.post(f"{LESSON}/place", data={"mode": "visual", "step": "3"})
    page = desk.post("/progress/code").text
    code = next(one.text for one in elements(page) if one.attributes.get("class") == "code-text")
    answer = phone.post("/progress/join", data={"code": code.lower().replace(" ", "-")})
    assert answer.headers["Location"] == "/progress?joined=1"
    for client in (desk, phone):
        assert "1 tried" in words(client)
        assert "go on at step 3" in words(client)
    again = app.test_client().post("/progress/join", data={"code": code})
    assert again.status_code == 400
    assert "Nobody has this code." in again.text


def test_codes_cannot_be_tried_out(client: FlaskClient) -> None:
    told = [client.post("/progress/join", data={"code": f"ABCD{number:04}"}).status_code for number in range(21)]
    assert told == [400] * 20 + [429]


def test_all_that_is_kept_is_taken_along(client: FlaskClient) -> None:
    client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0", "event": "made-by-the-page"})
    answer = client.get("/progress.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    (event,) = json.loads(answer.text)["events"]
    assert event | {"id": "made-by-the-page", "lesson": "websocket-events", "question": FIRST, "given": "0"} == event


def test_deleting_asks_first_and_then_leaves_nothing(client: FlaskClient, log: EventLog) -> None:
    client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"})
    with client.session_transaction() as session:
        name = session["student"]
    unsure = client.post("/progress/delete")
    assert unsure.status_code == 400
    assert len(log.read(name)) == 1
    assert client.post("/progress/delete", data={"sure": "yes"}).status_code == 303
    assert not log.read(name)
    assert "All that was kept of you is deleted." in words(client, "/progress?deleted=1")
    assert "3 tries left" in client.get(LESSON).text


def test_the_same_answer_sent_twice_counts_once(client: FlaskClient, course: Course) -> None:
    studied = course.lessons["questions"]
    assert isinstance(studied, Studied)
    number = next(one.id for one in studied.quiz if one.question.kind == "number")
    for _ in range(2):
        client.post(f"/lessons/questions/quiz/{number}", data={"text": "5", "event": "made-by-the-page"})
    client.post("/lessons/questions/start-over", data={"event": "the-start-over"})
    client.post(f"/lessons/questions/quiz/{number}", data={"text": "5", "event": "made-by-the-page"})
    assert "0 tried" not in words(client)
    assert len(json.loads(client.get("/progress.json").text)["events"]) == 2


BROWSER = {"Accept": "text/html,*/*;q=0.8"}
FROM_OUR_PAGE = {**BROWSER, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


def test_a_page_sets_a_cookie_that_only_names_a_student(client: FlaskClient) -> None:
    cookie = client.get(LESSON).headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert "HttpOnly" in cookie
    with client.session_transaction() as session:
        assert session.keys() == {"student"}
    assert "Set-Cookie" not in client.get(LESSON).headers


def test_a_browser_without_a_cookie_is_asked_for_its_answer_again_with_one(client: FlaskClient) -> None:
    answer = client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}, headers=BROWSER)
    assert answer.status_code == 307
    answer = client.post(answer.headers["Location"], data={"choice": "0"}, headers=BROWSER)
    assert answer.status_code == 303
    assert "1 tried" in words(client)


def test_a_browser_that_refuses_cookies_gets_its_answer_graded_and_is_told(app: Flask, log: EventLog) -> None:
    client = app.test_client(use_cookies=False)
    for headers in (BROWSER, {**BROWSER, "Stepwire-Fragment": "1"}):
        asked = client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}, headers=headers)
        answer = client.post(asked.headers["Location"], data={"choice": "0"}, headers=headers)
        assert answer.status_code == 200
        assert "2 tries left" in answer.text
        assert by_id(answer.text, "kept").attributes["data-trouble"] == "refused"
        assert "Nothing is kept." in by_id(answer.text, "kept").text
    page = client.get(LESSON, headers=FROM_OUR_PAGE).text
    assert "Nothing is kept." in by_id(page, "kept").text
    assert "data-trouble" not in by_id(client.get(LESSON, headers=BROWSER).text, "kept").attributes


def test_nobody_answers_faster_than_a_program(client: FlaskClient) -> None:
    client.get(LESSON)
    told = [client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}).status_code for _ in range(301)]
    assert told == [303] * 300 + [429]


def test_a_program_without_cookies_makes_no_more_than_some_students(app: Flask) -> None:
    program = app.test_client(use_cookies=False)
    told = [program.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}).status_code for _ in range(32)]
    assert told == [303] * 30 + [429] * 2
    known = app.test_client()
    known.get(LESSON)
    assert known.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}).status_code == 303


def test_one_address_begins_no_more_students_than_a_school_has(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BEGINNERS", "3 per minute")
    app = create_app(course)
    clients = [app.test_client() for _ in range(4)]
    told = []
    for client in clients:
        client.get(LESSON)
        told += [client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": f"{one}"}).status_code for one in range(2)]
    assert told == [303] * 6 + [429, 429], "whoever has begun goes on"


def test_while_the_database_is_away_lessons_are_read_and_no_answer_is_graded(course: Course, away: EventLog) -> None:
    client = create_app(course, log=away).test_client()
    for path in (LESSON, f"{LESSON}/deep", "/progress"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Answers are not kept now." in by_id(page.text, "kept").text, path
    answer = client.post(f"{LESSON}/quiz/{FIRST}", data={"choice": "0"}, headers={"Stepwire-Fragment": "1"})
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "verdict" not in answer.text
    assert "was not graded" in answer.text
    assert client.post("/progress/code").status_code == 503
