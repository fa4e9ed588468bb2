"""The cookie of earlier releases, which held the answers themselves: read once, and taken over as events.

It held, for each lesson, the answers given to each question in order: as digits when each is one digit, else as a list
of texts, after a free text how close it was: `{"q": {"chat": {"3fa2c1": "20", "81b": ["0,2"]}}}`; and under `past` the
questions that the student asked to see past: `{"q": {"chat": {"past": ["81b"]}}}`.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, session

from tutorial.course.course import Broken, Course, Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import AnswersGiven, Compare, Deed, SeePast, Try, fitting
from web.student.event_fold import kind_and_data
from web.student.student_event import StudentEvent, now
from web.student.trace_key import trace_key

_KEY = "q"
_PAST = "past"


@dataclass(frozen=True, slots=True)
class OldAnswers:
    """What such a cookie holds: the name of a student, the answers as events, and those to lessons that are broken now.

    The name follows from the cookie, and so do the events' ids: two requests with it make one student.
    """

    name: str
    events: tuple[StudentEvent, ...]
    left: Mapping[str, Any]


def old_answers() -> OldAnswers | None:
    """What this request's cookie holds of earlier releases; None when that is nothing."""
    kept = session.get(_KEY)
    if not isinstance(kept, dict):
        return None
    course: Course = current_app.extensions["stepwire.course"]
    lessons = {slug: (course.lessons.get(slug), lesson) for slug, lesson in kept.items() if isinstance(lesson, dict)}
    left = {slug: lesson for slug, (found, lesson) in lessons.items() if isinstance(found, Broken)}
    told = (_told(found, lesson) for found, lesson in lessons.values() if isinstance(found, Studied))
    events = tuple(event for every in told for event in every)
    return OldAnswers(_name(), events, left) if events or left else None


def leave(left: Mapping[str, Any]) -> None:
    """Keep in the cookie what cannot be read now: the answers to lessons that are broken."""
    if left:
        session[_KEY] = dict(left)


def short(question_id: str) -> str:
    """A question's id as the cookie had it."""
    return f"{zlib.crc32(question_id.encode()) & 0xFFFFFF:x}"


def _name() -> str:
    said = (request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], ""), str(request.user_agent))
    key = str(current_app.secret_key).encode()
    return hmac.new(key, "\0".join(said).encode(), hashlib.sha256).hexdigest()[:32]


def _told(studied: Studied, lesson: dict[str, Any]) -> Iterator[StudentEvent]:
    for question in studied.quiz:
        for number, deed in enumerate(_deeds(question, lesson)):
            kind, data = kind_and_data(deed, question)
            name = f"cookie-{short(studied.slug)}-{short(question.id)}-{number}"
            yield StudentEvent(name, studied.slug, trace_key(studied.trace), now(), kind, question.id, data)


def _deeds(question: Answered, lesson: dict[str, Any]) -> Iterable[Deed]:
    texts, past = _texts(lesson.get(short(question.id))), short(question.id) in _texts(lesson.get(_PAST))
    given, how_close = (texts, ()) if kind_of(question).graded else (texts[:1], texts[1:2])
    kept = fitting(question, AnswersGiven(given, "".join(how_close), past))
    deeds: list[Deed] = [Try(one) for one in kept.given]
    deeds += [Compare(kept.how_close)] if kept.how_close else []
    return [*deeds, SeePast()] if kept.past else deeds


def _texts(kept: object) -> tuple[str, ...]:
    """The texts in a list, or the digits in a text; empty for any other value."""
    if isinstance(kept, str):
        return tuple(kept) if kept.isascii() and kept.isdigit() else ()
    return tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
