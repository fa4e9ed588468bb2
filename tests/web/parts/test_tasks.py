"""The threads that handlers started: where their lines stand."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, study
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.site.app import create_app

LESSON = """\
title: Work in the background
code: |
  from flask import Flask
  from flask_socketio import SocketIO

  app = Flask(__name__)
  socketio = SocketIO(app)

  def report(name):
      words = f'Hello, {name}'
      socketio.emit('report', words)

  def count():
      total = 0
      for number in range(40):
          total += number

  @socketio.on('work')
  def handle_work(name):
      socketio.start_background_task(report, name)

  @socketio.on('count')
  def handle_count():
      socketio.start_background_task(count)
scenario:
  - connect
  - {emit: work, data: </code><b>Ada</b>}
  - wait: {task: report}
  - {emit: count}
  - wait: {task: count}
  - disconnect
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("tasks")
    path = folder / "tasks.yaml"
    path.write_text(LESSON)
    with Runner() as runner:
        studied = study(path, runner, TraceStore(folder / "traces"))
    with create_app(
        Course({studied.slug: studied}), secret_key="signs the cookies of these tests"
    ).test_client() as client:
        yield client


def test_a_task_s_lines_stand_in_the_page_under_its_function(client: FlaskClient) -> None:
    page = client.get("/lessons/tasks").text
    told = " ".join(by_id(page, "task-1").text.split())
    assert told.startswith("report 4 lines")
    assert "words = 'Hello, </code><b>Ada</b>'" in told
    assert "<b>Ada" not in page


def test_a_long_task_has_a_page_of_its_own(client: FlaskClient) -> None:
    (link,) = (e for e in elements(client.get("/lessons/tasks").text) if "/tasks/2/" in e.attributes.get("href", ""))
    assert link.text == "84 lines"
    page = client.get(link.attributes["href"] + "?count=50").text
    assert "The lines of <code>count</code>" in page
    assert {e.attributes["href"] for e in elements(page) if e.tag == "a" and "rel" in e.attributes} == {
        "/lessons/tasks/tasks/2/lines?from=50&count=50"
    }
    assert "/lessons/tasks#tasks" in page


@pytest.mark.parametrize("task", ["0", "3", "x", "٣"])
def test_a_task_that_is_none_is_not_found(client: FlaskClient, task: str) -> None:
    answer = client.get(f"/lessons/tasks/tasks/{task}/lines")
    assert answer.status_code == 404
    assert f"This run has tasks 1 to 2; “{task}” is none." in unescape(answer.text)
