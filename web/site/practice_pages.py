"""Exercises: draws a new one, grades an answer, and takes the reason for a right one."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from random import SystemRandom

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise, ExerciseKind
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import draw, kinds_for, named
from tutorial.quiz.kinds import kind_of
from web.modes.modes import FIRST
from web.modes.trying import TRY
from web.parts.practice.practice import EXERCISE
from web.parts.practice.shown_exercise import shown_exercise
from web.parts.quiz.form import NotAnAnswerError
from web.parts.quiz.forms import form_of
from web.site.kept_pages import answer_page, kept_note, mode_url
from web.site.pages import find, kept_pages
from web.site.quiz_pages import FRAGMENT, how_sure
from web.student.answers_given import HOW_SURE
from web.student.attempts import Attempt, Reason, first_of
from web.student.identity import ByIdentity
from web.student.lesson_progress import Finish, LessonProgress
from web.student.student_state import student_state, trouble

CHANCE = SystemRandom()
"""Decides which exercise comes."""

_MISSES, _FEWEST = 2.0, 5
"""As how many misses of one's own it counts that everybody got something wrong, and how many must have answered."""

practice = Blueprint("practice", __name__, url_prefix="/lessons/<slug>/try")


@practice.get("")
def start(slug: str) -> AnyResponse:
    """A new exercise of the kind after the one that the student answered last."""
    studied = find(slug)
    progress = student_state().read(studied)
    kinds = _kinds(ByIdentity(studied))
    last = next((one.form for one in reversed(progress.attempts) if one.of == "exercise" and one.form in kinds), None)
    kind = kinds[0] if last is None else kinds[(kinds.index(_kind(last)) + 1) % len(kinds)]
    return _told(studied, _drawn(studied, progress, kind), None)


@practice.get("/<name>")
def one(slug: str, name: str) -> AnyResponse:
    """An exercise, as it stands for the student."""
    studied = find(slug)
    exercise = _named(studied, name)
    return _told(studied, exercise, _kept(student_state().read(studied), exercise))


@practice.get("/another/<kind>")
def another(slug: str, kind: str) -> AnyResponse:
    """Lead to a new exercise of this kind."""
    studied = find(slug)
    if kind not in _kinds(ByIdentity(studied)):
        abort(404, f"This lesson has no exercises of the kind “{kind[:40]}”.")
    exercise = _drawn(studied, student_state().read(studied), _kind(kind))
    return redirect(url_for("practice.one", slug=slug, name=exercise.id), 303)


@practice.post("/<name>")
def answer(slug: str, name: str) -> AnyResponse:
    """Take the answer to an exercise; the first one counts."""
    studied = find(slug)
    exercise = _named(studied, name)
    progress = student_state().read(studied)
    attempt = _kept(progress, exercise)
    if attempt is None:
        attempt = read_attempt(studied, exercise)
        student_state().attempt(studied, attempt, request.form.get("event", ""))
        _note_end(studied, progress, exercise)
    return _answered(studied, exercise, attempt)


@practice.post("/<name>/because")
def because(slug: str, name: str) -> AnyResponse:
    """Take the reason for a right answer; the first one counts."""
    studied = find(slug)
    exercise = _named(studied, name)
    attempt = _kept(student_state().read(studied), exercise) or _again(exercise)
    reason = request.form.get("reason", "")
    if not attempt.right or not re.fullmatch("[0-9]", reason) or int(reason) >= len(exercise.because):
        abort(400, "No reason was chosen. Go back, and pick one.")
    if not attempt.because:
        right = exercise.because[int(reason)].right
        chosen = Reason("exercise", exercise.id, reason, right, seed=str(exercise.seed))
        student_state().reason(studied, chosen, request.form.get("event", ""))
        attempt = Attempt(
            "exercise", exercise.id, attempt.given, True, sure=attempt.sure, because=reason, reasoned=right
        )
    return _answered(studied, exercise, attempt)


def _kind(name: str) -> ExerciseKind:
    return next(kind for kind in EXERCISE_KINDS if kind == name)


@lru_cache(maxsize=256)
def grounds_of(studied: ByIdentity[Studied]) -> Grounds:
    lesson = studied.thing
    return Grounds(lesson.lesson, lesson.trace, lesson.practice.left_out)


@lru_cache(maxsize=256)
def _kinds(studied: ByIdentity[Studied]) -> tuple[ExerciseKind, ...]:
    return kinds_for(grounds_of(studied))


def _named(studied: Studied, name: str) -> Exercise:
    exercise = named(name, grounds_of(ByIdentity(studied)))
    if exercise is None:
        abort(404, f"This lesson has no exercise “{name[:40]}”. Go to the lesson, and try another one.")
    return exercise


def _drawn(studied: Studied, progress: LessonProgress, kind: ExerciseKind) -> Exercise:
    """A new exercise; what the student got wrong before comes more often, and what others got wrong does, too."""
    wrong = [one.id for one in progress.attempts if one.of == "exercise" and one.right is False]
    own = Counter[str](about for name in wrong for about in _about(ByIdentity(studied), name))
    others = _hard_for_others(studied)
    weights = {one: own[one] + others.get(one, 0) for one in own.keys() | others.keys()}
    exercise = draw(kind, grounds_of(ByIdentity(studied)), CHANCE, weights)
    if exercise is None:
        abort(404, "This lesson has nothing to practise.")
    return exercise


def _hard_for_others(studied: Studied) -> dict[str, float]:
    """How much of what was asked lately was answered wrong, by what it is about; weighed as one miss or two."""
    asked, wrong = Counter[str](), Counter[str]()
    for name, right in student_state().lately(studied):
        about = _about(ByIdentity(studied), name)
        asked.update(about)
        wrong.update(() if right else about)
    return {one: _MISSES * wrong[one] / asked[one] for one in wrong if asked[one] >= _FEWEST}


@lru_cache(maxsize=8192)
def _about(studied: ByIdentity[Studied], name: str) -> tuple[str, ...]:
    exercise = named(name, grounds_of(studied))
    return exercise.about if exercise else ()


def _kept(progress: LessonProgress, exercise: Exercise) -> Attempt | None:
    return first_of(progress.attempts, "exercise", exercise.id, str(exercise.seed))


def read_attempt(studied: Studied, exercise: Exercise) -> Attempt:
    """The attempt in the form that was sent."""
    sent = MultiDict(request.form)
    place, _, sure = sent.get("pick", "").partition(".")
    if place:
        sent["choice"] = place
    try:
        given = form_of(exercise.asked).read(sent, studied, exercise.asked)
    except NotAnAnswerError as error:
        abort(400, str(error))
    said = how_sure(sure or sent.get("sure", ""))
    right = exercise.grade(given).right
    return Attempt("exercise", exercise.id, given, right, form=exercise.kind, seed=str(exercise.seed), sure=said)


def _again(exercise: Exercise) -> Attempt:
    """The attempt as the page has it, where nothing is kept."""
    given, sure = request.form.get("given", ""), request.form.get("sure", "")
    if not kind_of(exercise.asked).valid(exercise.asked, given):
        abort(400, "No answer was given. Go back, and answer first.")
    return Attempt("exercise", exercise.id, given, exercise.grade(given).right, sure=sure if sure in HOW_SURE else "")


def _note_end(studied: Studied, progress: LessonProgress, exercise: Exercise) -> None:
    """Note that the mode is done, once each kind has been tried."""
    tried = {one.form for one in progress.attempts if one.of == "exercise"} | {exercise.kind}
    if TRY.key not in progress.done and tried >= set(_kinds(ByIdentity(studied))):
        student_state().note(studied, Finish(TRY.key))


def _answered(studied: Studied, exercise: Exercise, attempt: Attempt) -> AnyResponse:
    if FRAGMENT in request.headers or trouble():
        return _told(studied, exercise, attempt)
    return redirect(f"{url_for('practice.one', slug=studied.slug, name=exercise.id)}#x-{exercise.id}", 303)


def _told(studied: Studied, exercise: Exercise, attempt: Attempt | None) -> AnyResponse:
    """The page with the exercise; to a script the exercise alone."""
    text = render_template(
        "parts/practice/exercise.html",
        slug=studied.slug,
        lesson_url=mode_url(studied.slug, FIRST),
        answer_url=url_for("practice.answer", slug=studied.slug, name=exercise.id),
        exercise=shown_exercise(studied, exercise, _kinds(ByIdentity(studied)), attempt),
    )
    if FRAGMENT in request.headers:
        return answer_page(text + (kept_note() if trouble() else ""))
    return answer_page(kept_pages().page(studied, TRY, {EXERCISE: text}))
