"""A student's state in the signed session cookie.

The cookie holds, for each lesson, the answers given to each question in order: as digits when each is one digit, else
as a list of texts, after a free text how close it was: `{"q": {"chat": {"3fa2c1": "20", "81b": ["0,2"]}}}`;
and under `past` the questions that the student asked to see past: `{"q": {"chat": {"past": ["81b"]}}}`.
Right answers never leave the server before the question is closed.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from flask import session

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import NOTHING, AnswersGiven, Deed, after, fitting

_KEY = "q"
_PAST = "past"
_MOST_LESSONS = 40
_MOST_CHARACTERS = 2_800
"""As many lessons' answers fit a cookie of 4 kB; the ones answered longest ago give way."""


class CookieState:
    """The state of the student who sends the cookie; there is no account."""

    def read(self, studied: Studied) -> dict[str, AnswersGiven]:
        """The cookie's entries that fit the lesson; all others are passed over."""
        lesson = _kept().get(studied.slug)
        if not isinstance(lesson, dict):
            return {}
        past = _texts(lesson.get(_PAST))
        answers = {one.id: _unpacked(one, _texts(lesson.get(short(one.id))), past) for one in studied.quiz}
        return {name: one for name, one in answers.items() if one != NOTHING}

    def record(self, studied: Studied, question: Answered, deed: Deed) -> None:
        """Keep what changes; the lesson's answers are then those that were given last."""
        answers = self.read(studied)
        before = answers.get(question.id, NOTHING)
        answers[question.id] = after(question, before, deed)
        if answers[question.id] != before:
            _write(studied, answers)

    def forget(self, studied: Studied) -> None:
        """Take the lesson out of the cookie."""
        session[_KEY] = {name: lesson for name, lesson in _kept().items() if name != studied.slug}


def short(question_id: str) -> str:
    """A question's id in the cookie: ids are words, and a cookie is small."""
    return f"{zlib.crc32(question_id.encode()) & 0xFFFFFF:x}"


def _texts(kept: object) -> tuple[str, ...]:
    """The texts in a list, or the digits in a text; empty for any other value."""
    if isinstance(kept, str):
        return tuple(kept) if kept.isascii() and kept.isdigit() else ()
    return tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()


def _unpacked(question: Answered, texts: tuple[str, ...], past: tuple[str, ...]) -> AnswersGiven:
    given, how_close = (texts, ()) if kind_of(question).graded else (texts[:1], texts[1:2])
    return fitting(question, AnswersGiven(given, "".join(how_close), short(question.id) in past))


def _packed(answers: AnswersGiven) -> str | list[str]:
    texts = [*answers.given, answers.how_close] if answers.how_close else list(answers.given)
    return "".join(texts) if all(len(text) == 1 and text in "0123456789" for text in texts) else texts


def _write(studied: Studied, answers: dict[str, AnswersGiven]) -> None:
    """Keep a lesson's answers as those that were given last, and as many of the others as there is room for."""
    own: dict[str, str | list[str]] = {}
    for question in studied.quiz:
        if (one := answers.get(question.id, NOTHING)).given:
            own[short(question.id)] = _packed(one)
    if past := [short(question.id) for question in studied.quiz if answers.get(question.id, NOTHING).past]:
        own[_PAST] = past
    lessons = {name: lesson for name, lesson in _kept().items() if name != studied.slug} | {studied.slug: own}
    for name in list(lessons)[:-_MOST_LESSONS]:
        del lessons[name]
    while _too_large(lessons) and len(lessons) > 1:
        del lessons[next(iter(lessons))]
    while _too_large(lessons) and len(own) > 1:
        del own[next(iter(own))]
    session[_KEY] = lessons


def _kept() -> dict[str, Any]:
    kept = session.get(_KEY)
    return dict(kept) if isinstance(kept, dict) else {}


def _too_large(lessons: dict[str, Any]) -> bool:
    return len(json.dumps(lessons, separators=(",", ":"))) > _MOST_CHARACTERS
