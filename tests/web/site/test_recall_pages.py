"""Recall: one card at a time, answered by predicting, in a lesson's page and across lessons; each with scripts off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.web.reading import by_id, elements
from tests.web.site.test_practice_pages import fields, wrong_answer
from tutorial.course.course import Course, Studied
from tutorial.course.told_runs import statements
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import named
from tutorial.quiz.answered import Answered
from tutorial.quiz.cards import cards
from web.site.app import create_app

LESSON = "/lessons/websocket-events"
BEGIN = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
FRAGMENT = {"Stepwire-Fragment": "1", "Accept": "text/html"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(course: Course, clock: time_machine.Traveller) -> FlaskClient:
    client = create_app(course, secret_key="kept").test_client()
    client.get(LESSON)
    return client


@pytest.fixture
def every(course: Course) -> dict[str, Answered]:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    return {card.id: card for card in (*cards(studied.lesson, studied.trace), *studied.quiz)}


def words(client: FlaskClient, path: str) -> str:
    return " ".join(by_id(client.get(path).text, "main").text.split())


def due(client: FlaskClient) -> str:
    return " ".join(by_id(client.get("/").text, "due").text.split())


def finish(client: FlaskClient) -> None:
    client.post(f"{LESSON}/finish", data={"mode": "visual"})


def asked(page: str) -> tuple[str, dict[str, str]]:
    """The address of the card that a page asks, and its hidden fields."""
    form = next(one for one in elements(page) if one.tag == "form" and "data-quiz-form" in one.attributes)
    hidden = [one.attributes for one in elements(page) if one.attributes.get("type") == "hidden"]
    return form.attributes["action"], {one["name"]: one["value"] for one in hidden}


def place(card: Answered, right: bool) -> str:
    return next(str(at) for at, option in enumerate(card.options) if option.right == right)


def wrong_reasons(one: Exercise) -> list[str]:
    return [why for part in one.whys for why in part]


def test_who_has_no_cards_is_told_where_they_come_from(client: FlaskClient) -> None:
    assert "You have no cards yet." in words(client, "/recall")
    assert "There is no card of this lesson yet." in words(client, f"{LESSON}/recall")
    assert due(client) == "Recall"


def test_a_lesson_that_is_done_is_asked_at_once_in_its_page_and_after_a_rest_everywhere(
    client: FlaskClient, clock: time_machine.Traveller, every: dict[str, Answered]
) -> None:
    finish(client)
    assert "Nothing is due now. The next card comes in 8 hours." in words(client, "/recall")
    assert "Press how sure you are" in words(client, f"{LESSON}/recall")
    clock.shift(timedelta(hours=9))
    count = len([card for card in every if card.startswith(("gap:", "belief:", "predict-"))])
    assert due(client) == f"Recall , cards due: {count}"
    address, _ = asked(client.get("/recall").text)
    name = address.rpartition("/")[2]
    told = client.post(address, data={"pick": f"{place(every[name], True)}.think"}, headers=FRAGMENT).text
    assert "Right. It comes back in 2 days." in by_id(told, f"card-websocket-events-{name.replace(':', '-')}").text
    assert f"{count - 1} left" in told
    assert f"cards due: </span>{count - 1}" in told, "the link in the head, too"
    assert due(client) == f"Recall , cards due: {count - 1}"


def test_before_the_answer_nothing_tells_which_option_is_right(
    client: FlaskClient, clock: time_machine.Traveller, every: dict[str, Answered]
) -> None:
    finish(client)
    clock.shift(timedelta(hours=9))
    for path in ("/recall", f"{LESSON}/recall"):
        seen = set()
        while (page := client.get(path).text).find("data-quiz-form") > 0:
            address, hidden = asked(page)
            card = every[address.rpartition("/")[2]]
            article = page[page.index("<article") : page.index("<details")]
            assert "verdict" not in article
            assert "data-picked" not in article
            told = {option.why for option in card.options if option.why} - {option.text for option in card.options}
            assert not [why for why in told if why in article and why not in card.question.question]
            seen.add(card.id)
            client.post(address, data={"pick": f"{place(card, False)}.sure", **hidden})
        assert seen or path != "/recall"


def test_with_scripts_off_the_verdict_is_a_page_and_a_reload_counts_nothing(
    client: FlaskClient, every: dict[str, Answered]
) -> None:
    finish(client)
    address, hidden = asked(client.get(f"{LESSON}/recall").text)
    card = every[address.rpartition("/")[2]]
    sent = {"pick": f"{place(card, False)}.sure", **hidden}
    first, again = (client.post(address, data=sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    page = words(client, again.headers["Location"])
    assert "Not so. It comes back in 10 minutes." in page
    assert "Next card" in page
    events = client.get("/progress.json").get_json()["events"]
    assert [event["kind"] for event in events].count("card") == 1


def test_what_is_answered_before_it_is_due_again_is_told_and_does_not_count(
    client: FlaskClient, every: dict[str, Answered]
) -> None:
    finish(client)
    address, hidden = asked(client.get(f"{LESSON}/recall").text)
    card = every[address.rpartition("/")[2]]
    for number in range(3):
        sent = {**hidden, "pick": f"{place(card, True)}.sure", "event": f"another-one-{number}"}
        assert "Right." in client.post(address, data=sent, headers=FRAGMENT).text
    events = client.get("/progress.json").get_json()["events"]
    assert [event["kind"] for event in events].count("card") == 1


def test_the_mode_is_done_when_no_card_of_the_lesson_waits(client: FlaskClient, every: dict[str, Answered]) -> None:
    finish(client)
    while "data-quiz-form" in (page := client.get(f"{LESSON}/recall").text):
        address, hidden = asked(page)
        card = every[address.rpartition("/")[2]]
        client.post(address, data={"pick": f"{place(card, True)}.think", **hidden})
    assert re.search("Nothing is due now. The next card comes in [0-9]+ days?", words(client, f"{LESSON}/recall"))
    finished = [one for one in client.get("/progress.json").get_json()["events"] if one["kind"] == "finish"]
    assert [one["what"] for one in finished] == ["visual", "recall"]


def test_a_card_of_somebody_else_is_refused_and_so_is_what_is_no_answer(client: FlaskClient) -> None:
    assert client.post("/recall/websocket-events/gap:1", data={"pick": "0.sure"}).status_code == 404
    finish(client)
    address, _ = asked(client.get(f"{LESSON}/recall").text)
    for data in ({}, {"pick": "9.sure"}, {"pick": "0.certain"}, {"choice": "x"}):
        assert client.post(address, data=data).status_code == 400
    assert client.post("/recall/none/gap:1").status_code == 404
    assert client.get("/recall?before=none").status_code == 404


@pytest.mark.parametrize("kind", EXERCISE_KINDS)
def test_a_missed_exercise_of_each_kind_is_asked_again_and_explained(
    client: FlaskClient, clock: time_machine.Traveller, course: Course, kind: str
) -> None:
    studied = course.lessons["questions"]
    assert isinstance(studied, Studied)
    grounds = Grounds(studied.lesson, studied.trace, studied.practice.left_out)
    one = next(found for seed in range(20) if (found := named(f"{kind}-{seed}", grounds)))
    client.post(f"/lessons/questions/try/{one.id}", data=fields(one, wrong_answer(one)))
    clock.shift(timedelta(hours=9))
    page = client.get("/recall").text
    address, hidden = asked(page)
    assert address == f"/recall/questions/exercise:{one.id}"
    assert page.count('class="sheet') == bool(one.sheet)
    assert not [why for why in wrong_reasons(one) if why in page]
    told = client.post(
        address, data=MultiDict([*fields(one, wrong_answer(one)).items(multi=True), *hidden.items()]), headers=FRAGMENT
    )
    assert "Not so. It comes back in 10 minutes." in told.text
    assert 'data-verdict="wrong"' in told.text or "why-wrong" in told.text or 'class="why"' in told.text


def test_a_missed_statement_and_a_missed_figure_are_asked_again_with_what_is_so(
    client: FlaskClient, clock: time_machine.Traveller, course: Course
) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    assert studied.measured
    statement, figure = statements(studied.judged, studied.trace)[0], studied.measured.figures[0]
    client.post(f"{LESSON}/statements/{statement.id}", data={"pick": f"{str(not statement.holds).lower()}.sure"})
    client.post(f"{LESSON}/figures/{figure.id}", data={"pick": f"{(figure.right + 1) % len(figure.choices)}.guess"})
    clock.shift(timedelta(hours=9))
    for kind, right in (("statement", "0" if statement.holds else "1"), ("figure", str(figure.right))):
        page = client.get("/recall").text
        address, hidden = asked(page)
        assert address.startswith(f"/recall/websocket-events/{kind}:")
        assert "card-why" not in page
        told = client.post(address, data={"pick": f"{right}.think", **hidden}, headers=FRAGMENT).text
        assert "Right. It comes back in 2 days." in told
        assert "card-why" in told


def test_what_a_lesson_rests_on_is_proposed_while_it_is_due(
    course: Course, clock: time_machine.Traveller, app: Flask
) -> None:
    later = course.lessons["questions"]
    assert isinstance(later, Studied)
    resting = later.lesson.model_copy(update={"needs": ("websocket-events", "gone")})
    lessons = {**course.lessons, "questions": replace(later, lesson=resting)}
    client = create_app(Course(lessons), secret_key="kept").test_client()
    finish(client)
    assert "Recall first" not in client.get("/lessons/questions").text
    clock.shift(timedelta(hours=9))
    assert "Recall first what this rests on" in client.get("/lessons/questions").text
    page = words(client, "/recall?before=questions")
    assert "rests on: answer from memory, then begin." in page
    assert "To the lesson" in page
    assert "Recall first" not in client.get(LESSON).text


def test_cards_go_along_with_export_and_deletion(client: FlaskClient) -> None:
    finish(client)
    address, hidden = asked(client.get(f"{LESSON}/recall").text)
    client.post(address, data={"pick": "0.guess", **hidden})
    exported = json.loads(client.get("/progress.json").text)["events"]
    assert {"kind": "card", "question": address.rpartition("/")[2], "sure": "guess"}.items() <= next(
        one for one in exported if one["kind"] == "card"
    ).items()
    client.post("/progress/delete", data={"sure": "yes"})
    assert "You have no cards yet." in words(client, "/recall")
