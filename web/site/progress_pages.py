"""A student's progress: seen, taken along, gone on with elsewhere, and deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from web.modes.mode import Mode
from web.modes.modes import MODES, mode_named
from web.site.kept_pages import answer_page, course, mode_url, render
from web.site.pages import find
from web.site.quiz_pages import FRAGMENT
from web.student.answers_given import Score, score
from web.student.event_log import DeviceCode
from web.student.lesson_progress import Bookmark, Finish, GoTo, LessonProgress
from web.student.student_state import student_state

progress_pages = Blueprint("progress", __name__)

_DONE = {
    "joined": "This browser goes on where the other one left.",
    "deleted": "All that was kept of you is deleted.",
}


@dataclass(frozen=True, slots=True)
class ModeProgress:
    """How far a student is in one mode of a lesson: where, and whether it is finished."""

    mode: Mode
    url: str
    step: int
    done: bool


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far a student is in one lesson."""

    slug: str
    title: str
    score: Score
    modes: tuple[ModeProgress, ...]


@progress_pages.get("/progress")
def mine() -> Response:
    """Show what is kept of the student, and what the student can do with it."""
    return _page(said=next((words for key, words in _DONE.items() if key in request.args), ""))


@progress_pages.get("/progress.json")
def export() -> Response:
    """Send all events of the student as a file."""
    events = [event.to_json() for event in student_state().events()]
    response = make_response(json.dumps({"events": events}, ensure_ascii=False, indent=1) + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = "attachment; filename=stepwire-progress.json"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@progress_pages.post("/progress/code")
def code() -> Response:
    """Make a code for another device, and show it."""
    return _page(code=student_state().code())


@progress_pages.post("/progress/join")
def join() -> AnyResponse:
    """Go on as the student who has the code in the form."""
    given = "".join(letter for letter in request.form.get("code", "").upper() if letter.isalnum())
    if student_state().join(given):
        return redirect(url_for("progress.mine", joined=1), 303)
    return _page(wrong="Nobody has this code. A code is good once, for 15 minutes. Make a new one on the other device.")


@progress_pages.post("/progress/delete")
def delete() -> AnyResponse:
    """Delete all that is kept of the student, once the student has said to be sure."""
    if "sure" not in request.form:
        return _page(unsure=True)
    student_state().delete()
    return redirect(url_for("progress.mine", deleted=1), 303)


@progress_pages.post("/lessons/<slug>/place")
def place(slug: str) -> AnyResponse:
    """Keep where the student is in a lesson; a script sends it."""
    studied, mode = find(slug), _mode()
    step, phase, line = (_number(name) for name in ("step", "phase", "line"))
    if not 1 <= step <= len(studied.trace.steps):
        abort(400, f"This lesson has steps 1 to {len(studied.trace.steps)}.")
    student_state().note(studied, GoTo(mode.key, Bookmark(step, phase, line)), request.form.get("event", ""))
    return Response(status=204)


@progress_pages.post("/lessons/<slug>/finish")
def finish(slug: str) -> AnyResponse:
    """Keep that a mode of a lesson is finished, or that it is not."""
    studied, mode = find(slug), _mode()
    done = request.form.get("done", "1") == "1"
    student_state().note(studied, Finish(mode.key, done), request.form.get("event", ""))
    return Response(status=204) if FRAGMENT in request.headers else redirect(url_for("progress.mine"), 303)


def _mode() -> Mode:
    mode = mode_named(request.form.get("mode", ""))
    if mode is None:
        abort(400, f"The field “mode” is one of {', '.join(mode.key for mode in MODES)}.")
    return mode


def _number(name: str) -> int:
    given = request.form.get(name) or "0"
    if not (given.isascii() and given.isdigit() and len(given) < 7):
        abort(400, f"The field “{name}” is a number.")
    return int(given)


def _page(*, said: str = "", code: DeviceCode | None = None, wrong: str = "", unsure: bool = False) -> Response:
    lessons = [lesson for lesson in course().lessons.values() if isinstance(lesson, Studied)]
    progress = student_state().overview(lessons)
    shown = [_shown(lesson, progress[lesson.slug]) for lesson in lessons if lesson.slug in progress]
    text = render("site/progress.html", lessons=shown, said=said, code=code, wrong=wrong, unsure=unsure)
    return answer_page(text, 400 if wrong or unsure else 200)


def _shown(studied: Studied, progress: LessonProgress) -> CourseProgress:
    modes = tuple(_in_mode(studied, mode, progress) for mode in MODES)
    return CourseProgress(studied.slug, studied.lesson.title, score(studied, progress.answers), modes)


def _in_mode(studied: Studied, mode: Mode, progress: LessonProgress) -> ModeProgress:
    place = progress.bookmarks.get(mode.key, Bookmark(0))
    url = mode_url(studied.slug, mode) + (place.address if place.step else "")
    return ModeProgress(mode, url, place.step, mode.key in progress.done)
