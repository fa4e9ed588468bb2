"""The pages: what each address answers, and that a lesson's page says what its run showed."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.web.reading import Element, by_id, elements, run_data
from tutorial.course.course import Course, Studied
from tutorial.telling import narration
from web.site.app import create_app

LESSON = "/lessons/websocket-events"


def words(text: str) -> str:
    return " ".join(text.split())


def test_an_empty_course_says_how_to_begin() -> None:
    page = create_app(Course({})).test_client().get("/")
    assert page.status_code == 200
    assert "No lessons yet" in page.text


def test_a_lessons_page_has_every_cell_of_its_run(client: FlaskClient, course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    page = client.get(LESSON).text
    for row in narration.rows(studied.trace):
        for column, cell in row.cells.items():
            if column != "step":
                mark = row.marks.get(column)
                assert words(by_id(page, f"cell-{row.number}-{column}").text) == words(f"{cell} {mark or ''}")


def test_a_page_is_sent_without_the_indentation_of_its_templates_and_its_code_with_its_own(client: FlaskClient) -> None:
    page = client.get(LESSON).text
    assert not re.search("^ +<", page, re.MULTILINE)
    assert '<span class="text">    <span' in page


def test_a_lessons_page_has_every_value_of_the_tracker(client: FlaskClient) -> None:
    page = client.get(LESSON).text
    shown = [[words(by_id(page, f"variable-{row}-{after}").text) for after in range(6)] for row in range(3)]
    assert shown == [
        ["No connection", "Open ▲ changed", "Open", "Open", "Closed ▲ changed", "Closed"],
        ["None", "None", "'Hello' ▲ changed", "'How are you?' ▲ changed", "'How are you?'", "'How are you?'"],
        ["None", "None", "'Received: Hello' ▲ changed", "'Received: How are you?' ▲ changed", "None ▲ changed", "None"],
    ]


def test_a_lessons_page_has_every_part_of_a_lesson(client: FlaskClient) -> None:
    page = client.get(LESSON).text
    headings = [words(element.text) for element in elements(page) if element.tag == "h2"]
    assert headings == [
        "The run, step by step",
        "Execution sample",
        "Concept flow",
        "Execution table",
        "Variable tracker",
        "Key moments",
        "Visual quiz",
        "Concept snapshot",
        "Full transcript",
        "What if …?",
        "From a real run",
        "Words",
        "Keys",
    ]
    assert len([element for element in elements(page) if element.attributes.get("class") == "box"]) == 9
    assert words(by_id(page, "step-2.1").text).startswith("Client sends message 4 message 2 event [")


def test_the_raw_trace_is_the_whole_trace(client: FlaskClient, course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    answer = client.get(f"{LESSON}/trace.json")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.text) == json.loads(studied.trace.to_json())
    again = client.get(f"{LESSON}/trace.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_marks_are_explained_below_the_table(client: FlaskClient) -> None:
    page = words(client.get("/lessons/refused").text)
    assert "The server refused the connection." in page
    hostile = words(client.get("/lessons/hostile").text)
    assert "No function is registered for this event" in hostile
    assert "The handler raised an exception" in hostile


def test_what_is_read_aloud_is_short_and_ends_as_a_sentence_and_the_page_has_the_whole(client: FlaskClient) -> None:
    page = client.get("/lessons/hostile").text
    aloud = [step["sentence"] for step in run_data(page)["steps"]]
    assert {words(text) for text in aloud} <= {words(e.text) for e in elements(page) if has_class(e, "sentence")}
    cut = [text for text in aloud if "…" in text]
    assert cut
    assert all(text.endswith(".") and len(text) < 600 for text in cut)
    whole = [e.text for e in elements(page) if has_class(e, "whole")]
    assert any(len(text) > 300 for text in whole)


def test_the_phase_of_a_call_says_which_line_ended_it_by_which_exception(client: FlaskClient) -> None:
    steps = run_data(client.get("/lessons/questions").text)["steps"]
    raised = {
        number: phase["raised"] for number, step in enumerate(steps, 1) for phase in step["phases"] if "raised" in phase
    }
    assert raised == {6: [19, "ZeroDivisionError: division by zero"]}


def test_no_sentence_of_a_page_ends_in_the_middle_of_a_word(client: FlaskClient) -> None:
    for slug in ("hostile", "asked", "refused", "questions", "websocket-events"):
        page = client.get(f"/lessons/{slug}").text
        told = [words(e.text) for e in elements(page) if has_class(e, "sentence") and not has_class(e, "unseen")]
        assert told
        assert all(text.endswith(".") for text in told), slug


def has_class(element: Element, name: str) -> bool:
    return name in element.attributes.get("class", "").split()


def test_with_scripts_off_no_row_is_the_current_one_and_none_lies_ahead(client: FlaskClient) -> None:
    rows = [by_id(client.get(LESSON).text, f"row-{number}") for number in (1, 2)]
    assert not any({"aria-current", "data-state"} & row.attributes.keys() for row in rows)


def test_each_client_has_a_lane_of_its_own(client: FlaskClient) -> None:
    found = elements(client.get("/lessons/hostile/deep").text)
    stage = next(element for element in found if element.attributes.get("class") == "stage")
    assert stage.attributes["data-nth"] == "2"
    assert {e.attributes["data-nth"] for e in found if e.attributes.get("class") == "crossing"} == {"0", "1"}


def test_an_unknown_lesson_suggests_the_one_with_a_close_name(client: FlaskClient) -> None:
    answer = client.get("/lessons/websocket-event")
    assert answer.status_code == 404
    assert "There is no lesson “websocket-event” here." in answer.text
    assert f'href="{LESSON}"' in answer.text


@pytest.mark.parametrize("path", ["", "/trace.json"])
def test_a_broken_lesson_tells_what_is_wrong_and_where(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/lessons/broken{path}")
    assert answer.status_code == 503
    assert "broken.yaml:2:1" in answer.text
    assert "did you mean" in words(answer.text)


def test_an_unknown_address_has_a_page(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Nothing here" in answer.text


def test_a_method_that_is_not_allowed_says_which_are(client: FlaskClient) -> None:
    answer = client.delete(LESSON)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "Not in this way" in answer.text


def test_an_error_of_ours_is_a_page_that_tells_nothing_of_the_inside(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(course)
    app.add_url_rule("/fails", view_func=_fails)
    answer = app.test_client().get("/fails")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


def _fails() -> str:
    raise RuntimeError("secret detail")
