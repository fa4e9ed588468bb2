"""Deep's statements: whether one holds is in no page before the student has judged it; and what else Deep shows."""

from __future__ import annotations

from html import unescape

from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied
from web.parts.to_judge import statements_of

DEEP = "/lessons/websocket-events/deep"
AT = "/lessons/websocket-events/statements"


def test_a_statement_is_revealed_to_who_has_judged_it_and_no_other(client: FlaskClient, course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    first, second = statements_of(studied)[:2]
    page = client.get(DEEP).text
    assert "data-verdict" not in page
    assert first.why not in unescape(page)
    for one, given, word in (
        (first, str(first.holds).lower(), "Right"),
        (second, str(not second.holds).lower(), "Not so"),
    ):
        answer = client.post(f"{AT}/{one.id}", data={"pick": f"{given}.sure"})
        assert (answer.status_code, answer.location) == (303, f"{DEEP}#statement-{one.id}")
        told = by_id(client.get(DEEP).text, f"statement-{one.id}").text
        assert f"{word}: that is {str(one.holds).lower()}." in told
    shown = [one for one in elements(client.get(DEEP).text) if one.attributes.get("class") == "statement-told"]
    assert len(shown) == 2


def test_what_cannot_be_read_is_told(client: FlaskClient, course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    assert client.post(f"{AT}/{statements_of(studied)[0].id}", data={"pick": "perhaps.sure"}).status_code == 400
    assert client.post(f"{AT}/dance", data={"pick": "true.sure"}).status_code == 404


def test_deep_shows_both_transports_and_the_libraries_functions_of_the_run(client: FlaskClient) -> None:
    page = client.get(DEEP).text
    transports = " ".join(by_id(page, "transports").text.split())
    assert "WebSocket beside polling" in transports
    assert '42["message","Hello"]' in transports
    way = by_id(page, "library-way").text
    assert way.index("Socket.receive") < way.index("Server._handle_event_internal")
    assert "engineio.socket" in way
