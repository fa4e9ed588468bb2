"""A student's cards of a lesson: what was missed, and what is worth keeping of the lesson; each with when it is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.cards import cards
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.predicting import predictions
from web.student.answers_given import NOTHING, state
from web.student.attempts import Attempt
from web.student.event_fold import answer_in, progress_of
from web.student.identity import ByIdentity
from web.student.lesson_progress import LessonProgress
from web.student.lesson_state import lesson_state
from web.student.missed_attempts import MissedAttempt, missed_attempts
from web.student.spacing import due_at
from web.student.student_event import StudentEvent
from web.student.trace_key import trace_key

_PREDICTION = re.compile(r"predict-(\d{1,4})-(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was answered wrong: when first, and whether the student was sure of it."""

    at: str
    sure: bool


@dataclass(frozen=True, slots=True)
class DeckCard:
    """A card of a student's: its question, how often it was reviewed, when it is due (ISO time in UTC).

    `missed` is None for a card that everybody has who has done the lesson. `beside` is what a mode asked
    beside the quiz.
    """

    lesson: str
    question: Answered
    due: str
    reviews: int
    missed: Missed | None
    beside: MissedAttempt | None = None

    @property
    def rank(self) -> tuple[int, str]:
        """Its place among others: first what one was sure of and wrong, then what was missed, then what is due."""
        sure = self.missed is not None and self.missed.sure
        return (0 if sure and not self.reviews else 1 if self.missed and not self.reviews else 2), self.due


def deck(studied: Studied, events: Sequence[StudentEvent]) -> tuple[DeckCard, ...]:
    """The student's cards of a lesson, in their order, from the student's events in it.

    A question that is still open is no card: its answer is not told elsewhere. What the lesson wants kept becomes cards
    when its student has done it, or has finished a mode.
    """
    here = [event for event in events if event.trace == trace_key(studied.trace)]
    questions = _questions(studied, here)
    progress = progress_of(here, trace_key(studied.trace), questions.values())
    missed = {name: one for name, one in _missed(questions, here).items() if _closed(questions[name], progress)}
    asked = {name: questions[name] for name in missed}
    beside = missed_attempts(studied, progress.attempts)
    asked |= {name: one.question for name, (one, _) in beside.items()}
    missed |= {name: _missed_beside(every) for name, (_, every) in beside.items()}
    if here and (progress.done or lesson_state(studied, progress) == "done"):
        for card in _common(ByIdentity(studied)):
            asked.setdefault(card.id, card)
    began = min((event.at for event in here), default="")
    reviews = _reviews(progress.attempts)
    made = (
        _card(studied.slug, question, began, missed.get(name), reviews.get(name, []))
        for name, question in asked.items()
    )
    whole = (replace(card, beside=beside[name][0]) if (name := card.question.id) in beside else card for card in made)
    return tuple(sorted(whole, key=lambda card: card.rank))


def _missed_beside(attempts: Sequence[Attempt]) -> Missed:
    return Missed(attempts[0].at, any(one.sure == "sure" for one in attempts))


@lru_cache(maxsize=256)
def _common(studied: ByIdentity[Studied]) -> tuple[Answered, ...]:
    return cards(studied.thing.lesson, studied.thing.trace)


def _card(lesson: str, question: Answered, began: str, missed: Missed | None, reviews: list[Attempt]) -> DeckCard:
    due = due_at(missed.at if missed else began, reviews)
    return DeckCard(lesson, question, due, len(reviews), missed)


def _reviews(attempts: Iterable[Attempt]) -> Mapping[str, list[Attempt]]:
    told: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.of == "card":
            told.setdefault(attempt.id, []).append(attempt)
    return {name: sorted(every, key=lambda one: one.at) for name, every in told.items()}


def _questions(studied: Studied, events: Iterable[StudentEvent]) -> dict[str, Answered]:
    """The graded questions of the quiz, and the predictions that the events are about."""
    asked = {one.id: one for one in studied.quiz if kind_of(one).graded}
    for name in {event.question for event in events} - asked.keys():
        if found := _PREDICTION.fullmatch(name):
            every = predictions(studied.trace, int(found[1]))
            asked |= {one.id: one for one in every if one.id == name}
    return asked


def _missed(questions: Mapping[str, Answered], events: Iterable[StudentEvent]) -> dict[str, Missed]:
    """The questions that were ever answered wrong; starting over takes none of that back."""
    missed: dict[str, Missed] = {}
    for event in events:
        question = questions.get(event.question)
        given = answer_in(event, question) if question else None
        if question and given and not kind_of(question).grade(question, given.given).right:
            before = missed.get(question.id)
            sure = given.sure == "sure" or (before is not None and before.sure)
            missed[question.id] = Missed(before.at if before else event.at, sure)
    return missed


def _closed(question: Answered, progress: LessonProgress) -> bool:
    return state(question, progress.answers.get(question.id, NOTHING)) != "open"
