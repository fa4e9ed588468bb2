"""A preview's pages are the student's, with the problems of the file above them and news of every save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.tutorial.drafting import TEXT, edited, save
from tutorial.course.course import Broken, Course, study
from tutorial.course.drafts import Preview
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.preview.draft_pages import create_preview_app
from web.site.app import create_app

BROKEN = edited("    choices:\n", "    choises:\n")
OPEN = edited('"Received: Hello"', "Nothing")


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as shared:
        yield shared


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save(tmp_path / "draft.yaml", TEXT)
    return tmp_path / "draft.yaml"


@pytest.fixture
def preview(path: Path, runner: Runner, tmp_path: Path) -> Preview:
    made = Preview(path, runner, TraceStore(tmp_path / "traces"))
    made.look()
    return made


@pytest.fixture
def app(preview: Preview) -> Flask:
    return create_preview_app(preview)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_page_follows_its_file(client: FlaskClient, preview: Preview, path: Path) -> None:
    assert "<h1>A draft</h1>" in client.get("/lessons/draft").text
    save(path, edited('title: "A draft"', "title: Another"))
    preview.look()
    assert "<h1>Another</h1>" in client.get("/lessons/draft").text
    assert "Another" in client.get("/").text


def test_a_broken_file_leaves_the_page_and_stands_above_it(client: FlaskClient, preview: Preview, path: Path) -> None:
    save(path, BROKEN)
    preview.look()
    page = client.get("/lessons/draft")
    assert page.status_code == 200
    above, _, below = page.text.partition("<main ")
    assert "did you mean &#39;choices&#39;?" in above
    assert f"{path}:" in above
    assert "Below is the lesson as it last held" in above
    assert 'data-concerns=".questions .question:nth-of-type(1)"' in above
    assert "<h1>A draft</h1>" in below
    assert client.get("/preview/problems/draft").text in page.text


def test_a_question_that_cannot_be_answered_stands_in_its_place_and_all_else_is_as_ever(
    client: FlaskClient, preview: Preview, path: Path
) -> None:
    save(path, OPEN.replace('"A draft"', "Another"))
    preview.look()
    above, _, below = client.get("/lessons/draft").text.partition("<main ")
    assert "none of the choices is right" in above
    assert 'data-concerns=".questions .question:nth-of-type(1)"' in above
    assert "as it last held" not in above
    assert "<h1>Another</h1>" in below
    first, second = re.findall(r'<article class="question".*?</article>', below, re.DOTALL)
    assert "What does the server send in step 2?" in first
    assert "This question cannot be answered yet." in first
    assert not re.search("<(form|input|button|details)", first)
    assert '<span class="numeral" aria-hidden="true">2</span>' in second
    answered = client.post("/lessons/draft/quiz/if-the-client-never-disconnected-which-step", data={"choice": "2"})
    assert answered.status_code == 303
    assert "1 of 1 right" in client.get("/lessons/draft").text
    asked = client.post("/lessons/draft/quiz/what-does-the-server-send-in-step-2", data={"choice": "1"})
    assert asked.status_code == 404


def test_students_are_not_served_a_lesson_with_a_question_that_cannot_be_answered(
    path: Path, runner: Runner, tmp_path: Path
) -> None:
    save(path, OPEN)
    studied = study(path, runner, TraceStore(tmp_path / "traces"))
    assert isinstance(studied, Broken)
    assert ["none of the choices is right" in one.what for one in studied.problems] == [True]
    page = create_app(Course({"draft": studied})).test_client().get("/lessons/draft")
    assert page.status_code == 503


def test_an_open_question_on_the_way_covers_nothing(client: FlaskClient, preview: Preview, path: Path) -> None:
    question = (
        "  - {question: What is sent?, after: 2, choices: [%s, b], answer: {variable: response_sent, after: 2}}\n"
    )
    save(path, edited("quiz:\n", "quiz:\n" + question % "a"))
    preview.look()
    page = client.get("/lessons/draft").text
    assert "What is sent?" in page
    assert not re.search("data-gated|data-asked-after|data-asks", page)
    save(path, edited("quiz:\n", "quiz:\n" + question % "'Received: Hello'"))
    preview.look()
    page = client.get("/lessons/draft").text
    assert "data-gated" in page
    assert 'data-asked-after="2"' in page


def test_a_file_that_is_gone_leaves_its_page(client: FlaskClient, preview: Preview, path: Path) -> None:
    path.unlink()
    preview.look()
    page = client.get("/lessons/draft")
    assert page.status_code == 200
    assert "the file is gone" in page.text


def test_a_lesson_that_never_held_has_the_page_of_a_broken_one(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    save(path, "title: x\n")
    preview = Preview(path, runner, TraceStore(tmp_path / "traces"))
    preview.look()
    page = create_preview_app(preview).test_client().get("/lessons/draft")
    assert page.status_code == 503
    assert "data-preview" in page.text


def test_what_a_problem_quotes_is_escaped(client: FlaskClient, preview: Preview, path: Path) -> None:
    save(path, TEXT + "'<script>alert(1)</script>': 1\n")
    preview.look()
    page = client.get("/lessons/draft").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_news_begin_with_how_things_stand_and_come_with_every_save(
    client: FlaskClient, preview: Preview, path: Path
) -> None:
    response = client.get("/preview/news/draft", buffered=False)
    assert response.mimetype == "text/event-stream"
    events = response.iter_encoded()
    first = next(events)
    save(path, BROKEN)
    preview.look()
    second = next(events)
    response.close()
    (run, before), (same_run, after) = (event.decode().removeprefix("data: ").split() for event in (first, second))
    assert run == same_run
    assert before.partition(".")[0] == after.partition(".")[0]
    assert before != after


def test_a_page_says_of_which_state_it_is(client: FlaskClient) -> None:
    response = client.get("/preview/news/draft", buffered=False)
    first = next(response.iter_encoded()).decode()
    response.close()
    assert f'data-state="{first.removeprefix("data: ").strip()}"' in client.get("/lessons/draft").text


def test_the_policy_of_a_preview_is_the_students(client: FlaskClient) -> None:
    policy = client.get("/lessons/draft").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "'strict-dynamic'" in policy


def test_students_pages_have_nothing_of_it(preview: Preview) -> None:
    client = create_app(preview.course()).test_client()
    for page in ("/lessons/draft", "/"):
        assert "preview" not in client.get(page).text
    assert client.get("/preview/news/draft").status_code == 404
