"""Clients; the student matches each with its own answer."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from web.parts.quiz.form import Form, Sent, Standing, Verdict, number, verdict
from web.parts.quiz.order import parts_right


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A client to be matched: `given` is the student's match, `right` the true one once the question is closed."""

    text: str
    given: int | None
    verdict: Verdict | None
    why: Markup
    right: str


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """The clients, and what they may be matched with."""

    slots: tuple[ShownSide, ...]
    matches: tuple[str, ...]


class MatchForm(Form):
    """The student gives each client a match; two clients may have the same."""

    template = "match"

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        sides = range(len(question.sides))
        return ",".join(str(number(sent, f"side-{side}", len(question.options))) for side in sides)

    def show(self, standing: Standing) -> ShownMatch:
        question = standing.question
        sides = tuple(_side(standing, index) for index in range(len(question.sides)))
        return ShownMatch(sides, tuple(option.text for option in question.options))

    def try_again(self, standing: Standing) -> str:
        return parts_right(standing)


def _side(standing: Standing, index: int) -> ShownSide:
    question, is_open = standing.question, standing.state == "open"
    option = question.options[question.key[index]]
    says = verdict(standing.parts[index]) if standing.parts else None
    return ShownSide(
        text=question.sides[index],
        given=int(standing.given[-1].split(",")[index]) if standing.given else None,
        verdict=says,
        why=markdown.inline(option.why) if not is_open or says == "right" else Markup(),
        right="" if is_open else option.text,
    )
