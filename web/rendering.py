"""Pages kept as bytes: each lesson's page is written once, with slots for the nonce and for the quiz.

A page costs some 10 ms to write and a tenth of one to fill. The nonce is another one for every answer, so a page
is never answered with 304: the browser would keep the old body, whose old nonce the new policy refuses.
"""

from __future__ import annotations

import re
import secrets
from functools import lru_cache

from flask import Response, current_app, render_template, request, session
from markupsafe import Markup, escape

from tutorial.course.course import Studied, Unanswered
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from web import tries
from web.lesson_page import LessonPage, lesson_page
from web.points import refer
from web.questions import shown
from web.stories import Stories

_SLOT = secrets.token_hex(16)
"""No lesson can contain it: it is another one in each process."""

_SLOTS = re.compile(rf"\[{_SLOT}:([^\]]*)\]")


class LessonPages:
    """The written pages of a course, by slug."""

    def __init__(self) -> None:
        self.stories = Stories()
        self._pages: dict[str, tuple[str, ...]] = {}
        self.question = lru_cache(maxsize=4096)(_question)
        self.score = lru_cache(maxsize=1024)(_score)

    def page(self, studied: Studied) -> str:
        """A lesson's page for the session that asks."""
        if studied.slug not in self._pages:
            self._pages[studied.slug] = _write(studied, self.stories)
        picks, past = tries.read(session, studied), tries.past(session, studied)
        numbers = {question.id: number for number, question in enumerate(studied.quiz)}
        texts, names = self._pages[studied.slug][::2], self._pages[studied.slug][1::2]
        filled = [texts[0]]
        for name, text in zip(names, texts[1:], strict=True):
            filled += [self._fill(name, studied, numbers, picks, past), text]
        return "".join(filled)

    def fragment(self, studied: Studied, question: Answered) -> str:
        """A question and the score as they stand, for a script to put in place."""
        picks = tries.read(session, studied)
        number = studied.quiz.index(question)
        asked = self.question(
            _ByIdentity(studied), number, picks.get(question.id, ()), question.id in tries.past(session, studied)
        )
        return asked + self._scored(studied, picks)

    def quiz(self, studied: Studied) -> str:
        """All questions and the score as they stand, for a script to put in place."""
        return "".join(self.fragment(studied, question) for question in studied.quiz)

    def _scored(self, studied: Studied, picks: dict[str, tries.Picks]) -> str:
        return self.score(studied.slug, tries.score(studied, picks))

    def _fill(
        self,
        name: str,
        studied: Studied,
        numbers: dict[str, int],
        picks: dict[str, tries.Picks],
        past: frozenset[str],
    ) -> str:
        if name == "nonce":
            return str(escape(request.csp_nonce))  # type: ignore[attr-defined]  # flask-talisman sets it
        if name == "score":
            return self._scored(studied, picks)
        return self.question(_ByIdentity(studied), numbers[name], picks.get(name, ()), name in past)


class _ByIdentity:
    """A lesson as a key of the cache: the same object, not an equal one, so that nothing is compared or hashed."""

    def __init__(self, studied: Studied) -> None:
        self.studied = studied

    def __hash__(self) -> int:
        return id(self.studied)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.studied is self.studied


def answer_page(text: str, status: int = 200) -> Response:
    """A page that belongs to this session and this nonce: nobody keeps it."""
    response = current_app.make_response((text, status))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


def render(template: str, **context: object) -> str:
    """Write a page that is not kept."""
    return render_template(template, nonce=request.csp_nonce, **context)  # type: ignore[attr-defined]  # as above


def _slot(name: str) -> Markup:
    return Markup("[{}:{}]").format(_SLOT, name)


def _write(studied: Studied, stories: Stories) -> tuple[str, ...]:
    """The page's text, then in turn a slot's name and the text after it."""
    page: LessonPage = lesson_page(studied, stories)
    slots = {number: _slot(question.id) for number, question in zip(studied.numbers(), studied.quiz, strict=True)}
    unanswered = {one.number: _unanswered(one, studied) for one in studied.unanswered}
    quiz = [{"slot": slot} for _, slot in sorted((slots | unanswered).items())]
    text = render_template("lesson.html", page=page, quiz=quiz, score_slot=_slot("score"), nonce=_slot("nonce"))
    return tuple(_SLOTS.split(text))


def _unanswered(unanswered: Unanswered, studied: Studied) -> Markup:
    """A question as it stands while it cannot be answered: its words alone."""
    words = markdown.inline(unanswered.question.question, refer(studied.trace))
    return Markup(render_template("parts/unanswered.html", number=unanswered.number, words=words))  # noqa: S704  # ours


def _question(studied: _ByIdentity, number: int, picked: tries.Picks, past: bool) -> str:
    lesson = studied.studied
    question = shown(lesson, lesson.numbers()[number], lesson.quiz[number], picked, past=past)
    return render_template("parts/question.html", slug=lesson.slug, question=question)


def _score(slug: str, score: tries.Score) -> str:
    return render_template("parts/score.html", slug=slug, score=score)
