"""Recall: asks the card that is due, of all lessons or of one, and takes its answer, which is always a prediction."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.course import Studied
from tutorial.quiz.kinds import kind_of
from web.modes.recall import RECALL
from web.site.kept_pages import answer_page, course, kept_note, render
from web.site.pages import find
from web.site.quiz_pages import FRAGMENT, answer_sent
from web.site.reviews import Review, all_due, before, due_link, of_lesson
from web.student.attempts import Attempt
from web.student.deck import DeckCard
from web.student.lesson_progress import Finish
from web.student.student_event import now
from web.student.student_state import student_state, trouble

recall = Blueprint("recall", __name__)


@recall.get("/recall")
def due() -> AnyResponse:
    """Ask the card that is due first, or tell one that was just answered."""
    review = _review("", request.args.get("before", ""))
    return _page(review, review.asked(request.args.get("told", "")))


@recall.post("/recall/<slug>/<path:name>")
def answer(slug: str, name: str) -> AnyResponse:
    """Take the answer to a card, and tell what is so. It counts when the card was due, or new."""
    studied, card = find(slug), _card(find(slug), name)
    review = _review(request.form.get("within", ""), request.form.get("before", ""))
    sent = answer_sent(studied, card.question)
    right = kind_of(card.question).grade(card.question, sent.given).right
    if card.due <= now() or not card.reviews:
        attempt = Attempt("card", name, sent.given, right, sure=sent.sure)
        student_state().attempt(studied, attempt, request.form.get("event", ""))
        _finish(review)
    told = review.answered(_again(studied, card), sent.given)
    if FRAGMENT in request.headers:
        return answer_page(told + due_link(course()) + (kept_note() if trouble() else ""))
    if trouble():
        return _page(review, told)
    return redirect(_after(review, f"{slug}/{name}"), 303)


def _review(within: str, of: str) -> Review:
    """The cards of a lesson's own page, those that a lesson rests on, or all."""
    if within:
        return of_lesson(find(within))
    return before(course(), find(of)) if of else all_due(course())


def _card(studied: Studied, name: str) -> DeckCard:
    found = next((card for card in student_state().cards([studied]) if card.question.id == name), None)
    if found is None:
        abort(404, "This card is not among yours. Cards come from what you miss, and from lessons that you have done.")
    return found


def _again(studied: Studied, card: DeckCard) -> DeckCard:
    """The same card as it stands now."""
    return next((one for one in student_state().cards([studied]) if one.question.id == card.question.id), card)


def _finish(review: Review) -> None:
    """Mark a lesson's Recall as done when no card waits there."""
    if review.within and not review.waiting():
        student_state().note(find(review.within), Finish(RECALL.key))


def _after(review: Review, told: str) -> str:
    """Where a browser without scripts goes after an answer."""
    if review.within:
        return url_for("pages.lesson_in", slug=review.within, key=RECALL.key, told=told)
    return url_for("recall.due", told=told, before=review.of or None)


def _page(review: Review, card: str) -> AnyResponse:
    of = find(review.of).lesson.title if review.of else ""
    back = url_for("pages.lesson", slug=review.of or review.within) if review.of or review.within else ""
    return answer_page(render("site/recall.html", card=Markup(card), of=of, back=back))  # noqa: S704  # our template's
