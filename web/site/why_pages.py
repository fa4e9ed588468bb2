"""Takes the cell that a student takes for the wrong one in the mode Why, and returns the task as it stands then."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.course.told_runs import FailingRun
from web.modes.why import WHY
from web.parts.why_task import SHOW, can_give, cells_given, is_right, shown_task, task_id
from web.site.kept_pages import answer_page, mode_url
from web.site.pages import find, kept_pages
from web.site.quiz_pages import FRAGMENT, how_sure
from web.student.attempts import Attempt
from web.student.lesson_progress import Finish
from web.student.student_state import student_state, trouble

why = Blueprint("why", __name__)


@why.post("/lessons/<slug>/why")
def answer(slug: str) -> AnyResponse:
    """Take one cell, or the wish to be shown; what comes after the end counts no more."""
    studied = find(slug)
    failing = studied.failing
    if failing is None:
        abort(404, "This lesson has no program that fails.")
    cell = request.form.get("cell", "")
    if cell != SHOW and not can_give(failing, cell):
        abort(400, "No cell was chosen. Go back, choose one, and say how sure you are.")
    _keep(studied, failing, cell)
    if FRAGMENT in request.headers:
        return answer_page(kept_pages().why_task(studied))
    if trouble():
        return answer_page(kept_pages().page(studied, WHY))
    return redirect(f"{mode_url(slug, WHY)}#why-task", 303)


def _keep(studied: Studied, failing: FailingRun, cell: str) -> None:
    state, event = student_state(), request.form.get("event", "")
    right = is_right(failing, cell)
    given = cells_given(failing, state.read(studied).attempts)
    if shown_task(studied, failing, given).state != "open":
        return
    sure = how_sure(request.form.get("sure", ""))
    state.attempt(studied, Attempt("exercise", task_id(failing), cell, right, form="why", sure=sure), event)
    if shown_task(studied, failing, (*given, cell)).state != "open":
        state.note(studied, Finish(WHY.key), f"{event}-done" if event else "")
