"""Windows of a call's lines over HTTP, as JSON and as pages, and the lines that stand in a lesson's page."""

from __future__ import annotations

from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements, run_data

CALL = "/lessons/lines/steps/2/phases/3/lines"
LONG = "/lessons/lines/steps/4/phases/3/lines"


def test_a_window_has_the_lines_asked_for_and_the_state_they_begin_from(client: FlaskClient) -> None:
    window = client.get(f"{LONG}.json?from=1000&count=2").get_json()
    assert window["first"] == 1000
    assert [line["number"] for line in window["lines"]] == [41, 42]
    (frame,) = window["stack"]
    assert frame["function"] == "count"
    assert frame["variables"] == {"limit": "14000", "total": "124251", "number": "498"}


def test_the_last_window_ends_with_the_call(client: FlaskClient) -> None:
    assert len(client.get(f"{LONG}.json?from=20000").get_json()["lines"]) == 1
    assert len(client.get(f"{CALL}.json").get_json()["lines"]) == 28


def test_a_window_of_a_named_trace_is_kept_for_ever_and_one_of_another_trace_is_refused(client: FlaskClient) -> None:
    trace = run_data(client.get("/lessons/lines").text)["trace"]
    answer = client.get(f"{LONG}.json?trace={trace}", headers={"Accept-Encoding": "gzip"})
    assert answer.cache_control.immutable
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 8_000
    again = client.get(f"{LONG}.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    other = client.get(f"{LONG}.json?trace=another")
    assert other.status_code == 409
    assert "Load the page again" in other.text


@pytest.mark.parametrize("ending", ["", ".json"])
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=20001", "“from” is a number from 0 to 20000, not “20001”"),
        ("from=-1", "not “-1”"),
        ("from=two", "not “two”"),
        ("from=٣", "not “٣”"),
        ("from=<script>", "not “<script>”"),
        ("count=0", "“count” is a number from 1 to 500, not “0”"),
        ("count=501", "not “501”"),
        ("from=99999999999999999999", "not “99999999999999999999”"),
    ],
)
def test_a_bad_number_is_refused_with_the_good_ones(client: FlaskClient, ending: str, query: str, words: str) -> None:
    answer = client.get(f"{LONG}{ending}?{query}")
    assert answer.status_code == 400
    assert words in unescape(answer.text)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("steps/7/phases/1", "This run has steps 1 to 6; “7” is none."),
        ("steps/x/phases/1", "“x” is none."),
        ("steps/2/phases/9", "Step 2 has 5 phases; “9” is none of them."),
        ("steps/2/phases/1", "Phase 1 of step 2 executes no lines of the program."),
    ],
)
def test_a_place_without_lines_is_not_found(client: FlaskClient, path: str, words: str) -> None:
    answer = client.get(f"/lessons/lines/{path}/lines.json")
    assert answer.status_code == 404
    assert words in unescape(answer.text)


def test_a_short_call_stands_in_the_page_for_readers_and_for_the_stepper(client: FlaskClient) -> None:
    page = client.get("/lessons/lines").text
    found = [phase["lines"] for step in run_data(page)["steps"] for phase in step["phases"] if "lines" in phase]
    assert [lines["total"] for lines in found] == [28, 16, 20001]
    assert [sorted(lines) for lines in found] == [["total", "window"], ["total", "window"], ["note", "total", "url"]]
    assert found[0]["window"] == client.get(f"{CALL}.json").get_json()
    listed = " ".join(by_id(page, "step-2.3").text.split())
    assert "22 call handle msg = ' ada ' 23 line name = clean(msg) 8 call clean text = ' ada '" in listed
    assert "10 return clean line 23: name = 'Ada' returns 'Ada'" in listed


def test_a_long_call_says_how_many_lines_there_are_and_where(client: FlaskClient) -> None:
    page = client.get("/lessons/lines").text
    assert by_id(page, "step-4.3").attributes
    link = next(e for e in elements(page) if e.attributes.get("href") == LONG)
    assert link.text == "20,001 lines"
    assert "more lines were executed, and not recorded" in by_id(page, "step-4.3").text


def test_without_scripts_the_lines_are_pages_that_lead_on(client: FlaskClient) -> None:
    page = client.get(f"{LONG}?from=200").text
    links = {e.text: e.attributes["href"] for e in elements(page) if "rel" in e.attributes and e.tag == "a"}
    assert links == {"Earlier lines": f"{LONG}?from=0", "Later lines": f"{LONG}?from=400"}
    assert "201 to 400 of 20,001" in page
    assert "not recorded" in client.get(f"{LONG}?from=20000").text


def test_hostile_values_stand_in_the_lines_as_text(client: FlaskClient) -> None:
    page = client.get("/lessons/lines").text
    assert "</script><b>is" not in page
    said = next(e for e in elements(page) if e.attributes.get("id") == "step-3.3").text
    assert "ValueError: a name </script><b>is</b> needed" in said
