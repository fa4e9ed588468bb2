"""Takes a student's guess of a figure, and shows the figure then."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from web.modes.perf import PERF
from web.parts.figures import figure_ids, figure_named
from web.site.kept_pages import answer_page, mode_url
from web.site.pages import find, kept_pages
from web.site.quiz_pages import how_sure
from web.student.attempts import Attempt, first_of
from web.student.lesson_progress import Finish
from web.student.student_state import student_state, trouble

figures = Blueprint("figures", __name__, url_prefix="/lessons/<slug>/figures")

SEEN = "seen"
"""What an attempt has given whose student wants to see a figure without a guess."""


@figures.post("/<figure>")
def answer(slug: str, figure: str) -> AnyResponse:
    """Take a guess, of which the first one counts, and lead back to the figure."""
    studied = find(slug)
    asked = figure_named(studied, figure)
    if asked is None:
        abort(404, f"This lesson has no figure “{figure[:40]}”. Go to the lesson, and choose one of its own.")
    given, _, sure = request.form.get("pick", "").partition(".")
    right = None
    if "skip" in request.form:
        given = SEEN
    elif given in map(str, range(len(asked.choices))):
        right = int(given) == asked.right
    else:
        abort(400, "No answer was chosen. Go back, and pick one, or have it shown.")
    attempt = Attempt("figure", asked.id, given, right, sure=how_sure(sure))
    student_state().attempt(studied, attempt, request.form.get("event", ""))
    if all(first_of(student_state().read(studied).attempts, "figure", one) for one in figure_ids(studied)):
        student_state().note(studied, Finish(PERF.key))
    if trouble():
        return answer_page(kept_pages().page(studied, PERF))
    return redirect(f"{mode_url(slug, PERF)}#figure-{asked.id}", 303)
