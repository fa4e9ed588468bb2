"""The pages: the course, a lesson, its raw trace, and the errors for unknown and broken lessons."""

from __future__ import annotations

import difflib
from functools import lru_cache

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from tutorial.course.course import Broken, Studied
from web.modes.modes import FIRST, MODES, mode_named
from web.site.course_page import course_view
from web.site.headers import open_to_the_lab
from web.site.kept_pages import KeptPages, answer_page, course, mode_url, render
from web.student.student_state import student_state

pages = Blueprint("pages", __name__)


class UnknownLesson(Exception):  # noqa: N818  # named for what it says
    """No lesson has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class BrokenLesson(Exception):  # noqa: N818  # named for what it says
    """The lesson exists but cannot be shown."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.slug)
        self.broken = broken


def kept_pages() -> KeptPages:
    """The written pages of the course."""
    kept: KeptPages = current_app.extensions["stepwire.pages"]
    return kept


def find(slug: str) -> Studied:
    """The lesson with this slug.

    Raises:
        UnknownLesson, BrokenLesson: each has its own page.
    """
    found = course().lessons.get(slug)
    if found is None:
        raise UnknownLesson(slug)
    if isinstance(found, Broken):
        raise BrokenLesson(found)
    return found


@pages.get("/")
def index() -> Response:
    """Show the course: its chapters, and how far the student is."""
    served = course()
    good = [lesson for lesson in served.lessons.values() if isinstance(lesson, Studied)]
    return answer_page(render("site/index.html", course=course_view(served, student_state().overview(good))))


@pages.get("/lessons/<slug>")
def lesson(slug: str) -> Response:
    """Show a lesson in the first mode."""
    return answer_page(kept_pages().page(find(slug), FIRST))


@pages.get("/lessons/<slug>/<key>")
def lesson_in(slug: str, key: str) -> Response:
    """Show a lesson in another mode; the first mode has the lesson's own address."""
    studied, mode = find(slug), mode_named(key)
    if mode is FIRST:
        return make_response("", 301, {"Location": mode_url(slug, FIRST)})
    if mode is None:
        ways = [{"url": mode_url(slug, each), "title": each.name} for each in MODES]
        return notice(404, "No such way to study", f"There is no “{key[:40]}” of this lesson.", ways, "There are")
    if mode.lab:
        open_to_the_lab()
    return answer_page(kept_pages().page(studied, mode))


@pages.get("/lessons/")
@pages.get("/lessons")
def lessons() -> Response:
    """Redirect to the course: someone cut the address off."""
    return make_response("", 301, {"Location": url_for("pages.index")})


@pages.get("/lessons/<slug>/trace.json")
def trace(slug: str) -> Response:
    """Send the lesson's whole trace, as the run wrote it."""
    return as_json(find(slug).trace.to_json())


def as_json(text: str) -> Response:
    """Send JSON that is the same for everybody: a browser keeps it, and asks whether it has changed."""
    response = make_response(text)
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@pages.get("/favicon.svg")
def favicon() -> Response:
    """Send the site's icon: two posts, a wire and a packet."""
    response = make_response(_favicon())
    response.mimetype = "image/svg+xml"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@pages.app_errorhandler(UnknownLesson)
def unknown_lesson(error: UnknownLesson) -> Response:
    """Say that the lesson is unknown, and suggest lessons with similar names."""
    words = f"There is no lesson “{error.slug[:80]}” here."
    return notice(404, "No such lesson", words, _close(error.slug))


@pages.app_errorhandler(BrokenLesson)
def broken_lesson(error: BrokenLesson) -> Response:
    """Show the author the lesson's problems and their places."""
    broken = error.broken
    return answer_page(render("site/broken.html", slug=broken.slug, problems=broken.problems), 503)


def notice(
    status: int,
    heading: str,
    words: str,
    suggestions: list[dict[str, str]] | None = None,
    suggested: str = "Did you mean",
) -> Response:
    """A page with one message and a link to go on."""
    text = render(
        "site/notice.html",
        status=status,
        heading=heading,
        words=words,
        suggestions=suggestions or [],
        suggested=suggested,
    )
    return answer_page(text, status)


def _close(slug: str) -> list[dict[str, str]]:
    lessons = course().lessons
    return [
        {"url": url_for("pages.lesson", slug=name), "title": _title(lessons[name])}
        for name in difflib.get_close_matches(slug[:80], lessons, n=3, cutoff=0.5)
    ]


def _title(lesson: Studied | Broken) -> str:
    return lesson.slug if isinstance(lesson, Broken) else lesson.lesson.title


@lru_cache(maxsize=1)
def _favicon() -> str:
    return render_template("site/favicon.svg")
