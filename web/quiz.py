"""Grading: an answer comes in as a form, and goes back as a page, or as the question alone to a script."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web import tries
from web.site.kept_pages import answer_page
from web.site.pages import find, kept_pages

quiz = Blueprint("quiz", __name__)

FRAGMENT = "Stepwire-Fragment"
"""The request header by which a script asks for the part that changed instead of the whole page."""


@quiz.post("/lessons/<slug>/quiz/<question_id>")
def answer(slug: str, question_id: str) -> AnyResponse:
    """Take one answer to a question; or, of a free text that is written, what its writer thinks of it.

    Of a question that the stepper stops at, it may also be the wish to see what comes after it.
    """
    studied = find(slug)
    question = _question(studied, question_id)
    if "past" in request.form:
        tries.see_past(session, studied, _waiting(question))
    elif question.question.kind == "free" and "mark" in request.form:
        tries.mark(session, studied, question, _mark())
    else:
        tries.pick(session, studied, question, _given(studied, question))
    if FRAGMENT in request.headers:
        return _fragment(kept_pages().fragment(studied, question))
    return redirect(url_for("pages.lesson", slug=slug, _anchor=f"q-{question.id}"), 303)


@quiz.post("/lessons/<slug>/start-over")
def start_over(slug: str) -> AnyResponse:
    """Forget the lesson's tries."""
    studied = find(slug)
    tries.forget(session, slug)
    if FRAGMENT in request.headers:
        return _fragment(kept_pages().quiz(studied))
    return redirect(url_for("pages.lesson", slug=slug, _anchor="quiz"), 303)


def _question(studied: Studied, question_id: str) -> Answered:
    found = next((question for question in studied.quiz if question.id == question_id), None)
    if found is None:
        abort(404, f"This lesson has no question “{question_id[:40]}”. Go to the lesson and pick one of its own.")
    return found


def _waiting(question: Answered) -> Answered:
    if question.question.after is None:
        abort(400, "This question covers nothing: all that comes after it can be seen.")
    return question


def _given(studied: Studied, question: Answered) -> str:
    """The answer in the form, checked, as `tutorial.quiz.kinds` read it."""
    kind = question.question.kind
    if kind in ("one", "true_false"):
        return str(_choice(request.form.get("choice"), question))
    if kind == "several":
        given = request.form.getlist("choice")
        chosen = {_choice(one, question) for one in given} or {_choice(None, question)}
        return ",".join(map(str, sorted(chosen)))
    if kind == "order":
        return _order(len(question.options))
    if kind == "match":
        sides = [_number(f"side-{side}", len(question.options)) for side in range(len(question.sides))]
        return ",".join(map(str, sides))
    if kind == "line":
        return str(_number("line", studied.lesson.code.count("\n") + 2, least=1))
    return _typed(question)


def _choice(given: str | None, question: Answered) -> int:
    if given is None:
        abort(400, "No answer was chosen. Go back, pick one, and press Answer.")
    letters = len(question.options)
    if not (given.isascii() and given.isdigit() and len(given) < 3 and int(given) < letters):
        abort(400, f"“{given[:40]}” is none of the choices, which are numbered 0 to {letters - 1}.")
    return int(given)


def _number(name: str, end: int, least: int = 0) -> int:
    """A number of the form that is at least `least` and less than `end`."""
    given = request.form.get(name, "")
    if not given:
        abort(400, "Something was left open. Go back, choose for every part, and press Answer.")
    if not (given.isascii() and given.isdigit() and len(given) < 6 and least <= int(given) < end):
        abort(400, f"“{given[:40]}” cannot be chosen here: choose from {least} to {end - 1}.")
    return int(given)


def _order(length: int) -> str:
    """The things by their places: which one is first, which second..."""
    places = [_number(f"place-{index}", length) for index in range(length)]
    twice = [place for place in places if places.count(place) > 1]
    if twice:
        abort(400, f"Two things stand in place {twice[0] + 1}. Go back, and give each a place of its own.")
    return ",".join(str(places.index(place)) for place in range(length))


def _typed(question: Answered) -> str:
    given = request.form.get("text", "").strip()
    if not given:
        abort(400, "No answer was written. Go back, write one, and press Answer.")
    if not kind_of(question).valid(question, given):
        number = question.question.kind == "number"
        abort(400, f"“{given[:40]}” is no number." if number else "That answer is too long. Go back, and shorten it.")
    return given


def _mark() -> str:
    given = request.form["mark"]
    if given not in tries.MARKS:
        abort(400, f"“{given[:40]}” is neither yes nor no.")
    return given


def _fragment(text: str) -> Response:
    return answer_page(text)
