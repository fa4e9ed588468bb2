"""A learner's quiz tries, kept in the signed session cookie, and what a question shows of them.

The cookie holds, for each lesson, the choices picked for each question in order: `{"q": {"chat": {"3fa2c1": "20"}}}`.
Which choice is right never leaves the server before the question is closed.
"""

from __future__ import annotations

import zlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from tutorial import markdown
from tutorial.course import Studied
from tutorial.quiz import Answered
from web.points import Target, refer, target

MOST_TRIES = 3
"""After as many wrong choices the right one is shown."""

Picks = tuple[int, ...]
"""The choices picked for one question, in order, each once."""

_KEY = "q"
_MOST_LESSONS = 40
"""As many lessons' tries fit a cookie of 4 kB; the ones tried longest ago give way."""


@dataclass(frozen=True, slots=True)
class ShownOption:
    """A choice with as much of its truth as the learner has earned."""

    text: str
    verdict: Literal["right", "wrong"] | None
    why: Markup
    closed: bool
    picked: bool
    picked_last: bool


@dataclass(frozen=True, slots=True)
class ShownHint:
    """A stage of help: HTML, and the places it points to."""

    text: Markup
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as it stands: `open` while tries are left, `right` when found, `shown` when they ran out."""

    id: str
    number: int
    text: Markup
    state: Literal["open", "right", "shown"]
    options: tuple[ShownOption, ...]
    hints: tuple[ShownHint, ...]
    tries_left: int
    feedback: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a lesson's quiz stands."""

    right: int
    tried: int
    all: int


def read(session: MutableMapping[str, Any], studied: Studied) -> dict[str, Picks]:
    """The tries in a session that fit the lesson as it is now; whatever else the session holds is passed over."""
    kept = session.get(_KEY)
    lesson = kept.get(studied.slug) if isinstance(kept, dict) else None
    if not isinstance(lesson, dict):
        return {}
    picks = {question.id: _picks(lesson.get(short(question.id)), question) for question in studied.quiz}
    return {question: picked for question, picked in picks.items() if picked}


def pick(session: MutableMapping[str, Any], studied: Studied, question: Answered, choice: int) -> None:
    """Note a choice. A closed question, or a choice picked before, stays as it is."""
    picks = read(session, studied)
    picked = picks.get(question.id, ())
    if state(question, picked) == "open" and choice not in picked:
        picks[question.id] = (*picked, choice)
        _write(session, studied.slug, picks)


def forget(session: MutableMapping[str, Any], slug: str) -> None:
    """Start the lesson's quiz over."""
    _write(session, slug, {})


def state(question: Answered, picked: Picks) -> Literal["open", "right", "shown"]:
    """How a question stands after these picks."""
    if any(question.options[choice].right for choice in picked):
        return "right"
    return "shown" if len(picked) >= min(MOST_TRIES, len(question.options) - 1) else "open"


def score(studied: Studied, picks: dict[str, Picks]) -> Score:
    """How many of the lesson's questions were found right, and tried at all."""
    right = sum(state(question, picks.get(question.id, ())) == "right" for question in studied.quiz)
    return Score(right, len(picks), len(studied.quiz))


def shown(studied: Studied, number: int, question: Answered, picked: Picks) -> ShownQuestion:
    """A question with as much as the learner's picks have opened of it."""
    names = tuple(studied.trace.start)
    link = refer(studied.trace)
    stands = state(question, picked)
    hints = tuple(
        ShownHint(markdown.block(hint.text, link), tuple(target(point, names) for point in hint.points))
        for hint in question.question.hints
    )
    return ShownQuestion(
        id=question.id,
        number=number,
        text=markdown.inline(question.question.question, link),
        state=stands,
        options=tuple(_option(question, choice, picked, stands) for choice in range(len(question.options))),
        hints=hints if stands == "open" else (),
        tries_left=min(MOST_TRIES, len(question.options) - 1) - len(picked),
        feedback=_feedback(stands, picked),
    )


def _option(question: Answered, choice: int, picked: Picks, stands: str) -> ShownOption:
    option = question.options[choice]
    opened = choice in picked or stands != "open"
    return ShownOption(
        text=option.text,
        verdict=("right" if option.right else "wrong") if opened else None,
        why=markdown.inline(option.why) if opened else Markup(),
        closed=opened,
        picked=choice in picked,
        picked_last=bool(picked) and choice == picked[-1],
    )


def _feedback(stands: str, picked: Picks) -> str:
    if stands == "right":
        return "Right." if len(picked) == 1 else f"Right, at the {('second', 'third')[min(len(picked), 3) - 2]} try."
    if stands == "shown":
        return "No tries left: the right answer is marked, with the reason."
    return "Not this one. Read why, then try again." if picked else ""


def _picks(kept: object, question: Answered) -> Picks:
    if not isinstance(kept, str) or not kept.isascii() or not kept.isdigit() or len(set(kept)) != len(kept):
        return ()
    picked = tuple(map(int, kept))
    return picked if max(picked) < len(question.options) else ()


def _write(session: MutableMapping[str, Any], slug: str, picks: dict[str, Picks]) -> None:
    kept = session.get(_KEY)
    lessons = dict(kept) if isinstance(kept, dict) else {}
    lessons.pop(slug, None)
    if picks:
        lessons[slug] = {short(question): "".join(map(str, picked)) for question, picked in picks.items()}
    session[_KEY] = dict(list(lessons.items())[-_MOST_LESSONS:])


def short(question_id: str) -> str:
    """A question's id in the cookie: ids are words, and a cookie is small."""
    return f"{zlib.crc32(question_id.encode()) & 0xFFFFFF:x}"
