"""An app with a page of its own, used in a browser while it is recorded.

`hub/` is ours: it understands the events of Flask-SocketIO's example application, and its forms have the same ids. No
source distribution brings that example along; whoever has it plays it through the same test:

    FLASK_SOCKETIO_EXAMPLE=path/to/example ./run test tests/browser/test_record.py

Pages ask other hosts for their libraries; the browser gets them from npm instead, byte for byte.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.tutorial.bench import Command
from tutorial.course.course_check import CourseCheck
from tutorial.reading.loading import load
from tutorial.run.runner import Runner
from web.frontend import node

HUB = Path(__file__).resolve().parent / "hub"
LIBRARIES = {"jquery": "jquery/dist/jquery.min.js", "socket.io": "socket.io-client/dist/socket.io.min.js"}


@pytest.fixture(scope="module")
def libraries() -> dict[str, str]:
    """The page's libraries, by a word of their address."""
    node.needed().install(HUB, everything=True)
    return {word: (HUB / "node_modules" / path).read_text("utf-8") for word, path in LIBRARIES.items()}


@dataclass(frozen=True)
class App:
    """An app to record: its folder, its secret key, the task that says something all the time, and after how long."""

    folder: Path
    secret: str
    task: str
    seconds: int


APPS = {"hub": App(HUB, "hush hush", "tick", 10)}
if example := os.environ.get("FLASK_SOCKETIO_EXAMPLE"):
    APPS["Flask-SocketIO's example"] = App(Path(example).resolve(), "secret!", "background_thread", 10)


@pytest.fixture(params=list(APPS.values()), ids=list(APPS))
def app(request: pytest.FixtureRequest) -> App:
    recorded: App = request.param
    return recorded


@pytest.fixture
def command(app: App, tmp_path: Path) -> Iterator[Command]:
    """`stepwire record` with a copy of the app."""
    shutil.copytree(app.folder, tmp_path / "app", ignore=shutil.ignore_patterns("node_modules", "*.json"))
    command = Command(tmp_path, "app/app.py", "--out", "lesson.yaml", "--port", "0")
    try:
        yield command
    finally:
        command.process.kill()
        command.rest()


def opened(page: Page, address: str, libraries: dict[str, str]) -> None:
    """Open the app's page, and wait until it is connected and has said so."""

    def fulfil(route: Route) -> None:
        body = next(text for word, text in libraries.items() if word in route.request.url)
        route.fulfill(body=body, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    page.route(re.compile(r"^https://"), fulfil)
    page.goto(address)
    expect(page.locator("#log")).to_contain_text("Received #1: I'm connected!")


def said(page: Page, text: str) -> None:
    """Wait until the page shows this among what it received."""
    expect(page.locator("#log")).to_contain_text(text, timeout=20_000)


def test_an_app_used_by_its_own_page_becomes_a_lesson(
    page: Page, app: App, command: Command, libraries: dict[str, str], tmp_path: Path
) -> None:
    opened(page, command.address(), libraries)
    other = page.context.new_page()
    opened(other, page.url, libraries)

    page.fill("#emit_data", "Hello")
    page.click("#emit [type=submit]")
    said(page, "Received #2: Hello")
    other.fill("#broadcast_data", "To all")
    other.click("#broadcast [type=submit]")
    said(page, "Received #2: To all")
    page.fill("#join_room", "red")
    page.click("#join [type=submit]")
    said(page, "In rooms: ")
    said(page, "Server generated event")  # the app's own task
    other.click("#disconnect [type=submit]")
    said(other, "Disconnected!")
    command.until("Client 2 acknowledges")
    page.close()
    command.until("Client 1's connection is lost")
    printed = command.stop()
    assert command.process.returncode == 0, printed

    loaded = load(tmp_path / "lesson.yaml")
    actions = (part for one in loaded.lesson.scenario for part in one.actions or (one,))
    scenario = [(one.client, one.kind, one.event, one.arguments) for one in actions]
    told = [one for one in scenario if one[2] != "my_ping"]  # the page pings all the time, as long as it takes
    assert told[:2] == [("Ada", "connect", None, ()), ("Ada", "emit", "my_event", ({"data": "I'm connected!"},))]
    for one in [
        ("Ada", "emit", "my_event", ({"data": "Hello"},)),
        ("Grace", "emit", "my_broadcast_event", ({"data": "To all"},)),
        ("Ada", "emit", "join", ({"room": "red"},)),
        ("Grace", "emit", "disconnect_request", ()),
        ("Ada", "drop", None, ()),
    ]:
        assert one in told, told
    assert [one[1] for one in scenario].count("emit") > len(told) - 3, "its pings are there, too"
    assert loaded.lesson.answers == {"my_response": ()}
    assert loaded.lesson.transport == "upgrade"
    text = (tmp_path / "lesson.yaml").read_text(encoding="utf-8")
    for place in (printed, " ".join(text.replace("\n  # ", " ").split())):
        assert f"{app.task} emits 'my_response' here after {app.seconds} s" in place
    assert "pages: they are not needed" in printed
    assert app.secret not in text + printed
    assert "REDACTED-1: SECRET_KEY in the code" in printed

    with Runner() as runner:
        checked = CourseCheck(tmp_path / "traces").check(tmp_path / "lesson.yaml", runner)
    assert [str(problem) for problem in checked.problems if problem.severity == "error"] == []
    assert "stepwire check finds nothing untrue in it" in printed
