"""Asks a student to predict a step, and tells what is so once the student has answered."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.predicting import predictions
from web.modes.modes import FIRST
from web.parts.predict.prediction import shown
from web.site.kept_pages import answer_page, mode_url
from web.site.pages import find
from web.site.quiz_pages import FRAGMENT, how_sure
from web.student.answers_given import NOTHING, AnswersGiven, Try, gate
from web.student.student_state import student_state

predict = Blueprint("predict", __name__, url_prefix="/lessons/<slug>/steps/<int:step>")


@predict.get("/predict")
def asked(slug: str, step: int) -> AnyResponse:
    """The first question of a step that the student has not answered; the first of all, when none is left."""
    studied = find(slug)
    every = _questions(studied, step)
    answers = student_state().read(studied, every).answers
    seed = next((seed for seed, one in enumerate(every) if one.id not in answers), 0)
    return _told(studied, step, seed, every[seed], NOTHING)


@predict.post("/predict")
def answer(slug: str, step: int) -> AnyResponse:
    """Take the student's answer, which counts once, and tell what is so."""
    studied = find(slug)
    every = _questions(studied, step)
    seed = request.form.get("seed", "0")
    if not (seed.isascii() and seed.isdigit() and len(seed) < 4 and int(seed) < len(every)):
        abort(400, f"Step {step} has {len(every)} questions; “{seed[:20]}” is none of them.")
    question = every[int(seed)]
    place, _, sure = request.form.get("pick", "").partition(".")
    if not (place.isascii() and place.isdigit() and len(place) < 3 and int(place) < len(question.options)):
        abort(400, "No answer was chosen. Go back, and pick one.")
    student_state().record(studied, question, Try(place, how_sure(sure), seed), request.form.get("event", ""))
    return _told(studied, step, int(seed), question, AnswersGiven((place,), sure=(sure,)))


def _questions(studied: Studied, step: int) -> tuple[Answered, ...]:
    """All questions of a step that the student may see the beginning of."""
    every = predictions(studied.trace, step)
    if not every:
        abort(404, f"Nothing is asked about step {step} of this lesson.")
    if step > gate(studied, student_state().read(studied).answers):
        abort(409, "A question of the lesson comes before this step. Answer it first.")
    return every


def _told(studied: Studied, step: int, seed: int, question: Answered, answers: AnswersGiven) -> AnyResponse:
    if FRAGMENT not in request.headers:
        return redirect(f"{mode_url(studied.slug, FIRST)}#step-{step}", 303)
    prediction = shown(studied, step, seed, question, answers)
    return answer_page(render_template("parts/predict/prediction.html", slug=studied.slug, prediction=prediction))
