"""Rounds of Challenge: begins one, asks its items, and shows what came of them at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.practice.grounds import Grounds
from tutorial.practice.round_items import ROUNDS, RoundItem, round_items
from tutorial.telling import narration
from web.modes.challenge import CHALLENGE
from web.parts.practice.rounds import ROUND
from web.parts.practice.shown_exercise import ShownExercise, shown_exercise
from web.site.kept_pages import answer_page, kept_note
from web.site.pages import find, kept_pages
from web.site.practice_pages import CHANCE, grounds_of, read_attempt
from web.site.quiz_pages import FRAGMENT
from web.student.attempts import Attempt
from web.student.identity import ByIdentity
from web.student.lesson_progress import Finish
from web.student.student_state import student_state, trouble

challenge = Blueprint("challenge", __name__, url_prefix="/lessons/<slug>/challenge")

_SECONDS = 45
"""For each item."""

Outcome = Literal["first", "again", "wrong", "open"]


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What came of an item: right at the first try or when asked again, not right yet, or not answered."""

    exercise: ShownExercise
    outcome: Outcome
    triggers: tuple[str, ...]


@challenge.get("")
def start(slug: str) -> AnyResponse:
    """What a round is, and the way into one."""
    studied = find(slug)
    items = _items(ByIdentity(studied), 0)
    seeds = [one.seed for one in student_state().read(studied).attempts if one.form == CHALLENGE.key]
    text = render_template(
        "parts/practice/round_start.html",
        slug=slug,
        count=len(items),
        minutes=max(1, round(len(items) * _SECONDS / 60)),
        of_author=sum(one.of_author for one in items),
        variants=bool(studied.practice.variants),
        last=int(seeds[-1]) if seeds else None,
    )
    return answer_page(kept_pages().page(studied, CHALLENGE, {ROUND: text}))


@challenge.post("")
def begin(slug: str) -> AnyResponse:
    """Begin a new round, with items that the student has not had."""
    studied = find(slug)
    had = {one.id for one in student_state().read(studied).attempts if one.form == CHALLENGE.key}
    seeds = [CHANCE.randrange(ROUNDS) for _ in range(5)]

    def known(seed: int) -> int:
        return sum(one.id in had for one in _items(ByIdentity(studied), seed))

    return redirect(url_for("challenge.item", slug=slug, seed=min(seeds, key=known), number=1), 303)


@challenge.get("/<int:seed>/<int:number>")
def item(slug: str, seed: int, number: int) -> AnyResponse:
    """An item of a round; one that is answered leads on."""
    studied, items = _round(slug, seed, number)
    tries = _tries(_attempts(studied), items[number - 1], seed)
    again = "again" in request.args
    if tries and not (again and not tries[-1].right):
        return redirect(url_for("challenge.go_on", slug=slug, seed=seed), 303)
    return _told(studied, _item(studied, seed, items, number, again=again))


@challenge.post("/<int:seed>/<int:number>")
def answer(slug: str, seed: int, number: int) -> AnyResponse:
    """Take the answer to an item, and go on; nothing is said of it before the end."""
    studied, items = _round(slug, seed, number)
    one, again = items[number - 1], "again" in request.args
    tries = _tries(_attempts(studied), one, seed)
    if not tries or (again and not tries[-1].right):
        attempt = read_attempt(_as_studied(studied, one), one.exercise)
        kept = replace(attempt, id=one.id, form=CHALLENGE.key, seed=str(seed))
        student_state().attempt(studied, kept, request.form.get("event", ""))
    after = _next(studied, items, seed, number, again=again)
    if after is None and not again:
        student_state().note(studied, Finish(CHALLENGE.key))
    if FRAGMENT not in request.headers:
        return redirect(_address(slug, seed, after, again=again), 303)
    text = _result(studied, seed, items) if after is None else _item(studied, seed, items, after, again=again)
    return answer_page(text + (kept_note() if trouble() else ""))


@challenge.get("/<int:seed>/go-on")
def go_on(slug: str, seed: int) -> AnyResponse:
    """Lead to the first item that is open, or to the result."""
    studied, items = _round(slug, seed)
    return redirect(_address(slug, seed, _next(studied, items, seed, 0, again=False), again=False), 303)


@challenge.get("/<int:seed>/again")
def again(slug: str, seed: int) -> AnyResponse:
    """Lead to the first item that was wrong, or to the result."""
    studied, items = _round(slug, seed)
    return redirect(_address(slug, seed, _next(studied, items, seed, 0, again=True), again=True), 303)


@challenge.get("/<int:seed>")
def result(slug: str, seed: int) -> AnyResponse:
    """What came of a round, each answer with its explanation."""
    studied, items = _round(slug, seed)
    return _told(studied, _result(studied, seed, items))


def _round(slug: str, seed: int, number: int = 1) -> tuple[Studied, tuple[RoundItem, ...]]:
    studied = find(slug)
    if seed >= ROUNDS:
        abort(404, "There is no such round. Begin a new one.")
    items = _items(ByIdentity(studied), seed)
    if not 1 <= number <= len(items):
        abort(404, f"This round has questions 1 to {len(items)}.")
    return studied, items


@lru_cache(maxsize=512)
def _items(lesson: ByIdentity[Studied], seed: int) -> tuple[RoundItem, ...]:
    studied = lesson.thing
    return round_items(grounds_of(lesson), _variants(lesson), studied.quiz, seed)


@lru_cache(maxsize=256)
def _variants(lesson: ByIdentity[Studied]) -> tuple[Grounds, ...]:
    return tuple(Grounds(one.lesson, one.trace) for one in lesson.thing.practice.variants)


def _as_studied(studied: Studied, one: RoundItem) -> Studied:
    """The lesson that an item is about."""
    return replace(studied, lesson=one.lesson, trace=one.trace) if one.variant else studied


def _attempts(studied: Studied) -> tuple[Attempt, ...]:
    return student_state().read(studied).attempts


def _tries(attempts: tuple[Attempt, ...], one: RoundItem, seed: int) -> list[Attempt]:
    return [each for each in attempts if (each.of, each.id, each.seed) == ("exercise", one.id, str(seed))]


def _next(studied: Studied, items: Sequence[RoundItem], seed: int, number: int, *, again: bool) -> int | None:
    """The number of the next item to ask; None, when there is none."""
    if trouble():
        return number + 1 if number < len(items) and not again else None
    attempts = _attempts(studied)
    asked = range(number + 1, len(items) + 1) if again else (*range(number + 1, len(items) + 1), *range(1, number))

    def is_open(place: int) -> bool:
        tries = _tries(attempts, items[place - 1], seed)
        return bool(tries) and not tries[-1].right if again else not tries

    return next(filter(is_open, asked), None)


def _address(slug: str, seed: int, number: int | None, *, again: bool) -> str:
    if number is None:
        return url_for("challenge.result", slug=slug, seed=seed)
    return url_for("challenge.item", slug=slug, seed=seed, number=number, again=1 if again else None)


def _shown(studied: Studied, one: RoundItem, attempt: Attempt | None) -> ShownExercise:
    shown = shown_exercise(_as_studied(studied, one), one.exercise, (one.exercise.kind,), attempt)
    return replace(shown, id=one.id, name="From the lesson") if one.of_author else replace(shown, id=one.id)


def _triggers(one: RoundItem) -> tuple[str, ...]:
    """What happens in a variant's run; the student knows that of the lesson."""
    return tuple(narration.trigger(step) for step in one.trace.steps[:-1]) if one.variant else ()


def _item(studied: Studied, seed: int, items: Sequence[RoundItem], number: int, *, again: bool) -> str:
    one = items[number - 1]
    return render_template(
        "parts/practice/round_item.html",
        slug=studied.slug,
        seed=seed,
        seconds=len(items) * _SECONDS,
        number=number,
        count=len(items),
        again=again,
        triggers=_triggers(one),
        exercise=_shown(studied, one, None),
        answer_url=url_for("challenge.answer", slug=studied.slug, seed=seed, number=number, again=1 if again else None),
    )


def _result(studied: Studied, seed: int, items: Sequence[RoundItem]) -> str:
    attempts = _attempts(studied)
    results = [_came_of(studied, _tries(attempts, one, seed), one) for one in items]
    outcomes = [one.outcome for one in results]
    return render_template(
        "parts/practice/round_result.html",
        slug=studied.slug,
        seed=seed,
        results=results,
        first=outcomes.count("first"),
        later=outcomes.count("again"),
        wrong=outcomes.count("wrong"),
        unanswered=outcomes.count("open"),
    )


def _came_of(studied: Studied, tries: list[Attempt], one: RoundItem) -> RoundResult:
    outcome: Outcome = "open"
    if tries:
        outcome = "first" if tries[0].right else "again" if tries[-1].right else "wrong"
    return RoundResult(_shown(studied, one, tries[-1] if tries else None), outcome, _triggers(one))


def _told(studied: Studied, text: str) -> AnyResponse:
    return answer_page(text if FRAGMENT in request.headers else kept_pages().page(studied, CHALLENGE, {ROUND: text}))
