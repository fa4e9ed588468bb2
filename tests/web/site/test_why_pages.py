"""The mode Why: one cell to find; nothing gives it away before it is found, or shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import Element, elements
from tutorial.course.course import Course, Studied
from tutorial.course.told_runs import FailingRun
from web.site.app import create_app

WHY = "/lessons/websocket-events/why"
SO = "what a handler returns is not sent"


def lesson(course: Course, slug: str = "websocket-events") -> Studied:
    studied = course.lessons[slug]
    assert isinstance(studied, Studied)
    return studied


def failing(course: Course, slug: str = "websocket-events") -> FailingRun:
    found = lesson(course, slug).failing
    assert found is not None
    return found


def answer(client: FlaskClient, cell: str, where: str = WHY) -> str:
    sent = client.post(where, data={"cell": cell, "sure": "think"}, headers={"Stepwire-Fragment": "1"})
    assert sent.status_code == 200
    return sent.text


def cells(page: str) -> list[Element]:
    return [one for one in elements(page) if one.tag == "td" and one.attributes.get("id", "").startswith("cell-")]


def test_nothing_gives_the_cell_away(client: FlaskClient, course: Course) -> None:
    page = client.get(WHY).text
    assert SO not in page
    assert "data-verdict" not in page
    assert "compared" not in page
    marks = {tuple(sorted(set(one.attributes) - {"id", "data-name"})) for one in cells(page)}
    assert marks == {("data-column", "role")}, "all cells look alike"
    radios = [one for one in elements(page) if one.attributes.get("name") == "cell" and one.tag == "input"]
    values = [one.attributes["value"] for one in radios]
    assert f"{failing(course).wrong.step}-{failing(course).wrong.column}" in values
    assert len(values) > 9
    assert not any("checked" in one.attributes for one in radios)


def test_the_right_cell_opens_both_runs_the_explanation_and_the_misconceptions(client: FlaskClient) -> None:
    told = answer(client, "2-receives")
    assert 'data-state="right"' in told
    assert SO in told
    assert "Side by side" in told
    assert "What my function returns is sent to the client." in told
    assert told.count('data-verdict="right"') == 1


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2-action", "So far all is well."),
        ("3-receives", "it was missing before"),
        ("1-after", "reads the same in the run of a program that works"),
    ],
)
def test_a_wrong_cell_is_explained_and_gives_nothing_away(client: FlaskClient, cell: str, said: str) -> None:
    told = answer(client, cell)
    assert said in told
    assert "2 tries left" in told
    assert SO not in told
    assert 'data-verdict="right"' not in told


def test_after_the_tries_it_is_shown(client: FlaskClient) -> None:
    told = [answer(client, cell) for cell in ("1-action", "1-after", "4-after", "2-receives")]
    assert ["open" if 'data-state="open"' in one else "over" for one in told] == ["open", "open", "over", "over"]
    assert 'data-state="shown"' in told[3], "what comes after the end does not count"
    assert SO in told[2]


def test_who_wants_to_be_shown_is_shown_and_the_mode_is_done(client: FlaskClient) -> None:
    assert 'class="mode-done"' not in client.get(WHY).text
    assert 'data-state="shown"' in answer(client, "show")
    bar = [one for one in elements(client.get(WHY).text) if one.attributes.get("class") == "mode-done"]
    assert len(bar) == 1


def test_without_scripts_the_page_itself_comes_back(client: FlaskClient) -> None:
    sent = client.post(WHY, data={"cell": "2-receives", "sure": "sure"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{WHY}#why-task")
    assert SO in client.get(WHY).text


@pytest.mark.parametrize("cell", ["", "2", "2-step", "99-receives", "0-after", "2-receives; drop"])
def test_what_is_no_cell_of_the_table_is_refused(client: FlaskClient, cell: str) -> None:
    assert client.post(WHY, data={"cell": cell}).status_code == 400


@pytest.mark.parametrize("slug", ["asked", "hostile", "lines", "questions", "refused"])
def test_a_lesson_without_why_leaves_something_out(client: FlaskClient, course: Course, slug: str) -> None:
    found, where = failing(course, slug), f"/lessons/{slug}/why"
    assert found.why is None
    assert found.change is not None
    page = client.get(where).text
    assert "with one line taken out" in page
    told = answer(client, f"{found.wrong.step}-{found.wrong.column}", where)
    assert 'data-state="right"' in told
    assert "own run it reads" in told
    wrong = (found.wrong.step, found.wrong.column)
    assert wrong in found.differing
    assert wrong[0] == found.differing[0][0], "it is in the first row that differs"


def test_a_lesson_in_which_nothing_can_be_left_out_says_so(course: Course) -> None:
    bare = replace(lesson(course), failing=None)
    app: Flask = create_app(Course({bare.slug: bare}))
    with app.test_client() as client:
        page = client.get(WHY)
        assert page.status_code == 200
        assert "Nothing can be left out of this lesson" in page.text
        assert client.post(WHY, data={"cell": "2-receives"}).status_code == 404


def test_references_of_the_explanation_lead_to_places_of_the_page(client: FlaskClient) -> None:
    answer(client, "2-receives")
    page = client.get(WHY).text
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_a_wrong_answer_of_the_quiz_opens_the_run_that_breaks_its_misconception(course: Course) -> None:
    studied = lesson(course)
    first = studied.quiz[0]
    named = first.question.model_copy(update={"misconceptions": {"No connection": "return-answers"}})
    quiz = (replace(first, question=named), *studied.quiz[1:])
    app = create_app(Course({studied.slug: replace(studied, quiz=quiz)}))
    with app.test_client() as client:
        where = f"/lessons/websocket-events/quiz/{first.id}"
        wrong = [option.text for option in first.options].index("No connection")
        other = next(n for n, one in enumerate(first.options) if not one.right and n != wrong)
        told = [
            client.post(where, data={"choice": place}, headers={"Stepwire-Fragment": "1"}).text
            for place in (other, wrong)
        ]
    assert ["What my function returns" in one for one in told] == [False, True]
    assert "In the run of the program that fails it is not so" in told[1]
    assert "An event leaves when the program sends one" in told[1]
