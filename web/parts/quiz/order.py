"""Things; the student puts them in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from web.parts.quiz.form import Form, NotAnAnswerError, Sent, Standing, Verdict, number, verdict


@dataclass(frozen=True, slots=True)
class ShownThing:
    """A thing to be put in its place: `given` is the place that the student gave it."""

    text: str
    given: int
    verdict: Verdict | None
    why: Markup


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """The things as the page lists them, in the right order once the question is closed."""

    slots: tuple[ShownThing, ...]


class OrderForm(Form):
    """The student gives each thing a place of its own."""

    template = "order"

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        length = len(question.options)
        places = [number(sent, f"place-{index}", length) for index in range(length)]
        twice = [place for place in places if places.count(place) > 1]
        if twice:
            what = f"Two things stand in place {twice[0] + 1}. Go back, and give each a place of its own."
            raise NotAnAnswerError(what)
        return ",".join(str(places.index(place)) for place in range(length))

    def show(self, standing: Standing) -> ShownOrder:
        return ShownOrder(tuple(_in_work(standing) if standing.state == "open" else _in_order(standing.question)))

    def try_again(self, standing: Standing) -> str:
        return parts_right(standing)


def _in_work(standing: Standing) -> Iterator[ShownThing]:
    """The things where they are listed from the first, each with the place that the student gave it last."""
    options = standing.question.options
    given = [int(one) for one in standing.given[-1].split(",")] if standing.given else list(range(len(options)))
    for index, option in enumerate(options):
        place = given.index(index)
        yield ShownThing(option.text, place, verdict(standing.parts[place]) if standing.parts else None, Markup())


def _in_order(question: Answered) -> Iterator[ShownThing]:
    for place, index in enumerate(question.key):
        option = question.options[index]
        yield ShownThing(option.text, place, None, markdown.inline(option.why))


def parts_right(standing: Standing) -> str:
    """How much of the last answer is right."""
    return f"{sum(standing.parts)} of {len(standing.parts)} are right. Try again."
