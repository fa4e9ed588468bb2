"""What if as pages: the changed run is in no answer before the student has predicted or skipped."""

from __future__ import annotations

import json
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.reading import elements

LESSON = "/lessons/websocket-events"
SECRET = "something else"
AT = f"{LESSON}/what-if/other-value-2"


def test_the_modes_lead_to_every_change(client: FlaskClient) -> None:
    for mode, count in (("", 0), ("/deep", 8), ("/try", 8), ("/what-if/without-2", 8)):
        page = client.get(LESSON + mode).text
        links = [one.attributes.get("href", "") for one in elements(page) if one.tag == "a"]
        assert sum(link.startswith(f"{LESSON}/what-if/") for link in links) == count
        assert (f"{LESSON}/what-if" in links) is (mode == ""), "Visual leads to all"
        assert "Received: something else" not in page
    assert client.get(f"{LESSON}/what-if").location == f"{LESSON}/what-if/without-2"


def test_the_changed_run_is_in_no_answer_before_the_prediction(client: FlaskClient) -> None:
    asked = client.get(AT)
    assert "Apart from that, which row" in asked.text
    assert "Received: something else" not in unescape(asked.text)
    assert "data-verdict" not in asked.text
    refused = client.get(f"{AT}/run")
    assert (refused.status_code, refused.location) == (303, AT)
    wrong = client.post(AT, data={"sure": "sure"})
    assert wrong.status_code == 400
    assert client.get(f"{AT}/run").status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"row": "none", "sure": "think"}, "Right."),
        ({"row": "4", "sure": "sure"}, "Not so. You were sure, so it is worth a second look."),
        ({"skip": "1"}, "This is what happens."),
    ],
)
def test_after_a_prediction_both_runs_stand_side_by_side(client: FlaskClient, form: dict[str, str], said: str) -> None:
    client.get(AT)
    answer = client.post(AT, data=form)
    assert (answer.status_code, answer.location) == (303, f"{AT}/run#told")
    page = unescape(client.get(f"{AT}/run").text)
    assert said in page
    assert "Received: something else" in page
    assert "1 row is changed" in page
    kept = json.loads(client.get("/progress.json").text)["events"]
    assert [(one["kind"], one["question"]) for one in kept] == [("whatif", "other-value-2")]
    other = client.get(f"{LESSON}/what-if/without-3/run")
    assert other.status_code == 303, "one prediction opens one run"


def test_a_browser_without_cookies_sees_the_answer_to_its_form(client: FlaskClient) -> None:
    client.get(AT)
    answer = client.post(AT, data={"row": "none", "sure": "guess"}, headers={"Referer": f"http://localhost{AT}"})
    assert answer.status_code in (200, 303, 307)


def test_what_there_is_not_is_said(client: FlaskClient) -> None:
    assert "no change “dance”" in unescape(client.get(f"{LESSON}/what-if/dance").text)
    assert client.get("/lessons/hostile/what-if").status_code == 404
    assert "run is not the same each time" in client.get("/lessons/hostile/what-if").text
    assert "What if …?" not in client.get("/lessons/hostile").text
