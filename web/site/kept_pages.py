"""Keeps pages as text: writes each mode of a lesson once, with slots for the nonce and for the student's state.

Writing a page takes about 10 ms, filling its slots 0.1 ms. Each answer has a new nonce, so a page is never answered
with 304: the browser would keep the old body, and the new policy would refuse the old nonce.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

from flask import Response, current_app, render_template, request, url_for
from markupsafe import Markup, escape

from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from web.modes.mode import Mode
from web.modes.modes import FIRST
from web.modes.onward import onward
from web.modes.page import DUE, GATE, KEPT, NONCE, PROPOSAL, RESUME, mode_of, write_page
from web.parts.failing import TASK
from web.parts.figures import asked_figure, figure_named, figure_of
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.quiz.question import shown
from web.parts.quiz.quiz import SCORE, SUMMARY, question_of
from web.parts.review.review import CARD
from web.parts.slots import Slotted
from web.parts.to_judge import JUDGEMENTS, asked_statement, statement_of, statements_of
from web.parts.why_task import cells_given, shown_task
from web.site.cookies import greet
from web.site.reviews import due_link, of_lesson, proposal
from web.site.text_cache import TextCache
from web.student.answers_given import NOTHING, AnswersGiven, Score, gate, score
from web.student.attempts import first_of
from web.student.identity import ByIdentity
from web.student.lesson_progress import Bookmark, LessonProgress
from web.student.student_state import student_state, trouble

_MOST_BYTES = 24 * 2**20
"""For questions, scores and summaries; a question that shows the whole program may take 300 kB."""


class KeptPages:
    """The written pages of a course, by lesson and mode. A lesson that is studied again gets new pages."""

    def __init__(self) -> None:
        self.line_cache = LineCache()
        self._pages: dict[tuple[str, str], tuple[Studied, Course, Slotted]] = {}
        self._texts = TextCache[tuple[object, ...]](_MOST_BYTES)

    def question(self, studied: Studied, number: int, answers: AnswersGiven) -> str:
        """A question by its place in the quiz, in the state that these answers make."""
        key = ("question", ByIdentity(studied), number, answers)
        return self._texts.text(key, lambda: _question(studied, number, answers))

    def page(self, studied: Studied, mode: Mode, fills: Mapping[str, str] | None = None) -> str:
        """A lesson's page in a mode, for this request's session; `fills` are texts for slots of the mode's own."""
        progress = student_state().read(studied)
        answers = progress.answers
        numbers = {question.id: number for number, question in enumerate(studied.quiz)}
        others: dict[str, Callable[[], str]] = {
            NONCE: nonce,
            KEPT: kept_note,
            RESUME: lambda: resume(studied, progress.bookmarks.get(mode.key)),
            GATE: lambda: gate_note(studied, answers),
            DUE: lambda: due_link(course()),
            PROPOSAL: lambda: proposal(course(), studied),
            CARD: lambda: of_lesson(studied).asked(request.args.get("told", "")),
            SCORE: lambda: self._scored(studied, answers),
            SUMMARY: lambda: self._summed(studied, answers),
        }

        def fill(name: str) -> str:
            if fills and name in fills:
                return fills[name]
            if (told := _of_progress(name, studied, progress)) is not None:
                return told
            if question := question_of(name):
                return self.question(studied, numbers[question], answers.get(question, NOTHING))
            if (asked := _beside_the_quiz(studied, name, progress)) is not None:
                return asked
            return others[name]()

        return self._written(studied, mode).filled(fill)

    def fragment(self, studied: Studied, question: Answered) -> str:
        """A question and the score in their present state; a script puts them in place."""
        answers = student_state().read(studied).answers
        number = studied.quiz.index(question)
        asked = self.question(studied, number, answers.get(question.id, NOTHING))
        told = self._scored(studied, answers) + self._summed(studied, answers)
        return asked + told + (kept_note() if trouble() else "")

    def quiz(self, studied: Studied) -> str:
        """All questions and the score in their present state; a script puts them in place."""
        return "".join(self.fragment(studied, question) for question in studied.quiz)

    def why_task(self, studied: Studied) -> str:
        """The task of the mode Why in its present state; a script puts it in place."""
        return _why_task(studied, student_state().read(studied)) + (kept_note() if trouble() else "")

    def _written(self, studied: Studied, mode: Mode) -> Slotted:
        key, served = (studied.slug, mode.key), course()
        kept = self._pages.get(key)
        if kept is None or kept[0] is not studied or kept[1] is not served:
            material = Material(studied, self.line_cache)
            page = write_page(mode, material, mode_url(studied.slug, FIRST), onward(served, studied))
            kept = self._pages[key] = studied, served, page
        return kept[2]

    def _scored(self, studied: Studied, answers: Mapping[str, AnswersGiven]) -> str:
        now = score(studied, answers)
        return self._texts.text(("score", studied.slug, now), lambda: _score(studied.slug, now))

    def _summed(self, studied: Studied, answers: Mapping[str, AnswersGiven]) -> str:
        now = score(studied, answers)
        return self._texts.text(("summary", ByIdentity(studied), now), lambda: _summary(studied, now))


def course() -> Course:
    """The course that this app serves."""
    served: Course = current_app.extensions["stepwire.course"]
    return served


def mode_url(slug: str, mode: Mode) -> str:
    """The address of a lesson in a mode; the first mode has the lesson's own address."""
    return url_for("pages.lesson", slug=slug) if mode is FIRST else url_for("pages.lesson_in", slug=slug, key=mode.key)


def resume(studied: Studied, place: Bookmark | None) -> str:
    """A link to where the student was; nothing at either end of the run."""
    if place is None or not 1 < place.step < len(studied.trace.steps):
        return ""
    return render_template("site/resume.html", place=place)


def gate_note(studied: Studied, answers: Mapping[str, AnswersGiven]) -> str:
    """Which question on the way comes first, for a page that does not have it; nothing when none is open."""
    step = gate(studied, answers)
    if step == math.inf:
        return ""
    return render_template("site/gate.html", step=int(step), url=mode_url(studied.slug, FIRST), name=FIRST.name)


def kept_note() -> str:
    """What the page says of this request's answers being kept: nothing, when they are."""
    return _note(trouble())


def nonce() -> str:
    """The nonce of this answer, escaped for an attribute."""
    return str(escape(request.csp_nonce))  # type: ignore[attr-defined]  # flask-talisman sets it


def answer_page(text: str, status: int = 200) -> Response:
    """An answer for this session and nonce alone; no cache may store it."""
    if status == 200:
        greet()
    response = current_app.make_response((text, status))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


def render(template: str, **context: object) -> str:
    """Write a page without keeping it."""
    own = {"kept": Markup(kept_note()), "due": Markup(due_link(course()))}  # noqa: S704  # our templates'
    return render_template(template, nonce=nonce(), **own, **context)


def _question(lesson: Studied, number: int, answers: AnswersGiven) -> str:
    question = shown(lesson, lesson.numbers()[number], lesson.quiz[number], answers)
    return render_template("parts/quiz/question.html", slug=lesson.slug, question=question)


def _of_progress(name: str, studied: Studied, progress: LessonProgress) -> str | None:
    """The text of a slot that tells how far a student is: a mode's mark of being done, or the task of Why."""
    if (key := mode_of(name)) is not None:
        return _done() if key in progress.done else ""
    return _why_task(studied, progress) if name == TASK else None


def _why_task(studied: Studied, progress: LessonProgress) -> str:
    if studied.failing is None:
        return ""
    task = shown_task(studied, studied.failing, cells_given(studied.failing, progress.attempts))
    return render_template("parts/why_task.html", slug=studied.slug, task=task)


@lru_cache(maxsize=1)
def _done() -> str:
    return render_template("modes/done.html")


@lru_cache(maxsize=3)
def _note(trouble: str) -> str:
    return render_template("site/kept.html", trouble=trouble)


def _score(slug: str, score: Score) -> str:
    return render_template("parts/quiz/score.html", slug=slug, score=score)


def _summary(lesson: Studied, score: Score) -> str:
    questions = list(zip(lesson.numbers(), (one.id for one in lesson.quiz), score.outcomes, strict=True))
    return render_template("parts/quiz/summary.html", slug=lesson.slug, score=score, questions=questions)


def _beside_the_quiz(studied: Studied, name: str, progress: LessonProgress) -> str | None:
    """A figure or a statement in its present state; None, if the slot is of something else."""
    if (figure := figure_of(name)) is not None:
        return _figure(studied, figure, progress)
    statement = statement_of(name)
    return None if statement is None else _statement(studied, statement, progress)


def _figure(studied: Studied, name: str, progress: LessonProgress) -> str:
    figure = figure_named(studied, name)
    if figure is None:
        return ""
    asked = asked_figure(figure, first_of(progress.attempts, "figure", name))
    return render_template("parts/figure.html", slug=studied.slug, figure=asked)


def _statement(studied: Studied, name: str, progress: LessonProgress) -> str:
    statement = next(one for one in statements_of(studied) if one.id == name)
    asked = asked_statement(studied, statement, first_of(progress.attempts, "statement", name))
    return render_template("parts/statement.html", slug=studied.slug, statement=asked, judgements=JUDGEMENTS)
