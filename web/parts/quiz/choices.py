"""Choices: one of them, several, or true or false."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from web.parts.quiz.form import Form, NotAnAnswerError, Sent, Standing, Verdict, verdict


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice, with its verdict and reason once a try has opened them."""

    text: str
    verdict: Verdict | None
    why: Markup
    closed: bool
    picked: bool
    picked_last: bool
    value: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices; `several` of them may be chosen, or one."""

    several: bool
    options: tuple[ShownChoice, ...]


class ChoiceForm(Form):
    """The student makes one choice; a choice that was tried is closed."""

    template = "choices"
    several = False
    one_press = True

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        return str(_choice(sent.get("choice"), question))

    def show(self, standing: Standing) -> Choices:
        tried = [set(one.split(",")) for one in standing.given]
        places = range(len(standing.question.options))
        return Choices(self.several, tuple(self._choice(standing, place, tried) for place in places))

    def _choice(self, standing: Standing, place: int, tried: list[set[str]]) -> ShownChoice:
        option, is_open = standing.question.options[place], standing.state == "open"
        chosen = any(str(place) in one for one in tried)
        opened = chosen or not is_open
        keeps = self.several and option.right and is_open
        return ShownChoice(
            text=option.text,
            verdict=verdict(option.right) if opened else None,
            why=markdown.inline(option.why) if opened else Markup(),
            closed=opened and not keeps,
            picked=chosen,
            picked_last=bool(tried) and (str(place) in tried[-1] or (keeps and chosen)),
            value=place,
        )


class SeveralForm(ChoiceForm):
    """The student makes any number of choices; a right one that was tried stays chosen and open."""

    several = True
    one_press = False

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        given: list[str | None] = [*sent.getlist("choice")]
        return ",".join(map(str, sorted({_choice(one, question) for one in given or [None]})))

    def try_again(self, standing: Standing) -> str:
        if all(standing.parts):
            return "Right so far, but not all of them. Which are missing?"
        return super().try_again(standing)


def _choice(given: str | None, question: Answered) -> int:
    if given is None:
        raise NotAnAnswerError("No answer was chosen. Go back, pick one, and press Answer.")
    letters = len(question.options)
    if not (given.isascii() and given.isdigit() and len(given) < 3 and int(given) < letters):
        raise NotAnAnswerError(f"“{given[:40]}” is none of the choices, which are numbered 0 to {letters - 1}.")
    return int(given)
