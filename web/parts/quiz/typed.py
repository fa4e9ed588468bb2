"""A field to type into: a text, a number, or the missing text of a cell."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered, Blank
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.kinds.texts import LONGEST
from web.parts.quiz.form import Form, NotAnAnswerError, Sent, Standing


@dataclass(frozen=True, slots=True)
class TypedField:
    """The field by its `label`, with what was given last and why it is right or wrong; once closed, the answer."""

    label: str
    numeric: bool
    longest: int
    blank: Blank | None
    given: str
    why: Markup
    answer: str
    answer_why: Markup


class TextForm(Form):
    """A text on one line."""

    template = "typed"
    label = "Answer"
    numeric = False

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        given = written(sent)
        if not kind_of(question).valid(question, given):
            raise NotAnAnswerError(self._unfit(given))
        return given

    def show(self, standing: Standing) -> TypedField:
        right = standing.question.run_answer.right[0]
        return TypedField(
            label=self.label,
            numeric=self.numeric,
            longest=LONGEST,
            blank=standing.question.blank,
            given=standing.given[-1] if standing.given else "",
            why=standing.why,
            answer=right.text if standing.state != "open" else "",
            answer_why=standing.prose(right.why) if standing.state == "shown" else Markup(),
        )

    def _unfit(self, given: str) -> str:
        return TOO_LONG


class NumberForm(TextForm):
    """A number; a telephone shows its digits for it."""

    label = "Number"
    numeric = True

    def _unfit(self, given: str) -> str:
        return f"“{given[:40]}” is no number."


class CellForm(TextForm):
    """The missing text in a row of a table."""

    label = "Missing cell"


TOO_LONG = "That answer is too long. Go back, and shorten it."


def written(sent: Sent) -> str:
    """The text that was written.

    Raises:
        NotAnAnswerError: there is none.
    """
    given = sent.get("text", "").strip()
    if not given:
        raise NotAnAnswerError("No answer was written. Go back, write one, and press Answer.")
    return given
