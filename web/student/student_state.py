"""The only way for pages to read and keep a student's state: a list of events in a log; the cookie says whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from flask import current_app, g

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from web.student.answers_given import Deed
from web.student.attempts import Attempt, Reason
from web.student.deck import DeckCard, deck
from web.student.event_fold import kind_and_data, progress_of
from web.student.event_log import DeviceCode, EventLog, ExerciseOutcome, MemoryLog, NotKeptError
from web.student.identity import ByIdentity
from web.student.lesson_progress import NOTHING_DONE, LessonDeed, LessonProgress
from web.student.old_cookie import leave, old_answers
from web.student.student_event import EventKind, StudentEvent, event_id, now
from web.student.student_name import forget_student, name_student, new_student, student_name
from web.student.trace_key import trace_key

_Read = TypeVar("_Read")

_MOST_KEPT = 1024
"""Lessons of students whose progress and cards are kept in memory, while nothing is added to them."""


class StudentState:
    """What the student of this request has done, in an event log.

    When the log is away, nothing is known of the student: pages can be read, and recording raises `NotKeptError`.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._progress = lru_cache(maxsize=_MOST_KEPT)(_progress)
        self._deck = lru_cache(maxsize=_MOST_KEPT)(_deck)

    def read(self, studied: Studied, more: Iterable[Answered] = ()) -> LessonProgress:
        """What was done in a lesson, with the answers to its quiz and to the questions in `more`.

        What was kept and does not fit the present lesson is left out.
        """
        events = self._lessons().get(studied.slug, ())
        if extra := tuple(more):
            return progress_of(events, trace_key(studied.trace), (*studied.quiz, *extra))
        return self._progress(ByIdentity(studied), ByIdentity(events)) if events else NOTHING_DONE

    def overview(self, lessons: Iterable[Studied]) -> dict[str, LessonProgress]:
        """What was done in each of these lessons, by their slugs; lessons in which nothing was done are not in it."""
        told = {one.slug: self.read(one) for one in lessons}
        return {slug: progress for slug, progress in told.items() if progress.last}

    def cards(self, lessons: Iterable[Studied]) -> list[DeckCard]:
        """The student's cards of these lessons; what comes first in review comes first."""
        told = self._lessons()
        decks = (self._deck(ByIdentity(one), ByIdentity(told[one.slug])) for one in lessons if one.slug in told)
        return sorted((card for deck in decks for card in deck), key=lambda card: card.rank)

    def record(self, studied: Studied, question: Answered, deed: Deed, event: str = "") -> None:
        """Keep what the student does with a question; `web.student.answers_given.after` says what follows from it.

        `event` is an id that the browser made for it: what comes again under the same id counts once.
        """
        self._add(studied, event, *kind_and_data(deed, question), question.id)

    def note(self, studied: Studied, deed: LessonDeed, event: str = "") -> None:
        """Keep what the student does in a lesson, beside answering its questions."""
        self._add(studied, event, *kind_and_data(deed))

    def attempt(self, studied: Studied, attempt: Attempt, event: str = "") -> None:
        """Keep an answer to what a mode asks beside the quiz, and its verdict."""
        self._add(studied, event, *kind_and_data(attempt), attempt.id)

    def reason(self, studied: Studied, reason: Reason, event: str = "") -> None:
        """Keep the reason that the student chose for an attempt."""
        self._add(studied, event, *kind_and_data(reason), reason.id)

    def forget(self, studied: Studied, event: str = "") -> None:
        """Start the lesson's quiz over; the events before stay in the list."""
        self._add(studied, event, "over", {})

    def events(self) -> Sequence[StudentEvent]:
        """All events of the student; none while the log is away."""
        nothing: Sequence[StudentEvent] = ()
        return self._asked(lambda log, name: log.read(name), nothing)

    def lately(self, studied: Studied) -> Sequence[ExerciseOutcome]:
        """How all students answered the lesson's exercises lately; nothing while the log is away."""
        try:
            return self.log.lately(studied.slug, trace_key(studied.trace))
        except NotKeptError:
            return ()

    def is_new(self) -> bool:
        """Whether nothing is kept of the student yet."""
        return not self._lessons() and not trouble()

    def code(self) -> DeviceCode:
        """A code with which the student goes on with another device."""
        return self._here().code_for(self._known() or new_student())

    def join(self, code: str) -> bool:
        """Go on as the student who has this code, with what this browser has done so far; false, if nobody has it."""
        found = self._here().student_of(code)
        if found is None:
            return False
        if known := self._known():
            self._here().join(found, known)
        name_student(found)
        _read_anew()
        return True

    def delete(self) -> None:
        """Keep nothing of the student any more, on the server and in the browser."""
        if known := self._known():
            self._here().delete(known)
        forget_student()
        _read_anew()

    def _add(
        self, studied: Studied, given_id: str, kind: EventKind, data: dict[str, object], question: str = ""
    ) -> None:
        event = StudentEvent(event_id(given_id), studied.slug, trace_key(studied.trace), now(), kind, question, data)
        name = self._known() or new_student()
        self._here().append(name, [event])
        _read_anew()

    def _lessons(self) -> Mapping[str, Sequence[StudentEvent]]:
        """The student's events in each lesson, asked for once in a request."""
        if "stepwire_read" not in g:
            nothing: Mapping[str, Sequence[StudentEvent]] = {}
            g.stepwire_read = self._asked(lambda log, name: log.by_lesson(name), nothing)
        kept: Mapping[str, Sequence[StudentEvent]] = g.stepwire_read
        return kept

    def _asked(self, ask: Callable[[EventLog, str], _Read], nothing: _Read) -> _Read:
        """What the log says of the student; nothing while it is away."""
        try:
            name, log = self._known(), self._here()
            read = ask(log, name) if name else nothing
            if log.trouble:
                not_kept(log.trouble)
            return read
        except NotKeptError as error:
            not_kept(str(error))
            return nothing

    def _known(self) -> str:
        """The student's name. What an old cookie holds is taken over when it is first seen."""
        known, old = student_name(), old_answers()
        if old is None or (known and not old.events):
            return known
        name = known or old.name
        self.log.append(name, old.events)
        name_student(name)
        leave(old.left)
        return name

    def _here(self) -> EventLog:
        """The log; for a browser that keeps no cookie one that lasts as long as the request."""
        own: EventLog | None = g.get("stepwire_own_log")
        return own or self.log


def _progress(studied: ByIdentity[Studied], events: ByIdentity[Sequence[StudentEvent]]) -> LessonProgress:
    lesson = studied.thing
    return progress_of(events.thing, trace_key(lesson.trace), lesson.quiz)


def _deck(studied: ByIdentity[Studied], events: ByIdentity[Sequence[StudentEvent]]) -> tuple[DeckCard, ...]:
    return deck(studied.thing, events.thing)


def _read_anew() -> None:
    """Ask the log again when this request needs to know more."""
    g.pop("stepwire_read", None)


def student_state() -> StudentState:
    """The state of the student whose request is being answered."""
    state: StudentState = current_app.extensions["stepwire.student"]
    return state


def keep_nothing() -> None:
    """Forget at the end of this request what it records."""
    g.stepwire_own_log = MemoryLog()


def not_kept(why: str) -> None:
    """Note that this request's log is away."""
    g.stepwire_not_kept = why


def trouble() -> str:
    """Why nothing of this request is kept: `refused`, if the browser keeps no cookie, or `away`; else empty."""
    if "stepwire_own_log" in g:
        return "refused"
    return "away" if "stepwire_not_kept" in g else ""
