"""The way on from a lesson: its neighbours in every mode, its quiz, and the offer to go on where the student was."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.reading import Element, elements
from tutorial.course.course import Course, Studied
from tutorial.course.plan import CoursePlan
from tutorial.lesson.course_file import CourseFile
from web.modes.mode import Mode
from web.modes.modes import MODES
from web.modes.onward import Neighbour, onward
from web.site.app import create_app
from web.student.lesson_progress import Bookmark, GoTo
from web.student.student_state import student_state


def planned(course: Course) -> Course:
    chapters = [{"title": "One", "lessons": ["asked", "broken", "lines", "websocket-events"]}]
    return Course(course.lessons, CoursePlan(CourseFile.model_validate({"title": "A", "chapters": chapters})))


@pytest.fixture
def client(course: Course) -> FlaskClient:
    return create_app(planned(course)).test_client()


def links(page: str, **attributes: str) -> list[Element]:
    return [one for one in elements(page) if one.tag == "a" and attributes.items() <= one.attributes.items()]


def href(page: str, rel: str) -> list[str]:
    return [one.attributes["href"] for one in links(page, rel=rel)]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.key)
def test_every_mode_leads_to_the_lessons_before_and_after_in_the_same_mode(client: FlaskClient, mode: Mode) -> None:
    end = "" if mode.key == "visual" else f"/{mode.key}"
    pages = {slug: client.get(f"/lessons/{slug}{end}").text for slug in ("asked", "lines", "refused")}
    assert (href(pages["asked"], "prev"), href(pages["asked"], "next")) == ([], [f"/lessons/lines{end}"])
    assert href(pages["lines"], "prev") == [f"/lessons/asked{end}"]
    assert href(pages["lines"], "next") == [f"/lessons/websocket-events{end}"]
    assert href(pages["refused"], "next") == []
    assert "This was the last one." in pages["refused"]
    assert "This is lesson 3 of 7, in “One”." in pages["lines"]


def test_a_lesson_alone_has_no_neighbours_and_no_number(course: Course) -> None:
    page = create_app(Course({"asked": course.lessons["asked"]})).test_client().get("/lessons/asked").text
    assert (href(page, "prev"), href(page, "next")) == ([], [])
    assert "This is lesson" not in page
    assert "the last one" not in page


def test_the_view_knows_the_course(course: Course) -> None:
    lesson = course.lessons["lines"]
    assert isinstance(lesson, Studied)
    way = onward(planned(course), lesson)
    assert (way.number, way.lessons, way.chapter, way.asks) == (3, 7, "One", False)
    assert way.before == Neighbour("asked", "Asked on the way")
    asked = course.lessons["asked"]
    assert isinstance(asked, Studied)
    assert onward(planned(course), asked).asks


def test_after_the_quiz_comes_the_next_lesson_and_a_mode_without_a_quiz_leads_to_it(client: FlaskClient) -> None:
    visual = client.get("/lessons/asked").text
    assert "Then comes" in visual
    assert [one.attributes["href"] for one in links(visual) if "data-onward" in one.attributes] == [
        "/lessons/lines",
        "/",
    ]
    deep = client.get("/lessons/asked/deep").text
    assert [one.attributes["href"] for one in links(deep) if "data-onward" in one.attributes] == [
        *("/lessons/asked#quiz", "/lessons/lines/deep", "/")
    ]


def test_what_the_student_is_able_to_do_now_is_said_in_the_end(client: FlaskClient, course: Course) -> None:
    lesson = course.lessons["websocket-events"]
    assert isinstance(lesson, Studied)
    assert f"You are now able to {lesson.lesson.able_to}" in client.get("/lessons/websocket-events").text
    assert "You are now able" not in client.get("/lessons/asked").text


def offered(course: Course, bookmark: Bookmark, mode: str = "visual", page: str = "/lessons/hostile") -> list[str]:
    """Where a page offers to go on, for a student who has been at a place."""
    app = create_app(planned(course))
    lesson = course.lessons["hostile"]
    assert isinstance(lesson, Studied)

    @app.get("/been")
    def been() -> str:
        student_state().note(lesson, GoTo(mode, bookmark))
        return "noted"

    client = app.test_client()
    client.get("/been")
    return [one.attributes["href"] for one in links(client.get(page).text) if one.text.startswith("Go on at step")]


def test_a_lesson_that_was_left_offers_to_go_on_at_its_place_in_this_mode(course: Course) -> None:
    assert offered(course, Bookmark(3)) == ["#step-3"]
    assert offered(course, Bookmark(3, 1, 2)) == ["#step-3.1.2"]
    assert offered(course, Bookmark(3, 1), "deep", "/lessons/hostile/deep") == ["#step-3.1"]
    assert offered(course, Bookmark(3), "deep") == []


def test_nothing_is_offered_at_either_end_of_the_run_nor_behind_it(course: Course) -> None:
    lesson = course.lessons["hostile"]
    assert isinstance(lesson, Studied)
    for step in (1, len(lesson.trace.steps), len(lesson.trace.steps) + 5):
        assert offered(course, Bookmark(step)) == []
