"""The cards of this request's student, as pages ask them: which one comes, and how many are due."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, url_for

from tutorial.course.course import Course, Studied
from web.parts.review.shown_card import in_words, shown_card
from web.student.deck import DeckCard
from web.student.student_event import now
from web.student.student_state import student_state


@dataclass(frozen=True, slots=True)
class Review:
    """The cards that a page asks: those of some lessons, at an address, which is where the next one comes.

    `within` is the lesson whose page it is; then new cards come at once. `of` is a lesson that rests on these.
    """

    lessons: Sequence[Studied]
    here: str
    within: str = ""
    of: str = ""

    def waiting(self) -> list[DeckCard]:
        """The cards that are due; in a lesson's own page new ones, too."""
        moment = now()
        cards = student_state().cards(self.lessons)
        return [card for card in cards if card.due <= moment or (self.within and not card.reviews)]

    def asked(self, told: str = "") -> str:
        """The first card that waits, as HTML; when none does, when the next one comes.

        `told` is `LESSON/CARD` of a card that was just answered, for a browser without scripts: it is told again,
        unless it is due.
        """
        if again := self._told(*told.partition("/")[::2]):
            return again
        waiting = self.waiting()
        if not waiting:
            return self._none()
        shown, event = shown_card(self._lesson(waiting[0].lesson), waiting[0]), secrets.token_urlsafe(12)
        return render_template("parts/review/card.html", card=shown, event=event, within=self.within, of=self.of)

    def answered(self, card: DeckCard, given: str) -> str:
        """A card after an answer, as HTML; `card` says when it comes back."""
        shown = shown_card(self._lesson(card.lesson), card, given, now())
        return render_template("parts/review/card.html", card=shown, left=len(self.waiting()), here=self.here)

    def _lesson(self, slug: str) -> Studied:
        return next(one for one in self.lessons if one.slug == slug)

    def _told(self, slug: str, name: str) -> str:
        lessons = [one for one in self.lessons if one.slug == slug]
        card = next((one for one in student_state().cards(lessons) if one.question.id == name), None)
        if card is None or not card.reviews or card.due <= now():
            return ""
        attempts = student_state().read(lessons[0]).attempts
        return self.answered(card, [one for one in attempts if (one.of, one.id) == ("card", name)][-1].given)

    def _none(self) -> str:
        coming = min((card.due for card in student_state().cards(self.lessons)), default="")
        words, title = in_words(coming, now()) if coming else "", ""
        if self.within:
            title = self.lessons[0].lesson.title
        return render_template("parts/review/none.html", coming=words, title=title, slug=self.within)


def studied_lessons(course: Course) -> list[Studied]:
    """The lessons that can be shown."""
    return [lesson for lesson in course.lessons.values() if isinstance(lesson, Studied)]


def all_due(course: Course) -> Review:
    """What is due of all lessons."""
    return Review(studied_lessons(course), url_for("recall.due", next=1))


def of_lesson(studied: Studied) -> Review:
    """The cards of one lesson, in its own page."""
    here = url_for("pages.lesson_in", slug=studied.slug, key="recall", next=1)
    return Review([studied], here, within=studied.slug)


def before(course: Course, studied: Studied) -> Review:
    """What is due of the lessons that a lesson rests on."""
    needed = [course.lessons.get(slug) for slug in studied.lesson.needs]
    here = url_for("recall.due", before=studied.slug, next=1)
    return Review([one for one in needed if isinstance(one, Studied)], here, of=studied.slug)


def due_link(course: Course) -> str:
    """The link to what is due, with how much it is."""
    return _due(due_count(studied_lessons(course)))


def proposal(course: Course, studied: Studied) -> str:
    """An offer to recall first what a lesson rests on; nothing, when none of it is due."""
    count = len(before(course, studied).waiting()) if studied.lesson.needs else 0
    return render_template("site/propose.html", slug=studied.slug, count=count) if count else ""


def due_count(lessons: Iterable[Studied]) -> int:
    """How many cards are due."""
    moment = now()
    return sum(card.due <= moment for card in student_state().cards(lessons))


@lru_cache(maxsize=256)
def _due(count: int) -> str:
    return render_template("site/due.html", count=count)
