"""The cookie that names a student: good for as long as a browser keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

DONE = "/lessons/websocket-events/finish"


def named(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session.get("student", ""))


@pytest.mark.parametrize("later", [timedelta(days=3), timedelta(days=200), timedelta(seconds=-5)])
def test_a_student_is_known_after_a_holiday_and_when_the_clock_was_set_back(
    client: FlaskClient, later: timedelta
) -> None:
    client.get("/progress")
    name = named(client)
    client.post(DONE, data={"mode": "visual"})
    with time_machine.travel(datetime.now(UTC) + later):
        assert "There is no card" not in client.get("/lessons/websocket-events/recall").text
        assert named(client) == name != ""


@pytest.mark.parametrize(("days", "sent"), [(29, False), (31, True)])
def test_an_old_cookie_is_sent_again_and_then_lasts_from_that_day_on(
    client: FlaskClient, days: int, sent: bool
) -> None:
    client.get("/progress")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        assert ("Set-Cookie" in client.get("/progress").headers) == sent


def test_a_cookie_that_is_not_ours_names_nobody(client: FlaskClient) -> None:
    client.get("/progress")
    name = named(client)
    client.set_cookie("stepwire", "eyJzdHVkZW50IjoiYSJ9.aaaaaa.bbbb")
    client.get("/progress")
    assert named(client) not in (name, "a")
