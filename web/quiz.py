"""Grading: a choice comes in as a form, and goes back as a page, or as the question alone to a script."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course import Studied
from tutorial.quiz import Answered
from web import tries
from web.pages import find, lesson_pages
from web.rendering import answer_page

quiz = Blueprint("quiz", __name__)

FRAGMENT = "Stepwire-Fragment"
"""The request header by which a script asks for the part that changed instead of the whole page."""


@quiz.post("/lessons/<slug>/quiz/<question_id>")
def answer(slug: str, question_id: str) -> AnyResponse:
    """Take one choice for a question."""
    studied = find(slug)
    question = _question(studied, question_id)
    tries.pick(session, studied, question, _choice(question))
    if FRAGMENT in request.headers:
        return _fragment(lesson_pages().fragment(studied, question))
    return redirect(url_for("pages.lesson", slug=slug, _anchor=f"q-{question.id}"), 303)


@quiz.post("/lessons/<slug>/start-over")
def start_over(slug: str) -> AnyResponse:
    """Forget the lesson's tries."""
    studied = find(slug)
    tries.forget(session, slug)
    if FRAGMENT in request.headers:
        return _fragment(lesson_pages().quiz(studied))
    return redirect(url_for("pages.lesson", slug=slug, _anchor="quiz"), 303)


def _question(studied: Studied, question_id: str) -> Answered:
    found = next((question for question in studied.quiz if question.id == question_id), None)
    if found is None:
        abort(404, f"This lesson has no question “{question_id[:40]}”. Go to the lesson and pick one of its own.")
    return found


def _choice(question: Answered) -> int:
    """The choice in the form, checked."""
    given = request.form.get("choice")
    if given is None:
        abort(400, "No answer was chosen. Go back, pick one, and press Answer.")
    letters = len(question.options)
    if not (given.isascii() and given.isdigit() and len(given) < 3 and int(given) < letters):
        abort(400, f"“{given[:40]}” is none of the choices, which are numbered 0 to {letters - 1}.")
    return int(given)


def _fragment(text: str) -> Response:
    return answer_page(text)
