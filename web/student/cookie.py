"""A student's state in the signed session cookie.

The cookie holds, for each lesson, the answers given to each question in order: as digits when each is one digit, else
as a list of texts, after a free text how close it was: `{"q": {"chat": {"3fa2c1": "20", "81b": ["0,2"]}}}`;
and under `past` the questions that the student asked to see past: `{"q": {"chat": {"past": ["81b"]}}}`. Under `@` are
places, what is finished, how sure the student was, reasons, hints, and the time of the last deed.
Right answers never leave the server before the question is closed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import session

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import NOTHING, AnswersGiven, Deed, after, fitting
from web.student.lesson_progress import Bookmark, LessonDeed, LessonProgress, after_lesson_deed

_KEY = "q"
_PAST = "past"
_REST = "@"
_MOST_LESSONS = 40
_MOST_CHARACTERS = 2_800
"""As many lessons' answers fit a cookie of 4 kB; the ones answered longest ago give way."""


class CookieState:
    """The state of the student who sends the cookie; there is no account."""

    def read(self, studied: Studied, more: Iterable[Answered] = ()) -> LessonProgress:
        """The cookie's entries that fit the lesson; all others are passed over."""
        lesson = _kept().get(studied.slug)
        if not isinstance(lesson, dict):
            return LessonProgress()
        rest = _mapping(lesson.get(_REST))
        answers = {one.id: _unpacked(one, lesson, rest) for one in (*studied.quiz, *more)}
        places = {
            mode: Bookmark(*place)
            for mode, place in _mapping(rest.get("places")).items()
            if isinstance(place, list) and len(place) == 3 and all(isinstance(one, int) for one in place)
        }
        return LessonProgress(
            answers={name: one for name, one in answers.items() if one != NOTHING},
            bookmarks=places,
            mode=next(reversed(places), ""),
            done=frozenset(_texts(rest.get("done"))),
            last=str(rest.get("last", "")),
        )

    def overview(self, lessons: Iterable[Studied]) -> dict[str, LessonProgress]:
        """The entries of each lesson."""
        read = {studied.slug: self.read(studied) for studied in lessons}
        return {slug: one for slug, one in read.items() if one != LessonProgress()}

    def record(self, studied: Studied, question: Answered, deed: Deed, event: str = "") -> None:  # noqa: ARG002  # ids are not kept
        """Keep what changes; the lesson's answers are then those that were given last."""
        progress = self.read(studied, (question,))
        before = progress.answers.get(question.id, NOTHING)
        answers = after(question, before, deed)
        if answers != before:
            _write(studied, replace(progress, answers={**progress.answers, question.id: answers}))

    def note(self, studied: Studied, deed: LessonDeed, event: str = "") -> None:  # noqa: ARG002  # ids are not kept
        """Keep it in the cookie."""
        _write(studied, after_lesson_deed(self.read(studied), deed))

    def forget(self, studied: Studied, event: str = "") -> None:  # noqa: ARG002  # ids are not kept
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


def _mapping(kept: object) -> dict[str, Any]:
    return kept if isinstance(kept, dict) else {}


def _unpacked(question: Answered, lesson: dict[str, Any], rest: dict[str, Any]) -> AnswersGiven:
    name = short(question.id)
    texts = _texts(lesson.get(name))
    given, how_close = (texts, ()) if kind_of(question).graded else (texts[:1], texts[1:2])
    hints = _mapping(rest.get("hints")).get(name)
    answers = AnswersGiven(
        given=given,
        how_close="".join(how_close),
        past=name in _texts(lesson.get(_PAST)),
        sure=_texts(_mapping(rest.get("sure")).get(name)),
        because=str(_mapping(rest.get("because")).get(name, "")),
        hints=frozenset(one for one in hints if isinstance(one, int)) if isinstance(hints, list) else frozenset(),
    )
    return fitting(question, answers)


def _packed(answers: AnswersGiven) -> str | list[str]:
    texts = [*answers.given, answers.how_close] if answers.how_close else list(answers.given)
    return "".join(texts) if all(len(text) == 1 and text in "0123456789" for text in texts) else texts


def _write(studied: Studied, progress: LessonProgress) -> None:
    """Keep a lesson's progress as what was done last, and as many of the others as there is room for."""
    answers = {short(name): one for name, one in progress.answers.items()}
    own: dict[str, Any] = {name: _packed(one) for name, one in answers.items() if one.given}
    if past := [name for name, one in answers.items() if one.past]:
        own[_PAST] = past
    own[_REST] = {
        "places": {mode: [place.step, place.phase, place.line] for mode, place in progress.bookmarks.items()},
        "done": sorted(progress.done),
        "sure": {name: list(one.sure) for name, one in answers.items() if one.sure},
        "because": {name: one.because for name, one in answers.items() if one.because},
        "hints": {name: sorted(one.hints) for name, one in answers.items() if one.hints},
        "last": datetime.now(UTC).isoformat(timespec="seconds"),
    }
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
