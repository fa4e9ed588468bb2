"""A question as its page shows it, with no more of the answer than the student's tries have opened."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.kind_rules import Kind
from tutorial.lesson.points import Point
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.parts.points import Target, refer, target
from web.parts.quiz.form import Standing
from web.parts.quiz.forms import form_of
from web.parts.refuted import ShownBelief, belief_behind
from web.student.answers_given import AnswersGiven, State, state


@dataclass(frozen=True, slots=True)
class ShownHint:
    """A stage of help: HTML, the places it points to, and whether the student has opened it."""

    text: Markup
    targets: tuple[Target, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as it stands: `open` while tries are left, `right` when found, `shown` when they ran out.

    `form` is what the `template` of its kind writes, `below` the template of what stands under the form, if anything
    does. `after` is the step that it is asked after; `past` says that the student has chosen to see what comes then.
    `refuted` is the misconception behind the last answer. `one_press` says that a press on a choice answers, and says
    how sure the student is.
    """

    id: str
    number: int
    text: Markup
    kind: Kind
    state: State
    template: str
    form: object
    below: str
    graded: bool
    hints: tuple[ShownHint, ...]
    tries_left: int
    feedback: str
    after: Target | None
    past: bool
    one_press: bool
    refuted: ShownBelief | None


def shown(studied: Studied, number: int, question: Answered, answers: AnswersGiven) -> ShownQuestion:
    """A question, by its number in the lesson, after these answers."""
    standing = _standing(studied, question, answers)
    kind, form, after = kind_of(question), form_of(question), question.question.after
    return ShownQuestion(
        id=question.id,
        number=number,
        text=markdown.inline(question.question.question, refer(studied.trace)),
        kind=question.question.kind,
        state=standing.state,
        template=form.template,
        form=form.show(standing),
        below=form.below if standing.state != "open" else "",
        graded=kind.graded,
        hints=_hints(studied, question, answers) if standing.state == "open" else (),
        tries_left=kind.tries(question) - len(answers.given),
        feedback=form.feedback(standing),
        after=target(Point(step=after), ()) if after else None,
        past=answers.past,
        one_press=after is not None and form.one_press and standing.state == "open",
        refuted=_refuted(standing),
    )


def _refuted(standing: Standing) -> ShownBelief | None:
    """The misconception behind the last wrong answer: behind an option that was chosen, or a value that was typed."""
    question = standing.question
    if standing.last is None or standing.last.right:
        return None
    given = standing.given[-1]
    chosen = [int(place) for place in given.split(",")] if question.options else []
    texts = [question.options[place].text for place in chosen if not question.options[place].right] or [given]
    named = (question.question.misconceptions.get(text) for text in texts)
    return next((belief for name in named if name and (belief := belief_behind(standing.studied, name))), None)


def _standing(studied: Studied, question: Answered, answers: AnswersGiven) -> Standing:
    last = kind_of(question).grade(question, answers.given[-1]) if answers.given else None
    return Standing(studied, question, answers, state(question, answers), last)


def _hints(studied: Studied, question: Answered, answers: AnswersGiven) -> tuple[ShownHint, ...]:
    names, link = tuple(studied.trace.start), refer(studied.trace)
    return tuple(
        ShownHint(
            markdown.block(hint.text, link),
            tuple(target(point, names) for point in hint.points),
            number in answers.hints,
        )
        for number, hint in enumerate(question.question.hints, 1)
    )
