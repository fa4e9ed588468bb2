"""Perf: no figure is in a page before the student has guessed it or asked for it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied

PERF = "/lessons/websocket-events/perf"
AT = "/lessons/websocket-events/figures"


@pytest.fixture
def studied(course: Course) -> Studied:
    found = course.lessons["websocket-events"]
    assert isinstance(found, Studied)
    assert found.measured
    return found


def test_before_the_guess_a_figure_is_a_question_and_nothing_that_was_measured(
    client: FlaskClient, studied: Studied
) -> None:
    page = client.get(PERF).text
    assert studied.measured
    assert len(studied.measured.figures) == 6
    for figure in studied.measured.figures:
        asked = by_id(page, f"figure-{figure.id}").text
        assert figure.title in asked
        assert all(choice in asked for choice in figure.choices)
        assert figure.says.split("`")[0][:30] not in page
    assert "<rect" not in page.split("figures-heading")[1]
    assert studied.measured.machine in page


@pytest.mark.parametrize(("shift", "sure", "told"), [(0, "think", "Right: "), (1, "sure", "Not so. You said: ")])
def test_a_guess_shows_its_figure_and_no_other(
    client: FlaskClient, studied: Studied, shift: int, sure: str, told: str
) -> None:
    assert studied.measured
    figure = studied.measured.figures[2]
    client.get(PERF)
    pick = (figure.right + shift) % len(figure.choices)
    answer = client.post(f"{AT}/{figure.id}", data={"pick": f"{pick}.{sure}"})
    assert (answer.status_code, answer.location) == (303, f"{PERF}#figure-{figure.id}")
    page = client.get(PERF).text
    shown = [one.attributes["id"] for one in elements(page) if "data-verdict" in one.attributes]
    assert shown == [f"figure-{figure.id}"]
    assert told in by_id(page, shown[0]).text
    assert page.count('class="figure-table"') == 1


def test_all_figures_seen_are_the_mode_done(client: FlaskClient, studied: Studied) -> None:
    assert studied.measured
    client.get(PERF)
    for figure in studied.measured.figures:
        client.post(f"{AT}/{figure.id}", data={"skip": "1"})
    events = client.get("/progress.json").get_json()["events"]
    assert [one["what"] for one in events if one["kind"] == "finish"] == ["perf"]


def test_what_cannot_be_read_is_told_and_a_lesson_without_figures_says_why(client: FlaskClient) -> None:
    assert client.post(f"{AT}/bytes", data={"pick": "9.sure"}).status_code == 400
    assert client.post(f"{AT}/dance", data={"pick": "0.sure"}).status_code == 404
    assert re.search("There are no figures of this program", client.get("/lessons/hostile/perf").text)
