"""When a card is due: FSRS spaces the reviews of one, and nothing of it is random."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from fsrs import Card, Rating, Scheduler

from web.student.attempts import Attempt

FIRST_REST = timedelta(hours=8)
"""How long a new card rests: to answer at once what was just read is no recall."""

_SOON = timedelta(minutes=10)
_SCHEDULER = Scheduler(learning_steps=(_SOON,), relearning_steps=(_SOON,), enable_fuzzing=False)


def due_at(made: str, reviews: Iterable[Attempt]) -> str:
    """When a card is due that was made and reviewed then. All times are ISO texts in UTC.

    A wrong answer comes back soon; a right one after a time that grows with each, and less so after a guess.
    """
    card = Card(card_id=1, due=datetime.fromisoformat(made) + FIRST_REST)
    for review in reviews:
        card, _ = _SCHEDULER.review_card(card, _rating(review), datetime.fromisoformat(review.at))
    return card.due.isoformat(timespec="milliseconds")


def _rating(review: Attempt) -> Rating:
    if not review.right:
        return Rating.Again
    return Rating.Hard if review.sure == "guess" else Rating.Good
