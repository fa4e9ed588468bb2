"""Grades answers: takes a form, and returns a page, or to a script the question alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from web.modes.mode import Mode
from web.modes.modes import FIRST, MODES
from web.parts.quiz.form import NotAnAnswerError
from web.parts.quiz.forms import form_of
from web.site.kept_pages import answer_page, mode_url
from web.site.pages import find, kept_pages
from web.student.answers_given import HOW_SURE, NOTHING, Compare, Deed, OpenHint, SeePast, Try, TryAgain, outcome
from web.student.student_state import student_state, trouble

quiz = Blueprint("quiz", __name__)

FRAGMENT = "Stepwire-Fragment"
"""The request header by which a script asks for the part that changed instead of the whole page."""


@quiz.post("/lessons/<slug>/quiz/<question_id>")
def answer(slug: str, question_id: str) -> AnyResponse:
    """Take one answer to a question, or the writer's own mark for a free text.

    At a question where the stepper stops, the student may also ask to see the steps after it.
    """
    studied = find(slug)
    question = _question(studied, question_id)
    deed = _deed(studied, question)
    student_state().record(studied, question, deed, request.form.get("event", ""))
    if isinstance(deed, OpenHint):
        return Response(status=204)
    if FRAGMENT in request.headers:
        return answer_page(kept_pages().fragment(studied, question))
    if trouble():
        return answer_page(kept_pages().page(studied, _mode_asked_from(slug)))
    return redirect(f"{_asked_from(slug)}#q-{question.id}", 303)


@quiz.post("/lessons/<slug>/start-over")
def start_over(slug: str) -> AnyResponse:
    """Forget the lesson's tries."""
    studied = find(slug)
    student_state().forget(studied, request.form.get("event", ""))
    if FRAGMENT in request.headers:
        return answer_page(kept_pages().quiz(studied))
    return redirect(f"{_asked_from(slug)}#quiz", 303)


@quiz.post("/lessons/<slug>/try-again")
def try_again(slug: str) -> AnyResponse:
    """Ask those questions anew that were not right at the first try."""
    studied = find(slug)
    state, event = student_state(), request.form.get("event", "")
    answers = state.read(studied).answers
    for number, question in enumerate(studied.quiz):
        if outcome(question, answers.get(question.id, NOTHING)) in ("later", "shown"):
            state.record(studied, question, TryAgain(), f"{event}-{number}" if event else "")
    if FRAGMENT in request.headers:
        return answer_page(kept_pages().quiz(studied))
    return redirect(f"{_asked_from(slug)}#quiz", 303)


def how_sure(said: str) -> str:
    """How sure the student is of an answer; empty, when the form does not say."""
    if said and said not in HOW_SURE:
        abort(400, f"“{said[:40]}” is not how sure one can be: {', '.join(HOW_SURE)}.")
    return said


def answer_sent(studied: Studied, question: Answered) -> Try:
    """The answer in the form that was sent, and how sure the student is of it; one press can say both."""
    sent = MultiDict(request.form)
    place, _, sure = sent.get("pick", "").partition(".")
    if place:
        sent["choice"] = place
    try:
        return Try(form_of(question).read(sent, studied, question), how_sure(sure or sent.get("sure", "")))
    except NotAnAnswerError as error:
        abort(400, str(error))


def _asked_from(slug: str) -> str:
    """The lesson's page that holds the form."""
    return mode_url(slug, _mode_asked_from(slug))


def _mode_asked_from(slug: str) -> Mode:
    """The mode whose page holds the form; the first one when the browser does not say."""
    try:
        sent_from = urlsplit(request.referrer or "").path
    except ValueError:
        sent_from = ""
    return next((mode for mode in MODES if mode_url(slug, mode) == sent_from), FIRST)


def _question(studied: Studied, question_id: str) -> Answered:
    found = next((question for question in studied.quiz if question.id == question_id), None)
    if found is None:
        abort(404, f"This lesson has no question “{question_id[:40]}”. Go to the lesson and pick one of its own.")
    return found


def _deed(studied: Studied, question: Answered) -> Deed:
    """The student's deed, as the form says it."""
    form = form_of(question)
    if "hint" in request.form:
        return _hint(question, request.form["hint"])
    if "past" in request.form:
        if question.question.after is None:
            abort(400, "This question covers nothing: all that comes after it can be seen.")
        return SeePast()
    if form.how_close and "mark" in request.form:
        given = request.form["mark"]
        if given not in form.how_close:
            abort(400, f"“{given[:40]}” is neither yes nor no.")
        return Compare(given)
    return answer_sent(studied, question)


def _hint(question: Answered, number: str) -> OpenHint:
    known = len(question.question.hints)
    if not (number.isascii() and number.isdigit() and len(number) < 3 and 1 <= int(number) <= known):
        abort(400, f"This question has {known or 'no'} hints; “{number[:20]}” is none of them.")
    return OpenHint(int(number))
