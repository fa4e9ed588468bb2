"""A learner's quiz tries, kept in the signed session cookie.

The cookie holds, for each lesson, the answers given to each question in order: the digits of single choices, or texts
as `tutorial.quiz.kinds` read them: `{"q": {"chat": {"3fa2c1": "20", "81b": ["0,2"]}}}`;
and under `past` the questions that the learner asked to see past: `{"q": {"chat": {"past": ["81b"]}}}`.
What is right never leaves the server before the question is closed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of

Picks = tuple[str, ...]
"""The answers given to one question, in order, each once; of a free text the text, and what its writer thinks of it."""

State = Literal["open", "right", "shown"]

MARKS = {"yes": "I had it", "no": "Not yet"}
"""What a learner can think of a free text, beside the model answer."""

_KEY = "q"
_PAST = "past"
_MOST_LESSONS = 40
_MOST_CHARACTERS = 2_800
"""As many lessons' tries fit a cookie of 4 kB; the ones tried longest ago give way."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a lesson's quiz stands; free texts are not counted. A question has from `fewest` to `most` tries."""

    right: int
    tried: int
    all: int
    fewest: int
    most: int


def read(session: MutableMapping[str, Any], studied: Studied) -> dict[str, Picks]:
    """The tries in a session that fit the lesson as it is now; whatever else the session holds is passed over."""
    lesson = _kept(session).get(studied.slug)
    if not isinstance(lesson, dict):
        return {}
    picks = {question.id: _picks(lesson.get(short(question.id)), question) for question in studied.quiz}
    return {question: picked for question, picked in picks.items() if picked}


def past(session: MutableMapping[str, Any], studied: Studied) -> frozenset[str]:
    """The questions of a lesson that the learner has chosen to see past, unanswered."""
    lesson = _kept(session).get(studied.slug)
    named = lesson.get(_PAST) if isinstance(lesson, dict) else None
    names = {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()
    return frozenset(question.id for question in _waiting(studied) if short(question.id) in names)


def see_past(session: MutableMapping[str, Any], studied: Studied, question: Answered) -> None:
    """Note that the learner wants to see what a question covers, and answer it later or never."""
    _write(session, studied, read(session, studied), past(session, studied) | {question.id})


def pick(session: MutableMapping[str, Any], studied: Studied, question: Answered, given: str) -> None:
    """Note a valid answer. A closed question, or an answer given before, stays as it is."""
    picks = read(session, studied)
    picked = picks.get(question.id, ())
    if state(question, picked) == "open" and given not in picked:
        picks[question.id] = (*picked, given)
        _write(session, studied, picks, past(session, studied))


def mark(session: MutableMapping[str, Any], studied: Studied, question: Answered, mark: str) -> None:
    """Note what the writer of a free text thinks of it."""
    picks = read(session, studied)
    if picked := picks.get(question.id):
        picks[question.id] = (picked[0], mark)
        _write(session, studied, picks, past(session, studied))


def forget(session: MutableMapping[str, Any], slug: str) -> None:
    """Start the lesson's quiz over."""
    session[_KEY] = {name: tries for name, tries in _kept(session).items() if name != slug}


def state(question: Answered, picked: Picks) -> State:
    """How a question stands after these answers."""
    if question.question.kind == "free":
        return "shown" if picked else "open"
    if picked and kind_of(question).grade(question, picked[-1]).right:
        return "right"
    return "shown" if len(picked) >= most(question) else "open"


def most(question: Answered) -> int:
    """How many tries a question has."""
    return kind_of(question).tries(question)


def score(studied: Studied, picks: dict[str, Picks]) -> Score:
    """How many of the lesson's questions were found right, and tried at all."""
    graded = [question for question in studied.quiz if kind_of(question).graded]
    right = sum(state(question, picks.get(question.id, ())) == "right" for question in graded)
    tries = [most(question) for question in graded]
    return Score(right, len(picks), len(graded), min(tries, default=0), max(tries, default=0))


def short(question_id: str) -> str:
    """A question's id in the cookie: ids are words, and a cookie is small."""
    return f"{zlib.crc32(question_id.encode()) & 0xFFFFFF:x}"


def _picks(kept: object, question: Answered) -> Picks:
    if _by_digit(question):
        given = tuple(kept) if isinstance(kept, str) and kept.isascii() and kept.isdigit() else ()
    else:
        given = tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
    if question.question.kind == "free":
        return given if given and kind_of(question).valid(question, given[0]) and set(given[1:]) <= MARKS.keys() else ()
    return (
        given if len(set(given)) == len(given) and all(kind_of(question).valid(question, one) for one in given) else ()
    )


def _by_digit(question: Answered) -> bool:
    return question.question.kind in ("one", "true_false")


def _waiting(studied: Studied) -> list[Answered]:
    """The questions that the stepper stops at."""
    return [question for question in studied.quiz if question.question.after is not None]


def _write(
    session: MutableMapping[str, Any], studied: Studied, picks: dict[str, Picks], passed: frozenset[str]
) -> None:
    """Keep the tries of a lesson as those that were made last, and as many of the others as there is room for."""
    own: dict[str, str | list[str]] = {}
    for question in studied.quiz:
        if picked := picks.get(question.id):
            own[short(question.id)] = "".join(picked) if _by_digit(question) else list(picked)
    if passed:
        own[_PAST] = [short(question.id) for question in _waiting(studied) if question.id in passed]
    lessons = {name: tries for name, tries in _kept(session).items() if name != studied.slug} | {studied.slug: own}
    for name in list(lessons)[:-_MOST_LESSONS]:
        del lessons[name]
    while _too_large(lessons) and len(lessons) > 1:
        del lessons[next(iter(lessons))]
    while _too_large(lessons) and len(own) > 1:
        del own[next(iter(own))]
    session[_KEY] = lessons


def _kept(session: MutableMapping[str, Any]) -> dict[str, Any]:
    kept = session.get(_KEY)
    return dict(kept) if isinstance(kept, dict) else {}


def _too_large(lessons: dict[str, Any]) -> bool:
    return len(json.dumps(lessons, separators=(",", ":"))) > _MOST_CHARACTERS
