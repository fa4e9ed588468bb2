"""What the lab asks the server for."""

from __future__ import annotations

from flask.testing import FlaskClient

LESSON = "/lessons/websocket-events"


def test_the_lab_of_a_lesson_is_the_same_bytes_for_everybody(client: FlaskClient) -> None:
    first = client.get(f"{LESSON}/lab.json")
    assert first.mimetype == "application/json"
    assert first.json is not None
    assert first.json["slug"] == "websocket-events"
    client.delete_cookie("stepwire")
    assert client.get(f"{LESSON}/lab.json").data == first.data
    assert client.get(f"{LESSON}/lab.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_there_is_no_lab_of_an_unknown_or_broken_lesson(client: FlaskClient) -> None:
    assert client.get("/lessons/no-such-lesson/lab.json").status_code == 404
    assert client.get("/lessons/broken/lab.json").status_code == 503
