"""The quiz: graded by the server, with and without scripts, and never giving a key away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course import Course, Studied
from web.app import create_app
from web.tries import short

LESSON = "/lessons/websocket-events"
OTHER = "/lessons/hostile"
BY_SCRIPT = {"Stepwire-Fragment": "1"}


@pytest.fixture
def studied(course: Course) -> Studied:
    lesson = course.lessons["websocket-events"]
    assert isinstance(lesson, Studied)
    return lesson


@pytest.fixture
def first(studied: Studied) -> str:
    return studied.quiz[0].id


def right(studied: Studied) -> int:
    return next(index for index, option in enumerate(studied.quiz[0].options) if option.right)


def wrong(studied: Studied) -> Iterator[int]:
    return (index for index, option in enumerate(studied.quiz[0].options) if not option.right)


def question(client: FlaskClient, name: str) -> str:
    return " ".join(by_id(client.get(LESSON).text, f"q-{name}").text.split())


def test_an_unanswered_page_holds_no_answer_and_no_reason(client: FlaskClient, studied: Studied) -> None:
    page = client.get(LESSON).text
    assert "verdict" not in page
    assert 'class="why"' not in page
    for element in elements(page):
        if element.tag == "input" and element.attributes["type"] == "radio":
            assert set(element.attributes) == {"type", "name", "value", "required"}


def test_without_scripts_an_answer_goes_back_to_its_question(client: FlaskClient, studied: Studied, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{LESSON}#q-{first}"
    text = question(client, first)
    assert "✓ Right" in text
    assert "After step 2 connection_status is Open." in text
    assert "1 of 3 right" in client.get(LESSON).text


def test_a_wrong_choice_says_why_and_leaves_the_others_closed(
    client: FlaskClient, studied: Studied, first: str
) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    text = question(client, first)
    assert "✗ Wrong" in text
    assert "✓ Right" not in text
    assert "2 tries left" in text
    assert "That is its value at the start." in text
    fieldset = client.get(LESSON).text
    assert fieldset.count('class="why"') == 1


def test_three_wrong_choices_show_the_right_one_with_every_reason(
    client: FlaskClient, studied: Studied, first: str
) -> None:
    for choice in wrong(studied):
        client.post(f"{LESSON}/quiz/{first}", data={"choice": str(choice)})
    text = question(client, first)
    assert "No tries left" in text
    assert text.count("✗ Wrong") == 3
    assert text.count("✓ Right") == 1
    assert "Answer" not in text


def test_the_same_wrong_choice_costs_one_try(client: FlaskClient, studied: Studied, first: str) -> None:
    for _ in range(3):
        client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    assert "2 tries left" in question(client, first)


def test_a_closed_question_stays_as_it_is(client: FlaskClient, studied: Studied, first: str) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))})
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    text = question(client, first)
    assert "Right." in text
    assert "Not this one" not in text


def test_a_script_gets_the_question_and_the_score_alone(client: FlaskClient, studied: Studied, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))}, headers=BY_SCRIPT)
    assert answer.status_code == 200
    ids = [element.attributes["id"] for element in elements(answer.text) if "id" in element.attributes]
    assert ids == [f"q-{first}", "quiz-score"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_starting_over_forgets_this_lessons_tries_and_no_others(
    client: FlaskClient, course: Course, studied: Studied, first: str
) -> None:
    hostile = course.lessons["hostile"]
    assert isinstance(hostile, Studied)
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    client.post(f"{OTHER}/quiz/{hostile.quiz[0].id}", data={"choice": "0"})
    answer = client.post(f"{LESSON}/start-over")
    assert answer.headers["Location"] == f"{LESSON}#quiz"
    assert "3 tries left" in question(client, first)
    assert "1 of 1 right" in client.get(OTHER).text


def test_starting_over_by_script_brings_every_question_back(client: FlaskClient, studied: Studied, first: str) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    answer = client.post(f"{LESSON}/start-over", headers=BY_SCRIPT)
    ids = [element.attributes["id"] for element in elements(answer.text) if "id" in element.attributes]
    assert {f"q-{question.id}" for question in studied.quiz} | {"quiz-score"} == set(ids)


@pytest.mark.parametrize("choice", ["4", "-1", "99999999999999999999", "two", "٣", "0; 1"])
def test_a_choice_that_is_none_is_refused(client: FlaskClient, first: str, choice: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": choice})
    assert answer.status_code == 400
    assert "is none of the choices, which are numbered 0 to 3." in answer.text


def test_no_choice_at_all_asks_for_one(client: FlaskClient, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}")
    assert answer.status_code == 400
    assert "No answer was chosen." in answer.text


def test_an_unknown_question_is_not_found(client: FlaskClient) -> None:
    answer = client.post(f"{LESSON}/quiz/what-is-love", data={"choice": "0"})
    assert answer.status_code == 404
    assert "no question “what-is-love”" in answer.text


def test_a_form_too_large_is_refused(client: FlaskClient, first: str) -> None:
    assert client.post(f"{LESSON}/quiz/{first}", data={"choice": "0" * 100_000}).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(client: FlaskClient, first: str, headers: dict[str, str]) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_our_own_forms_are_taken(client: FlaskClient, first: str, headers: dict[str, str]) -> None:
    assert client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"}, headers=headers).status_code == 303


def test_a_cookie_that_is_not_ours_is_as_good_as_none(client: FlaskClient, first: str) -> None:
    client.set_cookie("stepwire", "eyJxIjoi.garbage.garbage")
    assert "3 tries left" in question(client, first)


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "text",
        {"websocket-events": "text"},
        {"websocket-events": {"ID": "9"}},
        {"websocket-events": {"ID": "00"}},
        {"websocket-events": {"ID": "x"}},
        {"websocket-events": {"ID": 1}},
        {"websocket-events": {"ID": ""}},
    ],
)
def test_a_session_of_another_version_is_passed_over(client: FlaskClient, first: str, kept: object) -> None:
    with client.session_transaction() as session:
        session["q"] = _with_id(kept, short(first))
    assert "3 tries left" in question(client, first)
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    assert "2 tries left" in question(client, first)


def _with_id(kept: object, name: str) -> object:
    if isinstance(kept, dict):
        return {name if key == "ID" else key: _with_id(value, name) for key, value in kept.items()}
    return kept


def test_tries_in_many_lessons_still_fit_a_cookie(course: Course, studied: Studied) -> None:
    lessons = {f"lesson-number-{number}": replace(studied, slug=f"lesson-number-{number}") for number in range(60)}
    client = create_app(Course({**lessons})).test_client()
    for slug in lessons:
        for asked in studied.quiz:
            client.post(f"/lessons/{slug}/quiz/{asked.id}", data={"choice": "0"})
    cookie = client.get_cookie("stepwire")
    assert cookie is not None
    assert len(cookie.value) < 4_000
    assert "of 3 right" in client.get("/lessons/lesson-number-59").text
