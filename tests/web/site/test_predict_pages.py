"""What the server says of a prediction, before its answer and after it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.reading import elements
from tutorial.course.course import Course, Studied
from tutorial.quiz.predicting import predictions
from web.site.quiz_pages import FRAGMENT

ASKED = {FRAGMENT: "1"}


@pytest.fixture
def studied(course: Course) -> Studied:
    found = course.lessons["websocket-events"]
    assert isinstance(found, Studied)
    return found


def test_before_the_answer_nothing_tells_which_option_is_right(client: FlaskClient, studied: Studied) -> None:
    for step in (1, 2, 3, 4):
        told = client.get(f"/lessons/websocket-events/steps/{step}/predict", headers=ASKED).text
        (question, *_) = predictions(studied.trace, step)
        assert "data-verdict" not in told
        assert "In step" not in told
        assert "After step" not in told
        offered = [one for one in elements(told) if one.attributes.get("class") == "choice"]
        assert [one.text for one in offered] == [option.text for option in question.options]


def test_the_answer_tells_what_is_so_and_is_kept_with_how_sure_one_was(client: FlaskClient, studied: Studied) -> None:
    address = "/lessons/websocket-events/steps/2/predict"
    question = predictions(studied.trace, 2)[0]
    wrong = next(place for place, option in enumerate(question.options) if not option.right)
    told = client.post(address, data={"pick": f"{wrong}.sure", "seed": "0"}, headers=ASKED).text
    assert 'data-verdict="wrong"' in told
    assert 'data-verdict="right"' in told
    assert "You were sure" in told
    assert 'value="1"' in client.get(address, headers=ASKED).text, "another question comes next time"


def test_a_prediction_that_comes_again_under_its_id_counts_once(client: FlaskClient) -> None:
    for _ in range(2):
        sent = {"pick": "0.think", "seed": "0", "event": "made-by-the-page"}
        assert client.post("/lessons/websocket-events/steps/2/predict", data=sent, headers=ASKED).status_code == 200
    (event,) = client.get("/progress.json").get_json()["events"]
    assert (event["id"], event["given"], event["sure"]) == ("made-by-the-page", "0", "think")


def test_a_question_of_the_lesson_comes_first(client: FlaskClient) -> None:
    assert client.get("/lessons/asked/steps/2/predict", headers=ASKED).status_code == 200
    assert client.get("/lessons/asked/steps/3/predict", headers=ASKED).status_code == 409
    refused = client.post("/lessons/asked/steps/3/predict", data={"pick": "0.sure", "seed": "0"})
    assert refused.status_code == 409
    assert "2: beta" not in refused.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"seed": "0"}, "No answer was chosen"),
        ({"pick": "9.sure", "seed": "0"}, "No answer was chosen"),
        ({"pick": "-1.sure", "seed": "0"}, "No answer was chosen"),
        ({"pick": "0.certain", "seed": "0"}, "not how sure one can be"),
        ({"pick": "0.sure", "seed": "99"}, "is none of them"),
        ({"pick": "0.sure", "seed": "one"}, "is none of them"),
    ],
)
def test_what_is_no_answer_is_refused(client: FlaskClient, data: dict[str, str], says: str) -> None:
    answer = client.post("/lessons/websocket-events/steps/2/predict", data=data)
    assert answer.status_code == 400
    assert says in answer.text


@pytest.mark.parametrize("step", ["0", "5", "6"])
def test_of_no_event_nothing_is_asked(client: FlaskClient, step: str) -> None:
    assert client.get(f"/lessons/websocket-events/steps/{step}/predict").status_code == 404


def test_without_a_script_the_answer_leads_to_the_step(client: FlaskClient) -> None:
    answer = client.post("/lessons/websocket-events/steps/2/predict", data={"pick": "0.sure", "seed": "0"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/lessons/websocket-events#step-2"


def test_the_page_names_the_steps_that_ask_and_none_of_their_questions(client: FlaskClient) -> None:
    page = client.get("/lessons/websocket-events").text
    (root,) = [one for one in elements(page) if one.attributes.get("data-part") == "predict"]
    assert root.attributes["data-steps"] == "1 2 3 4"
    assert re.sub(r"\s+", " ", root.text).strip() == "Predict each step before you see it"
