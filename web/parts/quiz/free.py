"""A text in the student's own words; the page puts the model answer beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.kinds.own_words import LONGEST_FREE
from web.parts.quiz.form import Form, NotAnAnswerError, Sent, Standing
from web.parts.quiz.typed import TOO_LONG, written
from web.student.answers_given import HOW_CLOSE


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The text, and once it is written the model `answer`; `said` is how close the writer says they are."""

    longest: int
    given: str
    answer: Markup
    said: str
    how_close: Mapping[str, str]


class FreeForm(Form):
    """A text of some lines, which its writer compares with the model answer."""

    template = "free"
    below = "compare"
    how_close = HOW_CLOSE

    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        given = written(sent)
        if not kind_of(question).valid(question, given):
            raise NotAnAnswerError(TOO_LONG)
        return given

    def show(self, standing: Standing) -> OwnWords:
        answer = standing.question.run_answer.right[0].text
        return OwnWords(
            longest=LONGEST_FREE,
            given="".join(standing.given),
            answer=standing.prose(answer) if standing.given else Markup(),
            said=self.how_close.get(standing.answers.how_close, ""),
            how_close=self.how_close,
        )

    def feedback(self, standing: Standing) -> str:
        return "Compare: here is a model answer." if standing.given else ""
