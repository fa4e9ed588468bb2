"""The page of a course: chapters and rows, how far the student is, where to go on, and what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import Element, by_id, elements
from tutorial.course.course import Broken, Course, Studied
from tutorial.course.plan import CoursePlan
from tutorial.lesson.course_file import CourseFile
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from web.site.app import create_app
from web.site.course_page import CourseView, GoOn, Stop, course_view
from web.student.answers_given import AnswersGiven
from web.student.lesson_progress import Bookmark, LessonProgress

PLAN = CoursePlan(
    CourseFile.model_validate(
        {
            "title": "Events <b>",
            "summary": "All *kinds*.",
            "chapters": [
                {"title": "First", "lessons": ["websocket-events", "broken", "questions"]},
                {"title": "Then", "summary": "More of it.", "lessons": ["asked"]},
            ],
        }
    )
)


def words(text: str) -> str:
    return " ".join(text.split())


def studied(course: Course, slug: str) -> Studied:
    found = course.lessons[slug]
    assert isinstance(found, Studied)
    return found


def planned(course: Course) -> Course:
    return Course(course.lessons, PLAN)


def view(course: Course, progress: dict[str, LessonProgress]) -> CourseView:
    with create_app(course).test_request_context():
        return course_view(course, progress)


def stop(shown: CourseView, slug: str) -> Stop:
    return next(one for stretch in shown.stretches for one in stretch.stops if one.slug == slug)


def right(question: Answered) -> AnswersGiven:
    return AnswersGiven((str(next(number for number, one in enumerate(question.options) if one.right)),))


def rows(page: str) -> list[Element]:
    return [one for one in elements(page) if one.tag == "li" and "stop" in one.attributes.get("class", "").split()]


def test_without_a_plan_the_lessons_stand_in_the_folders_order(client: FlaskClient) -> None:
    page = client.get("/").text
    found = elements(page)
    titles = [one for one in found if one.tag == "a" and one.inside[-1] == "h2"]
    assert [link.attributes["href"].removeprefix("/lessons/") for link in titles] == [
        *("asked", "broken", "hostile", "lines", "questions", "refused", "websocket-events")
    ]
    assert [one.text for one in found if one.tag == "h1"] == ["Watch the wire."]
    assert not [one for one in found if "contents" in one.attributes.get("class", "")]
    assert "Broken: 1 problem" in words(rows(page)[1].text)


def test_a_plan_gives_the_title_the_chapters_and_the_order(course: Course) -> None:
    page = create_app(planned(course)).test_client().get("/").text
    found = elements(page)
    assert [one.text for one in found if one.tag == "h1"] == ["Events <b>"]
    assert [one.text for one in found if one.tag == "h2"] == ["First", "Then", "More lessons"]
    assert [words(row.text).partition(" ")[0] for row in rows(page)] == [*"1234567"]
    assert "More of it." in by_id(page, "chapter-2").text
    contents = next(one for one in found if one.attributes.get("class") == "contents")
    assert words(contents.text) == "First 3 Then 1 More lessons 3"
    places = {one.attributes.get("id") for one in found}
    assert {f"chapter-{number}" for number in (1, 2, 3)} <= places


def test_a_row_says_what_one_will_be_able_to_do_how_long_it_takes_and_what_is_asked(course: Course) -> None:
    shown = view(course, {})
    row = stop(shown, "websocket-events")
    lesson = studied(course, "websocket-events").lesson
    assert (row.able_to, row.about, row.minutes) == (True, lesson.able_to, lesson.minutes)
    asked = studied(course, "asked")
    long = asked.lesson.model_copy(update={"summary": "Only `a. B` first. And more.\n\nMore."})
    summary = replace(asked, lesson=long)
    row = stop(view(Course({"asked": summary}), {}), "asked")
    assert (row.able_to, row.about) == (False, "Only <code>a. B</code> first. And more.\n\nMore.")
    plain = replace(summary, lesson=summary.lesson.model_copy(update={"summary": "First it *goes*. And more."}))
    assert stop(view(Course({"asked": plain}), {}), "asked").about == "First it <em>goes</em>."


@pytest.mark.parametrize("slug", ["questions", "websocket-events"])
def test_the_course_counts_as_many_questions_as_the_quiz(client: FlaskClient, course: Course, slug: str) -> None:
    told = f"{stop(view(course, {}), slug).questions} questions"
    title = studied(course, slug).lesson.title
    row = next(row for row in rows(client.get("/").text) if title in row.text)
    assert told in words(row.text)
    page = client.get(f"/lessons/{slug}").text
    assert words(by_id(page, "quiz-score").text).startswith(told)
    assert len([one for one in elements(page) if one.attributes.get("class") == "question"]) == int(
        told.split(maxsplit=1)[0]
    )


def test_a_track_is_told_where_there_are_several(course: Course) -> None:
    one = studied(course, "asked")
    other = replace(one, slug="other", lesson=one.lesson.model_copy(update={"track": "FastAPI"}))
    assert stop(view(Course({"asked": one}), {}), "asked").track == ""
    assert stop(view(Course({"asked": one, "other": other}), {}), "other").track == "FastAPI"


def test_a_row_ticks_what_is_done_and_says_how_far_the_rest_is(course: Course) -> None:
    events, asked = studied(course, "websocket-events"), studied(course, "asked")
    progress = {
        events.slug: LessonProgress({one.id: right(one) for one in events.quiz}, last="2"),
        asked.slug: LessonProgress({asked.quiz[0].id: right(asked.quiz[0])}, last="1"),
        "hostile": LessonProgress(bookmarks={"visual": Bookmark(3)}, mode="visual", last="3"),
        "questions": LessonProgress(last="0"),
    }
    shown = view(course, progress)
    told = {slug: (stop(shown, slug).state, stop(shown, slug).standing) for slug in progress}
    steps = len(studied(course, "hostile").trace.steps)
    assert told == {
        "websocket-events": ("done", "3 of 3 right"),
        "asked": ("begun", f"1 of {len(asked.quiz)} answered"),
        "hostile": ("begun", f"at step 3 of {steps}"),
        "questions": ("begun", ""),
    }
    assert (shown.done, shown.lessons) == (1, 7)


def done(course: Course, *slugs: str, last: str) -> dict[str, LessonProgress]:
    answers = {slug: {one.id: right(one) for one in studied(course, slug).quiz} for slug in slugs}
    return {slug: LessonProgress(answers[slug], mode="deep", last=last) for slug in slugs}


def test_a_student_begins_with_the_first_lesson_that_can_be_shown(course: Course) -> None:
    lessons = {slug: course.lessons[slug] for slug in ("broken", "websocket-events", "asked")}
    assert view(Course(lessons), {}).go_on == GoOn(
        "Begin with", "WebSocket events handling in Flask", "", "/lessons/websocket-events"
    )


def test_a_student_goes_on_with_the_lesson_touched_last_in_its_mode_at_its_place(course: Course) -> None:
    progress = {
        "asked": LessonProgress(bookmarks={"visual": Bookmark(2)}, mode="visual", last="1"),
        "hostile": LessonProgress(bookmarks={"visual": Bookmark(2), "deep": Bookmark(3, 1)}, mode="deep", last="2"),
    }
    go_on = view(course, progress).go_on
    assert go_on is not None
    assert (go_on.place, go_on.url) == ("at step 3", "/lessons/hostile/deep#step-3.1")
    behind = {"hostile": LessonProgress(bookmarks={"deep": Bookmark(99)}, mode="deep", last="2")}
    go_on = view(course, behind).go_on
    assert go_on is not None
    assert (go_on.place, go_on.url) == ("", "/lessons/hostile/deep")


def test_after_a_lesson_that_is_done_comes_the_next_one_in_the_same_mode(course: Course) -> None:
    go_on = view(planned(course), done(course, "websocket-events", last="1")).go_on
    assert go_on is not None
    assert (go_on.words, go_on.url) == ("Go on with", "/lessons/questions/deep"), "the broken one is passed over"
    last = view(planned(course), done(course, "websocket-events", last="9") | {"refused": LessonProgress(last="1")})
    assert last.go_on is not None
    assert last.go_on.url == "/lessons/questions/deep"


def test_after_the_last_lesson_come_those_that_were_left_out(course: Course) -> None:
    lessons = Course({slug: course.lessons[slug] for slug in ("asked", "websocket-events")})
    go_on = view(lessons, done(course, "websocket-events", last="1")).go_on
    assert go_on is not None
    assert go_on.url == "/lessons/asked/deep"


def test_who_has_done_everything_is_told_so(app: Flask, course: Course) -> None:
    lessons = Course({"websocket-events": course.lessons["websocket-events"]})
    assert view(lessons, done(course, "websocket-events", last="1")).go_on is None
    client = create_app(lessons).test_client()
    for question in studied(course, "websocket-events").quiz:
        (given,) = right(question).given
        client.post(f"/lessons/websocket-events/quiz/{question.id}", data={"choice": given})
    page = words(client.get("/").text)
    assert "You have done the lesson." in page
    assert "3 of 3 right" in page
    assert "Begin with" not in page


def test_a_course_file_with_errors_is_told_on_the_page_and_a_warning_is_not(course: Course) -> None:
    lessons: dict[str, Studied | Broken] = {"asked": course.lessons["asked"]}
    wrong = Problem("course.yaml", 4, 15, "there is no <lesson>", "did you mean it?")
    page = create_app(Course(lessons, CoursePlan(problems=(wrong,)))).test_client().get("/").text
    assert "course.yaml:4:15" in page
    assert "there is no &lt;lesson&gt;" in page
    assert "in the order of their files" in page
    warned = CoursePlan(PLAN.file, (replace(wrong, severity="warning"),))
    assert "course.yaml:4:15" not in create_app(Course(lessons, warned)).test_client().get("/").text


def test_an_empty_course_says_how_to_begin() -> None:
    page = create_app(Course({}, PLAN)).test_client().get("/")
    assert page.status_code == 200
    assert "No lessons yet" in page.text
    assert "Begin with" not in page.text
