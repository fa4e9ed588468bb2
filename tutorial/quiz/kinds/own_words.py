"""A question that is answered in the student's own words, beside which the author's are put."""

from __future__ import annotations

from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.kinds.kind import QuizKind

LONGEST_FREE = 300
"""Characters of a free text."""


class FreeKind(QuizKind):
    """One text is written; nobody calls it right."""

    graded = False

    def valid(self, answered: Answered, given: str) -> bool:
        return 0 < len(given.strip()) <= LONGEST_FREE

    def grade(self, answered: Answered, given: str) -> Grade:
        return Grade(right=False)

    def tries(self, answered: Answered) -> int:
        return 1
