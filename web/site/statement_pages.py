"""Takes a student's judgement of a statement, and tells what the run says of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from web.modes.deep import DEEP
from web.parts.to_judge import JUDGEMENTS, statements_of
from web.site.kept_pages import answer_page, mode_url
from web.site.pages import find, kept_pages
from web.site.quiz_pages import how_sure
from web.student.attempts import Attempt
from web.student.student_state import student_state, trouble

statements = Blueprint("statements", __name__, url_prefix="/lessons/<slug>/statements")


@statements.post("/<statement>")
def answer(slug: str, statement: str) -> AnyResponse:
    """Take a judgement, of which the first one counts, and lead back to the statement."""
    studied = find(slug)
    asked = next((one for one in statements_of(studied) if one.id == statement), None)
    if asked is None:
        abort(404, f"This lesson has no statement “{statement[:40]}”. Go to the lesson, and choose one of its own.")
    given, _, sure = request.form.get("pick", "").partition(".")
    if given not in JUDGEMENTS:
        abort(400, "Nothing was chosen. Go back, and pick true or false.")
    right = (given == "true") == asked.holds
    attempt = Attempt("statement", asked.id, given, right, sure=how_sure(sure))
    student_state().attempt(studied, attempt, request.form.get("event", ""))
    if trouble():
        return answer_page(kept_pages().page(studied, DEEP))
    return redirect(f"{mode_url(slug, DEEP)}#statement-{asked.id}", 303)
