"""A question to answer by pointing at a line of the program."""

from __future__ import annotations

import re

from tracer.trace import Trace
from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.run_answer import UnanswerableError


class LineKind(QuizKind):
    """A student points at a line where something happens. The answer is the line's number."""

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        found = answered.run_answer
        if not all(found.canonical(one.text).isdecimal() for one in found.right):
            raise UnanswerableError(
                f"{found.real} is no line of the code", "write, for example, `{line: emit, step: 2}`"
            )
        return answered

    def valid(self, answered: Answered, given: str) -> bool:
        return bool(re.fullmatch("[1-9][0-9]{0,4}", given))

    def grade(self, answered: Answered, given: str) -> Grade:
        return Grade(*answered.run_answer.judge(given))
